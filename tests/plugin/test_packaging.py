"""The package is what the plugin site takes, the same whenever it is made, and its engine starts."""

from __future__ import annotations

import os
import shutil
import subprocess
import zipfile
from configparser import ConfigParser
from pathlib import Path

import pytest
from georefer.plugin.worker.engine import PACKAGE_FOLDER
from qgis.PyQt.QtCore import QTranslator

LIMIT_BYTES = 25_000_000
REFUSED = (".pyc", ".so", ".dll", ".dylib", ".exe", ".sh", ".bat", ".cmd", ".ps1")


def pack(zip_path: Path, **variables: str) -> Path:
    subprocess.run(
        [str(PACKAGE_FOLDER / ".ci" / "make-package"), str(zip_path)],
        check=True,
        capture_output=True,
        env={**os.environ, **variables},
    )
    return zip_path


@pytest.fixture(scope="module")
def package(tmp_path_factory) -> Path:
    return pack(tmp_path_factory.mktemp("package") / "georefer.zip")


@pytest.fixture(scope="module")
def names(package) -> list[str]:
    with zipfile.ZipFile(package) as zipped:
        return zipped.namelist()


@pytest.fixture(scope="module")
def unpacked(package, tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("unpacked")
    with zipfile.ZipFile(package) as zipped:
        zipped.extractall(folder)
    return folder / "georefer"


def test_everything_lies_in_one_folder(names) -> None:
    assert {name.split("/")[0] for name in names} == {"georefer"}
    assert names[0].startswith("georefer/")


@pytest.mark.parametrize(
    "name",
    [
        "__init__.py",
        "metadata.txt",
        "LICENSE",
        "requirements.lock",
        "plugin/main.py",
        "inference/worker.py",
        "inference/models/bundled/georefer-tiny/model.safetensors",
        "i18n/georefer_zh_CN.qm",
    ],
)
def test_what_is_needed_is_in_it(names, name) -> None:
    assert f"georefer/{name}" in names


def test_what_a_site_refuses_is_not_in_it(names) -> None:
    assert [name for name in names if name.endswith(REFUSED)] == []
    assert [name for name in names if "__pycache__" in name or ".." in name or "/." in name] == []
    assert [name for name in names if "/tests/" in name or "/training/" in name] == []


def test_is_small_enough(package) -> None:
    assert package.stat().st_size <= LIMIT_BYTES


def test_is_the_same_whenever_and_wherever_it_is_made(package, tmp_path) -> None:
    again = pack(tmp_path / "again.zip", TZ="Asia/Tokyo")
    assert again.read_bytes() == package.read_bytes()


def test_the_metadata_is_that_of_the_commit(unpacked) -> None:
    metadata = ConfigParser(interpolation=None)
    metadata.read(unpacked / "metadata.txt", encoding="utf-8")
    assert metadata["general"]["name"] == "GeoRefer"


def test_translations_can_be_loaded(unpacked, qgis_app) -> None:
    files = list((unpacked / "i18n").glob("*.qm"))
    assert files
    assert all(QTranslator().load(str(file)) for file in files)


def test_the_icon_is_in_it(unpacked) -> None:
    metadata = ConfigParser(interpolation=None)
    metadata.read(unpacked / "metadata.txt", encoding="utf-8")
    icon = metadata["general"].get("icon")
    assert icon is None or (unpacked / icon).is_file()


def test_its_engine_answers(unpacked) -> None:
    """What the zip leaves out is not missed: the worker starts from it and reads a phrase."""
    python = os.environ.get("GEOREFER_PYTHON") or str(PACKAGE_FOLDER / ".venv" / "bin" / "python")
    if shutil.which(python) is None:
        pytest.skip("no engine: run `make install`, or set GEOREFER_PYTHON to the Python of one")
    asked = b'{"kind":"explain","job":"1","body":{"phrase":"red building top-left"}}\n'
    answer = subprocess.run(
        [python, "-I", "-X", "utf8", str(unpacked / "inference" / "worker.py")],
        input=asked,
        capture_output=True,
        timeout=120,
        check=True,
    )
    assert b'"kind":"explained"' in answer.stdout, answer.stderr.decode()
