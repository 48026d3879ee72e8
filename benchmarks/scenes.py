"""Measures mean IoU and silence on drawn scenes from seeds that no training ever drew.

Every scene is written as a GeoTIFF and asked through the engine: working grid, views, stitching, threshold,
least score and least area are those of `georefer segment`. Of every scene some targets that are there are
asked, each noun with the same chance, and some that are not, half of them near misses. A target counts as
present when one of its objects covers the least area that the engine answers at all; one that has only
smaller objects is not asked.
"""

from __future__ import annotations

import tempfile
from collections import defaultdict
from pathlib import Path

import numpy as np
from georefer.inference.training.generator.drawing import draw_scene
from georefer.inference.training.phrases import (
    Target,
    Vocabulary,
    absent_target,
    count_visible,
    load_vocabulary,
    present_targets,
    word_target,
)
from georefer.inference.training.scene import CATEGORIES, Scene
from judging.asking import Answer, ask, loaded_model
from judging.rasters import write_scene
from judging.results import Record, benchmark_parser, mean, rounded
from judging.true_objects import Truth, answer_iou, truth_of
from judging.wrapped_models import RememberingModel
from numpy.random import PCG64, Generator

FIRST_SEED = 60_000_000

Tally = dict[str, list[float]]


def present_in(scene: Scene, vocabulary: Vocabulary, model: RememberingModel) -> list[tuple[Target, Truth]]:
    """Returns the targets of which at least one object is large enough to be answered."""
    visible = count_visible(scene.instances, scene.objects)
    found = []
    for target in present_targets(visible, vocabulary, smallest_px=1):
        truth = truth_of(scene, target, model.card.gsd_for([target.noun]))
        if truth.judged:
            found.append((target, truth))
    return found


def choose(present: list[tuple[Target, Truth]], count: int, random: Generator) -> list[tuple[Target, Truth]]:
    """Returns targets of different nouns, then further ones; every noun has the same chance."""
    by_noun: dict[str, list[tuple[Target, Truth]]] = defaultdict(list)
    for index in random.permutation(len(present)):
        by_noun[present[index][0].noun].append(present[index])
    nouns = [list(by_noun)[index] for index in random.permutation(len(by_noun))]
    rounds = [by_noun[noun][turn] for turn in range(2) for noun in nouns if turn < len(by_noun[noun])]
    return rounds[:count]


def show(ious: Tally, silences: Tally) -> None:
    """Prints the table of the classes."""
    print(f"{'class':14} {'phrases':>7} {'mean IoU':>8}   {'absent':>6} {'silent':>6}")
    for noun in sorted({*ious, *silences}):
        present, absent = ious.get(noun, []), silences.get(noun, [])
        left = f"{len(present):7} {mean(present):8.3f}" if present else f"{0:7} {'-':>8}"
        right = f"{len(absent):6} {mean(absent):6.3f}" if absent else f"{0:6} {'-':>6}"
        print(f"{noun:14} {left}   {right}")


def main() -> None:
    """Measures and writes."""
    parser = benchmark_parser(__doc__)
    parser.add_argument("--scenes", type=int, default=80)
    parser.add_argument("--first-seed", type=int, default=FIRST_SEED)
    parser.add_argument("--size-px", type=int, default=512)
    parser.add_argument("--present", type=int, default=6, help="present targets asked of a scene")
    parser.add_argument("--absent", type=int, default=3, help="absent targets asked of a scene")
    settings = parser.parse_args()
    if settings.first_seed < FIRST_SEED:
        parser.error(f"seeds below {FIRST_SEED} may have been trained on")
    model = RememberingModel(loaded_model(settings)[0])
    record = Record("scenes", model.card.id, model.card.weights_hash)
    vocabulary = load_vocabulary()
    ious, silences, rows = defaultdict(list), defaultdict(list), []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for seed in range(settings.first_seed, settings.first_seed + settings.scenes):
            random = Generator(PCG64(seed))
            scene = draw_scene(seed, settings.size_px)
            raster = write_scene(folder / "scene.tif", scene.image, scene.gsd_m)
            model.forget()

            def asked(
                target: Target, raster: Path = raster, random: Generator = random
            ) -> tuple[str, Answer]:
                phrase = word_target(target, vocabulary, random)
                return phrase, ask(raster, phrase, model, folder)

            for target, truth in choose(present_in(scene, vocabulary, model), settings.present, random):
                phrase, answer = asked(target)
                ious[target.noun].append(answer_iou(answer, truth))
                rows.append([seed, phrase, "present", round(ious[target.noun][-1], 4), answer.refusal])
            visible = count_visible(scene.instances, scene.objects)
            for _ in range(settings.absent):
                absent = absent_target(visible, scene.labelled, vocabulary, random)
                if absent is not None:
                    phrase, answer = asked(absent)
                    silences[absent.noun].append(float(not answer.polygons))
                    rows.append([seed, phrase, "absent", len(answer.polygons), answer.refusal])
    show(ious, silences)
    everything = [iou for group in ious.values() for iou in group]
    classes = {noun: mean(group) for noun, group in ious.items() if noun in CATEGORIES}
    record.values = {
        "iou_phrases": mean(everything),
        "iou_classes": mean(list(classes.values())),
        "iou_cars": mean(ious["car"]),
        "silence": mean([silent for group in silences.values() for silent in group]),
    }
    record.details = {
        "scenes": settings.scenes,
        "phrases_present": len(everything),
        "phrases_absent": sum(map(len, silences.values())),
        "median_iou": round(float(np.median(everything)), 4) if everything else None,
        "iou_by_class": rounded({noun: mean(group) for noun, group in sorted(ious.items()) if group}),
        "phrases_by_class": {noun: len(group) for noun, group in sorted(ious.items())},
        "silence_by_class": rounded({noun: mean(group) for noun, group in sorted(silences.items())}),
        "refused": sum(bool(row[4]) for row in rows),
        "rows": rows,
    }
    print(f"{len(everything)} present and {record.details['phrases_absent']} absent phrases")
    record.write(settings.out)


if __name__ == "__main__":
    main()
