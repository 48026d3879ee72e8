"""The page in QGIS's options shows what is chosen, writes it on OK, and tries the engine's Python."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from georefer.plugin.options import schema, trial
from georefer.plugin.options.page import PAGE_NAME, OptionsFactory, OptionsPage
from georefer.plugin.options.schema import Options
from georefer.plugin.worker.engine import Command
from qgis.core import QgsApplication
from qgis.gui import QgsOptionsPageWidget
from qgis.PyQt.QtWidgets import QLabel, QPushButton

PLAYED = Path(__file__).with_name("scripted_worker.py")
PATIENCE_MS = 30_000
CHOSEN = Options(
    "/opt/engine/bin/python", "cpu", "https://download.pytorch.org/whl/cpu", 3, "/data/cache", 12.5, 2.5
)


@pytest.fixture(autouse=True)
def clean_settings(qgis_app):
    schema.write(Options())
    yield
    schema.write(Options())


@pytest.fixture
def page(qtbot):
    page = OptionsPage()
    qtbot.addWidget(page)
    return page


@pytest.fixture
def played(monkeypatch):
    """Plays an engine; the "Python" that is put in says how it behaves."""
    monkeypatch.setattr(
        trial,
        "worker_command",
        lambda engine: Command(
            engine.python if "/" in engine.python else sys.executable,
            ("-I", str(PLAYED), engine.python),
        ),
    )


def put_in(page, name, value) -> None:
    page.fields[name].show(value)


def test_shows_what_was_chosen(qtbot) -> None:
    schema.write(CHOSEN)
    page = OptionsPage()
    qtbot.addWidget(page)
    assert page.options() == CHOSEN


def test_writes_nothing_before_ok(page) -> None:
    for name in schema.traits():
        put_in(page, name, getattr(CHOSEN, name))
    assert schema.read() == Options()
    page.apply()
    assert schema.read() == CHOSEN


def test_ok_tells_whoever_wants_to_know(qtbot) -> None:
    told = []
    page = OptionsFactory(changed=lambda: told.append(schema.read().threads)).createWidget(None)
    qtbot.addWidget(page)
    put_in(page, "threads", 2)
    page.apply()
    assert told == [2]


def test_defaults_come_back(page) -> None:
    put_in(page, "threads", 5)
    put_in(page, "device", "cpu")
    page.restore_defaults()
    assert page.options() == Options()


def test_every_option_has_a_label_with_its_words(page) -> None:
    buddies = {label.buddy(): label.text() for label in page.findChildren(QLabel) if label.buddy()}
    assert [buddies[one.widget] for one in page.fields.values()] == [
        trait.label() for trait in schema.traits().values()
    ]


def test_a_python_that_works_is_told(page, played, qtbot) -> None:
    put_in(page, "interpreter", "well")
    page.check_button.click()
    assert not page.check_button.isEnabled()
    qtbot.waitUntil(page.check_button.isEnabled, timeout=PATIENCE_MS)
    assert "It works" in page.finding.text()
    assert "cpu" in page.finding.text()


@pytest.mark.parametrize(
    ("python", "words"),
    [("leaves", "does not answer"), ("other", "another version"), ("/no/such/python", "cannot be started")],
)
def test_a_python_that_does_not_work_is_told_with_a_remedy(page, played, qtbot, python, words) -> None:
    put_in(page, "interpreter", python)
    page.check()
    qtbot.waitUntil(page.check_button.isEnabled, timeout=PATIENCE_MS)
    assert words in page.finding.text()
    assert page.finding.text().count(".") >= 2


def test_without_any_engine_the_check_says_so(page, monkeypatch) -> None:
    monkeypatch.delenv("GEOREFER_PYTHON", raising=False)
    page.check()
    assert "No engine is installed" in page.finding.text()
    assert page.check_button.isEnabled()


def test_a_hidden_page_leaves_no_process(page, played, qtbot) -> None:
    page.show()
    put_in(page, "interpreter", "mute")
    page.check()
    qtbot.waitUntil(lambda: page._trial._client.is_running, timeout=PATIENCE_MS)
    client = page._trial._client
    page.hide()
    assert not client.is_running
    assert page.check_button.isEnabled()


def test_another_python_forgets_the_finding(page, played, qtbot) -> None:
    put_in(page, "interpreter", "well")
    page.check()
    qtbot.waitUntil(page.check_button.isEnabled, timeout=PATIENCE_MS)
    put_in(page, "interpreter", "another")
    assert page.finding.text() == ""


def test_the_report_is_copied(qtbot) -> None:
    page = OptionsFactory(report=lambda: "QGIS 3.22").createWidget(None)
    qtbot.addWidget(page)
    (button,) = (one for one in page.findChildren(QPushButton) if "diagnostics" in one.text())
    button.click()
    assert QgsApplication.clipboard().text() == "QGIS 3.22"


def test_qgis_finds_the_page_by_its_name(qtbot) -> None:
    page = OptionsFactory().createWidget(None)
    qtbot.addWidget(page)
    assert isinstance(page, QgsOptionsPageWidget)
    assert page.objectName() == PAGE_NAME
