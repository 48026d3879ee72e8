"""Measures the peak memory of a whole run on 20,000 x 20,000 pixels against one on 5,000 x 5,000.

Both rasters repeat one drawn scene, at the ground sample distance that the model works at, so nothing is
scaled down and no tile is pruned. Each run is a process of its own and its peak resident memory is what the
system counted. With `--forward-every 1` that is the command `georefer segment` as anybody types it. By
default the model, which is loaded in full, computes one batch in eight and gives its last answer again for
the others: journal, stitching, outlines and GeoPackage then have as much to carry as in a full run, in an
eighth of the time. A phrase that the cheap look rules out in most tiles makes the true command quick, too;
the details say how many were run.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from pathlib import Path
from typing import Any

from georefer.inference.errors import GeoReferError
from georefer.inference.training.generator.drawing import draw_scene
from judging import child_processes, thinned_segment
from judging.asking import loaded_model
from judging.rasters import write_repeated
from judging.results import Record, benchmark_parser

# A suburb: some 20,000 buildings on the large raster.
SCENE_SEED, SCENE_PX = 62_000_000, 1280
SIDES_PX = [5_000, 20_000]


def measure(raster: Path, side_px: int, settings: argparse.Namespace, folder: Path) -> dict[str, Any]:
    """Runs the phrase on a raster in a process of its own and returns what it took."""
    output = folder / f"{side_px}.gpkg"
    if settings.forward_every == 1:
        command = ["-m", "georefer.inference.cli", "segment", str(raster), settings.phrase]
        command += ["-o", str(output), "--model", settings.model, "--device", settings.device, "--json"]
    else:
        command = [thinned_segment.__file__, str(raster), settings.phrase, str(output)]
        command += [settings.model, settings.device, str(settings.forward_every)]
    finished = child_processes.run(command, folder / "report.json")
    report = json.loads(finished.output.splitlines()[-1])
    row = {
        "side_px": side_px,
        "peak_gb": round(finished.peak_bytes / 1e9, 3),
        "wall_s": round(finished.seconds, 1),
        "polygons": report["polygons"],
        "tiles": report["tiles"],
        "seconds": report["seconds"],
        "forwards": report.get("forwards", "all"),
        "batches": report.get("batches", "all"),
    }
    tiles = report["tiles"]
    print(
        f"{side_px:6} px  {row['peak_gb']:.3f} GB  {row['wall_s']:7.1f} s  {row['polygons']} polygons,"
        f" {tiles['run']} of {tiles['total']} tiles run, {tiles['gated']} gated,"
        f" {row['forwards']} batches computed"
    )
    return row


def main() -> None:
    """Measures and writes."""
    parser = benchmark_parser(__doc__)
    parser.add_argument("--phrase", default="building")
    parser.add_argument("--seed", type=int, default=SCENE_SEED, help="of the drawn scene")
    parser.add_argument("--forward-every", type=int, default=8, help="1: the true command, all computed")
    parser.add_argument("--sides-px", type=int, nargs=2, default=SIDES_PX, help="small and large")
    parser.add_argument("--gsd-m", type=float, default=0.3)
    parser.add_argument("--jpeg", action="store_true", help="JPEG tiles instead of DEFLATE")
    parser.add_argument("--work", type=Path, help="folder for the rasters; needs 5 GB")
    settings = parser.parse_args()
    card = loaded_model(settings)[0].card
    record = Record("memory", card.id, card.weights_hash)
    image = draw_scene(settings.seed, SCENE_PX, settings.gsd_m).image
    rows = []
    with tempfile.TemporaryDirectory(dir=settings.work) as name:
        folder = Path(name)
        for side_px in settings.sides_px:
            path = folder / f"{side_px}.tif"
            raster = write_repeated(path, image, settings.gsd_m, side_px, side_px, settings.jpeg)
            try:
                rows.append(measure(raster, side_px, settings, folder))
            except GeoReferError as error:
                raise SystemExit(str(error)) from error
            raster.unlink()
    small, large = (row["peak_gb"] for row in rows)
    print(f"growth {100 * (large / small - 1):.1f} %")
    if settings.sides_px == SIDES_PX:
        record.values = {"peak_large": large, "peak_small": small, "peak_growth": large / small - 1}
    record.details = {"forward_every": settings.forward_every, "phrase": settings.phrase, "runs": rows}
    record.write(settings.out)


if __name__ == "__main__":
    main()
