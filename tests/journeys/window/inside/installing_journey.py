"""A person installs the plugin from its zip, by QGIS's own installer."""

import person
import pyplugin_installer
import qgis.utils
from qgis.core import QgsApplication, QgsProject


def test_the_zip_installs_and_runs():
    assert "georefer" not in qgis.utils.plugins
    pyplugin_installer.instance().installFromZipFile(person.told("GEOREFER_ZIP"))
    assert "georefer" in qgis.utils.active_plugins
    folder = qgis.utils.plugins["georefer"].__class__.__module__
    assert folder.startswith("georefer.")
    assert QgsApplication.processingRegistry().providerById("georefer") is not None
    QgsProject.instance().clear()
    person.open_raster(person.told("GEOREFER_SCENE"))
    desk = person.open_dock()
    person.wait_for_engine(desk)
    person.type_phrase(desk, "the largest blue building")
    person.press_enter(desk)
    person.wait_until(lambda: desk.run.is_running, "the run")
    person.wait_for_run(desk)
    person.wait_until(lambda: desk.results.layer is not None, "the layer")
    assert desk.results.layer.featureCount() == 1
