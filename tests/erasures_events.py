"""What happens between a preview and its commit, for tests/erasures.py, and which end is right then.

An event is (weight, function(run, found, before)). before is what was there at the preview.
"""
import json

from erasures_cases import insert, literal, quoted, snapshot
from erasures_model import Model, as_text, must
from erasures_pq import Connection, Refused

EVENTS = {}


def event(weight):
    def keep(function):
        EVENTS[function.__name__] = (weight, function)
        return function
    return keep


# -- what is common to them

def look(run):
    return snapshot(run.db, run.case)


def carried_out(run, change, asked=None, skipped=(), before=None):
    """It is done, each row becomes what the model has it become, and nothing is left to do."""
    before = before or look(run)
    model = Model(run.case, before, change)
    approved_model(run, model)
    answer = run.ask("erase", change, asked)
    after = look(run)
    if broken_by_trigger(run, model):
        if not answer["ok"] or "stopped" in answer["erased"]:
            run.check_same(before, after, "what a trigger took back")
        else:
            rows = next(layer for layer in answer["erased"]["layers"] if layer["layer"] == "rows")
            must(run.case.trigger[0] == "back" and rows["state"] == "not-clean", f"a trigger took it back, and it was said to be done: {answer}")
        return None
    must(answer["ok"] and "stopped" not in answer["erased"], f"erase: {answer}")
    run.check_after(model, before, after, skipped)
    check_answer(run, model, change, answer["erased"], before, after)
    again(run, change, after)
    return answer["erased"]


def approved_model(run, model):
    """Rows of which nobody can tell go only where an officer said so."""
    run.model = model


def written(run, model, row):
    final = model.final(row, run.undecided)
    if final == "gone":
        return "gone"
    blocked = run.blocks(model, row)
    out = dict(final or {})
    if blocked is not None:
        out["blocked"] = blocked
    return out


def broken_by_trigger(run, model):
    """Does a trigger of the organisation's undo what is to be done?"""
    if not run.case.trigger or run.case.trigger[0] not in ("null", "back"):
        return False
    kind, t = run.case.trigger
    for row in model.by_row:
        if row[0] != t.name:
            continue
        final = written(run, model, row)
        if kind == "null" and final:
            return True
        values = model.values(*row)
        if kind == "back" and final and final != "gone" and any(not same(values[n], as_text(v)) for n, v in final.items()):
            return True
    return False


def same(a, b):
    if a is None or b is None:
        return a is b
    try:
        return float(a) == float(b)
    except ValueError:
        return a == b


def check_answer(run, model, change, erased, before, after):
    must(isinstance(erased.get("sets"), list) and erased.get("committed_at") and erased.get("xid"), f"a receipt lacks something: {erased}")
    for s in erased["sets"]:
        must("keys" not in s, f"keys in a receipt: {s}")
    gone = {row for row in model.by_row if model.final(row, run.undecided) == "gone"}
    counted = sum(s["n"] for s in erased["sets"] if s["do"] == "delete")
    several = [row for row in gone if len(model.by_row[row]) > 1]
    untold = run.undecided != "erase" and any(s["verdict"] == "undecidable" for s in erased["sets"])
    must(counted == len(gone) or (several or untold) and counted >= len(gone), f"{counted} rows said to be deleted, {len(gone)} were: {erased['sets']}")


def again(run, change, after):
    """A second preview by the frozen link keys finds nothing that may go yet."""
    if run.r.random() < 0.45:
        return
    first = change["sets"]
    keys = {}
    for s in first:
        t = run.case.table_of(next(c for c in run.case.collections if c["name"] == s["collection"]))
        order = [s["key"].index(k) for k in t.key]
        must(order == sorted(order), f"the key of {s['collection']} is {s['key']}, not {t.key}")
        keys.setdefault(s["collection"], []).extend(s["keys"])
    later = run.change(links=change["links"], keys=keys if run.r.random() < 0.5 else {})
    later.update({m: change[m] for m in ("holds", "categories")})
    answer = run.ask("find", later)
    must(answer["ok"], f"second find: {answer}")
    found = answer["found"]
    run.check_preview(Model(run.case, after, later), found)
    for row in run.approved({"sets": [s for s in found["sets"] if s["do"] == "delete" and s["verdict"] == "erase"]}):
        # but what one kept that nobody could tell of, and that was written over in the end
        freed = (run.undecided != "keep" or found["problems"]) and run.model.by_row[row][0].was_referred
        must(freed, f"what should have gone is found again: {row}, it was {run.model.by_row[row]}")


