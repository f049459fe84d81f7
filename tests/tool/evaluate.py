# What evaluate.c asks for: Python over `v`, the JSON on the standard input of who asks. One process serves a whole test.
#
#	evaluate.py SOCKET PID
#
# It ends with the process PID.
import json
import os
import socket
import sys
import threading
import traceback


def answer(word, code, text):
    known = {'json': json, 'sys': sys, 'v': json.loads(text)}
    if word == b'exec':
        exec(code, known)
        return json.dumps(known['v'], indent=1)
    r = eval(code, known)
    return '%s\n' % (json.dumps(r) if isinstance(r, (dict, list, bool)) or r is None else r)


def serve(conn):
    with conn:
        word, streams, _, _ = socket.recv_fds(conn, 4, 3)
        code = b''.join(iter(lambda: conn.recv(65536), b''))
        # as the bytes come, so do they go
        with open(streams[0], 'rb') as f, open(streams[1], 'wb', 0) as out, open(streams[2], 'wb', 0) as err:
            try:
                told = answer(word, code.decode(), f.read().decode('utf-8', 'surrogateescape'))
                told = told.encode('utf-8', 'surrogateescape')
                while told:
                    told = told[out.write(told):]
                status = b'0'
            except BaseException:  # of the asker's: he hears of it
                err.write(traceback.format_exc().encode())
                status = b'1'
        conn.sendall(status)


s = socket.socket(socket.AF_UNIX)
s.bind(sys.argv[1] + '.new')
s.listen(64)
os.rename(sys.argv[1] + '.new', sys.argv[1])
s.settimeout(20)
while os.path.exists('/proc/' + sys.argv[2]):
    try:
        threading.Thread(target=serve, args=(s.accept()[0],), daemon=True).start()
    except TimeoutError:
        pass
