"""Measures the window: how fast the dock is there, and whether QGIS goes on while a run is under way."""

import time

import person
import qgis.utils
from georefer.inference.messages import Found, FoundObject
from qgis.core import QgsGeometry, QgsProject, QgsRectangle
from qgis.PyQt.QtCore import QTimer

MANY, AT_ONCE = 10_000, 100


def test_numbers_of_the_window():
    # QGIS keeps how long each plugin took to load, as text with a unit.
    person.note("plugin_load_s", float(str(qgis.utils.plugin_times["georefer"]).rstrip("s")))
    QgsProject.instance().clear()
    person.open_raster(person.told("GEOREFER_SCENE"))
    started = time.perf_counter()
    desk = person.open_dock()
    person.note("dock_opens_s", time.perf_counter() - started)
    person.wait_for_engine(desk)
    # The model is loaded by the first run, as it is for a person.
    person.begin_run(desk)
    person.wait_for_run(desk)
    person.wait_until(lambda: desk.results.layer is not None, "the layer")

    arrived, shown = [], []
    desk.client.found.connect(
        lambda job, found: arrived.append(time.perf_counter()) if found.objects else None
    )
    desk.run.live.changed.connect(lambda count: shown.append(time.perf_counter()) if count else None)
    ended = []
    desk.run.finished.connect(lambda done, objects: ended.append((time.perf_counter(), done.report)))
    pulse = person.Pulse()
    person.press_enter(desk)
    started = time.perf_counter()
    person.wait_until(lambda: ended, "the end of the run")
    person.wait_until(lambda: desk.results.layer is not None, "the layer")
    person.note("longest_block_ms", pulse.stop())
    # The first picture after the arrival may have been begun before it.
    pictures = [at for at in shown if at >= arrived[0]]
    person.note("first_polygon_s", pictures[min(1, len(pictures) - 1)] - arrived[0])
    wall_s = ended[0][0] - started
    person.note("plugin_share", wall_s / ended[0][1]["seconds"]["total"] - 1)

    person.note("stream_block_ms", longest_block_of_many(desk))


def longest_block_of_many(desk):
    """Returns the longest time, in ms, that QGIS did not react while thousands of polygons came."""
    live, extent = desk.run.live, desk.results.layer.extent()
    live.begin(desk.results.layer.crs())
    tiles = iter([tile_of(number, extent) for number in range(MANY // AT_ONCE)])

    def send():
        found = next(tiles, None)
        if found is None:
            timer.stop()
        else:
            live.add(found)

    timer = QTimer()
    timer.timeout.connect(send)
    pulse = person.Pulse()
    timer.start(20)
    person.wait_until(lambda: live.count == MANY and not live.is_busy, "all polygons")
    longest_ms = pulse.stop()
    live.clear()
    return longest_ms


def tile_of(number, extent):
    """Returns one tile's worth of small squares within an extent."""
    side = min(extent.width(), extent.height()) / 200
    squares = []
    for place in range(number * AT_ONCE, (number + 1) * AT_ONCE):
        left = extent.xMinimum() + (place % 100) * extent.width() / 100
        bottom = extent.yMinimum() + (place // 100) * extent.height() / (MANY / 100)
        square = QgsGeometry.fromRect(QgsRectangle(left, bottom, left + side, bottom + side))
        squares.append(FoundObject(bytes(square.asWkb()).hex(), 0.5))
    outline = QgsGeometry.fromRect(QgsRectangle(extent.xMinimum(), bottom, extent.xMaximum(), bottom + side))
    return Found(tuple(squares), bytes(outline.asWkb()).hex())
