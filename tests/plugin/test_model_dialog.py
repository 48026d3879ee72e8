"""The window of the models: what it shows, what must be accepted first, and how keys work it."""

from __future__ import annotations

import pytest
from georefer.inference.model_messages import Catalog, ModelDetails
from georefer.plugin.models.fitting import fit
from georefer.plugin.models.items import items_of, place_text, taken_names
from georefer.tests.plugin.model_catalog import MODELS, catalog
from georefer.tests.plugin.shown_dock import heard
from georefer.tests.plugin.test_ui_look import Lengthener, clipped
from georefer.ui.model_adding import suggested_name
from georefer.ui.model_dialog import ModelDialog
from georefer.ui.model_list import FIT, NAME, SIZE, STATE
from georefer.ui.model_values import Addition, Transfer
from georefer.ui.values import Notice
from qgis.PyQt.QtCore import QCoreApplication, Qt
from qgis.PyQt.QtGui import QColor, QPalette
from qgis.PyQt.QtWidgets import QApplication, QPushButton


@pytest.fixture
def dialog(qtbot, qgis_new_project):
    dialog = ModelDialog()
    qtbot.addWidget(dialog)
    told = catalog()
    dialog.show_models(items_of(told), taken_names(told))
    dialog.show_place(place_text(told))
    dialog.show()
    qtbot.waitExposed(dialog)
    dialog.activateWindow()
    yield dialog
    dialog.close()


@pytest.fixture
def in_chinese(qgis_app):
    translator = Lengthener(is_chinese=True)
    QCoreApplication.installTranslator(translator)
    yield
    QCoreApplication.removeTranslator(translator)


def test_every_model_is_listed_with_state_size_and_what_the_machine_can(dialog) -> None:
    rows = {model.model_id: dialog.list.row(model.model_id) for model in MODELS}
    assert rows["tiny"] == ["GeoRefer tiny", "ready", "13 MB", "fits"]
    assert rows["big"] == ["RSRefSeg 2", "to get", "6.0 GB", "slow"]
    assert rows["own-weights"][STATE] == "to bring"
    assert (rows["clip-sam"][STATE], rows["clip-sam"][FIT]) == ("to get", "too large")
    assert (rows["siglip"][STATE], rows["siglip"][SIZE]) == ("50 % there", "2.0 GB")
    assert rows["mine"][STATE] == "not whole"
    assert rows["sam"][:3] == ["SAM ViT-B", "ready", "375 MB"]
    groups = [
        dialog.list.tree.topLevelItem(n).text(NAME) for n in range(dialog.list.tree.topLevelItemCount())
    ]
    assert groups == ["Answer phrases", "Take points and boxes", "Parts of other models"]
    assert dialog.place.text() == "Models lie in /models; its disk has 50.0 GB free"
    assert dialog.list.model_id() == "tiny"


@pytest.mark.parametrize(
    ("machine", "fits"),
    [
        ({"memory_bytes": 16e9}, "slow"),
        ({"memory_bytes": 4e9}, "too large"),
        ({"memory_bytes": 4e9, "gpu_bytes": 8.3e9}, "fits"),
        ({"memory_bytes": 7.6e9, "gpu_bytes": 4e9}, "slow"),
        ({"memory_bytes": 4e9, "gpu_bytes": 4e9}, "too large"),
        ({"memory_bytes": 0}, ""),
    ],
)
def test_what_fits_follows_from_the_machine(machine, fits) -> None:
    items = {item.model_id: item for item in items_of(catalog(**{k: int(v) for k, v in machine.items()}))}
    assert items["big"].fit_text == fits
    assert any(fact.label == "This machine" for fact in items["big"].facts) == bool(fits)


@pytest.mark.parametrize(
    ("gpu_bytes", "said"), [(1e9, "of memory, which is enough"), (4.2e9, "Its GPU has 4 GB")]
)
def test_no_gpu_is_called_enough_where_that_is_not_known(gpu_bytes, said) -> None:
    model = ModelDetails("one", "One", "prompts", "download", False, cpu_gb=4)
    assert said in fit(model, Catalog((model,), "/models", 0, int(8e9), int(gpu_bytes))).sentence


