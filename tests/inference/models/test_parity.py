from __future__ import annotations

import importlib
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest
import torch


@pytest.fixture
def parity(repo_root: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(str(repo_root / "benchmarks"))
    return importlib.import_module("parity")


@pytest.mark.parametrize(
    "folder",
    ["rsrefseg", "rsrefseg2_prompter", "refersam/bert", "refersam/clip", "rossam", "lora_merge", "metrics"],
)
def test_every_stored_number_is_reproduced(parity: ModuleType, shared_parity: Path, folder: str) -> None:
    comparisons = parity.compare_folder(shared_parity / folder)
    failed = [comparison for comparison in comparisons if not comparison.passed]
    assert comparisons
    assert failed == []


@pytest.mark.parametrize(("folder", "count"), [("rsrefseg", 33), ("rossam", 50)])
def test_every_output_is_compared(parity: ModuleType, shared_parity: Path, folder: str, count: int) -> None:
    from safetensors import safe_open

    with safe_open(shared_parity / folder / "outputs.safetensors", "pt") as outputs:
        stored = set(outputs.keys())
    compared = {comparison.name for comparison in parity.compare_folder(shared_parity / folder)}
    assert len(stored) == count
    assert stored <= compared


@pytest.mark.parametrize(
    ("expected", "computed", "facts", "passes"),
    [
        (torch.zeros(3), torch.full((3,), 0.9e-3), {"atol": 1e-3}, True),
        (torch.zeros(3), torch.full((3,), 1.1e-3), {"atol": 1e-3}, False),
        (torch.zeros(3), torch.tensor([0.0, 0.0, float("nan")]), {"atol": 1e-3}, False),
        (torch.zeros(3), torch.zeros(1, 3), {"atol": 1e-3}, False),
        (torch.zeros(3), None, {"atol": 1e-3}, False),
        (torch.zeros(2000), (torch.arange(2000) < 2).float(), {"atol": 0, "dtype": "uint8"}, True),
        (torch.zeros(2000), (torch.arange(2000) < 3).float(), {"atol": 0, "dtype": "uint8"}, False),
    ],
    ids=["close", "far", "not a number", "other shape", "not computed", "few pixels", "many pixels"],
)
def test_comparison_fails_where_it_should(
    parity: ModuleType,
    expected: torch.Tensor,
    computed: torch.Tensor | None,
    facts: dict[str, object],
    passes: bool,
) -> None:
    comparing = importlib.import_module("parity_checks.comparing")
    assert comparing.compare("x", expected, computed, facts).passed is passes


def test_report_fails_when_one_tensor_fails(parity: ModuleType, capsys: pytest.CaptureFixture[str]) -> None:
    comparing = importlib.import_module("parity_checks.comparing")
    good, bad = comparing.Comparison("good", 0.0, 1.0), comparing.Comparison("bad", None, 1.0)
    assert parity.report([good]) is True
    assert parity.report([good, bad]) is False
    assert "FAILED" in capsys.readouterr().out


def test_a_folder_of_no_kind_is_refused(repo_root: Path, tmp_path: Path) -> None:
    command = [sys.executable, str(repo_root / "benchmarks" / "parity.py"), str(tmp_path)]
    finished = subprocess.run(command, capture_output=True, text=True, check=False)
    assert finished.returncode == 1
    assert "no parity folder" in finished.stderr
