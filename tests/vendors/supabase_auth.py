"""A simulator of the part of Supabase Auth that templates/connectors/supabase-auth.json uses.

Faithful in what hurts: `filter` finds parts of addresses, phones have no plus sign, the Link header is built from
an inner path, and the list of factors stands inside the user only when there are any.
"""

import math
import urllib.parse

from sim import Answer, Vendor, main, others

KEY = "simulated-service-key"
PREFIX = "/auth/v1"


class SupabaseAuth(Vendor):
    name = "supabase-auth"
    secrets = {"service-key": KEY}
    path = PREFIX
    page_cap = 20
    routes = [
        ("GET", PREFIX + r"/admin/users", "users_list"),
        ("GET", PREFIX + r"/admin/users/([^/]+)", "user_get"),
        ("PUT", PREFIX + r"/admin/users/([^/]+)", "user_put"),
        ("DELETE", PREFIX + r"/admin/users/([^/]+)", "user_delete"),
    ]

    def user(self, uid, who, n):
        return {
            "id": uid, "aud": "authenticated", "role": "authenticated", "email": who["email"], "email_confirmed_at": "2024-05-01T08:01:02.123456Z",
            "phone": who["phone"].lstrip("+"), "phone_confirmed_at": "2024-05-01T08:03:00Z", "last_sign_in_at": "2026-11-%02dT07:45:10.5Z" % (n % 28 + 1),
            "app_metadata": {"provider": "email", "providers": ["email"]}, "user_metadata": {"full_name": who["name"]},
            "identities": [{"identity_id": uid, "provider": "email", "identity_data": {"email": who["email"]}}],
            "created_at": "2024-05-01T08:00:00.000001Z", "updated_at": "2026-11-01T00:00:00Z", "is_anonymous": False,
        }

    def fill(self):
        me = self.person
        known = "00000000-0000-4000-8000-%012d"
        self.users = {}
        for n, who in enumerate(others(90, self.random)):
            self.users[known % n] = self.user(known % n, who, n)
        for n in range(25):  # addresses that contain the person's
            who = {"name": "Collega %d" % n, "email": "team%d.%s" % (n, me["email"]), "phone": "+3161%07d" % (n * 3 + 1)}
            self.users[known % (5000 + n)] = self.user(known % (5000 + n), who, n)
        mine = self.user(known % 10042, me, 4)
        mine["factors"] = [{"id": "00000000-0000-4000-9000-000000010042", "status": "verified", "friendly_name": "Telefoon van Sanne", "factor_type": "totp",
                            "created_at": "2025-01-01T12:00:00Z", "updated_at": "2025-01-01T12:00:00Z"}]
        self.users[mine["id"]] = mine

    def allowed(self, request):
        return request.headers.get("apikey") == KEY and request.headers.get("Authorization") == "Bearer " + KEY

    def users_list(self, request):
        text = request.query.get("filter", "")
        rows = [u for u in self.users.values() if text in u["email"] or (text and text.lower() in u["user_metadata"]["full_name"].lower())]
        if request.fault == "foreign":
            rows = list(self.users.values())[:3] + rows
        size, number = min(request.number("per_page", 50), self.page_cap), request.number("page", 1)
        if request.fault == "circle":
            number = 1
        last = math.ceil(len(rows) / size) or 1
        links, base = [], "http://127.0.0.2:9/admin/users" if request.fault == "otherhost" else "/admin/users"
        if number < last or request.fault in ("endless", "circle"):
            query = urllib.parse.urlencode(dict(request.query, page=number + 1))
            links.append('<%s?%s>; rel="next"' % (base, query))
        links.append('<%s?%s>; rel="last"' % (base, urllib.parse.urlencode(dict(request.query, page=last))))
        headers = {"X-Total-Count": str(len(rows)), "Link": ", ".join(links)}
        listed = [{k: v for k, v in u.items() if k != "factors"} for u in rows[(number - 1) * size : number * size]]
        return Answer({"aud": "authenticated", "users": listed}, 200, headers)

    def user_get(self, request, uid):
        if request.fault == "foreign":
            return Answer({**next(iter(self.users.values())), "factors": [{"id": "factor-of-somebody-else"}]})
        return Answer(self.users[uid]) if uid in self.users else self.error(404)

    def user_put(self, request, uid):
        if uid not in self.users:
            return self.error(404)
        change = request.json()
        if "ban_duration" in change:
            self.users[uid]["banned_until"] = None if change["ban_duration"] == "none" else "2126-01-01T00:00:00Z"
        self.users[uid].update({k: v for k, v in change.items() if k in ("email", "phone", "user_metadata")})
        return Answer(self.users[uid])

    def user_delete(self, request, uid):
        if self.users.pop(uid, None) is None:
            return self.error(404)
        return Answer({})


if __name__ == "__main__":
    from run import person_of

    main(SupabaseAuth, person_of())
