"""Measures how weights come: a SAM of ViT-B's size from the disk, and what a broken download repeats.

Random weights of SAM ViT-B are written in the layout of segment-anything, as safetensors, and loaded by a
process of its own that has loaded a tiny one before, so that all code is there. The target is for processor
time: what that takes on the wall depends on what else the machine does. Memory is what the process grows by
from before loading to its peak; every weight is read once, since all are checked to be numbers. For the
download a process that gets a file from a server on loopback is killed in the middle and another one goes on;
repeated is what the server sent twice.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np
from judging import child_processes
from judging.results import NO_MODEL, Record, benchmark_parser

ROOT = Path(__file__).resolve().parents[1]
FULL_SIZE = ROOT / "tests" / "inference" / "models" / "full_size.py"
LOADING = """
import json, resource, sys, time
from pathlib import Path
from safetensors.torch import save_file
from georefer.inference.models.meta_sam import SamSizes
from georefer.inference.models.ros_sam import MaskSource, RosSam
from georefer.inference.models.ros_sam_checkpoints import published_state_dicts
from georefer.inference.models.ros_sam_prompting import load_prompt_model

folder, small = Path(sys.argv[1]), Path(sys.argv[2])
sizes = SamSizes(
    image_size_px=64, width=16, depth=3, heads=2, mlp_ratio=2.0, window_size=3, global_blocks=(1, 2),
    prompt_width=32, mask_channels=8, decoder_heads=8, decoder_mlp_width=16, iou_width=16,
)
tensors = published_state_dicts(RosSam(sizes, None, MaskSource.SAM))[1]
save_file({key: value.clone() for key, value in tensors.items()}, small / "small.safetensors")
load_prompt_model(small)
pages = int(Path("/proc/self/statm").read_text().split()[1])
before = pages * resource.getpagesize()
start, busy = time.perf_counter(), time.process_time()
model = load_prompt_model(folder)
seconds, busy = time.perf_counter() - start, time.process_time() - busy
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
size = sum(file.stat().st_size for file in folder.glob("*.safetensors"))
print(json.dumps({"wall_s": seconds, "cpu_s": busy, "grown": peak - before, "size": size}))
"""
GETTING = """
import sys
from pathlib import Path
from georefer.inference.models.downloading.fetching import Fetch
from georefer.inference.models.downloading.hooks import GetHooks
from georefer.inference.models.downloading.sources import Place, ask
place = Place("hub", "model.safetensors", "someone/model")
Fetch(ask(place, "", 0, 5), Path(sys.argv[1]), GetHooks(), lambda *_: None).run()
"""
BYTES_PER_S = 20_000_000


def load_times(folder: Path, times: int) -> list[dict[str, Any]]:
    """Loads the weights several times, each in a process of its own."""
    weights = folder / "sam-vit-b"
    weights.mkdir()
    child_processes.run([str(FULL_SIZE), "write", "sam-vit-b", str(weights)], folder / "written.log")
    rows = []
    for _ in range(times):
        command = ["-c", LOADING, str(weights), str(folder)]
        rows.append(json.loads(child_processes.run(command, folder / "log").output))
        print({key: round(value, 2) for key, value in rows[-1].items()})
    return rows


def repeated_bytes(folder: Path, size: int) -> int:
    """Kills a download in its middle, goes on, and returns how many bytes came twice."""
    from georefer.tests.inference.models.hub_server import HubServer

    server = HubServer()
    content = np.random.default_rng(0).bytes(size)
    server.put("someone/model", "model.safetensors", content)
    server.faults.bytes_per_s = BYTES_PER_S
    target = folder / "model.safetensors"
    command = [sys.executable, "-c", GETTING, str(target)]
    environment = {**os.environ, "HF_ENDPOINT": server.url, "NO_PROXY": "127.0.0.1"}
    process = subprocess.Popen(command, env=environment)
    part = folder / "model.safetensors.part"
    while not (part.exists() and part.stat().st_size > size // 2):
        if process.poll() is not None:
            raise SystemExit("the download ended before it could be killed")
        time.sleep(0.002)
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    # What was under way to the process that is gone counts as sent.
    time.sleep(0.5)
    server.faults.bytes_per_s = None
    subprocess.run(command, env=environment, check=True)
    server.close()
    if target.read_bytes() != content:
        raise SystemExit("what was downloaded is not what was offered")
    return server.sent_bytes - size


def main() -> None:
    """Measures and writes."""
    parser = benchmark_parser(__doc__)
    parser.add_argument("--times", type=int, default=3, help="loadings, of which the median counts")
    parser.add_argument("--megabytes", type=int, default=60, help="size of what is downloaded")
    settings: argparse.Namespace = parser.parse_args()
    record = Record("loading", *NO_MODEL)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        rows = load_times(folder, settings.times)
        repeated = repeated_bytes(folder, settings.megabytes * 1_000_000)
    record.values = {
        "load_wall_s": statistics.median(row["wall_s"] for row in rows),
        "load_cpu_s": statistics.median(row["cpu_s"] for row in rows),
        "load_share": max(row["grown"] / row["size"] for row in rows),
        "repeated_mb": repeated / 1e6,
    }
    record.details = {"loadings": rows, "download_bytes": settings.megabytes * 1_000_000}
    record.write(settings.out)


if __name__ == "__main__":
    main()
