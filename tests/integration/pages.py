#!/usr/bin/python3
"""What an ordinary reader meets on the pages of archives: pages.py DIR. A line for each word of a program, of a
register, or of English in Dutch, outside of the data itself. (What a statement says literally stays in its own language.)"""
import html.parser
import pathlib
import re
import sys

# what is nobody's word, wherever it stands but in data and in names of files
NOT_A_WORD = {
    "an id of the register": r"\b[A-Z]{2,6}-[CR][0-9]{2,}\b",
    "a name of a program": r"\b[a-z]+_[a-z_]+\b",
    "a list of a program": r"[{\[]\"|\bnull\b",
}
ENGLISH = r"\b(?:the|not|searched|found|records?|rows?|asked|answer|your|which|with|from|for|by hand|skipped|failed|unknown)\b"
# the company's own statement is told in its own words; a name is a name
OWN = {"blockquote", "code", "pre", "style", "a"}


class Text(html.parser.HTMLParser):
    def __init__(self):
        super().__init__()
        self.lang, self.texts, self.within, self.data = None, [], [], 0

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        if tag == "html":
            self.lang = attrs.get("lang")
        if tag == "body":
            self.data = "rows" in attrs.get("class", "")
        if tag not in ("meta", "br", "link"):
            self.within.append(tag)

    def handle_endtag(self, tag):
        if tag in self.within:
            while self.within.pop() != tag:
                pass

    def handle_data(self, data):
        if data.strip() and not OWN & set(self.within) and not (self.data and {"td", "dd"} & set(self.within)):
            self.texts.append(" ".join(data.split()))


def main():
    told = set()
    for path in sorted(pathlib.Path(sys.argv[1]).rglob("*.html")):
        page = Text()
        page.feed(path.read_text(encoding="utf-8"))
        for text in page.texts:
            for what, pattern in NOT_A_WORD.items():
                if re.search(pattern, text):
                    told.add(f"{page.lang}: {what}: {text[:200]}")
            if page.lang == "nl" and len(re.findall(ENGLISH, text)) > 1:
                told.add(f"nl: English: {text[:200]}")
    print("\n".join(sorted(told)))


if __name__ == "__main__":
    main()
