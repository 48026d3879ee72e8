"""A torchvision that cannot be imported stops no model."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from georefer.tests.inference.models.small_clip import write_clip, write_recipe, write_sam, write_tokenizer
from georefer.tests.inference.models.test_sam3 import sam3

BROKEN = 'raise RuntimeError("operator torchvision::nms does not exist")\n'
LOAD = """
import runpy, sys
runpy.run_path("tests/conftest.py")
sys.path.insert(0, sys.argv[1])
from georefer.inference.device import Device
from georefer.inference.models.catalog import load_model
print(type(load_model(sys.argv[2], Device("cpu", "a test"))).__name__, "torchvision" in sys.modules)
"""
SEE = "import sys; sys.path.insert(0, sys.argv[1]); import transformers.image_utils"


@pytest.fixture
def broken(tmp_path: Path) -> str:
    (tmp_path / "site" / "torchvision").mkdir(parents=True)
    (tmp_path / "site" / "torchvision" / "__init__.py").write_text(BROKEN, encoding="utf-8")
    return str(tmp_path / "site")


def run(code: str, root: object, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", code, *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, cwd=str(root))


def test_it_would_stop_transformers(broken: str, repo_root: object) -> None:
    assert "torchvision::nms" in run(SEE, repo_root, broken).stderr


def test_clip_with_sam_runs_beside_it(broken: str, repo_root: object, tmp_path: Path) -> None:
    write_clip(tmp_path / "c")
    write_sam(tmp_path / "s")
    recipe = write_recipe(tmp_path / "both", "clip_sam", {}, clip="c", sam="s")
    finished = run(LOAD, repo_root, broken, str(recipe))
    assert finished.stdout.strip() == "ClipSamPhraseModel False", finished.stderr


def test_sam3_runs_beside_it(broken: str, repo_root: object, tmp_path: Path) -> None:
    sam3().save_pretrained(tmp_path / "sam3")
    write_tokenizer(tmp_path / "sam3")
    finished = run(LOAD, repo_root, broken, str(tmp_path / "sam3"))
    assert finished.stdout.strip() == "Sam3PhraseModel False", finished.stderr
