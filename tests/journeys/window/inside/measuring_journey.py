"""Measures the window: how fast the dock is there, and whether QGIS goes on while a run is under way."""

import time

import person
import qgis.utils
from qgis.core import QgsProject


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
