"""Measures object F1 on a drawn scene of 4096 x 4096 pixels, plain phrases, from GeoTIFF to GeoPackage.

The phrases are the plain word of every category that is there, and the commonest colour of buildings and of
cars. Roads, railways, water and fields are no single objects but areas that run through a scene: for them
the IoU is given. How objects are matched, and what counts where objects touch, is said in
`judging/matching.py`; objects that cover less than the least area that the engine answers are not judged.
"""

from __future__ import annotations

import tempfile
from collections import Counter
from dataclasses import asdict
from pathlib import Path

from georefer.inference.training.generator.drawing import draw_scene
from georefer.inference.training.phrases import Target
from georefer.inference.training.scene import CATEGORIES, Scene
from judging.asking import ask_for_file, loaded_model
from judging.matching import Counts
from judging.rasters import write_scene
from judging.results import Record, benchmark_parser, mean
from judging.true_objects import answer_iou, answer_objects, truth_of
from judging.wrapped_models import RememberingModel

FIRST_SEED = 61_000_000
STUFF = frozenset({"road", "railway", "water", "field"})


def plain_targets(scene: Scene) -> dict[str, Target]:
    """Returns phrase -> target: every category of a scene, and two with their commonest colour."""
    present = [name for name in CATEGORIES if any(thing.category == name for thing in scene.objects)]
    targets = {name: Target(name, frozenset({name}), None) for name in present}
    for name in ("building", "car"):
        colours = Counter(thing.colour for thing in scene.objects if thing.category == name and thing.colour)
        for colour, _ in colours.most_common(1):
            targets[f"{colour} {name}"] = Target(name, frozenset({name}), colour)
    return targets


def main() -> None:
    """Measures and writes."""
    parser = benchmark_parser(__doc__)
    parser.add_argument("--scenes", type=int, default=1)
    parser.add_argument("--first-seed", type=int, default=FIRST_SEED)
    parser.add_argument("--size-px", type=int, default=4096)
    parser.add_argument("--gsd-m", type=float, default=0.3)
    settings = parser.parse_args()
    # Asking a dozen phrases of views that were looked at once takes minutes instead of a quarter of an hour.
    model = RememberingModel(loaded_model(settings)[0])
    record = Record("large_scene", model.card.id, model.card.weights_hash)
    each = touching = Counts()
    f1s, stuff, rows = [], [], []
    print(
        f"{'phrase':16} {'objects':>7} {'found':>6} {'missed':>6} {'wrong':>6}"
        f" {'F1':>6} {'each':>6} {'IoU':>6}"
    )
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for seed in range(settings.first_seed, settings.first_seed + settings.scenes):
            scene = draw_scene(seed, settings.size_px, settings.gsd_m)
            raster = write_scene(folder / "scene.tif", scene.image, scene.gsd_m)
            model.forget()
            for phrase, target in plain_targets(scene).items():
                truth = truth_of(scene, target, model.card.gsd_for([target.noun]))
                answer = ask_for_file(raster, phrase, model, folder)
                iou, judged = answer_iou(answer, truth), answer_objects(answer, truth)
                counts = judged.touching
                print(
                    f"{phrase:16} {len(truth.judged):7} {counts.matched:6} {counts.missed:6}"
                    f" {counts.invented:6} {counts.f1:6.3f} {judged.each.f1:6.3f} {iou:6.3f}"
                )
                rows.append({"seed": seed, "phrase": phrase, "iou": round(iou, 4), **asdict(judged)})
                if not truth.judged:
                    continue
                if target.noun in STUFF:
                    stuff.append(iou)
                else:
                    each, touching = each + judged.each, touching + judged.touching
                    f1s.append(judged.each.f1)
    record.values = {
        "f1_touching": touching.f1,
        "f1_each": each.f1,
        "f1_phrases": mean(f1s),
        "iou_stuff": mean(stuff),
    }
    record.details = {"each": asdict(each), "touching": asdict(touching), "phrases": rows}
    record.write(settings.out)


if __name__ == "__main__":
    main()
