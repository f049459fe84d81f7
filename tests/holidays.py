#!/usr/bin/python3
"""Compare the calendars' public holidays with Debian's python3-holidays and npm's date-holidays, year by year.

All were made independently, so a difference is a mistake of one of them or a choice, and a choice must be explained by
the calendar file itself: a rule's note or its switch that is on (only here), a switch that is off (only there), or that
the day is a Sunday, which needs no rule. Whatever else differs fails; so does a note that explains no difference. TAP on
stdout. Each list is skipped where it is not installed; date-holidays is looked for in node_modules here and in
BUILD/node, where `npm install --prefix build/node date-holidays` puts it.
"""
import collections
import datetime as dt
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

sys.path = [p for p in sys.path if Path(p).resolve() != Path(__file__).resolve().parent]  # we have its name
try:
    import holidays
except ImportError:
    holidays = None

FIRST_YEAR = 2018
COUNTRIES = ("nl", "be", "se")
WEEKDAYS = "monday tuesday wednesday thursday friday saturday sunday".split()


def easter(year):
    """Easter Sunday by Oudin's method: not the one the program uses."""
    century = year // 100
    golden = year % 19
    k = (century - 17) // 25
    i = (century - century // 4 - (century - k) // 3 + 19 * golden + 15) % 30
    i -= (i // 28) * (1 - (29 // (i + 1)) * ((21 - golden) // 11))
    j = (year + year // 4 + i + 2 - century + century // 4) % 7
    days = i - j
    month = 3 + (days + 40) // 44
    return dt.date(year, month, days + 28 - 31 * (month // 4))


def on(year, month_day):
    return dt.date.fromisoformat(f"{year}-{month_day}")


def day_of(rule, year):
    if rule["kind"] == "date":
        return dt.date.fromisoformat(rule["date"])
    if rule["kind"] == "easter":
        return easter(year) + dt.timedelta(days=rule["offset"])
    if rule["kind"] == "weekday":
        first = on(year, rule["from"])
        return first + dt.timedelta(days=(WEEKDAYS.index(rule["weekday"]) - first.weekday()) % 7)
    day = on(year, rule["day"])
    return on(year, rule["on_sunday"]) if day.weekday() == 6 and "on_sunday" in rule else day


def ours(calendar, year):
    """The days of every rule, counted or switched off."""
    counted, left_out = {}, {}
    for rule in calendar["rules"]:
        day = day_of(rule, year)
        if day.year == year:
            is_on = "switch" not in rule or calendar["switches"][rule["switch"]]["on"]
            (counted if is_on else left_out)[day] = rule
    return counted, left_out


def reason(calendar, rule):
    return rule.get("note") or ("switch" in rule and calendar["switches"][rule["switch"]]["reason"]) or None


def python_holidays(calendars):
    """Of its several names for a day any will do; that every Sunday is a holiday in Sweden it says too."""
    if holidays is None:
        return None, "is not installed for /usr/bin/python3"
    days = {}
    for country, calendar in calendars.items():
        years = range(FIRST_YEAR, calendar["last_year"] + 1)
        listed = holidays.CountryHoliday(country.upper(), years=years)
        days[country] = {day: names for day, names in listed.items() if names != "Söndag"}
    return holidays.__version__, days


def date_holidays(calendars):
    here = Path(__file__).resolve().parent
    places = [Path.cwd(), Path(os.environ.get("BUILD", "build")).resolve() / "node"]
    place = next((p for p in places if (p / "node_modules/date-holidays").is_dir()), None)
    if place is None or not shutil.which("node"):
        return None, "is not installed: npm install --prefix build/node date-holidays"
    last = max(c["last_year"] for c in calendars.values())
    run = subprocess.run(["node", here / "holidays.mjs", place, str(FIRST_YEAR), str(last), *calendars],
                         check=True, capture_output=True, encoding="utf-8")
    answer = json.loads(run.stdout)
    days = {country: {dt.date.fromisoformat(d): name for d, name in found.items()}
            for country, found in answer["days"].items()}
    return answer["version"], days


def compare(calendar, theirs):
    """How many days agree; the rules and Sundays that explain a difference, with how often; what is unexplained."""
    agreed, explained, wrong = 0, collections.Counter(), []
    for year in range(FIRST_YEAR, calendar["last_year"] + 1):
        counted, left_out = ours(calendar, year)
        there = {day: name for day, name in theirs.items() if day.year == year}
        agreed += len(counted.keys() & there.keys())
        for day in sorted(counted.keys() ^ there.keys()):
            rule = counted.get(day) or left_out.get(day)
            if rule and reason(calendar, rule):
                explained[f"{rule['name']}, only {'here' if day in counted else 'there'}"] += 1
            elif day in there and day.weekday() == 6:
                explained["Sundays, only there"] += 1
            else:
                wrong.append(f"{day} {rule['name'] if rule else there[day]}: only {'here' if rule else 'there'}")
    return agreed, explained, wrong


def main():
    calendars = {c: json.loads(Path(f"templates/law/calendar-{c}.json").read_text(encoding="utf-8")) for c in COUNTRIES}
    sources = (("python3-holidays", python_holidays), ("date-holidays", date_holidays))
    number, failed, used, compared = 0, False, {c: set() for c in COUNTRIES}, False
    for source, read in sources:
        version, days = read(calendars)
        for country in COUNTRIES:
            number += 1
            if version is None:
                print(f"ok {number} - {country} against {source} # skip {source} {days}")
                continue
            compared = True
            agreed, explained, wrong = compare(calendars[country], days[country])
            used[country] |= {text.rsplit(", ", 1)[0] for text in explained}
            years = f"{FIRST_YEAR}-{calendars[country]['last_year']}"
            print(f"# {country} {years}: {agreed} days agree" + "".join(f"; {n} {w}" for w, n in explained.items()))
            for line in wrong:
                print(f"# {line}")
            failed = failed or bool(wrong)
            print(f"{'not ok' if wrong else 'ok'} {number} - {country} against {source} {version}")
    idle = [f"{c}: {r['name']}" for c in COUNTRIES for r in calendars[c]["rules"] if "note" in r and r["name"] not in used[c]]
    number += 1
    if not compared:
        print(f"ok {number} - every note explains a difference # skip nothing was compared")
    else:
        failed = failed or bool(idle)
        print(f"{'not ok' if idle else 'ok'} {number} - every note explains a difference {', '.join(idle)}".rstrip())
    print(f"1..{number}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