def test_nothing_is_got_before_its_licence_is_accepted(dialog, qtbot) -> None:
    got = heard(dialog.get_requested)
    dialog.choose("big")
    card = dialog.card
    assert card.get_button.text() == "Get (6.0 GB)"
    assert card.accept_text.text() == "RSRefSeg 2: Apache-2.0"
    assert "https://example.org/licence" in card.text.text()
    assert "SigLIP 2 &amp; SAM 2.1 &lt;large&gt;." in card.text.text()
    qtbot.mouseClick(card.get_button, Qt.MouseButton.LeftButton)
    assert got == []
    qtbot.mouseClick(card.accept_box, Qt.MouseButton.LeftButton, pos=card.accept_box.rect().center() / 8)
    card.accept_box.setChecked(True)
    card.source_box.setCurrentIndex(1)
    qtbot.mouseClick(card.get_button, Qt.MouseButton.LeftButton)
    assert got == [("big", "modelscope")]
    # A fresh list of the same models takes nothing back; another model has to be accepted anew.
    dialog.show_models(items_of(catalog()), frozenset())
    assert card.accept_box.isChecked()
    assert card.source_box.currentData() == "modelscope"
    dialog.choose("siglip")
    assert not card.accept_box.isChecked()
    assert card.get_button.text() == "Go on getting it"


def test_a_model_of_parts_asks_for_the_licences_of_what_will_be_got(dialog) -> None:
    dialog.choose("clip-sam")
    assert dialog.card.accept_text.text() == "SigLIP 2: MIT"
    assert "SAM ViT-B, ready" in dialog.card.text.text()


def test_what_has_to_be_brought_says_how(dialog) -> None:
    dialog.choose("own-weights")
    assert "Add a checkpoint" in dialog.card.hint.text()
    assert not dialog.card.get_button.isVisible()
    dialog.choose("gated")
    assert "asks for an account" in dialog.card.hint.text()
    assert "HF_TOKEN" in dialog.card.hint.text()
    dialog.show_models(items_of(catalog(token_from="HF_TOKEN")))
    assert "read from HF_TOKEN" in dialog.card.hint.text()
    dialog.choose("mine")
    assert "lacks its tokenizer" in dialog.card.hint.text()


def test_a_model_that_is_there_can_be_used_checked_and_removed(dialog, qtbot) -> None:
    told = [
        heard(signal) for signal in (dialog.use_requested, dialog.verify_requested, dialog.remove_requested)
    ]
    dialog.choose("sam")
    card = dialog.card
    assert [b.isVisible() for b in (card.get_button, card.use_button)] == [False, False]
    for button in (card.verify_button, card.remove_button):
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    dialog.choose("tiny")
    assert [b.isVisible() for b in (card.verify_button, card.remove_button)] == [False, False]
    qtbot.mouseClick(card.use_button, Qt.MouseButton.LeftButton)
    assert told == [["tiny"], ["sam"], ["sam"]]


def test_progress_is_shown_and_can_be_stopped_once(dialog, qtbot) -> None:
    stopped = heard(dialog.stop_requested)
    dialog.choose("big")
    dialog.card.accept_box.setChecked(True)
    dialog.show_transfer(Transfer("Getting RSRefSeg 2", "downloading a.pth", 0.25), frozenset({"big"}))
    assert dialog.transfer.isVisible()
    assert dialog.transfer.bar.value() == dialog.transfer.bar.maximum() // 4
    assert dialog.transfer.text.text() == "Getting RSRefSeg 2: downloading a.pth"
    assert not dialog.card.get_button.isEnabled()
    for _ in range(2):
        qtbot.mouseClick(dialog.transfer.stop_button, Qt.MouseButton.LeftButton)
    assert len(stopped) == 1
    dialog.show_transfer(None)
    assert not dialog.transfer.isVisible()
    assert dialog.card.get_button.isEnabled()
    assert dialog.transfer.stop_button.isEnabled()


def test_the_list_is_filtered_by_words(dialog, qtbot) -> None:
    qtbot.keyClicks(dialog.list.filter, "sam phrases")
    shown = [item_id for item_id, row in dialog.list._rows.items() if not row.isHidden()]
    assert shown == []
    dialog.list.filter.setText("sam")
    shown = [item_id for item_id, row in dialog.list._rows.items() if not row.isHidden()]
    assert shown == ["gated", "clip-sam", "sam"]


