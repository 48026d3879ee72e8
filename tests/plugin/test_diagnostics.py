"""The report says what a bug needs, and nothing of what the person looked for or is called."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from georefer.inference.messages import Failed, Hello, Ready
from georefer.plugin import diagnostics
from georefer.plugin.diagnostics import Circumstances, blotted, report
from georefer.plugin.options import schema
from georefer.plugin.options.schema import Options
from qgis.core import Qgis

FULL = Circumstances(
    Hello(1, "/opt/engine", {"python": "3.11.2", "torch": "2.9.0"}),
    Ready("cuda:0", "The GPU works"),
    Failed("raster", "The raster cannot be read", "Check the file", "RasterioIOError: line 7"),
    "warning one\nwarning two\n",
)


@pytest.fixture(autouse=True)
def clean_settings(qgis_app):
    schema.write(Options())
    yield
    schema.write(Options())


@pytest.mark.parametrize(
    "words",
    [
        f"QGIS {Qgis.QGIS_VERSION}",
        "Python 3.",
        "torch 2.9.0",
        "computes on cuda:0: The GPU works",
        "device: auto",
        "raster: The raster cannot be read",
        "RasterioIOError: line 7",
        "warning two",
        "GB",
    ],
)
def test_says_what_a_bug_needs(words) -> None:
    assert words in report(FULL)


def test_is_made_without_any_engine(monkeypatch) -> None:
    monkeypatch.setattr(diagnostics, "find_engine", lambda: None)
    text = report(Circumstances())
    assert "not installed" in text
    assert "no greeting heard" in text


def test_phrases_are_blotted_out() -> None:
    failure = Failed("raster", "Nothing of 红色 was read", "", "while looking for red building top-left")
    circumstances = replace(FULL, failure=failure, phrases=("red building top-left", "红色", "a", ""))
    text = report(circumstances)
    assert "red building" not in text
    assert "红色" not in text
    assert "The GPU works" in report(FULL)


def test_the_home_folder_is_blotted_out() -> None:
    schema.write(Options(cache_folder=str(Path.home() / "imagery")))
    text = report(replace(FULL, noise=f"File {Path.home()}/x.py"))
    assert str(Path.home()) + "/" not in text
    assert "~/imagery" in text
    assert "File ~/x.py" in text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("/home/ann/a.tif", "~/a.tif"),
        ("/home/anna/a.tif", "/home/anna/a.tif"),
        ("/media/ann/disk/a.tif", "/media/(user)/disk/a.tif"),
        ("an annual sum", "an annual sum"),
        ("http://ann:secret@proxy:3128", "http://(login)@proxy:3128"),
        ("/home/ann", "~"),
    ],
)
def test_nobody_is_named(text, expected) -> None:
    assert blotted(text, home="/home/ann") == expected


@pytest.mark.parametrize(
    "text", ["C:\\Users\\Ann\\a.tif", "C:/Users/Ann/a.tif", "'C:\\\\Users\\\\Ann\\\\a.tif'"]
)
def test_nobody_is_named_on_windows(text) -> None:
    assert "Ann" not in blotted(text, home="C:\\Users\\Ann")


def test_the_end_of_a_long_noise_is_kept() -> None:
    noise = "\n".join(f"line {number}" for number in range(5000))
    text = report(replace(FULL, noise=noise))
    assert "line 4999" in text
    assert len(text.splitlines()) < 200
