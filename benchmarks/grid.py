"""Measures whether the answer depends on how views and tiles are laid over a raster.

Every phrase is asked with tiles of 256, 384 and 512 pixels, overlaps of 64, 96 and 128, three shifted
origins of the lattice, and an extent in the middle of the raster. Every pair of answers is compared: F1 of
polygons at IoU 0.9, one-to-one, objects of all phrases together. Tile sizes give the same views by design,
so their figure shows that the design holds; origins and overlaps really let the model see other views. The
extent is compared with the objects of the other answers whose centre lies in it. The first figures are the
least F1 over the pairs in which one thing alone differs; the pairs in which several differ are in the
details.
"""

from __future__ import annotations

import itertools
import math
import tempfile
from collections import defaultdict
from pathlib import Path

from georefer.inference.geo.raster import open_scene
from georefer.inference.models.interface import PhraseModel
from georefer.inference.training.generator.drawing import draw_scene
from judging.asking import Answer, ask, loaded_model
from judging.lattices import LATTICES, Extent, Lattice, agreement, difference, inside, shifted
from judging.matching import Counts
from judging.rasters import write_scene
from judging.results import Record, benchmark_parser
from judging.shared_data import shared_data

SCENE_SEED, SCENE_GSD_M = 62_000_000, 0.3
INNER = (0.2, 0.25, 0.8, 0.75)

Pair = tuple[Lattice, Lattice]


def inner_extent(raster: Path) -> tuple[Extent, Extent]:
    """Returns the middle of a raster: in its CRS (left, bottom, right, top), and in pixels, top first."""
    with open_scene(raster) as scene:
        left, top = scene.width_px * INNER[0], scene.height_px * INNER[1]
        right, bottom = scene.width_px * INNER[2], scene.height_px * INNER[3]
        a, _, c, _, e, f = scene.transform[:6]
    # Both rasters are north-up.
    return (c + a * left, f + e * bottom, c + a * right, f + e * top), (left, top, right, bottom)


def answers_of(raster: Path, phrase: str, model: PhraseModel, folder: Path) -> dict[Lattice, Answer]:
    """Returns the answer on every lattice."""
    extent, _ = inner_extent(raster)
    answers = {}
    for lattice in LATTICES:
        with shifted(lattice.origin_px):
            answers[lattice] = ask(
                raster,
                phrase,
                model,
                folder,
                tile_size_px=lattice.tile_size_px,
                overlap_px=lattice.overlap_px,
                extent=extent if lattice.inner else None,
            )
    return answers


def compared(answers: dict[Lattice, Answer], raster: Path) -> dict[Pair, Counts]:
    """Returns how the answers of every pair of lattices agree."""
    _, box = inner_extent(raster)
    pairs = {}
    for first, second in itertools.combinations(answers, 2):
        a, b = answers[first].polygons, answers[second].polygons
        if first.inner != second.inner:
            a, b = tuple(inside(a, box)), tuple(inside(b, box))
        pairs[first, second] = agreement(a, b)
    return pairs


def main() -> None:
    """Measures and writes."""
    parser = benchmark_parser(__doc__)
    parser.add_argument("--seed", type=int, default=SCENE_SEED)
    parser.add_argument("--size-px", type=int, default=1280)
    parser.add_argument(
        "--phrases", nargs="+", default=["building", "tree", "car"], help="for the drawn scene"
    )
    parser.add_argument("--real-phrases", nargs="*", default=["building", "tree"], help="for the real one")
    settings = parser.parse_args()
    model = loaded_model(settings)[0]
    record = Record("grid", model.card.id, model.card.weights_hash)
    total: dict[Pair, Counts] = defaultdict(Counts)
    rows = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        scene = draw_scene(settings.seed, settings.size_px, SCENE_GSD_M)
        asked = [(write_scene(folder / "scene.tif", scene.image, SCENE_GSD_M), settings.phrases)]
        data = shared_data()
        if data is not None:
            asked.append((data / "banepa" / "banepa_public_crop.tif", settings.real_phrases))
        for raster, phrases in asked:
            for phrase in phrases:
                answers = answers_of(raster, phrase, model, folder)
                for (first, second), counts in compared(answers, raster).items():
                    total[first, second] += counts
                    rows.append(f"{raster.stem}, {phrase}: {first.name} | {second.name}: {counts.f1:.4f}")
                print(f"{raster.stem}, {phrase}: {len(answers[LATTICES[0]].polygons)} objects")
    print(f"\n{'differs in':10} {'F1 at 0.9':>9}  pair")
    least: dict[str, float] = {}
    for (first, second), counts in sorted(total.items(), key=lambda one: difference(*one[0])):
        kind = difference(first, second)
        if math.isnan(counts.f1):
            continue
        least[kind] = min(counts.f1, least.get(kind, 1.0))
        print(f"{kind:10} {counts.f1:9.4f}  {first.name} | {second.name}")
    record.values = {
        f"f1_{kind}": least[kind] for kind in ("tile", "origin", "extent", "overlap") if kind in least
    }
    record.details = {
        "least_of_any_pair": round(min(least.values(), default=math.nan), 4),
        "objects": {pair[0].name: counts.matched + counts.invented for pair, counts in total.items()},
        "pairs": [[a.name, b.name, difference(a, b), round(c.f1, 4)] for (a, b), c in total.items()],
        "by_phrase": rows,
    }
    record.write(settings.out)


if __name__ == "__main__":
    main()
