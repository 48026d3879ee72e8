from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = """
import json, resource, runpy, sys, time
from pathlib import Path
runpy.run_path("tests/conftest.py")
import numpy as np, torch
from safetensors.torch import save_file
from georefer.inference.models.meta_sam import SamSizes
from georefer.inference.models.ros_sam import RosSam
from georefer.inference.models.ros_sam_checkpoints import published_state_dicts
from georefer.inference.models.ros_sam_prompting import load_prompt_model

folder = Path(sys.argv[2])
if sys.argv[1] == "write":
    for name, part in zip(("model", "model_1"), published_state_dicts(RosSam(SamSizes(), 512))):
        save_file({key: value.contiguous() for key, value in part.items()}, folder / f"{name}.safetensors")
else:
    torch.set_num_threads(2)
    start = time.perf_counter()
    model = load_prompt_model(folder)
    loaded = time.perf_counter()
    embedding = model.embed_tile(np.random.default_rng(0).integers(0, 256, (512, 512, 3), dtype=np.uint8))
    embedded = time.perf_counter()
    found = model.predict(embedding, boxes=np.array([[200, 200, 240, 230]], dtype=np.float32))
    print(json.dumps({
        "load_s": loaded - start, "embed_s": embedded - loaded, "predict_s": time.perf_counter() - embedded,
        "peak_gb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20,
        "shape": found.logits.shape, "is_finite": bool(np.isfinite(found.logits).all()),
    }))
"""


@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_the_published_size_runs_on_a_small_machine(repo_root: Path, tmp_path: Path) -> None:
    def run(verb: str) -> str:
        command = [sys.executable, "-c", SCRIPT, verb, str(tmp_path)]
        finished = subprocess.run(command, capture_output=True, text=True, check=False, cwd=repo_root)
        assert finished.returncode == 0, finished.stderr
        return finished.stdout

    run("write")
    facts = json.loads(run("read"))
    assert facts["shape"] == [1, 4, 512, 512]
    assert facts["is_finite"]
    assert facts["peak_gb"] < 8
