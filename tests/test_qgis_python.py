"""What runs inside of QGIS needs no newer Python than the oldest that QGIS brings, which is 3.9.

No such Python is in these tests, so the code is read instead: its grammar, and what later versions have added
of what is used here.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from georefer.tests.source_tree import SourceTree

OLDEST = (3, 9)
WINGS = ("plugin", "ui")
# Of the engine only what the plugin imports.
SPOKEN = ("inference/protocol.py", "inference/messages.py", "inference/*_messages.py")
NEW_NAMES = {
    "itertools": {"pairwise", "batched"},
    "types": {"NoneType", "EllipsisType", "UnionType"},
    "typing": {
        "ParamSpec",
        "Concatenate",
        "TypeAlias",
        "TypeGuard",
        "Self",
        "Never",
        "assert_never",
        "override",
    },
    "enum": {"StrEnum", "verify"},
    "datetime": {"UTC"},
    "tomllib": {"*"},
}
NEW_ARGUMENTS = {"zip": {"strict"}, "dataclass": {"slots", "kw_only", "match_args"}, "bisect": {"key"}}
NEW_METHODS = {"bit_count", "add_note", "with_segments", "walk_up"}
TYPES = {"int", "str", "float", "bool", "bytes", "None", "list", "dict", "tuple", "set", "object"}


def trees(root: Path) -> Iterator[tuple[str, str]]:
    """Yields path and text of what QGIS's Python reads."""
    spoken = [path for pattern in SPOKEN for path in sorted(root.glob(pattern))]
    own = [path for wing in WINGS for path in sorted((root / wing).rglob("*.py"))]
    for path in (root / "__init__.py", root / "inference/__init__.py", *spoken, *own):
        if path.is_file():
            yield path.relative_to(root).as_posix(), path.read_text(encoding="utf-8")


def is_a_union(node: ast.AST) -> bool:
    """Says whether an expression is `X | None`, or of two plain types."""
    if not isinstance(node, ast.BinOp) or not isinstance(node.op, ast.BitOr):
        return False
    sides = {ast.unparse(side).partition("[")[0] for side in (node.left, node.right)}
    return bool(sides & TYPES) or is_a_union(node.left)


def run_time(tree: ast.Module) -> Iterator[ast.AST]:
    """Yields all nodes but those of annotations, which nothing evaluates."""
    waiting: list[ast.AST] = [tree]
    while waiting:
        node = waiting.pop()
        yield node
        for name, value in ast.iter_fields(node):
            if name not in ("annotation", "returns"):
                found = value if isinstance(value, list) else [value]
                waiting += [one for one in found if isinstance(one, ast.AST)]


def too_new(path: str, text: str) -> list[str]:
    """Returns what the oldest Python would not run."""
    try:
        tree = ast.parse(text, filename=path, feature_version=OLDEST)
    except SyntaxError as error:
        return [f"{path}:{error.lineno} {error.msg}"]
    rows = []
    lazy = any(isinstance(one, ast.ImportFrom) and one.module == "__future__" for one in tree.body)
    for node in run_time(tree) if lazy else ast.walk(tree):
        said = ""
        if isinstance(node, (ast.Match, ast.TryStar)):
            said = "a statement of a newer Python"
        elif is_a_union(node):
            said = "X | Y while it runs"
        elif isinstance(node, ast.ImportFrom) and not node.level:
            new = NEW_NAMES.get(node.module or "", set())
            said = ", ".join(one.name for one in node.names if one.name in new or "*" in new)
        elif isinstance(node, ast.Import):
            said = ", ".join(one.name for one in node.names if "*" in NEW_NAMES.get(one.name, set()))
        elif isinstance(node, ast.Call):
            called = ast.unparse(node.func).split(".")[-1]
            said = ", ".join(
                str(one.arg) for one in node.keywords if one.arg in NEW_ARGUMENTS.get(called, ())
            )
            said = said or (called if called in NEW_METHODS else "")
        if said:
            rows.append(f"{path}:{getattr(node, 'lineno', 0)} {said}")
    return rows


def test_what_qgis_runs_is_old_enough(repo_root: Path) -> None:
    files = list(trees(repo_root))
    assert len(files) > 100, "the walk found nothing to judge"
    assert [row for path, text in files for row in too_new(path, text)] == []


def test_the_walk_reads_what_the_plugin_imports_of_the_engine(repo_root: Path) -> None:
    read = {path for path, _ in trees(repo_root)}
    tree = SourceTree(repo_root)
    imported = {
        one.target.removeprefix("georefer.").replace(".", "/") + ".py"
        for file in tree.of(*WINGS)
        for one in tree.imports(file)
        if one.target.startswith("georefer.inference.")
    }
    assert {path for path in imported if (repo_root / path).is_file()} <= read


LAZY = "from __future__ import annotations\n"


@pytest.mark.parametrize(
    "text",
    [
        "match x:\n    case 1: pass",
        "Size = int | None",
        "isinstance(x, int | str)",
        "def f(x: int | None): ...",
        "zip(a, b, strict=True)",
        "from dataclasses import dataclass\n@dataclass(frozen=True, slots=True)\nclass A: ...",
        "from itertools import pairwise",
        "import tomllib",
        "try:\n    pass\nexcept* ValueError:\n    pass",
        "(5).bit_count()",
    ],
)
def test_what_is_too_new_is_caught(text: str) -> None:
    assert too_new("a.py", text) != []


@pytest.mark.parametrize(
    "text",
    [
        LAZY + "def f(x: int | None) -> str | None: ...",
        LAZY + "class A:\n    x: int | None = None",
        "flags = item.flags() | Qt.ItemFlag.ItemIsUserCheckable",
        "zip(a, b)",
        "names: list[str] = []",
        "both = {**a, **b}",
    ],
)
def test_what_runs_there_passes(text: str) -> None:
    assert too_new("a.py", text) == []
