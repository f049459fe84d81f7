"""What every command must do, by the table of commands: prints a line, NO WHAT, for each that does not. See forty.sh.

forty.py promise writes what scripts may count on from here on, for tests/data/promised.txt at a release."""
import json
import os
import pathlib
import pty
import re
import signal
import subprocess
import sys
import time

NOWHERE = "/nonexistent"
PROMISED = pathlib.Path("tests/data/promised.txt")
SHAPES = pathlib.Path("docs/json")


def run(*words, stdin=subprocess.DEVNULL):
    try:
        p = subprocess.run(["dossier", *words], stdin=stdin, capture_output=True, text=True, timeout=20)
    except subprocess.TimeoutExpired:
        return -1, "", "it waits"
    return p.returncode, p.stdout, p.stderr


table = json.loads(run("help", "--json")[1])
every = {o for o in re.findall(r"^  --([a-z-]+)", run("version", "--help")[1], re.M)}  # what each command takes
commands = {" ".join(w for w in (c["noun"], c["verb"]) if w): c for c in table}


def operands(c, optional=False):
    words = [w for w in (c["arguments"] or "").split() if optional or not w.startswith("[")]
    return ["README.md" if w == "FILE" else "X" for w in words]


def options(name):
    return every | {o["name"] for o in commands[name]["options"]}


def wrong(no, what):
    print(no, what)


def refused(no, said, *words, stdin=subprocess.DEVNULL):
    """It is no line of a command, which one line says, and on standard error alone."""
    status, out, err = run(*words, stdin=stdin)
    if status != 2 or out or err.count("\n") != 1 or said not in err:
        wrong(no, f"{' '.join(words)}: {status} {out}{err}")


def names_the_word():
    seen = set()
    for name, c in commands.items():
        more = ["X", "X"] if name == "help" else ["X"]
        refused(6, f"usage: dossier {name}", *name.split(), *operands(c, True), *more)
        for o in [o for o in c["options"] if o["argument"] and o["name"] not in seen][:1]:
            seen.add(o["name"])
            refused(6, f"--{o['name']}", *name.split(), f"--{o['name']}")


def leads_on():
    for name, c in commands.items():
        for line in [c["next"], c["preview"], *c["examples"]]:
            m = line and re.match(r"dossier ((?:--\S+ )*)(?:--)?([a-z]+)(?: ([a-z]+))?", line)
            of = m and (m[3] and f"{m[2]} {m[3]}" in commands and f"{m[2]} {m[3]}" or m[2])
            if line and of not in commands:
                wrong(9, f"{name}: no command: {line}")
            elif line and (none := set(re.findall(r"--([a-z][a-z-]*)", line.split(">")[0])) - options(of) - {of}):
                wrong(9, f"{name}: no option {none}: {line}")


def members(schema, at=""):
    """Each member that is always there, with what it may be."""
    if schema.get("type") == "array":
        yield from members(schema.get("items", {}), at)
    for key in schema.get("required", []):
        inner = schema.get("properties", {}).get(key, {})
        types = inner.get("type", "anything")
        yield f"{at}{key}", "|".join(sorted([types] if isinstance(types, str) else types))
        yield from members(inner, f"{at}{key}.")


def shapes():
    for path in sorted(SHAPES.glob("*.schema.json")):
        yield path.name.partition(".")[0], json.loads(path.read_text())


def is_exact():
    """Nothing a machine may round: whole numbers and texts; an instant says where its day begins."""
    def walk(name, v):
        for key, inner in (v.get("properties") or {}).items():
            instant = inner.get("description", "").startswith("An instant")
            if instant and not inner.get("pattern", "T").endswith("T"):
                wrong(13, f"{name}: {key} is no instant")
        if "number" in str(v.get("type")) and "share" not in str(v):
            wrong(13, f"{name}: {v}")
        for inner in [*(v.get("properties") or {}).values(), v.get("items"), v.get("additionalProperties")]:
            if isinstance(inner, dict):
                walk(name, inner)
    for name, schema in shapes():
        walk(name, schema)


