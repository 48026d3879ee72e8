"""Makes `georefer` mean this checkout, and finds the real data that some tests look at."""

from __future__ import annotations

import importlib.util
import os
import sys
from pathlib import Path

import pytest

REPO_ROOT = Path(__file__).resolve().parents[1]


def _register_package() -> None:
    """Registers the repo root as the package `georefer`, whatever the folder is called.

    QGIS's Python has no editable install, and one made from another checkout must not win here.
    """
    spec = importlib.util.spec_from_file_location(
        "georefer", REPO_ROOT / "__init__.py", submodule_search_locations=[str(REPO_ROOT)]
    )
    assert spec is not None
    assert spec.loader is not None
    package = importlib.util.module_from_spec(spec)
    sys.modules["georefer"] = package
    spec.loader.exec_module(package)


_register_package()


def _shared_folder(variable: str, name: str) -> Path:
    """Returns a folder of real data: the one that an environment variable names, else `../shared/NAME`."""
    named = os.environ.get(variable)
    folder = Path(named) if named else REPO_ROOT.parent / "shared" / name
    if not folder.is_dir():
        pytest.skip(f"real data is not on this machine: no folder {folder} (set {variable} to name another)")
    return folder


@pytest.fixture(scope="session")
def repo_root() -> Path:
    """Returns the root of this checkout, which is also the root of the package."""
    return REPO_ROOT


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Returns the folder with real imagery and its ground truth; skips where it is absent."""
    return _shared_folder("GEOREFER_SHARED_DATA", "data")


@pytest.fixture(scope="session")
def shared_parity() -> Path:
    """Returns the folder with stored outputs of published models; skips where it is absent."""
    return _shared_folder("GEOREFER_SHARED_PARITY", "parity")
