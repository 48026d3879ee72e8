"""Measures following five vehicles through 100 frames of 1024 x 1024: memory against fewer frames, and pace.

The ground is noise of several scales, the camera shakes, five vehicles drive straight on. Each run is the
command `georefer track` in a process of its own; its peak resident memory is what the system counted.
"""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from georefer.inference.click_messages import CLICK_MODEL
from georefer.inference.models.catalog import load_prompt_model
from judging import child_processes
from judging.results import Record, benchmark_parser
from numpy.random import PCG64, Generator
from numpy.typing import NDArray

SEED = 60_900_000
SIDE_PX, MARGIN_PX, SHAKE_PX = 1024, 8, 3
LONG, SHORT = 100, 50
# Column and row in the first frame, pixels per frame, colour.
VEHICLES = (
    ((80.0, 120.0), (7.0, 1.0), (235, 235, 235)),
    ((940.0, 300.0), (-6.0, 1.5), (200, 40, 40)),
    ((200.0, 930.0), (1.0, -7.5), (40, 60, 190)),
    ((700.0, 60.0), (-1.5, 6.5), (245, 220, 60)),
    ((60.0, 640.0), (8.0, -1.0), (30, 30, 34)),
)
LENGTH_PX, WIDTH_PX = 18, 9


def write_frames(folder: Path, count: int) -> None:
    """Writes the first frames of the sequence."""
    folder.mkdir(parents=True)
    random = Generator(PCG64(SEED))
    ground = noise(random, SIDE_PX + 2 * MARGIN_PX)
    for number in range(count):
        picture = ground.copy()
        for (column, row), (right, down), colour in VEHICLES:
            center = (column + MARGIN_PX + right * number, row + MARGIN_PX + down * number)
            angle = float(np.degrees(np.arctan2(down, right)))
            corners = cv2.boxPoints((center, (LENGTH_PX, WIDTH_PX), angle))
            cv2.fillPoly(picture, [np.round(corners * 16).astype(np.int32)], colour, cv2.LINE_AA, 4)
        dx, dy = (int(value) for value in random.integers(-SHAKE_PX, SHAKE_PX + 1, 2))
        top, left = MARGIN_PX - dy, MARGIN_PX - dx
        view = picture[top : top + SIDE_PX, left : left + SIDE_PX]
        frame = view + random.normal(0, 2, view.shape)
        name = folder / f"frame_{number:03d}.png"
        cv2.imwrite(str(name), np.clip(frame, 0, 255).astype(np.uint8)[..., ::-1])


def noise(random: Generator, side: int) -> NDArray[np.uint8]:
    """Returns ground without objects, uint8 [side, side, 3]."""
    ground = np.full((side, side, 3), 110.0, np.float32)
    for cell in (4, 16, 64):
        small = random.normal(0, 14, (side // cell + 1, side // cell + 1, 1)).astype(np.float32)
        ground += cv2.resize(small, (side, side), interpolation=cv2.INTER_CUBIC)[..., None]
    return np.clip(ground, 0, 255).astype(np.uint8)


def measure(folder: Path, count: int, model: str, device: str) -> dict[str, Any]:
    """Follows the vehicles through some frames and returns what that took."""
    write_frames(folder / str(count), count)
    command = ["-m", "georefer.inference.cli", "track", str(folder / str(count)), "--pixel", "--json"]
    for (column, row), _, _ in VEHICLES:
        command += ["--click", f"{column},{row}"]
    command += ["--model", model, "--device", device, "-o", str(folder / f"{count}.gpkg")]
    finished = child_processes.run(command, folder / "report.json")
    report = json.loads(finished.output.splitlines()[-1])
    return {
        "frames": count,
        "peak_gb": round(finished.peak_bytes / 1e9, 3),
        "wall_s": round(finished.seconds, 1),
        "seconds": report["seconds"],
        "tracks": report["tracks"],
        "states": report["states"],
        "methods": report["methods"],
    }


def main() -> None:
    """Measures and writes."""
    parser = benchmark_parser(__doc__)
    parser.set_defaults(model=CLICK_MODEL)
    settings = parser.parse_args()
    card = load_prompt_model(settings.model).card
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        for count in (SHORT, LONG):
            rows.append(measure(Path(folder), count, settings.model, settings.device))
            print(rows[-1], flush=True)
    record = Record("long_sequence", card.id, card.weights_hash)
    record.values["track_memory_gb"] = rows[-1]["peak_gb"]
    record.values["track_memory_growth"] = rows[-1]["peak_gb"] / rows[0]["peak_gb"] - 1
    record.values["track_frames_per_s"] = LONG / sum(rows[-1]["seconds"].values())
    record.details["runs"] = rows
    record.write(settings.out)


if __name__ == "__main__":
    main()
