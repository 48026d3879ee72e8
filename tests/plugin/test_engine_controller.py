"""The dock's line about the engine tells the truth, whatever becomes of the worker and of installations."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from georefer.inference.messages import Failed, Hello, Ready, to_line
from georefer.inference.protocol import PROTOCOL_VERSION
from georefer.plugin.controllers import engine_controller
from georefer.plugin.controllers.engine_controller import EngineController
from georefer.plugin.worker import failures
from georefer.plugin.worker.client import WorkerClient
from georefer.plugin.worker.engine import INTERPRETER_KEY, Command, Engine
from georefer.plugin.worker.install_size import install_size
from georefer.ui.phrase_page import PhrasePage
from qgis.core import QgsSettings
from qgis.PyQt.QtCore import QObject, pyqtSignal

PLAYED = Path(__file__).with_name("scripted_worker.py")
PATIENCE_MS = 30_000
DIED = failures.died(9, "Segmentation fault")


class PlayedClient(QObject):
    """Says what a test wants, as the engine's process would."""

    said_hello = pyqtSignal(object)
    ready = pyqtSignal(object)
    models_listed = pyqtSignal(str, object)
    words_listed = pyqtSignal(str, object)
    failed = pyqtSignal(str, object)
    ended = pyqtSignal()
    is_running = False

    def __init__(self) -> None:
        super().__init__()
        self.asked = []

    def list_models(self, folders=()):
        self.asked.append("models")

    def list_words(self, model=""):
        self.asked.append("words")

    def shutdown(self):
        self.asked.append("shutdown")

    def greet(self):
        self.said_hello.emit(Hello(1, "/python", {}))

    def get_ready(self):
        self.ready.emit(Ready("cpu", "It is a play"))


class PlayedInstaller(QObject):
    """Installs nothing, and ends as a test wants."""

    step_begun = pyqtSignal(str)
    progressed = pyqtSignal(float)
    installed = pyqtSignal(object)
    failed = pyqtSignal(object)
    cancelled = pyqtSignal()
    is_running = False
    log = ""

    def start(self):
        self.is_running = True

    def end(self, signal, *values):
        self.is_running = False
        signal.emit(*values)


@pytest.fixture
def engine(monkeypatch):
    """Lets an engine be there; `engine.pop()` takes it away."""
    there = [Engine("/python", "installed")]
    monkeypatch.setattr(engine_controller, "find_engine", lambda: there[0] if there else None)
    return there


@pytest.fixture
def page(qtbot, qgis_new_project):
    page = PhrasePage()
    qtbot.addWidget(page)
    return page


@pytest.fixture
def client():
    return PlayedClient()


@pytest.fixture
def installer():
    return PlayedInstaller()


@pytest.fixture
def controller(page, client, installer, engine):
    controller = EngineController(page, client, lambda: installer)
    controller.look()
    return controller


def shown(page):
    state = page.input.engine.state
    return (state.kind, state.text)


def kind(page):
    return shown(page)[0]


def test_the_engine_starts_and_is_ready(controller, page, client) -> None:
    assert kind(page) == "starting"
    assert client.asked == ["models", "words"]
    client.greet()
    assert kind(page) == "starting"
    client.get_ready()
    assert kind(page) == "ready"


def test_no_engine_is_missing_and_its_size_is_told(controller, page, client, engine) -> None:
    engine.pop()
    client.failed.emit("1", failures.no_engine())
    assert shown(page) == ("missing", "The engine is not installed yet")
    size = install_size()
    remedy = page.input.engine.state.remedy
    assert f"downloads about {size.download_gb} GB and needs {size.disk_gb} GB" in remedy


def test_an_engine_that_cannot_be_started_has_failed(controller, page, client) -> None:
    client.failed.emit("1", failures.not_started("/python", "no such file"))
    client.ended.emit()
    assert kind(page) == "failed"
    assert "/python" in page.input.engine.state.text


@pytest.mark.parametrize("job", ["", "1"])
def test_a_worker_that_dies_before_it_is_ready_has_failed(controller, page, client, job) -> None:
    client.greet()
    client.failed.emit(job, DIED)
    client.ended.emit()
    assert shown(page) == ("failed", DIED.message)
    assert page.input.engine.state.remedy == DIED.remedy

    client.greet()
    client.get_ready()
    assert kind(page) == "ready"


