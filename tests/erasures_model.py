"""What must become of every row: written from docs/registers.md and the law, not from the connector.

A snapshot is {table: {identity: [xmin, {column: text}]}}, as the database has it; identity is the key, or of a table without one the
whole row. judge() gives what a preview must say, after() what must be there once it was carried out.
"""
import datetime
import zoneinfo

from erasures_law import BASES, Unreadable, last_day, period_end

AHEAD = "ahead"
YIELDS = {"NL-WGBO"}                 # BW 7:455: the patient may ask that it is destroyed
MAXIMUM = {"NL-WWFT33", "NL-WWFT34"}  # then it goes, whatever we ourselves would keep
ORDER = {"erase": 1, "anonymise": 2, "keep": 3, "hold": 5, "undecidable": 7}


class Miss(Exception):
    """It is not as the model has it."""


def must(truth, text):
    if not truth:
        raise Miss(text)


class Verdict:
    """Of one row by one collection, or by all that have it."""

    def __init__(self, verdict, do, write):
        self.verdict, self.do, self.write, self.kept, self.blocked, self.referred = verdict, do, dict(write), None, None, {}
        self.was_referred = False
        self.reasons = set()  # (code, basis, last day) of all that stays
        if do == "anonymise" and not self.write:
            self.do = "nothing"

    def __repr__(self):
        return f"{self.verdict}/{self.do} {self.write} kept={self.kept} until={self.blocked}"


def as_text(value):
    if value is None:
        return None
    if isinstance(value, bool):
        return "t" if value else "f"
    return str(value)


EVERY = object()  # the whole row, among columns


def columns_of(keep):
    return {EVERY} if keep.get("columns") is None else set(keep["columns"])


def weigh_statute(today, hold, day):
    """(does it keep, the last day or AHEAD, must it be gone)"""
    basis = hold["basis"]
    if basis not in BASES:
        raise Unreadable(basis)
    if not BASES[basis][0] or basis in YIELDS:
        return False, None, False
    day = day(hold["from"])
    if day == AHEAD or day > today:
        last_day(basis, today, hold.get("book_year_ends"))  # is its book year said where it must be?
        return True, AHEAD, False
    last = last_day(basis, day, hold.get("book_year_ends"))
    return last >= today, last, last < today and basis in MAXIMUM


def weigh(rule, today, day, claims, others, mine):
    """What the register's rule makes of a row. day(date of the register) is AHEAD, a day, or Unreadable; others: it names somebody
    else too; mine: the first entry of persons that is theirs."""
    held, needed, unsure, gone, lasts, reasons = set(), set(), set(), set(), [], set()
    in_use, claimed = set(), bool(claims)
    for h in claims:
        held |= columns_of(h)
        lasts.append(AHEAD)
        reasons.add(("claim", None, AHEAD))
    for k in (rule or {}).get("holds", []):
        try:
            keeps, last, over = weigh_statute(today, k, day)
        except Unreadable:
            unsure |= columns_of(k)
            continue
        if keeps:
            held |= columns_of(k)
            lasts.append(last)
            reasons.add(("statute", k["basis"], str(last)))
        elif over:
            gone |= columns_of(k)
    for member, day_of in (("kept", "from"), ("contract", "until")):
        for k in (rule or {}).get(member, []):
            try:
                last = day(k[day_of])
            except Unreadable:
                unsure |= columns_of(k)
                continue
            if last != AHEAD and member == "kept":
                last = period_end(k["period"], last)
            if last == AHEAD or last >= today:
                needed |= columns_of(k)
                in_use |= columns_of(k) if member == "contract" else set()
                reasons.add(("retention" if member == "kept" else "contract", None, str(last)))
    v = conclude(rule, held, needed, unsure, gone, lasts, others, mine)
    # what a contract that runs needs is in use: no statute is told of it, and the row is not blocked
    used = set() if EVERY in gone else in_use - gone
    over = (lambda n: not gone if n is EVERY else n not in gone) if EVERY in used else lambda n: n in used and n not in gone
    if v.verdict == "hold" and not claimed and all(over(n) for n in held):
        v.verdict, v.blocked = "keep", None
    if used:
        v.blocked = None
    v.reasons = {r for r in reasons if not gone or r[0] in ("statute", "claim")}  # no need of ours keeps what a law had destroyed
    return v


