"""Runs MiniStack on a port of its own on loopback, and ends with the process that started it.

Started as `python -I ministack_launcher.py LIBRARY SCRATCH [ADDRESS ...]` by an interpreter without packages: LIBRARY is
added to its path at run time only, so the functions, which it runs with the same interpreter, see their bundle alone.
It prints {"port": N} once it answers, and stops when its standard input ends, so it cannot outlive its parent.
"""

import asyncio
import json
import os
import shutil
import signal
import socket
import sys
import tempfile

library, scratch, *extra_addresses = sys.argv[1:]
LOOPBACK = "127.0.0.1"


def listen(address: str, port: int) -> socket.socket:
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.bind((address, port))
    return listener


# MiniStack writes its port into addresses before it listens, so it must be known, and taken, beforehand.
listeners = [listen(LOOPBACK, 0)]
port = listeners[0].getsockname()[1]
for address in extra_addresses:
    try:
        listeners.append(listen(address, port))
    except OSError:
        pass  # the address is inside the machine of Docker Desktop, from where loopback is reached
os.environ["GATEWAY_PORT"] = str(port)
tempfile.tempdir = scratch
sys.path.append(library)

from hypercorn.asyncio import serve  # noqa: E402
from hypercorn.config import Config  # noqa: E402
from ministack.app import app  # noqa: E402
from ministack.core import lambda_runtime  # noqa: E402


async def answers() -> bool:
    try:
        reader, writer = await asyncio.open_connection(LOOPBACK, port)
        writer.write(b"GET /_ministack/ready HTTP/1.0\r\nHost: localhost\r\n\r\n")
        head = await reader.read(20)
        writer.close()
        return b" 200 " in head
    except OSError:
        return False


async def announce() -> None:
    while not await answers():
        await asyncio.sleep(0.02)
    print(json.dumps({"port": port}), flush=True)


async def main() -> None:
    config = Config()
    config.bind = [f"fd://{listener.fileno()}" for listener in listeners]
    config.graceful_timeout = 1
    config.loglevel = "WARNING"
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        loop.add_signal_handler(number, stop.set)
    loop.add_reader(0, lambda: None if os.read(0, 4096) else stop.set())
    announcing = asyncio.create_task(announce())
    await serve(app, config, shutdown_trigger=stop.wait)
    announcing.cancel()


asyncio.run(main())
try:
    lambda_runtime.kill_workers([worker for workers in lambda_runtime._workers.values() for worker in workers])
finally:
    shutil.rmtree(scratch, ignore_errors=True)
    os._exit(0)  # a pending custom resource would keep its threads, and so the process, alive
