"""Measures "find movers" against labelled boxes: `python benchmarks/movers.py FOLDER [LABELS]`.

FOLDER holds frames; LABELS (default: FOLDER_tracks.json beside it) names a box for each object and frame. A
labelled object counts where it moves more than half its length in three frames or more; a found outline is
right where its middle lies inside such a box, each box once.
"""

from __future__ import annotations

import json
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from georefer.inference.sequences.differencing import Differences
from georefer.inference.sequences.frames import open_frames
from georefer.inference.sequences.mover_tracks import complete_movers
from georefer.inference.sequences.registration import SteadyFrames, register
from georefer.inference.sequences.tracks import Track, clock_of
from judging.results import NO_MODEL, Record, benchmark_parser

Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class Labels:
    """Boxes that move, of each frame, with the object; and boxes that may or may not be found."""

    moving: dict[str, list[tuple[int, Box]]]
    other: dict[str, list[Box]]


def read_labels(path: Path, with_unlinked: bool) -> Labels:
    """Returns the boxes that move.

    Args:
        path: The labels.
        with_unlinked: Whether boxes without an identity in other frames count, too: parked cars are linked
            over many frames, so these are cars that drive further than their length from frame to frame.
    """
    read = json.loads(path.read_text(encoding="utf-8"))
    shifts = np.vstack([[0.0, 0.0], np.cumsum(read["frame_shift_px"], axis=0)])
    offset = dict(zip(read["frames"], shifts, strict=True))
    moving: dict[str, list[tuple[int, Box]]] = {name: [] for name in read["frames"]}
    other: dict[str, list[Box]] = {name: [] for name in read["frames"]}
    for track in read["tracks"]:
        for name, box in track["boxes"].items():
            if _moves(track, offset) or (with_unlinked and len(track["boxes"]) < 3):
                moving[name].append((track["id"], tuple(box)))
            else:
                other[name].append(tuple(box))
    return Labels(moving, other)


def _moves(track: dict[str, Any], offset: dict[str, Any]) -> bool:
    boxes = np.array(list(track["boxes"].values()))
    if len(boxes) < 3:
        return False
    centres = (boxes[:, :2] + boxes[:, 2:]) / 2 - np.array([offset[name] for name in track["boxes"]])
    length = float(np.median((boxes[:, 2:] - boxes[:, :2]).max(axis=1)))
    return float(np.linalg.norm(centres - centres[0], axis=1).max()) > 0.5 * length


def score(tracks: list[Track], steady: SteadyFrames, labels: Labels) -> dict[str, Any]:
    """Returns how many outlines are right, and how many boxes were found."""
    right = found = 0
    wrong_objects: dict[int, int] = {}
    hits: dict[int, set[str]] = {}
    for track in tracks:
        for sighting in track.seen:
            name = steady.stack.files[sighting.position].name
            found += 1
            x, y = steady.residuals[sighting.position].to_frame(sighting.blob.centre[None])[0]
            inside = [
                number
                for number, (left, top, right_px, bottom) in labels.moving[name]
                if left <= x <= right_px and top <= y <= bottom and name not in hits.get(number, ())
            ]
            if inside:
                right += 1
                hits.setdefault(inside[0], set()).add(name)
            else:
                wrong_objects[track.number] = wrong_objects.get(track.number, 0) + 1
    boxes = [number for row in labels.moving.values() for number, _ in row]
    return {
        "precision": round(right / max(1, found), 3),
        "recall": round(right / max(1, len(boxes)), 3),
        "tracks": len(tracks),
        "outlines": found,
        "boxes_that_move": len(boxes),
        "found_by_object": {
            n: f"{len(hits.get(n, ()))}/{boxes.count(n)}" for n in sorted(set(boxes)) if boxes.count(n) > 2
        },
        "wrong_by_track": wrong_objects,
    }


def main() -> None:
    """Measures and writes."""
    parser = benchmark_parser(__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("labels", type=Path, nargs="?")
    settings = parser.parse_args()
    labels = settings.labels or settings.folder.with_name(f"{settings.folder.name}_tracks.json")
    start = time.perf_counter()
    steady = register(open_frames([str(settings.folder)]))
    registered = time.perf_counter()
    tracks = complete_movers(steady, Differences(steady), clock_of(steady))
    followed = time.perf_counter()
    every = score(tracks, steady, read_labels(labels, with_unlinked=True))
    linked = score(tracks, steady, read_labels(labels, with_unlinked=False))
    record = Record("movers", *NO_MODEL)
    record.values["movers_precision"] = every["precision"]
    record.values["movers_recall"] = every["recall"]
    record.values["movers_linked_precision"] = linked["precision"]
    record.values["movers_linked_recall"] = linked["recall"]
    seconds = {"registration": round(registered - start, 1), "movers": round(followed - registered, 1)}
    record.details.update({"every": every, "linked": linked, "seconds": seconds})
    record.write(settings.out)


if __name__ == "__main__":
    main()
