#!/usr/bin/python3
"""Axe over pages, as people see them: light, dark, in print, on a telephone; nothing may be found. The Tab key comes to all
there is to come to, and away from it. Speaks TAP.

    accessible.py PAGE...           each page in each mode
    accessible.py --shots DIR PAGE...   pictures of them as well, to look at

One browser is started, on a pipe of ours (no port is opened), and every page is loaded in it once. It is Chromium, by
whatever name, and axe-core's axe.min.js, where AXE says or npm puts it; where one is not there nothing is tested, and that is said.
"""
import argparse
import base64
import json
import os
import pathlib
import select
import shutil
import subprocess
import sys
import tempfile

MODES = {  # width, height, media, colours
    "light": (1280, 900, "screen", "light"),
    "dark": (1280, 900, "screen", "dark"),
    "print": (1280, 900, "print", "light"),
    "telephone": (360, 740, "screen", "light"),
}
PLACES = [os.environ.get("AXE", ""), "build/axe/node_modules/axe-core/axe.min.js",
          "/usr/local/lib/node_modules/axe-core/axe.min.js", "/usr/lib/node_modules/axe-core/axe.min.js"]
SILENT_S = 1200  # the largest page takes minutes on a busy machine
RUN = "axe.run({resultTypes: ['violations'], preload: false}).then(r => JSON.stringify(r.violations.map(v => " \
      "[v.id, v.nodes.length, v.nodes[0].target.join(' '), v.nodes[0].any.concat(v.nodes[0].all, v.nodes[0].none).map(c => c.message)[0] || v.help])))"


class Browser:
    """Chromium's DevTools protocol, over descriptors 3 and 4."""

    def __init__(self, program, home):
        to, self.write = os.pipe()
        self.read, out = os.pipe()
        command = [program, "--headless=new", "--remote-debugging-pipe", "--disable-gpu", "--no-first-run", "--disable-extensions",
                   "--disable-dev-shm-usage", "--disable-background-networking", "--allow-file-access-from-files", f"--user-data-dir={home}"]
        command += ["--no-sandbox"] if os.geteuid() == 0 else []  # Chromium has none for root; the pages are ours

        def descriptors():
            low, high = os.dup(to), os.dup(out)  # neither is 3 or 4 any more
            os.dup2(low, 3)
            os.dup2(high, 4)
        self.process = subprocess.Popen(command, preexec_fn=descriptors, close_fds=False, stdin=subprocess.DEVNULL,
                                        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        os.close(to)
        os.close(out)
        self.buffer, self.number, self.session = b"", 0, None
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        self.session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        self.call("Page.enable")

    def message(self):
        while b"\0" not in self.buffer:
            piece = os.read(self.read, 1 << 20) if select.select([self.read], [], [], SILENT_S)[0] else b""
            if not piece:
                raise SystemExit("the browser went away, or says nothing any more")
            self.buffer += piece
        one, self.buffer = self.buffer.split(b"\0", 1)
        return json.loads(one)

    def send(self, method, **params):
        self.number += 1
        message = {"id": self.number, "method": method, "params": params}
        if self.session:
            message["sessionId"] = self.session
        os.write(self.write, json.dumps(message).encode() + b"\0")

    def call(self, method, **params):
        self.send(method, **params)
        while (answer := self.message()).get("id") != self.number:
            pass
        if "error" in answer:
            raise SystemExit(f"{method}: {answer['error']['message']}")
        return answer["result"]

    def load(self, path):
        self.call("Page.navigate", url=pathlib.Path(path).resolve().as_uri())
        while self.evaluate("document.readyState") != "complete":
            pass

    def evaluate(self, text):
        answer = self.call("Runtime.evaluate", expression=text, awaitPromise=True, returnByValue=True)
        if "exceptionDetails" in answer:
            raise SystemExit(f"a script failed: {answer['exceptionDetails']}")
        return answer["result"].get("value")

    def mode(self, width, height, media, colours):
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=width < 500)
        self.call("Emulation.setEmulatedMedia", media=media, features=[{"name": "prefers-color-scheme", "value": colours}])

    def picture(self, path):
        path.write_bytes(base64.b64decode(self.call("Page.captureScreenshot", format="png")["data"]))

    def tab(self, n):
        for _ in range(n):  # each is answered once the page has taken it
            self.call("Input.dispatchKeyEvent", type="rawKeyDown", key="Tab", code="Tab", windowsVirtualKeyCode=9)

    def end(self):
        self.session = None
        self.call("Browser.close")
        self.process.wait()


def unreached(browser):
    """What the Tab key alone does not come to: all of it once, one after another, unless something holds it."""
    browser.tab(browser.evaluate("reach = [...document.querySelectorAll('a[href], [tabindex=\"0\"]')].filter("
                                 "e => e.getClientRects().length), seen = new Set(), "
                                 "addEventListener('focusin', e => seen.add(e.target)), reach.length"))
    if missed := browser.evaluate("reach.filter(e => !seen.has(e)).map(e => e.textContent.trim().slice(0, 40)).join('; ')"):
        yield f"keyboard: never comes to {missed}"


def violations(browser, axe, page, shots):
    browser.load(page)
    browser.mode(*MODES["light"])
    yield from unreached(browser)
    browser.evaluate(axe)
    for name, mode in MODES.items():
        browser.mode(*mode)
        if shots:
            browser.picture(shots / f"{'-'.join(pathlib.Path(page).with_suffix('').parts[-3:])}-{name}.png")
        for rule, n, where, why in json.loads(browser.evaluate(RUN)):
            yield f"{name}: {rule} ({n}): {where}: {why}"
        # what is wider than the screen scrolls in a box of its own
        wide = browser.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        if wide > 0 and mode[2] == "screen":
            yield f"{name}: the page is {wide} px wider than the screen"


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--shots", type=pathlib.Path)
    parser.add_argument("pages", nargs="*")
    args = parser.parse_args()
    program = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    script = next((place for place in PLACES if place and os.path.isfile(place)), None)
    if not program or not script:
        print(f"1..0 # SKIP no {'axe-core' if program else 'Chromium'} here: make deps-pages")
        return 0
    axe = pathlib.Path(script).read_text(encoding="utf-8")
    failed = 0
    if args.shots:
        args.shots.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as home:
        browser = Browser(program, home)
        for i, page in enumerate(args.pages, 1):
            found = list(violations(browser, axe, page, args.shots))
            failed += bool(found)
            print("not ok" if found else "ok", i, "-", page, flush=True)
            for line in found:
                print("#", line)
        browser.end()
    print(f"1..{len(args.pages)}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