def wish_of(rule, others, mine):
    """(what is done where nothing stays, what is written where the row stays)"""
    if not rule:
        return "ask", {}
    act, write = rule["do"], rule.get("set", {})
    if others:
        act = mine["shared"] if mine else "ask"
        write = (mine or {}).get("set") or ({} if act == "ask" else write)
    return act, {} if act == "keep" else write


def conclude(rule, held, needed, unsure, gone, lasts, others, mine):
    act, write = wish_of(rule, others, mine)
    needed = set() if EVERY in gone else needed - gone  # a law had it destroyed: our own need keeps none of that

    def stays(name):
        return EVERY in held or name in held or name in needed or EVERY in needed and name not in gone

    whole = EVERY in held or EVERY in needed and not gone
    left = {n: v for n, v in write.items() if not stays(n)}
    is_unsure = any(n is not EVERY and not stays(n) for n in unsure) or EVERY in unsure and not whole
    if held or needed:
        v = Verdict("hold" if held else "keep", "anonymise", left)
        if held:
            v.blocked = AHEAD if AHEAD in lasts else max(lasts)
    elif act == "delete":
        v = Verdict("erase", "delete", {})
    elif act == "keep":
        v = Verdict("keep", "nothing", {})
    else:
        v = Verdict("anonymise" if act == "anonymise" else "undecidable", "anonymise", left)
    if not whole and (act == "ask" or is_unsure):
        v.verdict, v.blocked = "undecidable", None
    v.kept = frozenset(n for n in held | needed if n is not EVERY)
    v.referred = dict(write)
    return v


def refer(v):
    """A row that stays refers to it."""
    if v.do != "delete":
        return
    v.write, v.was_referred = dict(v.referred), True
    v.do = "anonymise" if v.write else "nothing"
    if v.verdict == "erase":
        v.verdict = "anonymise" if v.write else "keep"


