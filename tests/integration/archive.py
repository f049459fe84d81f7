"""Checks an unpacked archive of the demo's Sanne de Vries as somebody who knows the database, not the program.

  archive.py rows DIR URI            every collection of system app: JSON rows = CSV rows = the database's rows
  archive.py portability DIR REG     portability/ holds provided fields of consent and contract categories, and all of them
  archive.py strangers DIR URI       nobody else's e-mail address, number or name, and no secret, in any file
  archive.py complete DIR REG        completeness and processing pages name every recipient and every system

Prints what is wrong, a line each, and exits 1; nothing and 0 when all is well.
"""

import csv
import glob
import json
import os
import re
import subprocess
import sys
from decimal import Decimal

HERS = "SELECT id FROM app.customers WHERE id = 42"
TICKETS = "SELECT id FROM app.support_tickets WHERE customer_id = 42 OR lower(requester_email) = 'sanne.devries@bakkerij-zonnehoek.example'"
# What is hers, told without the program: table, rows, columns that may not leave.
WANTED = {
    "JBS-C01/customers": ("app.customers", "id = 42", []),
    "JBS-C01/companies": ("app.companies", "id = 42", []),
    "JBS-C01/consents": ("app.consents", "customer_id = 42", []),
    "JBS-C02/subscriptions": ("app.subscriptions", "customer_id = 42", []),
    "JBS-C02/invoices": ("app.invoices", "customer_id = 42", []),
    "JBS-C02/invoice-lines": ("app.invoice_lines", "invoice_id / 1000 = 42", []),
    "JBS-C02/payments": ("app.payments", "invoice_id / 1000 = 42", []),
    "JBS-C03/credentials": ("app.credentials", "customer_id = 42", ["password_hash", "totp_secret"]),
    "JBS-C03/oauth-tokens": ("app.oauth_tokens", "customer_id = 42", ["access_token", "refresh_token"]),
    "JBS-C04/api-calls": ("app.api_calls", "customer_id = 42", []),
    "JBS-C04/agent-activity": ("app.agent_activity", "customer_id = 42", []),
    "JBS-C04/approvals": ("app.approvals", "customer_id = 42", []),
    "JBS-C05/tickets": ("app.support_tickets", "id IN (%s)" % TICKETS, []),
    "JBS-C05/ticket-messages": ("app.support_messages", "ticket_id IN (%s)" % TICKETS, []),
    "JBS-C05/whatsapp-messages": ("app.whatsapp_messages", "customer_id = 42 OR phone_number IN ('31612345678', '0031 6 12345678')", []),
    "JBS-C06/prospects": ("app.prospects", "id = 900", []),
    "JBS-C06/outreach": ("app.outreach_messages", "prospect_id = 900", []),
    "JBS-C07/web-sessions": ("app.web_sessions", "customer_id = 42", ["session_token"]),
    "JBS-C17/job-applicants": ("app.job_applicants", "id = 101", []),
    "JBS-C17/interview-notes": ("app.interview_notes", "applicant_id = 101", []),
}
# What the organisation's own people wrote, which she did not provide (art. 20(1)).
STAFF = {"JBS-C05/ticket-messages": ("author", "support"), "JBS-C05/whatsapp-messages": ("direction", "out")}
WORD = re.compile(r"[^\s\"'<>()\[\]{},;:&=]+")
complaints = []
csv.field_size_limit(1 << 30)


def complain(text):
    complaints.append(text)
    print(text)


def query(uri, text):
    """Rows as the server writes them: every value text, NULL None."""
    copy = "SET TimeZone = 'UTC'; COPY (%s) TO STDOUT (FORMAT csv, HEADER, NULL '\\N', FORCE_QUOTE *)" % text
    out = subprocess.run(["psql", "-qAtX", "-d", uri, "-c", copy], check=True, capture_output=True).stdout.decode()
    return [{k: None if v == "\\N" else v for k, v in r.items()} for r in csv.DictReader(out.splitlines(keepends=True))]


def load(path):
    with open(path, encoding="utf-8") as f:
        return json.load(f, parse_float=Decimal, parse_int=Decimal)


