"""Imports handlers in the Lambda runtime image, each in a Python of its own, as Lambda would.

As many at a time as there are processors, of which one is in /var/task. What cannot be imported elsewhere is imported
there again before it is said to fail.

Started as `python import_check.py BUNDLES`, where BUNDLES is a JSON file: a list of `{"handler", "dependencies", "sources",
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
from concurrent.futures import ThreadPoolExecutor

IMPORT_SECONDS = 60
# Exit code when the import failed for want of what only Lambda has.
CIRCUMSTANCES = 3


def check(number: int, bundle: dict, task: str) -> dict:
    def copy(source: str, target: str) -> None:
        shutil.copy(source, target)
        # Python knows stale bytecode by time and size, which files of one name in two functions may have in common.
        os.utime(target, (number, number))

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


def check_all(bundles: list, task: str) -> list:
    """The answers in the order of the bundles. Each worker lays its bundles down in a folder of its own, one after the other."""
    numbered = list(enumerate(bundles))
    workers = min(len(os.sched_getaffinity(0)), len(bundles))
    rows = [numbered[worker::workers] for worker in range(workers)]
    tasks = [task, *(f"{tempfile.mkdtemp()}/task" for _ in rows[1:])]
    answers = {}
    with ThreadPoolExecutor(workers) as pool:
        for row in pool.map(check_row, rows, tasks):
            answers.update(row)
    answers.update(check_row([one for row in rows[1:] for one in row if answers[one[0]]["code"] != 0], task))
    return [answers[number] for number, _ in numbered]


def check_row(row: list, task: str) -> dict:
    answers = {}
    before = None
    for number, bundle in row:
        if before and before["dependencies"] == bundle["dependencies"]:
            take_away(before["sources"], task)
        else:
            lay(bundle["dependencies"], task)
        answers[number] = check(number, bundle, task)
        before = bundle
    return answers


def lay(dependencies: list, task: str) -> None:
    shutil.rmtree(task, ignore_errors=True)
    for tree in dependencies:
        shutil.copytree(tree, task, copy_function=link, dirs_exist_ok=True)


def take_away(sources: str, task: str) -> None:
    for folder, _, files in os.walk(sources, topdown=False):
        place = os.path.normpath(os.path.join(task, os.path.relpath(folder, sources)))
        for name in files:
            os.unlink(os.path.join(place, name))
        if not os.listdir(place):
            os.rmdir(place)


def link(source: str, target: str) -> None:
    if os.path.exists(target):  # dependency sets share it
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
    with open(sys.argv[1]) as file:
        answers = check_all(json.load(file), task_folder())
    for answer in answers:
        print(json.dumps(answer), flush=True)
