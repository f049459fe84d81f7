"""What all vendor simulators share: a small HTTP server with state, credentials, rate limits and faults.

A simulator is a class with a table of routes. Its state is made anew from fixed numbers at every start. Under
/_sim/ a test switches faults on, reads what was asked, sets a rate limit or starts afresh:

  POST /_sim/fault  {"kind": "500", "times": 2, "match": "/v1/charges"}   times -1: until reset; with "say", an
                    error whose body, reason and headers repeat that
  POST /_sim/rate   {"rate": 5, "burst": 5}                                calls a second; above: 429, Retry-After
  POST /_sim/reset  {}
  GET  /_sim/log    [{"method", "path", "query", "status"}]

Kinds of fault any simulator knows: 401 403 404 429 500 503 redirect garbage html truncated cut drip silence huge
duplicate shape; and, each in its own way: otherhost endless circle foreign.
"""

import http.server
import json
import random
import re
import threading
import time
import urllib.parse


class Answer:
    def __init__(self, body=None, status=200, headers=None):
        self.body, self.status, self.headers = body, status, dict(headers or {})


class Request:
    def __init__(self, method, target, headers, raw):
        parts = urllib.parse.urlsplit(target)
        self.method, self.path, self.headers, self.raw = method, urllib.parse.unquote(parts.path), headers, raw
        self.encoded_path = parts.path
        self.query_text = parts.query
        self.query = dict(urllib.parse.parse_qsl(parts.query, keep_blank_values=True))
        self.fault = self.say = None

    def json(self):
        return json.loads(self.raw or b"null")

    def form(self):
        return urllib.parse.parse_qsl(self.raw.decode(), keep_blank_values=True)

    def number(self, name, default):
        text = self.query.get(name, "")
        return int(text) if text.isdigit() else default


class Vendor:
    """Subclasses give name, routes, fill() and allowed(request)."""

    name = "vendor"
    routes = []
    page_cap = 50

    def __init__(self, person):
        self.person = person
        self.lock = threading.RLock()
        self.reset()

    def reset(self):
        with self.lock:
            self.random = random.Random("dossier " + self.name)
            self.faults, self.log, self.rate, self.tokens = [], [], None, 0.0
            self.fill()

    # -- control -------------------------------------------------------------------------------------------

    def control(self, request):
        if request.path == "/_sim/fault":
            fault = {"times": 1, "match": "", **request.json()}
            self.faults.append(fault)
        elif request.path == "/_sim/rate":
            self.rate = request.json()
            self.tokens, self.filled = float(self.rate["burst"]), time.monotonic()
        elif request.path == "/_sim/reset":
            self.reset()
        elif request.path == "/_sim/log":
            return Answer(self.log)
        else:
            return Answer({"error": "no such control"}, 404)
        return Answer({"ok": True})

    def take_fault(self, request):
        for fault in self.faults:
            if fault["times"] != 0 and re.search(fault["match"], request.path):
                if fault["times"] > 0:
                    fault["times"] -= 1
                return fault["kind"], fault.get("say")
        return None, None

    def is_too_fast(self):
        if not self.rate:
            return False
        now = time.monotonic()
        self.tokens = min(self.rate["burst"], self.tokens + (now - self.filled) * self.rate["rate"])
        self.filled = now
        if self.tokens < 1:
            return True
        self.tokens -= 1
        return False

    # -- answering -----------------------------------------------------------------------------------------

    def error(self, status):
        return Answer({"error": {"status": status, "message": "simulated"}}, status)

    def too_fast(self):
        answer = self.error(429)
        answer.headers["Retry-After"] = "1"
        return answer

    def answer(self, request):
        with self.lock:
            if request.path.startswith("/_sim/"):
                return self.control(request)
            request.fault, request.say = self.take_fault(request)
            answer = self.plain_answer(request)
            self.log.append({"method": request.method, "path": request.path, "query": request.query, "status": answer.status,
                             "body": request.raw.decode(errors="replace"), "headers": {k.lower(): v for k, v in request.headers.items()}})
            return answer

    def plain_answer(self, request):
        if request.fault in ("401", "403", "404", "500", "503"):
            answer = self.error(int(request.fault))
            if request.say:
                answer.body = {"error": {"message": request.say, "code": request.say}, "errors": [{"message": request.say}]}
                answer.headers["X-Request-Id"] = request.say
            return answer
        if request.fault == "429" or self.is_too_fast():
            return self.too_fast()
        if request.fault == "redirect":
            return Answer({}, 302, {"Location": "http://127.0.0.1:1/elsewhere"})
        if not self.allowed(request):
            return self.error(401)
        for method, pattern, handler in self.routes:
            found = re.fullmatch(pattern, request.path)
            if found and method == request.method:
                return getattr(self, handler)(request, *found.groups())
        return self.error(404)


