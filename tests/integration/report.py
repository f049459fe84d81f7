#!/usr/bin/python3
"""Compares the four formats of a report cell by cell, for report.sh: what the JSON says is laid out as tables once more, and
the CSV, the text and the page must hold these cells and no others. Looks at the page too: does it stand on its own, and has
each drawing a name, a description and its table?
"""
import csv
import json
import re
import sys
from html.parser import HTMLParser

DIR = sys.argv[1]
FIGURES = """received in_time late open_in_time open_late ended_after_first_month on_time_percent best_percent statute_missed promise_missed promise_kept causes
    extended extended_unlawfully extension_pending suspended refused refused_late refused_by_ground late_before_reopening untold withdrawn not_identified entered_by_mistake receipt_corrected
    closed_unanswered within_one_month within_one_month_of within_one_month_percent within_three_months within_three_months_of
    within_three_months_percent days""".split()
LISTS = {
    "trend": "month received in_time late open_in_time open_late ended_after_first_month on_time_percent best_percent median_days p90_days".split(),
    "systems": "system tasks finished open median_days p90_days max_days after_month last recipient_name".split(),
    "categories": "category tasks finished open median_days p90_days max_days after_month last name".split(),
    "erasures": "system requests erased anonymised held kept waiting reappeared backups_until".split(),
    "kept": "basis holds records until".split(),
    "holds": "kind placed running ended past_maximum".split(),
    "risk": "reference due in_force days_left missing".split(),
    "now": "organisation late_now worst_days_late at_risk worst next".split(),
}
CARDS = "received on_time_percent best_percent statute_missed ended_after_first_month promise_missed within_one_month_percent median".split()
wrong = []


def differ(what, got, wanted):
    if got != wanted:
        wrong.append("%s:\n  got    %r\n  wanted %r" % (what, got, wanted))


def shown(v):
    return None if v is None else v if isinstance(v, str) else "%.1f" % v if isinstance(v, float) else str(v)


def read_as(words, cell):
    """As people read it: their decimal sign, and a dash for nothing."""
    return "-" if cell is None else re.sub(r"^(\d+)\.(\d)$", r"\1%s\2" % words["page"]["decimal"], cell)


# ---- what the JSON says, as tables: {(organisation, table): ([column], [(row key, row name, [cell])])} ----


def cohort_table(c, words):
    for x in [c["total"], c["processor"]] + c["rights"]:
        for f in ("refused_by_ground", "causes"):
            differ("order of " + f, list(x[f]), sorted(x[f]))
    columns = [("total", c["total"])] + [(r["right"], r) for r in c["rights"]] + [("processor", c["processor"])]
    rows = []

    def row(key, name, cells):
        rows.append((key, name, [shown(x) for x in cells]))
    for f in FIGURES:
        if f in ("causes", "refused_by_ground"):
            label = "cause" if f == "causes" else "ground"
            for word in dict.fromkeys(w for _, x in columns for w in x[f]):
                row("%s %s" % (label, word), "  %s %s" % (words["label"][label], words.get(label, {}).get(word, word)), [x[f].get(word, 0) for _, x in columns])
        elif f == "days":
            for k in ("answered", "median", "p90", "max"):
                row(k, words["figure"][k], [x["days"][k] for _, x in columns])
            for i, bar in enumerate(c["total"]["days"]["histogram"]):
                range_ = "%d+" % bar["from"] if bar["to"] is None else "%d-%d" % (bar["from"], bar["to"])
                row("days_" + range_, "  %s %s" % (range_, words["label"]["days"]), [x["days"]["histogram"][i]["requests"] for _, x in columns])
        else:
            row(f, words["figure"][f], [x[f] for _, x in columns])
    return [k for k, _ in columns], rows


def missing(items, words):
    return ", ".join("%s %s" % (words["missing"]["system"], x[7:]) if x.startswith("system ") else words["missing"][x] for x in items)


def cell_of(item, key, words):
    if key == "missing":
        return missing(item[key], words)
    if key == "name" and item["names"]:
        return item["names"].get(words["page"]["lang"], item["name"])
    return shown(item[key])


