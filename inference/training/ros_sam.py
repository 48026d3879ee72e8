"""Trains ROS-SAM: `python -m georefer.inference.training.ros_sam DATA --start sam_vit_l_0b3195.pth`.

DATA holds frames as `ros_sam_frames` describes them. A run that was broken off goes on by the same command.
Each `checkpoint_E` in its folder is a model: `georefer models add RUN/checkpoint_23`.
"""

from __future__ import annotations

import argparse
import json
import logging
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from ..errors import GeoReferError
from ..models.ros_sam import RosSam
from ..models.ros_sam_crops import paste
from ..models.ros_sam_lora import PUBLISHED_RANK
from ..models.ros_sam_zooming import segment_boxes
from .metrics import boundary_iou, count_pair
from .ros_sam_fitting import RosSamFitter, RosSamRecipe, newest_checkpoint, trainable_model
from .ros_sam_frames import Frame, FrameFolder
from .ros_sam_turns import RosSamTraining

log = logging.getLogger(__name__)


def parse(arguments: Sequence[str] | None = None) -> argparse.Namespace:
    """Returns the command line's settings."""
    parser = argparse.ArgumentParser(description="Trains ROS-SAM.")
    parser.add_argument("data", type=Path, help="folder with train/ and val/")
    parser.add_argument("--start", type=Path, help="SAM, HQ-SAM or ROS-SAM to begin with")
    parser.add_argument("--run", type=Path, default=Path("training-runs/ros-sam"))
    parser.add_argument("--epochs", type=int, default=48)
    parser.add_argument("--rank", type=int, default=PUBLISHED_RANK, help="of LoRA, where the start has none")
    parser.add_argument("--decoder-heads", type=int, default=8)
    parser.add_argument("--encoder-rate", type=float, default=RosSamTraining.encoder_rate)
    parser.add_argument("--decoder-rate", type=float, default=RosSamTraining.decoder_rate)
    parser.add_argument("--as-coded", action="store_true", help="do exactly what the published code does")
    parser.add_argument("--train-sam-decoder", action="store_true", help="as the paper says")
    parser.add_argument("--save-every", type=int, default=500, help="steps between two states of an epoch")
    parser.add_argument(
        "--judged", type=int, default=50, help="frames of val/ judged after an epoch, 0: none"
    )
    parser.add_argument("--seed", type=int, default=42)
    parser.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    return parser.parse_args(arguments)


def recipe_of(settings: argparse.Namespace) -> RosSamRecipe:
    """Returns how the settings want it trained."""
    training = RosSamTraining(
        encoder_rate=settings.encoder_rate,
        decoder_rate=settings.decoder_rate,
        as_coded=settings.as_coded,
        trains_sam_decoder=settings.train_sam_decoder,
    )
    usual = RosSamRecipe.as_coded() if settings.as_coded else RosSamRecipe()
    return RosSamRecipe(training, usual.augmentation, usual.points, settings.seed)


def judge(model: RosSam, frames: Sequence[Frame]) -> dict[str, float]:
    """Returns mean IoU and boundary IoU of frames, all objects of a frame as one mask.

    Frames without a box for each mask are left out.
    """
    pairs = [(union_of(model, frame), frame.union()) for frame in frames if frame.is_taught()]
    scores = [(count_pair(found, true).iou, boundary_iou(found, true)) for found, true in pairs]
    means = np.nanmean(np.array(scores), axis=0) if scores else (np.nan, np.nan)
    return {"frames": len(scores), "iou": float(means[0]), "boundary_iou": float(means[1])}


def union_of(model: RosSam, frame: Frame) -> NDArray[np.bool_]:
    """Returns where a model sees the boxed objects of a frame, each in a window of its own."""
    height, width = frame.image.shape[:2]
    found = segment_boxes(model, frame.image, frame.boxes)
    union = paste([one.crop_mask for one in found], [one.crop for one in found], height, width)
    return union.astype(np.bool_)


def train(settings: argparse.Namespace) -> Path:
    """Trains until the last epoch and returns its checkpoint.

    Raises:
        GeoReferError: Data or weights are missing or damaged.
    """
    frames = FrameFolder(settings.data, "train")
    held = FrameFolder(settings.data, "val") if settings.judged else None
    begun = newest_checkpoint(settings.run)
    start = begun or settings.start
    if start is None:
        raise GeoReferError("There is no model to begin with", "Name a SAM, HQ-SAM or ROS-SAM with --start")
    model = trainable_model(start, settings.rank, settings.decoder_heads, settings.seed)
    fitter = RosSamFitter(model, frames, recipe_of(settings), torch.device(settings.device))
    if begun is not None:
        fitter.resume(begun)
        log.info("resumed at step %d", fitter.step)
    kept = begun or settings.run
    while fitter.epoch < settings.epochs:
        end = (fitter.epoch + 1) * len(frames)
        fitter.fit(min(end, fitter.step + settings.save_every))
        kept = fitter.save(settings.run, "" if fitter.step == end else "latest")
        if fitter.step == end and held is not None:
            _write_scores(settings.run, fitter, [held[one] for one in _spread(len(held), settings.judged)])
    return kept


def _spread(count: int, wanted: int) -> list[int]:
    """Returns numbers spread evenly over a count."""
    return sorted(set(np.linspace(0, count - 1, min(count, wanted)).round().astype(int).tolist()))


def _write_scores(run: Path, fitter: RosSamFitter, frames: Sequence[Frame]) -> None:
    scores = {"epoch": fitter.epoch, "step": fitter.step, **judge(fitter.model, frames)}
    log.info("validation %s", scores)
    with (run / "validation.jsonl").open("a", encoding="utf-8") as stream:
        stream.write(json.dumps(scores) + "\n")


def main() -> int:
    """Trains as the command line says."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    try:
        train(parse())
    except GeoReferError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
