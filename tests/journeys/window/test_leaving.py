"""Journeys that end in mid-run: what was found is kept, no process of ours lives on, the run goes on."""

from __future__ import annotations

import signal
import time

from osgeo import ogr

PATIENCE_S = 60


def wait_until(condition, what: str) -> None:
    until_s = time.monotonic() + PATIENCE_S
    while not condition():
        assert time.monotonic() < until_s, f"waited for {what}"
        time.sleep(0.1)


def kept_polygons(window) -> int:
    """Returns how many polygons the files of broken runs hold."""
    count = 0
    for path in window.folder.rglob("*.unfinished.gpkg"):
        source = ogr.Open(str(path))
        count += source.GetLayerByName("found").GetFeatureCount()
    return count


def test_closing_qgis_in_mid_run_loses_nothing(window) -> None:
    outcome = window.run("leaving_journey.py")
    assert window.verdict == 0, outcome.output[-6000:]
    assert outcome.exit_code == 0, outcome.output[-6000:]
    wait_until(lambda: window.workers() == [], "the worker to end")
    assert kept_polygons(window) > 0

    outcome = window.run("returning_journey.py")
    assert window.verdict == 0, outcome.output[-6000:]
    assert window.workers() == []


def test_killing_qgis_in_mid_run_loses_nothing(window) -> None:
    window.start("dying_journey.py")
    wait_until(lambda: "under_way" in window.numbers(), "the run")
    window.process.send_signal(signal.SIGKILL)
    window.wait()
    wait_until(lambda: window.workers() == [], "the worker to end")
    assert kept_polygons(window) > 0
