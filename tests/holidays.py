#!/usr/bin/python3
"""Compare the calendars' public holidays with Debian's python3-holidays, year by year.

Both were made independently, so a difference is a mistake of one of them or a choice. The choices are listed here with
their reason; whatever else differs fails. Also fails when a listed choice no longer makes a difference. TAP on stdout.
"""
import datetime as dt
import json
import sys
from pathlib import Path

sys.path = [p for p in sys.path if Path(p).resolve() != Path(__file__).resolve().parent]  # we have its name
try:
    import holidays
except ImportError:
    print("1..0 # skip python3-holidays is not installed for /usr/bin/python3")
    sys.exit(0)

FIRST_YEAR = 2018
WEEKDAYS = "monday tuesday wednesday thursday friday saturday sunday".split()
OURS_NOT_THEIRS = {
    "nl": {
        "Goede Vrijdag": "Algemene termijnenwet art. 3(2) equates it; shops and most offices are open",
        "gelijkgestelde dag": "decreed under art. 3(3), for terms only",
        "Bevrijdingsdag": "a holiday of art. 3(1) every year; for employees every fifth",
    },
}
THEIRS_NOT_OURS = {
    "be": {"Pasen": "a Sunday", "Pinksteren": "a Sunday"},
    "nl": {"Eerste paasdag": "a Sunday", "Eerste Pinksterdag": "a Sunday"},
    "se": {
        "Midsommarafton": "off by default: lag (1930:173) and not (1989:253)",
        "Julafton": "off by default: lag (1930:173) and not (1989:253)",
        "Nyårsafton": "off by default: lag (1930:173) and not (1989:253)",
        "Söndag": "every Sunday is a holiday there; weekends need no rule here",
    },
}


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
    counted = [r for r in calendar["rules"] if "switch" not in r or calendar["switches"][r["switch"]]["on"]]
    days = {day_of(r, year): r["name"] for r in counted}
    return {day: name for day, name in days.items() if day.year == year}


def theirs(country, year):
    found = {}
    for day, names in holidays.CountryHoliday(country.upper(), years=year).items():
        for name in names.replace("; ", ", ").split(", "):
            if name != "Söndag" or names == "Söndag":
                found[day] = name
    return {day: name for day, name in found.items() if day.year == year}


def differences(country):
    calendar = json.loads(Path(f"templates/law/calendar-{country}.json").read_text(encoding="utf-8"))
    for year in range(FIRST_YEAR, calendar["last_year"] + 1):
        mine, other = ours(calendar, year), theirs(country, year)
        for day in sorted(mine.keys() - other.keys()):
            yield day, mine[day], OURS_NOT_THEIRS
        for day in sorted(other.keys() - mine.keys()):
            yield day, other[day], THEIRS_NOT_OURS


def main():
    failed = False
    print("1..3")
    for number, country in enumerate(("nl", "be", "se"), 1):
        used, wrong = set(), []
        for day, name, explained in differences(country):
            if name in explained.get(country, {}):
                used.add(name)
            else:
                wrong.append(f"{day} {name}: only {'here' if explained is OURS_NOT_THEIRS else 'there'}")
        listed = OURS_NOT_THEIRS.get(country, {}).keys() | THEIRS_NOT_OURS.get(country, {}).keys()
        wrong += [f"{name}: listed as a difference but there is none" for name in sorted(listed - used)]
        for line in wrong:
            print(f"# {line}")
        failed = failed or bool(wrong)
        print(f"{'not ok' if wrong else 'ok'} {number} - {country} against python3-holidays {holidays.__version__}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
