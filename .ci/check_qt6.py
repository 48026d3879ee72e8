"""Looks up in the real PyQt6 every name that plugin and ui take from qgis.PyQt, members included.

    python .ci/check_qt6.py FOLDER...

No QGIS with Qt 6 is needed, and none is run: this finds enums without their scope, names that have moved and
names that are gone. What QGIS's own classes offer is not looked at.
"""

from __future__ import annotations

import ast
import importlib
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType

SHIM = "qgis.PyQt"
# QGIS's shim has these in QtWidgets on Qt 6 as well.
MOVED = {"QAction", "QActionGroup", "QShortcut"}

Load = Callable[[str], ModuleType]


def complaints(source: str, load: Load) -> list[tuple[int, str]]:
    """Returns line and reason of everything in a source text that Qt 6 does not have.

    Args:
        source: Python.
        load: Returns the module of PyQt6 for a name such as `QtCore`; raises ImportError where there is none.
    """
    tree = ast.parse(source)
    known: dict[str, object] = {}
    found: list[tuple[int, str]] = []
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(SHIM):
            for alias in node.names:
                thing, reason = _imported(node.module or "", alias.name, load)
                if reason:
                    found.append((node.lineno, reason))
                else:
                    known[alias.asname or alias.name] = thing
    found += _unknown_members(tree, known)
    return sorted(set(found))


def _imported(module: str, name: str, load: Load) -> tuple[object, str]:
    """Returns what is imported, or why it cannot be."""
    part = module[len(SHIM) :].lstrip(".")
    try:
        if not part:
            return load(name), ""
        place = load("QtGui" if name in MOVED and part == "QtWidgets" else part)
    except ImportError as error:
        return None, f"{module}: {error}"
    if not hasattr(place, name):
        return None, f"{module} has no {name}"
    return getattr(place, name), ""


def _unknown_members(tree: ast.AST, known: dict[str, object]) -> Iterator[tuple[int, str]]:
    asked = {ast.unparse(node) for node in ast.walk(tree) if isinstance(node, ast.Call)}
    for node in ast.walk(tree):
        if not isinstance(node, ast.Attribute):
            continue
        chain = _chain(node)
        if chain is None or chain[0] not in known:
            continue
        thing = known[chain[0]]
        for depth, name in enumerate(chain[1:], 1):
            if not hasattr(thing, name):
                owner = ".".join(chain[:depth])
                # Who asks first has another way for the Qt that does not have it.
                if f"hasattr({owner}, {name!r})" not in asked:
                    yield node.lineno, f"{owner} has no {name}"
                break
            thing = getattr(thing, name)
            # What a method returns, or an instance holds, is known at run time alone.
            if not isinstance(thing, (type, ModuleType)):
                break


def _chain(node: ast.expr) -> list[str] | None:
    """Returns the names in `a.b.c`; None where it starts with something else than a name."""
    names: list[str] = []
    while isinstance(node, ast.Attribute):
        names.append(node.attr)
        node = node.value
    return [node.id, *reversed(names)] if isinstance(node, ast.Name) else None


def main(folders: list[str]) -> int:
    """Prints all complaints and returns the exit code."""
    files = [path for folder in folders for path in sorted(Path(folder).rglob("*.py"))]
    count = 0
    for path in files:
        source = path.read_text(encoding="utf-8")
        for line, reason in complaints(source, lambda name: importlib.import_module(f"PyQt6.{name}")):
            count += 1
            sys.stdout.write(f"{path}:{line} {reason}\n")
    sys.stdout.write(f"{len(files)} files compared with PyQt6: {count} complaint(s)\n")
    return 1 if count or not files else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
