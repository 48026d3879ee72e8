"""A journey through the window of the models, which needs no raster."""

from __future__ import annotations

from .desktop import Window, engine_python


def test_the_models_are_worked_by_keys(tmp_path) -> None:
    window = Window(tmp_path, engine_python(), tmp_path)
    outcome = window.run("models_journey.py")
    assert window.verdict == 0, outcome.output[-6000:]
    assert outcome.exit_code == 0, outcome.output[-6000:]
    assert window.workers() == []
