#!/usr/bin/python3
"""A scripted year of requests, beside the model of year_model.py.

Run by year.sh, which makes the installation. A seed makes requests and what is done to them; every step goes through the
command line with the clock moved, and the model predicts its exit status and everything shown afterwards. A difference
prints the commands of its request, so that they can be run again.

What concerns different requests runs side by side; what looks at all of them (the worker, the lists, the report) alone.
"""
import json
import os
import random
import re
import shlex
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor

import year_report
from year_model import (CORRECTED, DAY, DENIED, GROUNDS, HOUR, MISSING, ORGS, COPY, USAGE, Request, civil, easter, instant, last_sunday, local_day,
    months_later, number, text, working_day, written)

REQUESTS = int(os.environ.get("YEAR_REQUESTS", "30"))
SEED = os.environ.get("YEAR_SEED", "1")
YEAR = int(os.environ.get("YEAR_OF", "2024"))
HOME = os.environ["DOSSIER_HOME"]
LONG = REQUESTS > 100

# ---- the program ----


class Program:
    """Runs it at a moved clock, and compares."""

    def __init__(self):
        self.requests, self.seen, self.calls, self.spooled = [], set(), 0, set()
        self.wrong = {"spool": [], "due": [], "metrics": [], "report": [], "report as of": [], "corrected calendar": []}
        self.compared = dict.fromkeys(self.wrong, 0)
        self.pool = ThreadPoolExecutor(os.cpu_count())
        self.kept = []  # reports as they were printed: (day, period, text)
        self.worked = []  # when, for the scripts
        self.judged = set()

    def run(self, now, *argv):
        self.calls += 1
        return subprocess.run(("dossier",) + argv, env=dict(os.environ, DOSSIER_NOW=written(now)), stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

    def differ(self, request, now, what, got, wanted):
        if got != wanted:
            request.wrong.append("%s: %s\n  got    %s\n  wanted %s" % (written(now), what, got, wanted))

    def compare(self, request, now, what, got, wanted):
        for key, value in wanted.items():
            self.differ(request, now, "%s: %s" % (what, key), got.get(key), value)

    def step(self, request, now, want, *argv):
        """One command of a script; it must exit with ${want}, and refuse in one line."""
        request.script.append((now, argv))
        done = self.run(now, *argv)
        self.differ(request, now, "exit status of " + shlex.join(argv) + " " + done.stderr.strip(), done.returncode, want)
        if want and done.returncode == want:
            self.differ(request, now, "lines of the refusal", (done.stdout, done.stderr.count("\n")), ("", 1))
        return done

    def look(self, request, now, view=None):
        """What is shown of a request, its dates among it; its tasks."""
        done = None if view else self.run(now, "show", request.ref, "--json")
        if done and done.returncode:
            request.wrong.append("%s: show: %s" % (written(now), done.stderr))
            return []
        view = view or json.loads(done.stdout)
        view["decisions"] = {d["right"]: (d["state"], d["decided"]) for d in view["decisions"]}
        self.compare(request, now, "show", view, request.show(local_day(now)))
        self.explain(request, now, view["term"])
        return view["tasks"]

    def explain(self, request, now, term):
        wanted = request.term(local_day(now))
        self.compare(request, now, "explain", term, wanted)
        self.judged |= {(k, wanted[k]) for k in ("statute", "before", "extension")}
        if wanted["ended"] and not wanted["told"]:
            self.judged.add(("statute", "untold and " + wanted["statute"]))

    def as_of(self, request, now, day):
        done = self.run(now, "deadline", "--explain", request.ref, "--as-of", text(day), "--json")
        if day < request.received:
            self.differ(request, now, "as of %s, before its receipt" % text(day), done.returncode, DENIED)
        else:
            self.compare(request, now, "as of " + text(day), json.loads(done.stdout or "{}"), request.term(day))

    def work(self, now):
        today, new = local_day(now), [r for r in self.requests if r.state == "logged"]
        self.worked.append(now)
        done = self.run(now, "work", "--slots", "2")
        if done.returncode:
            self.wrong["spool"].append("work at %s: %s" % (written(now), done.stderr))
        for r in new:
            r.state, r.had_plan = "collected", True
            done = self.run(now, "show", r.ref, "--json")
            view = None if done.returncode else json.loads(done.stdout)
            tasks = view["tasks"] if view else []
            r.planned, r.tasks = bool(tasks), {t["system"]: today for t in tasks if t["state"] == "asked"}
            r.waiting = {t["system"] for t in tasks if t["state"] == "waiting"}
            r.written = {t["system"] for t in tasks if any(o["result"] == "written" for o in t["outcomes"])}
            self.look(r, now, view)
        for r in self.requests:
            r.searched(today)
        self.spool(now, today)

    def letters(self, now, reference):
        return {l["file"] for l in json.loads(self.run(now, "letter", "list", reference, "--json").stdout)}

    def spool(self, now, today):
        there = set(os.listdir(HOME + "/spool")) if os.path.isdir(HOME + "/spool") else set()
        got = {}
        for name in there - self.spooled:
            with open(HOME + "/spool/" + name) as f:
                got[name] = message = {k: v for k, v in json.load(f).items() if v is not None and k not in ("subject", "text")}
            message["roles"] = [x["role"] for x in message.pop("recipients")]
            if "letter" in message:
                message["letter"] = message["letter"] in self.letters(now, message["reference"])
        self.spooled = there
        self.compared["spool"] += len(got)
        for r in self.requests:
            wanted = r.tell(today)
            mine = {name: got.pop(name) for name in list(got) if name.startswith(r.ref + ".")}
            if mine != wanted:
                r.wrong.append("%s: told\n  got    %s\n  wanted %s" % (text(today), mine, wanted))
        if got:
            self.wrong["spool"].append("%s: of nobody: %s" % (text(today), sorted(got)))

    # -- what is shown of all of them --

    def agree(self, what, now, got, wanted):
        self.compared[what] += 1
        if got != wanted:
            self.wrong[what].append("%s\n  got    %s\n  wanted %s" % (written(now), got, wanted))

    def due(self, now, within):
        today = local_day(now)
        late = False
        rows = []
        for r in self.requests:
            left = r.left(today)
            if left is not None and left <= within and (r.is_open or left < 0):
                rows.append((r.term(today)["due"], r.ref, left))
                late = late or left < 0
        done = self.run(now, "due", "--within", str(within), "--json")
        got = [(v["due"], v["reference"], v["days_left"]) for v in json.loads(done.stdout or "[]")
            if v["days_left"] is not None and v["days_left"] <= within
            and (v["status"] not in ("answered", "closed") or v["days_left"] < 0)]  # the others have a letter that lies there
        self.agree("due", now, (done.returncode, got), (5 if late else 0, sorted(rows)))

    def metrics(self, now):
        today, wanted = local_day(now), {}
        for r in self.requests:
            due = r.day("due", today)
            for right in r.pending(today):
                row = wanted.setdefault((r.org.slug, right), [0, 0, 0, 0])
                row[0] += 1
                row[1] += today <= due <= today + 7
                row[2] += due < today
                row[3] = max(row[3], (today - r.received) * DAY)
        names = ("requests_open", "requests_due_soon", "requests_late", "oldest_request_age_seconds")
        got = {}
        for name, org, right, value in re.findall(r'^dossier_(\w+)\{organisation="(.*?)",right="(.*?)"\} (\d+)$', self.run(now, "metrics").stdout, re.M):
            got.setdefault((org, right), [None] * 4)[names.index(name)] = int(value)
        self.agree("metrics", now, got, wanted)

    def report(self, now, y, m=None):
        """A month, or the whole year; what is printed is kept."""
        first = number(y, m or 1, 1)
        after, today, period = months_later(first, 1 if m else 12), local_day(now), "%04d-%02d" % (y, m) if m else "%04d" % y
        done = self.run(now, "report", period, "--format", "json")
        self.kept.append((today, period, done.stdout))
        wrong, got = [], json.loads(done.stdout or '{"organisations": []}')["organisations"]
        if done.returncode or [o["organisation"] for o in got] != sorted(o.slug for o in ORGS):
            wrong.append("exit status %d %s" % (done.returncode, done.stderr))
        for o in got:
            requests = [r for r in self.requests if r.org.slug == o["organisation"]]
            wanted = year_report.report(requests, today, first, after, o["organisation"])
            wrong += ["%s: %s" % (o["organisation"], x) for x in year_report.differences(year_report.said(o), wanted)]
        self.agree("report", now, "%s\n    " % period + "\n    ".join(wrong[:8]) if wrong else "", "")

    def report_again(self, now):
        """What was printed on a past day, byte for byte."""
        def again(kept):
            day, period, then = kept
            done = self.run(now, "report", period, "--format", "json", "--as-of", text(day))
            got = json.loads(done.stdout or "{}")
            wrong = list(year_report.differences(got, json.loads(then)))[:5] or ["the same in another order"] * (done.stdout != then)
            self.agree("report as of", now, [period, text(day)] + wrong, [period, text(day)])
        list(self.pool.map(again, [k for k in self.kept if k[0] < local_day(now)]))
        self.kept.clear()

    def correct(self, now):
        """A holiday is added to the Dutch calendar, on the day that most requests of now would have as their last."""
        today, days = local_day(now), {}
        mine = [r for r in self.requests if r.org.calendar == "nl" and r.is_open]
        for day in (r.day("deadline", today) for r in mine):
            if day > today:
                days[day] = days.get(day, 0) + 1
        holiday = max(sorted(days), key=days.get) if days else working_day("nl", today + 14)
        with open("templates/law/calendar-nl.json") as f:
            calendar = json.load(f)
        calendar["rules"].append({"kind": "date", "name": "proef", "date": text(holiday), "source": "een proef"})
        os.makedirs(HOME + "/templates/law", exist_ok=True)
        with open(HOME + "/templates/law/calendar-nl.json", "w") as f:
            json.dump(calendar, f)
        before = {r.ref: r.show(today) for r in mine}
        CORRECTED.add(holiday)
        self.work(now)
        wanted = {r.ref: before[r.ref]["deadline"] != r.show(today)["deadline"] or before[r.ref]["extended"] != r.show(today)["extended"] for r in mine}
        got = {}
        for org in [o.slug for o in ORGS if o.calendar == "nl"]:
            events = json.loads(self.run(now, "audit", "list", "--org", org, "--limit", "100000", "--json").stdout)
            got.update({e["reference"]: e["body"]["body"]["changed"] for e in events if e["kind"] == "request.recomputed"})
        self.agree("corrected calendar", now, got, wanted)
        if LONG:
            self.agree("corrected calendar", now, any(wanted.values()), True)


# ---- what happens: a script a request ----

WEIGHED = {"jbsync": "service", "jcc": "contracts", "jouwbot": "sign-in", "belbot": "sign-in", "maila": "service", "zivver": "sign-in"}


class Story:
    """Makes the steps of one request: (instant, name, arguments)."""

    def __init__(self, i):
        self.rng = rng = random.Random("%s/%d" % (SEED, i))
        self.kind, self.nth = KINDS[i % len(KINDS)], i // len(KINDS)
        # whoever is answered has all his systems skipped one by one: in a short run at organisations that have few
        few = self.kind not in ("refused", "withdrawn", "closed")
        org = ORGS[(i + i // len(KINDS)) % (3 if few and not LONG else len(ORGS))]
        if few and org.slug == "jbsync" and self.nth % 4:
            org = ORGS[self.nth % 3]
        received = SPECIAL[i // 2 % len(SPECIAL)] if i % 2 == 0 else instant(number(YEAR, 1, 1) + rng.randrange(366), self.hour())
        rights = ["access"] if rng.random() < 0.4 else rng.choice((["portability"], ["erasure"], ["objection"], ["access", "portability"],
            ["access", "erasure"], ["access", "rectification"], ["access", "erasure", "portability"], ["restriction", "rectification"],
            ["human-review"], ["consent-withdrawal"]))
        if self.kind in ("answered", "extended", "reopened") and rights[0] not in COPY:
            rights = ["access"]
        self.logged = received + rng.choice((0, 0, 0, 0, HOUR, 30 * HOUR, 4 * DAY, 4 * DAY, 38 * DAY))
        self.request = r = Request(i, org, local_day(received), rights, rng.random() < 0.2)
        r.kind = self.kind
        self.argv = ["log", "--org", org.slug, "--email", "anna%d@example.org" % i, "--json"]
        for right in rights:
            self.argv += ["--right", right]
        if "objection" in rights:  # to what is weighed: no marketing
            self.argv += ["--purpose", WEIGHED[org.slug]]
        r.known, self.channel = local_day(self.logged), CHANNELS[i % len(CHANNELS)]
        self.argv += ["--channel", self.channel, "--lang", rng.choice(("nl", "en"))]
        if org.controllers and rng.random() < 0.3:
            r.controller = "acme"
            self.argv += ["--instructed-by", "acme"]
        if self.logged > received:
            self.argv += ["--received", rng.choice((written(received), text(r.received)))]
        if r.represented:
            self.argv += ["--for", "Ouder", "--as", "parent", "--born", "%d-05-05" % (YEAR - 9)]
        self.first = r.day("deadline", r.received)
        self.last = r.day("extended", r.received)
        self.due = r.day("due", r.received)
        self.steps = []
        getattr(self, self.kind.replace("-", "_"))()
        self.steps.sort(key=lambda s: s[0])

    def hour(self):
        return self.rng.choice((0, 1, 9 * HOUR, 12 * HOUR + 17, 17 * HOUR, DAY - 1, self.rng.randrange(DAY)))

    def at(self, day, name, *args):
        """Not before it was logged, and at least a second after the step before."""
        soonest = max([self.logged] + [s[0] for s in self.steps]) + 1
        self.steps.append((max(instant(day, self.hour()), soonest), name, args))

    def near(self, day):
        return day + self.rng.choice((-1, 0, 0, 1, 3))

    def somewhen(self, most=100):
        return self.request.received + self.rng.randrange(most)

    # The stories. Days may lie before "now" when they are carried out; then they happen at once.

    def silent(self):
        self.at(self.first - self.rng.choice((12, 14, 15, 30)), "cause", "volume", "")
        self.at(self.first + 1, "cause", ("recipient-silent", "volume", "laziness", "other")[self.nth % 4], "")
        self.at(self.first + 1, "cause", "other", "Er was niemand.")
        if self.rng.random() < 0.5:
            self.at(self.first + self.rng.randrange(2, 60), "answer", True)

    def answered(self):
        self.at(self.request.received + 1, "answer", False)
        if self.nth % 2 == 0:  # decided, and told to nobody
            self.at(self.request.received + 2, "extend", "number", "Er zijn er veel.")
        if self.rng.random() < 0.5:
            self.at(self.somewhen(20), "retry")
        day = self.rng.choice((self.near(self.due), self.near(self.first), self.somewhen(25)))
        self.at(day, "answer", True)
        self.at(day + 1, "close", "answered", "", False, "no")
        self.at(day + 2, "close", "answered", "", True, "no")
        self.at(day + 3, "extend", "number", "te laat bedacht")
        self.at(day + 4, "cause", "volume", "")

    def extended(self):
        rng, day = self.rng, self.near(self.first) if self.rng.random() < 0.5 else self.somewhen(25)
        self.at(self.request.received, "notice", 0)
        self.at(day, "extend", ("complexity", "busy", "number")[self.nth % 3], rng.choice(("Veel systemen.", " ")))
        self.at(day, "extend", rng.choice(("complexity", "number")), "Veel systemen en gesprekken.")
        self.at(day + rng.randrange(3), "notice", -60)
        self.at(day + rng.randrange(4), "notice", rng.choice((0, 0, 0, -1)))
        self.at(day + 3, "extend", "number", "nog eens")
        if rng.random() < 0.4:
            self.at(day + rng.choice((3, 5, 50, 80)), "bounce", 0)
            self.at(day + 81, "notice", rng.choice((0, -78)))
        if rng.random() < 0.3:
            self.at(self.near(self.last), "refuse", "access", "unfounded-12-5", "Elke dag hetzelfde verzoek.", True)
        self.at(self.near(self.last), "answer", True)

    def bounced(self):
        rng, day = self.rng, self.request.received + rng_between(self.rng, 1, 20)
        self.at(day, "extend", "complexity", "Veel systemen.")
        self.at(day, "bounce", 0)
        self.at(day, "notice", 0)
        self.at(day + rng_between(rng, 1, 3), "bounce", 0)
        self.at(day + 3, "bounce", 0)
        self.at(day + 4, "notice", 0)
        self.at(day + 5, "notice", 0)
        if rng.random() < 0.6:
            self.at(self.last - rng.choice((20, 10, 2)), "bounce", 0)
        self.at(self.near(self.last), "answer", True)

    def refused(self):
        rng, rights = self.rng, list(self.request.rights)
        day = self.near(self.first) if rng.random() < 0.5 else self.somewhen(28)
        if rng.random() < 0.3:
            self.at(self.request.received + 3, "extend", "number", "Er zijn er veel.")
            self.at(self.request.received + 4, "notice", 0)
        self.at(day, "refuse", rights[0], "no-such-ground", "x", True)
        self.at(day, "refuse", "human-review", "unfounded-12-5", "x", True)
        self.at(day, "refuse", rights[0], rng.choice(list(GROUNDS)), rng.choice(("", " ", "Feiten.")), rng.random() < 0.5)
        for right in rights if rng.random() < 0.6 else rights[:1]:
            fitting = [g for g, (of, country, _) in GROUNDS.items() if right in of and country in (None, self.request.org.country)]
            ground = rng.choice(fitting or ["unfounded-12-5"])  # none where consent is withdrawn: that is for nobody to refuse
            self.at(day + rng.choice((0, 1, 20)), "refuse", right, ground, "Dit blijkt uit het dossier.", True)
            self.at(day + 21, "refuse", right, ground, "Dit blijkt uit het dossier.", True)
        self.at(day + rng.choice((22, 25)), "send", 0, rng.choice((0, 0, 3)))
        self.at(day + rng.choice((26, 60)), "send", rng.choice((0, 1)), 0)
        self.at(self.near(self.last), "answer", True)
        self.at(self.last + 5, "close", "answered", "", True, "no")

    def asked(self):
        rng, r = self.rng, self.request
        doubts = ["Het adres is onbekend.", "Er zijn er twee met deze naam.", "Wat is bedoeld?"]
        for n, doubt in enumerate(doubts[:rng.randrange(1, 4)]):
            day = r.received + rng.choice((0, 1, 2, 5, 12)) + 4 * n
            about = rng.choice(("identity", "identity", "clarification"))
            self.at(day, "hear", 0)
            self.at(day, "ask", about, rng.random() < 0.7, doubt, rng.choice(("login", "login", "passport-copy")), rng.choice((0, 0, -1, -90)))
            self.at(day + 1, "ask", about, True, rng.choice((doubt.upper() + " ", " ")), "login", 0)
            if rng.random() < 0.7:
                self.at(day + 3, "hear", -60)
                self.at(day + rng.choice((0, 3, 9, 40)), "hear", rng.choice((0, 0, -1)))
            self.at(day + 1, "check", ("login", "passport-copy", "by-eye")[(self.nth + n) % 3],
                ("passed", "failed", "passed", "perhaps")[self.nth % 4])
        end = self.near(self.due)
        self.at(end, "answer", True)
        self.at(end + 1, "draft", "not-identified", "Zij antwoordde niet.")
        self.at(end + 1, "close", "not-identified", "", rng.random() < 0.8, "no")
        self.at(end + 9, "hear", 0)
        self.at(end + 10, "answer", True)

    def withdrawn(self):
        rng, day = self.rng, self.near(self.due) if self.rng.random() < 0.4 else self.somewhen(60)
        if rng.random() < 0.3 and len(self.request.rights) > 1:
            self.at(day - 1, "refuse", list(self.request.rights)[1], "unfounded-12-5", "Feiten.", True)
        self.at(day, "withdraw", "officer", "telefoon", "", 0)
        self.at(day, "withdraw", "representative", "brief", "", rng.choice((0, -2)))
        self.at(day, "withdraw", "person", " ", "", 0)
        self.at(day, "withdraw", "person", "bericht van vandaag", rng.choice(("", "3SABC")), rng.choice((0, 0, -1, -6, -100)))
        self.at(day + 1, "withdraw", "person", "bericht van vandaag", "", 0)
        self.at(day + 2, "close", "withdrawn", "", True, "no")
        if rng.random() < 0.5:
            self.at(day + 3, "reopen", "Zij bedacht zich.")
            self.at(day + rng.choice((4, 30)), "answer", True)

    def closed(self):
        rng, day = self.rng, self.near(self.due) if self.rng.random() < 0.4 else self.somewhen(50)
        grounds = ["not-an-avg-request", "deceased", "misdirected", "duplicate", "not-identified", "answered", "withdrawn", "no-such-ground"]
        rng.shuffle(grounds)
        if rng.random() < 0.5:
            self.at(self.request.received + 1, "ask", "identity", False, "Wie is dit?", "login", 0)
        for n, ground in enumerate(grounds[:4]):
            if rng.random() < 0.8:
                self.at(day + n, "draft", ground, rng.choice(("", "Dat weten wij.", "Dat weten wij.")))
            self.at(day + n, "close", ground, rng.choice(("", "Dat staat in de brief.")), rng.random() < 0.7,
                rng.choice(("no", "same", "same", "itself", "elsewhere", "nowhere")))
        if rng.random() < 0.5:
            self.at(day + 6, "reopen", " ")
            self.at(day + 7, "reopen", "Het was toch een verzoek.")
            late = day + 7 + rng.choice((0, 40))
            self.at(late, "draft", "deceased", "De notaris schreef het.")
            self.at(late, "close", "deceased", "", True, "no")

    def reopened(self):
        rng = self.rng
        day = self.somewhen(20)
        self.at(self.request.received, "reopen", "nog niets beantwoord")
        self.at(day, "answer", True)
        self.at(day + 10, "reopen", "Er ontbrak iets.")
        if rng.random() < 0.5:
            self.at(day + 11, "extend", "complexity", "Het is veel.")
            self.at(day + 12, "notice", 0)
        self.at(day + rng.choice((12, 30, 70)), "answer", True)
        if rng.random() < 0.5:
            self.at(day + 80, "close", "answered", "", True, "no")
            self.at(day + 90, "reopen", "Zij klaagde bij de toezichthouder.")


def rng_between(rng, a, b):
    return rng.randrange(a, b + 1)


CHANNELS = ("email", "post", "phone", "whatsapp", "web", "counter")
KINDS = ["answered", "extended", "refused", "asked", "withdrawn", "closed", "bounced", "reopened", "silent"]
SPRING, AUTUMN = last_sunday(YEAR, 3), last_sunday(YEAR, 10)
MIDNIGHT = DAY - 1
SPECIAL = [instant(number(YEAR, 1, 31), 10 * HOUR), instant(SPRING, 2 * HOUR - 1), instant(AUTUMN, 2 * HOUR + 1800), instant(number(YEAR, 3, 1) - 1, MIDNIGHT),
    instant(number(YEAR, 12, 31), MIDNIGHT), instant(number(YEAR, 1, 1), 0), instant(AUTUMN, 2 * HOUR + 1800, True), instant(SPRING, 3 * HOUR),
    instant(SPRING, MIDNIGHT), instant(SPRING, 0), instant(AUTUMN, MIDNIGHT), instant(AUTUMN + 1, 0), instant(number(YEAR, 3, 1), 0),
    instant(number(YEAR, 1, 30), 1), instant(number(YEAR, 8, 31), MIDNIGHT), instant(number(YEAR, 5, 31), 0), instant(number(YEAR, 11, 30), 15 * HOUR),
    instant(number(YEAR, 12, 27), 11 * HOUR), instant(easter(YEAR) - 32, 9 * HOUR), instant(number(YEAR, 4, 10), MIDNIGHT), instant(number(YEAR, 10, 1), 8 * HOUR)]


class Year:
    def __init__(self):
        self.p = Program()
        self.stories = [Story(i) for i in range(REQUESTS)]
        self.rng = random.Random(SEED)
        self.outcomes, self.touched, self.unseen, self.known = set(), {}, set(), []
        self.off = self.quiet_days()

    def do(self, now, _, __, s, name, args):
        r, today = s.request, local_day(now)
        self.unseen.add(r)
        if name == "log":
            self.log(s, now)
        elif name == "answer":
            self.answer(r, now, *args)
        elif name == "retry":
            self.retry(r, now)
        elif name == "send":
            self.send(r, now, *args)
        else:
            if name == "close":
                args = args[:-1] + (self.other(r, args[-1]),)
            if name == "refuse":
                self.forward(r, now)
            args = args[:-1] + (today + args[-1],) if name in DATED else args
            want = getattr(r, name)(today, *args)
            done = self.p.step(r, now, want, *COMMANDS[name](r.ref, *args), "--json")
            self.outcomes.add((name, want))
            if done.returncode == 0 and name == "refuse":
                late = json.loads(done.stdout)["late"]
                self.p.differ(r, now, "a late refusal says so", late, today > r.day("deadline", today))
                self.outcomes.add(("refuse", "late" if late else "in time"))
            elif done.returncode == 0 and name != "cause":
                self.p.explain(r, now, json.loads(done.stdout))
            elif done.returncode and r.i % 3:  # when it was refused, nothing has changed: what has would be seen later
                return
            if done.returncode == 0 and name == "ask" and args[-1] == today and (r.i + len(r.facts)) % 4:
                self.leave(r, now, today)
        self.touched[r] = now

    def forward(self, r, now):
        """Somebody says in time that it is no customer's."""
        if r.is_open and "forward" in r.tasks:
            self.p.step(r, now, 0, "task", "skip", r.ref, "forward", "--ground", "geen klant in deze proef")
            del r.tasks["forward"]

    def leave(self, r, now, today):
        """The letter of the question is sent; one in four is left lying."""
        r.leave(today, today)
        letters = json.loads(self.p.run(now, "letter", "list", r.ref, "--json").stdout)
        number = [x["id"] for x in letters if x["kind"].startswith("question-")][-1]
        self.p.step(r, now, 0, "letter", "sent", r.ref, str(number))

    def retry(self, r, now):
        system = min((t for t, asked in r.tasks.items() if asked is not None), default=None)
        if system and r.is_open:
            self.p.step(r, now, 0, "task", "retry", r.ref, system)
            r.retry(system)
            self.outcomes.add(("retry", 0))

    def send(self, r, now, nth, ago):
        """Says that the letter of one of the refusals left; which number that has, the list tells."""
        if nth >= len(r.refusals):
            return
        today = local_day(now)
        letters = [x["id"] for x in json.loads(self.p.run(now, "letter", "list", r.ref, "--json").stdout) if x["kind"] == "refusal"]
        want = r.send(today, nth, today - ago)
        self.p.step(r, now, want, "letter", "sent", r.ref, str(letters[nth]), "--on", text(today - ago), "--proof", "3SABC")
        self.outcomes.add(("send", want))

    def other(self, r, which):
        """Of which it would be a duplicate: of one received by the same organisation, and of nothing else."""
        same = [x.ref for x in self.known if x.org is r.org and x is not r]
        others = [x.ref for x in self.known if x.org is not r.org]
        r.duplicates = same
        return {"no": None, "same": (same or [None])[0], "itself": r.ref, "elsewhere": (others or [None])[0], "nowhere": "nothing"}[which]

    def log(self, s, now):
        r = s.request
        r.state = "logged"
        done = self.p.run(now, *s.argv)
        self.p.requests.append(r)
        r.script.append((now, tuple(s.argv)))
        self.p.differ(r, now, "exit status of log " + done.stderr, done.returncode, 0)
        self.outcomes |= {("log", x) for x in [s.channel] + list(r.rights) + ["processor"] * bool(r.controller)}
        if done.returncode == 0:
            r.ref = json.loads(done.stdout)["reference"]
            self.p.look(r, now, json.loads(done.stdout))

    def answer(self, r, now, prepared):
        today = local_day(now)
        if prepared and r.state == "logged" and today not in self.off:
            self.p.work(now)
        if prepared and r.state in ("collected", "searching") and any(x in COPY for x in r.rights):
            # who is to be asked anew has nothing to answer yet
            asked = [system for system in sorted(r.tasks) if system != "forward" and r.tasks[system] is not None]
            r.covered |= bool(asked) or not (r.built or set(r.tasks) - {"forward"})  # where nothing is to be searched, nothing is missed
            for n, system in enumerate(sorted(r.tasks)):
                if system in asked and (n % 3 != 1 or system == asked[0]):
                    self.p.step(r, now, 0, "task", "done", r.ref, system, "--nothing")
                else:
                    self.p.step(r, now, 0, "task", "skip", r.ref, system, "--ground", "niet doorzocht in deze proef")
            r.tasks, r.built = {}, True
            r.searched(today)
            self.p.step(r, now, 0, "archive", "build", r.ref)
        if prepared and not (r.controller or r.identified()):
            self.p.step(r, now, r.answer(today), "answer", r.ref, "--confirm", r.ref)  # to nobody knows whom: refused
            self.p.step(r, now, r.check(today, "login", "passed"), "verify", r.ref, "--method", "login", "--result", "passed")
        if prepared and not (r.controller or r.authorised()):
            self.p.step(r, now, r.answer(today), "answer", r.ref, "--confirm", r.ref)
            self.p.step(r, now, r.mandate(today), "mandate", r.ref, "--seen", "authority-register", "--what", "Gezagsregister.", "--deliver-to", "ouder@example.org")
        want = r.answer(today)
        self.outcomes.add(("answer", want))
        self.p.step(r, now, want, "answer", r.ref, "--confirm", r.ref)

    def quiet_days(self):
        """Weeks in which the worker is off: that of the year's end, and another."""
        off = set(range(number(YEAR, 12, 25), number(YEAR, 12, 25) + 9))
        start = number(YEAR, 4, 1) + self.rng.randrange(120)
        return off | set(range(start, start + 7))

    def live(self):
        events = [(s.logged, s.request.i, 0, s, "log", ()) for s in self.stories]
        for s in self.stories:
            events += [(now, s.request.i, n + 1, s, name, args) for n, (now, name, args) in enumerate(s.steps)]
        events.sort(key=lambda e: e[:3])
        start, end = local_day(events[0][0]), local_day(events[-1][0]) + 20
        for day in range(start, end + 1):
            work_at = instant(day, self.rng.choice((0, 7 * HOUR, MIDNIGHT, self.rng.randrange(DAY))))
            events = self.happen(events, lambda at: at <= work_at and local_day(at) <= day)
            self.daily(day, work_at)
            events = self.happen(events, lambda at: local_day(at) <= day)
            self.end_of(day)
        self.final(instant(end, MIDNIGHT))

    def happen(self, events, now):
        n = 0
        while n < len(events) and now(events[n][0]):
            n += 1
        some, self.known = events[:n], [r for r in self.p.requests if r.ref != "?"]
        # who is answered before he was searched for needs the worker, which looks at everybody
        if any(name == "answer" and args[0] and s.request.state in (None, "logged") for _, _, _, s, name, args in some):
            for e in some:
                self.do(*e)
        else:
            each = {}
            for e in some:
                each.setdefault(e[1], []).append(e)
            list(self.p.pool.map(lambda mine: [self.do(*e) for e in mine], each.values()))
        return events[n:]

    def daily(self, day, now):
        """The worker, unless it is off; in a short run only every fourth day with news, and on others now and then."""
        if day == number(YEAR, 7, 20):
            self.p.report_again(now)
            self.p.correct(now)
            return
        news = any(r.state == "logged" or r.news(day) or None in r.tasks.values() for r in self.p.requests)
        if self.rng.random() < (0.03 if not news else 1 if LONG else 0.25) and day not in self.off:
            self.p.work(now)

    def end_of(self, day):
        """Whoever something happened to is looked at once, and now and then all of them."""
        list(self.p.pool.map(lambda x: self.p.look(*x), self.touched.items()))
        self.unseen -= set(self.touched)
        self.touched = {}
        y, m, d = civil(day)
        if not self.p.requests or d != 1 and self.rng.random() > 0.02:
            return
        now, within, before = instant(day, MIDNIGHT), self.rng.choice((0, 7, 30, 100)), y * 12 + m - 1 - self.rng.randrange(3)
        list(self.p.pool.map(lambda f: f(), (lambda: self.p.due(now, within), lambda: self.p.metrics(now),
            lambda: self.p.report(now, before // 12, before % 12 + 1))))

    def final(self, now):
        days = [(r, self.rng.randrange(r.received - 2, local_day(now) + 1)) for r in self.p.requests]
        both = [lambda r=r, day=day: self.p.as_of(r, now, day) for r, day in days]
        both += [lambda r=r: self.p.look(r, now) for r in self.p.requests if r.i % 2 == 0 or r in self.unseen]
        list(self.p.pool.map(lambda f: f(), both))
        self.p.report_again(now)
        for m in range(1, 13) if LONG else (2, 3, 10, 12):
            self.p.report(now, YEAR, m)
        self.p.report(now, YEAR)


def dashed(flag, value):
    return [flag, value] if value else []


DATED = ("notice", "bounce", "ask", "hear", "withdraw")
COMMANDS = {
    "extend": lambda ref, ground, reason: ["extend", ref, "--ground", ground, "--reason", reason],
    "notice": lambda ref, on: ["extend", ref, "--notice-sent", text(on), "--proof", "<1@example.org>"],
    "bounce": lambda ref, on: ["extend", ref, "--bounced", text(on), "--proof", "<3@example.org>"],
    "ask": lambda ref, about, large, doubt, method, on: ["verify", ref, "--doubt", doubt, "--method", method, "--on", text(on), "--proof", "<2@example.org>"]
        if about == "identity" else ["clarify", ref, "--doubt", doubt, "--on", text(on), "--proof", "<2@example.org>"] + (["--large-quantity"] if large else []),
    "hear": lambda ref, on: ["verify", ref, "--answered", text(on)],
    "check": lambda ref, method, outcome: ["verify", ref, "--method", method, "--result", outcome],
    "refuse": lambda ref, right, ground, facts, weighed: ["refuse", ref, "--right", right, "--ground", ground, "--facts", facts]
        + (["--necessity", "Nodig.", "--proportionality", "Niet meer dan dat."] if weighed else []),
    "withdraw": lambda ref, by, how, proof, on: ["withdraw", ref, "--by", by, "--how", how, "--on", text(on)] + dashed("--proof", proof),
    "close": lambda ref, ground, facts, letter, other: ["close", ref, "--ground", ground] + dashed("--facts", facts)
        + (["--letter-sent"] if letter else []) + dashed("--duplicate-of", other),
    "draft": lambda ref, ground, facts: ["close", ref, "--ground", ground, "--letter"] + dashed("--facts", facts),
    "cause": lambda ref, word, note: ["cause", ref, "--cause", word] + dashed("--note", note),
    "reopen": lambda ref, reason: ["reopen", ref, "--reason", reason],
}

# What thirty requests must have met at least once: a year without a bounce proves nothing about bounces.
MUST_MEET = [(name, want) for name in ("extend", "notice", "bounce", "ask", "hear", "check", "refuse", "answer", "withdraw", "close",
    "draft", "reopen", "cause") for want in (0, DENIED)] + [("refuse", "late"), ("refuse", "in time"), ("refuse", MISSING), ("extend", USAGE),
    ("retry", 0), ("send", 0), ("send", DENIED), ("log", "processor"), ("statute", "after-first-month"), ("statute", "untold and late"),
    ("before", "missed")] + [("log", x) for x in CHANNELS + ("access", "rectification", "erasure", "restriction",
    "portability", "objection", "human-review", "consent-withdrawal")]


def script_of(p, r):
    steps = [(now, shlex.join(("dossier",) + argv)) for now, argv in r.script]
    steps += [(now, "dossier work") for now in p.worked if now >= r.script[0][0]]
    for now, line in sorted(steps, key=lambda s: s[0]):
        yield "DOSSIER_NOW=%s %s" % (written(now), line.replace(r.ref, "$REF"))


def result(n, good, what):
    print("%sok %d - %s" % ("" if good else "not ", n, what))
    return good


def main():
    began, year = time.time(), Year()
    year.live()
    p, good, n = year.p, True, 0
    for r in p.requests:
        n += 1
        what = "%s of %s, received %s: %s" % (", ".join(r.rights), r.org.slug, text(r.received), r.kind)
        if not result(n, not r.wrong, what):
            good = False
            print("\n".join("# " + line for line in "\n".join(r.wrong[:2]).split("\n")))
            print("# as follows, with REF what `log` prints (YEAR_SEED=%s YEAR_REQUESTS=%d YEAR_OF=%d)" % (SEED, REQUESTS, YEAR))
            print("\n".join("#   " + line for line in script_of(p, r)))
    for what, wrong in p.wrong.items():
        n += 1
        if not result(n, not wrong and p.compared[what], "%s: compared %d times" % (what, p.compared[what])):
            good = False
            print("\n".join("# " + line for line in "\n".join(wrong[:3]).split("\n")))
    n += 1
    missing = [x for x in MUST_MEET if x not in year.outcomes | p.judged]
    good = result(n, not missing or SEED != "1" or REQUESTS < 30, "every kind of event happened" + (", but %s" % missing if missing else "")) and good
    print("1..%d" % n)
    print("# judged: %s" % sorted(p.judged), file=sys.stderr)
    print("# %d commands in %.0f s" % (p.calls, time.time() - began), file=sys.stderr)
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
