"""Objects on the map while they are followed: which are shown, where, and how long QGIS is held up."""

from __future__ import annotations

import math
import time

import pytest
from georefer.inference.click_messages import Sighted
from georefer.plugin.clicking.sightings import LiveSightings
from georefer.tests.plugin.test_click_desk import clicks, folder, notice  # noqa: F401 (fixtures)
from georefer.tests.plugin.test_results_live import BOTTOM, LEFT, PATIENCE_MS, UTM, box, canvas  # noqa: F401
from georefer.tests.plugin.test_track_desk import click_car, followed, frames, run  # noqa: F401 (fixtures)
from qgis.core import QgsCoordinateReferenceSystem, QgsCoordinateTransform, QgsPointXY, QgsProject
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtGui import QColor
from qgis.PyQt.QtTest import QTest

FRAMES = ("first", "second", "third")
MANY = 5000


@pytest.fixture
def live(canvas):  # noqa: F811
    live = LiveSightings(canvas)
    yield live
    live.close()


def sighted(number, frame, x=50.0, y=50.0, state="tracked") -> Sighted:
    wkt = QgsCoordinateReferenceSystem(UTM).toWkt()
    return Sighted(number, frame, box(x, y) if state != "lost" else "", 0.9, state, wkt)


def settle(live, qtbot) -> None:
    """Waits for a picture that holds what was added."""
    qtbot.waitUntil(lambda: not live.is_busy, timeout=PATIENCE_MS)
    with qtbot.waitSignal(live.drawn, timeout=PATIENCE_MS):
        live._overlay.refresh()


def is_orange(canvas, x, y) -> bool:  # noqa: F811
    """Says whether something orange is drawn at a place near the rim of an outline."""
    way = QgsCoordinateTransform(
        QgsCoordinateReferenceSystem(UTM), canvas.mapSettings().destinationCrs(), QgsProject.instance()
    )
    place = canvas.getCoordinateTransform().transform(way.transform(QgsPointXY(LEFT + x, BOTTOM + y)))
    image = canvas.grab().toImage()
    near = [
        QColor(image.pixel(round(place.x()) + right, round(place.y()) + down))
        for right in range(-4, 5)
        for down in range(-4, 5)
    ]
    return any(one.red() > 200 and one.blue() < 120 for one in near)


def test_outlines_of_the_frame_that_is_seen_are_drawn(live, canvas, qtbot) -> None:  # noqa: F811
    live.begin(FRAMES, "first")
    live.add(sighted(1, 0, 20, 20))
    live.add(sighted(2, 1, 70, 70))
    settle(live, qtbot)
    assert live.objects == (1,)
    assert is_orange(canvas, 20, 23)
    assert not is_orange(canvas, 70, 73)
    live.show("second")
    settle(live, qtbot)
    assert live.objects == (2,)
    assert not is_orange(canvas, 20, 23)
    assert is_orange(canvas, 70, 73)
    live.show("no frame")
    assert live.objects == ()


def test_a_later_outline_replaces_the_former_one(live, canvas, qtbot) -> None:  # noqa: F811
    live.begin(FRAMES, "first")
    live.add(sighted(1, 0, 20, 20))
    settle(live, qtbot)
    live.add(sighted(1, 0, 70, 70, "uncertain"))
    settle(live, qtbot)
    assert is_orange(canvas, 70, 73)
    assert not is_orange(canvas, 20, 23)
    live.add(sighted(1, 0, state="lost"))
    settle(live, qtbot)
    assert live.objects == ()
    assert not is_orange(canvas, 70, 73)


def test_outlines_are_where_they_are_on_a_map_of_another_crs(live, canvas, qtbot) -> None:  # noqa: F811
    here = QgsCoordinateReferenceSystem("EPSG:3857")
    way = QgsCoordinateTransform(QgsCoordinateReferenceSystem(UTM), here, QgsProject.instance())
    extent = way.transformBoundingBox(canvas.extent())
    canvas.setDestinationCrs(here)
    canvas.setExtent(extent)
    live.begin(FRAMES, "first")
    live.add(sighted(1, 0, 40, 40))
    settle(live, qtbot)
    assert is_orange(canvas, 40, 43)


def test_what_comes_after_the_end_is_dropped(live, qtbot) -> None:
    live.begin(FRAMES, "first")
    live.clear()
    live.add(sighted(1, 0))
    live.add(sighted(1, 7))
    assert not live.is_busy
    assert live.objects == ()


def test_the_project_is_not_touched(live, qtbot, qgis_new_project) -> None:
    live.begin(FRAMES, "first")
    live.add(sighted(1, 0))
    settle(live, qtbot)
    assert QgsProject.instance().mapLayers() == {}
    assert not QgsProject.instance().isDirty()


def test_no_slice_holds_the_window_up(live, qtbot) -> None:
    """Counts processor time: others on the machine hold it up, too."""
    side = math.isqrt(MANY)
    all_of_them = [sighted(n + 1, 0, n % side, n // side) for n in range(MANY)]
    live.begin(FRAMES, "first")
    slices = []
    shown = live._work._go_on

    def timed() -> None:
        before = time.thread_time()
        shown()
        slices.append(1000 * (time.thread_time() - before))

    live._work._timer.timeout.disconnect()
    live._work._timer.timeout.connect(timed)
    for one in all_of_them:
        live.add(one)
    qtbot.waitUntil(lambda: not live.is_busy, timeout=PATIENCE_MS)
    assert len(live.objects) == MANY
    assert len(slices) > 3
    assert max(slices) < 30
    before = time.thread_time()
    live.show("second")
    assert 1000 * (time.thread_time() - before) < 30


def test_the_dock_shows_them_until_the_run_ends(clicks, frames, qtbot) -> None:  # noqa: F811
    click_car(clicks, qtbot, 0)
    clicks.page.tracks.fps.setValue(7)
    clicks.page.tracks.button("forward").click()
    live = clicks.track.live
    clicks.page.frames.list.setCurrentRow(1)
    qtbot.waitUntil(lambda: live.objects == (1,), timeout=PATIENCE_MS)
    clicks.page.frames.list.setCurrentRow(2)
    assert live.objects == ()
    clicks.page.frames.list.setCurrentRow(0)
    qtbot.waitUntil(lambda: live.objects == (1,), timeout=PATIENCE_MS)
    QTest.keyClick(clicks.page, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: not clicks.track.is_running, timeout=PATIENCE_MS)
    assert live.objects == ()


def test_tracks_take_their_place(clicks, frames, qtbot) -> None:  # noqa: F811
    click_car(clicks, qtbot, 0)
    run(clicks, qtbot, "forward")
    assert clicks.track.live.objects == ()
    assert not clicks.track.live.is_busy
