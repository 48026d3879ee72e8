"""Gives journeys a QGIS window of their own and the demo's scene."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

# Elsewhere `.ci/test-qgis` says how to get QGIS; with it, these tests run and none is skipped.
HAS_QGIS = importlib.util.find_spec("qgis") is not None
collect_ignore_glob = [] if HAS_QGIS else ["test_*.py"]


@pytest.fixture(scope="session")
def scene(tmp_path_factory) -> Path:
    """Returns a folder with `scene.tif` and `truth.json`.

    It does not lie in the folder for temporary files, whose layers QGIS marks in its tree.
    """
    from .desktop import ROOT, run_engine

    folder = ROOT / "build" / "journeys"
    folder.mkdir(parents=True, exist_ok=True)
    script = Path(__file__).with_name("draw_scene.py")
    run_engine(str(script), str(folder / "scene.tif"), str(folder / "truth.json"))
    return folder


@pytest.fixture
def window(tmp_path, scene):
    """Returns a QGIS that has not been started yet."""
    from .desktop import Window, engine_python

    return Window(tmp_path, engine_python(), scene)
