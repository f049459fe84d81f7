#!/usr/bin/python3
"""Erasure by random cases: in random databases random people are copied, previewed and erased by the connector of PostgreSQL, beside
a model of what must become of every row (erasures_model.py).

Between preview and commit things happen: rows come and go, schemas and triggers change, holds are placed. Speaks TAP. CASES=n cases,
from SEED on, EVENT=name those of one kind; the first that fails prints its DDL and its jobs, and SEED=n CASES=1 does it again.
"""
import json
import os
import pathlib
import random
import resource
import signal
import subprocess
import sys
import time
import traceback

from erasures_cases import Case, snapshot
from erasures_events import EVENTS
from erasures_law import check_vectors
from erasures_model import AHEAD, Miss, Model, as_text, must
from erasures_pq import Connection, Refused, Server
from erasures_rows import check as check_rows

BUILD = os.environ.get("BUILD", "build")
CASES = int(os.environ.get("CASES", "200"))
SEED = int(os.environ.get("SEED", "1"))
LAW = (pathlib.Path(__file__).parent.parent / "templates/law/retention.json").read_text(encoding="utf-8")


# -- the connector

class Tool:
    def __init__(self):
        self.process = None
        self.start()

    def start(self):
        self.process = subprocess.Popen([f"{BUILD}/change"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def say(self, j):
        self.process.stdin.write(json.dumps(j).encode() + b"\n")
        self.process.stdin.flush()

    def hear(self):
        line = self.process.stdout.readline()
        if not line:
            status = self.process.wait()
            self.start()
            raise Miss(f"the connector died: {status}")
        return json.loads(line)

    def do(self, job, asked=None):
        """asked(xid): may it commit? None: it is killed there."""
        self.say(job)
        answer = self.hear()
        while "ask" in answer:
            go = asked(answer["ask"]) if asked else True
            if go is None:
                self.process.kill()
                self.process.wait()
                self.start()
                return None
            self.say({"go": go})
            answer = self.hear()
        return answer


class Run:
    """One case, from its tables to the look after it was erased."""

    def __init__(self, seed, server, db, tool):
        self.case, self.server, self.db, self.tool = Case(seed), server, db, tool
        self.r = random.Random(seed * 7 + 1)
        self.said = []

    def job(self, action, change):
        settings = {"dsn": self.server.uri("postgres", "reader"), "dsn_change": self.server.uri("postgres", "changer")}
        return {"action": action, "system": self.case.system(), "settings": settings, "identifiers": self.case.identifiers,
                "request": {"categories": [{"id": c, "name": c} for c in self.case.asked]}, "change": change}

    def change(self, **more):
        return {"today": str(self.case.today), "zone": self.case.zone, "law": LAW, "categories": self.case.asked,
                "holds": self.case.holds, "links": {}, "keys": {}, **more}

    def ask(self, action, change, asked=None):
        self.last_job = self.job(action, change)
        answer = self.tool.do(self.last_job, asked)
        self.said.append((action, answer))
        return answer

    # -- a copy

    def check_copy(self, model):
        answer = self.ask("collect", None)
        must(answer["ok"], f"collect: {answer}")
        for c in self.case.collections:
            t = self.case.table_of(c)
            rows = answer["rows"].get(c["name"])
            if c["category"] not in self.case.asked:
                must(rows is None, f"{c['name']} was read, and is of another category")
                continue
            owned = {tuple(x.values[k] for k in t.key) for x in t.rows if self.case.subject in x.owners} if t.key else None
            found = model.rows[c["name"]]
            must(owned is None or owned == found, f"{c['name']}: the model finds {found}, made for them were {owned}")
            fields = rows["fields"]
            if t.key:
                got = sorted(tuple(row[fields.index(k)] for k in t.key) for row in rows["rows"])
                must(got == sorted(found), f"copy of {c['name']}: {got}, not {sorted(found)}")
            else:
                must(len(rows["rows"]) == len([x for x in t.rows if self.case.subject in x.owners]), f"copy of {c['name']}")

    # -- a preview

    def seen(self, found):
        """{(collection, identity): set} of a preview."""
        out = {}
        for s in found["sets"]:
            c = next((c for c in self.case.collections if c["name"] == s["collection"]), None)
            must(c is not None, f"a set of {s['collection']}")
            t = self.case.table_of(c)
            must(s["table"] == c["table"] and s["category"] == c["category"] and sorted(s["key"]) == sorted(t.key), f"head of {s}")
            must(s["n"] == len(s["keys"]) or not t.key and not s["keys"], f"n of {s}")
            must(s["keys"] == sorted(s["keys"]), f"keys of {s} are not sorted")
            for key in s["keys"]:
                named = dict(zip(s["key"], key))
                place = (s["collection"], tuple(named[k] for k in t.key))
                must(place not in out, f"{place} twice")
                out[place] = s
        return out

    def check_problems(self, model, found):
        got = {(p["code"], p["table"].split(".", 1)[1]) for p in found["problems"]}
        want = {("cascade", t) for t in model.cascades}
        may = {("cascade", t) for t in model.doubtful}
        for t in self.case.tables:
            if t.registered and not t.key:
                touched = any(row[0] == t.name and (model.final(row, "erase") or self.blocks(model, row)) for row in model.by_row)
                (want if touched else may).add(("no-key", t.name))
        if self.case.flaw:
            code, table, collection, column = self.case.flaw
            blind = not self.case.tables_by_name[table].registered
            finals = [model.final(row, "erase") for row in model.by_row if row[0] == table]
            if blind:
                refs = {fk.ref.name for fk in self.case.fks if fk.table.name == table}
                finals = [model.final(row, "erase") for row in model.by_row if row[0] in refs]
                want.discard(("cascade", table))
            touched = any(final == "gone" if code == "no-privilege" else final and final != "gone" and column in final for final in finals)
            (want if touched else may).add((code, table))
            if code == "set" and self.case.least:
                may.add(("no-privilege", table))  # nobody gave a right to write what cannot be written
        must(want <= got, f"no problem {want - got}: {found['problems']}")
        must(got <= want | may, f"a problem too many {got - want - may}: {found['problems']}")

    def check_preview(self, model, found):
        self.check_problems(model, found)
        got = self.seen(found)
        want = {k: v for k, v in model.by_collection.items() if self.keyed(k[0])}
        by_row = {(self.case.table_of(self.collection(n)).name, i): s for (n, i), s in got.items()}
        rows = {(self.case.table_of(self.collection(n)).name, i) for n, i in want}
        must(len(by_row) == len(got), f"a row is there twice: {got.keys()}")
        must(set(by_row) == rows, f"preview: too many {sorted(set(by_row) - rows)}, missing {sorted(rows - set(by_row))}")
        for (name, identity), v in want.items():
            row = (self.case.table_of(self.collection(name)).name, identity)
            if len(model.by_row[row]) > 1:
                self.check_merged(model, row, by_row[row])
            else:
                self.check_verdict((name, identity), v, by_row[row])

    def keyed(self, name):
        return bool(self.case.table_of(self.collection(name)).key)

    def check_verdict(self, place, v, s):
        until = "infinity" if v.blocked == AHEAD else str(v.blocked) if v.blocked else None
        got = (s["verdict"], s["do"], s["set"] if s["do"] == "anonymise" else {}, s["blocked_until"])
        want = (v.verdict, v.do, v.write if v.do == "anonymise" else {}, until if v.verdict == "hold" else None)
        must(got == want, f"{place}: preview {got}, model {want} ({v}); why {s['why']}")
        must(s["why"], f"{place}: no reason")
        said = {(w["code"], w["basis"], AHEAD if w["ahead"] or w["code"] == "claim" else w["last"]) for w in s["why"]}
        must(v.reasons <= said, f"{place}: of {v.reasons} not told: {v.reasons - said}")
        if v.do == "anonymise":
            must(set(s["kept"] or []) == set(v.kept or ()), f"{place}: kept {s['kept']}, model {v.kept}")

    def check_merged(self, model, row, s):
        """By two collections: what stays wins, column by column."""
        final = model.final(row, "erase")
        if final != "gone":
            must(s["do"] != "delete", f"{row}: one collection has it stay, and it is deleted: {s}; {model.by_row[row]}")
        if final == {}:
            must(s["do"] == "nothing", f"{row}: one collection has it stay as it is: {s}; {model.by_row[row]}")
        if isinstance(final, dict) and s["do"] == "anonymise":
            must(set(s["set"]) <= set(final), f"{row}: written over what another keeps: {s}; {model.by_row[row]}")

    # -- the erasure

    def approve(self, found):
        """The sets as an officer approves them; of what cannot be told, by chance, that it stays or goes."""
        self.undecided = self.r.choice(["keep", "keep", "erase"])
        sets = json.loads(json.dumps(found["sets"]))
        if self.undecided == "keep":
            self.leave(sets, self.case.categories)
        return sets

    def leave(self, sets, categories):
        """Of these categories what cannot be told stays."""
        left = [s for s in sets if s["verdict"] == "undecidable" and s["category"] in categories]
        for s in left:
            s["do"] = "nothing"
        return frozenset(self.approved({"sets": left}))

    def erase_change(self, found, **more):
        if self.r.random() < 0.5:  # what was found is looked at by its keys too
            more["keys"] = {}
            for one in found["sets"]:
                more["keys"].setdefault(one["collection"], []).extend(one["keys"])
        return self.change(number=1, fingerprint=found["fingerprint"], epoch=found.get("epoch"), sets=self.approve(found), only=False,
                           links=found["links"], **more)

    def check_same(self, before, after, what):
        for table, rows in before.items():
            now = after[table]
            must(rows == now, f"{what}: {table} changed: {self.difference(rows, now)}")

    @staticmethod
    def difference(rows, now):
        gone, new = rows.keys() - now.keys(), now.keys() - rows.keys()
        other = {i: (rows[i], now[i]) for i in rows.keys() & now.keys() if rows[i] != now[i]}
        return f"gone {list(gone)[:3]}, new {list(new)[:3]}, other {list(other.items())[:2]}"

    def check_after(self, model, before, after, skipped=()):
        for table, rows in before.items():
            for identity, (xmin, values) in rows.items():
                self.check_row(model, (table, identity), xmin, values, after[table].get(identity), skipped)
            extra = after[table].keys() - rows.keys()
            must(not extra, f"rows that nobody put into {table}: {list(extra)[:3]}")

    def check_row(self, model, row, xmin, values, now, skipped):
        final = model.final(row, self.undecided) if row not in skipped else None
        if final == "gone":
            must(now is None, f"{row} is still there; {model.by_row[row]}")
            return
        must(now is not None, f"{row} is gone, and was to stay: {model.by_row.get(row, 'not theirs')}")
        several = len(model.by_row.get(row, [])) > 1
        if not final and self.blocks(model, row) is None and not (several and "blocked" in values):
            must(now == (xmin, values), f"{row} was to stay as it is: {values} became {now[1]}; {model.by_row.get(row, 'not theirs')}")
            return
        want = dict(values)
        if several:
            want.pop("blocked", None)
        want.update({n: as_text(v) for n, v in (final or {}).items()})
        blocked = self.blocks(model, row)
        if blocked is not None:
            want["blocked"] = blocked
        for n, v in want.items():
            got = now[1][n]
            may = [v] + [as_text(x.write[n]) for x in model.by_row[row] if several and n in x.write]
            same = got in may or got is not None and self.number(got) is not None and self.number(got) == self.number(v or "")
            must(same, f"{row}.{n} became {got}, not {v}; was {values[n]}; {model.by_row[row]}")

    @staticmethod
    def number(text):
        try:
            return float(text)
        except ValueError:
            return None

    def blocks(self, model, row):
        """What the column that blocks what is held must hold; None: nothing of the sort."""
        if len(model.by_row.get(row, [])) != 1:
            return None
        for c in self.case.by_table[row[0]] if row[0] in self.case.by_table else []:
            v = model.by_collection.get((c["name"], row[1]))
            column = c.get("erase", {}).get("blocked", {}).get("column")
            if v and column and v.verdict == "hold" and v.blocked:
                return "infinity" if v.blocked == AHEAD else str(v.blocked)
        return None

    def collection(self, name):
        return next(c for c in self.case.collections if c["name"] == name)

    @staticmethod
    def verdicts(model, row):
        return sorted(((v.verdict, v.do, sorted(v.write.items(), key=str), str(v.blocked), sorted(v.kept or ())) for v in model.by_row.get(row, [])), key=str)

    def deeds(self, model, row):
        return model.final(row, self.undecided)

    def approved(self, change):
        """Rows of approved sets."""
        out = set()
        for s in change["sets"]:
            t = self.case.table_of(self.collection(s["collection"]))
            for key in s["keys"]:
                named = dict(zip(s["key"], key))
                out.add((t.name, tuple(named[k] for k in t.key)))
        return out

    def go(self):
        case = self.case
        case.tables_by_name = {t.name: t for t in case.tables}
        self.db.run(";\n".join(case.ddl()))
        try:
            self.play()
        finally:
            self.db.run(f"ROLLBACK; DROP SCHEMA {case.schema} CASCADE")

    def play(self):
        before = snapshot(self.db, self.case)
        model = Model(self.case, before, self.change())
        self.check_copy(model)
        if "STOP" in os.environ:
            return
        answer = self.ask("find", self.change())
        must(answer["ok"], f"find: {answer}")
        found = answer["found"]
        self.check_same(before, snapshot(self.db, self.case), "a preview")
        self.check_preview(model, found)
        names = [n for n in EVENTS if os.environ.get("EVENT", n) == n]
        event = self.r.choices(names, [EVENTS[n][0] for n in names])[0]
        if found["problems"]:
            event = "problem"
        self.event = event
        EVENTS[event][1](self, found, before)


def cpu_s(server):
    own, children = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime + server.cpu_s()


def main():
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # the server goes with us
    wrong = check_vectors()
    print(f"{'not ' if wrong else ''}ok 1 - the days of retention are those of tests/data/retention_vectors.csv")
    for line in wrong:
        print(f"# {line}")
    tool = Tool()
    rows, wrong_rows = check_rows(tool, LAW, max(200, CASES), SEED)
    print(f"{'not ' if wrong_rows else ''}ok 2 - of {rows} rows by random rules the verdict is the model's")
    for line in wrong_rows[:5]:
        print(f"# {line}")
    server = Server()
    failed, done, events, begun = [], 0, {}, time.time()
    try:
        db = Connection(server.uri("postgres"))
        db.run("CREATE ROLE reader LOGIN; CREATE ROLE changer LOGIN; SET TimeZone = 'UTC'; SET DateStyle = ISO")
        for seed in range(SEED, SEED + CASES):
            run = None
            try:
                run = Run(seed, server, db, tool)
                run.go()
                done += 1
            except (Miss, Refused, KeyError, StopIteration, AttributeError, TypeError, IndexError) as e:
                failed.append(seed)
                tell(run, seed, e, len(failed) == 1)
                if len(failed) >= int(os.environ.get("MOST", "10")):
                    break
            if run:
                events[getattr(run, "event", "-")] = events.get(getattr(run, "event", "-"), 0) + 1
        tool.process.stdin.close()
        tool.process.wait()
        db.close()
        spent = cpu_s(server)
    finally:
        server.stop()
    print(f"{'not ' if failed else ''}ok 3 - of {CASES} random cases from seed {SEED} on each row becomes what the model has it become")
    print(f"# {done} cases well, {len(failed)} not {failed}; {spent:.1f} s of processor, {time.time() - begun:.1f} s; {events}")
    print("1..3")
    return 1 if failed or wrong or wrong_rows else 0


def tell(run, seed, e, whole):
    """What went wrong; of the first all that is needed to see it again without us."""
    text = str(e) if isinstance(e, Miss) else traceback.format_exc()
    lines = [f"seed {seed} {getattr(run, 'event', '')}: {text}"]
    if run and whole:
        lines.append(";\n".join(run.case.ddl()) + ";")
        lines += [f"{action}: {json.dumps(answer)}" for action, answer in run.said]
        if getattr(run, "last_job", None):
            change = {**(run.last_job["change"] or {}), "law": "templates/law/retention.json"}
            lines.append("job: " + json.dumps({**run.last_job, "change": change}))
    print("# " + "\n".join(lines).replace("\n", "\n# "), flush=True)


if __name__ == "__main__":
    sys.exit(main())
