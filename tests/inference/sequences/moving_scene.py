"""Draws sequences in which everything is known: where the camera shook and where each car was."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import rasterio
from numpy.typing import NDArray
from rasterio.transform import from_origin

MARGIN_PX = 24
GSD_M = 0.5
LEFT_M, TOP_M = 500_000.0, 5_000_000.0


@dataclass(frozen=True)
class Car:
    """A rectangle that drives: its centre in the first frame, pixels per frame, its size and colour."""

    start_px: tuple[float, float]
    step_px: tuple[float, float]
    size_px: tuple[int, int] = (18, 10)
    colour: tuple[int, int, int] = (235, 235, 240)
    hidden_in: tuple[int, ...] = ()

    def centre(self, frame: int) -> tuple[float, float]:
        return self.start_px[0] + frame * self.step_px[0], self.start_px[1] + frame * self.step_px[1]

    def box(self, frame: int) -> tuple[float, float, float, float]:
        x, y = self.centre(frame)
        width, height = self.size_px
        return x - width / 2, y - height / 2, x + width / 2, y + height / 2


@dataclass(frozen=True)
class MovingScene:
    """Frames uint8 [n, H, W, 3], the shake of each, and the cars in pixels of the unshaken scene."""

    frames: NDArray[np.uint8]
    shakes_px: tuple[tuple[int, int], ...]
    cars: tuple[Car, ...]

    def box(self, car: int, frame: int) -> tuple[float, float, float, float]:
        """Returns a car's box as the shaken frame shows it."""
        dx, dy = self.shakes_px[frame]
        left, top, right, bottom = self.cars[car].box(frame)
        return left + dx, top + dy, right + dx, bottom + dy


def moving_scene(
    cars: Sequence[Car],
    frames: int = 10,
    size_px: tuple[int, int] = (240, 180),
    shake_px: int = 3,
    seed: int = 1,
) -> MovingScene:
    random = np.random.default_rng(seed)
    width, height = size_px
    ground = _ground(random, width + 2 * MARGIN_PX, height + 2 * MARGIN_PX)
    drawn, shakes = [], []
    for frame in range(frames):
        canvas = ground.copy()
        for car in cars:
            if frame not in car.hidden_in:
                _draw(canvas, car, frame)
        dx, dy = (int(value) for value in random.integers(-shake_px, shake_px + 1, 2))
        shakes.append((dx, dy))
        top, left = MARGIN_PX - dy, MARGIN_PX - dx
        view = canvas[top : top + height, left : left + width].astype(np.float32)
        drawn.append(np.clip(view + random.normal(0, 2.0, view.shape), 0, 255).astype(np.uint8))
    return MovingScene(np.stack(drawn), tuple(shakes), tuple(cars))


def _ground(random: np.random.Generator, width: int, height: int) -> NDArray[np.uint8]:
    plane = random.normal(0, 1, (height, width)).astype(np.float32)
    coarse, fine = cv2.GaussianBlur(plane, (0, 0), 9), cv2.GaussianBlur(plane, (0, 0), 1.5)
    grey = 110 + 12 * coarse / coarse.std() + 12 * fine / fine.std()
    return np.clip(grey[..., None] + np.array([0, 4, -4]), 0, 255).astype(np.uint8)


def _draw(canvas: NDArray[np.uint8], car: Car, frame: int) -> None:
    left, top, right, bottom = (round(value) + MARGIN_PX for value in car.box(frame))
    canvas[max(0, top) : max(0, bottom), max(0, left) : max(0, right)] = car.colour
    middle = (left + right) // 2
    canvas[max(0, top + 2) : max(0, bottom - 2), max(0, middle) : max(0, middle + 3)] = 40


def write_pngs(folder: Path, frames: NDArray[np.uint8]) -> list[str]:
    folder.mkdir(parents=True, exist_ok=True)
    paths = [str(folder / f"frame_{number}.png") for number in range(len(frames))]
    for path, frame in zip(paths, frames, strict=True):
        cv2.imwrite(path, cv2.cvtColor(frame, cv2.COLOR_RGB2BGR))
    return paths


def write_geotiff(path: Path, frame: NDArray[np.uint8], **placed: Any) -> str:
    """Writes one frame; `placed` may hold crs, gsd_m, origin (left, top) and time."""
    gsd_m, origin = placed.get("gsd_m", GSD_M), placed.get("origin", (LEFT_M, TOP_M))
    path.parent.mkdir(parents=True, exist_ok=True)
    with rasterio.open(
        path,
        "w",
        driver="GTiff",
        width=frame.shape[1],
        height=frame.shape[0],
        count=frame.shape[2],
        dtype=frame.dtype.name,
        crs=placed.get("crs", "EPSG:32633"),
        transform=from_origin(*origin, gsd_m, gsd_m),
    ) as dataset:
        dataset.write(np.moveaxis(frame, -1, 0))
        if "time" in placed:
            dataset.update_tags(ACQUISITIONDATETIME=placed["time"].strftime("%Y-%m-%dT%H:%M:%S"))
    return str(path)


def write_geotiffs(folder: Path, frames: NDArray[np.uint8], step_s: float = 1.0) -> list[str]:
    first = datetime(2024, 5, 17, 10, 0, 0)
    return [
        write_geotiff(folder / f"f{number:02}.tif", frame, time=first + timedelta(seconds=step_s * number))
        for number, frame in enumerate(frames)
    ]
