"""Verdicts of rows without a database, for tests/erasures.py: rules at random, what src/law/verdict.c says beside what the model does."""
import datetime
import random

from erasures_law import BASES, BOOK_YEAR_NEEDED, BOOK_YEARS, D, Unreadable, W
from erasures_model import AHEAD, Miss, refer, weigh

COLUMNS = ["name", "phone", "amount", "note"]


def a_day(r, today, basis):
    """About the end of what a basis has kept, as the connector tells it: None ahead, "" unreadable."""
    luck = r.random()
    if luck < 0.08:
        return None
    if luck < 0.14:
        return ""
    if luck < 0.2:
        return str(today + datetime.timedelta(days=r.choice([0, 1, 40])))
    _, how, n, _ = BASES.get(basis, (0, D, 1, 0))
    if how == W:
        return str(today - datetime.timedelta(days=7 * n + r.randint(-2, 2)))
    year = today.year - n + r.choice([-1, -1, 0, 0, 1])
    month, day = r.choice([(1, 1), (12, 31), (6, 30), (7, 1), (2, 28), (3, 1), (today.month, min(today.day, 28))])
    return str(datetime.date(year, month, day) + datetime.timedelta(days=r.choice([-1, 0, 0, 1])))


def columns(r):
    return None if r.random() < 0.3 else r.sample(COLUMNS, r.randint(1, 2))


def a_rule(r):
    act = r.choice(["delete", "delete", "delete", "anonymise", "keep"])
    rule = {"do": act, "why": "w"}
    if act == "anonymise" or act == "delete" and r.random() < 0.6:
        rule["set"] = {n: r.choice([None, "weg"]) for n in r.sample(COLUMNS, r.randint(1, 4))}
    for member in ("holds", "holds", "kept", "contract"):
        if r.random() < 0.5:
            continue
        k = {"until" if member == "contract" else "from": {"column": "d"}}
        if member == "holds":
            k["basis"] = r.choice(list(BASES) + ["XX-NONE"])
            if k["basis"] in BOOK_YEARS and r.random() < 0.5 or k["basis"] in BOOK_YEAR_NEEDED and r.random() < 0.9:
                k["book_year_ends"] = r.choice(["06-30", "12-31", "02-29"])
        if member == "kept":
            k.update(period=r.choice(["P12M", "P2Y", "P90D", "P4W", "P1M"]), why="w")
        if (c := columns(r)) or member == "contract":
            k["columns"] = c or COLUMNS[:2]
        rule.setdefault(member, []).append(k)
    rule["persons"] = []
    for _ in range(r.choice([0, 1, 2])):
        p = {"column": r.choice(COLUMNS), "identifier": "email", "shared": r.choice(["delete", "anonymise", "keep", "ask"])}
        if p["shared"] == "anonymise" and "set" not in rule or r.random() < 0.4:
            p["set"] = {r.choice(COLUMNS): None}
        rule["persons"].append(p)
    return rule


def a_row(r, rule, today):
    keeps = [(k, k.get("basis")) for m in ("holds", "kept", "contract") for k in rule.get(m, [])]
    persons = len(rule["persons"])
    shared = bool(persons) and r.random() < 0.4
    return {"dates": [a_day(r, today, basis) for _, basis in keeps],
            "claims": [{"id": 5, "columns": columns(r)}] if r.random() < 0.2 else [],
            "shared": shared, "person": r.choice([None, *range(persons)]) if persons else None, "referred": r.random() < 0.3}


def by_model(rule, row, today):
    given = {id(k["until" if m == "contract" else "from"]): d
             for (m, k), d in zip([(m, k) for m in ("holds", "kept", "contract") for k in rule.get(m, [])], row["dates"])}

    def of(d):
        text = given[id(d)]
        if text == "":
            raise Unreadable("day")
        return AHEAD if text is None else datetime.date.fromisoformat(text)

    mine = rule["persons"][row["person"]] if row["person"] is not None else None
    v = weigh(rule, today, of, row["claims"], row["shared"], mine)
    if row["referred"]:
        refer(v)
    until = "infinity" if v.blocked == AHEAD else str(v.blocked) if v.blocked else None
    return {"verdict": v.verdict, "do": v.do, "set": v.write if v.do == "anonymise" else {},
            "blocked_until": until if v.verdict == "hold" else None}


def check(tool, law, rules, seed):
    """(rows looked at, texts of those that come out otherwise)"""
    r, wrong, n = random.Random(seed), [], 0
    for _ in range(rules):
        today = datetime.date(2026, 1, 1) + datetime.timedelta(days=r.choice([0, 364, 364, r.randrange(2000)]))
        rule = a_rule(r)
        rows = [a_row(r, rule, today) for _ in range(10)]
        answer = tool.do({"action": "verdict", "erase": rule, "law": law, "today": str(today), "rows": rows})
        if not answer["ok"]:
            raise Miss(f"verdicts: {answer}; {rule}")
        for row, said in zip(rows, answer["verdicts"]):
            n += 1
            want = by_model(rule, row, today)
            got = {m: said[m] for m in want}
            if said["do"] != "anonymise":
                got["set"] = {}
            if got != want:
                wrong.append(f"{today} {rule} {row}: law {said}, model {want}")
    return n, wrong
