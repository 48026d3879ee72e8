"""The house rules that a machine can check, and proof that each check can fail."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from georefer.tests.source_tree import SourceFile, SourceTree

# The command line speaks on standard output; nothing else does.
SPEAKERS = ("inference/cli.py", "inference/demo.py")
# Where any failure must end in a message: QGIS's entry, the worker's loop, the plugin's one voice.
ERROR_BORDERS = ("__init__.py", "inference/server.py", "plugin/notifier.py")

FILE_LINES, FUNCTION_LINES, PARAMETERS = 350, 60, 8
USUAL_FILE_LINES, USUAL_FUNCTION_LINES = 300, 40

MACHINE_PATH = re.compile(r"/(work|tmp|root|home|Users)/|[A-Z]:\\\\?Users")
UNFINISHED = re.compile(r"\b(TODO|FIXME|XXX|NotImplementedError)\b")
DRAWERS = {"utils", "util", "common", "helpers", "helper", "misc", "base", "manager", "handler"}

Function = ast.FunctionDef | ast.AsyncFunctionDef


def functions(file: SourceFile) -> Iterator[Function]:
    return (node for node in file.walk() if isinstance(node, Function))


def lines_of(function: Function) -> int:
    return (function.end_lineno or function.lineno) - function.lineno + 1


def file_lines(file: SourceFile) -> int:
    return file.text.count("\n")


def ninth_of_ten(values: list[int]) -> int:
    """Returns the value that nine of ten do not exceed."""
    return sorted(values)[(9 * len(values)) // 10] if values else 0


def only_the_command_line_prints(tree: SourceTree) -> list[str]:
    return [
        f"{file.path}:{node.lineno} prints"
        for file in tree.files
        if file.path not in SPEAKERS
        for node in file.walk()
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "print"
    ]


def broad_excepts_stand_at_borders(tree: SourceTree) -> list[str]:
    def is_broad(handler: ast.ExceptHandler) -> bool:
        caught = [None] if handler.type is None else ast.walk(handler.type)
        return any(
            node is None or (isinstance(node, ast.Name) and node.id in ("Exception", "BaseException"))
            for node in caught
        )

    def passes_on(handler: ast.ExceptHandler) -> bool:
        """Tells a handler that only tidies up: its last word is a bare `raise`."""
        last = handler.body[-1]
        return isinstance(last, ast.Raise) and last.exc is None

    return [
        f"{file.path}:{node.lineno} catches everything"
        for file in tree.files
        if file.path not in ERROR_BORDERS
        for node in file.walk()
        if isinstance(node, ast.ExceptHandler) and is_broad(node) and not passes_on(node)
    ]


def _lines_with(tree: SourceTree, pattern: re.Pattern[str], what: str) -> list[str]:
    return [
        f"{file.path}:{number} {what}"
        for file in tree.files
        for number, line in enumerate(file.text.splitlines(), 1)
        if pattern.search(line)
    ]


def no_path_belongs_to_one_machine(tree: SourceTree) -> list[str]:
    return _lines_with(tree, MACHINE_PATH, "names a path of one machine")


def nothing_is_left_unfinished(tree: SourceTree) -> list[str]:
    return _lines_with(tree, UNFINISHED, "is unfinished")


def files_and_functions_can_be_read_at_once(tree: SourceTree) -> list[str]:
    rows = [
        f"{file.path} has {file_lines(file)} lines" for file in tree.files if file_lines(file) > FILE_LINES
    ]
    for file in tree.files:
        for function in functions(file):
            place = f"{file.path}:{function.lineno} {function.name}"
            if lines_of(function) > FUNCTION_LINES:
                rows.append(f"{place} has {lines_of(function)} lines")
            if len(function.args.args) + len(function.args.kwonlyargs) > PARAMETERS:
                rows.append(f"{place} has more than {PARAMETERS} parameters")
    return rows


def nine_of_ten_are_short(tree: SourceTree) -> list[str]:
    files = ninth_of_ten([file_lines(file) for file in tree.files])
    lengths = ninth_of_ten([lines_of(function) for file in tree.files for function in functions(file)])
    rows = [f"a tenth of the files has {files} lines and more"] if files > USUAL_FILE_LINES else []
    if lengths > USUAL_FUNCTION_LINES:
        rows.append(f"a tenth of the functions has {lengths} lines and more")
    return rows


def file_names_name_a_thing(tree: SourceTree) -> list[str]:
    return [f"{file.path} names no thing" for file in tree.files if file.name.split(".")[-1] in DRAWERS]


Rule = Callable[[SourceTree], list[str]]
PLANTED: list[tuple[Rule, str, str]] = [
    (only_the_command_line_prints, "inference/a.py", "def f():\n    print('x')\n"),
    (broad_excepts_stand_at_borders, "inference/a.py", "try:\n    f()\nexcept Exception:\n    g()\n"),
    (broad_excepts_stand_at_borders, "plugin/a.py", "try:\n    f()\nexcept:\n    g()\n"),
    (broad_excepts_stand_at_borders, "ui/a.py", "try:\n    f()\nexcept (OSError, BaseException):\n    g()\n"),
    (no_path_belongs_to_one_machine, "inference/a.py", "FOLDER = '/home/somebody/data'\n"),
    (no_path_belongs_to_one_machine, "inference/a.py", "FOLDER = 'C:\\\\Users\\\\somebody'\n"),
    (nothing_is_left_unfinished, "inference/a.py", "# TODO later\n"),
    (nothing_is_left_unfinished, "plugin/a.py", "def f():\n    raise NotImplementedError\n"),
    (files_and_functions_can_be_read_at_once, "inference/a.py", "x = 1\n" * (FILE_LINES + 1)),
    (files_and_functions_can_be_read_at_once, "ui/a.py", "def f():\n" + "    x = 1\n" * FUNCTION_LINES),
    (files_and_functions_can_be_read_at_once, "ui/a.py", "def f(a, b, c, d, e, *, g, h, i, j):\n    pass\n"),
    (nine_of_ten_are_short, "inference/a.py", "def f():\n" + "    x = 1\n" * USUAL_FUNCTION_LINES),
    (nine_of_ten_are_short, "inference/a.py", "x = 1\n" * (USUAL_FILE_LINES + 1)),
    (file_names_name_a_thing, "inference/geo/utils.py", ""),
]
RULES = list(dict.fromkeys(rule for rule, _, _ in PLANTED))


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_the_house_keeps_the_rule(rule: Rule, repo_root: Path) -> None:
    tree = SourceTree(repo_root)
    assert len(tree.files) > 10, "the walk found nothing to judge"
    assert rule(tree) == []


@pytest.mark.parametrize(("rule", "name", "text"), PLANTED)
def test_a_planted_violation_is_caught(rule: Rule, name: str, text: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.parent.mkdir(parents=True)
    path.write_text(text, encoding="utf-8")
    assert rule(SourceTree(tmp_path)) != []


def test_tidying_up_may_catch_everything(tmp_path: Path) -> None:
    (tmp_path / "inference").mkdir()
    text = "try:\n    f()\nexcept BaseException:\n    close()\n    raise\n"
    (tmp_path / "inference" / "a.py").write_text(text, encoding="utf-8")
    assert broad_excepts_stand_at_borders(SourceTree(tmp_path)) == []


def test_the_command_line_may_print(tmp_path: Path) -> None:
    (tmp_path / "inference").mkdir()
    (tmp_path / "inference" / "cli.py").write_text("print('7 objects')\n", encoding="utf-8")
    assert only_the_command_line_prints(SourceTree(tmp_path)) == []