def same(got, server):
    """A JSON value and the server's text of it."""
    if got is None or server is None:
        return got is None and server is None
    if isinstance(got, bool):
        return server == ("t" if got else "f")
    if isinstance(got, Decimal):
        return Decimal(server) == got
    if isinstance(got, (dict, list)):
        if server.startswith("{") and isinstance(got, list):
            return [v for v in next(csv.reader([server[1:-1]]))] == got
        return json.loads(server, parse_float=Decimal, parse_int=Decimal) == got
    if re.fullmatch(r"\d{4}-\d\d-\d\dT[\d:.]+Z", got):
        return server == got.replace("T", " ")[:-1] + "+00"
    if server.startswith("\\x"):
        import base64

        return base64.b64decode(got) == bytes.fromhex(server[2:])
    return got == server


def csv_cell(value):
    """What a spreadsheet gets for a JSON value: the rule README.html tells."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        value = re.sub(r"([;\t\r\n])(?=[=+\-@'\"])", r"\1'", value)
        return "'" + value if re.match(r"[=+\-@'\t\r\n]", value) else value
    return value


def compare_csv(where, rows, path):
    with open(path, encoding="utf-8", newline="") as f:
        cells = list(csv.reader(f))
    if len(cells) - 1 != len(rows):
        return complain("%s: %d CSV rows, %d JSON rows" % (where, len(cells) - 1, len(rows)))
    for n, (row, line) in enumerate(zip(rows, cells[1:])):
        if list(row) != cells[0]:
            return complain("%s row %d: the CSV has other columns" % (where, n))
        for name, text in zip(row, line):
            want = csv_cell(row[name])
            if isinstance(want, Decimal):
                ok = Decimal(text) == want
            elif isinstance(want, (dict, list)):
                text = re.sub(r"(^|[;\t\r\n])'", r"\1", text)
                ok = json.loads(text, parse_float=Decimal, parse_int=Decimal) == want
            else:
                ok = text == want
            if not ok:
                return complain("%s row %d, %s: the CSV differs from the JSON" % (where, n, name))


def compare_database(where, rows, wanted, never):
    if len(rows) != len(wanted):
        return complain("%s: %d rows in the archive, %d in the database" % (where, len(rows), len(wanted)))
    key = "id" if wanted and "id" in wanted[0] else None
    if key:
        rows, wanted = sorted(rows, key=lambda r: r[key]), sorted(wanted, key=lambda r: int(r[key]))
    for n, (got, want) in enumerate(zip(rows, wanted)):
        names = [k + "_present" if k in never else k for k in want]
        if list(got) != names:
            return complain("%s row %d: columns %s, wanted %s" % (where, n, list(got), names))
        for k in want:
            ok = got[k + "_present"] == (want[k] is not None) if k in never else same(got[k], want[k])
            if not ok:
                return complain("%s row %d: %s differs from the database" % (where, n, k))


def check_rows(base, uri):
    for where, (table, condition, never) in WANTED.items():
        path = os.path.join(base, "data", where)
        if not os.path.exists(path + ".json"):
            complain("%s: not in the archive" % where)
            continue
        rows = load(path + ".json")
        compare_csv(where, rows, path + ".csv")
        order = "invoice_id, position" if where.endswith("lines") else "1"
        compare_database(where, rows, query(uri, "SELECT * FROM %s WHERE %s ORDER BY %s" % (table, condition, order)), never)
    for path in glob.glob(os.path.join(base, "*", "*", "*.json")):
        compare_csv(os.path.relpath(path, base), load(path), path[:-5] + ".csv")


def provided(collection):
    given = collection.get("provided", [])
    if isinstance(given, bool):
        return None if given else set()
    return set(given) | {f["name"] for f in collection.get("fields", []) if f.get("provided")}


def check_portability(base, register):
    reg = json.load(open(register, encoding="utf-8"))
    qualify = {c["id"] for c in reg["categories"]
               if c["role"] == "controller" and c.get("provided") and c.get("automated")
               and any(b["article"] in ("6(1)(a)", "6(1)(b)") for b in c["legal_basis"])}
    collections = {(c["category"], c["name"]): c for s in reg["systems"] for c in s.get("collections", [])}
    found = set()
    for path in glob.glob(os.path.join(base, "portability", "*", "*.json")):
        category, name = path.split(os.sep)[-2], os.path.basename(path)[:-5]
        where, fields = category + "/" + name, provided(collections[category, name])
        found.add((category, name))
        if category not in qualify:
            complain("portability/%s: the category rests on no consent or contract" % where)
        rows, full = load(path), load(os.path.join(base, "data", category, name + ".json"))
        column, staff = STAFF.get(where, (None, None))
        if column and staff not in [r[column] for r in full]:
            complain("data/%s: nothing of what staff wrote" % where)
        full = [r for r in full if not column or r[column] != staff]
        if len(rows) != len(full):
            complain("portability/%s: %d rows of %d" % (where, len(rows), len(full)))
        for row, whole in zip(rows, full):
            if fields is not None and set(row) - fields:
                complain("portability/%s: %s was not provided by the person" % (where, sorted(set(row) - fields)))
                break
            if any(row[k] != whole[k] for k in row):
                complain("portability/%s: differs from data/" % where)
                break
    for (category, name), c in collections.items():
        there = os.path.exists(os.path.join(base, "data", category, name + ".json"))
        if there and category in qualify and provided(c) != set() and (category, name) not in found:
            complain("portability/%s/%s is missing" % (category, name))
    if not found:
        complain("portability/ is empty")


def everything(base):
    """Every file of the archive in one lower-case text, with its name."""
    for folder, _, names in os.walk(base):
        for name in names:
            path = os.path.join(folder, name)
            yield os.path.relpath(path, base), open(path, "rb").read().decode("utf-8", "replace").lower()


def check_strangers(base, uri):
    values = {}
    others = query(uri, "SELECT email, mobile, customer_number, first_name || ' ' || last_name AS name, stripe_customer_id FROM app.customers WHERE id <> 42")
    others += query(uri, "SELECT email, phone AS mobile, NULL AS customer_number, first_name || ' ' || last_name AS name FROM app.job_applicants WHERE id <> 101")
    others += query(uri, "SELECT email, phone AS mobile, NULL AS customer_number, contact_name AS name FROM app.prospects WHERE id <> 900")
    for person in others:
        for kind, value in person.items():
            # her colleague's number is her own office's; two others have her name
            if value and value not in ("Sanne de Vries", "+31 23 555 0142"):
                values[value.lower()] = kind
    for table, condition, never in WANTED.values():
        for row in query(uri, "SELECT * FROM %s WHERE %s" % (table, condition)) if never else []:
            values.update({row[k].lower(): "secret " + k for k in never if row[k]})
    values.update({"met mark van zonnehoek": "her colleague's message",
                   "s-93f1": "secret session_id", "t-61c2e0": "secret session_token", "naamgenoot": "her namesake's letter"})
    phrases = [v for v in values if not WORD.fullmatch(v)]
    for name, text in everything(base):
        if "@voorbeeld.example" in text:
            complain("%s holds a simulator's stranger" % name)
        words = {w.rstrip(".") for w in WORD.findall(text)}
        for value in [v for v in phrases if v in text] + list(words & values.keys()):
            complain("%s holds somebody else's %s" % (name, values[value]))


def check_complete(base, register):
    reg = json.load(open(register, encoding="utf-8"))
    page = re.sub(r"<[^>]*>", "", open(os.path.join(base, "completeness.html"), encoding="utf-8").read())
    import html

    page = html.unescape(page)
    for r in reg["recipients"]:
        if (r["name"] or r["described_as"]) not in page:
            complain("completeness.html does not name %s" % r["id"])
    sources = {s["system"]: s for s in load(os.path.join(base, "completeness.json"))["sources"]}
    roles = {c["id"]: c["role"] for c in reg["categories"]}
    for s in reg["systems"]:
        if s["id"] not in sources and any(roles[c] == "controller" for c in s["categories"]):
            complain("completeness.json does not tell of %s" % s["id"])
    for c in reg["categories"]:
        if not os.path.exists(os.path.join(base, "processing", c["id"] + ".html")):
            complain("processing/ has no page for %s" % c["id"])


if __name__ == "__main__":
    {"rows": check_rows, "portability": check_portability, "strangers": check_strangers, "complete": check_complete}[sys.argv[1]](*sys.argv[2:])
    sys.exit(bool(complaints))
