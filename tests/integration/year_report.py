"""What the report must say of the requests of year_model.py, counted once more and each number by its definition in
docs/report.md: per request and right, without a sum kept, a query or a percentile function of the program's.
"""
from year_model import civil, months_later, number, text, told

STEPS = [(0, 7), (8, 14), (15, 21), (22, 28), (29, 35), (36, 62), (63, 98), (99, None)]
COUNTS = ["received", "in_time", "late", "open_in_time", "open_late", "extended", "extended_unlawfully", "extension_pending", "suspended",
    "refused", "refused_late", "withdrawn", "not_identified", "closed_unanswered", "statute_missed", "promise_missed", "promise_kept",
    "within_one_month", "within_one_month_of", "within_three_months", "within_three_months_of"]


def day_of(s):
    return s and number(*map(int, s.split("-")))


def percent(part, whole):
    return None if whole == 0 else (1000 * part // whole) / 10


def disc(days, tenths):
    """The smallest number of days that this share of them does not exceed."""
    return next((d for d in sorted(days) if 10 * sum(x <= d for x in days) >= tenths * len(days)), None)


def ended(request, today):
    """What was known of it by then, what of that since it was last opened, and its end, the letters of its refusals among that."""
    facts = [f for f, known in zip(request.facts, request.recorded) if known <= today]
    again = max([i for i, f in enumerate(facts) if f[0] == "reopened"], default=-1)
    end, lately = request.ended(facts), facts[again + 1:]
    return facts, lately, end and request.told_end(facts, end)


class Unit:
    """A request as of a day, as a whole or one of its rights."""

    def __init__(self, request, today, right):
        t = self.t = request.term(today)
        facts, lately, self.end = ended(request, today)
        self.refusals = [(told(facts, on, x), x[1]) for kind, on, x in lately if kind == "refused" and right in (None, x[0])]
        self.on, self.answered = (self.end[1], self.end[0] == "answered") if self.end else (None, False)
        if right and self.end:
            self.on = request.ended(facts)[1]  # whatever was told of the others
        apart = [(on, told(facts, on, x) if kind == "refused" else on) for kind, on, x in lately
            if kind in ("refused", "part") and x[0] == right]
        if apart and (self.on is None or apart[0][0] <= self.on):
            self.on, self.answered = apart[0][1], True
        self.causes = {x for kind, _, x in facts if kind == "cause"}
        self.received, self.today, self.right = request.received, today, right
        self.measures = request.org.measures

    def past(self, limit):
        return (self.today if self.on is None else self.on) > limit

    def counts(self):
        """The names of the figures in which it counts."""
        t, ended = self.t, self.on is not None
        first, force, last, promise = [day_of(t[k]) for k in ("deadline", "in_force", "extended", "promise")]
        late = self.past(force)
        yield "received"
        yield ("late" if late else "in_time") if ended else ("open_late" if late else "open_in_time")
        if late:
            yield "statute_missed"
        yield {"none": "", "in-force": "extended", "decided": "extension_pending"}.get(t["extension"], "extended_unlawfully")
        if t["suspension_days"] or t["suspended_now"]:
            yield "suspended"
        if self.refusals:
            yield "refused"
        if any(on > first for on, _ in self.refusals):
            yield "refused_late"
        if ended and not self.answered:
            yield "withdrawn" if self.end[0] == "withdrawn" else "closed_unanswered"
            if self.end[0] == "closed" and self.end[2] == "not-identified":
                yield "not_identified"
        if promise:
            kept = t["promised"] == "met" if self.measures == "done" else self.answered and not self.past(promise)
            missed = t["promised"] in ("missed", "late") if self.measures == "done" else self.past(promise)
            yield "promise_kept" if kept else ""
            yield "promise_missed" if missed else ""
        yield from self.edpb("within_one_month", first)
        if t["extension"] == "in-force":
            yield from self.edpb("within_three_months", last)

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
        for ground in {g for _, g in u.refusals}:
            grounds[ground] = grounds.get(ground, 0) + 1
        for cause in u.causes:
            causes[cause] = causes.get(cause, 0) + 1
        if u.answered:
            days.append(u.on - u.received)
    v["on_time_percent"] = percent(v["in_time"], v["in_time"] + v["late"] + v["open_late"])
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
        rows.append(dict({k: v[k] for k in ("received", "in_time", "late", "open_in_time", "open_late", "on_time_percent", "best_percent")},
            month=text(first)[:7], median_days=v["days"]["median"], p90_days=v["days"]["p90"]))
    return rows


def risk(requests, today):
    rows = []
    for r in requests:
        t = r.term(today)
        left = day_of(t["due"]) - today
        if not r.is_open or left > 14:
            continue
        missing = [] if r.had_plan else ["plan"]
        missing += ["system " + s for s in sorted(set(r.tasks) | (r.waiting if r.tasks else set()))] + ["question"] * t["suspended_now"] + ["notice"] * (t["extension"] == "decided")
        rows.append({"reference": r.ref, "due": t["due"], "in_force": t["in_force"], "days_left": left, "processor": bool(r.controller),
            "missing": missing + ["answer"]})
    return sorted(rows, key=lambda row: (row["due"], row["reference"]))


def report(requests, today, first, after):
    """What `report` says on ${today} of one organisation's requests and the period from ${first} until before ${after}."""
    def within(day):
        return day is not None and first <= day < after

    requests = [r for r in requests if r.known <= today]
    v = {"received": cohort([r for r in requests if within(r.received)], today),
        "deadline": cohort([r for r in requests if within(r.day("in_force", today))], today),
        "closed": cohort([r for r in requests if within((ended(r, today)[2] or (None, None))[1])], today)}
    return {"cohorts": v, "trend": trend(requests, today, after), "risk": risk(requests, today)[:100]}


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
    return {"cohorts": v, "trend": organisation["trend"], "risk": organisation["risk"]}


def differences(got, wanted, path=""):
    if isinstance(got, dict) and isinstance(wanted, dict):
        for k in sorted(set(got) | set(wanted)):
            yield from differences(got.get(k), wanted.get(k), path + "." + k)
    elif isinstance(got, list) and isinstance(wanted, list) and len(got) == len(wanted):
        for i, (a, b) in enumerate(zip(got, wanted)):
            yield from differences(a, b, "%s[%d]" % (path, i))
    elif got != wanted:
        yield "%s: got %s, wanted %s" % (path.lstrip("."), got, wanted)
