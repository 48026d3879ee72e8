"""The doctor names what is missing and what to do, and never falls ill itself."""

from __future__ import annotations

import json

import pytest
from georefer.inference import cli, device, doctor, runtime
from georefer.inference.doctor import Check, examine
from georefer.inference.errors import ModelError
from georefer.inference.models import catalog


def check(name: str) -> Check:
    (found,) = [one for one in examine() if one.name == name]
    return found


def test_this_installation_is_looked_at_whole() -> None:
    names = [one.name for one in examine()]
    assert names[0] == "python"
    assert {"torch", "rasterio", "projections", "device", "bundled model"} <= set(names)
    assert check("python").is_well
    assert check("projections").is_well
    assert check("device").is_well


def test_a_missing_package_has_a_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "package_versions", lambda: {"python": "3.12", "rasterio": "not installed"})
    found = check("rasterio")
    assert not found.is_well
    assert "rasterio" in found.remedy


def test_a_package_that_nobody_has_is_not_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runtime, "_PACKAGES", ("georefer-of-tomorrow",))
    assert runtime.package_versions()["georefer-of-tomorrow"] == "not installed"


@pytest.mark.parametrize(
    "error", [ModelError("The weights are damaged"), ImportError("no torch"), OSError(5, "disk")]
)
def test_whatever_breaks_becomes_a_finding(error: Exception, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise error

    monkeypatch.setattr(catalog, "load_model", fail)
    monkeypatch.setattr(device, "choose_device", fail)
    assert not check("bundled model").is_well
    assert not check("device").is_well
    assert check("device").finding


def test_the_command_line_shows_it(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    checks = [Check("python", True, "3.12"), Check("torch", False, "not installed", "Install torch")]
    monkeypatch.setattr(doctor, "examine", lambda: checks)
    assert cli.main(["doctor"]) == 1
    assert capsys.readouterr().out == "ok   python: 3.12\nFAIL torch: not installed - Install torch\n"
    assert cli.main(["doctor", "--json"]) == 1
    assert [one["is_well"] for one in json.loads(capsys.readouterr().out)] == [True, False]