def test_a_worker_that_dies_with_nothing_asked_has_failed(controller, page, client) -> None:
    client.greet()
    client.ended.emit()
    assert kind(page) == "failed"


def test_an_engine_that_cannot_load_has_failed(controller, page, client) -> None:
    client.greet()
    client.failed.emit("", Failed("system", "The system refuses: out of memory", "Check the memory"))
    assert shown(page) == ("failed", "The system refuses: out of memory")


def test_a_job_that_fails_says_nothing_of_the_engine(controller, page, client) -> None:
    client.greet()
    client.failed.emit("3", Failed("raster", "No such raster"))
    assert kind(page) == "starting"
    client.get_ready()
    client.failed.emit("4", DIED)
    client.ended.emit()
    assert kind(page) == "ready"
    client.greet()
    assert kind(page) == "starting"
    client.get_ready()
    assert kind(page) == "ready"


def test_an_installation_under_way_stays_shown(controller, page, client, installer, engine) -> None:
    engine.pop()
    controller.install()
    installer.step_begun.emit("Downloading")
    client.failed.emit("1", failures.no_engine())
    client.failed.emit("2", failures.silent(""))
    client.greet()
    client.failed.emit("", DIED)
    client.ended.emit()
    client.get_ready()
    assert shown(page) == ("installing", "Downloading")

    installer.end(installer.cancelled)
    assert kind(page) == "missing"


def test_an_engine_that_was_ready_is_so_after_a_cancelled_installation(
    controller, page, client, installer
) -> None:
    controller.install()
    client.greet()
    client.get_ready()
    assert kind(page) == "installing"
    installer.end(installer.cancelled)
    assert kind(page) == "ready"


def test_what_was_installed_is_used(controller, installer, client) -> None:
    QgsSettings().setValue(INTERPRETER_KEY, "/chosen/python")
    controller.install()
    client.asked.clear()
    installer.end(installer.installed, Engine("/python", "installed"))
    assert not QgsSettings().value(INTERPRETER_KEY, "")
    assert client.asked == ["models", "words"]


def test_an_installation_that_failed_leaves_the_chosen_python(controller, page, installer) -> None:
    QgsSettings().setValue(INTERPRETER_KEY, "/chosen/python")
    controller.install()
    installer.end(installer.failed, failures.silent(""))
    assert QgsSettings().value(INTERPRETER_KEY) == "/chosen/python"
    assert kind(page) == "failed"
    QgsSettings().remove(INTERPRETER_KEY)


def test_a_worker_of_the_former_engine_makes_way(controller, page, installer, client) -> None:
    client.is_running = True
    client.greet()
    client.get_ready()
    client.asked.clear()
    controller.install()
    installer.end(installer.installed, Engine("/python", "installed"))
    assert client.asked == ["shutdown"]
    client.is_running = False
    client.ended.emit()
    assert client.asked == ["shutdown", "models", "words"]
    assert kind(page) == "starting"


@pytest.fixture
def follow(page, engine):
    """Begins with a real process, and ends it."""
    held = []

    def follow(*arguments):
        client = WorkerClient(lambda: Command(sys.executable, ("-I", "-X", "utf8", *arguments)))
        controller = EngineController(page, client)
        held.extend((client, controller))
        controller.look()
        return controller

    yield follow
    for client in held[::2]:
        client.close()


def test_a_process_is_followed_until_it_is_ready(follow, page, qtbot) -> None:
    controller = follow(str(PLAYED), "well")
    qtbot.waitUntil(lambda: kind(page) == "ready", timeout=PATIENCE_MS)
    assert controller.device.device == "cpu"


def test_a_process_that_leaves_without_a_word_is_told(follow, page, qtbot) -> None:
    follow(str(PLAYED), "leaves")
    qtbot.waitUntil(lambda: kind(page) == "failed", timeout=PATIENCE_MS)
    assert "does not answer" in page.input.engine.state.text


def test_a_process_that_dies_after_its_hello_is_told(follow, page, qtbot) -> None:
    hello = to_line(Hello(PROTOCOL_VERSION, "/python", {}))
    follow("-c", f"import os; os.write(1, {hello!r}); os._exit(3)")
    qtbot.waitUntil(lambda: kind(page) == "failed", timeout=PATIENCE_MS)
    assert "code 3" in page.input.engine.state.text
