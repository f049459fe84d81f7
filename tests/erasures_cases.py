"""Random organisations for tests/erasures.py: tables, the foreign keys between them, people, their rows, a register.

What is made follows from its seed alone. Nothing here knows what must become of a row: that is erasures_model.py.
"""
import datetime
import random
import uuid

from erasures_law import BASES, BOOK_YEAR_NEEDED, BOOK_YEARS, Y, W

ACTIONS = ["NO ACTION", "NO ACTION", "RESTRICT", "CASCADE", "CASCADE", "SET NULL"]
NASTY = ["k", "a'b", 'q"', "c,d", "{x}", "b\\s", "NULL", "é ü", " sp ", "%s", "$1", "\t"]  # what a text key may hold
PAYLOAD = [("name", "text"), ("phone", "text"), ("amount", "numeric(10,2)"), ("note", "text"), ("flag", "boolean"),
           ("age", "integer"), ("Naam van", "text"), ("extra", "jsonb")]


def quoted(name):
    return '"' + name.replace('"', '""') + '"'


def literal(value):
    return "NULL" if value is None else "'" + value.replace("'", "''") + "'" if "\\" not in value else \
        "E'" + value.replace("\\", "\\\\").replace("'", "''") + "'"


class Table:
    def __init__(self, name, registered=True):
        self.name, self.registered = name, registered
        self.types, self.required, self.key, self.unique, self.rows = {}, set(), [], [], []
        self.parents = []   # tables whose rows are its rows' owners, for the order of things
        self.links = []     # (kind, column, parent) by which rows are somebody's
        self.shared = False
        self.leaf = False   # nobody's rows hang on it
        self.primary = True  # its key is its primary key, not just one that is unique
        self.parts = 0       # it is partitioned into so many

    def column(self, name, kind, required=False):
        self.types[name] = kind
        if required:
            self.required.add(name)
        return name

    @property
    def id(self):
        """The column of its key that tells rows apart by itself; None: none does."""
        return self.unique[0] if self.unique else self.key[0] if len(self.key) == 1 else None


class Fk:
    def __init__(self, table, columns, ref, ref_columns, action, deferrable=""):
        self.table, self.columns, self.ref, self.ref_columns = table, columns, ref, ref_columns
        self.action, self.deferrable = action, deferrable
        self.name = f"fk_{table.name}_{columns[0]}".replace(" ", "_").lower()

    def ddl(self, schema):
        return (f"ALTER TABLE {schema}.{quoted(self.table.name)} ADD CONSTRAINT {quoted(self.name)} FOREIGN KEY "
                f"({', '.join(map(quoted, self.columns))}) REFERENCES {schema}.{quoted(self.ref.name)} "
                f"({', '.join(map(quoted, self.ref_columns))}) ON DELETE {self.action} {self.deferrable}")


class Row:
    """A row as it was put in, and whose it is."""

    def __init__(self, values, owners):
        self.values, self.owners = values, frozenset(owners)


