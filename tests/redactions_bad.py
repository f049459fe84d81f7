"""Files that are no good: whoever reads them may not be harmed, and none may pass for one that was looked through."""
import io
import pathlib
import subprocess
import tempfile
import zipfile

from redactions_pdf import Pdf


def zipped(**entries):
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as z:
        for name, content in entries.items():
            z.writestr(name.replace("_", "."), content)
    return data.getvalue()


def deep(n):
    data = b"x"
    for _ in range(n):
        data = zipped(a_zip=data)
    return data


def more_entries(n):
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_STORED) as z:
        for i in range(n):
            z.writestr(str(i), b"")
    return data.getvalue()


TYPES = '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'


def office(xml):
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as z:
        z.writestr("[Content_Types].xml", TYPES)
        z.writestr("word/document.xml", xml)
    return data.getvalue()


LAUGHS = '<!DOCTYPE d [<!ENTITY a "ha">' + "".join(f'<!ENTITY {chr(98 + i)} "{f"&{chr(97 + i)};" * 10}">' for i in range(12)) + "]><d>&m;</d>"



def encrypted():
    with tempfile.TemporaryDirectory() as place:
        plain, closed = pathlib.Path(place, "a.pdf"), pathlib.Path(place, "b.pdf")
        plain.write_bytes(Pdf("x", lambda p: p.line("x")).bytes())
        subprocess.run(["qpdf", "--encrypt", "x", "y", "256", "--", plain, closed], capture_output=True)
        return closed.read_bytes()


# name, data
BAD = {
    "a ZIP that unpacks to a GiB": lambda: ("a.zip", zipped(a_txt=bytes(1 << 30))),
    "a ZIP that unpacks to more than its reader has": lambda: ("a.zip", zipped(a_txt=b"Jan " * (100 << 20))),
    "a ZIP in a ZIP in a ZIP": lambda: ("a.zip", deep(20)),
    "a ZIP of more entries than we read": lambda: ("a.zip", more_entries(10001)),
    "a ZIP that was cut": lambda: ("a.zip", zipped(a_txt=b"x" * 1000)[:-40]),
    "entities without end": lambda: ("a.docx", office(LAUGHS)),
    "an entity that is a file": lambda: ("a.docx", office('<!DOCTYPE d [<!ENTITY a SYSTEM "file:///etc/passwd">]><d>&a;</d>')),
    "elements in elements": lambda: ("a.docx", office("<a>" * 100000 + "</a>" * 100000)),
    "an office file that is none": lambda: ("a.docx", b"PK\3\4" + bytes(100)),
    "a PDF that nobody can open": lambda: ("a.pdf", encrypted()),
    "a PDF that was cut": lambda: ("a.pdf", Pdf("x", lambda p: p.line("x")).bytes()[:300]),
    "a PDF that is none": lambda: ("a.pdf", b"%PDF-1.7\n" + bytes(range(256)) * 20),
    "a PDF whose pages are their own parent": lambda: (
        "a.pdf", Pdf("x", lambda p: p.line("x")).bytes().replace(b"/Kids [3 0 R 20 0 R]", b"/Kids [2 0 R 2 0 R]")),
    "a scan": lambda: ("a.pdf", Pdf("x", lambda p: b"q 595 0 0 842 0 0 cm /I Do Q", resources=b"/XObject << /I 30 0 R >>").with_picture()),
    "a picture": lambda: ("a.png", b"\x89PNG\r\n\x1a\n" + bytes(100)),
    "rich text": lambda: ("a.rtf", b"{\\rtf1 {\\b x}}"),
    "compound file": lambda: ("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(1000)),
}
