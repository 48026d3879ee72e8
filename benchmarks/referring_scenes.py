"""Asks phrases of drawn scenes with the model: the whole way from a GeoTIFF to the objects that are meant.

Scenes are 4096 x 4096 pixels of 0.3 m. Phrases over every construct are drawn as in `referring_oracle.py`,
with the same truth, and a scene is asked some of them, constructs in turn; scenes with too little in them are
passed over. An answer is a hit when the union of all answered polygons has an IoU of at least 0.5 with the
union of what is meant: for one object, the right one. Only objects of which enough is seen for the engine to
answer them at all stand in the inventory.
"""

from __future__ import annotations

import argparse
import tempfile
from collections import defaultdict
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import geopandas
import shapely
from georefer.inference.models.interface import PhraseModel
from judging.asking import ask, loaded_model
from judging.rasters import CRS, LEFT_M, TOP_M, pixel_polygons, write_scene
from judging.results import Record, benchmark_parser, mean, rounded
from judging.wrapped_models import RememberingModel
from numpy.random import PCG64, Generator
from referring.asking import Asker, Question, template_file
from referring.inventory import Inventory, inventory

FIRST_SEED = 63_000_000
HIT = 0.5
LEAST_PX = 80
TRIES = 12


@dataclass(frozen=True)
class Site:
    """Holds one scene on disk.

    Attributes:
        seed: Of the scene.
        known: What stands in it.
        raster: The picture.
        layers: Name and file of every map layer.
    """

    seed: int
    known: Inventory
    raster: Path
    layers: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Row:
    """Holds what became of one phrase; `iou` is that of all answered with all meant polygons."""

    question: Question
    seed: int
    iou: float
    polygons: int
    refusal: str

    @property
    def is_hit(self) -> bool:
        """Returns whether the right objects were answered."""
        return self.iou >= HIT


def laid_out(seed: int, settings: argparse.Namespace, folder: Path) -> Site:
    """Draws a scene and writes its raster and its layers."""
    known = inventory(seed, settings.size_px, settings.gsd_m, (LEFT_M, TOP_M), LEAST_PX)
    raster = write_scene(folder / "scene.tif", known.scene.image, known.scene.gsd_m)
    layers = []
    for number, (name, shapes) in enumerate(known.layers.items()):
        if shapes:
            path = folder / f"layer{number}.gpkg"
            path.unlink(missing_ok=True)
            geopandas.GeoDataFrame(geometry=list(shapes), crs=CRS).to_file(path, driver="GPKG")
            layers.append((name, str(path)))
    return Site(seed, known, raster, tuple(layers))


def asked_of(known: Inventory, phrases: int, random: Generator) -> list[Question]:
    """Returns phrases of one scene in both languages, as many of each construct as of the others."""
    asker = Asker(known, random)
    by_construct: dict[str, list[dict[str, object]]] = defaultdict(list)
    for index in random.permutation(len(template_file()["templates"])):
        template = template_file()["templates"][index]
        by_construct[template["construct"]].append(template)
    chosen: list[Question] = []
    turn = 0
    while len(chosen) < 2 * phrases and any(len(group) > turn for group in by_construct.values()):
        for construct in sorted(by_construct):
            group = by_construct[construct]
            pair = asker.ask(group[turn], TRIES) if len(group) > turn else None
            if pair is not None and len(chosen) < 2 * phrases:
                chosen += pair
        turn += 1
    return chosen


def judged(site: Site, question: Question, model: PhraseModel, folder: Path) -> Row:
    """Asks one phrase and compares the answer with what is meant."""
    named = tuple(one for one in site.layers if f"[{one[0]}]" in question.phrase)
    answer = ask(site.raster, question.phrase, model, folder, **({"layers": named} if named else {}))
    meant = [site.known.things[number].outline for number in question.truth]
    wanted = shapely.union_all([one.buffer(0) for one in pixel_polygons(meant, site.raster)])
    found = shapely.union_all([one.buffer(0) for one in answer.polygons])
    union = found.union(wanted).area
    iou = found.intersection(wanted).area / union if union else 0.0
    return Row(question, site.seed, float(iou), len(answer.polygons), answer.refusal)


def by_construct(rows: list[Row]) -> list[dict[str, object]]:
    """Returns one row a construct: phrases and share of hits, by language."""
    groups: dict[str, dict[str, list[Row]]] = defaultdict(lambda: defaultdict(list))
    for row in rows:
        groups[row.question.construct][row.question.language].append(row)
    table = []
    for construct in sorted(groups):
        counts = {language: len(groups[construct][language]) for language in ("en", "zh")}
        shares = {f"{code}_share": hits(groups[construct][code]) for code in ("en", "zh")}
        table.append({"construct": construct} | counts | rounded(shares))
    return table


def hits(rows: list[Row]) -> float:
    """Returns the share of hits."""
    return mean([float(row.is_hit) for row in rows])


def main() -> None:
    """Measures and writes."""
    parser = benchmark_parser(__doc__)
    parser.add_argument("--scenes", type=int, default=2)
    parser.add_argument("--size-px", type=int, default=4096)
    parser.add_argument("--gsd-m", type=float, default=0.3)
    parser.add_argument("--phrases", type=int, default=30, help="phrases a scene and language")
    settings = parser.parse_args()
    model = RememberingModel(loaded_model(settings)[0])
    record = Record("referring_scenes", model.card.id, model.card.weights_hash)
    rows: list[Row] = []
    with tempfile.TemporaryDirectory() as name:
        used = 0
        for seed in count(FIRST_SEED):
            if used == settings.scenes:
                break
            model.forget()
            site = laid_out(seed, settings, Path(name))
            asked = asked_of(site.known, settings.phrases, Generator(PCG64(seed)))
            if len(asked) < settings.phrases:
                continue
            used += 1
            for question in asked:
                rows.append(judged(site, question, model, Path(name)))
                row = rows[-1]
                print(
                    f"{seed} {row.question.construct:12} {row.iou:6.3f} {row.polygons:4}"
                    f" of {len(question.truth):4}  {question.phrase} {row.refusal}",
                    flush=True,
                )
    english = [row for row in rows if row.question.language == "en"]
    chinese = [row for row in rows if row.question.language == "zh"]
    record.values = {"scenes_en": hits(english), "scenes_zh": hits(chinese), "scenes_hits": hits(rows)}
    record.details = {
        "scenes": settings.scenes,
        "phrases": {"en": len(english), "zh": len(chinese)},
        "constructs": by_construct(rows),
        "rows": [
            f"{row.seed} {row.question.phrase}: {row.iou:.3f}, {row.polygons} of {len(row.question.truth)}"
            for row in rows
        ],
    }
    record.write(settings.out)


if __name__ == "__main__":
    main()
