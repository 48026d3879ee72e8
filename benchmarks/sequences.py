"""Measures tracking on drawn sequences: one click on each vehicle in the first frame that shows all of it.

Thirty frames; the camera shakes without the georeference knowing, vehicles cross, and every third one is
hidden by a roof for two or three of them. A track is complete if its outline has an IoU of 0.5 or more in
every frame in which at least half of its vehicle can be seen. A swap is a frame in which an outline lies on
another vehicle than the one that was clicked.
"""

from __future__ import annotations

import tempfile
import time
from pathlib import Path

import geopandas
import numpy as np
from georefer.inference.click_messages import CLICK_MODEL, FrameFacts, TrackClick, TrackRequest
from georefer.inference.models.catalog import load_prompt_model
from georefer.inference.tracking import track
from judging.moving_cars import LEFT_M, TOP_M, DrawnSequence, draw_sequence
from judging.results import Record, benchmark_parser, mean
from numpy.typing import NDArray
from rasterio.features import rasterize
from rasterio.transform import from_origin

RIGHT_IOU = 0.5
ON_ANOTHER = 0.3
NEARLY = 0.9
MOSTLY = 0.8


def main() -> None:
    """Measures and writes."""
    parser = benchmark_parser(__doc__)
    parser.set_defaults(model=CLICK_MODEL)
    parser.add_argument("--sequences", type=int, default=10)
    settings = parser.parse_args()
    model = load_prompt_model(settings.model)
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        for number in range(settings.sequences):
            sequence = draw_sequence(number)
            begun = time.perf_counter()
            outlines = tracked(sequence, Path(folder) / str(number), model)
            rows.append({**judged(sequence, outlines), "seconds": round(time.perf_counter() - begun, 1)})
            print(number, rows[-1], flush=True)
    record = Record("sequences", model.card.id, model.card.weights_hash)
    tracks = [one for row in rows for one in row["tracks"]]
    record.values["tracks_complete"] = mean([float(one == 1.0) for one in tracks])
    record.values["tracks_nearly"] = mean([float(one >= NEARLY) for one in tracks])
    record.values["tracks_mostly"] = mean([float(one >= MOSTLY) for one in tracks])
    record.values["tracks_swapped"] = sum(row["swapped"] for row in rows) / sum(
        row["outlines"] for row in rows
    )
    record.values["tracks_iou"] = mean([one for row in rows for one in row["ious"]])
    record.details["sequences"] = rows
    record.write(settings.out)


def tracked(sequence: DrawnSequence, folder: Path, model: object) -> dict[tuple[int, int], NDArray[np.bool_]]:
    """Returns the outlines as masks, by number of the vehicle and frame."""
    names = sequence.write(folder)
    clicks = []
    for vehicle in range(sequence.masks.shape[1]):
        first = next(frame for frame in range(len(names)) if sequence.is_whole(frame, vehicle))
        rows, columns = np.nonzero(sequence.masks[first, vehicle])
        middle = (float(columns.mean()) + 0.5, float(rows.mean()) + 0.5, 1)
        clicks.append(TrackClick(vehicle + 1, first, (middle,)))
    output = folder / "tracks.gpkg"
    frames = tuple(FrameFacts(name) for name in names)
    track(TrackRequest(frames, str(output), tuple(clicks)), model, is_pixel=True)
    objects = geopandas.read_file(output, layer="objects")
    place = from_origin(LEFT_M, TOP_M, sequence.gsd_m, sequence.gsd_m)
    shape = sequence.frames.shape[1:3]
    return {
        (one.track_id - 1, one.frame): rasterize([one.geometry], shape, transform=place).astype(bool)
        for one in objects.itertuples()
        if one.state in ("tracked", "uncertain") and not one.geometry.is_empty
    }


def judged(sequence: DrawnSequence, outlines: dict[tuple[int, int], NDArray[np.bool_]]) -> dict[str, object]:
    """Returns of each vehicle the share of its visible frames that are right, all IoUs, and swaps."""
    frames, vehicles = sequence.masks.shape[:2]
    shares, ious, swapped = [], [], 0
    for vehicle in range(vehicles):
        visible = [frame for frame in range(frames) if sequence.is_visible(frame, vehicle)]
        found = [iou(outlines.get((vehicle, frame)), sequence.masks[frame, vehicle]) for frame in visible]
        shares.append(round(mean([float(one >= RIGHT_IOU) for one in found]), 3))
        ious += [round(one, 3) for one in found]
        for frame in range(frames):
            others = [
                iou(outlines.get((vehicle, frame)), sequence.masks[frame, other]) for other in range(vehicles)
            ]
            swapped += max(others) >= ON_ANOTHER and int(np.argmax(others)) != vehicle
    return {"tracks": shares, "ious": ious, "swapped": int(swapped), "outlines": len(outlines)}


def iou(outline: NDArray[np.bool_] | None, mask: NDArray[np.bool_]) -> float:
    """Returns intersection over union, 0 where there is no outline."""
    if outline is None:
        return 0.0
    return float((outline & mask).sum() / max(1, (outline | mask).sum()))


if __name__ == "__main__":
    main()
