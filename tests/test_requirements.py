"""What the engine imports is declared, and what is declared is pinned within its range."""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
from georefer.tests.source_tree import SourceTree
from packaging.markers import Marker
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from setuptools.config.pyprojecttoml import read_configuration

PYTHONS = ("3.10", "3.11", "3.12", "3.13")
# Import names that differ from the name of the distribution.
DISTRIBUTIONS = {"PIL": "pillow", "cv2": "opencv-python-headless"}
# Where nothing but training imports a library, it is an extra.
TRAINING_ONLY = "inference/training/"


@dataclass(frozen=True)
class Lock:
    """Pinned requirements of one lock file."""

    pins: tuple[Requirement, ...]

    def versions(self, name: str, python: str) -> list[str]:
        """Returns the versions pinned for one Python on Linux; one is right."""
        environment = {
            "python_version": python,
            "python_full_version": f"{python}.9",
            "sys_platform": "linux",
        }
        return [
            next(iter(pin.specifier)).version
            for pin in self.pins
            if canonicalize_name(pin.name) == canonicalize_name(name)
            and (pin.marker is None or Marker(str(pin.marker)).evaluate(environment))
        ]


def read_lock(path: Path) -> Lock:
    lines = [line.split(" #")[0].strip() for line in path.read_text(encoding="utf-8").splitlines()]
    return Lock(tuple(Requirement(line) for line in lines if line and not line.startswith("#")))


@pytest.fixture(scope="module")
def project(repo_root: Path) -> dict[str, object]:
    return read_configuration(repo_root / "pyproject.toml", expand=False)


@pytest.fixture(scope="module")
def engine_lock(repo_root: Path) -> Lock:
    return read_lock(repo_root / "requirements.lock")


@pytest.fixture(scope="module")
def dev_lock(repo_root: Path) -> Lock:
    return read_lock(repo_root / "requirements-dev.lock")


def mismatches(declared: list[Requirement], lock: Lock) -> list[str]:
    rows = []
    for requirement in declared:
        for python in PYTHONS:
            versions = lock.versions(requirement.name, python)
            if len(versions) != 1 or versions[0] not in requirement.specifier:
                rows.append(f"{requirement} on Python {python}: {versions or 'not pinned'}")
    return rows


def declared_dependencies(project: dict[str, object]) -> list[Requirement]:
    return [Requirement(line) for line in project["project"]["dependencies"]]  # type: ignore[index]


def extra(project: dict[str, object], name: str) -> list[Requirement]:
    return [Requirement(line) for line in project["project"]["optional-dependencies"][name]]  # type: ignore[index]


def test_dependencies_are_pinned_in_range(project: dict[str, object], engine_lock: Lock) -> None:
    assert mismatches(declared_dependencies(project), engine_lock) == []


@pytest.mark.parametrize("name", ["dev", "train"])
def test_extras_are_pinned_in_range(project: dict[str, object], dev_lock: Lock, name: str) -> None:
    assert mismatches(extra(project, name), dev_lock) == []


@pytest.mark.parametrize(
    "lines",
    ["numpy==1.20", "scipy==1.15", "numpy==2.2.6 ; python_version < '3.11'", "numpy==2.1\nnumpy==2.2"],
    ids=["out of range", "missing", "missing for newer Pythons", "twice"],
)
def test_a_mismatch_is_seen(lines: str, tmp_path: Path) -> None:
    path = tmp_path / "requirements.lock"
    path.write_text(lines, encoding="utf-8")
    assert mismatches([Requirement("numpy>=1.26")], read_lock(path)) != []


def test_every_pin_is_exact_and_of_no_single_build_of_torch(engine_lock: Lock, dev_lock: Lock) -> None:
    for pin in (*engine_lock.pins, *dev_lock.pins):
        assert re.fullmatch(r"==[\w.]+", str(pin.specifier)), pin
        assert not pin.name.startswith(("nvidia", "cuda", "triton", "torchvision")), pin


def undeclared_imports(tree: SourceTree, runtime: set[str], training: set[str]) -> list[str]:
    rows = []
    for file in tree.of("inference"):
        known = runtime | training if file.path.startswith(TRAINING_ONLY) else runtime
        for found in tree.imports(file):
            name = canonicalize_name(DISTRIBUTIONS.get(found.top, found.top))
            if not found.is_ours and found.top not in sys.stdlib_module_names and name not in known:
                rows.append(f"{file.path}:{found.line} imports {found.top}, which is not declared")
    return rows


def test_what_the_engine_imports_is_declared(project: dict[str, object], repo_root: Path) -> None:
    runtime = {canonicalize_name(requirement.name) for requirement in declared_dependencies(project)}
    training = {canonicalize_name(requirement.name) for requirement in extra(project, "train")}
    assert undeclared_imports(SourceTree(repo_root), runtime, training) == []


def test_an_undeclared_import_is_seen(tmp_path: Path) -> None:
    (tmp_path / "inference" / "geo").mkdir(parents=True)
    (tmp_path / "inference" / "geo" / "a.py").write_text("def f():\n    import scipy\n", encoding="utf-8")
    assert undeclared_imports(SourceTree(tmp_path), {"numpy"}, {"scipy"}) != []


def test_every_engine_folder_is_packaged(project: dict[str, object], repo_root: Path) -> None:
    folders = {path.parent.relative_to(repo_root) for path in (repo_root / "inference").rglob("*.py")}
    packaged = set(project["tool"]["setuptools"]["packages"])  # type: ignore[index]
    assert {".".join(("georefer", *folder.parts)) for folder in folders} == packaged - {"georefer"}
