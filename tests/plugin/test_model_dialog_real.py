"""The window of the models with a real engine that downloads from a server of this machine."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from georefer.plugin.controllers.engine_controller import EngineController
from georefer.plugin.controllers.models_controller import ModelsController
from georefer.plugin.options import model_folders
from georefer.plugin.worker.client import WorkerClient
from georefer.plugin.worker.engine import Command
from georefer.tests.inference.models.hub_server import HubServer
from georefer.tests.inference.models.published_model import MODEL_ID, publish
from georefer.ui.model_list import STATE
from georefer.ui.phrase_page import PhrasePage
from qgis.PyQt.QtCore import Qt

ROOT = Path(__file__).resolve().parents[2]
WORKER = ROOT / "tests" / "worker" / "published_worker.py"
PATIENCE_MS = 120_000
SIZE_BYTES = 4_000_000
TOKEN = "hf_secrettoken"


@pytest.fixture
def hub():
    server = HubServer()
    yield server
    server.close()


@pytest.fixture
def page(qtbot, qgis_new_project):
    page = PhrasePage()
    qtbot.addWidget(page)
    return page


@pytest.fixture
def start(page, hub, tmp_path, monkeypatch, qtbot):
    """Opens the window before an engine whose catalog has a model on the hub."""
    published = tmp_path / "catalog.json"
    published.write_text(json.dumps([publish(hub, SIZE_BYTES)]), encoding="utf-8")
    for folder in model_folders.read():
        model_folders.remove(folder)
    monkeypatch.setenv("GEOREFER_MODELS", str(tmp_path / "models"))
    monkeypatch.setenv("HF_ENDPOINT", hub.url)
    monkeypatch.setenv("HF_HOME", str(tmp_path / "hub"))
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    monkeypatch.delenv("HF_TOKEN", raising=False)
    python = os.environ.get("GEOREFER_PYTHON") or str(ROOT / ".venv" / "bin" / "python")
    held = []

    def start():
        client = WorkerClient(lambda: Command(python, ("-I", "-X", "utf8", str(WORKER), str(published))))
        engine = EngineController(page, client, parent=page)
        controller = ModelsController(page, client)
        controller.changed.connect(engine.ask_models)
        held.extend((client, controller))
        controller.show()
        qtbot.waitUntil(lambda: MODEL_ID in controller.dialog.list._rows, timeout=PATIENCE_MS)
        controller.dialog.choose(MODEL_ID)
        return controller, client

    yield start
    for client in held[::2]:
        client.close()
    for controller in held[1::2]:
        controller.close()


def press_get(dialog, qtbot) -> None:
    dialog.card.accept_box.setChecked(True)
    qtbot.mouseClick(dialog.card.get_button, Qt.MouseButton.LeftButton)


def notice(controller) -> str:
    shown = controller.dialog.notice.notice()
    return shown.text if shown is not None else ""


def test_a_model_is_got_stopped_gone_on_with_and_ready_in_the_dock(start, hub, page, qtbot) -> None:
    controller, client = start()
    dialog = controller.dialog
    assert dialog.list.row(MODEL_ID)[STATE] == "to get"
    hub.faults.bytes_per_s = 1_000_000
    press_get(dialog, qtbot)
    shares = set()

    def has_a_quarter() -> bool:
        if dialog.transfer.bar.maximum() > 0:
            shares.add(dialog.transfer.bar.value())
        return bool(shares) and max(shares) > 250

    qtbot.waitUntil(has_a_quarter, timeout=PATIENCE_MS)
    # A phrase is read meanwhile.
    explained = []
    client.explained.connect(lambda job, answer: explained.append(answer))
    client.explain("two blue cars")
    qtbot.waitUntil(lambda: bool(explained), timeout=PATIENCE_MS)
    assert controller.is_busy
    qtbot.mouseClick(dialog.transfer.stop_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not controller.is_busy, timeout=PATIENCE_MS)
    assert "What has come is kept" in notice(controller)
    qtbot.waitUntil(lambda: "% there" in dialog.list.row(MODEL_ID)[STATE], timeout=PATIENCE_MS)
    qtbot.waitUntil(lambda: dialog.card.get_button.text() == "Go on getting it", timeout=PATIENCE_MS)

    hub.faults.bytes_per_s = None
    press_get(dialog, qtbot)
    qtbot.waitUntil(lambda: dialog.list.row(MODEL_ID)[STATE] == "ready", timeout=PATIENCE_MS)
    begun = [one.headers["Range"] for one in hub.requests("storage") if "Range" in one.headers]
    assert int(begun[-1].removeprefix("bytes=").removesuffix("-")) > SIZE_BYTES / 5
    box = page.input.models.box
    qtbot.waitUntil(lambda: "ready" in box.itemText(box.findData(MODEL_ID)), timeout=PATIENCE_MS)
    assert len(shares) > 3


def test_wrong_bytes_and_a_gate_are_one_sentence_each(start, hub, qtbot, monkeypatch) -> None:
    controller, client = start()
    hub.faults.wrong_bytes = True
    press_get(controller.dialog, qtbot)
    qtbot.waitUntil(lambda: "is not the file it should be" in notice(controller), timeout=PATIENCE_MS)
    hub.faults.wrong_bytes = False
    hub.faults.needs_token = TOKEN
    qtbot.mouseClick(controller.dialog.notice.button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "asks for an account" in notice(controller), timeout=PATIENCE_MS)
    assert TOKEN not in notice(controller) + client.noise
    assert controller.dialog.list.row(MODEL_ID)[STATE] == "to get"


def test_a_killed_engine_is_started_anew_and_goes_on(start, hub, qtbot) -> None:
    controller, client = start()
    hub.faults.bytes_per_s = 1_000_000
    press_get(controller.dialog, qtbot)
    bar = controller.dialog.transfer.bar
    qtbot.waitUntil(lambda: bar.maximum() > 0 and bar.value() > 100, timeout=PATIENCE_MS)
    os.kill(client.process_id, 9)
    qtbot.waitUntil(lambda: "What has come of the model is kept" in notice(controller), timeout=PATIENCE_MS)
    hub.faults.bytes_per_s = None
    qtbot.mouseClick(controller.dialog.notice.button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: controller.dialog.list.row(MODEL_ID)[STATE] == "ready", timeout=PATIENCE_MS)
    qtbot.mouseClick(controller.dialog.card.verify_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "as they were" in notice(controller), timeout=PATIENCE_MS)
    qtbot.mouseClick(controller.dialog.card.remove_button, Qt.MouseButton.LeftButton)
    qtbot.mouseClick(controller.dialog.notice.button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: controller.dialog.list.row(MODEL_ID)[STATE] == "to get", timeout=PATIENCE_MS)
