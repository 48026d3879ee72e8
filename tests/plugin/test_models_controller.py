"""What the window of the models asks of the engine, and what it makes of the answers."""

from __future__ import annotations

import pytest
from georefer.inference.messages import Failed
from georefer.inference.model_messages import (
    AddModelRequest,
    CatalogRequest,
    GetModelRequest,
    ModelChanged,
    ModelProgress,
    RemoveModelRequest,
    VerifyModelRequest,
)
from georefer.plugin.controllers.models_controller import ModelsController
from georefer.plugin.options import model_folders
from georefer.plugin.worker import failures
from georefer.tests.plugin.model_catalog import MODELS, catalog
from georefer.tests.plugin.shown_dock import READY, heard
from georefer.ui.model_list import STATE
from georefer.ui.model_values import Addition
from georefer.ui.phrase_page import PhrasePage
from georefer.ui.values import ModelChoice
from qgis.PyQt.QtCore import QObject, Qt, pyqtSignal

ASK = CatalogRequest()


class PlayedClient(QObject):
    """Says what a test wants, as the engine's process would."""

    told = pyqtSignal(str, object)
    answered = pyqtSignal(str, object)
    failed = pyqtSignal(str, object)
    cancelled = pyqtSignal(str)
    ready = pyqtSignal(object)

    def __init__(self) -> None:
        super().__init__()
        self.asked = []
        self.stopped = []

    def ask(self, request) -> str:
        self.asked.append(request)
        return str(len(self.asked))

    def cancel(self, job) -> None:
        self.stopped.append(job)

    def job_of(self, request) -> str:
        """Returns the latest job of a request."""
        return str(len(self.asked) - self.asked[::-1].index(request))

    def answer_catalog(self, **changes) -> None:
        self.answered.emit(self.job_of(ASK), catalog(**changes))


@pytest.fixture
def client(qgis_app):
    return PlayedClient()


@pytest.fixture
def page(qtbot, qgis_new_project):
    page = PhrasePage()
    qtbot.addWidget(page)
    page.set_models([READY, ModelChoice("big", "RSRefSeg 2", "ready", True)])
    return page


@pytest.fixture
def controller(page, client):
    for folder in model_folders.read():
        model_folders.remove(folder)
    controller = ModelsController(page, client)
    controller.show()
    client.answer_catalog()
    yield controller
    controller.close()


@pytest.fixture
def dialog(controller):
    return controller.dialog


def begin_get(dialog, model_id="big", source=""):
    dialog.get_requested.emit(model_id, source)
    return GetModelRequest(model_id, source)


def notice(dialog) -> str:
    shown = dialog.notice.notice()
    return shown.text if shown is not None else ""


def test_opening_asks_what_there_is(dialog, client) -> None:
    assert client.asked == [ASK]
    assert dialog.list.row("big")[STATE] == "to get"


def test_a_model_is_got_with_progress_and_told_to_the_dock(controller, dialog, client) -> None:
    changed, settled = heard(controller.changed), heard(controller.settled)
    request = begin_get(dialog, source="modelscope")
    job = client.job_of(request)
    assert controller.is_busy
    assert dialog.transfer.isVisible()
    client.told.emit(job, ModelProgress("asking", "a.pth"))
    assert dialog.transfer.bar.maximum() == 0
    client.told.emit(job, ModelProgress("downloading", "a.pth", 1_500_000_000, 6_000_000_000))
    assert "Getting RSRefSeg 2: downloading a.pth, 1.5 GB of 6.0 GB" in dialog.transfer.text.text()
    assert dialog.transfer.bar.value() == dialog.transfer.bar.maximum() / 4
    assert dialog.list.row("big")[STATE] == "25 % there"
    client.answered.emit(job, ModelChanged("get", "big"))
    assert (len(changed), len(settled)) == (1, 1)
    assert not controller.is_busy
    assert not dialog.transfer.isVisible()
    assert notice(dialog) == "RSRefSeg 2 is there"
    assert client.asked[-1] == ASK


def test_a_download_goes_on_when_the_window_is_closed(controller, dialog, client) -> None:
    noticed = heard(controller.noticed)
    request = begin_get(dialog)
    dialog.close()
    assert controller.dialog is None
    client.told.emit(client.job_of(request), ModelProgress("downloading", "a.pth", 1, 2))
    controller.show()
    assert controller.dialog.transfer.isVisible()
    controller.dialog.close()
    client.answered.emit(client.job_of(request), ModelChanged("get", "big"))
    assert [one.text for one in noticed] == ["RSRefSeg 2 is there"]


def test_stopping_says_that_what_has_come_is_kept(controller, dialog, client, qtbot) -> None:
    job = client.job_of(begin_get(dialog))
    qtbot.mouseClick(dialog.transfer.stop_button, Qt.MouseButton.LeftButton)
    assert client.stopped == [job]
    client.cancelled.emit(job)
    assert "What has come is kept" in notice(dialog)
    assert not controller.is_busy


def test_jobs_are_shown_one_after_the_other(controller, dialog, client) -> None:
    first = client.job_of(begin_get(dialog))
    second = client.job_of(begin_get(dialog, "siglip"))
    client.told.emit(first, ModelProgress("downloading", "a", 1, 2))
    assert "RSRefSeg 2" in dialog.transfer.text.text()
    dialog.transfer.stop_button.click()
    client.told.emit(first, ModelProgress("downloading", "a", 1, 2))
    assert not dialog.transfer.stop_button.isEnabled()
    client.cancelled.emit(first)
    assert dialog.transfer.text.text() == "Getting SigLIP 2"
    assert dialog.transfer.stop_button.isEnabled()
    client.answered.emit(second, ModelChanged("get", "siglip"))
    assert not dialog.transfer.isVisible()


