"""Reads our source files as syntax trees and resolves what each of them imports."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

WINGS = ("inference", "plugin", "ui")


@dataclass(frozen=True)
class Import:
    """One import: an absolute name; ours start with `georefer.`."""

    target: str
    line: int
    at_module_level: bool
    for_types_only: bool

    @property
    def is_ours(self) -> bool:
        return self.target.split(".")[0] == "georefer"

    @property
    def top(self) -> str:
        """The name's first part: the distribution or standard module, or `georefer`."""
        return self.target.split(".")[0]


@dataclass(frozen=True)
class SourceFile:
    """One source file: its path below the root, and its dotted name (`georefer.inference.errors`)."""

    path: str
    name: str
    text: str

    @property
    def is_package(self) -> bool:
        return self.path.endswith("__init__.py")

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text, filename=self.path)

    def walk(self) -> Iterator[ast.AST]:
        return ast.walk(self.tree)


class SourceTree:
    """All source files of the package below a root, with their resolved imports."""

    def __init__(self, root: Path) -> None:
        self.root = root
        paths = [path for wing in WINGS for path in sorted((root / wing).rglob("*.py"))]
        if (root / "__init__.py").is_file():
            paths.insert(0, root / "__init__.py")
        self.files = [self._read(path) for path in paths]
        self.names = {file.name for file in self.files}

    def _read(self, path: Path) -> SourceFile:
        relative = path.relative_to(self.root)
        parts = relative.parent.parts if path.name == "__init__.py" else relative.with_suffix("").parts
        name = ".".join(("georefer", *parts))
        return SourceFile(relative.as_posix(), name, path.read_text(encoding="utf-8"))

    def of(self, *folders: str) -> list[SourceFile]:
        """Returns the files below folders such as `inference/models`."""
        return [
            file for file in self.files if file.path.startswith(tuple(f"{folder}/" for folder in folders))
        ]

    def imports(self, file: SourceFile) -> list[Import]:
        """Returns everything that a file imports, lazily or not, with relative names resolved."""
        return list(self._imports_below(file, file.tree, at_module_level=True, for_types_only=False))

    def _imports_below(
        self, file: SourceFile, node: ast.AST, *, at_module_level: bool, for_types_only: bool
    ) -> Iterator[Import]:
        for child in ast.iter_child_nodes(node):
            for target in self._targets(file, child):
                yield Import(target, child.lineno, at_module_level, for_types_only)
            inside_function = isinstance(child, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda))
            yield from self._imports_below(
                file,
                child,
                at_module_level=at_module_level and not inside_function,
                for_types_only=for_types_only or _guards_types(child),
            )

    def _targets(self, file: SourceFile, node: ast.AST) -> list[str]:
        if isinstance(node, ast.Import):
            return [self._known(alias.name) for alias in node.names]
        if isinstance(node, ast.ImportFrom):
            base = self._absolute(file, node.module or "", node.level)
            return [self._known(f"{base}.{alias.name}", otherwise=base) for alias in node.names]
        named = _dynamically_imported(node)
        if named is None:
            return []
        level = len(named) - len(named.lstrip("."))
        return [self._known(self._absolute(file, named.lstrip("."), level))]

    def _absolute(self, file: SourceFile, module: str, level: int) -> str:
        if level == 0:
            return module
        parts = file.name.split(".")
        dropped = level - 1 if file.is_package else level
        base = parts[: len(parts) - dropped]
        return ".".join([*base, module] if module else base)

    def _known(self, name: str, otherwise: str | None = None) -> str:
        """Returns the module that a name means; a wing named without `georefer.` is ours all the same."""
        for candidate in (name, otherwise or name):
            for spelled in (candidate, f"georefer.{candidate}"):
                if spelled in self.names:
                    return spelled
        return otherwise or name


def _guards_types(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test)


def _dynamically_imported(node: ast.AST) -> str | None:
    """Returns the name that `import_module("...")` or `__import__("...")` asks for."""
    if not isinstance(node, ast.Call) or not node.args:
        return None
    called = ast.unparse(node.func).split(".")[-1]
    argument = node.args[0]
    if called in ("import_module", "__import__") and isinstance(argument, ast.Constant):
        return str(argument.value)
    return None
