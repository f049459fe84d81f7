"""A simulator of the part of SendGrid's API that templates/connectors/sendgrid.json uses."""

from sim import Answer, Vendor, main, others

KEY = "SG.simulated.key"
LISTS = ("bounces", "blocks", "invalid_emails", "spam_reports")


class SendGrid(Vendor):
    name = "sendgrid"
    secrets = {"api-key": KEY}
    routes = [
        ("GET", r"/v3/scopes", "scopes"),
        ("POST", r"/v3/marketing/contacts/search/emails", "contacts_search"),
        ("PUT", r"/v3/marketing/contacts", "contacts_put"),
        ("DELETE", r"/v3/marketing/contacts", "contacts_delete"),
        ("GET", r"/v3/marketing/contacts/imports/([^/]+)", "job_get"),
        ("GET", r"/v3/messages", "messages_list"),
        ("GET", r"/v3/suppression/(bounces|blocks|invalid_emails|spam_reports)/([^/]+)", "suppression_get"),
        ("GET", r"/v3/asm/suppressions/global/([^/]+)", "global_get"),
        ("POST", r"/v3/asm/suppressions/global", "global_add"),
        ("DELETE", r"/v3/asm/suppressions/global/([^/]+)", "global_delete"),
        ("GET", r"/v3/asm/groups", "groups_list"),
        ("POST", r"/v3/asm/groups/(\d+)/suppressions/search", "group_search"),
        ("POST", r"/v3/recipients/erasejob", "erasejob"),
    ]

    def contact(self, who, n):
        first, _, last = who["name"].partition(" ")
        return {"id": "%08d-0000-4000-8000-%012d" % (n, n), "email": who["email"], "alternate_emails": [], "first_name": first, "last_name": last,
                "city": "Haarlem", "country": "NL", "phone_number": who["phone"], "list_ids": ["nieuwsbrief"], "custom_fields": {"plan": "zakelijk"},
                "created_at": "2024-05-01T08:00:00Z", "updated_at": "2026-05-21T09:30:00Z"}

    def message(self, to, n):
        return {"msg_id": "msg%06d.simulated" % n, "from_email": "info@jbsync.example", "to_email": to, "subject": "Uw factuur %d" % n,
                "status": "delivered", "opens_count": n % 4, "clicks_count": n % 2, "last_event_time": "2026-05-%02dT10:00:00Z" % (n % 28 + 1)}

    def fill(self):
        me = self.person["email"]
        people = [self.person] + list(others(25, self.random))
        self.contacts = {c["email"]: c for c in (self.contact(who, n) for n, who in enumerate(people))}
        self.messages = [self.message(me, n) for n in range(64)] + [self.message(w["email"], 1000 + n) for n, w in enumerate(people[1:])]
        self.suppressed = {name: {} for name in LISTS}
        self.suppressed["bounces"][me] = {"created": 1767225600, "email": me, "reason": "550 5.1.1 mailbox full", "status": "5.1.1"}
        self.suppressed["spam_reports"]["x" + me] = {"created": 1767225600, "email": "x" + me, "ip": "192.0.2.7"}
        self.unsubscribed, self.jobs = {me}, {}
        self.groups = {11: ("Nieuwsbrief", {me}), 12: ("Productnieuws", {"x" + me}), 13: ("Aanbiedingen", {me, "x" + me})}

    def allowed(self, request):
        return request.headers.get("Authorization") == "Bearer " + KEY

    def too_fast(self):
        answer = self.error(429)  # no Retry-After: this vendor gives seconds until the window ends
        answer.headers.update({"X-RateLimit-Limit": "100", "X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "1"})
        return answer

    def scopes(self, request):
        return Answer({"scopes": ["marketing.read", "messages.read", "suppression.read", "recipients.erasejob.create"]})

    # -- contacts ----------------------------------------------------------------------------------------------

    def contacts_search(self, request):
        wanted = [e.lower() for e in request.json()["emails"]]
        found = {e: {"contact": self.contacts[e]} for e in wanted if e in self.contacts}
        if request.fault == "foreign":
            stranger = list(self.contacts.values())[-1]
            found[self.person["email"]] = {"contact": stranger}
        return Answer({"result": found}) if found else self.error(404)

    def job(self):
        jid = "job-%d" % (len(self.jobs) + 1)
        self.jobs[jid] = {"id": jid, "status": "pending", "job_type": "delete"}
        return Answer({"job_id": jid}, 202)

    def contacts_put(self, request):
        for c in request.json()["contacts"]:
            self.contacts.setdefault(c["email"], self.contact({**self.person, "email": c["email"]}, 900)).update(c)
        return self.job()

    def contacts_delete(self, request):
        ids = request.query.get("ids", "").split(",")
        self.contacts = {e: c for e, c in self.contacts.items() if c["id"] not in ids}
        return self.job()

    def job_get(self, request, jid):
        if jid not in self.jobs:
            return self.error(404)
        seen = dict(self.jobs[jid])
        self.jobs[jid]["status"] = "completed"
        return Answer(seen)

    def erasejob(self, request):
        for e in request.json()["email_addresses"]:
            self.contacts.pop(e, None)
            self.messages = [m for m in self.messages if m["to_email"] != e]
        return Answer({"job_id": "erase-1"}, 202)

    # -- activity and suppressions -----------------------------------------------------------------------------

    def messages_list(self, request):
        text = request.query.get("query", "")
        if not (text.startswith('to_email="') and text.endswith('"')) or '"' in text[10:-1].replace('\\"', ""):
            return self.error(400)
        wanted = text[10:-1].replace('\\"', '"').replace("\\\\", "\\")
        rows = [m for m in self.messages if m["to_email"] == wanted]
        if request.fault == "foreign":
            rows = self.messages[-4:] + rows
        return Answer({"messages": rows[: request.number("limit", 10)]})

    def suppression_get(self, request, name, email):
        rows = [r for e, r in self.suppressed[name].items() if e == email]
        if request.fault == "foreign":
            rows = list(self.suppressed[name].values()) + [{"created": 1, "email": "x" + self.person["email"], "reason": "someone else"}]
        return Answer(rows)

    def global_get(self, request, email):
        if request.fault == "foreign":
            return Answer({"recipient_email": "x" + email})
        return Answer({"recipient_email": email} if email in self.unsubscribed else {})

    def global_add(self, request):
        self.unsubscribed.update(request.json()["recipient_emails"])
        return Answer({"recipient_emails": sorted(self.unsubscribed)}, 201)

    def global_delete(self, request, email):
        self.unsubscribed.discard(email)
        return Answer(None, 204)

    def groups_list(self, request):
        return Answer([{"id": i, "name": name, "description": name, "is_default": False, "unsubscribes": len(m)} for i, (name, m) in self.groups.items()])

    def group_search(self, request, gid):
        members = self.groups.get(int(gid), ("", set()))[1]
        wanted = request.json()["recipient_emails"]
        found = [e for e in sorted(members) if e in wanted or request.fault == "foreign"]
        return Answer(found)


if __name__ == "__main__":
    from run import person_of

    main(SendGrid, person_of())
