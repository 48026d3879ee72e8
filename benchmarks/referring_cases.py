"""Asks the phrases of the hand-drawn referring cases and reports every one.

A case is a hit when the union of all answered polygons has an IoU of at least 0.5 with the union of the
true ones, in pixels of the picture; where nothing should be found, when nothing is answered. Cases flagged
weak (boxes, incomplete labels) are listed apart. Tracks need clicks and are not asked here.
"""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any

import geopandas
import rasterio
from judging.asking import Answer, ask, loaded_model
from judging.rasters import pixel_polygons
from judging.results import Record, benchmark_parser, mean
from judging.shared_data import shared_data_or_leave
from shapely import unary_union
from shapely.geometry import Polygon, shape
from shapely.geometry.base import BaseGeometry

HIT = 0.5
VILLA_CASE, VILLA_PHRASE = "023", "red building top-left"


def area_of(rings: list[list[list[float]]]) -> BaseGeometry:
    """Returns the union of exterior rings in pixels."""
    return unary_union([Polygon(ring).buffer(0) for ring in rings])


def iou(answered: BaseGeometry, wanted: BaseGeometry) -> float:
    """Returns the IoU of two areas; 1 where both are empty."""
    union = answered.union(wanted).area
    return float(answered.intersection(wanted).area / union) if union else 1.0


def ignored(case: dict[str, Any], folder: Path) -> BaseGeometry:
    """Returns the area of labels that may be answered or not, in pixels."""
    numbers = case.get("ignore_ids", [])
    if not numbers:
        return Polygon()
    features = json.loads((folder / case["label_file"]).read_text(encoding="utf-8"))["features"]
    shapes = [shape(features[number]["geometry"]) for number in numbers]
    return unary_union(pixel_polygons(in_crs_of(folder / case["image"], shapes), folder / case["image"]))


def in_crs_of(raster: Path, shapes: list[BaseGeometry]) -> list[BaseGeometry]:
    """Returns geometries in longitude and latitude in the CRS of a raster."""
    with rasterio.open(raster) as opened:
        return list(geopandas.GeoSeries(shapes, crs="OGC:CRS84").to_crs(opened.crs))


def judged(case: dict[str, Any], answer: Answer, folder: Path) -> dict[str, Any]:
    """Returns the row of a case."""
    free = ignored(case, folder)
    answered = unary_union([one.buffer(0) for one in answer.polygons]).difference(free)
    reached = iou(answered, area_of(case["ground_truth"]["polygons"]).difference(free))
    report = answer.report
    return {
        "id": case["id"],
        "quality": "weak" if case["quality"].startswith("weak") else "good",
        "phrase": case["phrase"],
        "iou": round(reached, 4),
        "hit": reached >= HIT,
        "polygons": len(answer.polygons),
        "wanted": len(case["ground_truth"]["polygons"]),
        "candidates": report.candidates if report else 0,
        "reading": report.reading if report else "",
        "unknown_words": list(report.unknown_words) if report else [],
        "unread": list(report.unread) if report else [],
        "notes": list(report.notes) if report else [],
        "refusal": answer.refusal,
    }


def show(rows: list[dict[str, Any]]) -> None:
    """Prints the cases."""
    print(f"{'case':5} {'IoU':>6} {'hit':4} {'found':>5} {'phrase':62} reading; unknown")
    for row in rows:
        said = row["refusal"] or row["reading"]
        unknown = ", ".join([*row["unknown_words"], *row["unread"]])
        hit = "yes" if row["hit"] else "no"
        line = f"{row['id']:5} {row['iou']:6.3f} {hit:4} {row['polygons']:5} {row['phrase'][:62]:62} {said}"
        print(f"{line}; {unknown}" if unknown else line)


def main() -> None:
    """Measures and writes."""
    parser = benchmark_parser(__doc__)
    parser.add_argument("--only", nargs="*", help="ids of the cases to ask")
    settings = parser.parse_args()
    data = shared_data_or_leave()
    cases = json.loads((data / "referring_cases.json").read_text(encoding="utf-8"))["cases"]
    cases = [case for case in cases if "image" in case]
    if settings.only:
        cases = [case for case in cases if case["id"] in {*settings.only, VILLA_CASE}]
    model = loaded_model(settings)[0]
    record = Record("referring_cases", model.card.id, model.card.weights_hash)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        rows = [judged(c, ask(data / c["image"], c["phrase"], model, folder), data) for c in cases]
        villa = next(case for case in cases if case["id"] == VILLA_CASE) | {"phrase": VILLA_PHRASE}
        villa_row = judged(villa, ask(data / villa["image"], VILLA_PHRASE, model, folder), data)
    good = [row for row in rows if row["quality"] == "good"]
    weak = [row for row in rows if row["quality"] == "weak"]
    for title, group in (("good", good), ("weak", weak), ("the villa", [villa_row])):
        print(f"\n{title}")
        show(group)
    record.values = {
        "hits_good": mean([float(row["hit"]) for row in good]),
        "hits_weak": mean([float(row["hit"]) for row in weak]),
        "villa": float(villa_row["hit"] and villa_row["polygons"] == 1),
    }
    record.details = {"good": len(good), "weak": len(weak), "villa": villa_row, "cases": rows}
    record.write(settings.out)


if __name__ == "__main__":
    main()
