"""The build of PyTorch is chosen, installed, and exchanged for another; room is asked for what is missing."""

from __future__ import annotations

import os
import shutil
import zipfile
from dataclasses import replace

import pytest
from georefer.plugin.controllers import engine_controller
from georefer.plugin.controllers.engine_controller import EngineController
from georefer.plugin.options import schema
from georefer.plugin.options.schema import Options
from georefer.plugin.worker.engine import Engine
from georefer.plugin.worker.install_commands import former_index
from georefer.tests.plugin.test_engine_controller import (  # noqa: F401 (fixtures)
    PlayedClient,
    PlayedInstaller,
    client,
    engine,
    installer,
    page,
)
from georefer.tests.plugin.test_engine_installing import Watcher, wishes  # noqa: F401 (fixture)

CPU, CUDA = "https://download.pytorch.org/whl/cpu", "https://download.pytorch.org/whl/cu126"


@pytest.fixture(autouse=True)
def clean_settings(qgis_app):
    schema.write(Options())
    yield
    schema.write(Options())


def add_torch(folder, build) -> None:
    """Puts a torch into a folder of wheels; all builds have one version."""
    record = "torch-2.0.dist-info"
    with zipfile.ZipFile(folder / "torch-2.0-py3-none-any.whl", "w") as wheel:
        wheel.writestr("torch.py", f"BUILD = '{build}'\n")
        wheel.writestr(f"{record}/METADATA", "Metadata-Version: 2.1\nName: torch\nVersion: 2.0\n")
        wheel.writestr(f"{record}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        wheel.writestr(f"{record}/RECORD", "")


def installed_build(folder) -> str:
    (file,) = folder.rglob("torch.py")
    return file.read_text().split("'")[1]


def test_another_build_replaces_the_one_that_is_there(wishes, qtbot, tmp_path) -> None:  # noqa: F811
    with wishes.requirements.open("a") as requirements:
        requirements.write("torch==2.0\n")
    wheels = tmp_path / "wheels"

    def install(build, index):
        add_torch(wheels, build)
        end = Watcher(replace(wishes, torch_index_url=index)).run(qtbot)
        assert end.origin == "installed", end
        return installed_build(wishes.folder), former_index(wishes.folder)

    assert install("first", "") == ("first", "")
    # What is there already stays, though the version would come again.
    assert install("second", "") == ("first", "")
    assert install("for the CPU", CPU) == ("for the CPU", CPU)
    assert install("another for the CPU", CPU) == ("for the CPU", CPU)
    assert install("for CUDA", CUDA) == ("for CUDA", CUDA)
    assert install("default", "") == ("default", "")


def test_an_index_without_that_torch_is_named(wishes, qtbot) -> None:  # noqa: F811
    with wishes.requirements.open("a") as requirements:
        requirements.write("torch==9.9\n")
    failed = Watcher(replace(wishes, torch_index_url=CUDA)).run(qtbot)

    assert CUDA in failed.message
    assert "another build" in failed.remedy
    assert "torch==9.9" in failed.detail
    assert former_index(wishes.folder) == ""


def test_what_is_there_needs_no_room_again(wishes, qtbot) -> None:  # noqa: F811
    free_gb = shutil.disk_usage(wishes.folder.parent.parent).free // 2**30
    asking = replace(wishes, needed_gb=free_gb + 2)
    assert "does not fit" in Watcher(asking).run(qtbot).message

    wishes.folder.mkdir(parents=True)
    there = wishes.folder / "packages"
    there.touch()
    # A file of holes: it counts, and takes no room of this machine.
    os.truncate(there, (free_gb + 2) * 2**30)
    assert Watcher(asking).run(qtbot).origin == "installed"


def test_the_build_is_chosen_beside_the_button(page, client, engine, monkeypatch) -> None:  # noqa: F811
    engine.pop()
    monkeypatch.setattr("sys.platform", "linux")
    made = []
    monkeypatch.setattr(
        engine_controller, "EngineInstaller", lambda wished: made.append(wished) or PlayedInstaller()
    )
    controller = EngineController(page, client)
    controller.look()
    panel = page.input.engine
    assert not panel.builds.isHidden()
    assert [panel.builds.itemData(place) for place in range(panel.builds.count())][:2] == ["", CPU]
    assert panel.builds.currentData() == ""
    default = panel.state.remedy

    panel.builds.setCurrentIndex(panel.builds.findData(CPU))
    panel.builds.activated.emit(panel.builds.currentIndex())
    assert schema.read().torch_index == CPU
    assert panel.state.remedy == default.replace("3 GB", "1 GB").replace("8 GB", "4 GB")
    assert panel.builds.currentData() == CPU
    panel.install_button.click()
    assert [wished.torch_index_url for wished in made] == [CPU]
    assert panel.builds.isHidden()


def test_an_index_of_ones_own_is_shown_too(page, client, engine) -> None:  # noqa: F811
    engine.pop()
    schema.write(Options(torch_index="https://mirror.example/torch"))
    EngineController(page, client).look()

    assert page.input.engine.builds.currentText() == "https://mirror.example/torch"


@pytest.mark.parametrize(("origin", "is_offered"), [("installed", True), ("settings", False)])
def test_another_choice_in_the_options_offers_to_install(page, client, engine, origin, is_offered) -> None:  # noqa: F811
    engine[0] = Engine("/python", origin)
    notices = []
    page.notice_shown.connect(notices.append)
    controller = EngineController(page, client)
    controller.look_at_build()
    assert notices == []
    schema.write(Options(torch_index=CPU))
    controller.look_at_build()
    controller.look_at_build()

    assert len(notices) == is_offered
