"""A terminal that is looked at: what a program that draws whole screens shows there, as text."""
import fcntl
import os
import pty
import re
import select
import signal
import struct
import termios
import time
import unicodedata

SEQUENCE = re.compile(rb"\x1b\[([?]?)([0-9;]*)([A-Za-z])")


class Terminal:
    def __init__(self, words, lines=24, columns=80, **more):
        self.lines, self.columns = lines, columns
        self.cells, self.at, self.modes, self.unread = self.blank(), (0, 0), set(), b""
        self.normal = ""  # what is written on the screen of before
        self.odd = []  # what no program of ours should say
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))
            os.environ.update(TERM="xterm", **more)
            os.environ.pop("COLUMNS", None)
            os.execvp(words[0], words)
        self.before = termios.tcgetattr(self.fd)

    def blank(self):
        return [[" "] * self.columns for _ in range(self.lines)]

    def text(self):
        return "\n".join("".join(line).rstrip() for line in self.cells)

    def resize(self, lines, columns):
        self.lines, self.columns = lines, columns
        self.cells = self.blank()
        fcntl.ioctl(self.fd, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))

    def send(self, keys):
        os.write(self.fd, keys.encode())

    def sequence(self, private, numbers, final):
        n = [int(x or 0) for x in numbers.split(b";")]
        if private:
            for mode in n:
                (self.modes.add if final == b"h" else self.modes.discard)(mode)
            if 1049 in n:
                self.cells = self.blank()
        elif final == b"H":
            self.at = (n[0] - 1, (n + [1])[1] - 1)
        elif final == b"K":
            self.cells[self.at[0]] = [" "] * self.columns
        elif final == b"J":
            self.cells = self.blank()
        elif final != b"m":
            self.odd.append((numbers, final))

    def character(self, c):
        line, column = self.at
        if unicodedata.combining(c):
            return
        if ord(c) < 32 or 0x7F <= ord(c) < 0xA0:
            self.odd.append(c)
        width = 2 if unicodedata.east_asian_width(c) in "WF" else 1
        if line < self.lines and column + width <= self.columns:
            self.cells[line][column:column + width] = [c, ""][:width]
        elif line < self.lines:
            self.odd.append(("beyond the edge", line, column, c))
        self.at = (line, column + width)

    def take(self, data):
        self.unread += data
        while self.unread:
            if self.unread[0] == 0x1B:
                m = SEQUENCE.match(self.unread)
                if not m:
                    if len(self.unread) > 20:
                        self.odd.append(self.unread[:20])
                        self.unread = self.unread[1:]
                        continue
                    return
                self.sequence(m[1], m[2], m[3])
                self.unread = self.unread[m.end():]
                continue
            n = 1 if self.unread[0] < 0xC0 else 2 if self.unread[0] < 0xE0 else 3 if self.unread[0] < 0xF0 else 4
            if len(self.unread) < n:
                return
            c, self.unread = self.unread[:n].decode("utf-8", "replace"), self.unread[n:]
            if 1049 in self.modes:
                self.character(c)
            else:
                self.normal += c

    def read(self, seconds):
        """Something more of it, or None when there will be no more."""
        if not select.select([self.fd], [], [], seconds)[0]:
            return b""
        try:
            data = os.read(self.fd, 65536)
        except OSError:
            return None
        self.take(data)
        return data or None

    def until(self, done, seconds=60):
        """Until what it shows is enough; what it then shows."""
        end = time.monotonic() + seconds
        while not done(self.text()) and time.monotonic() < end:
            if self.read(0.2) is None:
                break
        while self.read(0.02):
            pass
        return self.text()

    def shows(self, pattern, seconds=60):
        self.until(lambda text: re.search(pattern, text), seconds)
        return re.search(pattern, self.text()) is not None

    def press(self, keys, pattern):
        """Keys, and the screen that follows."""
        self.send(keys)
        return self.shows(pattern)

    def kill(self, sig):
        os.kill(self.pid, sig)

    def end(self):
        """Its exit status, once all that it says was read."""
        while self.read(30):
            pass
        return os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])

    def is_restored(self):
        return self.modes == {7, 25} and termios.tcgetattr(self.fd) == self.before


def stopped(pid):
    with open(f"/proc/{pid}/stat", encoding="ascii") as f:
        return f.read().rsplit(")", 1)[1].split()[0] == "T"


def wait_stopped(pid, seconds=30):
    end = time.monotonic() + seconds
    while not stopped(pid) and time.monotonic() < end:
        time.sleep(0.02)
    return stopped(pid)


KILL, TERM, STOP, CONT = signal.SIGKILL, signal.SIGTERM, signal.SIGTSTP, signal.SIGCONT
