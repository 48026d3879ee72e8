"""Every model runs end to end at its published size: from files in its published layout to polygons."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from georefer.tests.inference.models import full_size


@pytest.mark.slow
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("model", full_size.WRITERS)
def test_the_published_size_runs_inside_8_gb(model: str, tmp_path: Path) -> None:
    for verb in ("write", "run"):
        command = [sys.executable, str(full_size.__file__), verb, model, str(tmp_path)]
        environment = {**os.environ, "GEOREFER_MODELS": str(tmp_path / "models")}
        finished = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
        assert finished.returncode == 0, finished.stderr
    facts = json.loads((tmp_path / "facts.json").read_text(encoding="utf-8"))
    assert facts["code"] == 0
    assert facts["output"]
    assert facts["peak_gb"] < 8
