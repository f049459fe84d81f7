"""The days of retention once more, for tests/erasures.py: written from the law, not from src/law/retention.c or its table.

Held to tests/data/retention_vectors.csv by check_vectors().
"""
import calendar
import csv
import datetime
import pathlib

Y, D, W = "calendar years", "from the day", "weeks after"
# basis: (is it a hold, how it counts, how many, from when on the law holds)
BASES = {
    "NL-AWR52": (True, Y, 7, None), "NL-BW2:10": (True, Y, 7, None), "NL-OB34a": (True, Y, 9, None),
    "NL-OSS": (True, Y, 10, None), "NL-URLB": (True, Y, 5, "2011-01-01"), "NL-WAGE": (True, Y, 7, None),
    "NL-WWFT33": (True, D, 5, "2008-08-01"), "NL-WWFT34": (True, D, 5, "2008-08-01"), "NL-WGBO": (True, D, 20, "2020-01-01"),
    "NL-SOLL": (False, W, 4, None), "NL-CAM": (False, W, 4, None), "NL-PERS": (False, D, 2, None),
    "BE-VAT60": (True, Y, 10, "2022-01-01"), "BE-WER86": (True, Y, 7, None), "BE-WER88": (True, Y, 7, None),
    "BE-IMMO": (True, Y, 14, None),  # fifteen, of which the year of first use is one
    "SE-BFL": (True, Y, 7, "2000-01-01"),
}
BEFORE = {"BE-VAT60": 7}  # years, of what is of before that day
BOOK_YEARS = {"NL-AWR52", "NL-BW2:10", "SE-BFL"}  # they may count from the end of a book year
BOOK_YEAR_NEEDED = {"SE-BFL"}


class Unreadable(Exception):
    """Nobody can tell the day."""


def years_later(d, n):
    """The day after n years that begin on d: 1 March where there is no 29 February."""
    try:
        return d.replace(year=d.year + n)
    except ValueError:
        return datetime.date(d.year + n, 3, 1)


def months_later(d, n):
    """The day after n months that begin on d: the first of the next where the month is too short."""
    year, month = divmod(d.year * 12 + d.month - 1 + n, 12)
    month += 1
    if d.day <= calendar.monthrange(year, month)[1]:
        return datetime.date(year, month, d.day)
    return datetime.date(year + month // 12, month % 12 + 1, 1)


def book_year_end(d, ends):
    """The last day of the book year, ending "MM-DD", in which d falls."""
    month, day = map(int, ends.split("-"))
    for year in (d.year, d.year + 1):
        end = datetime.date(year, month, min(day, calendar.monthrange(year, month)[1]))
        if end >= d:
            return end
    raise AssertionError(ends)


def last_day(basis, event, book_year=None):
    """The last day that a law has it kept; Unreadable where that law says nothing of this event."""
    if basis not in BASES:
        raise Unreadable(basis)
    _, how, n, since = BASES[basis]
    if since and event < datetime.date.fromisoformat(since):
        if basis not in BEFORE:
            raise Unreadable(f"{event} is before {basis}")
        n = BEFORE[basis]
    if bool(book_year) and basis not in BOOK_YEARS or not book_year and basis in BOOK_YEAR_NEEDED:
        raise Unreadable(f"book year of {basis}")
    if how == Y:
        year = book_year_end(event, book_year).year if book_year else event.year
        return datetime.date(year + n, 12, 31)
    if how == W:
        return event + datetime.timedelta(days=7 * n)
    return years_later(event, n) - datetime.timedelta(days=1)


def period_end(period, event):
    """The last day of a retention of one's own, P12M, P2Y, P90D or P4W, that begins on the day."""
    n, unit = int(period[1:-1]), period[-1]
    if unit in "DW":
        return event + datetime.timedelta(days=n * (7 if unit == "W" else 1) - 1)
    return months_later(event, n * (12 if unit == "Y" else 1)) - datetime.timedelta(days=1)


def check_vectors(path=pathlib.Path(__file__).parent / "data" / "retention_vectors.csv"):
    """The rows of the table that come out otherwise."""
    wrong = []
    with open(path, encoding="utf-8") as f:
        for row in csv.DictReader(f):
            book_year = "12-31" if row["basis"] in BOOK_YEAR_NEEDED else None
            last = last_day(row["basis"], datetime.date.fromisoformat(row["start"]), book_year)
            hold = BASES[row["basis"]][0]
            if (str(last), str(hold), str(last + datetime.timedelta(days=1))) != (row["last_day"], row["is_hold"], row["erase_from"]):
                wrong.append(f"{row['basis']} {row['start']}: {last}, not {row['last_day']}")
    return wrong
