"""A person looks through the models by keys alone, adds one, turns to it in the dock, and removes it."""

import os
import tempfile
from pathlib import Path

import person
import pytest
from qgis.core import QgsProject
from qgis.PyQt import sip
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtTest import QTest
from qgis.PyQt.QtWidgets import QApplication

PLUGIN = Path(__file__).resolve().parents[4]
BUNDLED = PLUGIN / "inference" / "models" / "bundled" / "georefer-tiny"


@pytest.fixture
def models():
    """Returns an empty folder of models; it stands in a picture."""
    with tempfile.TemporaryDirectory(prefix="georefer-") as folder:
        os.environ["GEOREFER_MODELS"] = str(Path(folder) / "models")
        yield Path(folder) / "models"


def press(key, times=1):
    for _ in range(times):
        QTest.keyClick(QApplication.focusWidget(), key)


def tab_to(wanted):
    """Goes on by Tab until a widget has the keyboard."""
    for _ in range(30):
        if QApplication.focusWidget() is wanted:
            return
        press(Qt.Key.Key_Tab)
    raise AssertionError(f"Tab does not lead to {wanted}")


def test_models_are_seen_added_used_and_removed_by_keys(models):
    QgsProject.instance().clear()
    desk = person.open_dock()
    person.wait_for_engine(desk)
    desk.page.input.models.add_button.setFocus()
    press(Qt.Key.Key_Space)
    dialog = desk.models.dialog
    person.wait_until(lambda: "georefer-tiny" in dialog.list._rows, "the models")
    person.wait_until(lambda: dialog.isActiveWindow(), "the window of the models")
    dialog.list.tree.setFocus()
    press(Qt.Key.Key_Down)
    assert dialog.list.model_id() == "rsrefseg2-refsegrs"
    assert not dialog.card.get_button.isEnabled()
    tab_to(dialog.card.accept_box)
    press(Qt.Key.Key_Space)
    assert dialog.card.get_button.isEnabled()
    dialog.list.tree.setFocus()
    person.take_shot("models", dialog)

    tab_to(dialog.add_button)
    press(Qt.Key.Key_Return)
    adding = dialog.adding
    QTest.keyClicks(adding.where.line, str(BUNDLED))
    adding.name_line.clear()
    QTest.keyClicks(adding.name_line, "mine")
    tab_to(adding.add_button)
    press(Qt.Key.Key_Return)
    person.wait_until(lambda: "mine" in dialog.list._rows, "the model that was added")
    assert (models / "mine" / "georefer-model.json").is_file()
    person.wait_until(lambda: desk.page.input.models.box.findData("mine") >= 0, "the model in the dock")
    assert dialog.list.model_id() == "mine"
    tab_to(dialog.card.use_button)
    press(Qt.Key.Key_Return)
    assert desk.page.model_id() == "mine"
    tab_to(dialog.card.remove_button)
    press(Qt.Key.Key_Return)
    dialog.notice.button.setFocus()
    press(Qt.Key.Key_Return)
    person.wait_until(lambda: "mine" not in dialog.list._rows, "the model to go")
    assert not (models / "mine").exists()
    press(Qt.Key.Key_Escape)
    person.wait_until(lambda: desk.models.dialog is None, "the window to close")


def test_the_options_lead_to_the_models(models):
    from georefer.plugin.options.page import OptionsPage

    desk = person.open_dock() if person.desk() is None else person.desk()
    page = OptionsPage(None, models=lambda window: desk.models.show(window))
    page.show()
    person.click(page.models_button)
    assert desk.models.dialog.parent() is page.window()
    # As QGIS does with its options when they are closed.
    sip.delete(page)
    assert desk.models.dialog is None