def test_a_model_of_ones_own_is_asked_for(dialog, qtbot) -> None:
    added = heard(dialog.add_requested)
    qtbot.mouseClick(dialog.add_button, Qt.MouseButton.LeftButton)
    adding = dialog.adding
    assert adding.isVisible()
    assert not adding.add_button.isEnabled()
    adding.where.line.setText("/data/My Model (1).pth")
    assert adding.name_line.text() == "my-model-1"
    adding.lack.line.setText("/data/tokenizer")
    qtbot.mouseClick(adding.add_button, Qt.MouseButton.LeftButton)
    assert added == [Addition("/data/My Model (1).pth", "my-model-1", "/data/tokenizer")]

    adding.name_line.setText("mine")
    assert not adding.add_button.isEnabled()
    adding.replace_box.setChecked(True)
    qtbot.mouseClick(adding.add_button, Qt.MouseButton.LeftButton)
    assert added[-1].replaces
    adding.name_line.setText("No name!")
    assert not adding.add_button.isEnabled()
    adding.copy_box.setChecked(False)
    qtbot.mouseClick(adding.add_button, Qt.MouseButton.LeftButton)
    assert not added[-1].is_copied
    qtbot.mouseClick(adding.cancel_button, Qt.MouseButton.LeftButton)
    assert dialog.card.isVisible()


@pytest.mark.parametrize(
    ("path", "name"),
    [("", ""), ("/a/SAM_vit.pth", "sam_vit"), ("C:/x/My Folder", "my-folder"), ("/模型.pt", "")],
)
def test_a_name_is_suggested(path, name) -> None:
    assert suggested_name(path) == name


def test_keys_alone_get_a_model(dialog, qtbot) -> None:
    got = heard(dialog.get_requested)
    dialog.list.tree.setFocus()
    qtbot.keyClick(dialog.list.tree, Qt.Key.Key_Down)
    assert dialog.list.model_id() == "big"
    passed = []
    while dialog.focusWidget() is not dialog.card.accept_box and len(passed) < 10:
        qtbot.keyClick(dialog.focusWidget(), Qt.Key.Key_Tab)
        passed.append(dialog.focusWidget())
    qtbot.keyClick(dialog.focusWidget(), Qt.Key.Key_Space)
    while dialog.focusWidget() is not dialog.card.get_button and len(passed) < 10:
        qtbot.keyClick(dialog.focusWidget(), Qt.Key.Key_Tab)
        passed.append(dialog.focusWidget())
    qtbot.keyClick(dialog.focusWidget(), Qt.Key.Key_Return)
    assert got == [("big", "hub")]


def test_enter_in_the_filter_presses_no_button_and_esc_closes(dialog, qtbot) -> None:
    pressed = []
    for button in dialog.findChildren(QPushButton):
        button.clicked.connect(lambda *_, button=button: pressed.append(button.text()))
    dialog.list.filter.setFocus()
    qtbot.keyClick(dialog.list.filter, Qt.Key.Key_Return)
    assert pressed == []
    qtbot.keyClick(dialog.list.filter, Qt.Key.Key_Escape)
    assert not dialog.isVisible()


def show_everything(dialog) -> None:
    dialog.show_notice(
        Notice("The server asks for an account; accept the licence there", "error", "Again", "a")
    )
    dialog.show_transfer(Transfer("Getting RSRefSeg 2", "downloading refsegrs.pth, 1.2 GB of 6.0 GB", 0.2))


@pytest.mark.parametrize("model_id", [model.model_id for model in MODELS])
def test_no_text_is_clipped(dialog, qtbot, model_id) -> None:
    show_everything(dialog)
    dialog.choose(model_id)
    dialog.resize(640, 480)
    qtbot.wait(30)
    assert clipped(dialog) == []


@pytest.mark.parametrize("is_adding", [True, False])
def test_no_chinese_text_is_clipped(in_chinese, dialog, qtbot, is_adding) -> None:
    show_everything(dialog)
    dialog.choose("big")
    if is_adding:
        dialog.begin_adding("/data/mine.pth")
    dialog.resize(700, 560)
    qtbot.wait(30)
    assert clipped(dialog) == []


def test_signs_follow_the_theme(dialog) -> None:
    def brightness() -> int:
        image = dialog.list._rows["sam"].icon(NAME).pixmap(16, 16).toImage()
        seen = [image.pixelColor(x, y) for x in range(16) for y in range(16)]
        return max(color.value() for color in seen if color.alpha() > 200)

    light, dark = QPalette(dialog.palette()), QPalette(dialog.palette())
    for role in (QPalette.ColorRole.WindowText, QPalette.ColorRole.ButtonText, QPalette.ColorRole.Text):
        light.setColor(role, QColor("black"))
        dark.setColor(role, QColor("white"))
    dialog.setPalette(light)
    QApplication.processEvents()
    assert brightness() < 60
    dark.setColor(QPalette.ColorRole.Window, QColor("#202020"))
    dialog.choose("big")
    dialog.setPalette(dark)
    QApplication.processEvents()
    assert brightness() > 200
    written = dialog.card.text.text()
    assert QColor(written[written.index("color: #") + 7 :][:7]).lightness() > 150
