"""The engine's environment is made, found, cancelled and refused; packages come from a folder of the test."""

from __future__ import annotations

import sys
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from georefer.plugin.worker import engine as engine_file
from georefer.plugin.worker.engine import (
    INTERPRETER_KEY,
    STAMP,
    Command,
    find_engine,
    python_of,
    use_installed,
)
from georefer.plugin.worker.install_size import install_size
from georefer.plugin.worker.installing import EngineInstaller, InstallWishes
from qgis.core import QgsSettings
from qgis.PyQt.QtCore import QLockFile

PLAYED = Path(__file__).with_name("scripted_worker.py")
PATIENCE_MS = 60_000


@pytest.fixture
def wishes(tmp_path):
    wheels = tmp_path / "wheels"
    wheels.mkdir()
    record = "tiny_probe-1.0.dist-info"
    with zipfile.ZipFile(wheels / "tiny_probe-1.0-py3-none-any.whl", "w") as wheel:
        wheel.writestr("tiny_probe.py", "VALUE = 7\n")
        wheel.writestr(f"{record}/METADATA", "Metadata-Version: 2.1\nName: tiny-probe\nVersion: 1.0\n")
        wheel.writestr(f"{record}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        wheel.writestr(f"{record}/RECORD", "")
    requirements = tmp_path / "requirements.lock"
    requirements.write_text("# pinned\ntiny-probe==1.0\n")
    return InstallWishes(
        folder=tmp_path / "profile" / "engine",
        requirements=requirements,
        wheels_folder=str(wheels),
        pythons=("/no/such/python", "/usr/bin/python3"),
        needed_gb=0,
    )


class Watcher:
    """Notes how an installation went."""

    def __init__(self, wishes, greeting="well") -> None:
        self.installer = EngineInstaller(wishes)
        # The engine itself is played: what is installed here has no torch.
        self.installer._trial = lambda engine: Command(sys.executable, ("-I", str(PLAYED), greeting))
        self.ends, self.steps, self.shares = [], [], []
        self.installer.installed.connect(self.ends.append)
        self.installer.failed.connect(self.ends.append)
        self.installer.cancelled.connect(lambda: self.ends.append("cancelled"))
        self.installer.step_begun.connect(self.steps.append)
        self.installer.progressed.connect(self.shares.append)

    def run(self, qtbot):
        self.installer.start()
        qtbot.waitUntil(lambda: bool(self.ends), timeout=PATIENCE_MS)
        (end,) = self.ends
        assert not self.installer.is_running
        return end


def test_an_environment_is_made_and_found(wishes, qtbot, monkeypatch) -> None:
    watcher = Watcher(wishes)
    engine = watcher.run(qtbot)

    assert engine.python == str(python_of(wishes.folder)), watcher.installer.log
    assert list(wishes.folder.rglob("tiny_probe.py"))
    assert watcher.shares == sorted(watcher.shares)
    assert watcher.shares[-1] == 1
    assert len(watcher.steps) == 4
    monkeypatch.delenv("GEOREFER_PYTHON", raising=False)
    monkeypatch.setattr(engine_file, "engine_folder", lambda: wishes.folder)
    assert find_engine() == engine


def test_what_does_not_start_is_not_called_installed(wishes, qtbot) -> None:
    failed = Watcher(wishes, "leaves").run(qtbot)

    assert failed.code == "engine"
    assert not (wishes.folder / STAMP).exists()


def test_a_package_that_cannot_be_had_is_told(wishes, qtbot) -> None:
    wishes.requirements.write_text("no-such-package-of-ours==1.0\n")
    failed = Watcher(wishes).run(qtbot)

    assert "could not be installed" in failed.message
    assert "no-such-package-of-ours" in failed.detail


def test_cancel_stops_it_and_it_goes_on_later(wishes, qtbot) -> None:
    watcher = Watcher(wishes)
    watcher.installer.step_begun.connect(
        lambda step: watcher.installer.cancel() if len(watcher.steps) == 3 else None
    )
    assert watcher.run(qtbot) == "cancelled"
    assert not (wishes.folder / STAMP).exists()

    assert Watcher(wishes).run(qtbot).origin == "installed"


def test_a_second_qgis_has_to_wait(wishes, qtbot) -> None:
    wishes.folder.parent.mkdir(parents=True)
    lock = QLockFile(str(wishes.folder.with_name("engine.lock")))
    assert lock.tryLock(0)

    assert "Another QGIS" in Watcher(wishes).run(qtbot).message
    lock.unlock()


def test_a_machine_without_python_or_room_is_told(wishes, qtbot) -> None:
    assert "No Python" in Watcher(replace(wishes, pythons=("/no/such/python",))).run(qtbot).message
    assert "does not fit" in Watcher(replace(wishes, needed_gb=2**30)).run(qtbot).message


def test_what_cannot_begin_leaves_the_engine_that_is_there(wishes, qtbot) -> None:
    stamp = wishes.folder / STAMP
    wishes.folder.mkdir(parents=True)
    stamp.write_text("tiny-probe==1.0")
    lock = QLockFile(str(wishes.folder.with_name("engine.lock")))
    assert lock.tryLock(0)
    assert "Another QGIS" in Watcher(wishes).run(qtbot).message
    lock.unlock()
    assert "does not fit" in Watcher(replace(wishes, needed_gb=2**30)).run(qtbot).message
    assert "No Python" in Watcher(replace(wishes, pythons=("/no/such/python",))).run(qtbot).message
    assert stamp.is_file()


def test_what_is_changed_counts_as_unfinished(wishes, qtbot) -> None:
    assert Watcher(wishes).run(qtbot).origin == "installed"
    wishes.requirements.write_text("no-such-package-of-ours==1.0\n")
    assert "could not be installed" in Watcher(wishes).run(qtbot).message
    assert not (wishes.folder / STAMP).exists()


def test_the_room_is_that_of_the_machine() -> None:
    linux, other = install_size(platform="linux"), install_size(platform="win32")
    assert (linux.download_gb, linux.disk_gb) == (3, 8)
    assert (other.download_gb, other.disk_gb) == (1, 4)
    assert install_size(platform="darwin") == other
    assert install_size("https://download.pytorch.org/whl/cpu", "linux") == other
    assert install_size("https://download.pytorch.org/whl/cu130", "win32") == linux
    gb = 1024**3
    assert [linux.remaining_bytes(there * gb) // gb for there in (0, 4, 7, 20)] == [8, 7, 4, 3]


def test_a_failure_names_the_room_that_is_missing(wishes, qtbot) -> None:
    assert "about 1073741824 GB" in Watcher(replace(wishes, needed_gb=2**30)).run(qtbot).remedy


def test_who_chose_the_python_is_known(qgis_app, monkeypatch, tmp_path) -> None:
    monkeypatch.delenv("GEOREFER_PYTHON", raising=False)
    monkeypatch.setattr(engine_file, "engine_folder", lambda: tmp_path)
    assert find_engine() is None
    (tmp_path / STAMP).write_text("")
    assert find_engine().origin == "installed"
    QgsSettings().setValue(INTERPRETER_KEY, "/chosen/python")
    assert find_engine().python == "/chosen/python"
    use_installed()
    assert find_engine().origin == "installed"
    monkeypatch.setenv("GEOREFER_PYTHON", "/named/python")
    assert find_engine().origin == "variable"
