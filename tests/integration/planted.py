"""Values that tell who somebody is, always the same ones and none of them anybody's.

  planted.py list N      N of them, a line each: names, numbers that pass the 11-test, IBANs, addresses, codes, cookies
  planted.py sql FROM    the lines of standard input as rows of app.support_messages, from id FROM
  planted.py redis KEY   ... as fields of a hash
"""

import random
import sys

CONSONANTS, VOWELS, HEX = "bdfgklmnprstvwz", "aeiou", "0123456789abcdef"


def word(r, syllables):
    return "".join(r.choice(CONSONANTS) + r.choice(VOWELS) for _ in range(syllables))


def bsn(r):
    """Nine digits that pass the 11-test."""
    while True:
        digits = [r.randint(1, 9)] + [r.randint(0, 9) for _ in range(7)]
        last = sum(d * w for d, w in zip(digits, range(9, 1, -1))) % 11
        if last < 10:
            return "".join(map(str, digits + [last]))


def iban(r):
    account = "%010d" % r.randrange(10**10)
    bank = "".join(r.choice("BDFGKLMN") for _ in range(4))
    number = "".join(str(ord(c) - 55) if c.isalpha() else c for c in bank + account + "NL00")
    return "NL%02d%s%s" % (98 - int(number) % 97, bank, account)


KINDS = [
    lambda r: "%s %s" % (word(r, 4).capitalize(), word(r, 5).capitalize()),
    bsn,
    iban,
    lambda r: "%s@%s.example" % (word(r, 4), word(r, 4)),
    lambda r: "+316%08d" % r.randrange(10**8),
    lambda r: "-".join("".join(r.choice("ABCDEFGHJKMNPQRSTVWXYZ23456789") for _ in range(4)) for _ in range(3)),
    lambda r: "session=" + "".join(r.choice(HEX) for _ in range(24)),
    lambda r: "%sstraat %d" % (word(r, 5).capitalize(), r.randrange(100, 999)),
]


def main():
    what, arg = sys.argv[1:]
    if what == "list":
        r = random.Random(20260309)
        for i in range(int(arg)):
            print(KINDS[i % len(KINDS)](r))
        return
    lines = sys.stdin.read().split("\n")[:-1]
    if what == "sql":
        for i, line in enumerate(lines):
            print("INSERT INTO app.support_messages VALUES (%d, 990001, 'customer', '%s', '2026-03-01 10:00+01');" % (int(arg) + i, line))
    else:
        print("HSET", arg, *("veld%d '%s'" % (i, line) for i, line in enumerate(lines)))


main()
