"""Lists the pictures of a folder that comes with a `labels.json`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from .real_source import TRAIN, VALIDATION, PixelWindow, RealLabel, RealSource

# Places kept for validation: nothing of them is trained on. Matched against the start of the file name.
VALIDATION_PREFIXES: dict[str, tuple[str, ...]] = {
    "hot-oam-fair-samples": ("catanduanes",),
    "dubai-hitl": ("t1_",),
    "neon_trees": ("SJER", "2018_SJER"),
    "urban_trees_california": ("claremont",),
}

# Dubai states no ground sample distance. About 1 m in every tile: two-lane roads are 8-10 pixels wide
# (median over the road masks, 8-10 m in truth), detached villas 12-22 pixels, as with DubaiSat-2 (1 m).
DUBAI_GSD_M = 1.0

# Vehicles without a box: at the edges, under trees and under a bridge, seen by eye in three of the twelve
# frames; wide enough for the camera's drift (4 pixels left, 18 up). Left, top, right, bottom.
UNLABELLED_VEHICLES_PX: tuple[PixelWindow, ...] = (
    (130, 0, 265, 52),
    (0, 195, 20, 285),
    (185, 380, 215, 430),
    (498, 400, 572, 430),
    (1152, 50, 1178, 98),
    (1456, 325, 1494, 380),
    (1630, 325, 1732, 385),
)


def labelled_sources(folder: Path) -> list[RealSource]:
    """Returns one source for each picture that `labels.json` lists, in its order; none without the file."""
    index = folder / "labels.json"
    if not index.is_file():
        return []
    content = json.loads(index.read_text(encoding="utf-8"))
    labels: list[list[RealLabel]] = [[] for _ in content["images"]]
    for annotation in content["annotations"]:
        labels[annotation["image"]] += _labels(annotation, folder)
    prefixes = VALIDATION_PREFIXES.get(folder.name, ())
    return [
        RealSource(
            dataset=folder.name,
            place=picture.get("place") or Path(picture["file"]).stem,
            split=VALIDATION if Path(picture["file"]).name.startswith(prefixes) else TRAIN,
            image_file=folder / picture["file"],
            gsd_m=float(picture["gsd_m"] or DUBAI_GSD_M),
            labels=tuple(found),
            doubtful_px=UNLABELLED_VEHICLES_PX if folder.name == "kit_ais_mos155" else (),
        )
        for picture, found in zip(content["images"], labels, strict=True)
    ]


def _labels(annotation: dict[str, Any], folder: Path) -> list[RealLabel]:
    """Turns one annotation into labels: one for each ring, box, point or mask."""
    category = annotation["class"]
    if "polygons" in annotation:
        return [RealLabel(category, ring=tuple((x, y) for x, y in ring)) for ring in annotation["polygons"]]
    if "box" in annotation:
        x_min, y_min, x_max, y_max = annotation["box"]
        return [RealLabel(category, box=(x_min, y_min, x_max, y_max))]
    if "point" in annotation:
        return [RealLabel(category, point=(annotation["point"][0], annotation["point"][1]))]
    mask_value = annotation.get("mask_value")
    return [RealLabel(category, mask_file=folder / annotation["mask_file"], mask_value=mask_value)]
