"""Checks an audit log without Dossier: written from RFC 6962, RFC 8032 and c2sp.org/signed-note and
tlog-checkpoint, with nothing but hashlib. What a stranger would write; it shares no code with us.

    audit_verifier.py note KEY NOTE            is it signed by that key?
    audit_verifier.py log KEY NOTE LOG         are these lines, to the byte, what was signed?
    audit_verifier.py proof KEY PROOF [OLDER]  are the events of `audit prove --json` in what was signed, and has it
                                               only grown since the note OLDER?
KEY is the text of `audit key`. Exit status 0: yes, with what was found; 1: no, with why."""
import base64
import hashlib
import json
import sys

# ---- Ed25519, verification only (RFC 8032 section 5.1.7, written out) ----

P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
ROOT_OF_MINUS_1 = pow(2, (P - 1) // 4, P)


def add(p, q):
    a = (p[1] - p[0]) * (q[1] - q[0]) % P
    b = (p[1] + p[0]) * (q[1] + q[0]) % P
    c, d = 2 * p[3] * q[3] * D % P, 2 * p[2] * q[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P


def times(n, p):
    q = (0, 1, 1, 0)
    while n:
        if n & 1:
            q = add(q, p)
        p, n = add(p, p), n >> 1
    return q


def same(p, q):
    return (p[0] * q[2] - q[0] * p[2]) % P == 0 and (p[1] * q[2] - q[1] * p[2]) % P == 0


def point(text):
    y = int.from_bytes(text, "little")
    sign, y = y >> 255, y & (1 << 255) - 1
    if y >= P:
        return None
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * ROOT_OF_MINUS_1 % P
    if (x * x - square) % P or (x == 0 and sign):
        return None
    if x & 1 != sign:
        x = P - x
    return x, y, 1, x * y % P


BASE = point(bytes([0x58] + [0x66] * 31))


def is_signed(public, message, signature):
    a, r = point(public), point(signature[:32])
    s = int.from_bytes(signature[32:], "little")
    if a is None or r is None or s >= L or len(signature) != 64:
        return False
    h = int.from_bytes(hashlib.sha512(signature[:32] + public + message).digest(), "little") % L
    return same(times(s, BASE), add(r, times(h, a)))


# ---- signed notes and checkpoints ----


class No(Exception):
    pass


def read_key(text):
    name, number, key = text.strip().split("+", 2)
    key = base64.b64decode(key, validate=True)
    if key[0] != 1 or len(key) != 33:
        raise No("the key is not Ed25519")
    if hashlib.sha256(name.encode() + b"\n" + key).digest()[:4].hex() != number:
        raise No("the key's number is not its own")
    return name, bytes.fromhex(number), key[1:]


def read_checkpoint(key, note):
    name, number, public = read_key(key)
    text, _, signatures = note.rpartition("\n\n")
    text += "\n"
    for line in signatures.splitlines():
        dash, who, signature = line.split(" ")
        signature = base64.b64decode(signature, validate=True)
        if (dash, who, signature[:4]) == ("\u2014", name, number):
            if not is_signed(public, text.encode(), signature[4:]):
                raise No("the signature is not that key's")
            break
    else:
        raise No("that key did not sign it")
    origin, size, root = text.split("\n")[:3]
    if origin != name:
        raise No("it is of another log")
    root = base64.b64decode(root, validate=True)
    if str(int(size)) != size or len(root) != 32:
        raise No("it is no checkpoint")
    return int(size), root


# ---- the tree ----


def leaf(body):
    return hashlib.sha256(b"\0" + body).digest()


def node(left, right):
    return hashlib.sha256(b"\1" + left + right).digest()


def root_of(leaves):
    """MTH of RFC 6962 section 2.1."""
    if len(leaves) < 2:
        return leaves[0] if leaves else hashlib.sha256(b"").digest()
    k = 1 << (len(leaves) - 1).bit_length() - 1
    return node(root_of(leaves[:k]), root_of(leaves[k:]))


def root_by_inclusion(index, size, one, proof):
    """The root that an audit path gives (RFC 6962 section 2.1.1), from the leaf up."""
    if not 0 <= index < size:
        raise No("no such place")
    last, proof = size - 1, list(proof)
    while last:
        if index & 1 or index < last:
            if not proof:
                raise No("the proof is too short")
            one = node(proof.pop(0), one) if index & 1 else node(one, proof.pop(0))
        index, last = index >> 1, last >> 1
    if proof:
        raise No("the proof is too long")
    return one


def roots_by_consistency(old, new, old_root, proof):
    """Both roots that a proof of consistency gives (RFC 6962 section 2.1.2)."""
    if not 0 < old <= new:
        raise No("the older one is larger")
    proof = list(proof)
    if old == new:
        return old_root, old_root
    place, last = old - 1, new - 1
    while place & 1:
        place, last = place >> 1, last >> 1
    first = second = proof.pop(0) if place else old_root
    while last:
        if place & 1 or place < last:
            if not proof:
                raise No("the proof is too short")
            one = proof.pop(0)
            if place & 1:
                first, second = node(one, first), node(one, second)
            else:
                second = node(second, one)
        elif place == last and place:
            pass  # a right edge alone on its level goes up as it is
        place, last = place >> 1, last >> 1
    if proof:
        raise No("the proof is too long")
    return first, second


# ---- what is asked ----


def check_note(key, note):
    size, root = read_checkpoint(key, open(note, encoding="utf-8").read())
    return f"{size} {root.hex()}"


def check_log(key, note, log):
    size, root = read_checkpoint(key, open(note, encoding="utf-8").read())
    lines = open(log, "rb").read().split(b"\n")[:-1]
    if len(lines) < size:
        raise No(f"{len(lines)} lines, of {size} that were signed")
    if root_of([leaf(line) for line in lines[:size]]) != root:
        raise No("these lines are not what was signed")
    return f"{size} {root.hex()}"


def check_proof(key, file, older=None):
    proof = json.load(open(file, encoding="utf-8"))
    size, root = read_checkpoint(key, proof["checkpoint"])
    for e in proof["events"]:
        path = [bytes.fromhex(h) for h in e["proof"]]
        if root_by_inclusion(e["position"], size, leaf(e["body"].encode()), path) != root:
            raise No(f"event {e['event']} is not in what was signed")
    if older:
        before, its_root = read_checkpoint(key, open(older, encoding="utf-8").read())
        path = [bytes.fromhex(h) for h in proof["since"]["proof"]]
        if roots_by_consistency(before, size, its_root, path) != (its_root, root):
            raise No("it has not only grown since")
    return f"{len(proof['events'])} of {size}"


if __name__ == "__main__":
    try:
        asked = {"note": check_note, "log": check_log, "proof": check_proof}[sys.argv[1]]
        print(asked(*sys.argv[2:]))
    except (No, ValueError, KeyError, IndexError) as why:
        sys.exit(f"no: {why}")