class Model:
    def __init__(self, case, snapshot, change):
        self.case, self.snapshot = case, snapshot
        self.change = change  # its holds, links, keys and categories count
        self.today = datetime.date.fromisoformat(change["today"])
        self.zone = change["zone"]
        self.rows = {c["name"]: set() for c in case.collections}
        self.tables = {t.name: t for t in case.tables}
        self.emails = [i["value"].lower() for i in case.identifiers if i["kind"] == "email"]
        self.numbers = [i["value"] for i in case.identifiers if i["kind"] == "customer_id"]
        for c in case.collections:
            self.rows[c["name"]] = self.find(c)
        self.judge()

    def table(self, c):
        return c["table"].split(".", 1)[1]

    def values(self, table, identity):
        return self.snapshot[table][identity][1]

    # -- which rows are the person's

    def theirs(self, table, match, by_column):
        """Values of a column that are the person's."""
        if "identifier" in match:
            known = self.emails if match["identifier"] == "email" else self.numbers
            return (lambda v: v.lower() in known) if match["identifier"] == "email" else (lambda v: v in known)
        parent = next(c for c in self.case.collections if c["name"] == match["collection"])
        of = {self.values(self.table(parent), i)[match["field"]] for i in self.rows[parent["name"]]}
        frozen = set((self.change.get("links") or {}).get(match["collection"], {}).get(match["field"], []))
        of |= frozen - self.strange(parent, match["field"])
        return lambda v: v in of

    def find(self, c):
        table, found = self.table(c), set()
        for match in c["match"]:
            is_theirs = self.theirs(table, match, match["column"])
            for identity, (_, values) in self.snapshot[table].items():
                v = values[match["column"]]
                if v is not None and is_theirs(v):
                    found.add(identity)
        return found

    def looked_at(self, c):
        table, t = self.table(c), self.tables[self.table(c)]
        keys = {tuple(k) for k in (self.change.get("keys") or {}).get(c["name"], [])}
        more = {i for i in self.snapshot[table] if i in keys} if t.key else set()
        return self.rows[c["name"]] | more

    def as_left(self, c, identity):
        """Of a row that its key alone tells: does it hold what was written over that by which it was known?"""
        row, rule, any_of = self.values(self.table(c), identity), c.get("erase") or {}, False
        kept = set().union(*[k.get("columns") or [] for m in ("holds", "kept", "contract") for k in rule.get(m, [])])
        for match in c["match"]:
            name, kind = match["column"], match.get("identifier")
            if not kind:
                continue
            written = [s[name] for s in [rule.get("set", {})] + [p.get("set", {}) for p in rule.get("persons", [])] if name in s]
            if written:
                same = row[name] in [as_text(v) for v in written]
                any_of = any_of or same
                if not same and name not in kept:
                    return False
            elif row[name] is not None and any(i["kind"] == kind for i in self.case.identifiers):
                return False
        return any_of

    def is_theirs(self, table, identity):
        """By a match of any collection of its table, or as it was left."""
        return any(identity in self.rows[c["name"]] or self.as_left(c, identity) and identity in self.looked_at(c)
                   for c in self.case.collections if self.table(c) == table)

    def strange(self, c, field):
        """Values of rows of frozen keys that are somebody else's by now, and so is what refers to them."""
        ties = {m["column"] for m in c["match"] if "collection" in m}
        if ties & set((c.get("erase") or {}).get("set", {})) or not self.tables[self.table(c)].key:
            return set()
        alone = [i for i in self.looked_at(c) if not self.is_theirs(self.table(c), i)]
        theirs = {self.values(self.table(c), i)[field] for i in self.snapshot[self.table(c)] if self.is_theirs(self.table(c), i)}
        return {self.values(self.table(c), i)[field] for i in alone} - theirs

    # -- days

    def day(self, c, row, d):
        if "collection" in d:
            parent = next(x for x in self.case.collections if x["name"] == d["collection"])
            if row[d["column"]] is None:
                raise Unreadable("no parent")
            for _, values in self.snapshot[self.table(parent)].values():
                if values[d["field"]] == row[d["column"]]:
                    return self.local_day(values[d["date"]], self.tables[self.table(parent)].types[d["date"]], d.get("zone"))
            raise Unreadable("no parent")
        return self.local_day(row[d["column"]], self.tables[self.table(c)].types[d["column"]], d.get("zone"))

    def local_day(self, text, kind, zone):
        if text is None or text == "infinity":
            return AHEAD
        if text == "-infinity" or text.endswith("BC"):
            raise Unreadable(text)
        if kind == "date":
            return datetime.date.fromisoformat(text)
        if kind == "timestamp":
            t = datetime.datetime.fromisoformat(text).replace(tzinfo=zoneinfo.ZoneInfo(zone))
            return t.astimezone(zoneinfo.ZoneInfo(self.zone)).date()
        return datetime.datetime.fromisoformat(text).astimezone(zoneinfo.ZoneInfo(zone or self.zone)).date()

    # -- one row by one collection

    def claims_of(self, c, identity):
        t = self.tables[self.table(c)]
        for h in self.change.get("holds") or []:
            if h["collection"] not in (None, c["name"]):
                continue
            if h["keys"] is not None and (not t.key or list(identity) not in h["keys"]):
                continue
            yield h
        yield from self.claims_of_whole(c, identity)

    def claims_of_whole(self, c, identity):
        """On a row of which this one is a part, in the same category: where that is held whole, so is its part."""
        seen = {h["id"] for h in self.change.get("holds") or [] if h["collection"] in (None, c["name"])}
        for p in self.case.collections:
            match = next((m for m in c["match"] if m.get("collection") == p["name"]), None)
            if not match or p["category"] != c["category"]:
                continue
            value = self.values(self.table(c), identity)[match["column"]]
            for i in self.looked_at(p) if value is not None else []:
                if self.values(self.table(p), i)[match["field"]] != value:
                    continue
                for h in self.claims_of(p, i):
                    if h["columns"] is None and h["id"] not in seen:
                        seen.add(h["id"])
                        yield h

    def is_shared(self, rule, row):
        """(does it name another, the first entry that is theirs)"""
        mine, others = None, False
        for p in rule.get("persons", []):
            v = row[p["column"]]
            if v is None:
                continue
            if self.theirs(None, p, p["column"])(v):
                mine = mine or p
            else:
                others = True
        return others, mine

    def weigh(self, c, identity):
        rule, row = c.get("erase"), self.values(self.table(c), identity)
        others, mine = self.is_shared(rule or {}, row)
        if not self.is_theirs(self.table(c), identity):
            return Verdict("keep", "nothing", {})  # its key alone tells, and nobody else's row goes by that
        v = weigh(rule, self.today, lambda d: self.day(c, row, d), list(self.claims_of(c, identity)), others, mine)
        if others and not mine and v.verdict == "undecidable" and identity not in self.rows[c["name"]]:
            return Verdict("keep", "nothing", {})  # known by its key alone: their part of it has gone before
        return v

    # -- all of them

    def judge(self):
        asked = [c for c in self.case.collections if c["category"] in self.change["categories"]]
        self.by_collection = {(c["name"], i): self.weigh(c, i) for c in asked for i in self.looked_at(c)}
        self.by_row = {}
        for (name, identity), v in self.by_collection.items():
            table = self.table(next(c for c in self.case.collections if c["name"] == name))
            self.by_row.setdefault((table, identity), []).append(v)
        self.known = {(self.table(c), i) for c in self.case.collections for i in self.looked_at(c)}
        self.propagate()
        self.find_cascades()

    def is_deleted(self, row):
        """It goes, unless it cannot be told whether it does."""
        return self.may_go(row) and all(v.verdict == "erase" for v in self.by_row[row])

    def may_go(self, row):
        return row in self.by_row and all(v.do == "delete" for v in self.by_row[row])

    def refers(self, fk, values, empties=()):
        """The row that a row with these values refers to; None: to none."""
        key = [values[c] for c in fk.columns]
        if None in key or any(c in empties for c in fk.columns):
            return None
        index = self.index(fk)
        return index.get(tuple(key))

    def index(self, fk):
        if not hasattr(self, "indexes"):
            self.indexes = {}
        name = (fk.ref.name, tuple(fk.ref_columns))
        if name not in self.indexes:
            self.indexes[name] = {tuple(v[c] for c in fk.ref_columns): i for i, (_, v) in self.snapshot[fk.ref.name].items()}
        return self.indexes[name]

    def written(self, row):
        """Columns that are emptied in a row that stays."""
        if any(v.verdict == "undecidable" for v in self.by_row.get(row, [])):
            return ()
        final = self.final(row)
        return {n for n, v in final.items() if v is None} if final not in (None, "gone") else ()

    def propagate(self):
        """A row to which one of theirs refers that stays does not go."""
        changed = True
        while changed:
            changed = False
            for fk in self.case.fks:
                for identity, (_, values) in self.snapshot[fk.table.name].items():
                    row = (fk.table.name, identity)
                    if row not in self.known or self.is_deleted(row):
                        continue
                    target = self.refers(fk, values)
                    if target is None or (fk.ref.name, target) == row or not self.may_go((fk.ref.name, target)):
                        continue
                    if self.may_go(row) and not self.is_deleted((fk.ref.name, target)):
                        continue  # nobody can tell of either: they go together, or stay so
                    if self.refers(fk, values, self.written(row)) is None:
                        continue
                    self.refer((fk.ref.name, target))
                    changed = True

    def refer(self, row):
        vs = self.by_row[row]
        together = {}
        for v in vs:
            together = {**v.referred, **together}
        for v in vs:
            v.referred = together
            refer(v)

    def find_cascades(self):
        """Foreign keys by which rows outside of the preview refer to what would be deleted: {table: n}"""
        self.cascades, self.doubtful = {}, set()
        for fk in self.case.fks:
            for identity, (_, values) in self.snapshot[fk.table.name].items():
                row = (fk.table.name, identity)
                if row in self.known:
                    continue
                target = self.refers(fk, values)
                if target is not None and self.is_deleted((fk.ref.name, target)):
                    self.cascades[fk.table.name] = self.cascades.get(fk.table.name, 0) + 1
                elif target is not None and self.may_go((fk.ref.name, target)):
                    self.doubtful.add(fk.table.name)

    # -- what must be there afterwards

    def final(self, row, undecided="keep"):
        """What is done to a row: None, "gone", or {column: value} to be written. undecided: what of rows of which nobody can tell is
        kept: "keep" all, "erase" none, or these rows."""
        vs = self.by_row.get(row)
        if not vs:
            return None
        out = None
        keep = row in undecided if isinstance(undecided, frozenset) else undecided == "keep"
        dos = [("nothing" if v.verdict == "undecidable" and keep else v.do) for v in vs]
        if all(d == "delete" for d in dos):
            return "gone"
        if "nothing" in dos:
            return {}
        out = {}
        for v in vs:
            if v.do == "anonymise":
                out = {**v.write, **out}
        for v in vs:
            for n in v.kept or ():
                out.pop(n, None)
        return out

    def conflicts(self, undecided):
        """Rows that would go although one refers to them that stays, since of both nobody could tell."""
        out = set()
        for fk in self.case.fks:
            for identity, (_, values) in self.snapshot[fk.table.name].items():
                final = self.final((fk.table.name, identity), undecided)
                if final == "gone":
                    continue
                target = self.refers(fk, values, {n for n, v in (final or {}).items() if v is None})
                if target is not None and self.final((fk.ref.name, target), undecided) == "gone":
                    out.add((fk.ref.name, target))
        return out
