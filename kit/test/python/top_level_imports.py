"""Prints what Python's own ast says of the imports that fail a module's import: a JSON line for each file of the folders.

Each has two lists: without what is in an `if`, and with it, since ast decides no condition.
"""

import ast
import json
import sys
import warnings
from pathlib import Path

warnings.simplefilter("ignore")
CATCH = {"ImportError", "ModuleNotFoundError"}


def other(node):
    name = ast.unparse(node)
    return name.endswith("Error") and name not in CATCH


def caught(handler):
    if handler.type is None:
        return True
    types = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
    return not types or not all(other(one) for one in types)


def walk(body, found, ifs=False):
    for node in body:
        if isinstance(node, ast.Import):
            found += [[node.lineno, 0, one.name, []] for one in node.names]
        elif isinstance(node, ast.ImportFrom):
            found.append([node.lineno, node.level, node.module or "", [one.name for one in node.names if one.name != "*"]])
        elif isinstance(node, ast.ClassDef):
            walk(node.body, found, ifs)
        elif isinstance(node, ast.With):
            if not any("suppress" in ast.unparse(one) for one in node.items):
                walk(node.body, found, ifs)
        elif isinstance(node, ast.Try):
            if not any(caught(one) for one in node.handlers):
                walk(node.body, found, ifs)
            walk(node.finalbody, found, ifs)
        elif isinstance(node, ast.If) and ifs:
            walk(node.body, found, ifs)
            walk(node.orelse, found, ifs)
    return found


for folder in sys.argv[1:]:
    for path in sorted(Path(folder).rglob("*.py")):
        try:
            text = path.read_text("utf-8")
            tree = ast.parse(text)
        except (SyntaxError, ValueError):
            continue
        print(json.dumps([str(path), walk(tree.body, []), walk(tree.body, [], True)]))
