#!/usr/bin/python3
"""Do two archives hold the same rows? archive_check.py OURS.zip HAND.zip: compared as data, line by line, in constant memory.

Ours writes instants as 2026-03-05T10:00:00Z, bools in CSV as true and puts ' before what looks like a formula;
psql writes +00:00, t and nothing. Everything else must be equal.
"""
import csv
import io
import json
import re
import sys
import zipfile

csv.field_size_limit(1 << 30)
STRIP = re.compile(r"(^|[;\t\r\n])'")
FIELDS = ["id", "customer_email", "sent_at", "direction", "sender", "subject", "body", "read", "size", "labels", "note"]


def text(archive, name):
    return io.TextIOWrapper(archive.open(name), encoding="utf-8", newline="")


def our_rows(f):
    assert f.readline() == "[\n"
    for line in f:
        if line == "]\n":
            break
        yield line.rstrip("\n").rstrip(",")
    assert f.read() == ""


def hand_json(line):
    row = json.loads(line, parse_int=str)
    row["sent_at"] = row["sent_at"].replace("+00:00", "Z")
    return row


def hand_csv(row):
    row = dict(zip(FIELDS, row))
    row["sent_at"] = row["sent_at"].replace(" ", "T").replace("+00", "Z")
    row["read"] = {"t": "true", "f": "false"}[row["read"]]
    return list(row.values())


def main(ours, hand):
    a, b = zipfile.ZipFile(ours), zipfile.ZipFile(hand)
    assert a.testzip() is None
    n = 0
    with text(a, "data/B-C01/mails.json") as x, text(b, "mails.json") as y:
        hand_rows = iter(y)
        for line in our_rows(x):
            n += 1
            row = json.loads(line, parse_int=str)
            assert list(row) == FIELDS and row == hand_json(next(hand_rows)), f"JSON row {n} differs"
        assert next(hand_rows, None) is None, "psql has more JSON rows"
    m = 0
    with text(a, "data/B-C01/mails.csv") as x, text(b, "mails.csv") as y:
        x, y = csv.reader(x, strict=True), csv.reader(y, strict=True)
        assert next(x) == next(y) == FIELDS
        for row in x:
            m += 1
            row = [STRIP.sub(r"\1", c) for c in row]
            assert row == hand_csv(next(y)), f"CSV row {m} differs"
        assert next(y, None) is None, "psql has more CSV rows"
    assert m == n
    print(f"# {n} rows in JSON and CSV are the same in both")


main(*sys.argv[1:])
