#!/usr/bin/python3
"""Bad redactions: files that look as if a passage were taken out, while it stands somewhere in them yet.

Each trick by each word must be found by redact_holds, and what redact_file makes of it must be free of it by another
reader than ours: Python's own zipfile, email and html, qpdf and pdftotext. What was to stay must stay. Speaks TAP.
"""
import base64
import email
import email.policy
import html
import io
import json
import os
import pathlib
import quopri
import re
import subprocess
import sys
import tempfile
import unicodedata
import urllib.parse
import zipfile
from email.message import EmailMessage

from redactions_bad import BAD
from redactions_pdf import PDF_TRICKS, pdf_texts

BUILD = os.environ.get("BUILD", "build")
WORDS = ["Jan de Vries", "Renée Özdemir", "j.devries@voorbeeld.example", "NL91 ABNA 0417 1643 00", "O’Brien-Šimon",
         "Dorpsstraat 12", "Łukasz Żółć", "111222333", "Straße 7", "Nguyễn Văn An"]
PDF_WORDS = len(WORDS) if os.environ.get("ALL") else 3  # other readers of PDF take their time
STAYS = "zevenblad"  # what every file says besides


# -- texts

def page(body, head=""):
    return f"<!doctype html><html><head><title>{STAYS}</title>{head}</head><body><p>[weg] {body}</p></body></html>".encode()


def text(name, data):
    return lambda word: (name, data(word))


def folded(word):
    line = f"DESCRIPTION:{STAYS} {word} en meer".encode()
    at = line.index(word.encode()) + 3
    while line[at] & 0xc0 == 0x80:
        at += 1
    return b"BEGIN:VCALENDAR\r\n" + line[:at] + b"\r\n " + line[at:] + b"\r\nEND:VCALENDAR\r\n"


def between(word, what):
    return what.join(word)


TEXT_TRICKS = {
    "a comment of a page": text("a.html", lambda w: page(f"<!-- {html.escape(w)} -->")),
    "alt and title of a page": text("a.html", lambda w: page(f'<img alt="{html.escape(w)}" title="x">')),
    "a page in a URL": text("a.html", lambda w: page(f'<a href="data:text/plain;base64,{base64.b64encode(w.encode()).decode()}">x</a>')),
    "a percent-encoded URL": text("a.html", lambda w: page(f'<a href="/?q={urllib.parse.quote(w)}">x</a>')),
    "a style of a page": text("a.html", lambda w: page("", f"<style>p:after {{ content: '{w}' }}</style>")),
    "white on white in a page": text("a.html", lambda w: page(f'<span style="color:#fff">{html.escape(w)}</span>')),
    "tags and entities within a word": text("a.html", lambda w: page("<b></b>".join(f"&#{ord(c)};" for c in w))),
    "escapes of JSON": text("a.json", lambda w: json.dumps({"a": STAYS, "b": "".join(w)}).encode()),
    "a table in UTF-16": text("a.csv", lambda w: f"{STAYS};{w}\n".encode("utf-16")),
    "soft hyphens": text("a.txt", lambda w: f"{STAYS} {between(w, chr(0xad))}".encode()),
    "zero-width spaces": text("a.txt", lambda w: f"{STAYS} {between(w, chr(0x200b))}".encode()),
    "letters taken apart": text("a.txt", lambda w: f"{STAYS} {unicodedata.normalize('NFD', w)}".encode()),
    "full-width letters": text("a.txt", lambda w: (STAYS + " " + "".join(chr(ord(c) + 0xfee0) if "!" <= c <= "~" else c for c in w)).encode()),
    "folded lines of a calendar": text("a.ics", folded),
}


# -- mail

def mail(word, **headers):
    m = EmailMessage()
    m["From"] = "a@b.example"
    m["Subject"] = headers.pop("subject", STAYS)
    for name, value in headers.items():
        m[name.replace("_", "-")] = value
    m.set_content(f"{STAYS} [weg]\n")
    return m


