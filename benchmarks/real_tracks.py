"""Measures following on real frames: one click on each car that drives.

`python benchmarks/real_tracks.py FOLDER [LABELS]`: FOLDER holds frames; LABELS (default: FOLDER_tracks.json
beside it) names a box for each object and frame, and by how many pixels each frame is shifted. Cars that
move a hundred pixels or more are clicked in the middle of their first box. A frame is right where the middle
of the outline lies inside the labelled box; speeds are compared over the frames that are labelled, by the
way between the first and the last of them.
"""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any

import geopandas
import numpy as np
from georefer.inference.click_messages import CLICK_MODEL, FrameFacts, TrackClick, TrackRequest
from georefer.inference.models.catalog import load_prompt_model
from georefer.inference.tracking import track
from judging.results import Record, benchmark_parser

LEAST_WAY_PX = 100.0


def main() -> None:
    """Measures and writes."""
    parser = benchmark_parser(__doc__)
    parser.set_defaults(model=CLICK_MODEL)
    parser.add_argument("folder", type=Path)
    parser.add_argument("labels", type=Path, nargs="?")
    settings = parser.parse_args()
    labels = settings.labels or settings.folder.with_name(f"{settings.folder.name}_tracks.json")
    read = json.loads(labels.read_text(encoding="utf-8"))
    cars = [car for car in read["tracks"] if car["moved_px"] >= LEAST_WAY_PX]
    model = load_prompt_model(settings.model)
    with tempfile.TemporaryDirectory() as folder:
        found = followed(settings.folder, read["frames"], cars, Path(folder) / "tracks.gpkg", model)
    shifts = np.vstack([[0.0, 0.0], np.cumsum(read["frame_shift_px"], axis=0)])
    rows = [judged(car, found[number], read["frames"], shifts) for number, car in enumerate(cars, start=1)]
    record = Record("real_tracks", model.card.id, model.card.weights_hash)
    record.values["frames_right"] = sum(row["right"] for row in rows) / sum(row["frames"] for row in rows)
    record.values["worst_speed_error"] = max(row["speed_error"] for row in rows)
    record.details["cars"] = rows
    record.write(settings.out)


def followed(
    folder: Path, names: list[str], cars: list[dict[str, Any]], output: Path, model: object
) -> dict[int, dict[int, tuple[float, float]]]:
    """Returns the middle of every outline in pixels of its frame, by number of the car and the frame."""
    clicks = []
    for number, car in enumerate(cars, start=1):
        name, (left, top, right, bottom) = next(iter(car["boxes"].items()))
        middle = ((left + right) / 2, (top + bottom) / 2, 1)
        clicks.append(TrackClick(number, names.index(name), (middle,)))
    frames = tuple(FrameFacts(str(folder / name)) for name in names)
    track(TrackRequest(frames, str(output), tuple(clicks)), model, is_pixel=True)
    objects = geopandas.read_file(output, layer="objects")
    found: dict[int, dict[int, tuple[float, float]]] = {number: {} for number in range(1, len(cars) + 1)}
    for one in objects.itertuples():
        if one.state in ("tracked", "uncertain") and not one.geometry.is_empty:
            # Frames without georeference lie with y downwards negative.
            found[one.track_id][one.frame] = (one.geometry.centroid.x, -one.geometry.centroid.y)
    return found


def judged(
    car: dict[str, Any], found: dict[int, tuple[float, float]], names: list[str], shifts: np.ndarray
) -> dict[str, Any]:
    """Returns in how many labelled frames a car is right, and how wrong its speed is."""
    boxes = {names.index(name): box for name, box in car["boxes"].items()}
    right = 0
    for frame, (left, top, right_px, bottom) in boxes.items():
        x, y = found.get(frame, (-1.0, -1.0))
        right += left <= x <= right_px and top <= y <= bottom
    both = sorted(set(boxes) & set(found))
    corners = {frame: np.array(boxes[frame], float).reshape(2, 2) for frame in both}
    true = [corners[frame].mean(axis=0) - shifts[frame] for frame in both]
    seen = [np.array(found[frame]) - shifts[frame] for frame in both]
    ways = [float(np.linalg.norm(path[-1] - path[0])) for path in (true, seen)]
    return {
        "id": car["id"],
        "frames": len(boxes),
        "right": int(right),
        "speed_error": round(abs(ways[1] / ways[0] - 1), 3),
    }


if __name__ == "__main__":
    main()