def now_table(report, words):
    """One row for each organisation, and above them one for all; what that says is added up here once more."""
    orgs, columns = report["organisations"], LISTS["now"][1:]
    late = [o["now"] for o in orgs if o["now"]["late_now"]]
    worst = max(late, key=lambda n: n["worst_days_late"], default=dict.fromkeys(("worst_days_late", "worst", "next")))
    sums = {k: sum(o["now"][k] for o in orgs) for k in ("late_now", "at_risk")}
    at_risk = "dossier due --within 14" if sums["at_risk"] and not late else None
    differ("what is late of all", report["now"], dict(worst, **sums) if late else dict(worst, next=at_risk, **sums))
    rows = [("*", words["page"]["all"], report["now"])] * (len(orgs) > 1) + [(o["organisation"], o["name"], o["now"]) for o in orgs]
    return columns, [(key, name, [shown(now[k]) for k in columns]) for key, name, now in rows]


def tables(report, words):
    found = {("", "now"): now_table(report, words)}
    for o in report["organisations"]:
        for c in o["cohorts"]:
            found[o["organisation"], c["cohort"]] = cohort_table(c, words)
        for name, columns in LISTS.items():
            if name == "now":
                continue
            rows = [(x[columns[0]], words["row"].get(x[columns[0]], x[columns[0]]), [cell_of(x, k, words) for k in columns[1:]]) for x in o[name]]
            found[o["organisation"], name] = (columns[1:], rows)
    return found


# ---- CSV ----


def compare_csv(report, wanted, text):
    rows = list(csv.reader(text.splitlines()))
    differ("header of the CSV", rows[0], "period organisation as_of table row column value".split())
    got = {tuple(r[:6]): r[6] for r in rows[1:]}
    differ("lines of the CSV that say something twice", len(rows) - 1 - len(got), 0)
    days = dict({o["organisation"]: o["as_of"] for o in report["organisations"]}, **{"": ""})
    cells = {(report["period"], org, days[org], table, row, column): cell or "" for (org, table), (columns, lines) in wanted.items()
        for row, _, values in lines for column, cell in zip(columns, values)}
    for k in sorted(set(got) | set(cells)):
        differ("CSV " + " ".join(k), got.get(k), cells.get(k))


# ---- text ----


def paragraphs(lines, title):
    """The lines of a table: from its title to an empty line."""
    at = lines.index(title)
    end = next((i for i in range(at, len(lines)) if not lines[i]), len(lines))
    return lines[at + 1:end]


def compare_text(report, wanted, text, words):
    lines = text.split("\n")
    differ("lines of the text that are too wide", [x for x in lines if len(x) > 100], [])
    starts = [lines.index("%s (%s), %s %s" % (o["name"], o["organisation"], words["page"]["as_of"], o["as_of"])) for o in report["organisations"]]
    for o, start, end in zip([""] + [x["organisation"] for x in report["organisations"]], [0] + starts, starts + [len(lines)]):
        for (org, table), (columns, rows) in wanted.items():
            if org == o:
                compare_text_table("text %s %s" % (org, table), paragraphs(lines[start:end], title(table, words)), table, columns, rows, words)


def title(table, words):
    return words["cohort"].get(table) or words["table"][table]


def head(table):
    return LISTS[table][0] if table in LISTS else "figure"


def compare_text_table(what, lines, table, columns, rows, words):
    if not rows:
        differ(what, lines[-1], words["page"]["none"])
        return
    first = words["column"][head(table)]
    at = [i for i, x in enumerate(lines) if x.startswith(first + " ")]
    names = [words["short"].get(c, words["column"].get(c, c)) for c in columns]
    got = [[] for _ in rows]
    seen = 0
    for i, start in enumerate(at):
        block = lines[start:at[i + 1] if i + 1 < len(at) else len(lines)]
        ends, here, position = [], [], len(first)
        while seen < len(columns) and re.search(r"(?<=\s)%s(?=\s|$)" % re.escape(names[seen]), block[0][position:]):
            position += re.search(r"(?<=\s)%s(?=\s|$)" % re.escape(names[seen]), block[0][position:]).end()
            ends.append(position)
            here.append(columns[seen])
            seen += 1
        fill(what, got, block[1:], here, ends, rows)
    differ(what + ": columns", seen, len(columns))
    differ(what, got, [[read_as(words, x) for x in cells] for _, _, cells in rows])


