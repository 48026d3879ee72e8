"""QGIS is killed while a run is under way: the test waits for that."""

import person
from qgis.core import QgsProject


def test_a_run_is_under_way_when_qgis_dies():
    QgsProject.instance().clear()
    person.open_raster(person.told("GEOREFER_SCENE"))
    desk = person.open_dock()
    person.wait_for_engine(desk)
    kept = []
    desk.run.autosave.kept.connect(kept.append)
    person.begin_run(desk)
    person.wait_until(lambda: any(kept), "the first kept polygons")
    person.note("under_way", 1)
    person.wait_until(lambda: False, "being killed")