class Case:
    def __init__(self, seed):
        self.seed, self.r = seed, random.Random(seed)
        r = self.r
        self.schema = f"c{seed}"
        self.tidy = r.random() < 0.75  # nobody else's rows refer to a person's
        self.today = self.a_day()
        self.zone = "Europe/Amsterdam"
        self.people = [f"p{i}" for i in range(r.randint(20, 24))]
        self.tables, self.fks, self.collections, self.extra_ddl = [], [], [], []
        self.n = 0
        self.categories = [f"TST-C0{i + 1}" for i in range(r.randint(1, 3))]
        self.least = r.random() < 0.2  # who writes may only do what it must
        self.make_tables()
        self.make_rows()
        self.make_cross_references()
        self.make_outside()
        self.make_register()
        self.make_triggers()
        self.make_grants()
        self.make_flaw()
        self.epoch = r.random() < 0.08  # a row of theirs counts erasures
        if self.epoch:
            s = self.schema
            self.extra_ddl.append(f"CREATE TABLE {s}.counted (epoch bigint NOT NULL); INSERT INTO {s}.counted VALUES (7)")
            self.grants.append(f"GRANT SELECT, UPDATE ON {s}.counted TO reader, changer")
        self.choose_subject()

    # -- days

    def a_day(self):
        r, year = self.r, self.r.randint(2026, 2033)
        return r.choice([datetime.date(year, 12, 31), datetime.date(year, 1, 1), datetime.date(2028, 2, 29), datetime.date(year, 3, 1),
                         datetime.date(year, 1, 1) + datetime.timedelta(days=r.randrange(365))])

    def event_day(self, basis):
        """A day of which the last day of the basis lies about today."""
        r, today = self.r, self.today
        how, n = (BASES[basis][1], BASES[basis][2]) if basis in BASES else (Y, 1)
        if how == Y:
            year = today.year - n + r.choice([-3, -1, -1, 0, 0, 1])
            return r.choice([datetime.date(year, 12, 31), datetime.date(year, 1, 1),
                             datetime.date(year, 1, 1) + datetime.timedelta(days=r.randrange(365))])
        back = today - datetime.timedelta(days=7 * n) if how == W else self.years_ago(n)
        return back + datetime.timedelta(days=r.choice([-400, -2, -1, 0, 1, 2, 300]))

    def years_ago(self, n):
        try:
            return self.today.replace(year=self.today.year - n)
        except ValueError:
            return datetime.date(self.today.year - n, 2, 28)

    def date_value(self, kind, bases):
        """As text that PostgreSQL reads; None: it has not happened."""
        r = self.r
        luck = r.random()
        if luck < 0.06:
            return None
        if luck < 0.07:
            return "infinity"
        if luck < 0.075:
            return "-infinity"
        day = self.event_day(r.choice(bases)) if luck < 0.9 else self.today + datetime.timedelta(days=r.randint(-2, 400))
        if kind == "date":
            return str(day)
        clock = r.choice(["00:00:00", "00:30:00", "12:00:00", "23:30:00", "23:59:59"])
        return f"{day} {clock}" if kind == "timestamp" else f"{day} {clock}{r.choice(['+00', '+01', '+02', '-05'])}"

    # -- tables

    def key_value(self, kind):
        self.n += 1
        if kind in ("bigint", "integer"):
            return str(self.n * 3 + 100)
        if kind == "uuid":
            return str(uuid.UUID(int=self.r.getrandbits(128), version=4))
        if kind.startswith("numeric"):
            return f"{self.n}.50"
        return f"{self.r.choice(NASTY)}{self.n}"

    def make_tables(self):
        r = self.r
        count = r.choice([2, 3, 3, 4, 4, 4, 5, 5, 5, 6, 6, 7, 8, 10, 12])
        root = Table("people")
        self.root = root
        self.tables.append(root)
        self.make_key(root)
        root.column("email", "text")
        root.links.append(("email", "email", None))
        self.make_payload(root)
        for i in range(1, count):
            t = Table(r.choice(["orders", "lines", "Msg", "log", "item", "doc"]) + str(i))
            may_be_parent = [x for x in self.tables if x.id and not x.leaf]
            parent = root if r.random() < 0.5 else r.choice(may_be_parent)
            if r.random() < 0.18:
                self.make_shared(t)
            elif r.random() < 0.15 and parent.id:
                self.make_lines(t, parent)
            else:
                self.make_child(t, parent)
            self.make_payload(t)
            self.tables.append(t)

    def make_key(self, t):
        r = self.r
        kind = r.choice(["bigint", "bigint", "bigint", "uuid", "uuid", "text", "text", "integer", "varchar(60)", "numeric(12,2)"])
        luck = r.random()
        name = r.choice(["id", "id", "nr", "Id"])
        if luck < 0.03 and t.name != "people":  # none: rows that nobody can name
            t.column("ref", "text")
            t.leaf = True
        elif luck < 0.15:
            t.column("tenant", r.choice(["bigint", "text"]), True)
            t.column(name, kind, True)
            t.key, t.unique = r.choice([["tenant", name], [name, "tenant"]]), [name]
        else:
            t.column(name, kind, True)
            t.key = [name]
            t.primary = r.random() < 0.93
        if t.key and r.random() < 0.05:
            t.parts = 2

    def make_payload(self, t):
        r = self.r
        for name, kind in r.sample(PAYLOAD, r.randint(2, 5)):
            t.column(name, kind, r.random() < 0.2)
        for name, kind in r.sample([("d_day", "date"), ("d_local", "timestamp"), ("d_tz", "timestamptz")], r.choice([0, 1, 1, 2])):
            t.column(name, kind)

    def refer(self, t, parent, prefix, required=False, foreign=True):
        """Columns of t that name a row of parent; the one that tells it by itself."""
        r = self.r
        whole = len(parent.key) > 1 and parent.unique and r.random() < 0.6 and foreign
        columns = parent.key if whole else [parent.id]
        names = [t.column(f"{prefix}_{c}" if len(columns) > 1 else f"{prefix}_id", parent.types[c], required) for c in columns]
        if foreign:
            action = r.choice(ACTIONS)
            if required and action == "SET NULL":
                action = "NO ACTION"
            self.fks.append(Fk(t, names, parent, columns, action, r.choice(["", "", "DEFERRABLE", "DEFERRABLE INITIALLY DEFERRED"])))
        return names[columns.index(parent.id)], list(zip(names, columns))

    def make_child(self, t, parent):
        r = self.r
        self.make_key(t)
        column, pairs = self.refer(t, parent, "of", r.random() < 0.3, r.random() < 0.8)
        t.links.append(("row", column, parent))
        t.link_pairs = {column: pairs}
        t.parents.append(parent)
        if r.random() < 0.2 and not (t.types.keys() & {"mail"}):
            t.column("mail", "text")
            t.links.append(("email", "mail", None))

    def make_lines(self, t, parent):
        """Rows that have no name but their parent's and a number."""
        r = self.r
        column = t.column("of_id", parent.types[parent.id], True)
        t.column("no", "integer", True)
        t.key = [column, "no"]
        self.fks.append(Fk(t, [column], parent, [parent.id], r.choice([a for a in ACTIONS if a != "SET NULL"])))
        t.links.append(("row", column, parent))
        t.link_pairs = {column: [(column, parent.id)]}
        t.parents.append(parent)
        t.leaf = True

    def make_shared(self, t):
        """Rows that name two people, by their rows or by their addresses."""
        r, root = self.r, self.root
        self.make_key(t)
        t.shared, t.leaf = True, True
        t.link_pairs = {}
        for prefix in ("from", "to"):
            if r.random() < 0.7:
                column, pairs = self.refer(t, root, prefix, False, r.random() < 0.8)
                t.links.append(("row", column, root))
                t.link_pairs[column] = pairs
            else:
                t.links.append(("email", t.column(f"{prefix}_mail", "text"), None))
        t.parents.append(root)

    # -- rows

    def value(self, t, name):
        r, kind = self.r, t.types[name]
        if name not in t.required and r.random() < 0.15:
            return None
        if kind == "text":
            return r.choice(["Jan", "O'Brien", "x\\y", "", "Łucja", "06-1234", "z" * 40]) + str(r.randrange(100))
        if kind.startswith("numeric"):
            return f"{r.randrange(10000)}.{r.randrange(100):02d}"
        if kind == "boolean":
            return r.choice(["t", "f"])
        if kind == "jsonb":
            return r.choice(['{"a": 1}', "[]", '"t"'])
        return str(r.randrange(90))

    def mail(self, person):
        return self.r.choice([f"{person}@example.org", f"{person}@Example.ORG", f"{person.upper()}@example.org"])

    def add_row(self, t, owners, given):
        values = {}
        for name, kind in t.types.items():
            if name in given:
                values[name] = given[name]
            elif name in t.key or name == t.id:
                values[name] = self.key_value(kind) if name != "tenant" else self.r.choice(["1", "2", "3"])
            elif kind in ("date", "timestamp", "timestamptz"):
                values[name] = ("date of", kind)  # once the register says what it counts for
            elif name in ("email", "mail") or name.endswith("_mail") or name.endswith("_id") or name.startswith(("of_", "from_", "to_")):
                values[name] = None
            else:
                values[name] = self.value(t, name)
        row = Row(values, owners)
        t.rows.append(row)
        return row

    def make_rows(self):
        r = self.r
        for p in self.people:
            self.add_row(self.root, [p], {"email": self.mail(p)})
        if r.random() < 0.1:  # somebody who is there twice
            self.add_row(self.root, [self.people[0]], {"email": self.mail(self.people[0])})
        for t in self.tables[1:]:
            for p in self.people:
                for _ in range(r.choice([0, 0, 1, 1, 2, 3])):
                    self.add_shared(t, p) if t.shared else self.add_child(t, p)

    def rows_of(self, t, person):
        return [x for x in t.rows if x.owners == {person}]

    def add_child(self, t, person, force=False):
        r = self.r
        kind, column, parent = t.links[0]
        rows = self.rows_of(parent, person)
        by_mail = len(t.links) > 1 and (not rows or r.random() < 0.5)
        if not rows and not by_mail:
            return None
        given = {}
        if rows and not (by_mail and column not in t.required and r.random() < 0.4):
            row = r.choice(rows)
            given = {mine: row.values[theirs] for mine, theirs in t.link_pairs[column]}
        elif column in t.required:
            return None
        if by_mail:
            given["mail"] = self.mail(person)
        if "no" in t.key:
            given["no"] = str(len(t.rows))
        return self.add_row(t, [person], given)

    def add_shared(self, t, person):
        r = self.r
        other = r.choice([person, None] + self.people + self.people)
        given, owners = {}, set()
        both = [person, other]
        r.shuffle(both)
        for (kind, column, parent), who in zip(t.links, both):
            if who is None:
                continue
            owners.add(who)
            if kind == "email":
                given[column] = self.mail(who)
            else:
                row = r.choice(self.rows_of(parent, who))
                given.update({mine: row.values[theirs] for mine, theirs in t.link_pairs[column]})
        return self.add_row(t, owners, given)

    def make_cross_references(self):
        """Foreign keys beside those by which rows are somebody's: back, across, to itself; so that they go round."""
        r = self.r
        for k in range(r.choice([0, 1, 1, 2, 3])):
            t, ref = r.choice(self.tables), r.choice([x for x in self.tables if x.id])
            if r.random() < 0.3 and t.id:
                ref = t
            before = set(t.types)
            _, pairs = self.refer(t, ref, f"x{k}")
            for row in t.rows:
                for c in set(t.types) - before:
                    row.values[c] = None
                others = not self.tidy and r.random() < 0.04
                target = ref.rows if others else [x for x in ref.rows if x.owners == row.owners]
                if target and r.random() < 0.4:
                    chosen = r.choice(target)
                    row.values.update({mine: chosen.values[theirs] for mine, theirs in pairs})

    def make_outside(self):
        """Tables of which the register knows nothing."""
        r = self.r
        for k in range(r.choice([0, 0, 0, 1, 1, 2])):
            t, ref = Table(f"outside{k}", False), r.choice([x for x in self.tables if x.id])
            t.column("id", "bigint", True)
            t.key = ["id"]
            _, pairs = self.refer(t, ref, "x")
            t.column("what", "text")
            people = set(r.sample(self.people, len(self.people) // (4 if self.tidy else 2)))
            t.spared = self.people[1] if self.tidy else None
            for x in ref.rows:
                if x.owners <= people and t.spared not in x.owners and r.random() < 0.7:
                    self.add_row(t, x.owners, {mine: x.values[theirs] for mine, theirs in pairs})
            self.tables.append(t)

    # -- the register

    def make_register(self):
        r = self.r
        self.by_table = {}
        for t in self.tables:
            if not t.registered:
                continue
            self.make_collection(t, t.name.lower())
        for t in self.tables:
            if t.registered and t is not self.root and r.random() < 0.08:
                self.make_collection(t, t.name.lower() + "_more")
        for t in self.tables:
            self.fill_dates(t)

    def make_collection(self, t, name):
        r = self.r
        match = []
        for kind, column, parent in t.links:
            match.append({"column": column, "identifier": "email"} if kind == "email" else
                         {"column": column, "collection": parent.name.lower(), "field": parent.id})
        if t is self.root and r.random() < 0.3:
            match.append({"column": t.id, "identifier": "customer_id"})
        c = {"name": name, "category": r.choice(self.categories), "table": f"{self.schema}.{t.name}", "match": match}
        if t.id and r.random() < 0.5:
            c["order"] = [t.id]
        erase = self.erase_rule(t, match)
        if erase:
            c["erase"] = erase
        self.collections.append(c)
        self.by_table.setdefault(t.name, []).append(c)

    def set_of(self, t, most=4, own=()):
        """What is written over a row; of one that names more people none of the columns that do, but for their own."""
        r = self.r
        names = [n for n in t.types if n not in t.key and n not in t.unique and n != "blocked"
                 and t.types[n] not in ("date", "timestamp", "timestamptz") and n != "ref"
                 and (not t.shared or n in own or not n.startswith(("from_", "to_")))]
        out = {}
        for n in r.sample(names, min(len(names), r.randint(1, most))):
            kind = t.types[n]
            link = n in ("email", "mail") or n.endswith("_mail")
            if n not in t.required and (r.random() < 0.6 or kind == "jsonb"):
                out[n] = None
            elif link or kind == "text" and not self.is_reference(t, n):
                out[n] = r.choice(["", "weg", "x'y", "é"])
            elif kind == "boolean":
                out[n] = False
            elif kind == "integer" and not self.is_reference(t, n):
                out[n] = 0
            elif kind.startswith("numeric") and not self.is_reference(t, n):
                out[n] = r.choice([0, 1.5])
        for fk in self.fks:  # of a foreign key of more columns none goes alone: half of it would say nothing
            if fk.table is t and len(fk.columns) > 1 and set(fk.columns) & set(out):
                out.update({n: None for n in fk.columns if n not in t.required})
        return out

    def is_reference(self, t, name):
        return any(fk.table is t and name in fk.columns for fk in self.fks) or any(name == column for _, column, _ in t.links)

    def erase_rule(self, t, match):
        r = self.r
        if r.random() < 0.03:
            return None
        act = r.choices(["delete", "anonymise", "keep"], [65, 23, 12])[0]
        rule = {"do": act}
        if act != "delete":
            rule["why"] = "test"
        if act != "keep" and (act == "anonymise" or r.random() < 0.6):
            rule["set"] = self.set_of(t) or {}
            if not rule["set"]:
                rule.pop("set")
                rule["do"] = "delete"
        dates = [n for n in t.types if t.types[n] in ("date", "timestamp", "timestamptz")]
        inherited = self.inherited_dates(t)
        for member, chance in (("holds", 0.35), ("kept", 0.12), ("contract", 0.1)):
            if not dates and not inherited or r.random() > chance:
                continue
            rule[member] = [self.keep(t, member, dates, inherited) for _ in range(r.choice([1, 1, 2]))]
        if t.shared:
            rule["persons"] = [self.person(t, kind, column, parent) for kind, column, parent in t.links]
        if "holds" in rule and r.random() < 0.4:
            if "blocked" not in t.types:
                t.column("blocked", "date")
                for row in t.rows:
                    row.values["blocked"] = None
            rule["blocked"] = {"column": "blocked"}
        return rule

    def date_of(self, t, dates, inherited):
        r = self.r
        if inherited and (not dates or r.random() < 0.4):
            return dict(r.choice(inherited))
        name = r.choice(dates)
        date = {"column": name}
        if t.types[name] == "timestamp" or t.types[name] == "timestamptz" and r.random() < 0.5:
            date["zone"] = r.choice([self.zone, self.zone, "UTC", "America/New_York"])
        return date

    def inherited_dates(self, t):
        out = []
        for kind, column, parent in t.links:
            if kind != "row" or parent.name not in self.by_table:
                continue
            for n, k in parent.types.items():
                if k in ("date", "timestamp", "timestamptz"):
                    d = {"column": column, "collection": parent.name.lower(), "field": parent.id, "date": n}
                    if k == "timestamp":
                        d["zone"] = self.r.choice([self.zone, "UTC"])
                    out.append(d)
        return out

    def keep(self, t, member, dates, inherited):
        r = self.r
        names = [n for n in t.types if n not in t.key and n != "ref"]
        keep = {}
        if member == "holds":
            keep["basis"] = r.choice(list(BASES))
            if keep["basis"] in BOOK_YEAR_NEEDED or keep["basis"] in BOOK_YEARS and r.random() < 0.2:
                keep["book_year_ends"] = r.choice(["06-30", "12-31", "02-29", "03-31"])
        if member == "kept":
            keep["period"] = r.choice(["P12M", "P2Y", "P90D", "P4W"])
            keep["why"] = "test"
        keep["until" if member == "contract" else "from"] = self.date_of(t, dates, inherited)
        if member == "contract" or r.random() < 0.7:
            keep["columns"] = r.sample(names, r.randint(1, min(3, len(names))))
        return keep

    def person(self, t, kind, column, parent):
        r = self.r
        p = {"column": column, "shared": r.choice(["delete", "anonymise", "anonymise", "keep", "ask"])}
        p.update({"identifier": "email"} if kind == "email" else {"collection": parent.name.lower(), "field": parent.id})
        if p["shared"] == "anonymise" or p["shared"] == "delete" and r.random() < 0.3:
            p["set"] = self.set_of(t, 2, [mine for mine, _ in t.link_pairs.get(column, [(column, None)])])
            if not p["set"]:
                p.pop("set")
                p["shared"] = "keep"
        return p

    def fill_dates(self, t):
        """Days about which the register's holds begin or end."""
        bases = {}
        for c in self.collections:
            rule = c.get("erase") or {}
            for k in rule.get("holds", []):
                d = k["from"]
                where = (d["collection"], d["date"]) if "collection" in d else (c["table"].split(".")[1].lower(), d["column"])
                bases.setdefault(where, []).append(k["basis"])
        for row in t.rows:
            for n, v in row.values.items():
                if isinstance(v, tuple):
                    row.values[n] = self.date_value(v[1], bases.get((t.name.lower(), n), ["NL-AWR52", "NL-WWFT33"]))

    # -- triggers, privileges

    def make_triggers(self):
        r = self.r
        self.trigger = None
        if r.random() > 0.15:
            return
        t = r.choice([t for t in self.tables if t.registered])
        kind = r.choice(["log", "log", "same", "null", "back"])
        if kind in ("null", "back") and len(self.by_table[t.name]) > 1:
            kind = "same"  # what is written for two collections the model does not say to the last column
        self.trigger = (kind, t)
        s, q = self.schema, f"{self.schema}.{quoted(t.name)}"
        body = {
            "log": f"INSERT INTO {s}.trail(what) VALUES (TG_TABLE_NAME); RETURN NULL;",
            "same": "IF TG_OP = 'DELETE' THEN RETURN OLD; END IF; RETURN NEW;",
            "null": "RETURN NULL;", "back": "IF TG_OP = 'DELETE' THEN RETURN OLD; END IF; RETURN OLD;",
        }[kind]
        self.extra_ddl += [
            f"CREATE TABLE {s}.trail(id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, what text)",
            f"CREATE FUNCTION {s}.noted() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$ BEGIN {body} END $$",
            f"CREATE TRIGGER noted {'AFTER' if kind == 'log' else 'BEFORE'} DELETE OR UPDATE ON {q} FOR EACH ROW EXECUTE FUNCTION {s}.noted()",
        ]

    def make_grants(self):
        s = self.schema
        self.grants = [f"GRANT USAGE ON SCHEMA {s} TO reader, changer", f"GRANT SELECT ON ALL TABLES IN SCHEMA {s} TO reader, changer"]
        self.denied = None
        if not self.least:
            self.grants.append(f"GRANT UPDATE, DELETE ON ALL TABLES IN SCHEMA {s} TO changer")
            return
        for t in self.tables:
            if not t.registered:
                continue
            columns = set()
            rules = [c["erase"] for c in self.by_table[t.name] if "erase" in c]
            for rule in rules:
                columns |= set(rule.get("set", {})) | ({"blocked"} if "blocked" in rule else set())
                for p in rule.get("persons", []):
                    columns |= set(p.get("set", {}))
            columns = columns or {next(iter(t.types))}
            q = f"{s}.{quoted(t.name)}"
            self.grants.append(f"GRANT UPDATE ({', '.join(map(quoted, sorted(columns)))}) ON {q} TO changer")
            if any(rule["do"] == "delete" or any(p["shared"] == "delete" for p in rule.get("persons", [])) for rule in rules):
                self.grants.append(f"GRANT DELETE ON {q} TO changer")

    def make_flaw(self):
        """What keeps a preview from being carried out: (code, table, collection or None, column or None)."""
        r = self.r
        self.flaw = None
        if r.random() > 0.12:
            return
        kind = r.choice(["privilege", "null", "type", "missing", "long", "key", "blind", "blind"])
        outside = [t for t in self.tables if not t.registered]
        if kind == "blind":
            if outside:
                t = r.choice(outside)
                self.grants.append(f"REVOKE SELECT ON {self.schema}.{t.name} FROM reader, changer")
                self.flaw = ("no-privilege", t.name, None, None)
            return
        if kind == "privilege":
            t = r.choice([t for t in self.tables if t.registered])
            self.grants.append(f"REVOKE DELETE ON {self.schema}.{quoted(t.name)} FROM changer")
            self.flaw = ("no-privilege", t.name, None, None)
            return
        can = [c for c in self.collections if c.get("erase", {}).get("set")]
        if not can:
            return
        c = r.choice(can)
        t, write = self.table_of(c), c["erase"]["set"]
        names = {"null": [n for n in t.required if n not in t.key and n not in t.unique],
                 "type": [n for n, k in t.types.items() if k == "integer" and n not in t.key],
                 "missing": ["no_such"], "long": ["short"], "key": t.key}[kind]
        if not names:
            return
        column = r.choice(sorted(names))
        if kind == "long":
            t.column(column, "varchar(3)")
            for row in t.rows:
                row.values[column] = "abc"
        write[column] = {"null": None, "type": "weg", "missing": "weg", "long": "weggehaald", "key": "1"}[kind]
        if self.least and kind == "long":
            self.grants.append(f"GRANT UPDATE ({column}) ON {self.schema}.{quoted(t.name)} TO changer")
        self.flaw = ("set", t.name, c["name"], column)

    def choose_subject(self):
        r = self.r
        if self.tidy:
            self.subject = self.people[1]
        else:
            self.subject = r.choice(self.people)
        if len(self.root.rows) > len(self.people) and r.random() < 0.5:
            self.subject = self.people[0]
        self.identifiers = [{"kind": "email", "value": r.choice([f"{self.subject}@example.org", f"{self.subject.upper()}@EXAMPLE.org"])}]
        self.asked = self.categories if r.random() < 0.85 else r.sample(self.categories, r.randint(1, len(self.categories)))
        self.holds = []
        if r.random() < 0.2:
            self.holds.append(self.claim(1))

    def claim(self, number, rows=None):
        """A claim hold that a person placed on some rows of a collection, or all of them."""
        r = self.r
        c = r.choice(self.collections)
        t = self.table_of(c)
        names = [n for n in t.types if n not in t.key]
        mine = [x for x in t.rows if self.subject in x.owners]
        keys = None
        if t.key and r.random() < 0.6:
            keys = sorted([x.values[k] for k in t.key] for x in r.sample(mine, min(len(mine), 2)))
        return {"id": number, "collection": c["name"] if r.random() < 0.9 else None, "keys": keys,
                "columns": r.sample(names, min(2, len(names))) if r.random() < 0.4 else None,
                "review": str(self.today + datetime.timedelta(days=90))}

    def table_of(self, collection):
        name = collection["table"].split(".", 1)[1]
        return next(t for t in self.tables if t.name == name)

    def system(self):
        system = {"id": "db", "name": {"nl": "db"}, "connector": "postgresql", "categories": self.categories, "needs": ["email"],
                  "collections": self.collections}
        if self.epoch:
            system["erasure"] = {"epoch": f"{self.schema}.counted"}
        return system

    # -- as SQL

    def ddl(self):
        s, out = self.schema, [f"CREATE SCHEMA {self.schema}"]
        for t in self.tables:
            columns = [f"{quoted(n)} {k}{' NOT NULL' if n in t.required else ''}" for n, k in t.types.items()]
            if t.key:
                columns.append(f"{'PRIMARY KEY' if t.primary else 'UNIQUE'} ({', '.join(map(quoted, t.key))})")
            columns += [f"UNIQUE ({quoted(n)})" for n in t.unique]
            out.append(f"CREATE TABLE {s}.{quoted(t.name)} ({', '.join(columns)})" + (f" PARTITION BY HASH ({quoted(t.id)})" if t.parts else ""))
            out += [f"CREATE TABLE {s}.{quoted(f'{t.name}_{i}')} PARTITION OF {s}.{quoted(t.name)} "
                    f"FOR VALUES WITH (MODULUS {t.parts}, REMAINDER {i})" for i in range(t.parts)]
            if t.rows:
                names = list(t.types)
                rows = ", ".join("(" + ", ".join(literal(row.values[n]) for n in names) + ")" for row in t.rows)
                out.append(f"INSERT INTO {s}.{quoted(t.name)} ({', '.join(map(quoted, names))}) VALUES {rows}")
        out += [fk.ddl(s) for fk in self.fks] + self.extra_ddl + self.grants
        return out


def snapshot(db, case):
    out = {}
    for t in case.tables:
        names = list(t.types)
        rows = db.run(f"SELECT xmin, {', '.join(map(quoted, names))} FROM {case.schema}.{quoted(t.name)}")
        out[t.name] = {}
        for xmin, *values in rows:
            row = dict(zip(names, values))
            identity = tuple(row[k] for k in t.key) if t.key else tuple(values)
            out[t.name][identity] = (xmin, row)
    return out


def insert(db, case, t, row):
    names = list(row.values)
    db.run(f"INSERT INTO {case.schema}.{quoted(t.name)} ({', '.join(map(quoted, names))}) VALUES "
           f"({', '.join(literal(row.values[n]) for n in names)})")
