"""Polygons on the map while tiles finish: which are shown, where, and how long QGIS is held up."""

from __future__ import annotations

import math
import time

import pytest
from georefer.inference.messages import Found, FoundObject
from georefer.inference.protocol import SegmentRequest
from georefer.plugin.results.autosave import Autosave
from georefer.plugin.results.live import LiveObjects
from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsGeometry,
    QgsPointXY,
    QgsProject,
    QgsRectangle,
)
from qgis.gui import QgsMapCanvas
from qgis.PyQt.QtCore import QElapsedTimer, QTimer
from qgis.PyQt.QtGui import QColor

UTM = "EPSG:32633"
LEFT, BOTTOM = 500_000, 4_000_000
PATIENCE_MS = 60_000


def box(x, y, width=6.0, height=6.0) -> str:
    rectangle = QgsRectangle(LEFT + x, BOTTOM + y, LEFT + x + width, BOTTOM + y + height)
    return bytes(QgsGeometry.fromRect(rectangle).asWkb()).hex()


def disc(x, y) -> str:
    corners = [
        QgsPointXY(LEFT + x + 4 * math.cos(n * math.pi / 6), BOTTOM + y + 4 * math.sin(n * math.pi / 6))
        for n in range(12)
    ]
    return bytes(QgsGeometry.fromPolygonXY([corners]).asWkb()).hex()


def found(*shapes, tile="") -> Found:
    return Found(tuple(FoundObject(wkb, 0.9) for wkb in shapes), tile)


@pytest.fixture
def canvas(qgis_app, qtbot):
    canvas = QgsMapCanvas()
    qtbot.addWidget(canvas)
    canvas.resize(400, 400)
    canvas.setCanvasColor(QColor("white"))
    canvas.setDestinationCrs(QgsCoordinateReferenceSystem(UTM))
    canvas.setExtent(QgsRectangle(LEFT, BOTTOM, LEFT + 100, BOTTOM + 100))
    canvas.show()
    return canvas


@pytest.fixture
def live(canvas):
    live = LiveObjects(canvas)
    live.begin(QgsCoordinateReferenceSystem(UTM))
    yield live
    live.close()


def is_cyan(canvas, x, y) -> bool:
    """Says whether the outline colour of an object is seen near a map coordinate."""
    pixel = canvas.getCoordinateTransform().transform(QgsPointXY(LEFT + x, BOTTOM + y))
    image = canvas.grab().toImage()
    ratio = image.width() / canvas.width()
    column, row = int(pixel.x() * ratio), int(pixel.y() * ratio)
    near = [image.pixelColor(column + dx, row + dy) for dx in range(-3, 4) for dy in range(-3, 4)]
    return any(color.blue() > 200 and color.green() > 180 and color.red() < 120 for color in near)


def settle(qtbot, live, count) -> None:
    qtbot.waitUntil(lambda: not live.is_busy and live.count == count, timeout=PATIENCE_MS)


def test_polygons_are_seen_where_they_are(qtbot, canvas, live):
    live.add(found(box(40, 40, 20, 20), tile=box(0, 0, 100, 100)))

    settle(qtbot, live, 1)
    qtbot.waitUntil(lambda: is_cyan(canvas, 40, 50), timeout=PATIENCE_MS)
    assert is_cyan(canvas, 60, 50)
    assert not is_cyan(canvas, 80, 80)


def test_they_stay_in_place_when_the_map_moves_or_turns(qtbot, canvas, live):
    live.add(found(box(40, 40, 20, 20), tile=box(0, 0, 100, 100)))
    settle(qtbot, live, 1)
    for move in (
        lambda: canvas.setExtent(QgsRectangle(LEFT + 20, BOTTOM + 20, LEFT + 120, BOTTOM + 120)),
        lambda: canvas.setRotation(30),
        lambda: canvas.resize(500, 300),
    ):
        move()
        qtbot.waitUntil(lambda: is_cyan(canvas, 40, 50) and is_cyan(canvas, 50, 60), timeout=PATIENCE_MS)
        assert not is_cyan(canvas, 75, 75)


def test_another_crs_of_the_map_is_obeyed(qtbot, canvas, live):
    own, world = QgsCoordinateReferenceSystem(UTM), QgsCoordinateReferenceSystem("EPSG:4326")
    onwards = QgsCoordinateTransform(own, world, QgsProject.instance())
    live.add(found(box(40, 40, 20, 20), tile=box(0, 0, 100, 100)))
    canvas.setDestinationCrs(world)
    canvas.setExtent(onwards.transformBoundingBox(QgsRectangle(LEFT, BOTTOM, LEFT + 100, BOTTOM + 100)))
    settle(qtbot, live, 1)

    edge = onwards.transform(QgsPointXY(LEFT + 40, BOTTOM + 50))
    qtbot.waitUntil(lambda: is_cyan(canvas, edge.x() - LEFT, edge.y() - BOTTOM), timeout=PATIENCE_MS)


