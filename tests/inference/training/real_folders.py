"""Draws small folders in the layouts of the real labelled imagery."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from PIL import Image, TiffImagePlugin

GROUND = (120, 118, 110)
RADIUS_M = 6378137.0


def picture(height_px: int, width_px: int, colour: tuple[int, ...] = GROUND) -> npt.NDArray[np.uint8]:
    noise = np.random.default_rng(3).integers(-4, 5, (height_px, width_px, 1))
    return np.clip(np.asarray(colour) + noise, 0, 255).astype(np.uint8)


def write_labelled(
    folder: Path,
    images: dict[str, npt.NDArray[np.uint8]],
    annotations: list[dict[str, Any]],
    gsd_m: float | None,
) -> Path:
    (folder / "images").mkdir(parents=True, exist_ok=True)
    rows = []
    for name, pixels in images.items():
        Image.fromarray(pixels).save(folder / "images" / name)
        height_px, width_px = pixels.shape[:2]
        rows.append({"file": f"images/{name}", "width": width_px, "height": height_px, "gsd_m": gsd_m})
    (folder / "labels.json").write_text(
        json.dumps({"classes": [], "images": rows, "annotations": annotations}), encoding="utf-8"
    )
    return folder


def write_banepa(
    folder: Path, image: npt.NDArray[np.uint8], rings: list[list[tuple[float, float]]], pixel_m: float = 0.15
) -> Path:
    """Writes a mosaic in EPSG:3857 and building rings, given in pixels, as CRS84."""
    folder.mkdir(parents=True, exist_ok=True)
    left_m, top_m = 9519926.0, 3202940.0
    tags = TiffImagePlugin.ImageFileDirectory_v2()
    tags[33550] = (pixel_m, pixel_m, 0.0)
    tags.tagtype[33550] = 12
    tags[33922] = (0.0, 0.0, 0.0, left_m, top_m, 0.0)
    tags.tagtype[33922] = 12
    Image.fromarray(image).save(folder / "banepa_full_mosaic.tif", tiffinfo=tags)

    def degrees(x: float, y: float) -> list[float]:
        northing_m = top_m - y * pixel_m
        latitude = 2 * math.atan(math.exp(northing_m / RADIUS_M)) - math.pi / 2
        return [math.degrees((left_m + x * pixel_m) / RADIUS_M), math.degrees(latitude)]

    features = [
        {
            "type": "Feature",
            "properties": {"building": "yes"},
            "geometry": {"type": "Polygon", "coordinates": [[degrees(x, y) for x, y in [*ring, ring[0]]]]},
        }
        for ring in rings
    ]
    (folder / "banepa_osm_features.geojson").write_text(
        json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8"
    )
    return folder
