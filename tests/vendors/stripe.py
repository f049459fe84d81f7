"""A simulator of the part of Stripe's API that templates/connectors/stripe.json uses."""

import base64

from sim import Answer, Vendor, main, others

KEY = "sk_test_simulated"
DAY = 86400
T0 = 1714521600  # 2024-05-01


class Stripe(Vendor):
    name = "stripe"
    secrets = {"key": KEY}
    routes = [
        ("GET", r"/v1/customers", "customers_list"),
        ("GET", r"/v1/customers/search", "customers_search"),
        ("GET", r"/v1/customers/([^/]+)", "customer_get"),
        ("POST", r"/v1/customers/([^/]+)", "customer_change"),
        ("DELETE", r"/v1/customers/([^/]+)", "customer_delete"),
        ("GET", r"/v1/charges", "charges_list"),
        ("GET", r"/v1/invoices", "invoices_list"),
        ("POST", r"/v1/privacy/redaction_jobs", "redaction_new"),
        ("GET", r"/v1/privacy/redaction_jobs/([^/]+)", "redaction_get"),
        ("POST", r"/v1/privacy/redaction_jobs/([^/]+)/(validate|run)", "redaction_advance"),
    ]

    def customer(self, cid, who, n):
        return {
            "id": cid, "object": "customer", "name": who["name"], "email": who["email"], "phone": who["phone"],
            "address": {"line1": "Kerkstraat %d" % (n + 1), "city": "Haarlem", "postal_code": "2011 %s" % "ABCDE"[n % 5] + "X", "country": "NL"},
            "balance": 0, "created": T0 + n * DAY, "currency": "eur", "delinquent": False, "invoice_prefix": "JBS%04d" % n,
            "livemode": False, "metadata": {"jbsync": "K%05d" % (10000 + n)}, "tax_exempt": "none",
        }

    def charge(self, customer, n):
        return {
            "id": "ch_%s_%04d" % (customer["id"][4:], n), "object": "charge", "amount": 4900 + n, "currency": "eur", "customer": customer["id"],
            "created": customer["created"] + n * DAY, "paid": True, "status": "succeeded", "description": "JBSync, maand %d" % (n + 1),
            "receipt_email": customer["email"], "billing_details": {"email": customer["email"], "name": customer["name"], "phone": None},
            "payment_method_details": {"type": "sepa_debit", "sepa_debit": {"country": "NL", "last4": "%04d" % (n % 10000)}},
            "exchange_rate": 0.1 if n % 10 == 0 else None,
        }

    def invoice(self, customer, n):
        return {
            "id": "in_%s_%04d" % (customer["id"][4:], n), "object": "invoice", "number": "%s-%04d" % (customer["invoice_prefix"], n + 1),
            "customer": customer["id"], "customer_email": customer["email"], "amount_due": 4900, "amount_paid": 4900, "total": 4900,
            "currency": "eur", "status": "paid", "created": customer["created"] + n * 30 * DAY,
            "lines": {"object": "list", "data": [{"description": "Abonnement Zakelijk", "amount": 4900}], "has_more": False},
        }

    def fill(self):
        me = self.person
        mixed = {**me, "email": me["email"].title()}  # the list is case-sensitive, only the search finds this one
        near = {"name": "Iemand Anders", "email": "x" + me["email"], "phone": "+31687654321"}
        people = [("cus_K10042", me, 42), ("cus_K10942", mixed, 942), ("cus_K10777", near, 777)]
        people += [("cus_K1%04d" % (i + 1100), who, i) for i, who in enumerate(others(30, self.random))]
        self.customers = {cid: self.customer(cid, who, n) for cid, who, n in people}
        counts = {"cus_K10042": (230, 24), "cus_K10942": (3, 1)}
        self.charges, self.invoices, self.jobs = [], [], {}
        for cid, c in self.customers.items():
            charges, invoices = counts.get(cid, (4, 2))
            self.charges += [self.charge(c, n) for n in range(charges)]
            self.invoices += [self.invoice(c, n) for n in range(invoices)]

    def allowed(self, request):
        header = request.headers.get("Authorization", "")
        basic = base64.b64encode((KEY + ":").encode()).decode()
        return header in ("Basic " + basic, "Bearer " + KEY)

    # -- lists -------------------------------------------------------------------------------------------------

    def foreign(self, request, rows, kind):
        if request.fault == "foreign":
            stranger = self.customers["cus_K11100"]
            return rows + [{"customer": stranger, "charge": self.charges[-1], "invoice": self.invoices[-1]}[kind]]
        return rows

    def page(self, request, rows, kind):
        rows = self.foreign(request, rows, kind)
        limit = min(request.number("limit", 10), 100)
        after = request.query.get("starting_after")
        at = 0
        if after and request.fault not in ("endless", "circle"):
            at = next((i + 1 for i, r in enumerate(rows) if r["id"] == after), len(rows))
        more = len(rows) > at + limit or request.fault in ("endless", "circle")
        return Answer({"object": "list", "url": request.path, "has_more": more, "data": rows[at : at + limit]})

    def customers_list(self, request):
        email = request.query.get("email")
        return self.page(request, [c for c in self.customers.values() if email is None or c["email"] == email], "customer")

    def customers_search(self, request):
        text = request.query.get("query", "")
        if not (text.startswith("email:'") and text.endswith("'")):
            return self.error(400)
        wanted, raw, i = "", text[7:-1], 0
        while i < len(raw):
            if raw[i] == "'":
                return self.error(400)  # an unescaped quote: the query falls apart
            i += raw[i] == "\\"
            wanted += raw[i : i + 1]
            i += 1
        rows = [c for c in self.customers.values() if c["email"].lower() == wanted.lower()]
        rows = self.foreign(request, rows, "customer")
        at = int(request.query.get("page", "p0")[1:])
        more = len(rows) > at + 1 or request.fault == "endless"
        body = {"object": "search_result", "url": request.path, "has_more": more, "data": rows[at : at + 1], "next_page": "p%d" % (at + 1) if more else None}
        return Answer(body)

    def charges_list(self, request):
        return self.page(request, [c for c in self.charges if c["customer"] == request.query.get("customer")], "charge")

    def invoices_list(self, request):
        return self.page(request, [c for c in self.invoices if c["customer"] == request.query.get("customer")], "invoice")

    # -- one customer ------------------------------------------------------------------------------------------

    def customer_get(self, request, cid):
        return Answer(self.customers[cid]) if cid in self.customers else self.error(404)

    def customer_change(self, request, cid):
        if cid not in self.customers:
            return self.error(404)
        self.customers[cid].update({k: v for k, v in request.form() if k in ("name", "email", "phone")})
        return Answer(self.customers[cid])

    def customer_delete(self, request, cid):
        if self.customers.pop(cid, None) is None:
            return self.error(404)
        return Answer({"id": cid, "object": "customer", "deleted": True})

    # -- redaction: created -> (validate) validating -> ready -> (run) redacting -> succeeded --------------------

    def redaction_new(self, request):
        ids = [v for k, v in request.form() if k.startswith("objects[customers]")]
        if not ids or any(i not in self.customers for i in ids):
            return self.error(400)
        job = {"id": "prj_%d" % (len(self.jobs) + 1), "status": "created", "ids": ids}
        self.jobs[job["id"]] = job
        return Answer(job)

    def redaction_get(self, request, jid):
        job = self.jobs.get(jid)
        if not job:
            return self.error(404)
        seen = dict(job)
        if job["status"] == "redacting":
            for cid in job["ids"]:
                self.customers.pop(cid, None)
        job["status"] = {"validating": "ready", "redacting": "succeeded"}.get(job["status"], job["status"])
        return Answer(seen)

    def redaction_advance(self, request, jid, verb):
        job = self.jobs.get(jid)
        if not job or (job["status"], verb) not in (("created", "validate"), ("ready", "run")):
            return self.error(400)
        job["status"] = "validating" if verb == "validate" else "redacting"
        return Answer(job)


if __name__ == "__main__":
    from run import person_of

    main(Stripe, person_of())
