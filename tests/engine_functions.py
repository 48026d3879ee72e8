"""Reads functions of the engine as syntax trees: what is assigned in them, and how a value may be named."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path


@dataclass(frozen=True)
class Function:
    """Is one function, or the body of a module."""

    path: Path
    node: ast.FunctionDef | ast.Module

    @property
    def name(self) -> str:
        return self.node.name if isinstance(self.node, ast.FunctionDef) else ""

    @cached_property
    def parameters(self) -> list[str]:
        if isinstance(self.node, ast.Module):
            return []
        names = [one.arg for one in (*self.node.args.posonlyargs, *self.node.args.args)]
        return names[1:] if names[:1] in (["self"], ["cls"]) else names

    @cached_property
    def own(self) -> list[ast.AST]:
        """Returns the nodes in it, those of functions in it left out."""
        found, waiting = [], list(ast.iter_child_nodes(self.node))
        while waiting:
            node = waiting.pop()
            found.append(node)
            if not isinstance(node, (ast.FunctionDef, ast.ClassDef)):
                waiting += ast.iter_child_nodes(node)
        return found

    @cached_property
    def returned(self) -> list[ast.expr]:
        return [one.value for one in self.own if isinstance(one, ast.Return) and one.value is not None]

    @cached_property
    def assigned(self) -> Mapping[str, list[ast.expr]]:
        """Returns what is assigned to each name."""
        values: dict[str, list[ast.expr]] = {}
        for target, value in self._pairs():
            if isinstance(target, ast.Name):
                values.setdefault(target.id, []).append(value)
            elif isinstance(target, ast.Tuple):
                for place, name in enumerate(target.elts):
                    if isinstance(name, ast.Name):
                        part = ast.Subscript(value, ast.Constant(place), ast.Load())
                        values.setdefault(name.id, []).append(part)
        return values

    def _pairs(self) -> Iterator[tuple[ast.expr, ast.expr]]:
        for node in self.own:
            if isinstance(node, ast.Assign):
                yield from ((target, node.value) for target in node.targets)
            elif isinstance(node, (ast.AnnAssign, ast.NamedExpr)) and node.value is not None:
                yield node.target, node.value
            elif isinstance(node, (ast.For, ast.comprehension)):
                yield node.target, ast.Starred(node.iter, ast.Load())


def functions_of(path: Path, tree: ast.Module) -> list[Function]:
    inner = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    return [Function(path, tree), *(Function(path, node) for node in inner)]


def imported_by_the_worker(root: Path) -> list[Path]:
    """Returns the files that the worker imports, at its start or later."""
    seen: set[Path] = set()
    waiting = [root / "inference/server.py"]
    while waiting:
        path = waiting.pop()
        if path in seen or not path.is_file():
            continue
        seen.add(path)
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.level:
                folder = path.parents[node.level - 1]
                base = folder.joinpath(*node.module.split(".")) if node.module else folder
                waiting += [base.with_suffix(".py"), *(base / f"{name.name}.py" for name in node.names)]
    return sorted(seen)


def bare(template: str) -> str:
    """Returns a template without its places."""
    kept, depth = [], 0
    for character in template.replace("{{", "").replace("}}", ""):
        depth += (character == "{") - (character == "}")
        kept.append(character if depth == 0 and character != "}" else "")
    return "".join(kept)


def numbered(template: str) -> str:
    """Returns a template whose places of one name are counted from the left."""
    renamed: dict[str, str] = {}
    taken: dict[str, int] = {}

    def rename(match: re.Match[str]) -> str:
        name = match[1]
        if name not in renamed:
            stem = name.rstrip("0123456789") or name
            taken[stem] = taken.get(stem, 0) + 1
            renamed[name] = stem if taken[stem] == 1 else f"{stem}{taken[stem]}"
        return "{" + renamed[name] + "}"

    return re.sub(r"(?<!\{)\{(\w+)\}", rename, template.strip())


def place_of(node: ast.expr, names: dict[str, str]) -> str:
    """Returns a place for a value, named after what the code calls it; the same value has the same place."""
    if isinstance(node, ast.FormattedValue):
        node = node.value
    source = ast.unparse(node)
    if source not in names:
        last: ast.AST = node
        while not isinstance(last, (ast.Name, ast.Attribute)):
            inner = [child for child in ast.iter_child_nodes(last) if isinstance(child, ast.expr)]
            if (
                isinstance(last, ast.Call)
                and isinstance(last.func, ast.Attribute)
                and last.func.attr == "join"
            ):
                inner = list(last.args)
            if not inner:
                break
            last = inner[0]
        word = getattr(last, "id", "") or getattr(last, "attr", "")
        word = word.strip("_").lower() or "value"
        taken = set(names.values())
        names[source] = next(f"{word}{n}" for n in ("", *range(2, 99)) if f"{word}{n}" not in taken)
    return "{" + names[source] + "}"
