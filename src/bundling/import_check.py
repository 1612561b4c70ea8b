"""Imports handlers in the Lambda runtime image, each from /var/task in a Python of its own, as Lambda would.

Started as `python import_check.py BUNDLES`, where BUNDLES is a JSON file: a list of `{"handler", "layers", "sources",
"environment", "cache"}`. It prints one JSON line `{"code", "output"}` for each, in their order.

Functions that share packages share the bytecode of these, too: compiling it takes most of an import.
"""

import importlib
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import traceback

IMPORT_SECONDS = 60
# Exit code when the import failed for want of what only Lambda has.
CIRCUMSTANCES = 3


def check(index: int, bundle: dict, task: str) -> dict:
    def copy(source: str, target: str) -> None:
        shutil.copy(source, target)
        # Python knows stale bytecode by time and size, which files of one name in two functions may have in common.
        os.utime(target, (index, index))

    shutil.copytree(bundle["sources"], task, copy_function=copy, dirs_exist_ok=True)
    cache = {"PYTHONPYCACHEPREFIX": bundle["cache"]} if bundle["cache"] else {"PYTHONDONTWRITEBYTECODE": "1"}
    command = [sys.executable, os.path.abspath(__file__), "--handler", bundle["handler"]]
    try:
        done = subprocess.run(
            command,
            cwd=task,
            env={**os.environ, **bundle["environment"], **cache},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=IMPORT_SECONDS,
        )
        code, output = done.returncode, done.stdout
    except subprocess.TimeoutExpired as error:
        code, output = 1, (error.stdout or b"") + f"\nthe import did not end within {IMPORT_SECONDS} s".encode()
    return {"code": code, "output": output.decode(errors="replace")}


def lay(layers: list, task: str) -> None:
    shutil.rmtree(task, ignore_errors=True)
    for layer in layers:
        shutil.copytree(layer, task, copy_function=link, dirs_exist_ok=True)


def take_away(sources: str, task: str) -> None:
    for folder, _, files in os.walk(sources, topdown=False):
        place = os.path.normpath(os.path.join(task, os.path.relpath(folder, sources)))
        for name in files:
            os.unlink(os.path.join(place, name))
        if not os.listdir(place):
            os.rmdir(place)


def link(source: str, target: str) -> None:
    if os.path.exists(target):  # layers share it
        return
    try:
        os.link(source, target)
    except OSError:  # another file system, or another owner's file
        shutil.copy2(source, target)


def import_handler(name: str) -> int:
    """Loads the module and looks the handler up.

    A variable that the stack sets and a service on the network are not there, and no fault of the bundle.
    """
    sys.path[0] = os.getcwd()
    sys.path.append("/var/runtime")
    module, _, function = name.rpartition(".")
    try:
        handler = getattr(importlib.import_module(module.replace("/", ".")), function)
        assert callable(handler), f"{name} cannot be called"
    except BaseException as error:
        traceback.print_exc()
        raised_in = traceback.extract_tb(error.__traceback__)[-1].filename
        variable = isinstance(error, KeyError) and (raised_in == "<frozen os>" or raised_in.endswith("/os.py"))
        network = isinstance(error, (ConnectionError, TimeoutError, socket.gaierror))
        service = type(error).__module__.startswith(("botocore.", "urllib.error"))
        return CIRCUMSTANCES if variable or network or service else 1
    return 0


def task_folder() -> str:
    """Lambda's, if this user may write there."""
    return "/var/task" if os.access("/var/task", os.W_OK) and os.access("/var", os.W_OK) else f"{tempfile.mkdtemp()}/task"


if __name__ == "__main__":
    if sys.argv[1] == "--handler":
        sys.exit(import_handler(sys.argv[2]))
    place = task_folder()
    with open(sys.argv[1]) as file:
        bundles = json.load(file)
    before = None
    for number, one in enumerate(bundles, start=1):
        if before and before["layers"] == one["layers"]:
            take_away(before["sources"], place)
        else:
            lay(one["layers"], place)
        print(json.dumps(check(number, one, place)), flush=True)
        before = one
