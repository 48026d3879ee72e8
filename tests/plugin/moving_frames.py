"""Draws frames of one place in which two cars move, and has the engine follow them."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import numpy as np
from georefer.tests.plugin.drawn_rasters import UTM, write

SIDE_PX, COUNT, GSD_M = 160, 6, 0.5
LEFT_M, TOP_M = 500_000.0, 4_000_000.0
# First column and row, step in pixels, colour.
CARS = (((20, 40), (14, 4), (230, 60, 50)), ((120, 110), (-12, -6), (240, 240, 240)))
CAR_PX = (10, 6)
# With this checkout as `georefer`, whatever the engine's Python has installed.
SCRIPT = """
import importlib.util, json, sys
from dataclasses import asdict
spec = importlib.util.spec_from_file_location("worker", sys.argv.pop(1))
worker = importlib.util.module_from_spec(spec); spec.loader.exec_module(worker)
worker.register_package()
from georefer.inference.click_messages import FrameFacts, TrackRequest
from georefer.inference.tracking import track
names, output = sys.argv[1:-1], sys.argv[-1]
report = track(TrackRequest(tuple(FrameFacts(name) for name in names), output, find_movers=True, model=""))
print(json.dumps(asdict(report)))
"""


def draw_frames(folder: Path, names=None, crs=UTM) -> list[Path]:
    """Writes the frames and returns their files, in the order of time."""
    folder.mkdir(parents=True, exist_ok=True)
    ground = _ground()
    paths = []
    for number in range(COUNT):
        image = ground.copy()
        for (column, row), (right, down), colour in CARS:
            left, top = column + right * number, row + down * number
            image[top : top + CAR_PX[1], left : left + CAR_PX[0]] = colour
        name = names[number] if names else f"frame_{number + 1}"
        path = folder / f"{name}.tif"
        place = (LEFT_M, GSD_M, 0.0, TOP_M, 0.0, -GSD_M)
        write(path, np.moveaxis(image, -1, 0), place, crs).FlushCache()
        paths.append(path)
    return paths


def car_center(number: int, car: int = 0) -> tuple[float, float]:
    """Returns where a car is in a frame, on the map."""
    (column, row), (right, down), _ = CARS[car]
    column, row = column + right * number + CAR_PX[0] / 2, row + down * number + CAR_PX[1] / 2
    return LEFT_M + GSD_M * column, TOP_M - GSD_M * row


def follow(python: str, paths: list[Path], folder: Path) -> dict[str, object]:
    """Has the engine find the movers; writes `tracks.gpkg` and `report.json` and returns the report."""
    worker = Path(__file__).resolve().parents[2] / "inference" / "worker.py"
    command = [python, "-c", SCRIPT, str(worker), *map(str, paths), str(folder / "tracks.gpkg")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(done.stderr[-2000:])
    report = json.loads(done.stdout.splitlines()[-1])
    (folder / "report.json").write_text(json.dumps(report), encoding="utf-8")
    return report


def _ground() -> np.ndarray:
    """Returns ground with something on it at every scale, by which frames are laid upon each other."""
    random = np.random.default_rng(4)
    ground = np.zeros((SIDE_PX, SIDE_PX))
    for cell in (4, 16, 40):
        coarse = random.normal(0, 14, (SIDE_PX // cell + 1, SIDE_PX // cell + 1))
        ground += np.kron(coarse, np.ones((cell, cell)))[:SIDE_PX, :SIDE_PX]
    grey = np.clip(110 + ground, 40, 180)
    return np.stack([grey, grey, 0.9 * grey], axis=-1).astype(np.uint8)