def count_cyan(canvas) -> int:
    image = canvas.grab().toImage()
    colors = (image.pixelColor(x, y) for x in range(0, image.width(), 2) for y in range(0, image.height(), 2))
    return sum(color.blue() > 200 and color.green() > 180 and color.red() < 120 for color in colors)


def test_a_tile_told_twice_is_shown_once(qtbot, live):
    tile, other = box(0, 0, 50, 50), box(50, 0, 50, 50)
    live.add(found(box(1, 1), box(11, 1), tile=tile))
    live.add(found(box(61, 1), tile=other))
    settle(qtbot, live, 3)

    live.add(found(box(2, 2), tile=tile))
    settle(qtbot, live, 2)
    live.add(found(tile=tile))
    settle(qtbot, live, 1)


def test_final_polygons_replace_provisional_ones(qtbot, live):
    live.add(found(box(1, 1), box(11, 1), tile=box(0, 0, 50, 50)))
    live.add(found(box(1, 1, 20, 6)))
    live.add(found(box(30, 1)))
    settle(qtbot, live, 2)
    # A late tile changes nothing any more.
    live.add(found(box(41, 1), tile=box(50, 0, 50, 50)))
    settle(qtbot, live, 2)


def test_clearing_takes_them_off_the_map(qtbot, canvas, live):
    live.add(found(box(40, 40, 20, 20), tile=box(0, 0, 100, 100)))
    qtbot.waitUntil(lambda: is_cyan(canvas, 40, 50), timeout=PATIENCE_MS)
    live.clear()

    qtbot.waitUntil(lambda: not is_cyan(canvas, 40, 50), timeout=PATIENCE_MS)
    assert live.count == 0
    live.add(found(box(1, 1)))
    assert not live.is_busy


def test_what_cannot_be_read_is_left_out(qtbot, live):
    live.add(found("zz", "", "0103", box(1, 1), tile=box(0, 0, 50, 50)))
    settle(qtbot, live, 1)


def test_the_project_knows_nothing_of_them(qtbot, canvas, live, qgis_new_project):
    QgsProject.instance().setDirty(False)
    live.add(found(box(40, 40, 20, 20), tile=box(0, 0, 100, 100)))
    settle(qtbot, live, 1)

    assert not QgsProject.instance().mapLayers()
    assert not QgsProject.instance().isDirty()


def test_closing_in_mid_drawing_is_harmless(qtbot, canvas):
    for wait_ms in (0, 50, 260, 300):
        live = LiveObjects(canvas)
        live.begin(QgsCoordinateReferenceSystem(UTM))
        live.add(found(*(disc(n % 100, n // 100) for n in range(2000)), tile=box(0, 0, 100, 100)))
        qtbot.wait(wait_ms)
        live.close()
    qtbot.wait(300)


@pytest.mark.parametrize("every_ms", [0, 10])
def test_ten_thousand_polygons_stream_in(qtbot, canvas, record_property, tmp_path, every_ms):
    """Measures, and asserts no time: how busy the machine is decides that. All are also kept on disk."""
    canvas.resize(1200, 900)
    canvas.setExtent(QgsRectangle(LEFT, BOTTOM, LEFT + 1000, BOTTOM + 1000))
    qtbot.wait(500)
    live = LiveObjects(canvas)
    live.begin(QgsCoordinateReferenceSystem(UTM))
    autosave, kept = Autosave(tmp_path), [0]
    autosave.kept.connect(kept.append)
    autosave.begin(SegmentRequest("scene.tif", "discs", "out.gpkg"), QgsCoordinateReferenceSystem(UTM))
    tiles = [
        found(
            *(disc(column * 50 + 5 + n % 5 * 10, row * 50 + 5 + n // 5 * 10) for n in range(25)),
            tile=box(column * 50, row * 50, 50, 50),
        )
        for row in range(20)
        for column in range(20)
    ]
    gaps_ms, clock, ticks, feed = [], QElapsedTimer(), QTimer(), QTimer()
    ticks.timeout.connect(lambda: gaps_ms.append(clock.restart()))

    def bring() -> None:
        if tiles:
            live.add(tiles[-1])
            autosave.add(tiles.pop())

    feed.timeout.connect(bring)
    clock.start()
    ticks.start(10)
    qtbot.wait(2000)
    idle_ms, started_s = sorted(gaps_ms), time.monotonic()
    gaps_ms.clear()
    feed.start(every_ms)
    settle(qtbot, live, 10_000)
    shown_s = time.monotonic() - started_s
    qtbot.waitUntil(lambda: kept[-1] == 10_000, timeout=PATIENCE_MS)
    qtbot.wait(500)
    ticks.stop()
    gaps_ms.sort()
    figures = {
        "seconds until all are known": round(shown_s, 2),
        "longest gap, idle before": idle_ms[-1],
        "longest gap": gaps_ms[-1],
        "99 of 100 gaps at most": gaps_ms[int(0.99 * len(gaps_ms))],
        "median gap": gaps_ms[len(gaps_ms) // 2],
    }
    for name, value in figures.items():
        record_property(name, value)
    assert live.count == 10_000
    assert count_cyan(canvas) > 1000
    live.close()
    autosave.discard()
