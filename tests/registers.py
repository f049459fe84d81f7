#!/usr/bin/python3
"""Compares templates/registers/*.json with the statements they were read from: nothing missing, nothing invented.

Every category and recipient that the inventories count must be there, at its line and in its role, and every
text that a register gives as literal must stand in the statement. Skips where the statements are not at hand.
Whether a register is valid and free of contradictions is for `dossier register check`, not for this. Speaks TAP.
"""
import json
import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared"
REGISTERS = {"jbsync": "JBS", "jouwbot": "JB", "maila": "MAI", "jcc": "JCC", "zivver": "ZIV"}
TOTAL = {"categories": 115, "recipients": 38}
ROLES = {"controller or processor (follows account)": "follows-account"}
UNITS = {"Y": "jaar", "M": "maand", "W": "weken", "D": "dagen"}
WORDS = {"1": "één|elke", "2": "twee", "4": "vier", "7": "zeven"}


def plain(text):
    """Without HTML, Markdown and line ends, so that only words are compared."""
    text = re.sub(r"<[^>]+>", "", text)
    text = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", text)
    return re.sub(r"\s+", " ", text.replace("**", "").replace("`", "")).strip()


def number(row):
    return int(row["id"].rsplit("-", 1)[1][1:])


class Comparison:
    def __init__(self, slug, inventory):
        self.problems = []
        self.inventory = inventory
        path = ROOT / "templates" / "registers" / f"{slug}.json"
        self.register = json.loads(path.read_text(encoding="utf-8"))
        seed = (SHARED / "seeds" / inventory["seed"]).read_text(encoding="utf-8")
        self.lines = seed.split("\n")
        self.statement = plain(seed)

    def want(self, holds, *what):
        if not holds:
            self.problems.append(" ".join(str(w) for w in what))

    def literal(self, where, text, line=None):
        """The text stands in the statement; with a line, it begins at that line (a list may run on for some)."""
        if text is None:
            return
        source = self.statement if line is None else plain("\n".join(self.lines[line - 1:line + 4]))
        self.want(plain(text) in source, where, "is not in the statement" + (f" at line {line}:" if line else ":"), repr(text))

    def saying(self, where, said):
        if said:
            self.literal(where, said["text"], said["line"])

    def pairs(self, kind):
        ours, theirs = self.register[kind], self.inventory[kind]
        self.want([number(r) for r in ours] == [number(r) for r in theirs], kind, "differ:", len(ours), "instead of", len(theirs))
        for row, counted in zip(ours, theirs):
            self.want(row["line"] == counted["seed_line"], row["id"], "is of line", counted["seed_line"], "not", row["line"])
            yield row, counted

    def category(self, row, counted):
        where = row["id"]
        role = ROLES.get(counted["role"], counted["role"])
        self.want(row["role"] == role, where, "has role", role, "not", row["role"])
        self.want(row["kind"] == counted["kind"].replace(" ", "-"), where, "is", counted["kind"], "not", row["kind"])
        self.literal(where + " examples", row["examples"])
        for basis in row["legal_basis"]:
            self.literal(where + " basis", basis.get("text"), basis.get("line"))
            self.literal(where + " interest", basis.get("interest"), basis.get("line"))
        self.want(not counted["legal_basis"].startswith("not stated") or not row["legal_basis"], where, "has a basis that is not stated")
        self.retention(where, row, counted)

    def retention(self, where, row, counted):
        retention = row["retention"]
        text, period = retention["text"], retention["period"]
        self.literal(where + " retention", text, retention.get("line", row["line"]))
        unstated = re.match(r"(JBSync: )?not stated", counted["retention"])
        self.want(not unstated or (text, period) == (None, None), where, "has a retention that is not stated")
        self.want(not counted["start_event"].startswith("not stated") or retention["from"] is None, where, "has a start that is not stated")
        by_customer = bool(text and re.search(r"per klant|tenzij de klant", text))
        self.want((retention["set_by"] == "customer") == by_customer, where, "says wrongly who sets its period")
        if period:
            n, unit = re.fullmatch(r"P(\d+)([YMWD])", period).groups()
            said = rf"\b({n}|{WORDS.get(n, n)}) {UNITS[unit]}"
            self.want(text and re.search(said, text), where, "has period", period, "which its text does not say:", repr(text))

    def recipient(self, row, counted):
        where = row["id"]
        self.want(row["name"] is None or "UNNAMED" not in counted["name"], where, "has a name that is not stated")
        self.want(row["name"] or row.get("described_as"), where, "has neither name nor description")
        self.literal(where + " name", row["name"], row["line"])
        for member in ("described_as", "kind", "purpose", "location"):
            self.literal(f"{where} {member}", row.get(member))
        self.literal(where + " transfer", row["transfer"]["text"])
        shield = "Privacy Shield" in counted["transfer"]
        self.want(("privacy-shield" in row["transfer"]["mechanisms"]) == shield, where, "is wrong about the Privacy Shield")
        self.want(row["contact"] is None, where, "has an address that the statement does not give")

    def organisation(self):
        o, c = self.register["organisation"], self.inventory["controller"]
        for member in ("kvk", "vat"):
            stated = None if c[member] in ("not stated", None) else c[member]
            self.want(o[member] == (stated if stated and "not " not in stated.lower() else None), member, "is", c[member])
        for right in o["rights"]:
            self.literal(right["right"], right["text"], right["line"])
        for member in ("promise", "extension", "identity", "fees", "remedies", "automated_decisions", "obligation", "informed",
                       "do_not_track"):
            self.saying(member, o.get(member))
        for source in o["sources"]:
            self.literal("source", source)
        self.want(len(o["contradictions"]) >= len(self.inventory["ambiguities"]), "contradictions are missing")
        self.want(self.register["controllers"] == [], "controllers are the customer's own data, not the statement's")

    def run(self):
        self.organisation()
        for purpose in self.register["purposes"]:
            self.literal("purpose " + purpose["id"], purpose["text"], purpose["line"])
        for row, counted in self.pairs("categories"):
            self.category(row, counted)
        for row, counted in self.pairs("recipients"):
            self.recipient(row, counted)
        return self


def report(i, name, problems):
    for problem in problems:
        print("#", problem)
    print("not ok" if problems else "ok", i, "-", name)
    return not problems


def main():
    inventories = SHARED / "reference" / "inventories.json"
    if not inventories.exists():
        print("1..0 # SKIP the statements and their inventories are not at hand")
        return 0
    counted = {inventory["id"]: inventory for inventory in json.loads(inventories.read_text(encoding="utf-8"))}
    print(f"1..{len(REGISTERS) + 1}")
    good, sums = True, {"categories": 0, "recipients": 0}
    for i, (slug, code) in enumerate(REGISTERS.items(), 1):
        comparison = Comparison(slug, counted[code]).run()
        good = report(i, f"{slug} says what its statement says", comparison.problems) and good
        for kind in sums:
            sums[kind] += len(comparison.register[kind])
    wrong = [f"{kind}: {sums[kind]} instead of {TOTAL[kind]}" for kind in sums if sums[kind] != TOTAL[kind]]
    good = report(len(REGISTERS) + 1, "all 115 categories and 38 recipients are there", wrong) and good
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
