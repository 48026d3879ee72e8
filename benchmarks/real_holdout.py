"""Measures buildings of real imagery that no training saw, and the validation places of the real data.

The judged window of Banepa is asked as the GeoTIFF that a person has; its truth are the building outlines
of OpenStreetMap as the training reads them: pixels within one of an outline and places where the map is
known to lack roofs are not judged. Pictures of validation places are written as GeoTIFFs with their ground
sample distance and asked for every category that their labels name completely. Labels of areas (land cover,
canopy) give an IoU, no objects.
"""

from __future__ import annotations

import tempfile
from collections import defaultdict
from pathlib import Path

from georefer.inference.models.interface import PhraseModel
from georefer.inference.training.phrases import Target
from georefer.inference.training.real import load_scene, real_scenes
from georefer.inference.training.real_source import HELD_OUT, VALIDATION, RealSource
from georefer.inference.training.scene import Scene
from judging.asking import ask, loaded_model
from judging.matching import Counts, Judged
from judging.rasters import write_scene
from judging.results import Record, benchmark_parser, mean
from judging.shared_data import shared_data_or_leave
from judging.true_objects import answer_iou, answer_objects, truth_of

CROP = "banepa/banepa_public_crop.tif"

Row = dict[str, object]


def judged(
    scene: Scene, raster: Path, category: str, model: PhraseModel, folder: Path
) -> tuple[float, Judged] | None:
    """Returns IoU and objects of one category, or None where the picture has nothing of it to be answered."""
    target = Target(category, frozenset({category}), None)
    truth = truth_of(scene, target, model.card.gsd_for([category]))
    if not truth.judged:
        return None
    answer = ask(raster, category, model, folder)
    return answer_iou(answer, truth), answer_objects(answer, truth)


def held_out(sources: list[RealSource], data: Path, model: PhraseModel, folder: Path) -> tuple[float, Judged]:
    """Returns IoU and objects of the buildings of the judged window."""
    source = next(one for one in sources if one.split == HELD_OUT)
    found = judged(load_scene(source), data / CROP, "building", model, folder)
    if found is None:
        raise SystemExit(f"{CROP} has no building outlines; nothing was measured")
    return found


def validation(
    sources: list[RealSource], model: PhraseModel, folder: Path, most: int
) -> dict[tuple[str, str], list[tuple[float, Judged | None]]]:
    """Returns (source, category) -> IoU and objects of every picture of a validation place."""
    groups: dict[tuple[str, str], list[tuple[float, Judged | None]]] = defaultdict(list)
    taken: dict[str, int] = defaultdict(int)
    for source in sources:
        if source.split != VALIDATION or taken[source.dataset] >= most:
            continue
        taken[source.dataset] += 1
        scene = load_scene(source)
        raster = write_scene(folder / "picture.tif", scene.image, scene.gsd_m)
        for category in sorted(scene.labelled):
            found = judged(scene, raster, category, model, folder)
            if found is not None:
                iou, objects = found
                groups[source.dataset, category].append((iou, objects if source.individual else None))
    return groups


def show(name: str, category: str, ious: list[float], counts: list[Counts]) -> Row:
    """Prints and returns one row."""
    f1 = sum(counts, Counts()).f1 if counts else None
    shown = "-" if f1 is None else f"{f1:.3f}"
    print(f"{name:26} {category:12} {len(ious):8} {mean(ious):8.3f} {shown:>7}")
    rounded = None if f1 is None else round(f1, 4)
    return {
        "source": name,
        "category": category,
        "pictures": len(ious),
        "iou": round(mean(ious), 4),
        "f1": rounded,
    }


def main() -> None:
    """Measures and writes."""
    parser = benchmark_parser(__doc__)
    parser.add_argument("--most", type=int, default=12, help="validation pictures of one source")
    settings = parser.parse_args()
    data = shared_data_or_leave()
    model = loaded_model(settings)[0]
    record = Record("real_holdout", model.card.id, model.card.weights_hash)
    sources = real_scenes(data, include_held_out=True)
    print(f"{'source':26} {'category':12} {'pictures':>8} {'mean IoU':>8} {'F1':>7}")
    with tempfile.TemporaryDirectory() as name:
        iou, objects = held_out(sources, data, model, Path(name))
        rows = [show("banepa, held out", "building", [iou], [objects.touching])]
        groups = validation(sources, model, Path(name), settings.most)
    for (source, category), found in sorted(groups.items()):
        counts = [one.touching for _, one in found if one is not None]
        rows.append(show(source, category, [one for one, _ in found], counts))
    record.values = {
        "held_out_iou": iou,
        "held_out_f1": objects.touching.f1,
        "validation_iou": mean([one for found in groups.values() for one, _ in found]),
    }
    record.details = {"rows": rows, "held_out_f1_each": round(objects.each.f1, 4)}
    record.write(settings.out)


if __name__ == "__main__":
    main()
