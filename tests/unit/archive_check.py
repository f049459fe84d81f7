#!/usr/bin/python3
"""Check an archive as its receiver would: archive_check.py ZIP ROWS full|empty

ROWS holds the values that went into data/JBS-C01/customers, eight a row, as tests/unit/archive_zip.c notes them.
Exits with 1 and one line a complaint.
"""
import csv
import hashlib
import html.parser
import io
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import urllib.parse
import zipfile

FIELDS = ["id", "text", "more", "doc", "day", "at", "yes", "raw"]
PROVIDED = ["id", "text", "doc", "day", "yes", "raw"]
problems = []
csv.field_size_limit(1 << 30)


def check(ok, what):
    if not ok:
        problems.append(what)


def run(*argv, cwd=None):
    """The exit status of a tool, or None when it is not installed."""
    if not shutil.which(argv[0]):
        print(f"# {argv[0]} is not installed, its check is skipped")
        return None
    done = subprocess.run(argv, cwd=cwd, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    if done.returncode:
        print("# " + done.stdout.decode(errors="replace").replace("\n", "\n# "))
    return done.returncode


def rows_of(path):
    data = open(path, "rb").read()
    at, values = 0, []
    while at < len(data):
        if data[at:at + 1] == b"N":
            values.append(None)
            at += 1
            continue
        colon = data.index(b":", at)
        n = int(data[at + 1:colon])
        values.append(data[colon + 1:colon + 1 + n])
        at = colon + 1 + n
    return [values[i:i + 8] for i in range(0, len(values), 8)]


NUMBER = re.compile(rb"-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?")


class Digits(str):
    """A number, compared by its digits."""


def no_constant(name):
    raise ValueError(f"{name} is no JSON")


def expected_json(name, raw):
    if raw is None:
        return None
    text = raw.decode("utf-8", "replace")
    if name == "id" and NUMBER.fullmatch(raw):
        return Digits(text)
    if name == "yes" and raw in (b"true", b"false"):
        return raw == b"true"
    if name == "doc":
        try:
            return json.loads(raw.decode("utf-8"), parse_int=Digits, parse_float=Digits, parse_constant=no_constant)
        except ValueError:
            return text
    return text


def same(a, b):
    return type(a) is type(b) and a == b


def strip(cell):
    return re.sub(r"(^|[;\t\r\n])'", r"\1", cell)


def check_rows(z, rows, folder, fields):
    body = z.read(f"{folder}/customers.json").decode("utf-8")
    lines = body.split("\n")
    check(lines[0] == "[" and lines[-2:] == ["]", ""] and len(lines) == len(rows) + 3, f"{folder}: not one object a line")
    found = json.loads(body, parse_int=Digits, parse_float=Digits)
    check(len(found) == len(rows), f"{folder}: {len(found)} JSON rows, not {len(rows)}")
    text = z.read(f"{folder}/customers.csv").decode("utf-8")
    cells = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    check(cells[0] == fields, f"{folder}: CSV heading {cells[0]}")
    check(len(cells) == len(rows) + 1, f"{folder}: {len(cells) - 1} CSV rows, not {len(rows)}")
    for i, (row, obj, line) in enumerate(zip(rows, found, cells[1:])):
        check(list(obj) == fields and len(line) == len(fields), f"{folder} row {i}: other fields")
        for name, cell in zip(fields, line):
            raw = row[FIELDS.index(name)]
            want = expected_json(name, raw)
            check(same(obj.get(name), want), f"{folder} row {i} {name}: JSON {obj.get(name)!r:.80}, not {want!r:.80}")
            plain = "" if raw is None else raw.decode("utf-8", "replace")
            check(strip(cell) == plain, f"{folder} row {i} {name}: CSV {cell!r:.80}, not {plain!r:.80}")
            check(name == "id" and NUMBER.fullmatch(cell.encode()) or cell[:1] not in ("=", "+", "-", "@", "\t", "\r", "\n") or not cell,
                  f"{folder} row {i} {name}: a formula is left: {cell!r:.40}")
            check(not re.search("[;\t\r\n][=+@\"-]", cell), f"{folder} row {i} {name}: a formula after a break: {cell!r:.40}")


class Cells(html.parser.HTMLParser):
    """The rows of a page, each a list of [class, text]; a value that was cut ends in a bold ellipsis."""
    def __init__(self):
        super().__init__()
        self.rows, self.cell, self.bold = [], None, False

    def handle_starttag(self, tag, attrs):
        if tag == "tr":
            self.rows.append([])
        elif tag == "td":
            self.cell = [dict(attrs).get("class"), "", False]
            self.rows[-1].append(self.cell)
        elif tag == "b" and self.cell:
            self.cell[2] = True

    def handle_endtag(self, tag):
        if tag == "tbody":
            self.cell = None

    def handle_data(self, data):
        if self.cell and not self.cell[2]:
            self.cell[1] += data


def shown(v):
    """As a page shows a value of the JSON."""
    if v is None:
        return ["null", "\u2013"]
    text = v if isinstance(v, str) and not isinstance(v, Digits) else None
    if text is None:
        if isinstance(v, (Digits, bool)):
            return ["number", str(v).lower() if isinstance(v, bool) else str(v)]
        return [None, None]  # a JSON value: as words, see below
    text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace").replace("\r", "")
    text = "".join(chr(0x2400 + ord(c)) if c < " " and c not in "\n\t" else "\u2421" if c == "\x7f" else c for c in text)
    return [None, text]


def leaves(v):
    """What a page shows of a JSON value, wherever it stands there."""
    if isinstance(v, (dict, list)):
        return [leaf for one in (v.values() if isinstance(v, dict) else v) for leaf in leaves(one)]
    return [(v.replace(".", ",") if isinstance(v, Digits) else shown(v)[1])] if isinstance(v, str) else []


def check_row_page(z, folder):
    found = json.loads(z.read(f"{folder}/customers.json").decode(), parse_int=Digits, parse_float=Digits)
    page = Cells()
    page.feed(z.read(f"{folder}/customers.html").decode())
    rows = page.rows[1:]
    check(len(rows) == min(3000, len(found)), f"{folder}: {len(rows)} rows on the page")
    for i, (cells, obj) in enumerate(zip(rows, found)):
        for (kind, text, cut), (name, v) in zip(cells, obj.items()):
            text = text[:-1] if name == list(obj)[-1] and text.endswith("\n") else text  # the line of the page itself
            want = shown(v)
            if want[1] is None:
                check(cut or all(leaf in text for leaf in leaves(v)), f"{folder} row {i} {name}: the page has {text!r:.80}, not {v!r:.80}")
                check(text[:1] not in "{[" or not text, f"{folder} row {i} {name}: JSON is shown as it is written: {text!r:.80}")
                continue
            if re.fullmatch(r"\d{4}-\d\d-\d\d([T ].*)?", want[1]) and want[1][:4] in text:
                continue  # written out
            same_text = want[1].startswith(text) and len(text.encode()) > 1990 if cut else want[1] == text
            check(kind == want[0] and same_text, f"{folder} row {i} {name}: the page has {kind} {text!r:.80}, not {want!r:.80}")


def check_null_and_empty(z):
    """The csv module can not tell an empty cell from "": look at the bytes of the second row."""
    line = z.read("data/JBS-C01/customers.csv").split(b"\r\n")[2]
    check(line == b'2,,"",,,,,', f"NULL and the empty text: {line!r}")


class Links(html.parser.HTMLParser):
    def __init__(self):
        super().__init__()
        self.links, self.ids, self.tags, self.lang = [], set(), [], None

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        self.tags.append(tag)
        self.links += [attrs[k] for k in ("href", "src") if k in attrs]
        self.ids |= {attrs["id"]} if "id" in attrs else set()
        self.lang = attrs.get("lang") if tag == "html" else self.lang


def check_pages(z):
    pages = {}
    for name in z.namelist():
        if name.endswith(".html"):
            pages[name] = Links()
            pages[name].feed(z.read(name).decode("utf-8"))
    check(any("IBAN-suffix" in z.read(name).decode("utf-8") for name in pages), "no page has what the statement says")
    for name, page in pages.items():
        text = z.read(name).decode("utf-8")
        check("script" not in page.tags and ("{{" not in text or name.startswith("data/")), f"{name}: a script or a raw template")
        check(page.lang in ("nl", "en") and page.tags.count("h1") == 1 and "title" in page.tags and "main" in page.tags,
              f"{name}: no language, title, heading or main")
        # the statement is Dutch, whatever the page is
        literal = "Bedrag, IBAN-suffix, betalingsstatus"
        check(literal not in text or (f'<span lang="nl">{literal}</span>' in text) == (page.lang == "en"), f"{name}: in which language is that?")
        check("INTERNAL" not in text, f"{name}: shows a remark between colleagues")
        check(re.search("<header>.*(Oefening|Rehearsal)", text, re.S), f"{name}: does not say that it is a rehearsal")
        draft = re.search("<title>CONCEPT .*<header>.*CONCEPT", text, re.S) is not None
        check(draft == ("CONCEPT.html" in z.namelist()), f"{name}: says CONCEPT, or does not")
        for link in page.links:
            if re.match(r"(https?|mailto):", link):
                continue
            path, _, anchor = link.partition("#")
            target = os.path.normpath(os.path.join(os.path.dirname(name), urllib.parse.unquote(path))) if path else name
            check(target in z.namelist(), f"{name}: link to {link}, which is not there")
            if anchor and target in pages:
                check(anchor in pages[target].ids, f"{name}: link to {link}, no such place")


def check_package(z, base):
    package = json.loads(z.read("datapackage.json"))
    names = [r["name"] for r in package["resources"]]
    check(package["profile"] == "data-package" and package["$schema"].endswith("/2.0/datapackage.json"), "datapackage: v1 and v2")
    check(len(set(names)) == len(names) and all(re.fullmatch(r"[-a-z0-9._]+", n) for n in names), "datapackage: names")
    tables = {n for n in z.namelist() if re.match(r"(data|portability)/.*\.(csv|json)$", n) and "/files/" not in n}
    check({r["path"] for r in package["resources"]} == tables, "datapackage: not every table is a resource")
    for r in package["resources"]:
        body = z.read(r["path"])
        check(r["bytes"] == len(body) and r["hash"] == "sha256:" + hashlib.sha256(body).hexdigest(), f"datapackage: {r['path']}")
        check(all(set(f) <= {"name", "type", "format"} for f in r["schema"]["fields"]), f"datapackage: schema of {r['path']}")


def check_signed(base):
    check(run("sha256sum", "--strict", "--quiet", "-c", "MANIFEST.sha256", cwd=base) in (0, None), "sha256sum -c")
    check(run("minisign", "-q", "-V", "-p", "minisign.pub", "-m", "MANIFEST.sha256", cwd=base) in (0, None), "minisign -V")
    listed = {line[66:].rstrip("\n") for line in open(os.path.join(base, "MANIFEST.sha256"), encoding="utf-8")}
    there = {os.path.relpath(os.path.join(d, f), base) for d, _, fs in os.walk(base) for f in fs}
    check(listed == there - {"MANIFEST.sha256", "MANIFEST.sha256.minisig"}, f"manifest: {listed ^ there}")


def check_full(z, rows):
    check_rows(z, rows, "data/JBS-C01", FIELDS)
    check_rows(z, rows, "portability/JBS-C01", PROVIDED)
    check_null_and_empty(z)
    check(z.read("data/JBS-C02/invoices.json") == b"[\n]\n" and z.read("data/JBS-C02/invoices.csv") == b"only\r\n", "empty collection")
    check(z.read("data/JBS-C05/messages.json") == z.read("portability/JBS-C05/messages.json"), "portable copy")
    check("data/JBS-C05/messages-2.csv" in z.namelist() and "data/JBS-C05/messages-2.html" in z.namelist(), "second of a name")
    files = sorted(n for n in z.namelist() if n.startswith("files/"))
    check(files == ["files/JBS-C05/Foto-3.JPG", "files/JBS-C05/_brief #1 50%.txt", "files/JBS-C05/b\u00e9la.eml",
                    "files/JBS-C05/foto-2.jpg", "files/JBS-C05/foto.jpg"], f"files: {files}")
    page = z.read("data/JBS-C01/customers.html").decode()
    check(page.count("<tr>") == 3000 + 1 and "eerste 3.000 van 4.013 rijen" in page, "the page to read: 3,000 rows and a plain line")
    check_row_page(z, "data/JBS-C01")
    check("<script>alert" not in page and "&lt;script&gt;" in page, "the page to read: markup in a value")
    card = z.read("data/JBS-C02/payments.html").decode()
    for dt, dd in (("Aangemaakt op", "2 november 2026, 14.05 uur"), ("When", "2 november 2026, 14.05 uur"), ("Geboortedatum", "2 november 2026"),
                   ("Rekening", "€\u00a01.234,50"), ("Fee", "€\u00a01.250,00"), ("Terug", "SEK\u00a0-0,05"), ("Verstuurd op", "2 november 2026, 14.05 uur"), ("Lijst", "post, mail"), ("Naam", "A"), ("Bron", "2 november 2026, 14.05 uur"),
                   ("Adres", "<ul><li>Plaats: Haarlem &lt;&amp;&gt;</li><li>Betaald: ja</li><li>Iban last4: –</li><li>Regels:<ul><li><ul><li>Bedrag: 12,5</li></ul></li>"
                    "<li><ul><li>Tijdstip: 2 november 2026, 14.05 uur</li></ul></li></ul></li><li>A:<ul><li>B:<ul><li>C:<ul><li>D: <b>…</b></li></ul></li></ul></li></ul></li></ul>"),
                   ("Shoe size", "38,5"), ("Betaald", "ja"), ("Nummer", "12345")):
        check(f"<dt>{dt}</dt><dd>{dd}</dd>" in card, f"one record is a card, with {dt}: {dd}")
    check("<h1>Wat u betaalde</h1>" in card and "<table" not in card, "it is called as the register says")
    check('"address":{"city":"Haarlem <&>","paid":true,' in z.read("data/JBS-C02/payments.json").decode(), "JSON stays JSON for a program")
    check('"total":1234.5' in z.read("data/JBS-C02/payments.json").decode(), "for a program it stays exact")
    start = z.read("LEESMIJ.html").decode()
    lines = re.findall(r"<dt>(.*?)</dt>", start)
    check(lines == ["Gevonden", "Gezocht", "Ontbreekt", "U kunt", "Vragen"], f"the start page says it in five lines: {lines}")
    check(">Wat u betaalde</a>" in start, "the start page calls it so too")
    check('<pre tabindex="0" role="region" aria-label=' in start, "what scrolls can be reached by the keyboard")
    text = "".join(z.read(n).decode() for n in z.namelist() if n.endswith(".html") and not n.startswith("data/"))
    check("NL-AWR52" not in text, "a statute is not called by its id")
    check("sturen wij na" not in text and "antwoord volgt" not in text, "nothing is promised that nobody knows will come")
    check("4.017 gegevens en 5 bestanden" in start, "the start page's totals")
    check("geen telefoonnummer of klantnummer bekend" in z.read("completeness.html").decode(), "completeness: a reason in Dutch")
    check("INTERNAL" not in z.read("processing/processing.json").decode(), "processing.json shows a remark between colleagues")


def check_empty(z):
    check("no data that we can give you" in z.read("README.html").decode(), "README says nothing was found")
    check("no personal data about you that we can give you" in z.read("letter.html").decode(), "letter says nothing was found")
    check(not [n for n in z.namelist() if re.match("(data|files|portability)/", n)], "an empty archive has data")


def check_report(z):
    letter = z.read("letter.html").decode()
    for name in ("CONCEPT.html", "README.html"):
        text = z.read(name).decode()
        check("<li>Anthropic: answer awaited</li>" in text and "<li>telephone number: found, but" in text, f"{name}: lists what is open")
    check("CONCEPT" in json.loads(z.read("datapackage.json"))["title"] and b"CONCEPT" in z.read("MANIFEST.sha256.minisig"), "a draft says so")
    check("Acme B.V." in letter and "the answer is yours to give" in letter, "the report speaks to the controller")
    for name in ("letter.html", "processing/index.html"):
        check(not re.search("What we decided|granted|Your rights|If you disagree", z.read(name).decode()), f"{name}: decides for them")


def main(path, rows, what):
    check(run("unzip", "-tq", path) in (0, None), "unzip -t")
    check(run("7z", "t", path) in (0, None), "7z t")
    z = zipfile.ZipFile(path)
    check(z.testzip() is None, "zipfile: a bad CRC")
    for i in z.infolist():
        check(i.compress_type == zipfile.ZIP_DEFLATED, f"{i.filename}: not deflated")
        check(i.date_time == (2026, 3, 9, 10, 5, 4), f"{i.filename}: stamped {i.date_time}")
        check(i.external_attr >> 16 == 0o100644, f"{i.filename}: mode")
    with tempfile.TemporaryDirectory() as base:
        z.extractall(base)
        check_signed(base)
        check_package(z, base)
    check_pages(z)
    if what == "full":
        check_full(z, rows_of(rows))
    else:
        (check_empty if what == "empty" else check_report)(z)
    for p in problems[:20]:
        print("# " + p)
    return 1 if problems else 0


sys.exit(main(*sys.argv[1:]))