@pytest.mark.parametrize(
    ("failure", "said"),
    [
        (Failed("model", "The server 127.0.0.1 asks for an account", "Set HF_TOKEN"), "Set HF_TOKEN"),
        (failures.died(9, ""), "What has come of the model is kept"),
    ],
)
def test_what_failed_can_be_tried_again(dialog, client, qtbot, failure, said) -> None:
    request = begin_get(dialog)
    client.failed.emit(client.job_of(request), failure)
    assert said in notice(dialog)
    qtbot.mouseClick(dialog.notice.button, Qt.MouseButton.LeftButton)
    assert client.asked[-1] == request
    assert dialog.transfer.isVisible()


def test_a_missing_engine_is_told_with_what_helps(controller, dialog, client, monkeypatch) -> None:
    monkeypatch.setattr("georefer.plugin.notices.find_engine", lambda: None)
    helped = heard(controller.help_requested)
    client.failed.emit(client.job_of(ASK), failures.no_engine())
    assert "not installed" in notice(dialog)
    dialog.notice.button.click()
    assert helped == ["install"]


def test_removing_is_asked_first(dialog, client, qtbot) -> None:
    dialog.choose("sam")
    qtbot.mouseClick(dialog.card.remove_button, Qt.MouseButton.LeftButton)
    assert client.asked == [ASK]
    assert "Remove SAM ViT-B" in notice(dialog)
    qtbot.mouseClick(dialog.notice.button, Qt.MouseButton.LeftButton)
    assert client.asked[-1] == RemoveModelRequest("sam")
    client.answered.emit(
        client.job_of(client.asked[-1]), ModelChanged("remove", "sam", freed_bytes=375_000_000)
    )
    assert notice(dialog) == "SAM ViT-B was removed; 375 MB are free again"


def test_checking_tells_what_is_wrong(dialog, client) -> None:
    dialog.verify_requested.emit("sam")
    request = VerifyModelRequest("sam")
    client.answered.emit(client.job_of(request), ModelChanged("verify", "sam"))
    assert "as they were" in notice(dialog)
    dialog.verify_requested.emit("sam")
    wrong = ModelChanged("verify", "sam", problems=("sam.pth is missing",))
    before = dialog.list.row("sam")[STATE]
    client.told.emit(client.job_of(request), ModelProgress("checking", "sam.pth", 1, 2))
    assert dialog.list.row("sam")[STATE] == before
    client.answered.emit(client.job_of(request), wrong)
    assert "sam.pth is missing" in notice(dialog)


def test_a_model_of_ones_own_is_added_and_turned_to(dialog, client) -> None:
    dialog.begin_adding("/data/mine.pth")
    dialog.add_requested.emit(Addition("/data/mine.pth", "other", "/data/tokenizer"))
    request = AddModelRequest("/data/mine.pth", "other", ("/data/tokenizer",))
    job = client.job_of(request)
    client.failed.emit(job, Failed("incomplete", "This is RSRefSeg, but its tokenizer is missing", "Name it"))
    assert dialog.adding.isVisible()
    dialog.add_requested.emit(Addition("/data/mine.pth", "mine"))
    job = client.job_of(AddModelRequest("/data/mine.pth", "mine"))
    client.answered.emit(job, ModelChanged("add", "mine", "RSRefSeg", ("Its tokenizer was taken from x",)))
    client.answer_catalog()
    assert notice(dialog) == "mine was added: it is RSRefSeg. Its tokenizer was taken from x"
    assert (dialog.list.model_id(), dialog.card.isVisible()) == ("mine", True)


def test_a_folder_is_used_where_it_lies_and_forgotten(controller, dialog, client) -> None:
    changed = heard(controller.changed)
    dialog.add_requested.emit(Addition("/data/folder", "", is_copied=False))
    assert model_folders.read() == ("/data/folder",)
    assert client.asked[-1] == CatalogRequest(("/data/folder",))
    assert len(changed) == 1
    dialog.remove_requested.emit("/data/folder")
    assert model_folders.read() == ()
    assert len(changed) == 2
    assert not any(isinstance(one, RemoveModelRequest) for one in client.asked)


def test_a_model_is_chosen_in_the_dock(dialog, page) -> None:
    chosen = heard(page.model_chosen)
    dialog.use_requested.emit("big")
    assert page.model_id() == "big"
    assert chosen == ["big"]


def test_a_window_that_went_with_the_one_below_is_made_anew(page, client, qtbot) -> None:
    below = PhrasePage()
    controller = ModelsController(page, client)
    controller.show(below)
    below.deleteLater()
    qtbot.waitUntil(lambda: controller.dialog is None, timeout=5000)
    controller.show()
    assert controller.dialog.isVisible()
    controller.close()


def test_the_machine_is_looked_at_again_when_the_engine_is_ready(dialog, client) -> None:
    client.ready.emit(object())
    client.answer_catalog(gpu_bytes=9_000_000_000)
    assert dialog.list.row("big")[-1] == "fits"
    assert len(MODELS) == len(dialog.list._rows)
