"""The review on a whole screen, looked at and typed into: review_screen.py REF STAGE. A line a result: ok or not ok, and what it was."""
import json
import re
import subprocess
import sys

sys.path.insert(0, "tests")
from screen import CONT, KILL, STOP, TERM, Terminal, wait_stopped  # noqa: E402

REF = sys.argv[1]
DOWN, RIGHT, END, ESCAPE = "\x1b[B", "\x1b[C", "\x1b[F", "\x1b"
KEYS = r"\? help"


def result(good, text, terminal=None):
    print(f"{'ok' if good else 'not ok'} {text}")
    if not good and terminal:
        print("\n".join("# " + line for line in [*terminal.text().splitlines(), repr(terminal.odd[:5])]))


def listed():
    return json.loads(subprocess.run(["dossier", "review", "list", REF, "--json"], capture_output=True, check=True).stdout)


def item(name):
    return next(i for i in listed()["items"] if i["name"] == name)


def standing():
    return [s for s in listed()["said"] if s["taken_back"] is None]


def start(*more, **where):
    return Terminal(["dossier", *more, "review", "screen", REF], **where)


def to(terminal, name):
    """Go to the item of that name."""
    for _ in range(8):
        if terminal.shows(KEYS) and re.search(rf"look at: {re.escape(name)} ", terminal.text().splitlines()[0]):
            return
        was = terminal.text()
        terminal.send("n")
        terminal.until(lambda text, was=was: text != was)


def table():
    t = start()
    to(t, "leads")
    result(t.shows(r"left out by a rule: rows where kind is staf \(security\)") and "to read: note" in t.text(), "what a rule took away stands above", t)
    result("row 5 [left out: security]" in t.text() and re.search(r"\n>.row 1  city: stad 0", t.text()), "and in its place", t)
    t.send("    ")
    t.shows("passed; .* to look at still")
    said = [s["rows"] for s in standing()]
    result(len(said) == 1 and said[0][0] == 1 and said[0][1] > 4 and item("leads")["seen"] == said[0][1],
           "space passes what was shown, and what was struck before the next could be seen passes nothing", t)
    result(t.shows(rf"\n>.row {said[0][1] + 1} "), "and goes on behind it", t)
    t.send("\x1b[200~   w1\r\x1b[201~")
    t.press("?", "The keys")
    t.press("x", KEYS)
    result(len(standing()) == 1, "what is pasted says nothing", t)
    seen = item("leads")["seen"]
    t.kill(KILL)
    t.end()
    t = start()
    to(t, "leads")
    result(t.shows(rf"\n>.row {seen + 1} ") and item("leads")["seen"] == seen, "killed, it goes on at the first row that nobody decided about", t)
    t.press("/", "search for:")
    result(t.press("jansen\r", r"\n>\*note: Jan Jansen"), "a text is found", t)
    t.send(RIGHT)
    t.press("r", r"\n> Jan\n")
    t.press(" Jansen\r", "Where is it blacked out")
    t.press("1\r", "On which ground")
    t.press("1\r", "blacked out[;:] .* still")
    result([(s["text"], s["ground"]) for s in standing() if s["kind"] == "redact"] == [("Jan Jansen", "third-party")], "a passage is blacked out", t)
    result(t.shows(r"note: \[blacked out\] belde") and "Jansen belde" not in t.text(), "as the screen shows", t)
    t.press("w", "What is left out")
    result(t.press(ESCAPE, KEYS) and len(standing()) == 2, "Escape leaves it", t)
    t.press("w", "What is left out")
    t.press("2\r", "On which ground")
    t.press("2\r", "what shows it")
    t.press("over zijn moeder\r", "left out[;:] .* still")
    said = [s for s in standing() if s["kind"] == "withhold"]
    result([(s["ground"], s["facts"]) for s in said] == [("others-rights", "over zijn moeder")] and said[0]["rows"], "a row is left out, with what shows the ground", t)
    t.press("u", "taken back; ")
    result([s["kind"] for s in standing()] == ["pass", "redact"], "and that is taken back", t)
    t.resize(9, 30)
    t.shows(KEYS)
    result(not t.odd and len([line for line in t.text().splitlines() if line.strip()]) > 4, "a screen of 9 lines of 30", t)
    t.resize(40, 132)
    result(t.press("\x0c", "to read: note") and t.shows(r"p pages  a all"), "and a large one", t)
    t.press("q", "^")
    result((t.end(), "goes on" in t.normal, t.is_restored()) == (0, True, True), "it says what is left, and leaves the terminal as it was", t)


def two():
    a, b = start(), start()
    to(a, "brief.eml")
    to(b, "brief.eml")
    result(a.press(" ", "passed; "), "one of two passes a file", a)
    result(b.press(" ", "somebody decided about it meanwhile"), "the other is told", b)
    result([s["kind"] for s in standing()].count("pass") == 2, "and it stands once", b)
    a.kill(TERM)
    result((a.end(), a.is_restored()) == (-TERM, True), "a signal leaves the terminal as it was", a)
    b.kill(STOP)
    result(wait_stopped(b.pid) and b.read(1) is not None and b.is_restored(), "so does stopping", b)
    b.kill(CONT)
    result(b.press("\x0c", KEYS) and 1049 in b.modes, "and it goes on", b)
    b.send("\x03")
    result((b.end(), b.is_restored()) == (0, True), "Ctrl-C leaves", b)


def hostile():
    t = start("--lang", "nl", NO_COLOR="1")
    to_dutch = r"te bekijken: vijandig.txt "
    for _ in range(6):
        t.shows(r"\? hulp")
        if re.search(to_dutch, t.text()):
            break
        was = t.text()
        t.send("n")
        t.until(lambda text, was=was: text != was)
    result(re.search(to_dutch, t.text()) and "een?31m twee? drie" in t.text(), "in Dutch; what would steer the terminal does not", t)
    t.send(" ")
    t.shows(r"\n>\*xxxx")
    result(item("vijandig.txt")["state"] == "to-review", "a file is not passed before its end", t)
    t.send(END)
    result(t.shows(r"\n>\*laatste") and not t.odd, "a megabyte without a space, a thousand marks upon a letter and wide letters keep to their lines", t)
    t.send(" ")
    t.shows("goedgekeurd; ")
    result(item("vijandig.txt")["state"] == "reviewed", "there it is", t)
    t.shows("scan.pdf")
    t.press(" ", "toch goedkeuren")
    t.press("n", r"\? hulp")
    result(item("scan.pdf")["state"] == "to-review", "what cannot be shown is passed by who says so", t)
    t.press(" ", "toch goedkeuren")
    t.press("j", "goedgekeurd; ")
    result(item("scan.pdf")["state"] == "reviewed", "alone", t)
    while t.shows("te bekijken: leads") and listed()["open"] and not t.odd:
        was = t.text()
        t.send(" ")
        if "er is niets meer te bekijken" in t.until(lambda text, was=was: text != was):
            break
    result((listed()["open"], item("leads")["state"]) == (0, "reviewed"), "space to the end looks at all of it", t)
    t.send("q")
    result((t.end(), "alles is bekeken" in t.normal) == (0, True), "and then the archive is next", t)


{"table": table, "two": two, "hostile": hostile}[sys.argv[2]]()
