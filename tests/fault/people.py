"""Makes customers of a shop, and says what an archive of each must hold.

  people.py make N DIR     DIR/shop.sql, DIR/redis.txt, DIR/leads/leads-*.csv, DIR/emails
  people.py compare DIR [WITHOUT]    DIR/EMAIL.zip of everybody against what was made: a line each complaint; WITHOUT an entry
"""

import csv
import json
import os
import sys
import zipfile


def person(i):
    email = "klant%d@voorbeeld.example" % i
    return {
        "email": email,
        "data/BAK-C01/customers.json": [{"id": i, "email": email, "name": "Klant %d" % i, "phone": "+316120000%02d" % i, "password_hash_present": True}],
        "data/BAK-C02/orders.json": [{"id": 100 * i + k, "customer_id": i, "placed": "2026-01-%02dT09:00:00Z" % k} for k in range(1, 2 + i % 7)],
        "data/BAK-C01/leads.json": [{"mail": email, "city": "Plaats %d" % k} for k in range(1 + i % 3)],
        "data/BAK-C01/sessions.json": [{"key": "session:" + email, "type": "hash", "ttl_s": None, "value": {"device": "toestel %d" % i}}],
    }


def make(n, base):
    people = [person(i) for i in range(1, int(n) + 1)]
    with open(base + "/shop.sql", "w") as f:
        f.write("CREATE SCHEMA shop;\nCREATE TABLE shop.customers (id int PRIMARY KEY, email text, name text, phone text, password_hash text);\n"
                "CREATE TABLE shop.orders_kept (id int PRIMARY KEY, customer_id int, placed timestamptz);\n"
                # slow enough to be killed in the middle
                "CREATE VIEW shop.orders AS SELECT o.id, o.customer_id, o.placed FROM shop.orders_kept o, LATERAL (SELECT pg_sleep(0.03 + 0 * o.id)) s;\n")
        for p in people:
            c = p["data/BAK-C01/customers.json"][0]
            f.write("INSERT INTO shop.customers VALUES (%d, '%s', '%s', '%s', 'sha-%d');\n" % (c["id"], c["email"], c["name"], c["phone"], c["id"]))
            for o in p["data/BAK-C02/orders.json"]:
                f.write("INSERT INTO shop.orders_kept VALUES (%d, %d, '%s');\n" % (o["id"], o["customer_id"], o["placed"]))
    with open(base + "/redis.txt", "w") as f:
        for p in people:
            s = p["data/BAK-C01/sessions.json"][0]
            f.write('HSET %s device "%s"\n' % (s["key"], s["value"]["device"]))
    os.makedirs(base + "/leads", exist_ok=True)
    for k in range(3):
        with open(base + "/leads/leads-%d.csv" % k, "w", newline="") as f:
            rows = csv.DictWriter(f, ["mail", "city"])
            rows.writeheader()
            for p in people:
                rows.writerows(p["data/BAK-C01/leads.json"][k : k + 1])
    with open(base + "/emails", "w") as f:
        f.writelines(p["email"] + "\n" for p in people)


def compare(base, without=None):
    bad = 0
    for i, email in enumerate(open(base + "/emails").read().split(), 1):
        want = {k: v for k, v in person(i).items() if k not in ("email", without)}
        with zipfile.ZipFile("%s/%s.zip" % (base, email)) as z:
            bad += z.testzip() is not None
            got = {n: json.loads(z.read(n)) for n in z.namelist() if n.startswith("data/") and n.endswith(".json")}
        for n in sorted(set(want) | set(got)):
            if want.get(n) != got.get(n):
                print("%s of %s: wanted %s, got %s" % (n, email, want.get(n), got.get(n)))
                bad += 1
    return bad > 0


if __name__ == "__main__":
    sys.exit({"make": make, "compare": compare}[sys.argv[1]](*sys.argv[2:]))