def fill(what, got, lines, columns, ends, rows):
    """Numbers end where their column's name does; a column of words is the last, and goes on below."""
    n = -1
    wordy = columns[-1] in ("missing", "recipient_name", "name", "next")
    numbers = ends[:-1] if wordy else ends
    for line in lines:
        if wordy and numbers and not line[:numbers[-1]].strip():
            got[n][-1] += " " + line.strip()
            continue
        n += 1
        name = rows[n][1][:34]
        differ(what + ": name of a row", line[:len(name)], name)
        rest, begin = line, len(name)
        for end in numbers:
            got[n].append(rest[begin:end].strip())
            begin = end
        if wordy:
            got[n].append(rest[begin:].strip())
    differ(what + ": rows", n + 1, len(rows))


# ---- the page ----

VOID = "meta line rect br link img input hr path".split()


class Page(HTMLParser):
    def __init__(self):
        super().__init__()
        self.open, self.tables, self.drawings, self.elements, self.ids, self.text, self.cards = [], {}, [], [], [], [], []
        self.table = self.cell = self.drawing = None

    def handle_starttag(self, tag, attributes):
        a = dict(attributes)
        self.elements.append((tag, a, list(self.open)))
        self.ids += [a["id"]] if "id" in a else []
        if tag not in VOID:
            self.open.append(tag)
        if tag == "table":
            self.table = self.tables.setdefault(a["data-table"], {"head": [], "rows": [], "caption": None, "scopes": []})
        elif tag == "tr" and self.table and "tbody" in self.open:
            self.table["rows"].append([])
        elif tag in ("th", "td", "title", "desc", "caption", "text", "h1", "h2", "h3", "b"):
            self.cell = ""
            if tag == "th":
                self.table["scopes"].append(a.get("scope"))
        elif tag == "svg" and a.get("aria-hidden") != "true":
            self.drawing = dict(a, title="", desc="", texts=[], rects=[])
            self.drawings.append(self.drawing)
        if tag == "rect" and self.drawing and self.open[-1] != "li":
            self.drawing["rects"].append(a)

    def handle_startendtag(self, tag, attributes):
        self.handle_starttag(tag, attributes)
        if tag not in VOID:
            self.open.pop()

    def handle_data(self, data):
        self.text.append(data)
        if self.cell is not None:
            self.cell += data

    def handle_endtag(self, tag):
        if self.open[-1] != tag:
            wrong.append("the page closes %s where %s is open, line %s" % (tag, self.open[-1], self.getpos()))
        self.open.pop()
        if tag in ("th", "td") and self.table is not None:
            (self.table["head"] if "thead" in self.open else self.table["rows"][-1]).append(self.cell)
        elif tag == "caption":
            self.table["caption"] = self.cell
        elif tag == "b":
            self.cards.append(self.cell)
        elif self.drawing and tag in ("title", "desc"):
            self.drawing[tag] = self.cell
        elif self.drawing and tag == "text":
            self.drawing["texts"].append(self.cell)
        if tag in ("th", "td", "title", "desc", "caption", "text", "b"):
            self.cell = None
        if tag == "table":
            self.table = None
        if tag == "svg":
            self.drawing = None


def compare_page(report, wanted, text, words):
    p = Page()
    p.feed(text)
    differ("what the page leaves open", p.open, [])
    differ("ids that stand twice in the page", sorted(x for x in set(p.ids) if p.ids.count(x) > 1), [])
    stand_alone(p, text)
    for (org, table), (columns, rows) in wanted.items():
        what = "page %s %s" % (org, table)
        t = p.tables.pop("%s-%s" % (org, table) if org else table, None)
        if not rows:
            differ(what, t, None)
            continue
        differ(what + ": heads", t["head"], [words["column"][c] for c in [head(table)] + columns])
        differ(what, t["rows"], [[name] + [read_as(words, x) for x in cells] for _, name, cells in rows])
        differ(what + ": scopes", t["scopes"], ["col"] * len(t["head"]) + ["row"] * len(rows))
        differ(what + ": caption", bool(t["caption"] and t["caption"].strip()), True)
    differ("tables of the page that nobody knows", sorted(p.tables), [])
    differ("tiles of the page", p.cards, cards(report["now"], words) + [x for o in report["organisations"]
        for x in cards(o["now"], words) + [read_as(words, shown(dict(o["total"], median=o["total"]["days"]["median"])[k])) for k in CARDS]])
    drawings(p, report, words)