def raw_body(answer, fault):
    """The bytes to send, and how many the header promises."""
    if isinstance(answer.body, bytes):
        return answer.body, len(answer.body)
    text = b"" if answer.body is None or answer.status == 204 else json.dumps(answer.body).encode()
    if fault == "garbage":
        text = b"\x00\xff{]]]" + text[:20]
    elif fault == "html":
        text = b"<!doctype html><title>Oops</title><p>Something went wrong"
    elif fault == "truncated":
        text = text[: len(text) // 2]
    elif fault == "huge":
        text = b'{"data": "' + b"x" * (8 << 20) + b'"}'
    elif fault == "duplicate":
        text = b'{"data": [], "data": [], "users": [], "users": []}'
    elif fault == "shape":
        text = b'{"data": {"a": 1}, "messages": "none", "users": 3, "result": []}'
    promised = len(text)
    if fault == "cut":
        text = text[: len(text) // 2]
    return text, promised


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *args):
        pass

    def serve(self):
        length = int(self.headers.get("Content-Length") or 0)
        request = Request(self.command, self.path, self.headers, self.rfile.read(length))
        answer = self.server.vendor.answer(request)
        try:
            self.send(answer, request.fault)
        except OSError:
            self.close_connection = True

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = serve

    def send(self, answer, fault):
        if fault == "silence":
            self.server.stopping.wait(60)
            self.close_connection = True
            return
        text, promised = raw_body(answer, fault)
        lines = ["HTTP/1.1 %d Simulated" % answer.status, "Content-Type: application/json", "Content-Length: %d" % promised]
        lines += ["%s: %s" % pair for pair in answer.headers.items()]
        head = ("\r\n".join(lines) + "\r\n\r\n").encode()
        if fault == "drip":
            self.wfile.write(head)
            for i in range(len(text)):
                self.wfile.write(text[i : i + 1])
                if self.server.stopping.wait(0.5):
                    break
        else:
            self.wfile.write(head + text)
        if fault in ("cut", "drip"):
            self.close_connection = True


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, vendor, port=0):
        self.vendor, self.stopping = vendor, threading.Event()
        super().__init__(("127.0.0.1", port), Handler)

    @property
    def url(self):
        return "http://127.0.0.1:%d" % self.server_address[1]

    def start(self):
        threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.1}, daemon=True).start()

    def stop(self):
        self.stopping.set()
        self.shutdown()


# -- people: always the same ones --------------------------------------------------------------------------

FIRST = "Daan Emma Bram Lotte Sem Fenna Thijs Noor Ruben Iris Jurre Sanne Koen Maud Stijn Floor Gijs Roos".split()
LAST = "de Jong;Jansen;Bakker;Visser;Smit;Meijer;van Dijk;Mulder;Bos;Vos;Peters;Hendriks;de Vries;Dekker".split(";")


def others(n, rng):
    """People who are not the person: name, e-mail, phone."""
    for i in range(n):
        first, last = rng.choice(FIRST), rng.choice(LAST)
        email = "%s.%s%d@voorbeeld.example" % (first.lower(), last.lower().replace(" ", ""), i)
        yield {"name": "%s %s" % (first, last), "email": email, "phone": "+316%08d" % (50000000 + i * 7919)}


def main(vendor_class, person):
    """One simulator alone: prints its address, runs until stopped."""
    server = Server(vendor_class(person))
    print(server.url, flush=True)
    server.serve_forever()
