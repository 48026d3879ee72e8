"""In a Chinese QGIS GeoRefer speaks Chinese; in a language without a translation it speaks English."""

from __future__ import annotations

from pathlib import Path

import pytest
from georefer.plugin import translation
from qgis.core import QgsApplication
from qgis.PyQt.QtCore import QCoreApplication

translate = QCoreApplication.translate


@pytest.fixture
def folder(tmp_path):
    for name in ("zh_CN", "de", "pt_BR"):
        (tmp_path / f"georefer_{name}.qm").write_bytes(b"")
    return tmp_path


@pytest.mark.parametrize(
    ("locale", "name"),
    [
        ("zh-Hans", "zh_CN"),
        ("zh_CN", "zh_CN"),
        ("zh_CN.UTF-8", "zh_CN"),
        ("zh", "zh_CN"),
        ("zh-Hant", None),
        ("zh_TW", None),
        ("de", "de"),
        ("de_AT", "de"),
        ("pt_BR", "pt_BR"),
        ("pt_PT", None),
        ("en_US", None),
        ("C", None),
        ("", None),
    ],
)
def test_a_locale_finds_its_file(folder, locale, name) -> None:
    expected = None if name is None else folder / f"georefer_{name}.qm"
    assert translation.translation_file(locale, folder) == expected


@pytest.fixture
def chinese(qgis_app):
    before = QgsApplication.instance().translation()
    QgsApplication.setTranslation("zh-Hans")
    translator = translation.install()
    yield translator
    translation.remove(translator)
    QgsApplication.setTranslation(before)


def test_a_chinese_qgis_has_chinese_texts(chinese) -> None:
    assert chinese is not None, "no .qm: run `make i18n`"
    assert translate("GeoRefer", "Explain phrase") != "Explain phrase"


def test_removing_brings_english_back(chinese) -> None:
    translation.remove(chinese)
    assert translate("GeoRefer", "Explain phrase") == "Explain phrase"


def test_another_language_stays_english(qgis_app) -> None:
    assert translation.install() is None
    translation.remove(None)


def test_a_broken_file_is_no_translation(qgis_app, chinese, monkeypatch, folder) -> None:
    monkeypatch.setattr(translation, "translation_file", lambda locale: Path(folder) / "georefer_de.qm")
    assert translation.install() is None
