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
from dataclasses import dataclass, field
from pathlib import Path

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
Choice = tuple[Target, Truth]


@dataclass
class Examination:
    """Asks phrases of scenes and keeps what came of them.

    Attributes:
        model: The model.
        folder: Where rasters may lie.
        ious: Noun -> IoU of every phrase whose target was there.
        silences: Noun -> 1 or 0 for every phrase whose target was absent.
        rows: One line a phrase.
        refused: Phrases that the engine would not search.
    """

    model: RememberingModel
    folder: Path
    vocabulary: Vocabulary = field(default_factory=load_vocabulary)
    ious: Tally = field(default_factory=lambda: defaultdict(list))
    silences: Tally = field(default_factory=lambda: defaultdict(list))
    rows: list[str] = field(default_factory=list)
    refused: int = 0

    def examine(self, seed: int, size_px: int, present: int, absent: int) -> None:
        """Asks some present and some absent targets of one scene."""
        random = Generator(PCG64(seed))
        scene = draw_scene(seed, size_px)
        raster = write_scene(self.folder / "scene.tif", scene.image, scene.gsd_m)
        self.model.forget()
        for target, truth in chosen(self._present_in(scene), present, random):
            phrase, answer = self._ask(raster, target, random)
            iou = answer_iou(answer, truth)
            self.ious[target.noun].append(iou)
            self.rows.append(f"{seed} present, {phrase}: {iou:.4f}")
        visible = count_visible(scene.instances, scene.objects)
        for _ in range(absent):
            missing = absent_target(visible, scene.labelled, self.vocabulary, random)
            if missing is None:
                continue
            phrase, answer = self._ask(raster, missing, random)
            self.silences[missing.noun].append(float(not answer.polygons and not answer.refusal))
            self.rows.append(f"{seed} absent, {phrase}: {len(answer.polygons)} objects")

    def _ask(self, raster: Path, target: Target, random: Generator) -> tuple[str, Answer]:
        phrase = word_target(target, self.vocabulary, random)
        answer = ask(raster, phrase, self.model, self.folder)
        self.refused += bool(answer.refusal)
        return phrase, answer

    def _present_in(self, scene: Scene) -> list[Choice]:
        """Returns the targets of which at least one object is large enough to be answered."""
        visible = count_visible(scene.instances, scene.objects)
        targets = present_targets(visible, self.vocabulary, smallest_px=1)
        choices = [(one, truth_of(scene, one, self.model.card.gsd_for([one.noun]))) for one in targets]
        return [(target, truth) for target, truth in choices if truth.judged]

    def show(self) -> None:
        """Prints the table of the classes."""
        print(f"{'class':14} {'phrases':>7} {'mean IoU':>8}   {'absent':>6} {'silent':>6}")
        for noun in sorted({*self.ious, *self.silences}):
            present, absent = self.ious.get(noun, []), self.silences.get(noun, [])
            left = f"{len(present):7} {mean(present):8.3f}" if present else f"{0:7} {'-':>8}"
            right = f"{len(absent):6} {mean(absent):6.3f}" if absent else f"{0:6} {'-':>6}"
            print(f"{noun:14} {left}   {right}")


def chosen(present: list[Choice], count: int, random: Generator) -> list[Choice]:
    """Returns targets of different nouns, then second ones; every noun has the same chance."""
    by_noun: dict[str, list[Choice]] = defaultdict(list)
    for index in random.permutation(len(present)):
        by_noun[present[index][0].noun].append(present[index])
    nouns = [list(by_noun)[index] for index in random.permutation(len(by_noun))]
    rounds = [by_noun[noun][turn] for turn in range(2) for noun in nouns if turn < len(by_noun[noun])]
    return rounds[:count]


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
    with tempfile.TemporaryDirectory() as name:
        examination = Examination(model, Path(name))
        for seed in range(settings.first_seed, settings.first_seed + settings.scenes):
            examination.examine(seed, settings.size_px, settings.present, settings.absent)
    examination.show()
    ious = {noun: group for noun, group in sorted(examination.ious.items()) if group}
    everything = [iou for group in ious.values() for iou in group]
    silences = [silent for group in examination.silences.values() for silent in group]
    print(f"{len(everything)} present and {len(silences)} absent phrases, {examination.refused} refused")
    record.values = {
        "iou_phrases": mean(everything),
        "iou_classes": mean([mean(group) for noun, group in ious.items() if noun in CATEGORIES]),
        "iou_cars": mean(ious.get("car", [])),
        "silence": mean(silences),
    }
    record.details = {
        "scenes": settings.scenes,
        "phrases_present": len(everything),
        "phrases_absent": len(silences),
        "refused": examination.refused,
        "iou_by_class": rounded({noun: mean(group) for noun, group in ious.items()}),
        "phrases_by_class": {noun: len(group) for noun, group in ious.items()},
        "silence_by_class": rounded(
            {noun: mean(group) for noun, group in sorted(examination.silences.items())}
        ),
        "rows": examination.rows,
    }
    record.write(settings.out)


if __name__ == "__main__":
    main()
