"""metadata.txt is what QGIS and its plugin site read; the version stands there and nowhere else."""

from __future__ import annotations

import re
from configparser import ConfigParser
from importlib.metadata import version as installed_version
from pathlib import Path

import pytest

MANDATORY = {
    "about",
    "author",
    "description",
    "email",
    "homepage",
    "name",
    "qgisMinimumVersion",
    "repository",
    "tracker",
    "version",
}
# The keys that QGIS or the plugin site know; any other is a slip of the pen and is silently ignored there.
KNOWN = MANDATORY | {
    "category",
    "changelog",
    "deprecated",
    "experimental",
    "hasProcessingProvider",
    "icon",
    "license",
    "plugin_dependencies",
    "qgisMaximumVersion",
    "server",
    "tags",
}


@pytest.fixture(scope="module")
def metadata(repo_root: Path) -> dict[str, str]:
    parser = ConfigParser(interpolation=None)
    parser.optionxform = str  # type: ignore[assignment, method-assign]
    parser.read(repo_root / "metadata.txt", encoding="utf-8")
    assert parser.sections() == ["general"]
    return dict(parser["general"])


def test_mandatory_keys_are_filled(metadata: dict[str, str]) -> None:
    assert {key for key in MANDATORY if not metadata.get(key, "").strip()} == set()


def test_every_key_exists(metadata: dict[str, str]) -> None:
    assert set(metadata) - KNOWN == set()


def test_version_is_released_in_the_changelog(metadata: dict[str, str], repo_root: Path) -> None:
    assert re.fullmatch(r"\d+\.\d+\.\d+", metadata["version"])
    changelog = (repo_root / "CHANGELOG.md").read_text(encoding="utf-8")
    assert re.search(rf"^## \[{re.escape(metadata['version'])}\]", changelog, re.MULTILINE)


def test_package_takes_its_version_from_here(metadata: dict[str, str]) -> None:
    assert installed_version("georefer") == metadata["version"]


def test_plugin_site_accepts_the_author(metadata: dict[str, str]) -> None:
    assert "/" not in metadata["author"]


def test_about_says_what_is_downloaded(metadata: dict[str, str]) -> None:
    assert "download" in metadata["about"]
    assert "PyTorch" in metadata["about"]


def test_range_of_qgis_reaches_qt6(metadata: dict[str, str]) -> None:
    """`supportsQt6` is dead; the maximum version says that QGIS 4 is meant."""
    assert metadata["qgisMinimumVersion"] == "3.22"
    assert metadata["qgisMaximumVersion"].startswith("4.")


@pytest.mark.parametrize("key", ["experimental", "deprecated", "hasProcessingProvider", "server"])
def test_switches_are_spelled_as_qgis_reads_them(metadata: dict[str, str], key: str) -> None:
    assert metadata.get(key, "no").lower() in {"yes", "no", "true", "false"}


def test_the_processing_provider_is_announced_only_when_there_is_one(
    metadata: dict[str, str], repo_root: Path
) -> None:
    main = (repo_root / "plugin" / "main.py").read_text(encoding="utf-8")
    announced = metadata.get("hasProcessingProvider", "no").lower() in {"yes", "true"}
    assert announced == ("def initProcessing" in main)
