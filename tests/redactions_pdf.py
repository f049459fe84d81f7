"""PDFs that hide what they seem to leave out, written by hand, and what other readers than ours find in one."""
import pathlib
import re
import subprocess
import tempfile
import zlib

STAYS = "zevenblad"


class Pdf:
    """Objects by number; a page of one content stream, and one that says what stays. Letters are the codes 1.. of a font that says what they are."""

    def __init__(self, word, content, extra=b"", resources=b"", box=b"[0 0 595 842]", catalog=b"", info=b""):
        self.letters = {c: i + 1 for i, c in enumerate(sorted(set(word + STAYS + " ")))}
        mapped = b"".join(b"<%02x> <%s>\n" % (code, c.encode("utf-16-be").hex().encode()) for c, code in self.letters.items())
        cmap = (b"/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /x def /CMapType 2 def\n"
                b"1 begincodespacerange <00> <ff> endcodespacerange\n%d beginbfchar\n%sendbfchar\nendcmap end end" % (len(self.letters), mapped))
        widths = b" ".join([b"600"] * len(self.letters))
        names = b" ".join(b"/a%d" % code for code in self.letters.values())
        glyphs = b" ".join(b"/a%d 9 0 R" % code for code in self.letters.values())
        self.objects = {
            1: b"<< /Type /Catalog /Pages 2 0 R %s >>" % catalog,
            2: b"<< /Type /Pages /Kids [3 0 R 20 0 R] /Count 2 >>",
            3: b"<< /Type /Page /Parent 2 0 R /MediaBox %s /Contents 4 0 R /Resources << /Font << /F 5 0 R >> %s >> %s >>" % (box, resources, extra),
            4: self.stream(content(self)),
            5: b"<< /Type /Font /Subtype /Type3 /FontBBox [0 0 600 700] /FontMatrix [.001 0 0 .001 0 0] /CharProcs << %s >> /Encoding "
               b"<< /Differences [1 %s] >> /FirstChar 1 /LastChar %d /Widths [%s] /ToUnicode 6 0 R >>" % (glyphs, names, len(self.letters), widths),
            20: b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 21 0 R /Resources << /Font << /F 5 0 R >> >> >>",
            21: self.stream(self.line(STAYS)),
            6: self.stream(cmap),
            7: b"<< %s >>" % info,
            9: self.stream(b"600 0 0 0 600 700 d1 50 0 500 700 re f"),
        }

    @staticmethod
    def stream(data, more=b""):
        data = zlib.compress(data)
        return b"<< /Length %d /Filter /FlateDecode %s >>\nstream\n%s\nendstream" % (len(data), more, data)

    def coded(self, text):
        return b"<" + bytes(self.letters[c] for c in text).hex().encode() + b">"

    def line(self, text, x=72, y=700, before=b""):
        return b"%s BT /F 12 Tf %d %d Td %s Tj ET\n" % (before, x, y, self.coded(text))

    def with_picture(self):
        self.objects[30] = self.stream(bytes(64 * 64), b"/Type /XObject /Subtype /Image /Width 64 /Height 64 /ColorSpace /DeviceGray /BitsPerComponent 8")
        return self.bytes()

    def bytes(self, earlier=b"", objects=None):
        out = earlier or b"%PDF-1.7\n"
        offsets = {}
        for n, body in (objects or self.objects).items():
            offsets[n] = len(out)
            out += b"%d 0 obj\n%s\nendobj\n" % (n, body)
        xref = len(out)
        if earlier:
            out += b"xref\n" + b"".join(b"%d 1\n%010d 00000 n \n" % (n, at) for n, at in offsets.items())
            prev = b"/Prev %d" % int(re.findall(rb"startxref\n(\d+)", earlier)[-1])
        else:
            out += b"xref\n0 1\n0000000000 65535 f \n" + b"".join(b"%d 1\n%010d 00000 n \n" % (n, at) for n, at in offsets.items())
            prev = b""
        return out + b"trailer\n<< /Size 100 /Root 1 0 R /Info 7 0 R %s >>\nstartxref\n%d\n%%%%EOF\n" % (prev, xref)


def string(text):
    return b"<feff" + text.encode("utf-16-be").hex().encode() + b">"


def page(word, content, **more):
    return "a.pdf", Pdf(word, content, **more).bytes()


def with_object(word, objects, **more):
    p = Pdf(word, lambda p: b"", **more)
    p.objects.update(objects)
    return "a.pdf", p.bytes()


def updated(word):
    p = Pdf(word, lambda p: b"" + p.line(word))
    first = p.bytes()
    return "a.pdf", p.bytes(first, {4: p.stream(b"")})


def two_lines(word):
    at = len(word) // 2
    return page(word, lambda p: p.line(word[:at] if word[at - 1] == " " else word[:at], y=700) + p.line(word[at:], y=686))


def spread(word):
    return page(word, lambda p: b"BT /F 12 Tf 72 700 Td [" + b" -700 ".join(p.coded(c) for c in word) + b"] TJ ET\n")


def layer(word):
    return with_object_content(word, lambda p: b"/OC /L BDC " + p.line(word) + b" EMC\n", {11: b"<< /Type /OCG /Name (x) >>"},
                               resources=b"/Properties << /L 11 0 R >>", catalog=b"/OCProperties << /OCGs [11 0 R] /D << /OFF [11 0 R] >> >>")


def with_object_content(word, content, objects, **more):
    p = Pdf(word, content, **more)
    p.objects.update(objects)
    return "a.pdf", p.bytes()