def as_mail(m):
    return "a.eml", m.as_bytes()


def attached(word, data, name, kind="application/octet-stream"):
    m = mail(word)
    m.add_attachment(data, *kind.split("/"), filename=name)
    return as_mail(m)


def broken_lines(word):
    lines = quopri.encodestring(word.encode()).replace(b"=\n", b"")
    at = len(lines) // 2
    while b"=" in lines[at - 2:at]:
        at -= 1
    return "a.eml", (b"From: a@b.example\nSubject: x\nMIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n"
                     b"Content-Transfer-Encoding: quoted-printable\n\n" + STAYS.encode() + b" " + lines[:at] + b"=\n" + lines[at:] + b"\n")


def nested(word):
    inner = mail(word, subject="x")
    inner.add_attachment(f"{word}\n".encode(), "application", "octet-stream", filename="n.txt")
    m = mail(word)
    m.add_attachment(inner)
    return as_mail(m)


def zipped(word):
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as z:
        z.writestr("a.txt", word)
    return attached(word, data.getvalue(), "a.zip", "application/zip")


def between_parts(word):
    return "a.eml", (f"From: a@b.example\nSubject: x\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n{word}\n"
                     f"--b\nContent-Type: text/plain\n\n{STAYS}\n--b--\n{word}\n").encode()


MAIL_TRICKS = {
    "words of a header": lambda w: as_mail(mail(w, subject=f"{STAYS} {w}")),
    "a header that nobody shows": lambda w: as_mail(mail(w, X_Original=w)),
    "a part in base64": lambda w: attached(w, w.encode(), "a.txt"),
    "an attachment in UTF-16": lambda w: attached(w, w.encode("utf-16"), "a.txt"),
    "the name of an attachment": lambda w: attached(w, b"x", f"{w}.txt"),
    "a line broken in quoted-printable": broken_lines,
    "an attachment in an attachment": nested,
    "a ZIP in a mail": zipped,
    "between the parts": between_parts,
}


# -- office

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
REL = "http://schemas.openxmlformats.org/package/2006/relationships"
DOC = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def package(name, parts, **more):
    """An OPC package: parts by name; relations of the first part are the others."""
    parts = dict(parts, **more)
    types = "".join(f'<Override PartName="/{p}" ContentType="application/xml"/>' for p in parts if p.endswith(".xml"))
    parts["[Content_Types].xml"] = f'<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">{types}</Types>'
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as z:
        for p, content in parts.items():
            z.writestr(p, content)
    return name, data.getvalue()


def word_file(body, extra=None):
    return package("a.docx", {"word/document.xml": f"<w:document {W}><w:body><w:p><w:r><w:t>{STAYS} [weg]</w:t></w:r></w:p>{body}</w:body></w:document>",
                              **(extra or {})})


def runs(word, around="<w:r><w:t>{}</w:t></w:r>"):
    return "<w:p>" + "".join(around.format(html.escape(c)).replace("<w:t>", '<w:t xml:space="preserve">') for c in word) + "</w:p>"


X = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'


def book(sheet="", strings="", state="", extra=None, defined=""):
    return package("a.xlsx", {
        "xl/workbook.xml": f'<workbook {X} xmlns:r="{DOC}"><sheets><sheet name="Blad1" sheetId="1" r:id="a1"/><sheet name="Blad2" sheetId="2" r:id="a2" {state}/></sheets>'
                           f"{defined}</workbook>",
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{REL}"><Relationship Id="a1" Target="worksheets/sheet1.xml"/>'
                                      '<Relationship Id="a2" Target="worksheets/sheet2.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": f"<worksheet {X}><sheetData><row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>{STAYS}</t></is></c></row></sheetData></worksheet>",
        "xl/worksheets/sheet2.xml": f"<worksheet {X}><sheetData>{sheet}</sheetData></worksheet>",
        "xl/sharedStrings.xml": f"<sst {X}><si><t>x</t></si>{strings}</sst>", **(extra or {})})