def cards(now, words):
    return [read_as(words, shown(now[k])) for k in ("late_now", "worst_days_late", "at_risk")]


def stand_alone(p, text):
    differ("the page begins", text[:15], "<!DOCTYPE html>")
    differ("scripts, frames, links and pictures of the page", [t for t, _, _ in p.elements if t in
        "script iframe object embed link img audio video source base form input button".split()], [])
    differ("what the page refers to", sorted({v for _, a, _ in p.elements for k, v in a.items()
        if k in ("src", "href", "action", "data", "poster", "srcset", "xlink:href") and not v.startswith("#")}), [])
    differ("handlers in the page", [k for _, a, _ in p.elements for k in a if k.startswith("on")], [])
    differ("addresses in the page", re.findall(r"(?:https?:)?//[^\s\"']+|url\((?!#)|@import", text), [])
    differ("where its links lead", [a["href"] for t, a, _ in p.elements if t == "a" and a["href"][1:] not in p.ids], [])
    heads = [int(t[1]) for t, _, _ in p.elements if re.fullmatch("h[1-6]", t)]
    differ("headings of the page that skip a level", [b for a, b in zip([0] + heads, heads) if b > a + 1], [])
    refs = [x for _, a, _ in p.elements for k in ("aria-labelledby", "aria-describedby") for x in a.get(k, "").split()]
    differ("ids that a label misses", sorted(set(refs) - set(p.ids)), [])


def drawings(p, report, words):
    """One for each cohort in which anybody was answered, and one for the months; over its bars stand the numbers of the table."""
    wanted = []
    for o in report["organisations"]:
        for c in o["cohorts"]:
            bars = c["total"]["days"]["histogram"]
            wanted.append(("%s %s" % (o["organisation"], c["cohort"]), [str(b["requests"]) for b in bars], [[b["requests"]] for b in bars]))
        parts = ("in_time", "late", "ended_after_first_month", "open_in_time", "open_late")
        labels = [read_as(words, shown(m["on_time_percent"])) + "%" for m in o["trend"] if m["on_time_percent"] is not None]
        wanted.append((o["organisation"] + " trend", labels, [[m[k] for k in parts] for m in o["trend"]]))
    wanted = [w for w in wanted if any(n for bar in w[2] for n in bar)]
    differ("drawings", len(p.drawings), len(wanted))
    for d, (what, labels, bars) in zip(p.drawings, wanted):
        check_drawing(d, what, labels, bars)


def check_drawing(d, what, labels, bars):
    differ("role of the drawing " + what, d.get("role"), "img")
    for k in ("title", "desc"):
        differ("%s of the drawing %s" % (k, what), bool(d[k].strip()), True)
    differ("words that name the drawing " + what, len(d.get("aria-labelledby", "").split()), 2)
    differ("numbers in the drawing " + what, [x for x in labels if x not in d["texts"]], [])
    heights = [float(r["height"]) for r in d["rects"]]
    flat = [n for bar in bars for n in bar if n]
    differ("bars in the drawing " + what, len(heights), len(flat))
    if flat and len(heights) == len(flat):
        scale = max(heights) / max(flat)
        differ("heights in the drawing " + what, [n for h, n in zip(heights, flat) if abs(h - n * scale) > 1.01], [])


def main():
    with open("templates/report/words.json") as f:
        all_words = json.load(f)

    def read(name):
        with open("%s/r.%s" % (DIR, name), newline="") as f:
            return f.read()
    differ("both languages have the same words", *[sorted((g, k) for g, v in all_words[lang].items() if g != "short" for k in v) for lang in ("en", "nl")])
    with open("templates/law/late-causes.json") as f:
        causes = json.load(f)["causes"]
    for lang, words in all_words.items():
        words["cause"] = {c["id"]: c["name"][lang] for c in causes}
        report = json.loads(read(lang + ".json"))
        wanted = tables(report, words)
        compare_csv(report, wanted, read(lang + ".csv"))
        compare_text(report, wanted, read(lang + ".text"), words)
        compare_page(report, wanted, read(lang + ".html"), words)
        print("%s: %d tables, %d cells" % (lang, len(wanted), sum(len(c) for _, rows in wanted.values() for _, _, c in rows)))
    print("\n".join(wrong[:12]))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
