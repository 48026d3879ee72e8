"""How the dock looks and is worked by keys: widths, languages, themes, order."""

from __future__ import annotations

import itertools
from functools import partial

import pytest
from georefer.tests.plugin.shown_dock import DISTANT, READY, ROWS, fill, open_dock
from georefer.ui.tinted_icon import ICON_FOLDER, PLUGIN_ICON, pixmap
from georefer.ui.values import (
    Chip,
    Reading,
)
from qgis.PyQt.QtCore import QCoreApplication, QPoint, QPointF, Qt, QTranslator
from qgis.PyQt.QtGui import QColor, QIcon, QPalette, QWheelEvent
from qgis.PyQt.QtWidgets import QAbstractButton, QApplication, QComboBox, QLabel, QMenu, QToolButton, QWidget

# The letters that QGIS's own menus take with Alt.
MENU_LETTERS = set("jevlsprodmwch")


@pytest.fixture
def make_dock(qgis_new_project, qtbot):
    return partial(open_dock, qtbot)


@pytest.fixture
def page(make_dock):
    dock = make_dock()
    yield dock.page
    dock.close()


class Lengthener(QTranslator):
    """Makes every text longer by a third, or as short and dense as Chinese."""

    def __init__(self, is_chinese: bool) -> None:
        super().__init__()
        self._is_chinese = is_chinese

    def isEmpty(self) -> bool:
        return False

    def translate(self, context, text, disambiguation=None, number=-1) -> str:
        if context != "GeoRefer":
            return ""
        if not self._is_chinese:
            return text + "e" * (1 + len(text) * 3 // 10)
        if "{" in text:
            return text
        return (
            "红色建筑物左上角道路附近" * (1 + len(text) // 40)
            if len(text) > 20
            else "建筑" * (1 + len(text) // 8)
        )


@pytest.fixture
def usual_font(qgis_app):
    """Sets the size of letters that desktops have; without a display it would be a fifth larger."""
    before = QApplication.font()
    font = QApplication.font()
    font.setPointSize(10)
    QApplication.setFont(font)
    yield
    QApplication.setFont(before)


@pytest.fixture
def translated():
    installed = []

    def install(is_chinese: bool) -> None:
        installed.append(Lengthener(is_chinese))
        QCoreApplication.installTranslator(installed[0])

    yield install
    for translator in installed:
        QCoreApplication.removeTranslator(translator)


def clipped(page) -> list[str]:
    """Returns the texts for which there is too little room."""
    rows = []
    for widget in page.findChildren(QWidget):
        if not widget.isVisible() or widget.parent() is None:
            continue
        if isinstance(widget, QLabel) and widget.wordWrap():
            fits = widget.height() >= widget.heightForWidth(widget.width())
        elif isinstance(widget, QLabel) and widget.text():
            fits = widget.width() >= widget.sizeHint().width()
        elif isinstance(widget, QAbstractButton) and widget.text():
            fits = (
                widget.width() >= widget.sizeHint().width() and widget.height() >= widget.sizeHint().height()
            )
        else:
            continue
        if not fits:
            rows.append(f"{type(widget).__name__} {widget.text()!r} {widget.size()} {widget.sizeHint()}")
    return rows


@pytest.mark.parametrize("width_px", [280, 360, 700, 1000])
@pytest.mark.parametrize("language", ["english", "long", "chinese"])
def test_no_text_is_clipped(make_dock, usual_font, translated, qtbot, width_px, language) -> None:
    if language != "english":
        translated(language == "chinese")
    dock = make_dock(width_px, 900)
    fill(dock.page)
    qtbot.wait(50)
    assert dock.page.width() <= width_px
    assert not dock._scroll.horizontalScrollBar().isVisible()
    assert clipped(dock.page) == []


def test_a_wide_dock_shows_results_beside_the_input(make_dock, qtbot) -> None:
    dock = make_dock(1000, 420)
    fill(dock.page)
    qtbot.wait(20)
    assert dock.page.output.x() > dock.page.input.geometry().right()
    dock.resize(320, 900)
    qtbot.wait(20)
    assert dock.page.output.y() > dock.page.input.geometry().bottom()


def test_icons_take_the_colour_of_the_theme(page) -> None:
    ink = QColor("#ff0000")
    for path in ICON_FOLDER.glob("*.svg"):
        if path == PLUGIN_ICON:
            continue
        drawn = pixmap(path.stem, ink, 32).toImage()
        solid = [
            drawn.pixelColor(x, y)
            for x in range(32)
            for y in range(32)
            if drawn.pixelColor(x, y).alpha() > 250
        ]
        assert solid, path.name
        assert all(color.red() > 250 and color.green() < 5 for color in solid), path.name
    assert not QIcon(str(PLUGIN_ICON)).pixmap(24, 24).isNull()


def test_a_theme_that_changes_recolours_what_is_shown(page) -> None:
    fill(page)

    def brightest(button) -> int:
        image = button.icon().pixmap(16, 16).toImage()
        return max(image.pixelColor(x, y).value() for x in range(16) for y in range(16))

    light, dark = QPalette(page.palette()), QPalette(page.palette())
    for role in (QPalette.ColorRole.WindowText, QPalette.ColorRole.ButtonText, QPalette.ColorRole.Text):
        light.setColor(role, QColor("black"))
        dark.setColor(role, QColor("white"))
    page.setPalette(light)
    assert brightest(page.output.saving.save_button) < 40
    page.setPalette(dark)
    assert brightest(page.output.saving.save_button) > 200
    assert page.output.summary.text.palette().color(QPalette.ColorRole.WindowText).value() > 200


def test_everything_that_takes_the_keyboard_has_a_name(page) -> None:
    fill(page)
    unnamed = [
        type(widget).__name__
        for widget in page.findChildren(QWidget)
        if isinstance(widget, (QToolButton, QComboBox))
        and not isinstance(widget.parent(), QMenu)
        and widget.isVisible()
        and widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        and not (getattr(widget, "text", str)() or widget.accessibleName())
    ]
    assert unnamed == []


def test_tab_goes_from_top_to_bottom(page, qtbot) -> None:
    page.set_models([READY])
    page.set_can_run(True)
    page.set_phrase("red building")
    page.show_reading(Reading((Chip("target", "red building", "red building", 0, 12),), "all", True))
    page.set_results(ROWS)
    page.output.results.tree.setCurrentIndex(page.output.results.tree.shown.index(0, 0))
    page.set_can_save(True)
    page.input.places.layer_box.setFocus()
    passed = [page.input.places.layer_box]
    while len(passed) < 60:
        qtbot.keyClick(page.focusWidget(), Qt.Key.Key_Tab)
        if page.focusWidget() in passed:
            break
        passed.append(page.focusWidget())
    side, saving = page.input, page.output.saving
    wanted = [side.places.place_box, side.line, side.run_button, *side.reading.chips(), side.models.box]
    wanted += [side.options.fold, page.output.results.tree, saving.save_button, saving.menu_button]
    assert [widget for widget in passed if widget in wanted] == wanted
    middles = [widget.mapTo(page, widget.rect().center()).y() for widget in passed]
    assert all(after > before - 10 for before, after in itertools.pairwise(middles))


def test_alt_letters_are_unique_and_not_those_of_the_menus(page) -> None:
    texts = [label.text() for label in page.findChildren(QLabel) if label.buddy()]
    texts += [button.text() for button in page.findChildren(QAbstractButton)]
    letters = [text[text.index("&") + 1].lower() for text in texts if "&" in text.replace("&&", "")]
    assert len(letters) >= 8
    assert len(set(letters)) == len(letters)
    assert not set(letters) & MENU_LETTERS


def test_a_wheel_that_scrolls_the_dock_changes_nothing(page, qtbot) -> None:
    page.set_models([READY, DISTANT])
    box = page.input.models.box
    page.focus_phrase()
    turn = QWheelEvent(
        QPointF(5, 5),
        QPointF(box.mapToGlobal(QPoint(5, 5))),
        QPoint(0, -120),
        QPoint(0, -120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(box, turn)
    assert page.model_id() == "tiny"
