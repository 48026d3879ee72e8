"""Measures how long it takes to select from 100,000 polygons by what they have to do with a map layer.

The polygons are turned rectangles of 8 to 30 m, spread over 20 x 20 km in EPSG:32633; the layers are 10,000
such rectangles, and 20 winding railway lines of 4,000 vertices. Every relation is asked of both, measured on
the ground, as a person would ask it: from the phrase to the selection, with every index built anew. One
thread does it, and its processor time is what counts, the least of several runs: what else runs on the
machine lengthens the wait, hardly the work. Reading and writing the files is measured apart, by the command
`georefer select` on the same polygons, once, from start to end.
"""

from __future__ import annotations

import json
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import geopandas
import numpy as np
import numpy.typing as npt
import pyogrio
import shapely
from georefer.inference.expression.frame import Scene
from georefer.inference.expression.model import LayerName
from georefer.inference.expression.reading import read
from georefer.inference.expression.selecting.selection import select
from georefer.inference.geo.measuring import Measure
from georefer.inference.rulers import ground_measuring
from judging import child_processes
from judging.results import NO_MODEL, Record, benchmark_parser
from shapely.geometry.base import BaseGeometry

CRS = "EPSG:32633"
LEFT, BOTTOM, SIDE = 500_000.0, 5_000_000.0, 20_000.0
SEED = 20_240_501
PHRASES = (
    "buildings within 200 m of [Layer]",
    "buildings within 2 km of [Layer]",
    "buildings more than 500 m away from [Layer]",
    "buildings near [Layer]",
    "buildings far from [Layer]",
    "buildings north of [Layer]",
    "buildings on the upper left of [Layer]",
    "buildings on [Layer]",
    "buildings along [Layer]",
    "buildings with [Layer]",
    "buildings touching [Layer]",
    "buildings surrounded by [Layer]",
    "buildings between [Layer]",
    "buildings not near [Layer]",
    "the building nearest to [Layer]",
    "the largest building near [Layer]",
)
AREAL_PHRASES = ("buildings inside [Layer]", "buildings outside [Layer]")


@dataclass(frozen=True)
class Found:
    """Is a polygon with a score."""

    geometry: BaseGeometry
    score: float = 1.0


def rectangles(number: int, random: np.random.Generator) -> npt.NDArray[np.object_]:
    """Returns rectangles in all directions."""
    centers = random.uniform(0, SIDE, (number, 2)) + np.array((LEFT, BOTTOM))
    sizes = random.uniform(8, 30, (number, 2)) / 2
    turns = random.uniform(0, np.pi, number)
    along = np.column_stack((np.cos(turns), np.sin(turns))) * sizes[:, :1]
    across = np.column_stack((-np.sin(turns), np.cos(turns))) * sizes[:, 1:]
    corners = [centers - along - across, centers + along - across]
    corners += [centers + along + across, centers - along + across]
    return np.asarray(shapely.polygons(np.stack(corners, axis=1)))


def railways(number: int) -> npt.NDArray[np.object_]:
    """Returns lines that wind from the west to the east."""
    x = np.linspace(0, SIDE, 4000)
    lines = [
        np.column_stack(
            (LEFT + x, BOTTOM + SIDE * (k + 0.5) / number + 300 * np.sin(x / 700 + k) + 5 * np.sin(x / 11))
        )
        for k in range(number)
    ]
    return np.asarray([shapely.LineString(line) for line in lines], object)


def seconds_of(
    phrase: str, objects: list[Found], layer: npt.NDArray[np.object_], times: int
) -> tuple[float, int]:
    """Returns the least processor time of selecting, and how many are selected."""
    spent, kept = [], 0
    for _ in range(times):
        started = time.process_time()
        scene = Scene.of_bounds((LEFT, BOTTOM, LEFT + SIDE, BOTTOM + SIDE))
        measuring = ground_measuring(Measure(CRS), scene)
        given = {LayerName("Layer"): layer.tolist()}
        kept = len(select(objects, read(phrase), scene, measuring, given).kept)
        spent.append(time.process_time() - started)
    return min(spent), kept


def command_seconds(objects: list[Found], layer: npt.NDArray[np.object_], folder: Path) -> dict[str, float]:
    """Returns what `georefer select` takes, as it reports it and as a whole process."""
    table = geopandas.GeoDataFrame(
        {"kind": ["building"] * len(objects)}, geometry=[one.geometry for one in objects], crs=CRS
    )
    pyogrio.write_dataframe(table, folder / "objects.gpkg")
    geopandas.GeoSeries(layer, crs=CRS).to_file(folder / "layer.gpkg", driver="GPKG")
    command = ["-m", "georefer.inference.cli", "select", str(folder / "objects.gpkg"), PHRASES[0]]
    command += ["--target-field", "kind", "--layer", f"Layer={folder / 'layer.gpkg'}"]
    command += ["-o", str(folder / "chosen.gpkg"), "--json"]
    finished = child_processes.run(command, folder / "report.json")
    stages: dict[str, float] = json.loads(finished.output)["seconds"]
    return {**stages, "process": finished.seconds}


def main() -> None:
    """Measures and writes."""
    parser = benchmark_parser(__doc__)
    parser.add_argument("--polygons", type=int, default=100_000)
    parser.add_argument("--times", type=int, default=3)
    settings = parser.parse_args()
    random = np.random.default_rng(SEED)
    objects = [Found(shape) for shape in rectangles(settings.polygons, random)]
    layers = {"10,000 rectangles": rectangles(10_000, random), "20 lines": railways(20)}
    rows = []
    for name, layer in layers.items():
        phrases = PHRASES + (AREAL_PHRASES if name != "20 lines" else ())
        for phrase in phrases:
            spent, kept = seconds_of(phrase, objects, layer, settings.times)
            rows.append({"layer": name, "phrase": phrase, "seconds": round(spent, 3), "selected": kept})
            print(f"{name:18} {phrase:45} {spent:6.2f} s {kept:7} selected")
    with tempfile.TemporaryDirectory() as folder:
        command = command_seconds(objects, layers["20 lines"], Path(folder))
    record = Record("selection", *NO_MODEL)
    record.values = {
        "select_s": max(float(str(row["seconds"])) for row in rows),
        "select_command_s": command["process"],
    }
    record.details = {"polygons": settings.polygons, "rows": rows, "command_s": command}
    record.write(settings.out)


if __name__ == "__main__":
    main()
