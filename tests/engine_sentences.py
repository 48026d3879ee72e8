"""Finds every sentence that the engine can send to a person, by reading its code.

Sentences begin where an error of `inference/errors.py` is made, where a problem of a phrase is stated, and
where a note is added; only files that the worker imports count. A sentence is given as a template, `The file
{path} has no bands`: what the code puts in is a place with a name. Where the code chooses between words, or
takes them from a function, a table or its caller, each choice is a template of its own.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from itertools import product
from pathlib import Path

from georefer.tests.engine_functions import (
    Function,
    bare,
    functions_of,
    imported_by_the_worker,
    numbered,
    place_of,
)

# Which arguments are for people: by place and by name.
TEXTS: dict[str, dict[int, str]] = {
    "Problem": {1: "text", 2: "remedy"},
    "add_problem": {1: "text", 2: "remedy"},
    "Note": {1: "text"},
    "Failed": {1: "message", 2: "remedy"},
    "Device": {1: "reason"},
    "PlanStep": {1: "reason"},
    "PlannedStep": {1: "reason"},
    "Zone": {3: "reason"},
    "Reach": {2: "reason"},
    "ModelFacts": {6: "reason"},
    "RefusedPhrase": {1: "message", 2: "remedy"},
}
LISTS = ("notes", "problems", "failed_tiles", "obstacles")
# What is worded here are phrases, in the language of the phrase: values in a sentence.
PHRASES = ("wording", "writing", "chinese", "english")
MOST_CHOICES = 40
DEEPEST = 12
FEWEST_LETTERS = 5
"""What has fewer, such as `{name} and {name2}`, is left as it is."""

Words = list[str]


class Engine:
    """Reads the files that the worker imports."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.trees = {
            path: ast.parse(path.read_text(encoding="utf-8")) for path in imported_by_the_worker(root)
        }
        self.functions = [one for path, tree in self.trees.items() for one in functions_of(path, tree)]
        self.modules = {one.path: one for one in self.functions if isinstance(one.node, ast.Module)}
        self.texts = {**TEXTS, **{name: {0: "message", 1: "remedy"} for name in self._errors()}}
        self.named: dict[str, list[Function]] = {}
        for one in self.functions:
            if not any(word in one.path.stem for word in PHRASES):
                self.named.setdefault(one.name, []).append(one)
        self.pieces: list[tuple[Function, ast.expr]] = []
        self.calls: dict[str, list[tuple[Function, ast.Call]]] = {}
        for function in self.functions:
            for node in function.own:
                if isinstance(node, ast.Call):
                    name = ast.unparse(node.func).split(".")[-1]
                    self.calls.setdefault(name, []).append((function, node))

    def templates(self) -> dict[str, str]:
        """Returns every template, and the file and line of one place that says it."""
        found: dict[str, str] = {}
        self.pieces = list(self._said())
        for function, expression in self.pieces:
            for template in map(numbered, dict.fromkeys(self._words(function, expression, {}, 0))):
                if sum(character.isalpha() for character in bare(template)) >= FEWEST_LETTERS:
                    place = f"{function.path.relative_to(self.root).as_posix()}:{expression.lineno}"
                    found.setdefault(template, place)
        return found

    def _errors(self) -> set[str]:
        """Returns the names of the errors that carry a sentence."""
        nodes = [node for tree in self.trees.values() for node in ast.walk(tree)]
        classes = [node for node in nodes if isinstance(node, ast.ClassDef)]
        names = {"GeoReferError"}
        for _ in classes:
            names |= {one.name for one in classes if {ast.unparse(base) for base in one.bases} & names}
        return names

    def _said(self) -> Iterator[tuple[Function, ast.expr]]:
        """Yields the expressions that are for people."""
        for name, places in self.texts.items():
            for function, call in self.calls.get(name, []):
                for place, keyword in places.items():
                    for given in _given(call, place, keyword):
                        yield function, given
        for function, call in self.calls.get("append", []):
            owner = ast.unparse(call.func).split(".")[-2]
            if owner.lstrip("_") in LISTS and call.args:
                yield function, call.args[0]

    def _words(self, function: Function, node: ast.expr, names: dict[str, str], depth: int) -> Words:
        """Returns the templates of an expression; a place where it cannot be known before it runs."""
        known = self._known(function, node, names, depth) if depth < DEEPEST else []
        return known or [place_of(node, names)]

    def _known(self, function: Function, node: ast.expr, names: dict[str, str], depth: int) -> Words:
        """Returns the templates of an expression that is written in the code, at least in part."""

        def words(inner: ast.expr, of: Function = function) -> Words:
            return self._words(of, inner, names, depth + 1)

        def known(inner: ast.expr, of: Function = function) -> Words:
            return self._known(of, inner, names, depth + 1) if depth < DEEPEST else []

        if isinstance(node, ast.Constant):
            return [node.value.replace("{", "{{").replace("}", "}}")] if isinstance(node.value, str) else []
        if isinstance(node, ast.JoinedStr):
            return self._sentence(function, node, names, depth + 1)
        if isinstance(node, ast.FormattedValue):
            return known(node.value) if node.format_spec is None else []
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
            left, right = known(node.left), known(node.right)
            return _joined([left or words(node.left), right or words(node.right)]) if left or right else []
        if isinstance(node, (ast.IfExp, ast.BoolOp)):
            arms = [node.body, node.orelse] if isinstance(node, ast.IfExp) else node.values
            arms = [arm for arm in arms if not isinstance(arm, ast.Constant) or isinstance(arm.value, str)]
            found = [known(arm) or words(arm) for arm in arms]
            return [one for arm in found for one in arm] if any(map(known, arms)) else []
        if isinstance(node, (ast.Tuple, ast.List, ast.Dict)):
            parts = node.values if isinstance(node, ast.Dict) else node.elts
            return [one for part in parts for one in known(part)]
        if isinstance(node, ast.Starred):
            return known(node.value)
        if isinstance(node, ast.Subscript):
            return self._part(function, node, names, depth + 1)
        if isinstance(node, ast.Name):
            return self._named(function, node.id, names, depth + 1)
        if isinstance(node, ast.Call):
            return self._called(function, node, names, depth + 1)
        return []

    def _sentence(self, function: Function, node: ast.JoinedStr, names: dict[str, str], depth: int) -> Words:
        """Returns the templates of an f-string.

        What stands between words of its own may be a piece of a sentence from elsewhere. Such a piece is a
        template by itself, and a place in this one: the plugin translates it as it translates the whole.
        """
        own = " ".join(part.value for part in node.values if isinstance(part, ast.Constant))
        has_words = len(re.findall(r"[^\W\d_]{2,}", own)) > 1
        choices = []
        for part in node.values:
            choice = self._words(function, part, names, depth)
            inner = part.value if isinstance(part, ast.FormattedValue) else part
            is_elsewhere = isinstance(inner, ast.Call) or (
                isinstance(inner, ast.Name) and inner.id not in function.assigned
            )
            if has_words and is_elsewhere and choice != [place_of(inner, names)]:
                self.pieces += [(function, inner)]
                choice = [place_of(inner, names)]
            choices.append(choice)
        return _joined(choices)

    def _named(self, function: Function, name: str, names: dict[str, str], depth: int) -> Words:
        """Returns what a name stands for: what is assigned to it, or what the callers give."""
        if name in function.parameters and name not in function.assigned:
            place = function.parameters.index(name)
            found: Words = []
            for caller, call in self.calls.get(function.name, []):
                if caller.path == function.path or not function.name.startswith("_"):
                    for given in _given(call, place, name):
                        found += self._words(caller, given, {}, depth) if depth < DEEPEST else []
            return _if_sentences(found)
        if name in function.assigned:
            return [
                one for value in function.assigned[name] for one in self._known(function, value, names, depth)
            ]
        values = self.modules[function.path].assigned.get(name, [])
        return _if_sentences([one for value in values for one in self._known(function, value, names, depth)])

    def _called(self, function: Function, call: ast.Call, names: dict[str, str], depth: int) -> Words:
        if isinstance(call.func, ast.Attribute):
            owner = self._known(function, call.func.value, names, depth)
            if call.func.attr == "format":
                filled = [place_of(one, names) for one in call.args]
                return [one.replace("{{}}", "{}").format(*filled) for one in owner]
            return owner if call.func.attr in ("get", "rstrip", "strip") else []
        bodies = self._bodies(function, call)
        return _if_sentences([one for of, value in bodies for one in self._known(of, value, {}, depth)])

    def _part(self, function: Function, node: ast.Subscript, names: dict[str, str], depth: int) -> Words:
        """Returns one part of what a function returns, or of a table; all where the part is not known."""
        place = node.slice.value if isinstance(node.slice, ast.Constant) else None
        wholes: list[tuple[Function, ast.expr]] = [(function, node.value)]
        if isinstance(node.value, ast.Call):
            wholes = list(self._bodies(function, node.value))
        elif isinstance(node.value, ast.Starred):
            wholes = [(function, row) for row in self._rows(function, node.value.value)]
        found: Words = []
        for of, whole in wholes:
            if isinstance(whole, ast.Tuple) and isinstance(place, int) and place < len(whole.elts):
                whole = whole.elts[place]
            elif isinstance(whole, ast.Call) and len(wholes) < 9 and isinstance(place, int):
                whole = ast.Subscript(whole, node.slice, ast.Load())
            elif isinstance(place, int):
                continue
            found += self._known(of, whole, names, depth) if depth < DEEPEST else []
        return found

    def _rows(self, function: Function, table: ast.expr) -> list[ast.expr]:
        """Returns the rows of a table that is written in the code."""
        if isinstance(table, ast.Name):
            values = [one for path in self.modules for one in self.modules[path].assigned.get(table.id, [])]
            return [row for one in values for row in getattr(one, "elts", [])]
        return list(getattr(table, "elts", []))

    def _bodies(self, function: Function, call: ast.Call) -> Iterator[tuple[Function, ast.expr]]:
        """Yields what the called function returns."""
        name = ast.unparse(call.func).split(".")[-1]
        for one in self.named.get(name, []):
            if one.path == function.path or not name.startswith("_"):
                yield from ((one, value) for value in one.returned)


def _if_sentences(found: Words) -> Words:
    """Returns words from elsewhere where they are more than a name."""
    return found if any(" " in one.strip() for one in found) else []


def _given(call: ast.Call, place: int, keyword: str) -> list[ast.expr]:
    named = [one.value for one in call.keywords if one.arg == keyword]
    return named or call.args[place : place + 1]


def _joined(choices: list[Words]) -> Words:
    return ["".join(words) for _, words in zip(range(MOST_CHOICES), product(*choices), strict=False)]
