"""Starts the four vendor simulators and says where they are.

  python3 tests/vendors/run.py --secrets DIR --pidfile FILE

writes one file per setting into DIR (stripe-url, stripe-key, ...; stripe-control is where a test switches faults on),
each only for its owner, then its own process id into FILE, and runs until SIGTERM. Without --secrets it prints the addresses.
"""

import argparse
import os
import signal
import sys
import threading

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from sendgrid import SendGrid
from sim import Server
from stripe import Stripe
from supabase_auth import SupabaseAuth
from twilio import Twilio


def person_of(args=None):
    """The person the demo and the tests ask about."""
    get = lambda name, default: getattr(args, name, None) or os.environ.get("SIM_" + name.upper()) or default
    return {"email": get("email", "sanne.devries@bakkerij-zonnehoek.example"), "phone": get("phone", "+31612345678"), "name": get("name", "Sanne de Vries")}


def put(directory, name, text):
    path = os.path.join(directory, name)
    with os.fdopen(os.open(path + ".new", os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as f:
        f.write(text + "\n")
    os.rename(path + ".new", path)


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("secrets", "pidfile", "email", "phone", "name"):
        options.add_argument("--" + name)
    args = options.parse_args()
    stop = threading.Event()
    for sig in (signal.SIGTERM, signal.SIGINT):
        signal.signal(sig, lambda *_: stop.set())
    servers = [Server(vendor(person_of(args))) for vendor in (Stripe, Twilio, SendGrid, SupabaseAuth)]
    if args.secrets:
        os.makedirs(args.secrets, mode=0o700, exist_ok=True)
    for server in servers:
        server.start()
        vendor = server.vendor
        url = server.url + getattr(vendor, "path", "")
        print(vendor.name, url, flush=True)
        for name, text in {"url": url, "control": server.url, **vendor.secrets}.items():
            if args.secrets:
                put(args.secrets, "%s-%s" % (vendor.name, name), text)
    if args.pidfile:
        put(os.path.dirname(os.path.abspath(args.pidfile)), os.path.basename(args.pidfile), str(os.getpid()))
    while not stop.wait(1):
        pass
    for server in servers:
        server.stop()


if __name__ == "__main__":
    main()