def cell(word, row=""):
    return f'<row r="2" {row}><c r="A2" t="inlineStr"><is><t>{html.escape(word)}</t></is></c></row>'


def properties(word):
    return {"docProps/core.xml": f'<cp:coreProperties xmlns:cp="urn:cp" xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:creator>{html.escape(word)}</dc:creator></cp:coreProperties>'}


def custom(word):
    return {"docProps/custom.xml": f'<Properties xmlns="urn:c"><property name="x"><lpwstr>{html.escape(word)}</lpwstr></property></Properties>'}


def drawing(word):
    return word_file(f'<w:p><w:r><w:drawing><docPr id="1" name="p" descr="{html.escape(word)}"/></w:drawing></w:r></w:p>')


def slides(word, slide="", notes=""):
    return package("a.pptx", {
        "ppt/slides/slide1.xml": f'<p:sld xmlns:p="urn:p" xmlns:a="urn:a"><a:p><a:r><a:t>{STAYS}</a:t></a:r></a:p></p:sld>',
        "ppt/slides/slide2.xml": f'<p:sld xmlns:p="urn:p" xmlns:a="urn:a" show="0"><a:p><a:r><a:t>{slide}</a:t></a:r></a:p></p:sld>',
        "ppt/notesSlides/notesSlide1.xml": f'<p:notes xmlns:p="urn:p" xmlns:a="urn:a"><a:p><a:r><a:t>{notes}</a:t></a:r></a:p></p:notes>'})


T = 'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:dc="http://purl.org/dc/elements/1.1/"'


def open_text(body, extra=None):
    parts = {"content.xml": f"<office:document-content {T}><office:body><office:text>{body}<text:p>{STAYS}</text:p></office:text></office:body></office:document-content>",
             **(extra or {})}
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as z:
        z.writestr("mimetype", "application/vnd.oasis.opendocument.text", zipfile.ZIP_STORED)
        for p, content in parts.items():
            z.writestr(p, content)
    return "a.odt", data.getvalue()


def exif(word):
    return b"\xff\xd8\xff\xe1\x00\x40Exif\0\0" + word.encode() + b"\xff\xd9"


E = html.escape
OFFICE_TRICKS = {
    "a letter a run": lambda w: word_file(runs(w)),
    "text that was deleted": lambda w: word_file(f'<w:p><w:del w:author="x"><w:r><w:delText>{E(w)}</w:delText></w:r></w:del></w:p>'),
    "text with deleted text in it": lambda w: word_file("<w:p>" + "<w:del><w:r><w:delText>qq</w:delText></w:r></w:del>".join(
        f'<w:r><w:t xml:space="preserve">{E(c)}</w:t></w:r>' for c in w) + "</w:p>"),
    "hidden text of a run": lambda w: word_file(f"<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>{E(w)}</w:t></w:r></w:p>"),
    "who changed it": lambda w: word_file(f'<w:p><w:ins w:author="{E(w)}"><w:r><w:t>x</w:t></w:r></w:ins></w:p>'),
    "a comment": lambda w: word_file("", {"word/comments.xml": f"<w:comments {W}><w:comment>{runs(w)}</w:comment></w:comments>"}),
    "a footer": lambda w: word_file("", {"word/footer1.xml": f"<w:ftr {W}>{runs(w)}</w:ftr>"}),
    "properties of a document": lambda w: word_file("", properties(w)),
    "properties of one's own": lambda w: word_file("", custom(w)),
    "XML of one's own": lambda w: word_file("", {"customXml/item1.xml": f"<x>{E(w)}</x>"}),
    "words beside a picture": drawing,
    "a thumbnail": lambda w: word_file("", {"docProps/thumbnail.jpeg": exif(w)}),
    "a picture's own words": lambda w: word_file("", {"word/media/image1.jpeg": exif(w)}),
    "a sheet in a document": lambda w: word_file("", {"word/embeddings/a.xlsx": book(cell(w))[1]}),
    "a hidden sheet": lambda w: book(cell(w), state='state="hidden"'),
    "a very hidden sheet": lambda w: book(cell(w), state='state="veryHidden"'),
    "a hidden row": lambda w: book(cell(w, 'hidden="1"')),
    "a text that no cell has any more": lambda w: book("", strings=f"<si><r><t>{E(w[:3])}</t></r><r><t>{E(w[3:])}</t></r></si>"),
    "a defined name": lambda w: book(defined=f"<definedNames><definedName name=\"n\">\"{E(w)}\"</definedName></definedNames>"),
    "notes of a slide": lambda w: slides(w, notes=E(w)),
    "a hidden slide": lambda w: slides(w, slide=E(w)),
    "changes of an open document": lambda w: open_text(f"<text:tracked-changes><text:changed-region><text:deletion><text:p>{E(w)}</text:p></text:deletion></text:changed-region></text:tracked-changes>"),
    "a note in an open document": lambda w: open_text(f"<text:p><office:annotation><dc:creator>{E(w)}</dc:creator><text:p>x</text:p></office:annotation></text:p>"),
    "a version in an open document": lambda w: open_text("", {"Versions/v1": w}),
}


