"""Trains georefer-click: `python -m georefer.inference.training.click_train`, part of `make train`.

It begins from the image encoder of a trained georefer-tiny, uses the drawn scenes of that model's run,
resumes from the last checkpoint, and judges itself on scenes that are never learned from.
"""

from __future__ import annotations

import argparse
import json
import logging
from pathlib import Path

import torch

from ..models.bundle import load_bundle
from ..models.catalog import model_folder
from ..models.click_net import ClickNet
from .click_evaluation import judge, samples_to_judge
from .click_feeding import ClickFeeder
from .click_fitting import ClickFitter
from .click_recipe import DECAY_STEPS, IMAGE_SIZE_PX, LEARNING_RATE, PHASES, click_config
from .click_sampling import ClickSampler
from .fitting import Schedule
from .pool import load_scene
from .train import VALIDATION_SEED, real_imagery

log = logging.getLogger(__name__)


def parse() -> argparse.Namespace:
    """Returns the command line's settings."""
    parser = argparse.ArgumentParser(description="Trains the bundled model for clicks.")
    parser.add_argument("--run", type=Path, default=Path("training-runs/georefer-click"))
    parser.add_argument("--scenes", type=Path, default=Path("training-runs/georefer-tiny"))
    parser.add_argument(
        "--encoder",
        type=Path,
        default=model_folder("georefer-tiny"),
        help="folder of the model whose image encoder is taken over",
    )
    parser.add_argument("--learning-rate", type=float, default=LEARNING_RATE)
    parser.add_argument("--real", type=Path, help="folder of real labelled imagery")
    parser.add_argument("--real-share", type=float, default=0.2)
    parser.add_argument("--seed", type=int, default=11)
    parser.add_argument("--evaluate-every", type=int, default=500)
    parser.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    return parser.parse_args()


def fresh_model(encoder: Path | None) -> ClickNet:
    """Returns a model that has learned nothing but, where one is named, another model's image encoder."""
    model = ClickNet(click_config())
    if encoder is not None:
        model.encoder.load_state_dict(load_bundle(encoder).model.backbone.model.state_dict())
    return model


def main() -> None:
    """Trains until the last step and writes a checkpoint at every evaluation."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    settings = parse()
    settings.run.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(settings.seed)
    device = torch.device(settings.device)
    schedule = Schedule(PHASES[-1].until_step, decay_steps=DECAY_STEPS, learning_rate=settings.learning_rate)
    fitter = ClickFitter(fresh_model(settings.encoder), schedule, device)
    checkpoint = settings.run / "checkpoint.pt"
    if checkpoint.exists():
        fitter.resume(checkpoint)
        log.info("resumed at step %d", fitter.step)
    scenes = [load_scene(path) for path in sorted((settings.scenes / "validation").glob("scene-*.npz"))]
    judged = samples_to_judge(scenes, IMAGE_SIZE_PX, VALIDATION_SEED)
    real = real_imagery(settings.real)
    for phase in (phase for phase in PHASES if fitter.step < phase.until_step):
        sampler = ClickSampler(phase.crop_px, phase.objects)
        feeder = ClickFeeder(settings.scenes / "pool", real, sampler, settings.real_share, phase.batch_size)
        batches = feeder.batches(settings.seed + fitter.step)
        while fitter.step < phase.until_step:
            fitter.fit(batches, min(phase.until_step, fitter.step + settings.evaluate_every))
            fitter.save(checkpoint)
            summary = judge(fitter.averaged, judged, device)
            log.info("step %d validation %s", fitter.step, summary)
            with (settings.run / "validation.jsonl").open("a", encoding="utf-8") as stream:
                stream.write(json.dumps({"step": fitter.step, **summary}) + "\n")


if __name__ == "__main__":
    main()
