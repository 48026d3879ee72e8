"""What QGIS's plugin site scans for and refuses stays out of the package, or says that it was looked at.

The site runs all rules of Bandit that matter; these are the ones that one breaks without noticing.
"""

from __future__ import annotations

import ast
from collections.abc import Callable
from pathlib import Path

import pytest
from georefer.tests.source_tree import SourceFile, SourceTree

# Not in the package: see .ci/make-package.
LEFT_OUT = ("inference/training/", "inference/demo.py")
FORBIDDEN_CALLS = {
    "exec",
    "eval",
    "marshal.loads",
    "pickle.load",
    "pickle.loads",
    "os.system",
    "tempfile.mktemp",
}
FORBIDDEN_IMPORTS = {"subprocess", "telnetlib", "ftplib"}


def packed(tree: SourceTree) -> list[SourceFile]:
    return [file for file in tree.files if not file.path.startswith(LEFT_OUT)]


def is_looked_at(file: SourceFile, node: ast.stmt | ast.expr, rule: str) -> bool:
    lines = file.text.splitlines()[node.lineno - 1 : node.end_lineno]
    return any(f"# nosec {rule}" in line for line in lines)


def asserts_are_marked(tree: SourceTree) -> list[str]:
    """An assert that narrows a type says `# nosec B101`."""
    return [
        f"{file.path}:{node.lineno} asserts"
        for file in packed(tree)
        for node in file.walk()
        if isinstance(node, ast.Assert) and not is_looked_at(file, node, "B101")
    ]


def nothing_runs_text_or_programs(tree: SourceTree) -> list[str]:
    """No shell, no subprocess, no exec: the plugin has QProcess, the engine needs none."""
    rows = [
        f"{file.path}:{found.line} imports {found.target}"
        for file in packed(tree)
        for found in tree.imports(file)
        if found.top in FORBIDDEN_IMPORTS
    ]
    return rows + [
        f"{file.path}:{node.lineno} calls {ast.unparse(node.func)}"
        for file in packed(tree)
        for node in file.walk()
        if isinstance(node, ast.Call) and ast.unparse(node.func) in FORBIDDEN_CALLS
    ]


Rule = Callable[[SourceTree], list[str]]
PLANTED: list[tuple[Rule, str]] = [
    (asserts_are_marked, "assert x"),
    (asserts_are_marked, "assert x  # noqa: S101"),
    (nothing_runs_text_or_programs, "import subprocess"),
    (nothing_runs_text_or_programs, "def f():\n    from subprocess import run"),
    (nothing_runs_text_or_programs, "exec('x = 1')"),
]
RULES = list(dict.fromkeys(rule for rule, _ in PLANTED))


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_the_package_keeps_the_rule(rule: Rule, repo_root: Path) -> None:
    tree = SourceTree(repo_root)
    assert len(packed(tree)) > 50, "the walk found nothing to judge"
    assert rule(tree) == []


@pytest.mark.parametrize(("rule", "text"), PLANTED, ids=lambda value: getattr(value, "__name__", ""))
def test_a_planted_violation_is_caught(rule: Rule, text: str, tmp_path: Path) -> None:
    (tmp_path / "plugin").mkdir()
    (tmp_path / "plugin" / "a.py").write_text(f"{text}\n", encoding="utf-8")
    assert rule(SourceTree(tmp_path)) != []


def test_what_was_looked_at_passes(tmp_path: Path) -> None:
    (tmp_path / "inference").mkdir()
    text = "assert x is not None  # nosec B101\n"
    (tmp_path / "inference" / "a.py").write_text(text, encoding="utf-8")
    assert asserts_are_marked(SourceTree(tmp_path)) == []
