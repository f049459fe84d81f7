"""PostgreSQL for tests/erasures.py: libpq by ctypes, since a psql a statement would take longer than what it asks."""
import ctypes
import ctypes.util
import os
import pathlib
import pwd
import shutil
import subprocess
import tempfile

PQ = ctypes.CDLL(ctypes.util.find_library("pq") or "libpq.so.5")
for name, result, args in [
    ("PQconnectdb", ctypes.c_void_p, [ctypes.c_char_p]), ("PQstatus", ctypes.c_int, [ctypes.c_void_p]),
    ("PQerrorMessage", ctypes.c_char_p, [ctypes.c_void_p]), ("PQfinish", None, [ctypes.c_void_p]),
    ("PQexec", ctypes.c_void_p, [ctypes.c_void_p, ctypes.c_char_p]), ("PQclear", None, [ctypes.c_void_p]),
    ("PQresultStatus", ctypes.c_int, [ctypes.c_void_p]), ("PQntuples", ctypes.c_int, [ctypes.c_void_p]),
    ("PQnfields", ctypes.c_int, [ctypes.c_void_p]), ("PQresultErrorField", ctypes.c_char_p, [ctypes.c_void_p, ctypes.c_int]),
    ("PQgetvalue", ctypes.c_void_p, [ctypes.c_void_p, ctypes.c_int, ctypes.c_int]),
    ("PQgetlength", ctypes.c_int, [ctypes.c_void_p, ctypes.c_int, ctypes.c_int]),
    ("PQgetisnull", ctypes.c_int, [ctypes.c_void_p, ctypes.c_int, ctypes.c_int]),
    ("PQsetNoticeProcessor", ctypes.c_void_p, [ctypes.c_void_p, ctypes.c_void_p, ctypes.c_void_p]),
]:
    function = getattr(PQ, name)
    function.restype, function.argtypes = result, args
NOTICE = ctypes.CFUNCTYPE(None, ctypes.c_void_p, ctypes.c_char_p)(lambda arg, text: None)


class Refused(Exception):
    """What the server says, with its SQLSTATE."""

    def __init__(self, state, text):
        super().__init__(f"{state} {text}")
        self.state = state


class Connection:
    def __init__(self, uri):
        self.conn = PQ.PQconnectdb(uri.encode())
        if PQ.PQstatus(self.conn) != 0:
            raise Refused("08000", PQ.PQerrorMessage(self.conn).decode())
        PQ.PQsetNoticeProcessor(self.conn, NOTICE, None)

    def run(self, sql):
        """Rows of the last statement, every value as text or None."""
        res = PQ.PQexec(self.conn, sql.encode())
        try:
            if PQ.PQresultStatus(res) not in (1, 2):
                state = PQ.PQresultErrorField(res, ord("C"))
                raise Refused((state or b"?").decode(), PQ.PQerrorMessage(self.conn).decode())
            return [[self._value(res, i, k) for k in range(PQ.PQnfields(res))] for i in range(PQ.PQntuples(res))]
        finally:
            PQ.PQclear(res)

    @staticmethod
    def _value(res, i, k):
        if PQ.PQgetisnull(res, i, k):
            return None
        return ctypes.string_at(PQ.PQgetvalue(res, i, k), PQ.PQgetlength(res, i, k)).decode()

    def close(self):
        if self.conn:
            PQ.PQfinish(self.conn)
        self.conn = None


class Server:
    """One of our own, in a directory that goes with it."""

    def __init__(self, settings=()):
        bins = sorted(pathlib.Path("/usr/lib/postgresql").glob("*/bin/initdb"))
        self.bin = bins[-1].parent if bins else pathlib.Path(shutil.which("initdb")).parent
        self.dir = pathlib.Path(tempfile.mkdtemp(prefix="dossier-erasures."))
        self.dir.chmod(0o755)
        self.pg = self.dir / "pg"
        self.pg.mkdir()
        self.user = None
        if os.geteuid() == 0:
            self.user = "postgres"
            owner = pwd.getpwnam(self.user)
            os.chown(self.pg, owner.pw_uid, owner.pw_gid)
        self._tool("initdb", "-D", self.pg / "data", "-U", "test", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync")
        options = ["-k", self.pg, "-c", "listen_addresses=", "-c", "fsync=off", "-c", "synchronous_commit=off",
                   "-c", "full_page_writes=off", "-c", "log_statement=none", *settings]
        self._tool("pg_ctl", "-D", self.pg / "data", "-w", "-s", "-l", self.pg / "server.log", "-o",
                   " ".join(map(str, options)), "start")

    def _tool(self, name, *args):
        subprocess.run([str(self.bin / name), *map(str, args)], check=True, stdout=subprocess.DEVNULL, user=self.user,
                       cwd="/")

    def uri(self, database, user="test"):
        return f"postgresql:///{database}?host={self.pg}&user={user}"

    def cpu_s(self):
        """Processor time of the server and all it started and saw end."""
        first = (self.pg / "data" / "postmaster.pid").read_text().split()[0]
        spent = pathlib.Path(f"/proc/{first}/stat").read_text().rsplit(")", 1)[1].split()
        return sum(map(int, spent[11:15])) / os.sysconf("SC_CLK_TCK")

    def stop(self):
        try:
            self._tool("pg_ctl", "-D", self.pg / "data", "-m", "immediate", "-s", "stop")
        finally:
            shutil.rmtree(self.dir, ignore_errors=True)
