"""Tests that what the engine says in English reaches the person in the language of the dock."""

# ruff: noqa: RUF001 (Chinese has marks of its own)

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from georefer.inference.messages import Failed
from georefer.inference.model_messages import ModelChanged
from georefer.plugin import notices
from georefer.plugin.models.notices import of_change
from georefer.plugin.running import summary
from georefer.plugin.wording.engine_text import Template, in_dock, line_of, templates
from qgis.PyQt.QtCore import QCoreApplication, QTranslator

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def in_chinese(qgis_app: object, tmp_path: Path) -> Iterator[None]:
    """Speaks Chinese, from what the sources say now."""
    built = tmp_path / "georefer_zh_CN.qm"
    release = [
        str(ROOT / ".ci/make-translations"),
        "release",
        str(ROOT / "i18n/georefer_zh_CN.ts"),
        str(built),
    ]
    subprocess.run(release, check=True, capture_output=True)
    translator = QTranslator()
    assert translator.load(str(built))
    QCoreApplication.installTranslator(translator)
    yield
    QCoreApplication.removeTranslator(translator)


def test_values_stand_where_the_translation_puts_them(in_chinese: None) -> None:
    said = in_dock("The layer [Railway] is not there: railway.gpkg does not exist")
    assert said == "图层 [Railway]不存在：没有 railway.gpkg"
    assert in_dock("3 asked for, 2 found") == "要求 3 个，找到 2 个"
    assert in_dock("1 other object fits nearly as well") == "另有 1 个对象几乎同样符合"


def test_sentences_in_sentences_are_translated(in_chinese: None) -> None:
    reason = "No GPU can be used: CUDA finds no GPU or no driver; there is no Apple GPU"
    assert in_dock(reason) == "没有可用的 GPU：CUDA 找不到 GPU 或驱动程序; 没有 Apple GPU"
    assert in_dock(f"{reason}; the CPU has bfloat16 instructions").endswith("；CPU 支持 bfloat16 指令")
    assert in_dock(
        "scene.tif is an empty file. The finished tiles are kept: run again with --resume"
    ).startswith("scene.tif 是空文件")
    assert in_dock('river: Nothing was found for "bridge"') == "river: 没有找到“bridge”"


def test_a_failure_is_one_line_in_chinese(in_chinese: None) -> None:
    failure = Failed("raster", "a.tif does not exist", "Check the path, and that the drive is connected")
    assert notices.of_failure(failure).text == "a.tif 不存在。请检查路径，并确认驱动器已连接"
    assert line_of("The phrase is empty", "") == "短语为空"


def test_notes_of_a_run_are_in_chinese(in_chinese: None) -> None:
    report = {
        "unread": [],
        "unknown_words": [],
        "failed_tiles": [],
        "notes": ["2 other objects fit nearly as well"],
    }
    assert summary.warnings(report) == ["另有 2 个对象几乎同样符合"]


def test_english_stays_as_the_engine_says_it(qgis_app: object) -> None:
    for said in (
        "a.tif does not exist",
        "Choose another file.",
        'No layer "River" was given for "tank near [River]" (characters 10 to 17)',
        "what nobody has ever written: it stays; as it is.",
        "",
        "{odd} {0} {{",
    ):
        assert in_dock(said) == said


def test_the_dock_names_no_option_of_the_command_line(qgis_app: object) -> None:
    assert in_dock("Leave out --resume to start anew") == "Run again to start anew"
    assert in_dock('Add it as --layer "River=FILE"') == 'Add a vector layer "River" to the project'


def test_what_is_wrong_with_files_is_told_in_chinese(in_chinese: None) -> None:
    problems = ("sam.pth has 3 bytes instead of 4", "it has no receipt, so its files cannot be compared")
    told = of_change(ModelChanged("verify", "sam", problems=problems), "SAM").text
    assert "sam.pth" in told
    assert [word for word in ("bytes", "instead", "receipt", "compared") if word in told] == []


def test_braces_and_marks_in_values_do_no_harm(in_chinese: None) -> None:
    assert in_dock("a{b}; c: d.tif does not exist") == "a{b}; c: d.tif 不存在"
    assert in_dock('The phrase "{x} {0}" names nothing that could be looked for') == (
        "短语“{x} {0}”没有说出可查找的对象"
    )


def test_each_sentence_is_told_from_all_others(qgis_app: object) -> None:
    for template in templates():
        values = {name: f"V{number}v" for number, name in enumerate(template.names)}
        sentence = template.text.format(**values)
        first = next(one for one in templates() if one.values(sentence) is not None)
        found = first.values(sentence)
        assert found is not None
        assert first.said.format(**found) == template.said.format(**values), sentence


def test_a_place_that_stands_twice_has_one_value() -> None:
    template = Template.of("{name} is not {name}", "")
    assert template.values("a is not a") == {"name": "a"}
    assert template.values("a is not b") is None