def field(word):
    look = Pdf.stream(b"BT /H 12 Tf (x) Tj ET", b"/Type /XObject /Subtype /Form /BBox [0 0 200 20] /Resources << /Font << /H << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >>")
    return with_object(word, {11: b"<< /Type /Annot /Subtype /Widget /FT /Tx /T (a) /V %s /Rect [72 500 272 520] /AP << /N 12 0 R >> >>" % string(word), 12: look},
                       extra=b"/Annots [11 0 R]", catalog=b"/AcroForm << /Fields [11 0 R] >>")


def field_look(word):
    """What a field looks like is what it was."""
    p = Pdf(word, lambda p: b"", extra=b"/Annots [11 0 R]", catalog=b"/AcroForm << /Fields [11 0 R] >>")
    plain = b"BT /F 12 Tf %s Tj ET %% %s" % (p.coded(word), word.encode())
    p.objects.update({11: b"<< /Type /Annot /Subtype /Widget /FT /Tx /T (a) /V (x) /Rect [72 500 272 520] /AP << /N 12 0 R >> >>",
                      12: p.stream(plain, b"/Type /XObject /Subtype /Form /BBox [0 0 200 20] /Resources << /Font << /F 5 0 R >> >>")})
    return "a.pdf", p.bytes()


PDF_TRICKS = {
    "white on white": lambda w: page(w, lambda p: p.line(w, before=b"1 1 1 rg")),
    "behind a black box": lambda w: page(w, lambda p: p.line(w) + b"0 0 0 rg 60 690 400 24 re f\n"),
    "text that is not drawn": lambda w: page(w, lambda p: p.line(w, before=b"3 Tr")),
    "outside of the page": lambda w: page(w, lambda p: p.line(w, x=900, y=700)),
    "outside of what is shown of it": lambda w: page(w, lambda p: p.line(w, y=100), extra=b"/CropBox [0 400 595 842]"),
    "over two lines": two_lines,
    "letter by letter": spread,
    "a layer that is turned off": layer,
    "an earlier state": updated,
    "who wrote it": lambda w: page(w, lambda p: b"", info=b"/Author %s" % string(w)),
    "XMP": lambda w: with_object(w, {11: Pdf.stream(f"<x:xmpmeta><dc:creator>{w}</dc:creator></x:xmpmeta>".encode(), b"/Type /Metadata /Subtype /XML")},
                                 catalog=b"/Metadata 11 0 R"),
    "a note": lambda w: with_object(w, {11: b"<< /Type /Annot /Subtype /Text /Contents %s /Rect [72 500 92 520] >>" % string(w)}, extra=b"/Annots [11 0 R]"),
    "a field of a form": field,
    "what a field looks like": field_look,
    "an attachment": lambda w: with_object(w, {11: b"<< /Type /Filespec /F (a.txt) /EF << /F 12 0 R >> >>", 12: Pdf.stream(w.encode(), b"/Type /EmbeddedFile")},
                                           catalog=b"/Names << /EmbeddedFiles << /Names [(a.txt) 11 0 R] >> >>"),
    "a bookmark": lambda w: with_object(w, {11: b"<< /Type /Outlines /First 12 0 R /Last 12 0 R /Count 1 >>",
                                            12: b"<< /Title %s /Parent 11 0 R /Dest [3 0 R /Fit] >>" % string(w)}, catalog=b"/Outlines 11 0 R"),
    "what is read aloud": lambda w: with_object(w, {11: b"<< /Type /StructTreeRoot /K << /S /Figure /Alt %s >> >>" % string(w)}, catalog=b"/StructTreeRoot 11 0 R"),
}


def run(*command, data=None):
    return subprocess.run(command, input=data, capture_output=True).stdout


def pdf_texts(data):
    """By pdftotext of all pages, whole and as it was after each state; and by qpdf of all objects."""
    with tempfile.TemporaryDirectory() as place:
        path, plain = pathlib.Path(place, "a.pdf"), pathlib.Path(place, "plain.pdf")
        for end in [m.end() for m in re.finditer(rb"%%EOF", data)]:
            path.write_bytes(data[:end])
            yield run("pdftotext", path, "-").decode("utf-8", "ignore")
            run("qpdf", "--qdf", "--object-streams=disable", path, plain)
            if not plain.exists():
                continue
            objects = plain.read_bytes()
            yield objects.decode("utf-8", "ignore")
            for text in re.findall(rb"<([0-9a-f]{8,})>", objects):
                yield bytes.fromhex(text[:len(text) // 2 * 2].decode()).decode("utf-16-be", "ignore")
            for text in re.findall(rb"\(\xfe\xff((?:[^\\)]|\\.)*)\)", objects, re.S):
                yield re.sub(rb"\\(.)", rb"\1", text).decode("utf-16-be", "ignore")
            # pages as large as can be, with every layer
            shown = re.sub(rb"/(CropBox|OCProperties)", rb"/XX", objects)
            shown = re.sub(rb"/MediaBox \[[^\]]*\]", b"/MediaBox [-5000 -5000 5000 5000]", shown)
            path.write_bytes(shown)
            yield run("pdftotext", path, "-").decode("utf-8", "ignore")
        path.write_bytes(data)
        run("pdfdetach", "-saveall", "-o", place, path)
        for saved in pathlib.Path(place).iterdir():
            if saved.suffix == ".txt":
                yield saved.read_text("utf-8", "ignore")
