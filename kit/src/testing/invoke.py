"""Invokes the function of this container once, and prints what came of it as one line of JSON.

invoke.py EVENT_FILE SECONDS. It stays small: what it takes is taken from the function's memory.
"""

import json
import os
import socket
import sys
import time

ADDRESS = ("127.0.0.1", 8080)
PATH = "/2015-03-31/functions/function/invocations"
START_SECONDS = 20
# Of the control groups' second version, and of their first.
PEAK = ("/sys/fs/cgroup/memory.peak", "/sys/fs/cgroup/memory/memory.max_usage_in_bytes")
KILLS = ("/sys/fs/cgroup/memory.events", "/sys/fs/cgroup/memory/memory.oom_control")


def main(event_file, seconds):
    with open(event_file, "rb") as file:
        event = file.read()
    connection = connect()
    connection.settimeout(seconds)
    began = time.time()
    started = time.monotonic()
    # Of HTTP/1.0, so that the answer comes in one piece.
    head = f"POST {PATH} HTTP/1.0\r\nContent-Type: application/json\r\nContent-Length: {len(event)}\r\n\r\n"
    try:
        connection.sendall(head.encode() + event)
        status, body = read_answer(connection)
    except TimeoutError:
        status, body = 0, ""
    used = os.statvfs("/tmp")
    print(json.dumps({
        "began": began,
        "status": status,
        "body": body,
        "ms": round((time.monotonic() - started) * 1000),
        "peak": int(first_of(PEAK) or 0),
        "kills": sum(int(line.split()[1]) for line in first_of(KILLS).splitlines() if line.startswith("oom_kill ")),
        "temporary": (used.f_blocks - used.f_bfree) * used.f_frsize,
    }))


def connect():
    """The runtime emulator may be starting."""
    limit = time.monotonic() + START_SECONDS
    while True:
        try:
            return socket.create_connection(ADDRESS)
        except OSError:
            if time.monotonic() > limit:
                raise
            time.sleep(0.02)


def read_answer(connection):
    answer = b""
    while chunk := connection.recv(65536):
        answer += chunk
    head, _, body = answer.partition(b"\r\n\r\n")
    return int(head.split(b" ")[1]) if head else 0, body.decode(errors="replace")


def first_of(paths):
    for path in paths:
        if os.path.exists(path):
            with open(path) as file:
                return file.read().strip()
    return ""


main(sys.argv[1], float(sys.argv[2]))
