"""Measures how many tiles of a 10,000 x 10,000 raster are searched for phrases that say where.

The raster repeats a drawn scene; the map layer is one line across it. A phrase with a corner may cost a
quarter of the tiles. One that asks for 200 m around the layer may cost the share of the area that lies so
near, give or take the width of a tile: tiles are searched or not, and objects that reach out are followed.
Every phrase is also asked of the whole raster, and the answers have to be equal. Which tiles are searched is
a matter of the plan; so a stand-in answers that sees nothing but colours, unless `--model` names a real one.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from pathlib import Path
from typing import Any

import shapely
from georefer.inference.models.interface import PhraseModel
from georefer.inference.training.generator.drawing import draw_scene
from judging.asking import Answer, ask, loaded_model
from judging.colour_model import NAME, ColourModel
from judging.rasters import CRS, LEFT_M, TOP_M, write_repeated
from judging.results import Record, benchmark_parser

SCENE_SEED, SCENE_PX, SCENE_GSD_M = 62_000_000, 1280, 0.3
TILE_PX, OVERLAP_PX = 512, 64
DISTANCE_M = 200.0
CORNER = "the red building in the top left corner"
NEAR_LAYER = "buildings within 200 m of [Railway]"
OTHERS = (
    "buildings in the left third within 200 m of [Railway]",
    "the building nearest to [Railway]",
    "the northernmost red building",
    "red buildings within 30 m of the largest blue building",
    "blue buildings in the top left third within 30 m of red buildings",
)


def railway(side_m: float) -> shapely.LineString:
    """Returns a line across the scene, in its CRS."""
    ends = ((-0.1, 0.62), (0.45, 0.48), (1.1, 0.55))
    return shapely.LineString([(LEFT_M + x * side_m, TOP_M - y * side_m) for x, y in ends])


def write_layer(path: Path, line: shapely.LineString) -> Path:
    """Writes a line as GeoJSON in the CRS of the raster."""
    name = CRS.replace("EPSG:", "urn:ogc:def:crs:EPSG::")
    feature = {"type": "Feature", "properties": {}, "geometry": shapely.geometry.mapping(line)}
    content = {"type": "FeatureCollection", "crs": {"type": "name", "properties": {"name": name}}}
    path.write_text(json.dumps({**content, "features": [feature]}), encoding="utf-8")
    return path


def share_near(line: shapely.LineString, side_m: float, distance_m: float) -> float:
    """Returns the share of the scene's area within a distance of the line."""
    scene = shapely.box(LEFT_M, TOP_M - side_m, LEFT_M + side_m, TOP_M)
    return float(line.buffer(distance_m).intersection(scene).area / scene.area)


def measured(
    raster: Path, phrase: str, model: PhraseModel, folder: Path, settings: argparse.Namespace
) -> dict[str, Any]:
    """Returns what a phrase cost, and whether the whole raster gives the same answer."""
    layers = (("Railway", str(folder / "railway.geojson")),)
    started = time.perf_counter()
    answer = ask(raster, phrase, model, folder, layers=layers)
    seconds = time.perf_counter() - started
    if answer.report is None:
        raise SystemExit(answer.refusal)
    tiles = answer.report.tiles
    row: dict[str, Any] = {
        "phrase": phrase,
        "tiles": tiles.total - tiles.pruned,
        "total": tiles.total,
        "polygons": answer.report.polygons,
        "seconds": round(seconds, 1),
        "steps": [f"{step.target}: {step.reason}, {step.tiles} tiles" for step in answer.report.plan],
        "equal": None,
    }
    if not settings.no_compare:
        whole = ask(raster, phrase, model, folder, layers=layers, prune=False)
        row["equal"] = _shapes(whole) == _shapes(answer)
    print(
        f"{row['tiles']:5} of {row['total']} tiles  {row['seconds']:7.1f} s  {row['polygons']:5} polygons"
        f"  {'' if row['equal'] is None else 'equal  ' if row['equal'] else 'DIFFERENT  '}{phrase}",
        flush=True,
    )
    return row


def _shapes(answer: Answer) -> list[bytes]:
    return [polygon.wkb for polygon in answer.polygons]


def main() -> None:
    """Measures and writes."""
    parser = benchmark_parser(__doc__)
    parser.add_argument("--size-px", type=int, default=10_000)
    parser.add_argument("--no-compare", action="store_true", help="do not ask of the whole raster, too")
    parser.set_defaults(model=NAME)
    settings = parser.parse_args()
    model = ColourModel() if settings.model == NAME else loaded_model(settings)[0]
    record = Record("pruning", model.card.id, model.card.weights_hash)
    side_m = settings.size_px * SCENE_GSD_M
    line = railway(side_m)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        image = draw_scene(SCENE_SEED, SCENE_PX, SCENE_GSD_M).image
        raster = write_repeated(folder / "scene.tif", image, SCENE_GSD_M, settings.size_px, settings.size_px)
        write_layer(folder / "railway.geojson", line)
        rows = [measured(raster, phrase, model, folder, settings) for phrase in (CORNER, NEAR_LAYER, *OTHERS)]
    shares = {row["phrase"]: row["tiles"] / row["total"] for row in rows}
    tile_m = (TILE_PX - OVERLAP_PX) * SCENE_GSD_M
    near = share_near(line, side_m, DISTANCE_M)
    record.values = {
        "tiles_corner": shares[CORNER],
        "tiles_layer": shares[NEAR_LAYER],
        "area_layer": near,
        "tiles_layer_allowed": shares[NEAR_LAYER] / share_near(line, side_m, DISTANCE_M + tile_m),
    }
    record.details = {"size_px": settings.size_px, "phrases": rows}
    record.write(settings.out)


if __name__ == "__main__":
    main()
