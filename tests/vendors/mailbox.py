"""A simulator of a mail service, for tests/data/connector_mailbox.json: a token for client id and secret that soon
ends, several boxes, messages with a text of any length, and each of them as a file.

  python3 tests/vendors/mailbox.py [LETTERS]      so many letters in the long text; three MiB when left out
"""

import sys

from sim import Answer, Vendor, main

CLIENT, SECRET = "dossier", "simulated-secret"
LETTERS = int(sys.argv[1]) if len(sys.argv) > 1 else 3 << 20


class Mailbox(Vendor):
    name = "mailbox"
    routes = [
        ("POST", r"/token", "token"),
        ("GET", r"/boxes/([^/]+)/messages", "messages"),
        ("GET", r"/boxes/([^/]+)/messages/([^/]+)/raw", "raw"),
    ]

    def fill(self):
        self.issued, self.given = "", 0

    def allowed(self, request):
        return request.path == "/token" or request.headers.get("Authorization") == "Bearer " + self.issued

    def token(self, request):
        form = dict(request.form())
        if form != {"grant_type": "client_credentials", "client_id": CLIENT, "client_secret": SECRET}:
            return Answer({"error": "invalid_client"}, 401)
        self.given += 1
        self.issued = "token-%d" % self.given
        return Answer({"access_token": self.issued, "token_type": "Bearer", "expires_in": 3600})

    def message(self, box, n, address, text):
        return {"id": "%s-%d" % (box, n), "from": address, "subject": "Bericht %d" % n, "text": text, "read": n % 2 == 0}

    def messages(self, request, box):
        mine, unit = self.person["email"], 'é"\\\n' + "x" * 95  # a hundred bytes, more in JSON
        long = unit * (LETTERS // 100)
        rows = [self.message(box, 1, mine, "kort"), self.message(box, 2, "iemand@voorbeeld.example", "x" * (2 << 20))]
        if box == "info":
            rows.append(self.message(box, 3, mine.upper(), long))
        return Answer({"value": rows})

    def raw(self, request, box, name):
        return Answer(b"From: x\r\n\r\n" + b"raw " * 500000)


if __name__ == "__main__":
    sys.argv[1:] = []
    from run import person_of

    main(Mailbox, person_of())
