"""The simulators keep state as the vendors do: what is erased is gone afterwards, jobs go through their states."""

import base64
import json
import os
import sys
import urllib.error
import urllib.parse
import urllib.request

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import sendgrid
import stripe
import supabase_auth
import twilio
from run import person_of
from sim import Server

BASIC = lambda user, password: "Basic " + base64.b64encode(("%s:%s" % (user, password)).encode()).decode()
FORM = "application/x-www-form-urlencoded"


class Lab:
    def __init__(self, vendor, headers):
        self.server, self.headers = Server(vendor(person_of())), headers
        self.server.start()

    def call(self, method, path, body=None, form=None, headers=None):
        raw = urllib.parse.urlencode(form).encode() if form else json.dumps(body).encode() if body is not None else None
        request = urllib.request.Request(self.server.url + path, raw, {**self.headers, **(headers or {})}, method=method)
        if form:
            request.add_header("Content-Type", FORM)
        try:
            with urllib.request.urlopen(request, timeout=10) as answer:
                text = answer.read()
                return answer.status, json.loads(text) if text else None
        except urllib.error.HTTPError as e:
            with e:
                e.read()
                return e.code, None


def test_stripe():
    lab = Lab(stripe.Stripe, {"Authorization": BASIC(stripe.KEY, "")})
    assert lab.call("GET", "/v1/customers/cus_K10042")[0] == 200
    status, job = lab.call("POST", "/v1/privacy/redaction_jobs", form=[("objects[customers][]", "cus_K10042")])
    assert status == 200 and job["status"] == "created"
    at = "/v1/privacy/redaction_jobs/" + job["id"]
    assert lab.call("POST", at + "/run")[0] == 400  # not validated yet
    assert lab.call("POST", at + "/validate")[1]["status"] == "validating"
    assert [lab.call("GET", at)[1]["status"] for _ in range(2)] == ["validating", "ready"]
    assert lab.call("POST", at + "/run")[0] == 200
    assert [lab.call("GET", at)[1]["status"] for _ in range(2)] == ["redacting", "succeeded"]
    assert lab.call("GET", "/v1/customers/cus_K10042")[0] == 404
    assert lab.call("DELETE", "/v1/customers/cus_K10942")[1]["deleted"]
    assert lab.call("DELETE", "/v1/customers/cus_K10942")[0] == 404
    assert lab.call("GET", "/v1/customers", headers={"Authorization": "Bearer wrong"})[0] == 401


def test_twilio():
    lab = Lab(twilio.Twilio, {"Authorization": BASIC(twilio.KEY, twilio.SECRET)})
    pages, path = [], twilio.BASE + "/Messages.json?" + urllib.parse.urlencode({"From": person_of()["phone"], "PageSize": 20})
    while path:
        _, page = lab.call("GET", path)
        pages.append(page["messages"])
        path = page["next_page_uri"]
    assert len(pages) > 2 and all(m["from"] == person_of()["phone"] for p in pages for m in p)
    one = twilio.BASE + "/Messages/%s.json" % pages[0][0]["sid"]
    assert [lab.call(m, one)[0] for m in ("GET", "DELETE", "GET", "DELETE")] == [200, 204, 404, 404]


def test_sendgrid():
    lab = Lab(sendgrid.SendGrid, {"Authorization": "Bearer " + sendgrid.KEY})
    find = lambda: lab.call("POST", "/v3/marketing/contacts/search/emails", {"emails": [person_of()["email"]]})
    status, found = find()
    assert status == 200
    cid = found["result"][person_of()["email"]]["contact"]["id"]
    status, job = lab.call("DELETE", "/v3/marketing/contacts?ids=" + cid)
    assert status == 202
    at = "/v3/marketing/contacts/imports/" + job["job_id"]
    assert [lab.call("GET", at)[1]["status"] for _ in range(2)] == ["pending", "completed"]
    assert find()[0] == 404


def test_supabase_auth():
    lab = Lab(supabase_auth.SupabaseAuth, {"Authorization": "Bearer " + supabase_auth.KEY, "apikey": supabase_auth.KEY})
    one = "/auth/v1/admin/users/00000000-0000-4000-8000-000000010042"
    assert lab.call("PUT", one, {"ban_duration": "876000h"})[1]["banned_until"]
    assert [lab.call(m, one)[0] for m in ("GET", "DELETE", "GET", "DELETE")] == [200, 200, 404, 404]
    assert lab.call("GET", one, headers={"apikey": "wrong"})[0] == 401


def test_same_every_time():
    for vendor in (stripe.Stripe, twilio.Twilio, sendgrid.SendGrid, supabase_auth.SupabaseAuth):
        states = [{k: v for k, v in vars(vendor(person_of())).items() if k not in ("lock", "random")} for _ in range(2)]
        assert states[0] == states[1], vendor.name


def main():
    tests = [(name, test) for name, test in globals().items() if name.startswith("test_")]
    print("1..%d" % len(tests))
    bad = 0
    for n, (name, test) in enumerate(tests, 1):
        try:
            test()
            print("ok %d - %s" % (n, name))
        except Exception as e:  # a test that breaks is a test that failed
            bad += 1
            print("not ok %d - %s\n# %r" % (n, name, e))
    return 1 if bad else 0


sys.exit(main())
