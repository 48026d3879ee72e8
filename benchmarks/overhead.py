"""Measures the time that goes into everything but the model's own forward, and how soon a model is ready.

The share is taken from a run on 4096 x 4096 pixels that repeat a drawn scene, from the opened raster to the
written GeoPackage; a corner was run before, so that nothing is loaded any more. What the model takes is
measured around its own calls, not around the stage that the run report names `model`, which holds a little of
ours too. A second run with one thread of torch gives the same share in processor time, all threads of ours
included: it does not depend on what else the machine does. Ready means: a fresh process, everything imported
as the command line imports it, the weights loaded and a phrase read; the median of several.
"""

from __future__ import annotations

import json
import statistics
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import torch
from georefer.inference.errors import GeoReferError
from georefer.inference.models.catalog import model_folder
from georefer.inference.protocol import Bounds, RunReport, SegmentRequest
from georefer.inference.running import run_segment
from georefer.inference.training.generator.drawing import draw_scene
from judging import child_processes
from judging.asking import loaded_model
from judging.rasters import corner_of, write_repeated
from judging.results import Record, benchmark_parser, rounded
from judging.wrapped_models import TimedModel

SCENE_SEED, SCENE_PX, SCENE_GSD_M = 62_000_000, 1280, 0.3

READY = """
import json, sys, time
from georefer.inference.starting import uncollected
with uncollected():
    from georefer.inference.running import run_segment
imported, imported_cpu = time.monotonic(), time.process_time()
from georefer.inference.device import choose_device
from georefer.inference.models.catalog import load_model
load_model(sys.argv[1], choose_device(sys.argv[2])).embed_text(["building"])
ready, started = time.monotonic(), float(sys.argv[3])
print(json.dumps({
    "import": imported - started, "load": ready - imported, "ready": ready - started,
    "import cpu": imported_cpu, "ready cpu": time.process_time(),
}))
"""


def ready_times(model: str, device: str, times: int, folder: Path) -> dict[str, float]:
    """Returns medians, from the start of a process: seconds of importing, of loading, and of both."""
    rows = []
    for _ in range(times):
        # A clock that all processes share.
        finished = child_processes.run(
            ["-c", READY, model, device, str(time.monotonic())], folder / "ready.json"
        )
        rows.append(json.loads(finished.output))
    return {key: statistics.median(row[key] for row in rows) for key in rows[0]}


@dataclass(frozen=True)
class Share:
    """Says what a run took, and what of it the model took.

    Attributes:
        total_s: Seconds without loading.
        model_s: Seconds in the model's own calls.
        total_cpu_s: Processor time of all threads.
        model_cpu_s: That of the thread that computes, in the model's own calls.
        report: Everything about the run.
    """

    total_s: float
    model_s: float
    total_cpu_s: float
    model_cpu_s: float
    report: RunReport


def measured(
    raster: Path, phrase: str, model: TimedModel, folder: Path, extent: Bounds | None = None
) -> Share:
    """Runs a phrase and returns what that took.

    Raises:
        SystemExit: The engine refuses.
    """
    model.seconds = model.cpu_s = 0.0
    cpu_before = time.process_time()
    request = SegmentRequest(str(raster), phrase, str(folder / "answer.gpkg"), extent=extent)
    try:
        report = run_segment(request, model=model)
    except GeoReferError as error:
        raise SystemExit(str(error)) from error
    cpu_s = time.process_time() - cpu_before
    return Share(report.seconds["total"] - report.seconds["load"], model.seconds, cpu_s, model.cpu_s, report)


def weights_mb(model: str) -> float:
    """Returns the size of a model's weights in millions of bytes."""
    folder = model_folder(model)
    files = folder.glob("*.safetensors") if folder.is_dir() else [folder]
    return sum(file.stat().st_size for file in files) / 1e6


def main() -> None:
    """Measures and writes."""
    parser = benchmark_parser(__doc__)
    parser.add_argument("--size-px", type=int, default=4096)
    parser.add_argument("--phrase", default="building")
    parser.add_argument("--times", type=int, default=5, help="fresh processes")
    settings = parser.parse_args()
    model = TimedModel(loaded_model(settings)[0])
    record = Record("overhead", model.card.id, model.card.weights_hash)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        ready = ready_times(settings.model, settings.device, settings.times, folder)
        image = draw_scene(SCENE_SEED, SCENE_PX, SCENE_GSD_M).image
        raster = write_repeated(folder / "scene.tif", image, SCENE_GSD_M, settings.size_px, settings.size_px)
        measured(raster, settings.phrase, model, folder, corner_of(raster))
        run = measured(raster, settings.phrase, model, folder)
        torch.set_num_threads(1)
        alone = measured(raster, settings.phrase, model, folder)
    show(run, alone, ready)
    record.values = {
        "outside_share": 1 - run.model_s / run.total_s,
        "outside_cpu_share": 1 - alone.model_cpu_s / alone.total_cpu_s,
        "ready_s": ready["ready"],
        "ready_cpu_s": ready["ready cpu"],
        "load_s": ready["load"],
        "weights_mb": weights_mb(settings.model),
    }
    record.details = {
        "model_s": round(run.model_s, 3),
        "total_s": round(run.total_s, 3),
        "model_cpu_s": round(alone.model_cpu_s, 3),
        "total_cpu_s": round(alone.total_cpu_s, 3),
        "stages_s": run.report.seconds,
        "ready_s": rounded(ready),
        "polygons": run.report.polygons,
        "tiles": run.report.tiles.run,
    }
    record.write(settings.out)


def show(run: Share, alone: Share, ready: Mapping[str, float]) -> None:
    """Prints what was measured; both shares stand side by side."""
    print(f"{'model itself':14} {run.model_s:8.2f} s of {run.total_s:.2f} s")
    print(f"{'one thread':14} {alone.model_cpu_s:8.2f} s of {alone.total_cpu_s:.2f} s of processor time")
    for stage, spent in {
        **run.report.seconds,
        **{f"to {key}": value for key, value in ready.items()},
    }.items():
        print(f"{stage:14} {spent:8.2f} s")
    print("(tiles are read in a thread beside the model: `read` is no part of the sum)")


if __name__ == "__main__":
    main()
