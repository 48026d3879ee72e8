"""A person whose QGIS speaks Chinese types a Chinese phrase; nothing in the dock is cut off."""

import person
from qgis.core import QgsProject
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtWidgets import QAbstractButton, QLabel

ICON_ALONE = Qt.ToolButtonStyle.ToolButtonIconOnly
PHRASE = "左上角的红色建筑物"


def clipped(widget):
    """Returns the texts of labels and buttons that are wider than their place."""
    found = []
    for one in [*widget.findChildren(QLabel), *widget.findChildren(QAbstractButton)]:
        if isinstance(one, QLabel):
            shows_line = not one.wordWrap()
        else:
            shows_line = getattr(one, "toolButtonStyle", lambda: None)() != ICON_ALONE
        if one.isVisible() and shows_line and one.text() and one.width() < one.minimumSizeHint().width():
            found.append(one.text())
    return found


def test_the_dock_speaks_and_understands_chinese():
    QgsProject.instance().clear()
    person.open_raster(person.told("GEOREFER_SCENE"), "正射影像")
    desk = person.open_dock()
    page = desk.dock.page
    assert "运行" in page.input.run_button.text()
    person.wait_for_engine(desk)
    person.type_phrase(desk, PHRASE)
    person.wait_until(lambda: len(page.input.reading.chips()) > 1, "the reading")
    person.press_enter(desk)
    person.wait_until(lambda: desk.run.is_running, "the run")
    person.wait_for_run(desk)
    person.wait_until(lambda: desk.results.layer is not None, "the layer")
    assert desk.results.layer.featureCount() == 1
    assert clipped(desk.dock) == []
    person.take_shot("dock-chinese")
