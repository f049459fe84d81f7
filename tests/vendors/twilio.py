"""A simulator of the part of Twilio's API that templates/connectors/twilio.json uses."""

import base64
import email.utils
import urllib.parse

from sim import Answer, Vendor, main, others

ACCOUNT = "AC" + "0123456789abcdef" * 2
KEY, SECRET = "SK" + "fedcba9876543210" * 2, "simulated-secret"
BASE = "/2010-04-01/Accounts/" + ACCOUNT
OURS = "+3197010208583"
T0 = 1767225600  # 2026-01-01


def when(t):
    return email.utils.formatdate(t)


class Twilio(Vendor):
    name = "twilio"
    secrets = {"account-sid": ACCOUNT, "key-sid": KEY, "key-secret": SECRET}
    routes = [
        ("GET", BASE + r"/Messages\.json", "messages_list"),
        ("GET", BASE + r"/Calls\.json", "calls_list"),
        ("GET", BASE + r"/Recordings\.json", "recordings_list"),
        ("GET", BASE + r"/Messages/([^/]+)/Media\.json", "media_list"),
        ("GET", BASE + r"/(Messages|Calls|Recordings)/([^/]+)\.json", "one_get"),
        ("DELETE", BASE + r"/(Messages|Calls|Recordings)/([^/]+)\.json", "one_delete"),
        ("DELETE", BASE + r"/Messages/([^/]+)/(Media)/([^/]+)\.json", "media_delete"),
        ("POST", BASE + r"/Messages/([^/]+)\.json", "message_blank"),
    ]

    def sid(self, prefix):
        return prefix + "%032x" % self.random.getrandbits(128)

    def message(self, sender, receiver, n, media=0):
        return {
            "sid": self.sid("SM"), "account_sid": ACCOUNT, "api_version": "2010-04-01", "from": sender, "to": receiver,
            "body": "Bericht %d: uw afspraak is bevestigd \u2713" % n, "direction": "inbound" if receiver == OURS else "outbound-api",
            "num_media": str(media), "num_segments": "1", "price": "-0.07500", "price_unit": "USD", "status": "delivered",
            "date_created": when(T0 + n * 3600), "date_sent": when(T0 + n * 3600 + 2), "date_updated": when(T0 + n * 3600 + 5),
            "error_code": None, "error_message": None, "messaging_service_sid": None, "uri": None, "subresource_uris": {},
        }

    def call(self, sender, receiver, n):
        return {
            "sid": self.sid("CA"), "account_sid": ACCOUNT, "from": sender, "to": receiver, "direction": "inbound" if receiver == OURS else "outbound-api",
            "status": "completed", "start_time": when(T0 + n * 7200), "end_time": when(T0 + n * 7200 + 93), "duration": "93", "caller_name": None,
            "price": "-0.01", "price_unit": "USD", "answered_by": None, "date_created": when(T0 + n * 7200), "uri": None,
        }

    def fill(self):
        me = self.person["phone"]
        self.rows = {"Messages": [], "Calls": [], "Recordings": [], "Media": []}
        for n in range(130):
            self.rows["Messages"].append(self.message(me, OURS, n, int(n % 40 == 0)) if n % 3 else self.message(OURS, me, n))
        for n, who in enumerate(others(40, self.random)):
            self.rows["Messages"].append(self.message(who["phone"], OURS, n, 1))
            self.rows["Calls"].append(self.call(who["phone"], OURS, n))
        self.rows["Messages"].append(self.message(me, me, 999))  # found by From and by To: must count once
        for n in range(7):
            self.rows["Calls"].append(self.call(me, OURS, n))
        for m in self.rows["Messages"]:
            for _ in range(int(m["num_media"])):
                self.rows["Media"].append({"sid": self.sid("ME"), "parent_sid": m["sid"], "account_sid": ACCOUNT, "content_type": "image/jpeg",
                                           "date_created": m["date_created"], "date_updated": m["date_created"], "uri": None})
        for c in self.rows["Calls"][::2]:
            self.rows["Recordings"].append({"sid": self.sid("RE"), "call_sid": c["sid"], "account_sid": ACCOUNT, "channels": 2, "duration": "90",
                                            "start_time": c["start_time"], "status": "completed", "source": "RecordVerb", "price": None})

    def allowed(self, request):
        return request.headers.get("Authorization") == "Basic " + base64.b64encode(("%s:%s" % (KEY, SECRET)).encode()).decode()

    # -- lists -------------------------------------------------------------------------------------------------

    def page(self, request, member, rows, strangers):
        if request.fault == "foreign":
            rows = strangers[:3] + rows
        size, number = min(request.number("PageSize", 50), self.page_cap), request.number("Page", 0)
        if request.fault == "circle":
            number = 0
        part = rows[number * size : (number + 1) * size]
        more = len(rows) > (number + 1) * size or request.fault in ("endless", "circle")
        link = dict(request.query, Page=str(number + 1 if request.fault != "circle" else 1), PageToken="PT%d" % (number + 1 if request.fault != "circle" else 1))
        uri = request.encoded_path + "?" + urllib.parse.urlencode(link)
        if request.fault == "otherhost":
            more, uri = True, "http://127.0.0.2:9" + uri
        return Answer({member: part, "page": number, "page_size": size, "start": number * size, "end": number * size + len(part) - 1,
                       "uri": request.encoded_path, "first_page_uri": request.encoded_path, "previous_page_uri": None, "next_page_uri": uri if more else None})

    def between(self, request, kind):
        rows, q = self.rows[kind], request.query
        return [r for r in rows if q.get("From") in (None, r["from"]) and q.get("To") in (None, r["to"])]

    def strangers(self, kind):
        return [r for r in self.rows[kind] if self.person["phone"] not in (r["from"], r["to"])]

    def messages_list(self, request):
        return self.page(request, "messages", self.between(request, "Messages"), self.strangers("Messages"))

    def calls_list(self, request):
        return self.page(request, "calls", self.between(request, "Calls"), self.strangers("Calls"))

    def recordings_list(self, request):
        sid = request.query.get("CallSid")
        rows = [r for r in self.rows["Recordings"] if sid in (None, r["call_sid"])]
        return self.page(request, "recordings", rows, [r for r in self.rows["Recordings"] if r["call_sid"] != sid])

    def media_list(self, request, sid):
        if not any(m["sid"] == sid for m in self.rows["Messages"]):
            return self.error(404)
        media = self.rows["Media"]
        return self.page(request, "media_list", [m for m in media if m["parent_sid"] == sid], [m for m in media if m["parent_sid"] != sid])

    # -- one ---------------------------------------------------------------------------------------------------

    def one_get(self, request, kind, sid):
        found = [r for r in self.rows[kind] if r["sid"] == sid]
        return Answer(found[0]) if found else self.error(404)

    def one_delete(self, request, kind, sid):
        before = len(self.rows[kind])
        self.rows[kind] = [r for r in self.rows[kind] if r["sid"] != sid]
        return Answer(None, 204) if len(self.rows[kind]) < before else self.error(404)

    def media_delete(self, request, parent, kind, sid):
        return self.one_delete(request, kind, sid)

    def message_blank(self, request, sid):
        for m in self.rows["Messages"]:
            if m["sid"] == sid:
                m["body"] = dict(request.form()).get("Body", m["body"])
                return Answer(m)
        return self.error(404)


if __name__ == "__main__":
    from run import person_of

    main(Twilio, person_of())
