"""A person closes QGIS while a run is under way: the test ends in mid-run, and QGIS is closed after it."""

import person
from qgis.core import QgsProject


def test_a_run_is_under_way_when_qgis_is_closed():
    QgsProject.instance().clear()
    person.open_raster(person.told("GEOREFER_SCENE"))
    desk = person.open_dock()
    person.wait_for_engine(desk)
    person.begin_run(desk)
    person.wait_until(lambda: person.kept_files(desk), "the first kept polygons")
    assert desk.run.is_running
