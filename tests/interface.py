#!/usr/bin/python3
"""Has each text of the interface its Dutch, with the conversions of the English, and is none left of what is gone?"""
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile

PO = "templates/interface/nl.po"
# tables whose texts are put into words elsewhere: each that begins as a sentence does
TABLES = ["src/register/findings_*.c", "src/cli/line.c", "src/law/retention.c", "src/law/verdict.c"]
KEYWORDS = ["phrase", "err_set:3", "err_wrap:2", "print_talk:2", "print_text:1", "print_more:2", "print_line:1", "print_warning:3", "screen_say:2", "screen_sure:2"]
# what becomes part of such a text
KEYWORDS += ["guard_day:2", "guard_open:2", "guard_own_name:2", "guard_weighed:2", "guard_proven:1", "not_to_come:1"]
KEYWORDS += ["derivation_step:4", "derivation_months:4", "term_step:4", "term_warn:2"]
KEYWORDS += ["os_error:2", "no_blob:1", "fail:2", "wrong:2", "reply:4", "say:2", "progress_tell:2", "malformed:3", "refused:2"]
KEYWORDS += ["print_rows:4", "print_table:3"]
KEYWORDS += ["complain:3", "pg_problem:3", "json_complain:4", "json_schema_violation:2", "answer_problem:2"]
# of a text of two it takes the first: phrase(n == 1 ? "%d row" : "%d rows")
STRING = r'"((?:[^"\\]|\\.)*)"'
# xgettext takes one argument a name: these are of the same call
MORE = [["say:4"], ["say:5"], ["refuse:2"], ["refuse:3"]]


def texts(po):
    """English to Dutch, of a catalogue; xgettext writes one too."""
    found = {}
    for entry in re.split(r"\n\s*\n", po):
        part, text = None, {"msgid": "", "msgstr": ""}
        for line in entry.splitlines():
            if m := re.match(r'(?:(msgid|msgstr) )?"(.*)"$', line):
                part = m.group(1) or part
                text[part] += m.group(2)
        if text["msgid"]:
            found[text["msgid"]] = "" if "#, fuzzy" in entry else text["msgstr"]
    return found


def expanded(files, into):
    """xgettext knows no macros: those of one text in the same file, or of a header, are put in their place."""
    macro = re.compile(r'^#define (\w+) +((?:\\\n)?\s*"(?:[^"\\]|\\.)*"(?:\s*(?:\\\n\s*)?"(?:[^"\\]|\\.)*")*)(?: */\*.*\*/)?$', re.M)
    shared = {}
    for header in [*pathlib.Path("include").rglob("*.h"), *pathlib.Path("src").rglob("*.h")]:
        shared.update(macro.findall(header.read_text()))
    for file in sorted(files):
        text = file.read_text()
        for name, value in {**shared, **dict(macro.findall(text)), "PRId64": '"ld"', "PRIu64": '"lu"'}.items():
            text = re.sub(rf"\b{name}\b", lambda _: value.replace("\\\n", " "), text)
        out = pathlib.Path(into, str(file).replace("/", "_"))
        out.write_text(text)
        yield out


def says(text):
    """More than what its conversions stand for."""
    return re.search("[A-Za-z]", re.sub(r"%[-0-9.*]*(?:ll|l|z)?[a-zA-Z%]|\\n", "", text))


def extracted(options, files):
    with tempfile.TemporaryDirectory() as into:
        return extract(options, expanded(files, into))


def extract(options, files):
    command = ["xgettext", "--from-code=UTF-8", "--no-wrap", "--omit-header", "--language=C", "-o", "-", *options]
    return texts(subprocess.run([*command, *map(str, sorted(files))], check=True, capture_output=True, text=True).stdout)


failed = []


def told(number, what, wrong):
    failed.extend(wrong)
    print(f"{'not ok' if wrong else 'ok'} {number} - {what}")
    for text in sorted(wrong):
        print(f'# msgid "{text}"')


def help_texts():
    english = dict(os.environ, LC_ALL="C")
    out = subprocess.run([os.environ.get("BUILD", "build") + "/dossier", "help", "--json"], check=True, capture_output=True, env=english)
    escaped = lambda s: s.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    for command in json.loads(out.stdout):
        for text in [command["summary"], command["details"], *(o["help"] for o in command["options"]), "\n".join(command["exits"])]:
            if text:
                yield escaped(text)


print("1..3")
dutch = texts(pathlib.Path(PO).read_text())
check = subprocess.run(["msgfmt", "--check", "-o", "/dev/null", PO], capture_output=True, text=True)
told(1, "every format is one in Dutch too", check.stderr.splitlines() if check.returncode else [])
code = [*pathlib.Path("src").rglob("*.c")]
wanted = {t for keywords in [KEYWORDS, *MORE] for t in extracted(["-k", *(f"-k{k}" for k in keywords)], code)}
wanted |= {t for f in code for pair in re.findall(rf'\bphrase\([^";]*\?\s*{STRING}\s*:\s*{STRING}\)', f.read_text()) for t in pair}
wanted |= set(help_texts())
wanted |= {t for t in extracted(["-a"], [pathlib.Path("src/law/request_words.c")]) if "/" not in t}
wanted |= {t for t in extracted(["-a"], list(pathlib.Path("src/law").glob("guard*.c"))) if t.startswith("GDPR art. ")}
grounds = json.loads(pathlib.Path("templates/law/withholding-grounds.json").read_text())
asked = {g["must_show"] for g in grounds["grounds"] if "must_show" in g}
wanted |= asked
tables = [f for pattern in TABLES for f in pathlib.Path().glob(pattern)]
wanted |= {t for t in extracted(["-a"], tables) if " " in t and t[0] in "-abcdefghijklmnopqrstuvwxyz" and not t.startswith("dossier ")}
wanted |= {h for f in code for h in re.findall(r'{ "[a-z_]+",\s+"([A-Z][A-Z ]+)" }', f.read_text())}
told(2, "every text is there in Dutch", {t for t in wanted if says(t) and not dutch.get(t)})
source = set(extracted(["-a"], code)) | asked
told(3, "every text in Dutch is one of the source", set(dutch) - source)
sys.exit(bool(failed))
