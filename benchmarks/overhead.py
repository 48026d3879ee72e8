"""Measures the time that goes into everything but the model's own forward, and how soon a model is ready.

The share is taken from a run on 4096 x 4096 pixels that repeat a drawn scene, from the opened raster to the
written GeoPackage, loading left out. What the model takes is measured around its own calls, not around the
stage that the run report names `model`, which holds a little of ours too. Ready means: a fresh process,
everything imported, the weights loaded and a phrase read; the median of several.
"""

from __future__ import annotations

import json
import statistics
import tempfile
from pathlib import Path

from georefer.inference.models.catalog import model_folder
from georefer.inference.training.generator.drawing import draw_scene
from judging import child_processes
from judging.asking import ask_for_file, loaded_model
from judging.rasters import write_repeated
from judging.results import Record, benchmark_parser, rounded
from judging.wrapped_models import TimedModel

SCENE_SEED, SCENE_PX, SCENE_GSD_M = 62_000_000, 1280, 0.3

READY = """
import json, sys, time
started = time.perf_counter()
from georefer.inference.device import choose_device
from georefer.inference.running import run_segment
from georefer.inference.models.catalog import load_model
imported = time.perf_counter()
load_model(sys.argv[1], choose_device(sys.argv[2])).embed_text(["building"])
print(json.dumps({"import": imported - started, "load": time.perf_counter() - imported}))
"""


def ready_times(model: str, device: str, times: int, folder: Path) -> dict[str, float]:
    """Returns the median seconds of importing, of loading, and of the whole process."""
    rows = []
    for _ in range(times):
        finished = child_processes.run(["-c", READY, model, device], folder / "ready.json")
        rows.append({**json.loads(finished.output), "process": finished.seconds})
    return {key: statistics.median(row[key] for row in rows) for key in rows[0]}


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
        answer = ask_for_file(raster, settings.phrase, model, folder)
    if answer.report is None:
        raise SystemExit(answer.refusal)
    seconds = answer.report.seconds
    total = seconds["total"] - seconds["load"]
    print(f"{'model itself':14} {model.seconds:8.2f} s of {total:.2f} s")
    for stage, spent in {**seconds, **{f"ready: {key}": value for key, value in ready.items()}}.items():
        print(f"{stage:14} {spent:8.2f} s")
    print("(tiles are read in a thread beside the model: `read` is no part of the sum)")
    record.values = {
        "outside_share": 1 - model.seconds / total,
        "ready_s": ready["process"],
        "load_s": ready["load"],
        "weights_mb": weights_mb(settings.model),
    }
    record.details = {
        "model_s": round(model.seconds, 3),
        "total_s": round(total, 3),
        "stages_s": seconds,
        "ready_s": rounded(ready),
        "polygons": answer.report.polygons,
        "tiles": answer.report.tiles.run,
    }
    record.write(settings.out)


if __name__ == "__main__":
    main()