def stopped(run, change, whys, asked=None):
    """It stops, says why, and nothing changed."""
    before = look(run)
    answer = run.ask("erase", change, asked)
    run.check_same(before, look(run), "what was stopped")
    must(answer["ok"], f"erase: {answer}")
    must("stopped" in answer["erased"], f"it was not stopped: {answer['erased']}")
    must(answer["erased"]["stopped"]["why"] in whys, f"stopped: {answer['erased']['stopped']}, not one of {whys}")


def either(run, change, model):
    """It is carried out as the model has it, or nothing is done."""
    before = look(run)
    answer = run.ask("erase", change)
    after = look(run)
    if answer["ok"] and "stopped" not in answer["erased"] and not broken_by_trigger(run, model):
        run.check_after(model, before, after)
    elif not answer["ok"] or "stopped" in answer["erased"]:
        run.check_same(before, after, "what was stopped")


def refused(run, change):
    """It does nothing, whatever it says."""
    before = look(run)
    answer = run.ask("erase", change)
    run.check_same(before, look(run), "what was refused")
    must(not answer["ok"] or "stopped" in answer["erased"], f"it was not refused: {answer}")


def rows_to_go(run, before, only=None):
    model = Model(run.case, before, run.change())
    return model, [row for row in model.by_row if model.is_deleted(row) and (not only or row[0] == only)]


def where(run, row):
    t = run.case.tables_by_name[row[0]]
    return " AND ".join(f"{quoted(k)} = {literal(v)}" for k, v in zip(t.key, row[1]))


def table(run, name):
    return f"{run.case.schema}.{quoted(name)}"


# -- the events

@event(30)
def nothing(run, found, before):
    carried_out(run, run.erase_change(found))


@event(4)
def restored(run, found, before):
    """The system was put back to before an erasure that it counted."""
    change = run.erase_change(found)
    if not run.case.epoch:
        carried_out(run, change)
        return
    must(found["epoch"] == 7, f"epoch: {found['epoch']}")
    lower = run.r.random() < 0.5
    run.db.run(f"UPDATE {run.case.schema}.counted SET epoch = {5 if lower else 9}")
    if lower:
        stopped(run, change, {"epoch"})
        return
    if carried_out(run, change):
        must(run.db.run(f"SELECT epoch FROM {run.case.schema}.counted") == [["10"]], "the epoch was not raised")


