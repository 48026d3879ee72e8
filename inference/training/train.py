"""Trains georefer-tiny: `python -m georefer.inference.training.train`, which is what `make train` calls.

It draws scenes in processes of their own, fits as soon as the first are there, resumes from the last
checkpoint, and writes curves. `export` turns the last checkpoint into the bundled model.
"""

from __future__ import annotations

import argparse
import json
import logging
import subprocess
import sys
import time
from itertools import islice
from pathlib import Path

import torch

from ..errors import ModelError
from ..models.bundle import load_bundle
from ..models.rsrefseg import RSRefSeg
from ..models.word_tokenizer import WordTokenizer
from .evaluation import evaluate
from .feeding import Feeder
from .fitting import Fitter, Schedule
from .phrases import load_vocabulary
from .real import load_scene, real_scenes, sampling_chances
from .recipe import DECAY_STEPS, IMAGE_SIZE_PX, PHASES, TOKEN_LENGTH, tiny_config
from .sampling import SceneSampler
from .scene import Scene

log = logging.getLogger(__name__)

# Validation scenes have seeds that no training scene can reach.
VALIDATION_SEED = 50_000_000
FEWEST_SCENES = 200
JUDGED_AT_ONCE = 12


def parse() -> argparse.Namespace:
    """Returns the command line's settings."""
    parser = argparse.ArgumentParser(description="Trains the bundled model.")
    parser.add_argument("--run", type=Path, default=Path("training-runs/georefer-tiny"))
    parser.add_argument("--learning-rate", type=float, default=2e-3)
    parser.add_argument("--phrases", type=int, default=2, help="phrases asked of each image")
    parser.add_argument("--scenes", type=int, default=2_400)
    parser.add_argument("--scene-size-px", type=int, default=512)
    parser.add_argument("--drawers", type=int, default=1, help="processes that draw scenes, 0 for none")
    parser.add_argument("--real", type=Path, help="folder of real labelled imagery")
    parser.add_argument("--real-share", type=float, default=0.25)
    parser.add_argument("--start", type=Path, help="model folder to go on from instead of random weights")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--evaluate-every", type=int, default=200)
    parser.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    return parser.parse_args()


def start_drawing(settings: argparse.Namespace) -> list[subprocess.Popen[bytes]]:
    """Starts the processes that draw scenes into the run's pool."""
    module = "georefer.inference.training.pool"
    jobs = [(settings.run / "validation", VALIDATION_SEED, 60, 1, 0)]
    for number in range(settings.drawers):
        jobs.append((settings.run / "pool", 0, settings.scenes, settings.drawers, number))
    processes = []
    for folder, first, count, step, offset in jobs:
        command = [sys.executable, "-m", module, str(folder), "--first-seed", str(first + offset)]
        command += ["--count", str(count - offset), "--step", str(step)]
        command += ["--size-px", str(settings.scene_size_px)]
        processes.append(subprocess.Popen(command))  # noqa: S603 - our own module, our own arguments
    return processes


def wait_for_scenes(folder: Path, fewest: int, drawing: list[subprocess.Popen[bytes]]) -> None:
    """Returns when enough scenes are there, or raises where drawing has failed."""
    while len(list(folder.glob("scene-*.npz"))) < fewest:
        if not drawing or all(process.poll() is not None for process in drawing):
            raise RuntimeError(f"drawing ended with fewer than {fewest} scenes in {folder}")
        time.sleep(2)


def known_model(folder: Path) -> RSRefSeg:
    """Returns the model of a folder, to be trained further.

    Raises:
        ModelError: The folder holds no whole model, or one with another vocabulary.
    """
    bundle = load_bundle(folder)
    if bundle.card.vocabulary != frozenset(load_vocabulary().words()):
        raise ModelError(
            f"The model in {folder} has learned other words",
            "Train anew, or from a model with the same lexicon",
        )
    return bundle.model


def real_imagery(folder: Path | None) -> list[tuple[Scene, float]]:
    """Returns real scenes, each with its chance of being chosen."""
    if folder is None:
        return []
    sources = [source for source in real_scenes(folder) if source.split == "train"]
    return list(zip(map(load_scene, sources), sampling_chances(sources), strict=True))


def main() -> None:
    """Trains until the last step and writes a checkpoint at every evaluation."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    settings = parse()
    settings.run.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(settings.seed)
    vocabulary = load_vocabulary()
    tokenizer = WordTokenizer(vocabulary.words(), TOKEN_LENGTH)
    schedule = Schedule(PHASES[-1].until_step, decay_steps=DECAY_STEPS, learning_rate=settings.learning_rate)
    device = torch.device(settings.device)
    model = RSRefSeg(tiny_config(tokenizer.size)) if settings.start is None else known_model(settings.start)
    fitter = Fitter(model, tokenizer, schedule, device)
    checkpoint = settings.run / "checkpoint.pt"
    if checkpoint.exists():
        fitter.resume(checkpoint)
        log.info("resumed at step %d", fitter.step)
    drawing = start_drawing(settings)
    wait_for_scenes(settings.run / "validation", 60, drawing)
    wait_for_scenes(settings.run / "pool", min(FEWEST_SCENES, settings.scenes), drawing)
    judge = SceneSampler(vocabulary, IMAGE_SIZE_PX, settings.phrases)
    validation = Feeder(settings.run / "validation", [], judge, 0.0, JUDGED_AT_ONCE)
    judged = list(islice(validation.batches(VALIDATION_SEED), 40))
    real = real_imagery(settings.real)
    for phase in (phase for phase in PHASES if fitter.step < phase.until_step):
        sampler = SceneSampler(vocabulary, phase.crop_px, settings.phrases)
        feeder = Feeder(settings.run / "pool", real, sampler, settings.real_share, phase.batch_size)
        batches = feeder.batches(settings.seed + fitter.step)
        while fitter.step < phase.until_step:
            until = min(phase.until_step, fitter.step + settings.evaluate_every)
            fitter.fit(batches, until, phase.decodes)
            fitter.save(checkpoint)
            summary = evaluate(fitter.averaged, tokenizer, judged, device).summary()
            log.info("step %d validation %s", fitter.step, summary)
            with (settings.run / "validation.jsonl").open("a", encoding="utf-8") as stream:
                stream.write(json.dumps({"step": fitter.step, **summary}) + "\n")


if __name__ == "__main__":
    main()
