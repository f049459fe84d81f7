"""What the law says of a request, for year.py: a model that shares no code and no data with the program. Its days, clock
changes, holidays and rules are written here once more.
"""
HOUR, DAY = 3600, 86400

# ---- days, counted from 1 March of the year 0 so that a leap day is the last of its year ----


def number(y, m, d):
    y, m = (y, m - 3) if m > 2 else (y - 1, m + 9)
    return 365 * y + y // 4 - y // 100 + y // 400 + (153 * m + 2) // 5 + d - 1


def civil(n):
    y = n // 366
    while number(y + 1, 3, 1) <= n:
        y += 1
    m = 3
    while m < 14 and number(y + m // 12, m % 12 + 1, 1) <= n:
        m += 1
    y, m = y + (m - 1) // 12, (m - 1) % 12 + 1
    return y, m, n - number(y, m, 1) + 1


def text(n):
    return None if n is None else "%04d-%02d-%02d" % civil(n)


def weekday(n):
    return (n - number(2024, 1, 1)) % 7  # a Monday


def months_later(n, k):
    y, m, d = civil(n)
    first = number(y + (m + k - 1) // 12, (m + k - 1) % 12 + 1, 1)
    y, m, _ = civil(first)
    return min(first + d - 1, number(y + m // 12, m % 12 + 1, 1) - 1)


def last_sunday(y, m):
    n = number(y, m, 31)
    return n - (weekday(n) + 1) % 7


def offset(utc):
    """Hours east of Greenwich in Amsterdam, Brussels and Stockholm."""
    y = civil(utc // DAY)[0]
    return 2 if last_sunday(y, 3) * DAY + HOUR <= utc < last_sunday(y, 10) * DAY + HOUR else 1


def local_day(utc):
    return (utc + offset(utc) * HOUR) // DAY


def instant(day, seconds, second_time=False):
    """Local wall time as UTC; of the hour that comes twice the first, unless told otherwise."""
    summer, winter = day * DAY + seconds - 2 * HOUR, day * DAY + seconds - HOUR
    if offset(summer) == 2 and not (second_time and offset(winter) == 1):
        return summer
    return winter


def written(utc):
    at = utc + offset(utc) * HOUR
    return "%sT%02d:%02d:%02d+%02d:00" % (text(at // DAY), at % DAY // HOUR, at % HOUR // 60, at % 60, offset(utc))


# ---- public holidays ----


def easter(y):  # Oudin
    c, g = y // 100, y % 19
    k = (c - 17) // 25
    i = (c - c // 4 - (c - k) // 3 + 19 * g + 15) % 30
    i -= i // 28 * (1 - 29 // (i + 1) * ((21 - g) // 11))
    j = (y + y // 4 + i + 2 - c + c // 4) % 7
    m = 3 + (i - j + 40) // 44
    return number(y, m, i - j + 28 - 31 * (m // 4))


# Algemene termijnenwet art. 3(3), by Royal Decree
DECREED = {number(*d) for d in ((2020, 5, 22), (2021, 5, 14), (2022, 5, 27), (2023, 4, 28), (2023, 5, 19), (2024, 5, 10),
    (2024, 12, 27), (2025, 5, 30), (2026, 1, 2), (2026, 5, 15), (2027, 5, 7), (2028, 4, 28), (2028, 5, 26))}


CORRECTED = set()  # by a file of the installation's own, in the middle of the year


def holiday_nl(n, y, m, d, after_easter):
    kings = (4, 26) if weekday(number(y, 4, 27)) == 6 else (4, 27)
    return n in CORRECTED or (m, d) in ((1, 1), (5, 5), (12, 25), (12, 26), kings) or after_easter in (-2, 1, 39, 50) or n in DECREED


def holiday_be(n, y, m, d, after_easter):
    return (m, d) in ((1, 1), (5, 1), (7, 21), (8, 15), (11, 1), (11, 11), (12, 25)) or after_easter in (1, 39, 50)


def holiday_se(n, y, m, d, after_easter):
    return (m, d) in ((1, 1), (1, 6), (5, 1), (6, 6), (12, 25), (12, 26)) or after_easter in (-2, 0, 1, 39, 49)
    # midsummer and All Saints are Saturdays


HOLIDAYS = {"nl": holiday_nl, "be": holiday_be, "se": holiday_se}


def works(calendar, n):
    y, m, d = civil(n)
    return weekday(n) < 5 and not HOLIDAYS[calendar](n, y, m, d, n - easter(y))


def working_day(calendar, n):
    while not works(calendar, n):
        n += 1
    return n


# ---- the organisations, and the law as the model knows it ----


class Org:
    def __init__(self, slug, country, calendar, promise=None, measures=None, controllers=False, superior=False):
        self.slug, self.country, self.calendar, self.promise, self.measures = slug, country, calendar, promise, measures
        self.controllers = controllers  # customers for whom it is processor
        self.superior = superior        # is one named
        self.forwards = slug in ("belbot", "jouwbot", "zivver", "jbsync")  # is anything processed for customers


ORGS = [Org("jcc", "NL", "nl", lambda r: r + 28, "done"), Org("maila", "SE", "se"),
    Org("belbot", "BE", "be", lambda r: months_later(r, 1), "answered", True, True), Org("jouwbot", "NL", "nl"), Org("zivver", "NL", "nl"), Org("jbsync", "NL", "nl")]
COPY = ("access", "portability")  # what an archive answers
# ground: rights, country, must it be weighed
GROUNDS = {
    "unfounded-12-5": (("access", "erasure", "portability", "objection", "rectification", "restriction", "human-review"), None, False),
    "others-15-4": (("access",), None, True),
    "no-ground-17-1": (("erasure",), None, False),
    "uavg-41-i": (("access", "erasure", "portability", "objection", "rectification", "restriction"), "NL", True),
    "drafts-se-5-2": (("access",), "SE", False),
    "no-ground-18-1": (("restriction",), None, False),
    "not-automated-22-1": (("human-review",), None, False),
    "journalism-uavg-43": (("access", "erasure", "portability", "objection", "rectification", "restriction", "human-review",
        "consent-withdrawal"), "NL", False),
}
RUNGS = [("T-14", -14, "handler"), ("T-7", -7, "handler"), ("T-3", -3, "handler, officer"), ("T-1", -1, "handler, officer"),
    ("today", 0, "handler, officer, superior"), ("late", 1, "handler, officer, superior")]
TASK_RUNGS = [("chase", 7, 7, "asked"), ("second chase", 12, 4, "handler, asked"), ("escalate", 14, 3, "handler, officer, asked")]
DENIED, USAGE, MISSING = 4, 2, 3
CAUSES = ("recipient-silent", "volume", "other")


def rung_name(i):
    return RUNGS[i][0] if i < 6 else "late by %d week%s" % (i - 5, "" if i == 6 else "s")


def told(facts, refusal):
    """A refusal is told on the day its letter left (art. 12(4)); None: it lies there."""
    return next((day for kind, day, nth in facts if kind == "sent" and nth == refusal[2]), None)


WORSE = ("none", "after-first-month", "missed")


class Request:
    """What has happened to one request, and what follows from it."""

    def __init__(self, i, org, received, rights, represented):
        self.i, self.org, self.received, self.represented = i, org, received, represented
        self.rights = {r: ("open", None) for r in rights}
        self.state = None         # as the program names it; None: not logged yet
        self.known = received     # the day on which it was logged
        self.controller = None    # on whose instruction, when it is handled as processor: nothing is decided in our own name (28(3)(a))
        self.facts, self.recorded = [], []  # (kind, day, detail); the day on which each became known
        self.doubts = set()
        self.planned = False      # somebody was to be asked
        self.had_plan = False     # a plan was made, be it of nobody
        self.tasks = {}           # {system: day asked; None: to be asked anew}
        self.waiting = set()      # those that wait for what one of them may yield
        self.written = set()      # those of them that were asked by a letter
        self.told, self.chased = {}, {}
        self.built, self.duplicates, self.terms = False, [], {}
        self.covered = False  # one of its sources was searched
        self.closings = {}        # {ground: facts}: letters that tell why it is closed
        self.refusals = []        # of each: did its letter leave?
        self.script, self.wrong, self.ref, self.kind = [], [], "?", ""

    # -- dates --

    def ended(self, facts):
        end = None
        for kind, on, detail in facts:
            if kind == "reopened":
                end = None
            elif kind in ("answered", "closed", "withdrawn") and not end:
                end = (kind, on, detail)
        return end

    def extension(self, facts, first, today, end):
        decided = [on for kind, on, _ in facts if kind == "extended"]
        notices = []
        for kind, on, _ in facts:
            if kind == "notice":
                notices.append([on, True])
            elif kind == "bounced":
                notices[-1][1] = False
        good = [on for on, arrived in notices if arrived]
        if not decided:
            return "none", None
        if good:
            return "in-force", good[0]
        if end and end[2] is not None and end[2] <= first:
            return "needless", notices[-1][0] if notices else None
        if notices:
            return "bounced", notices[-1][0]
        return "decided" if today <= first else "late", None

    def questions(self, facts):
        """[about, large, asked, answered or None, left or None]"""
        all_of_them, unanswered = [], []
        for kind, on, detail in facts:
            if kind == "asked":
                all_of_them.append([detail[0], detail[1], on, None, None])
                unanswered.append(all_of_them[-1])
            elif kind == "left":
                all_of_them[-1][4] = on
            elif kind == "answer":
                self.answered(unanswered)[3] = on
                unanswered = [q for q in unanswered if q[3] is None]
        return all_of_them

    def identity_open(self):
        """Who asks is in doubt: asked, not answered, and no check passed since."""
        passed = max([i for i, (kind, _, detail) in enumerate(self.facts) if (kind, detail) == ("check", "passed")], default=-1)
        asked = [i for i, (kind, _, _) in enumerate(self.facts) if kind == "asked"]
        return any(q[0] == "identity" and q[3] is None and i > passed for i, q in zip(asked, self.questions(self.facts)))

    def answered(self, waiting):
        """`verify --answered` is about who asks, as long as that was asked: the last that left, if any did."""
        about_who = [q for q in waiting if q[0] == "identity"]
        return ([q for q in about_who if q[4] is not None] or about_who or waiting)[-1]

    def suspension(self, facts, today, end):
        last, n = self.received, 0
        while n < 3:  # "without undue delay": three working days
            last += 1
            n += works(self.org.calendar, last)
        days, still = set(), False
        for about, large, _, answered, left in self.questions(facts):
            if left is None or left > last or (about == "clarification" and not large):
                continue
            until = min(today if answered is None else answered, end[1] if end else today)
            days |= set(range(left, until))
            still = still or (answered is None and not end)
        return len(days), still

    def withdraws_consent(self, facts):
        ended = False
        for kind, _, detail in facts:
            if kind == "reopened":
                ended = False
            elif kind in ("refused", "part") and detail[0] == "consent-withdrawal":
                ended = True
        return "consent-withdrawal" in self.rights and not ended

    def spells(self, today, right=None):
        """Each time it was open, until it was opened again: how it ended, as (how, day, the day that counts or None, detail), or
        None; and its refusals, as (day, day told or None). Of all of it, or of one right.
        """
        known = [(f, day) for f, day in zip(self.facts, self.recorded) if day <= today]
        facts, found = [f for f, _ in known], []
        while known is not None:
            again = next((i for i, (f, _) in enumerate(known) if f[0] == "reopened"), None)
            spell, known = known[:again], known[again + 1:] if again is not None else None
            refusals = [(on, told(facts, x)) for (kind, on, x), _ in spell if kind == "refused" and right in (None, x[0])]
            found.append((self.end_of(spell, right, facts), refusals))
        return found

    def end_of(self, spell, right, facts):
        for (kind, on, detail), said in spell:
            if right and kind in ("refused", "part") and detail[0] == right:
                return "answered", on, told(facts, detail) if kind == "refused" else on, None
            if kind in ("answered", "closed", "withdrawn"):
                # what is said of a day that is over, and shown by nothing, counts when it is said (art. 5(2))
                days = [said if kind == "withdrawn" and not detail else on]
                if not right:  # the last letter of any of its rights
                    days += [told(facts, x) for (k, _, x), _ in spell if k == "refused"]
                return kind, on, None if None in days else max(days), detail
        return None

    def late(self, end, refusals, first, force):
        if end and end[2] is not None and end[2] > force:
            return "missed"
        closed = end and end[0] == "closed" and end[2] is not None and end[2] > first
        # art. 12(4) knows no extension
        return "after-first-month" if closed or any(max(on, day or on) > first for on, day in refusals) else "none"

    def judge(self, today, right, first, force, promise):
        """How it, or a right of it, ended, and what became of the dates."""
        *before, (end, refusals) = self.spells(today, right)
        worst = max([self.late(*spell, first, force) for spell in before], key=WORSE.index, default="none")
        day = end and end[2]
        answered = day is not None and end[0] == "answered"
        if day is None:
            statute = "late" if today > force else "open"
        else:
            statute = max(worst, self.late(end, refusals, first, force), key=WORSE.index)
            statute = statute if statute != "none" else "met" if answered else "ended"
        promised = "none"
        if promise is not None:
            missed = any(e and e[2] is not None and e[2] > promise for e, _ in before)
            promised = ("late" if today > promise else "open") if day is None else "missed" if missed or day > promise else "met" if answered else "ended"
        every = [x for _, some in before for x in some]
        late = any(max(on, told or on) > first for on, told in every + refusals) or today > first and any(told is None for _, told in refusals)
        return {"end": end, "refusals": refusals, "told": day, "statute": statute, "promised": promised, "before": worst, "refused_late": late}

    def term(self, today):
        """What `deadline --explain` must say as of a day: of what was known then."""
        key = today, len(self.facts), len(CORRECTED)
        if key not in self.terms:
            self.terms[key] = self.work_out(today)
        return self.terms[key]

    def work_out(self, today):
        facts = [f for f, known in zip(self.facts, self.recorded) if known <= today]
        calendar, end = self.org.calendar, self.ended(facts)
        nominal = [months_later(self.received, k) for k in (1, 3)]
        first, extended = [working_day(calendar, n) for n in nominal]
        extension, notice = self.extension(facts, first, today, self.spells(today)[-1][0])
        force = extended if extension == "in-force" else first
        promise = self.org.promise(self.received) if self.org.promise else None
        due = min(force, promise or force)
        if self.withdraws_consent(facts):  # art. 7(3): nothing is weighed
            due = min(due, working_day(calendar, self.received + 1))
        days, still = self.suspension(facts, today, end)

        all_of_it = self.judge(today, None, first, force, promise)
        return {
            "received": text(self.received), "deadline": text(first), "extended": text(extended), "promise": text(promise),
            "in_force": text(force), "extension": extension, "notice_sent": text(notice), "due": text(due),
            "suspended": text(working_day(calendar, nominal[extension == "in-force"] + days)) if days else None,
            "suspension_days": days, "suspended_now": still, "promise_measures": self.org.measures,
            # a refusal is done once it is told, a copy when it is handed over
            "statute": all_of_it["statute"], "promised": all_of_it["promised"], "before": all_of_it["before"],
            "ended": text(end and end[1]), "told": text(all_of_it["told"]), "refused_late": all_of_it["refused_late"],
        }

    def unit(self, today, right):
        """The same of one right; whether something promised was done is so of all of it alone."""
        days = [self.day(k, today) for k in ("deadline", "in_force", "promise")]
        found = self.judge(today, right, *days)
        if self.org.measures == "done":
            found["promised"] = self.term(today)["promised"]
        return found

    def day(self, name, today):
        y = self.term(today)[name]
        return y and number(*map(int, y.split("-")))

    @property
    def is_open(self):
        return self.state in ("logged", "searching", "collected")

    def left(self, today):
        """Until it is due; None: it ended, and whoever asked was told."""
        return self.day("due", today) - today if self.is_open or self.term(today)["told"] is None else None

    def pending(self, today):
        """The rights of which nothing is decided, or nobody was told."""
        return [right for right, (state, _) in self.rights.items()
            if (state == "open" and self.is_open) or self.unit(today, right)["end"] and self.unit(today, right)["told"] is None]

    def show(self, today):
        t = self.term(today)
        return {
            "organisation": self.org.slug, "status": "waiting" if self.state == "collected" and (self.tasks or self.waiting) else self.state,
            "received": t["received"], "deadline": t["deadline"],
            "extended": t["extended"], "promise": t["promise"], "due": t["due"],
            "days_left": self.left(today),
            "decisions": {r: (state, text(on)) for r, (state, on) in self.rights.items()},
        }

    # -- what may be done: each returns the exit status, and changes the model when that is 0 --

    def add(self, today, kind, on, detail=None):
        self.facts.append((kind, on, detail))
        self.recorded.append(today)
        return 0

    def denied_day(self, on, today):
        return on < self.received or on > today

    def at_once(self):
        """Nothing is open but what stops at once, and unproven (art. 7(3)); no objection here is to marketing alone."""
        return all(right == "consent-withdrawal" for right, (state, _) in self.rights.items() if state == "open")

    def extend(self, today, ground, reason):
        if ground not in ("complexity", "number"):
            return USAGE
        t = self.term(today)
        if self.at_once() or self.controller or self.ended(self.facts) or t["extension"] != "none" or today > self.day("deadline", today) or not reason.strip():
            return DENIED
        return self.add(today, "extended", today)

    def notice(self, today, on):
        t = self.term(today)
        if t["extension"] in ("none", "in-force") or self.ended(self.facts) or self.denied_day(on, today):
            return DENIED
        decided = [d for kind, d, _ in self.facts if kind == "extended"][0]
        back = [d for kind, d, _ in self.facts if kind == "bounced"]
        if on < decided or on > self.day("deadline", today) or (back and on < back[-1]):
            return DENIED
        return self.add(today, "notice", on)

    def bounce(self, today, on):
        t = self.term(today)
        if t["extension"] not in ("in-force",) or self.denied_day(on, today) or on < self.day("notice_sent", today):
            return DENIED
        return self.add(today, "bounced", on)

    def ask(self, today, about, large, doubt, method, on):
        if self.controller or self.ended(self.facts) or self.denied_day(on, today):
            return DENIED
        if about == "identity" and self.at_once():
            return DENIED  # art. 7(3): whoever asks
        same = " ".join(doubt.lower().split())
        if not same or same in self.doubts:
            return DENIED
        if about == "identity" and method == "passport-copy":
            return DENIED
        if about == "identity" and method not in ("code-to-address", "login"):
            return USAGE
        self.doubts.add(same)
        self.add(today, "asked", on, (about, large))
        return self.leave(today, on) if on < today else 0  # of a day that is over it is shown how it left

    def leave(self, today, on):
        """The letter of the question asked last."""
        return self.add(today, "left", on)

    def hear(self, today, on):
        waiting = [q for q in self.questions(self.facts) if q[3] is None]
        if not waiting or on > today:
            return DENIED
        left = self.answered(waiting)[4]
        if left is None or on < left:
            return DENIED  # nobody answers what did not reach them (art. 12(6))
        return self.add(today, "answer", on)

    def check(self, today, method, outcome):
        if outcome not in ("passed", "failed"):
            return USAGE
        if method not in ("code-to-address", "login"):
            return DENIED if method == "passport-copy" else USAGE
        return self.add(today, "check", today, outcome)

    def identified(self):
        """A check is recorded, the last one passed, and nothing was asked about it since (art. 12(2), 12(6))."""
        checks = [detail for kind, _, detail in self.facts if kind == "check"]
        return checks[-1:] == ["passed"] and not self.identity_open()

    def mandate(self, today):
        return self.add(today, "mandate", today)

    def authorised(self):
        """Who asks for their child showed that they may (UAVG 5(4))."""
        return not self.represented or any(kind == "mandate" for kind, _, _ in self.facts)

    def refuse(self, today, right, ground, facts, weighed):
        if ground not in GROUNDS:
            return MISSING
        if right not in self.rights:
            return MISSING
        rights, country, weigh = GROUNDS[ground]
        if self.controller or self.rights[right][0] != "open" or self.ended(self.facts) or right not in rights:
            return DENIED
        if country not in (None, self.org.country) or not facts.strip() or (weigh and not weighed):
            return DENIED
        if right == "objection":
            return DENIED  # to all there is, as none says to what: marketing is among it everywhere (art. 21(3))
        if ground == "others-15-4":
            return DENIED  # never of a whole right (recital 63)
        last = sum(state == "open" for state, _ in self.rights.values()) == 1
        to_come = self.state == "logged" and self.org.forwards and not self.controller
        if last and (to_come or "forward" in self.tasks) and not ground.startswith("not-identifiable"):
            return DENIED  # with it all ends, and what is processed for customers is forwarded to none (art. 28(3)(e))
        self.rights[right] = ("refused", today)
        self.add(today, "refused", today, (right, ground, len(self.refusals)))
        self.refusals.append(False)
        if not any(state == "open" for state, _ in self.rights.values()):
            self.state = "answered"
            self.add(today, "answered", today)
        return 0

    def send(self, today, nth, on):
        """The letter of a refusal left."""
        refused = [day for kind, day, x in self.facts if kind == "refused" and x[2] == nth][0]
        if self.refusals[nth] or on > today or on < refused:
            return DENIED
        self.refusals[nth] = True
        return self.add(today, "sent", on, nth)

    def answer(self, today):
        if self.state != "collected" or self.tasks or not self.built or not self.covered:
            return DENIED
        copies = [r for r, (state, _) in self.rights.items() if r in COPY and state == "open"]
        if not copies:
            return DENIED
        if not self.controller and not (self.identified() and self.authorised()):
            return DENIED
        for r in copies:
            self.rights[r] = ("answered", today)
        if not any(state == "open" for state, _ in self.rights.values()):
            self.state = "answered"
            self.add(today, "answered", today)
        else:
            for r in copies:
                self.add(today, "part", today, (r,))
        return 0

    def cause(self, today, word, note):
        """Why it is late: of what is, or was, or is about to be."""
        t = self.term(today)
        if word not in CAUSES or word == "other" and not note:
            return USAGE
        soon = not self.ended(self.facts) and self.day("due", today) - today <= 14
        if not (soon or t["refused_late"] or t["before"] != "none" or {"late", "missed", "after-first-month"} & {t["statute"], t["promised"]}):
            return DENIED
        if not note and ("cause", word) in [(kind, x) for kind, _, x in self.facts]:
            return DENIED
        return self.add(today, "cause", today, word)

    def withdraw(self, today, by, how, proof, on):
        if self.ended(self.facts) or not (by == "person" or (by == "representative" and self.represented)) or not how.strip():
            return DENIED
        if self.denied_day(on, today):
            return DENIED
        for r, (state, _) in self.rights.items():
            if state == "open":
                self.rights[r] = ("withdrawn", on)
        self.state = "closed"
        return self.add(today, "withdrawn", on, proof)

    # what is missing where: facts, a letter that left, an open doubt, another request
    CLOSING = {"answered": "", "not-an-avg-request": "fl", "deceased": "fl", "misdirected": "fl", "duplicate": "o",
        "not-identified": "fql"}

    def doubt(self, today):
        """Of who asks: the last question left, and in a fortnight nobody answered, or what came of it did not suffice."""
        open_, failed, unanswered, since = None, False, [], []
        about_who = self.identity_open()
        for kind, on, detail in self.facts:
            if kind == "asked":
                unanswered.append([detail[0], None, on, None, None])
                if detail[0] == "identity":
                    since, open_, failed = ([] if failed else since) + [unanswered[-1]], True, False
            elif kind == "left":
                unanswered[-1][4] = on
            elif kind == "answer":
                q = self.answered(unanswered)
                unanswered.remove(q)
                since = [x for x in since if x is not q]
                if q[0] == "identity" and not about_who:
                    open_, failed, since = False, False, []
            elif kind == "check" and detail == "passed":
                open_, failed, since = False, False, []
            elif kind == "check" and open_ is not None:
                open_ = failed = True
        if failed:  # in no more time, but the letter of the end says that something was asked
            return any(q[0] == "identity" and q[4] is not None for q in self.questions(self.facts))
        if not open_:
            return False
        left = [q[4] for q in since]
        return left[-1] is not None and today >= max(day for day in left if day is not None) + 14

    def may_close(self, today, ground, facts, told, other):
        """None: yes."""
        if ground not in self.CLOSING:
            return DENIED if self.state == "closed" else USAGE
        end = self.ended(self.facts)
        have = {"f": facts.strip(), "l": told, "o": other, "q": self.doubt(today)}
        if ground in ("not-an-avg-request", "not-identified") and self.rights.get("consent-withdrawal", [""])[0] == "open":
            return DENIED  # art. 7(3): that would be a refusal by another name
        if self.state == "closed" or not all(have[x] for x in self.CLOSING[ground]):
            return DENIED
        if self.controller and "l" in self.CLOSING[ground]:
            return DENIED  # what is done on an instruction is closed in nobody's name but theirs
        if (end[0] if end else None) != {"answered": "answered"}.get(ground):
            return DENIED
        return None

    def draft(self, today, ground, facts):
        """Only the letter."""
        if ground not in self.CLOSING:
            return USAGE
        if self.state != "closed" and ground in self.CLOSING and "l" not in self.CLOSING[ground]:
            return USAGE
        no = self.may_close(today, ground, facts, True, None)
        if no is None:
            self.closings[ground] = facts
        return no or 0

    def close(self, today, ground, facts, letter, other):
        if ground not in self.CLOSING:
            return USAGE
        if self.state == "closed":
            return DENIED
        takes = "l" in self.CLOSING.get(ground, "")
        told = takes and ground in self.closings
        if letter and takes and not told:
            return DENIED
        if letter and ground == "duplicate":
            return USAGE
        no = self.may_close(today, ground, facts or (told and self.closings[ground]) or "", told and letter, other)
        if no is not None:
            return no
        if ground == "answered":  # who was refused is closed once the letter of that left
            again = max([i for i, f in enumerate(self.facts) if f[0] == "reopened"], default=-1)
            lies = {x[2] for kind, _, x in self.facts[again + 1:] if kind == "refused"} - {x for kind, _, x in self.facts if kind == "sent"}
            if lies and not letter:
                return DENIED
            for nth in sorted(lies):
                self.add(today, "sent", today, nth)
        if other:  # nobody here asks twice: no other request is of the same person
            return DENIED if other == self.ref or other in self.duplicates else MISSING
        self.state = "closed"
        return self.add(today, "closed", today, ground)

    def reopen(self, today, reason):
        if not self.ended(self.facts) or not reason.strip():
            return DENIED
        self.closings = {}
        self.rights = {r: ("open", None) for r in self.rights}
        self.state = ("searching" if self.tasks else "collected") if self.planned else "logged"
        for system in self.tasks:  # the end stopped them
            self.retry(system)
        return self.add(today, "reopened", today)

    def retry(self, system):
        """It is asked anew by the next run, and chased from the first rung again."""
        self.tasks[system] = None
        self.state = "searching"
        self.chased.pop(system, None)

    def searched(self, today):
        """What was to be asked has been."""
        self.tasks = {system: today if asked is None else asked for system, asked in self.tasks.items()}
        if self.state == "searching":
            self.state = "collected"

    # -- who is told --

    def news(self, today):
        """What the ladders tell today: {file: message}."""
        if not self.is_open:
            return {}
        found, due = {}, self.day("due", today)
        base = {"organisation": self.org.slug, "reference": self.ref, "due": text(due)}
        now = 5 + (today - due - 1) // 7 if today > due else max([i for i, r in enumerate(RUNGS) if today >= due + r[1]], default=-1)
        last = self.told.get(due, -1)
        if now > last:
            skipped = [rung_name(i) for i in range(last + 1, now)]
            more = " and %d more" % (len(skipped) - 8) if len(skipped) > 8 else ""
            reached = due + RUNGS[min(now, 5)][1] + 7 * max(now - 5, 0)
            message = dict(base, rung=rung_name(now), tell=RUNGS[min(now, 5)][2], reached=text(reached))
            found["%s.%s.%d.json" % (self.ref, text(due), now)] = dict(message, skipped=", ".join(skipped[:8]) + more) if skipped else message
        found.update(self.chase(today, base))
        for message in found.values():  # nobody is assigned here: the officers stand for the handler
            message["roles"] = ["officer"] + ["superior"] * ("superior" in message["tell"] and self.org.superior)
        return found

    def chase(self, today, base):
        found, due = {}, self.day("due", today)
        for system, asked in self.tasks.items():
            if asked is None:
                continue
            days = [max(min(asked + after, due - before), asked + 1) for _, after, before, _ in TASK_RUNGS]
            now, last = sum(day <= today for day in days) - 1, self.chased.get(system, -1)
            if now > last:
                message = dict(base, system=system, rung=TASK_RUNGS[now][0], tell=TASK_RUNGS[now][3], reached=text(days[now]))
                if system in self.written:
                    message["letter"] = True
                elif "handler" not in message["tell"]:
                    message["tell"] = "handler, " + message["tell"]  # no letter can be made: somebody must go and ask
                if now > last + 1:
                    message["skipped"] = ", ".join(r[0] for r in TASK_RUNGS[last + 1:now])
                found["%s.%s.%s.%d.json" % (self.ref, text(asked), system, now)] = message
        return found

    def tell(self, today):
        news = self.news(today)
        for name, message in news.items():
            rung = int(name.split(".")[-2])
            if "system" in message:
                self.chased[message["system"]] = rung
            else:
                self.told[self.day("due", today)] = rung
        return news