def promises():
    for name in commands:
        yield "option", name, " ".join(sorted(o["name"] for o in commands[name]["options"]))
    for name, schema in shapes():
        yield "shape", name, " ".join(f"{key}:{types}" for key, types in members(schema))


def keeps_promises():
    """What was once in a release is there: nothing is deprecated yet, so nothing may be gone."""
    now = {(kind, name): set(words.split()) for kind, name, words in promises()}
    for line in PROMISED.read_text().splitlines():
        kind, name, words = [part.strip() for part in line.split(":", 2)]
        there = now.get((kind, name))
        if there is None:
            wrong(39 if kind == "option" else 15, f"{name} is gone")
            continue
        for word in set(words.split()) - there - (every if kind == "option" else set()):
            wrong(39 if kind == "option" else 15, f"{name}: {word} is gone")


def takes_no_secret():
    for name, c in commands.items():
        for o in c["options"]:
            said = "" if o["argument"] == "FILE" else o["name"]  # a file holds it: no word of a command does
            if re.search("pass|secret|token|credential|private", f"{said} {o['argument']}", re.I):
                wrong(24, f"{name} --{o['name']}")


def waits_for_nobody():
    """At a terminal at which nobody types: what would be read there is refused."""
    master, terminal = pty.openpty()
    seen = set()
    for name, c in commands.items():
        texts = [o["name"] for o in c["options"] if o["kind"] in ("text", "list", "file") and not o["words"]]
        words = [w for o in texts for w in (f"--{o}", "-")]
        if set(texts) - seen:
            seen.update(texts)
            refused(25, "--no-input", *name.split(), *operands(c), *words, "--no-input", stdin=terminal)
    os.close(terminal)
    os.close(master)


def asks_nothing_back():
    for name, c in commands.items():
        if said := {o["name"] for o in c["options"]} & {"yes", "force", "assume-yes"}:
            wrong(26, f"{name} {said}")


def destroys_nothing_by_one_word():
    destroys = r"\b(erase|purge|destroy|delete|remove|drop|rotate|revoke|wipe|replay)\b"
    for name, c in commands.items():
        if re.search(destroys, name) and "confirm" not in options(name):
            wrong(27, name)


def can_be_tried():
    """Options stand before the words of a command as behind them."""
    for name, c in commands.items():
        words = ["--home", NOWHERE, *name.split(), *operands(c, "[REF]" in str(c["arguments"])), "--dry-run"]
        if c["changes"] == "nothing":
            refused(28, "nothing to try", *words)
        elif c["changes"] == "more" and name != "work":
            refused(28, "more than can be taken back" + (f"; `{c['preview'].split(' $')[0]}" if c["preview"] else ""), *words)
        else:
            status, out, err = run(*words)
            if status not in (2, 3) or out or "--dry-run" in err:
                wrong(28, f"{name}: {status} {out}{err}")


def ends_when_told():
    p = subprocess.Popen(["dossier", "list", "--person", "-"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    time.sleep(0.2)  # it reads; had it not begun, the signal would end it all the same
    p.send_signal(signal.SIGTERM)
    _, err = p.communicate(timeout=20)
    if p.returncode != -signal.SIGTERM:  # what a shell shows as 143
        wrong(31, f"{p.returncode} {err}")


def shortens_nothing():
    nouns = {name.split()[0] for name in commands}
    for noun in nouns - {n + "s" for n in nouns}:
        if noun[:-1] not in nouns:
            refused(33, "no command", noun[:-1], "X")
    for name in commands:
        noun, _, verb = name.partition(" ")
        if verb and noun not in commands:  # else it is an operand of the noun's own
            refused(33, "no command", noun, verb[:-1])
    for o in commands["log"]["options"]:
        refused(33, "unknown option", "log", f"--{o['name'][:-1]}" + ("=X" if o["argument"] else ""))


if sys.argv[1:] == ["promise"]:
    for promise in promises():
        print("%s: %s: %s" % promise)
else:
    for check in (names_the_word, leads_on, is_exact, keeps_promises, takes_no_secret, waits_for_nobody, asks_nothing_back,
                  destroys_nothing_by_one_word, can_be_tried, ends_when_told, shortens_nothing):
        check()
    print("all were tried")