# -- the other reader

def letters(s):
    s = unicodedata.normalize("NFKD", s).casefold()
    return "".join(c for c in unicodedata.normalize("NFKD", s) if c.isalnum())


def texts_of(name, data, depth=0):
    """Whatever may be read in it, in all ways it may be read."""
    if depth > 6:
        return
    for encoding in ("utf-8", "latin-1", "utf-16-le", "utf-16-be"):
        s = data.decode(encoding, "ignore")
        yield s
        yield html.unescape(s)
        yield re.sub(r"<w:del\b.*?</w:del>|<[^>]*>", "", html.unescape(s))
        yield urllib.parse.unquote(s)
        yield re.sub(r"\\u([0-9a-f]{4})", lambda m: chr(int(m.group(1), 16)), s)
        yield re.sub(r"\r?\n[ \t]", "", s)
    yield quopri.decodestring(data).decode("utf-8", "ignore")
    for run in re.findall(rb"[A-Za-z0-9+/\r\n]{12,}={0,2}", data):
        run = re.sub(rb"\s", b"", run)
        for skip in range(4):
            part = run[skip:]
            yield from texts_shallow(base64.b64decode(part[:len(part) // 4 * 4]))
    if data[:4] == b"PK\3\4":
        with zipfile.ZipFile(io.BytesIO(data)) as z:
            for entry in z.infolist():
                yield entry.filename
                yield from texts_of(entry.filename, z.read(entry), depth + 1)
    elif data[:5] == b"%PDF-":
        yield from pdf_texts(data)
    elif name.endswith(".eml"):
        yield from mail_texts(email.message_from_bytes(data, policy=email.policy.default), depth)


def texts_shallow(data):
    yield data.decode("utf-8", "ignore")
    yield data.decode("utf-16-le", "ignore")


def mail_texts(m, depth):
    for part in m.walk():
        for name, value in part.items():
            yield f"{name} {value}"
        yield part.get_filename() or ""
        if not part.is_multipart():
            yield from texts_of(part.get_filename() or "", part.get_payload(decode=True) or b"", depth + 1)


def found(name, data, *words):
    """Of each word: is it there?"""
    texts = {letters(s) for s in texts_of(name, data)}
    return [any(letters(word) in s for s in texts) for word in words]


# -- all of them

def bad_files(place):
    """What is wrong with how bad files are taken: each is blind, or cannot be read at all."""
    problems = []
    for n, (what, make) in enumerate(BAD.items()):
        name, data = make()
        path = pathlib.Path(place, f"bad-{n}-{name}")
        path.write_bytes(data)
        out = subprocess.run([f"{BUILD}/redact", WORDS[0], path], check=True, capture_output=True, text=True).stdout
        _, held, _, blind, said, *_ = out.strip("\n").split("\t")
        if held != "-1" or (said == "made" and blind != "1") or (said != "made" and "read" not in said):
            problems.append(f"{what}: {held} {blind} {said}")
    return problems


# what who looks at a file is told of where it stands
TOLD = {"a very hidden sheet": "[sheet Blad2, hidden] ", "text that was deleted": "[text, deleted] ", "words beside a picture": "[text, beside it] descr: ",
        "a hidden slide": "[slide 2, hidden] ", "notes of a slide": "[notes of slide 1] ", "a comment": "[comments] ", "properties of a document": "[properties] ",
        "a sheet in a document": "[word/embeddings/a.xlsx, sheet Blad2] ", "a note in an open document": "[text] ", "a note": "[notes] ",
        "a field of a form": "[form] ", "outside of the page": "[page 1, with what is hidden] ", "an attachment": "[attachment a.txt] ",
        "an attachment in an attachment": "[attached message, attachment n.txt] ", "a header that nobody shows": "[headers] X-Original: "}


def told(place, tricks):
    problems = []
    for n, (trick, heading) in enumerate(TOLD.items()):
        name, data = tricks[trick](WORDS[0])
        path = pathlib.Path(place, f"told-{n}-{name}")
        path.write_bytes(data)
        out = subprocess.run([f"{BUILD}/redact", "--words", path], check=True, capture_output=True, text=True).stdout
        if not re.search(re.escape(heading) + r"\s*" + re.escape(WORDS[0]), out):
            problems.append(f"{trick}: {out!r}")
    return problems


def main():
    tricks = {**TEXT_TRICKS, **MAIL_TRICKS, **OFFICE_TRICKS, **PDF_TRICKS}
    wrong, made, tried = {trick: [] for trick in tricks}, 0, 0
    with tempfile.TemporaryDirectory() as place:
        bad, untold = bad_files(place), told(place, tricks)
        for n, word in enumerate(WORDS):
            files = {}
            for k, (trick, make) in enumerate(tricks.items()):
                if trick in PDF_TRICKS and n >= PDF_WORDS:
                    continue
                tried += 1
                name, data = make(word)
                path = pathlib.Path(place, f"{n}-{k}-{name}")
                path.write_bytes(data)
                files[str(path)] = trick
                if n == 0 and found(name, data, word) == [False]:
                    wrong[trick].append(f"{word}: the other reader does not find it either")
            out = subprocess.run([f"{BUILD}/redact", word, *files], check=True, capture_output=True, text=True).stdout
            for line in out.splitlines():
                path, held, where, _, said, still, _, count, _ = line.split("\t")
                trick = files[path]
                made += 1
                if held != "0":
                    wrong[trick].append(f"{word}: not found")
                elif said != "made" or still != "-1":
                    wrong[trick].append(f"{word}: {said}, {still}")
                else:
                    gone, stays = found(pathlib.Path(path).name, pathlib.Path(path + ".made").read_bytes(), word, STAYS)
                    if gone or not stays:
                        wrong[trick].append(f"{word}: {'still there' if gone else 'all is gone'}")
    print(f"1..{len(tricks) + 3}")
    for i, trick in enumerate(tricks):
        print(f"{'not ' if wrong[trick] else ''}ok {i + 1} - {trick}")
        for why in wrong[trick]:
            print(f"# {why}")
    print(f"{'ok' if made == tried >= 500 else 'not ok'} {len(tricks) + 1} - {made} bad redactions")
    print(f"{'not ' if bad else ''}ok {len(tricks) + 2} - files that are no good are said to be none")
    print(f"{'not ' if untold else ''}ok {len(tricks) + 3} - who looks at a file is told where it stands")
    for why in bad + untold:
        print(f"# {why}")


if __name__ == "__main__":
    sys.exit(main())
