"""What the report must say of the requests of year_model.py, counted once more and each number by its definition in
docs/report.md: per request and right, without a sum kept, a query or a percentile function of the program's.
"""
from year_model import months_later, number, text

STEPS = [(0, 7), (8, 14), (15, 21), (22, 28), (29, 35), (36, 62), (63, 98), (99, None)]
COUNTS = ["received", "in_time", "late", "open_in_time", "open_late", "ended_after_first_month", "extended", "extended_unlawfully", "extension_pending", "suspended",
    "refused", "refused_late", "late_before_reopening", "untold", "withdrawn", "not_identified", "entered_by_mistake", "receipt_corrected", "closed_unanswered", "statute_missed", "promise_missed", "promise_kept",
    "within_one_month", "within_one_month_of", "within_three_months", "within_three_months_of"]


def day_of(s):
    return s and number(*map(int, s.split("-")))


def percent(part, whole):
    return None if whole == 0 else (1000 * part // whole) / 10


def disc(days, tenths):
    """The smallest number of days that this share of them does not exceed."""
    return next((d for d in sorted(days) if 10 * sum(x <= d for x in days) >= tenths * len(days)), None)


STATES = {"open": "open_in_time", "late": "open_late", "met": "in_time", "ended": "in_time", "missed": "late", "after-first-month": "ended_after_first_month"}


class Unit:
    """A request as of a day, as a whole or one of its rights."""

    def __init__(self, request, today, right):
        self.t, u = request.term(today), request.unit(today, right)
        facts = [f for f, known in zip(request.facts, request.recorded) if known <= today]
        again = max([i for i, f in enumerate(facts) if f[0] == "reopened"], default=-1)
        self.u, self.end, self.on = u, u["end"], u["told"]
        self.answered = self.on is not None and self.end[0] == "answered"
        self.grounds = {x[1] for kind, _, x in facts[again + 1:] if kind == "refused" and right in (None, x[0])}
        self.causes = {x for kind, _, x in facts if kind == "cause"}
        self.received, self.today = request.received, today

    def past(self, limit):
        return (self.today if self.on is None else self.on) > limit

    def counts(self):
        """The names of the figures in which it counts."""
        t, u = self.t, self.u
        yield "received"
        yield STATES[u["statute"]]
        yield "statute_missed" if u["statute"] in ("late", "missed") else ""
        yield "late_before_reopening" if u["before"] != "none" else ""
        yield "untold" if self.end and self.on is None else ""
        yield {"none": "", "needless": "", "in-force": "extended", "decided": "extension_pending"}.get(t["extension"], "extended_unlawfully")
        if t["suspension_days"] or t["suspended_now"]:
            yield "suspended"
        yield "refused" if self.grounds else ""
        yield "refused_late" if u["refused_late"] else ""
        if self.on is not None and not self.answered:
            yield "withdrawn" if self.end[0] == "withdrawn" else "closed_unanswered"
            if self.end[0] == "closed" and self.end[3] == "not-identified":
                yield "not_identified"
        yield "promise_kept" if u["promised"] == "met" else ""
        yield "promise_missed" if u["promised"] in ("missed", "late") else ""
        yield from self.edpb("within_one_month", day_of(t["deadline"]))
        if t["extension"] == "in-force":
            yield from self.edpb("within_three_months", day_of(t["extended"]))

    def edpb(self, name, limit):
        if self.answered or self.on is None and self.past(limit):
            yield name + "_of"
        if self.answered and not self.past(limit):
            yield name


def figures(units):
    v = dict.fromkeys(COUNTS, 0)
    grounds, causes, days = {}, {}, []
    for u in units:
        for name in filter(None, u.counts()):
            v[name] += 1
        for ground in u.grounds:
            grounds[ground] = grounds.get(ground, 0) + 1
        for cause in u.causes:
            causes[cause] = causes.get(cause, 0) + 1
        if u.answered:
            days.append(u.on - u.received)
    v["on_time_percent"] = percent(v["in_time"], v["in_time"] + v["late"] + v["ended_after_first_month"] + v["open_late"])
    v["best_percent"] = percent(v["in_time"] + v["open_in_time"], v["received"])
    for name in ("within_one_month", "within_three_months"):
        v[name + "_percent"] = percent(v[name], v[name + "_of"])
    v["refused_by_ground"], v["causes"] = grounds, causes
    v["days"] = {"answered": len(days), "median": disc(days, 5), "p90": disc(days, 9), "max": max(days, default=None),
        "histogram": [{"from": a, "to": b, "requests": sum(a <= d and (b is None or d <= b) for d in days)} for a, b in STEPS]}
    return v


def cohort(requests, today):
    """{"total", "rights", "processor"} of some requests."""
    own = [r for r in requests if not r.controller]
    rights = {x for r in own for x in r.rights}
    return {"total": figures([Unit(r, today, None) for r in own]),
        "rights": {x: figures([Unit(r, today, x) for r in own if x in r.rights]) for x in rights},
        "processor": figures([Unit(r, today, None) for r in requests if r.controller])}


def trend(requests, today, after):
    rows = []
    for k in range(-12, 0):
        first, following = months_later(after, k), months_later(after, k + 1)
        if first > today:
            break
        v = figures([Unit(r, today, None) for r in requests if first <= r.received < following and not r.controller])
        rows.append(dict({k: v[k] for k in ("received", "in_time", "late", "open_in_time", "open_late", "ended_after_first_month", "on_time_percent", "best_percent")},
            month=text(first)[:7], median_days=v["days"]["median"], p90_days=v["days"]["p90"]))
    return rows


def pending(requests, today):
    """Of each request that is open, or ended with nobody told: its term, and whether it has ended."""
    for r in requests:
        t = r.term(today)
        if t["told"] is None:
            yield r, t, t["ended"] is not None


def risk(requests, today):
    rows = []
    for r, t, ended in pending(requests, today):
        left = day_of(t["due"]) - today
        if left > 14:
            continue
        missing = [] if r.had_plan else ["plan"]
        missing += ["system " + s for s in sorted(set(r.tasks) | (r.waiting if r.tasks else set()))] + ["question"] * t["suspended_now"] + ["notice"] * (t["extension"] == "decided")
        rows.append({"reference": r.ref, "due": t["due"], "in_force": t["in_force"], "days_left": left, "processor": bool(r.controller),
            "missing": ["letter"] if ended else missing + ["answer"]})
    return sorted(rows, key=lambda row: (row["due"], row["reference"]))


def now(requests, today, slug):
    """What is late on that day, whenever it was received; what is to be done about the worst first."""
    open_ = [(r, t, ended) for r, t, ended in pending(requests, today)]
    late = sorted((t["in_force"], r.ref, ended) for r, t, ended in open_ if day_of(t["in_force"]) < today)
    at_risk = sum(day_of(t["in_force"]) >= today and day_of(t["due"]) - today <= 14 for _, t, _ in open_)
    force, worst, ended = late[0] if late else (None, None, None)
    step = "dossier %s %s" % ("letter list" if ended else "show", worst) if late else "dossier due --org %s --within 14" % slug if at_risk else None
    return {"late_now": len(late), "worst_days_late": today - day_of(force) if late else None, "at_risk": at_risk, "worst": worst, "next": step}


def report(requests, today, first, after, slug):
    """What `report` says on ${today} of one organisation's requests and the period from ${first} until before ${after}."""
    def within(day):
        return day is not None and first <= day < after

    requests = [r for r in requests if r.known <= today]
    v = {"received": cohort([r for r in requests if within(r.received)], today),
        "deadline": cohort([r for r in requests if within(r.day("in_force", today))], today),
        "closed": cohort([r for r in requests if within(r.day("told", today))], today)}
    return {"cohorts": v, "trend": trend(requests, today, after), "risk": risk(requests, today)[:100], "now": now(requests, today, slug)}


def said(organisation):
    """The same parts of what it did say; what it says twice must be the same."""
    v = {}
    for c in organisation["cohorts"]:
        v[c["cohort"]] = {"total": c["total"], "processor": c["processor"],
            "rights": {x["right"]: {k: y for k, y in x.items() if k != "right"} for x in c["rights"]}}
    first = organisation["cohorts"][0]
    assert all(organisation[k] == first[k] for k in ("total", "rights", "processor"))
    for row in organisation["risk"]:
        row["missing"] = sorted(row["missing"][:-1], key=lambda s: (s != "plan", not s.startswith("system"), s in ("notice",), s)) + row["missing"][-1:]
    return {"cohorts": v, "trend": organisation["trend"], "risk": organisation["risk"], "now": organisation["now"]}


def differences(got, wanted, path=""):
    if isinstance(got, dict) and isinstance(wanted, dict):
        for k in sorted(set(got) | set(wanted)):
            yield from differences(got.get(k), wanted.get(k), path + "." + k)
    elif isinstance(got, list) and isinstance(wanted, list) and len(got) == len(wanted):
        for i, (a, b) in enumerate(zip(got, wanted)):
            yield from differences(a, b, "%s[%d]" % (path, i))
    elif got != wanted:
        yield "%s: got %s, wanted %s" % (path.lstrip("."), got, wanted)