@event(5)
def mixed(run, found, before):
    """Of one category what cannot be told goes, of another it stays."""
    change = run.erase_change(found)
    change["sets"] = json.loads(json.dumps(found["sets"]))
    run.undecided = run.leave(change["sets"], run.r.sample(run.case.categories, len(run.case.categories) // 2))
    model = Model(run.case, before, change)
    if model.cascades or model.doubtful or model.conflicts(run.undecided):
        run.event = "mixed-conflict"
        refused(run, change)
    else:
        carried_out(run, change)


@event(5)
def fewer(run, found, before):
    """A category of the preview was refused afterwards: it is left alone, and what it needs too."""
    change = run.erase_change(found)
    change["categories"] = run.r.sample(run.case.asked, max(1, len(run.case.asked) - 1))
    change["sets"] = [s for s in change["sets"] if s["category"] in change["categories"]]
    old, new = Model(run.case, before, run.change()), Model(run.case, before, change)
    if new.cascades or any(run.deeds(old, row) != run.deeds(new, row) for row in new.by_row):
        refused(run, change)
    elif any(run.verdicts(old, row) != run.verdicts(new, row) for row in new.by_row):
        either(run, change, new)  # a row of two collections, of which one was refused
    else:
        carried_out(run, change)


@event(0)
def problem(run, found, before):
    """A preview with a problem is not approved; were it, nothing is done to whom it does not concern."""
    change = run.erase_change(found)
    model = Model(run.case, before, change)
    if model.cascades or model.doubtful and run.undecided == "erase":
        refused(run, change)


@event(6)
def no_go(run, found, before):
    change = run.erase_change(found)
    if broken_by_trigger(run, Model(run.case, before, change)):
        refused(run, change)
    else:
        stopped(run, change, {"held"}, lambda xid: False)


@event(6)
def claim(run, found, before):
    """A hold was placed on a row that was to go."""
    change = run.erase_change(found)
    _, rows = rows_to_go(run, before)
    model = Model(run.case, before, change)
    rows = [row for row in rows if run.case.tables_by_name[row[0]].key]
    if not rows:
        carried_out(run, change)
        return
    row = run.r.choice(sorted(rows, key=str))
    name = run.r.choice([n for n, i in model.by_collection if i == row[1] and run.case.table_of(run.collection(n)).name == row[0]])
    hold = {"id": 77, "collection": name, "keys": [list(row[1])], "columns": None, "review": str(run.case.today)}
    change["holds"] = change["holds"] + [hold]
    stopped(run, change, {"held", "changed"})


@event(8)
def own_row(run, found, before):
    """A row of theirs came."""
    change = run.erase_change(found)
    if not add_row(run, run.case.subject):
        carried_out(run, change)
        return
    now = look(run)
    old, new = Model(run.case, before, change), Model(run.case, now, change)
    if set(new.by_row) - set(old.by_row) or any(run.deeds(old, row) != run.deeds(new, row) for row in new.by_row):
        stopped(run, change, {"new", "changed", "held"})  # or it is of another category, and refers to one
    else:
        carried_out(run, change)


@event(5)
def others_row(run, found, before):
    """Rows of others came and changed."""
    change = run.erase_change(found)
    for _ in range(3):
        add_row(run, run.r.choice([p for p in run.case.people if p != run.case.subject]))
    now = look(run)
    old, new = Model(run.case, before, change), Model(run.case, now, change)
    if set(old.by_row) == set(new.by_row) and not new.cascades and all(run.deeds(old, row) == run.deeds(new, row) for row in new.by_row):
        carried_out(run, change)
    else:
        refused(run, change)


def add_row(run, person):
    tables = [t for t in run.case.tables if t.registered and t is not run.case.root and t.key]
    run.r.shuffle(tables)
    for t in tables:
        row = run.case.add_shared(t, person) if t.shared else run.case.add_child(t, person)
        if not row:
            continue
        run.case.fill_dates(t)
        try:
            insert(run.db, run.case, t, row)
            return t
        except Refused:  # its parent went, or the like
            t.rows.remove(row)
    return None


@event(10)
def schema(run, found, before):
    """What the preview rested on was altered."""
    change = run.erase_change(found)
    tables = [t for t in run.case.tables if t.registered and any(s["collection"] in [c["name"] for c in run.case.by_table[t.name]] for s in found["sets"])]
    if not tables:
        carried_out(run, change)
        return
    t = run.r.choice(tables)
    if run.case.trigger and run.case.trigger[1] in tables and run.r.random() < 0.7:
        t = run.case.trigger[1]
    q, s = table(run, t.name), run.case.schema
    fks = [fk for fk in run.case.fks if fk.table is t]
    ways = [f"ALTER TABLE {q} ADD COLUMN newer text",
            f"CREATE FUNCTION {s}.late() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$; "
            f"CREATE TRIGGER late AFTER DELETE ON {q} FOR EACH ROW EXECUTE FUNCTION {s}.late()"]
    if t.id:
        ways.append(f"CREATE TABLE {s}.later (x {t.types[t.id]} REFERENCES {q} ({quoted(t.id)}) ON DELETE CASCADE)")
    plain = [n for n in t.types if n not in t.key and n not in t.unique and n in ("name", "phone", "note")]
    if plain:
        ways.append(f"ALTER TABLE {q} ALTER COLUMN {plain[0]} TYPE varchar(200)")
    if fks:
        fk = run.r.choice(fks)
        ways.append(f"ALTER TABLE {q} DROP CONSTRAINT {quoted(fk.name)}")
        ways.append(f"ALTER TABLE {q} DROP CONSTRAINT {quoted(fk.name)}; " + fk.ddl(s).replace(f"ON DELETE {fk.action}", "ON DELETE " + (
            "NO ACTION" if fk.action == "CASCADE" else "CASCADE")))
    if run.case.trigger and run.case.trigger[1] is t:
        ways += 4 * [f"CREATE OR REPLACE FUNCTION {s}.noted() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$ BEGIN RETURN OLD; END $$"]
    way = run.r.choice(ways)
    run.case.extra_ddl.append("-- altered: " + way)
    run.db.run(way)
    stopped(run, change, {"schema"})


@event(3)
def trigger_source(run, found, before):
    """A trigger was there at the preview; now its function does something else."""
    t = run.r.choice([t for t in run.case.tables if t.registered])
    s = run.case.schema
    body = f"CREATE OR REPLACE FUNCTION {s}.quiet() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END %s$$"
    run.db.run(f"{body % ''}; CREATE TRIGGER quiet AFTER INSERT ON {table(run, t.name)} FOR EACH ROW EXECUTE FUNCTION {s}.quiet()")
    answer = run.ask("find", run.change())
    must(answer["ok"] and answer["found"]["fingerprint"] != found["fingerprint"], "a trigger more, and the same fingerprint")
    change = run.erase_change(answer["found"])
    run.db.run(body % "-- other ")
    stopped(run, change, {"schema"})


@event(3)
def other_schema(run, found, before):
    """What is altered elsewhere does not matter."""
    change = run.erase_change(found)
    s = run.case.schema
    run.db.run(f"CREATE TABLE {s}.elsewhere (id bigint PRIMARY KEY); CREATE TABLE {s}.there (x bigint REFERENCES {s}.elsewhere)")
    carried_out(run, change)


@event(6)
def vanished(run, found, before):
    """Rows that were to go went already."""
    change = run.erase_change(found)
    _, rows = rows_to_go(run, before)
    if run.case.trigger and run.case.trigger[0] in ("null", "back"):
        rows = []
    n = 0
    for row in sorted(rows, key=str)[:3]:
        if run.case.tables_by_name[row[0]].key:
            try:
                run.db.run(f"DELETE FROM {table(run, row[0])} WHERE {where(run, row)}")
                n += 1
            except Refused:
                pass
    now = look(run)
    old, new = Model(run.case, before, change), Model(run.case, now, change)
    lost = {row for row in old.by_row if row[1] not in now[row[0]]}
    if any(row[1] in now[row[0]] for row in old.by_row.keys() - new.by_row.keys()):
        refused(run, change)  # what it hung on went: nobody can tell any more that it is theirs
        return
    others = any(now[t].keys() | {i for (x, i) in lost if x == t} != before[t].keys() for t in before)
    same_verdicts = all(run.verdicts(old, row) == run.verdicts(new, row) for row in new.by_row)
    if others or not same_verdicts:
        return  # a cascade of the organisation's own took more
    erased = carried_out(run, change, before=now)
    if erased and n:
        must(erased["vanished"] >= len(lost), f"{len(lost)} rows vanished: {erased}")


@event(5)
def days(run, found, before):
    """A day on which a hold counts was altered."""
    change = run.erase_change(found)
    old = Model(run.case, before, change)
    changed = []
    for (tname, identity) in sorted(old.by_row, key=str):
        t = run.case.tables_by_name[tname]
        names = [n for n in t.types if t.types[n] in ("date", "timestamp", "timestamptz")]
        if names and t.key and run.r.random() < 0.5:
            run.db.run(f"UPDATE {table(run, tname)} SET {quoted(run.r.choice(names))} = "
                       f"{literal(run.r.choice([None, str(run.case.today), '2001-01-01 12:00']))} WHERE {where(run, (tname, identity))}")
            changed.append((tname, identity))
    if run.case.trigger and run.case.trigger[0] in ("null", "back"):
        return
    now = look(run)
    new = Model(run.case, now, change)
    if new.cascades:
        refused(run, change)
    elif all(run.verdicts(old, row) == run.verdicts(new, row) for row in new.by_row):
        carried_out(run, change, before=now)
    else:
        answer = run.ask("erase", change)
        after = look(run)
        must(answer["ok"], f"erase: {answer}")
        if "stopped" in answer["erased"]:
            must(answer["erased"]["stopped"]["why"] in ("held", "changed"), f"stopped {answer}")
            run.check_same(now, after, "what was stopped")
        else:  # the reasons changed, what is done did not
            for row in new.by_row:
                must(run.deeds(old, row) == run.deeds(new, row), f"what is done with {row} changed: {old.by_row[row]}, {new.by_row[row]}")
            run.check_after(new, now, after)


@event(6)
def referred(run, found, before):
    """Somebody's row came to refer to what was to go."""
    change = run.erase_change(found)
    _, rows = rows_to_go(run, before)
    free = [(fk, row) for fk in run.case.fks for row in rows if row[0] == fk.ref.name and fk.table.key
            and not set(fk.columns) & (set(fk.table.key) | fk.table.required)]
    run.r.shuffle(free)
    for fk, row in free:
        links = {c for _, c, _ in fk.table.links}
        others = [i for i, (_, v) in before[fk.table.name].items() if (fk.table.name, i) not in Model(run.case, before, change).by_row]
        if links & set(fk.columns) or not others:
            continue
        values = before[row[0]][row[1]][1]
        sets = ", ".join(f"{quoted(m)} = {literal(values[o])}" for m, o in zip(fk.columns, fk.ref_columns))
        run.db.run(f"UPDATE {table(run, fk.table.name)} SET {sets} WHERE {where(run, (fk.table.name, others[0]))}")
        refused(run, change)
        return
    carried_out(run, change)


@event(6)
def while_asked(run, found, before):
    """Between the statement and the commit nobody can add a child, alter a table, or put a foreign key there."""
    change = run.erase_change(found)
    model, rows = rows_to_go(run, before)
    tried = []

    def asked(xid):
        other = Connection(run.server.uri("postgres"))
        try:
            other.run("SET lock_timeout = '30ms'")
            for row in sorted(rows, key=str)[:1]:
                t = run.case.tables_by_name[row[0]]
                statements = [f"ALTER TABLE {table(run, row[0])} ADD COLUMN late text"]
                if t.id:
                    statements.append(f"CREATE TABLE {run.case.schema}.late (x {t.types[t.id]} REFERENCES {table(run, row[0])} ({quoted(t.id)}) ON DELETE CASCADE)")
                for fk in run.case.fks:
                    if fk.ref is t and fk.table.key:
                        statements.append(child(run, fk, before[row[0]][row[1]][1]))
                for statement in filter(None, statements):
                    try:
                        other.run(statement)
                        tried.append(statement)
                    except Refused:  # mostly 55P03: it waited in vain
                        pass
        finally:
            other.close()
        return True
    carried_out(run, change, asked)
    must(not tried, f"was not held off: {tried}")


def child(run, fk, parent):
    """An INSERT of a row that refers to the parent, like one that is there."""
    t = fk.table
    if not t.rows or set(fk.columns) & set(t.key):
        return None
    values = dict(t.rows[0].values)
    values.update({m: parent[o] for m, o in zip(fk.columns, fk.ref_columns)})
    for k in set(t.key) | set(t.unique):
        if t.types[k] != "text" or k != "tenant":
            values[k] = run.case.key_value(t.types[k])
    for other in run.case.fks:
        if other is not fk and other.table is t:
            values.update({m: None for m in other.columns if m not in t.required and m not in fk.columns})
    return (f"INSERT INTO {table(run, t.name)} ({', '.join(map(quoted, values))}) VALUES "
            f"({', '.join(literal(v) for v in values.values())})")


@event(4)
def lost(run, found, before):
    """It dies before the commit: it is not done, and is done then."""
    change = run.erase_change(found)
    xids = []
    answer = run.ask("erase", change, lambda xid: xids.append(xid))
    if not xids:
        must(answer["ok"] and "stopped" not in answer["erased"] or broken_by_trigger(run, Model(run.case, before, change)), f"erase: {answer}")
        return
    must(answer is None, f"killed, and yet: {answer}")
    settle(run)
    run.check_same(before, look(run), "what was killed")
    change["xid"] = xids[0]
    carried_out(run, change)


def settle(run):
    """Until the server has seen that its client is gone."""
    for _ in range(200):
        if run.db.run("SELECT count(*) FROM pg_stat_activity WHERE usename = 'changer'") == [["0"]]:
            return
        run.db.run("SELECT pg_sleep(0.01)")


@event(4)
def told_twice(run, found, before):
    """Its answer was lost, not its commit: the counts, and nothing more is changed."""
    change = run.erase_change(found)
    erased = carried_out(run, change)
    if not erased:
        return
    add = add_row(run, run.case.subject)
    now = look(run)
    change["xid"] = erased["xid"]
    answer = run.ask("erase", change, lambda xid: True)
    run.check_same(now, look(run), "what was committed before")
    must(answer["ok"] and "stopped" not in answer["erased"], f"settled: {answer}, {add}")


@event(4)
def another_number(run, found, before):
    """The number of its transaction is that of another one, which committed: what is not done is done then."""
    change = run.erase_change(found)
    model = Model(run.case, before, change)
    deeds = {row: run.deeds(model, row) for row in model.by_row}
    if any(d == "gone" or d and any(not same(model.values(*row)[n], as_text(v)) for n, v in d.items()) for row, d in deeds.items()):
        change["xid"] = run.db.run("SELECT txid_current()")[0][0]
    erased = carried_out(run, change)
    must(not erased or "xid" not in change or erased["xid"] != change["xid"], f"done by another's transaction: {erased}")


@event(6)
def only(run, found, before):
    """What was not approved is left alone, and the rest is done."""
    change = run.erase_change(found)
    change["only"] = True
    add_row(run, run.case.subject)
    if change["sets"] and run.r.random() < 0.5:
        change["sets"].pop(run.r.randrange(len(change["sets"])))
    now = look(run)
    model = Model(run.case, now, change)
    approved = run.approved(change)
    answer = run.ask("erase", change)
    after = look(run)
    if broken_by_trigger(run, model):
        if not answer["ok"] or "stopped" in answer["erased"]:
            run.check_same(now, after, "what a trigger took back")
            return
    if not answer["ok"] or "stopped" in answer["erased"]:
        run.check_same(now, after, "what was stopped")
        run.event = "only-stopped"
        return
    for tname, rows in now.items():
        for identity, (xmin, values) in rows.items():
            row = (tname, identity)
            if row not in approved:
                must(after[tname].get(identity) == (xmin, values), f"{row} was not approved, and changed: {values} {after[tname].get(identity)}")
            elif model.final(row, run.undecided) != "gone":
                must(identity in after[tname], f"{row} was to stay: {model.by_row[row]}")
        must(not after[tname].keys() - rows.keys(), f"new rows in {tname}")
