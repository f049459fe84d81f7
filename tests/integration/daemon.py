#!/usr/bin/env python3
"""What a client of ours would never send: to the daemon of DOSSIER_HOME, whose answers it prints.

usage: daemon.py SOCKET ask WORD...        a good request: the exit status, then what the daemon says
       daemon.py SOCKET set NAME=VALUE     one with a setting that is not for it
       daemon.py SOCKET files N WORD...    one with N descriptors of /dev/null beside its streams
       daemon.py SOCKET nonsense           all kinds of it, each answered or closed
       daemon.py SOCKET crowd N SECONDS    N connections that say nothing for so long
       daemon.py SOCKET stuck N WORD...    N good requests, whose output nobody reads: what they are told
       daemon.py SOCKET squat FILE         listen there; whatever a client says goes to FILE
"""
import os, random, socket, struct, sys, time

MAGIC = 0x31525344
path, what, rest = sys.argv[1], sys.argv[2], sys.argv[3:]


def knock():
    s = socket.socket(socket.AF_UNIX)
    s.connect(path)
    s.settimeout(20)
    return s


def packed(words, settings=(), files=(), head=None):
    text = b''.join(w.encode('utf-8', 'surrogateescape') + b'\0' for w in [*words, *settings, *files])
    return struct.pack('=5I', *(head or (MAGIC, len(text), len(words), len(settings), len(files)))) + text


def answer(s):
    got = b''
    try:
        while len(got) < 412:
            more = s.recv(412 - len(got))
            if not more:
                break
            got += more
    except OSError as e:
        return f'no answer: {e}'
    if len(got) < 412:
        return 'closed'
    magic, status, signal = struct.unpack('=3I', got[:12])
    return f'{status} {got[12:].split(bytes(1))[0].decode()}'.strip()


def send(data, fds=(0, 1, 2)):
    s = knock()
    if fds:
        socket.send_fds(s, [data], list(fds))
    else:
        s.sendall(data)
    return answer(s)


def line(words):
    return ['dossier ' + words[0], *[w for w in words[1:] if w.startswith('--')], '--',
            *[w for w in words[1:] if not w.startswith('--')]]


def nonsense():
    good = packed(line(['list']))
    random.seed(7)
    nothing = os.open('/dev/null', os.O_RDWR)
    yield b'', ()
    yield b'GET / HTTP/1.1\r\n\r\n', ()
    yield good, ()                                # no descriptors
    yield good, (nothing,) * 2                    # too few
    yield good, (nothing,) * 4                    # too many
    yield good, (nothing,) * 80                   # more than there is room for
    yield good[:13], (nothing,) * 3               # half a head
    yield good[:25], (nothing,) * 3               # half of it
    yield packed(['x'] * 3, head=(MAGIC, 1 << 31, 3, 0, 0)), (nothing,) * 3
    yield packed(['x'] * 3, head=(MAGIC, 6, 1 << 31, 0, 0)), (nothing,) * 3
    yield packed(['x'] * 3, head=(MAGIC, 6, 3, 0, 1 << 31)), (nothing,) * 3
    yield packed(['dossier list', '--'], head=(MAGIC, 16, 5, 0, 0)), (nothing,) * 3
    yield packed(['dossier list']), (nothing,) * 3            # no --
    yield packed(['dossier list', '--', '\udcff']), (nothing,) * 3
    for _ in range(200):
        b = bytearray(good)
        for _ in range(random.randint(1, 4)):
            b[random.randrange(len(b))] = random.randrange(256)
        yield bytes(b), (nothing,) * 3


if what == 'ask':
    print(send(packed(line(rest))))
elif what == 'set':
    print(send(packed(line(['list']), settings=rest)))
elif what == 'files':
    fds = [os.open('/dev/null', os.O_RDONLY) for _ in range(int(rest[0]))]
    print(send(packed(line(rest[1:]), files=['<x'] * len(fds)), (0, 1, 2, *fds)))
elif what == 'nonsense':
    n = 0
    for data, fds in nonsense():
        s = knock()
        try:
            if fds:
                socket.send_fds(s, [data], list(fds))
            else:
                s.sendall(data)
            s.shutdown(socket.SHUT_WR)
        except OSError:
            pass
        answer(s)
        n += 1
    print(n)
elif what == 'crowd':
    crowd = []
    for _ in range(int(rest[0])):
        crowd.append(knock())
    time.sleep(float(rest[1]))
    refused = 0
    for s in crowd:
        s.setblocking(False)
        try:
            refused += b'too many' in s.recv(412)
        except OSError:
            pass
    print('refused' if refused else 'all let in')
elif what == 'stuck':
    _, full = os.pipe()
    os.set_blocking(full, False)
    try:
        while True:
            os.write(full, bytes(4096))
    except BlockingIOError:
        os.set_blocking(full, True)
    stuck = []
    for _ in range(int(rest[0])):
        s = knock()
        s.settimeout(100)
        try:
            socket.send_fds(s, [packed(line(rest[1:]))], [full] * 3)
        except OSError:
            pass  # refused before it was said
        stuck.append(s)
    print(*[answer(s) for s in stuck], sep='\n')
elif what == 'squat':
    s = socket.socket(socket.AF_UNIX)
    s.bind(path)
    os.chmod(path, 0o666)
    s.listen(8)
    with open(rest[0], 'wb', buffering=0) as f:
        while True:
            c, _ = s.accept()
            c.settimeout(1)
            try:
                f.write(b'knocked ' + c.recv(4096))
            except OSError:
                pass
            c.close()
