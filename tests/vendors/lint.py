"""Holds the connector definitions against the vendors' own API descriptions, as far as these lie beside the project.

  python3 tests/vendors/lint.py [DIRECTORY]      without the descriptions it says so and passes

A misspelt query parameter is the worst mistake a definition can have: most APIs ignore it, and the answer is then
everybody. So every path, parameter and member of a body that an operation uses must stand in the description, and
every member of an answer that rows and paging look at.
"""

import json
import os
import re
import sys

APIS = sys.argv[1] if len(sys.argv) > 1 else "../shared/reference/openapi"
FILES = {"twilio": ["twilio"], "sendgrid": ["sendgrid-mc_contacts", "sendgrid-suppressions", "sendgrid-email_activity", "sendgrid-erasure"],
         "supabase-auth": ["supabase-auth"]}
# What is there all the same: filter and ban_duration are in the vendor's code, the others in areas not brought here.
KNOWN = {"supabase-auth by_email: filter", "supabase-auth ban: ban_duration", "supabase-auth unban: ban_duration", "sendgrid scopes: /v3/scopes"}


def resolve(doc, node):
    while "$ref" in node:
        target = doc
        for part in node["$ref"].split("/")[1:]:
            target = target[part]
        node = target
    return node


def members(doc, schema, depth=0):
    """Every name of a member anywhere in a schema."""
    schema = resolve(doc, schema)
    found = set()
    if depth > 8:
        return found
    for part in schema.get("allOf", []) + schema.get("anyOf", []) + schema.get("oneOf", []):
        found |= members(doc, part, depth + 1)
    for name, below in schema.get("properties", {}).items():
        found |= {name} | members(doc, below, depth + 1)
    for below in (schema.get("items"), schema.get("additionalProperties")):
        if isinstance(below, dict):
            found |= members(doc, below, depth + 1)
    return found


def content(doc, part):
    found, free = set(), False
    for kind in resolve(doc, part or {}).get("content", {}).values():
        schema = resolve(doc, kind.get("schema", {}))
        found |= members(doc, schema)
        example = json.dumps(kind.get("examples", kind.get("example", {})))
        found |= set(re.findall(r'"([a-z_]+)":', example))
        free |= not schema or (not found and schema.get("type") == "object")
    return found, free


def operation(docs, prefix, op):
    pattern = re.sub(r"\{[^}]*\}", "{}", prefix + op["path"])
    for doc in docs:
        for path, item in doc["paths"].items():
            if re.sub(r"\{[^}]*\}", "{}", path) == pattern and op["method"].lower() in item:
                return doc, item, item[op["method"].lower()]
    return None


def names_in(rows, page):
    paths = [rows.get("from"), rows.get("key"), rows.get("take")]
    conds = [rows.get("filter", {})]
    while conds:
        cond = conds.pop()
        paths.append(cond.get("at"))
        conds += cond.get("any", []) + cond.get("all", [])
    if page.get("in") == "body":
        paths.append(page.get("at"))
    return [re.sub(r"[\[.].*", "", p) for p in paths if p and p not in ("value",)]


def check(vendor, docs, problems):
    definition = json.load(open("templates/connectors/%s.json" % vendor))
    prefix = next(iter(definition["servers"].values())).get("prefix", "")
    for name, op in definition["ops"].items():
        found = operation(docs, prefix, op)
        if not found:
            problems.append("%s %s: %s" % (vendor, name, op["path"]))
            continue
        doc, item, described = found
        declared = {resolve(doc, p)["name"] for p in item.get("parameters", []) + described.get("parameters", [])}
        page = op.get("page", {})
        for used in list(op.get("query", {})) + [page[k] for k in ("param", "size_param") if k in page]:
            if used not in declared:
                problems.append("%s %s: %s" % (vendor, name, used))
        inside, free = content(doc, described.get("requestBody"))
        for used in list(op.get("json", {})) + list(op.get("form", {})):
            if used not in inside and not free:
                problems.append("%s %s: %s" % (vendor, name, used))
        answers, free = content(doc, described["responses"].get("200", {}))
        for used in names_in(op.get("rows", {}), page):
            if used not in answers and not free:
                problems.append("%s %s: answer has no %s" % (vendor, name, used))


def main():
    if not os.path.isdir(APIS):
        print("1..0 # SKIP no API descriptions in", APIS)
        return 0
    print("1..%d" % len(FILES))
    bad = 0
    for n, (vendor, files) in enumerate(FILES.items(), 1):
        problems = []
        check(vendor, [json.load(open("%s/%s.json" % (APIS, f))) for f in files], problems)
        problems = [p for p in problems if p not in KNOWN]
        print("%s %d - %s" % ("not ok" if problems else "ok", n, vendor))
        for p in problems:
            print("#", p)
        bad += bool(problems)
    return 1 if bad else 0


sys.exit(main())
