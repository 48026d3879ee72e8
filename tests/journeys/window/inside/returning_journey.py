"""A person comes back after a run was broken off, and goes on with it."""

import person
from qgis.core import QgsProject


def test_the_run_goes_on_where_it_was_broken_off():
    QgsProject.instance().clear()
    person.open_raster(person.told("GEOREFER_SCENE"))
    desk = person.open_dock()
    person.wait_until(lambda: "broken off" in person.said(), "the offer to go on")
    person.take_shot("dock-unfinished", desk.dock)
    person.wait_for_engine(desk)
    person.click(desk.page.input.notice.button)
    person.wait_until(lambda: desk.run.is_running, "the run")
    person.wait_for_run(desk)
    person.wait_until(lambda: desk.results.layer is not None, "the layer")
    person.note("objects", desk.results.layer.featureCount())
    assert desk.results.report["tiles"]["cached"] > 0
    person.wait_until(lambda: not person.kept_files(desk), "the kept file to go")
