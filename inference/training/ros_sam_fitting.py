"""Fits ROS-SAM frame by frame, and keeps it in the two files that the published training writes.

RUN/checkpoint_E/model.safetensors      the decoder of higher quality, after epoch E
RUN/checkpoint_E/model_1.safetensors    SAM with its LoRA
RUN/checkpoint_E/optimizer.pt           what only this training needs to go on
RUN/latest/...                          the same in the middle of an epoch
"""

from __future__ import annotations

import pickle  # for the name of its error  # nosec B403
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.random import PCG64, Generator
from safetensors.torch import save_file
from torch import Tensor

from ..errors import ModelError
from ..models.checkpoints import TORN
from ..models.ros_sam import MaskSource, RosSam
from ..models.ros_sam_checkpoints import build_ros_sam, find_weights, gather_weights, published_state_dicts
from ..models.ros_sam_lora import PUBLISHED_RANK, LoraQkv, add_lora
from .looping import Loop, replace_folder, save_whole
from .point_losses import MaskLoss, PointChoice, ros_sam_loss
from .ros_sam_augmenting import Augmentation, RosSamSample, sample_of
from .ros_sam_frames import Frames
from .ros_sam_turns import RosSamTraining, TakingTurns, unfreeze

LATEST = "latest"
_EPOCH = "checkpoint_"
_STATE = "optimizer.pt"
# A window that holds no object teaches nothing; another one is cut.
_TRIES = 10


@dataclass(frozen=True)
class RosSamRecipe:
    """Says how ROS-SAM is trained; the published numbers.

    Attributes:
        training: What is trained, and how fast.
        augmentation: How frames become samples.
        points: At how many points a mask is judged.
        seed: Order of the frames, windows and points all follow from it.
    """

    training: RosSamTraining = field(default_factory=RosSamTraining)
    augmentation: Augmentation = field(default_factory=Augmentation)
    points: PointChoice = field(default_factory=PointChoice)
    seed: int = 42

    @classmethod
    def as_coded(cls, seed: int = 42) -> RosSamRecipe:
        """Returns exactly what the published code does."""
        return cls(RosSamTraining(as_coded=True), Augmentation(as_coded=True), seed=seed)


def trainable_model(path: Path, rank: int = PUBLISHED_RANK, decoder_heads: int = 8, seed: int = 42) -> RosSam:
    """Returns the model of a checkpoint, its LoRA apart; new LoRA changes nothing yet.

    Args:
        path: SAM, HQ-SAM or ROS-SAM: a file, or the folder of a model.
        rank: Of new LoRA.
        decoder_heads: Attention heads of the decoder; no shape tells them.
        seed: Of the new weights.

    Raises:
        ModelError: Something is missing, damaged or does not fit.
    """
    torch.manual_seed(seed)
    weights = gather_weights(find_weights(path), allow_strangers=path.is_dir())
    model = build_ros_sam(weights, decoder_heads, keep_lora=True)
    if not any(isinstance(block.attn.qkv, LoraQkv) for block in model.image_encoder.blocks):
        add_lora(model.image_encoder, rank)
    # Whatever the weights answered with before: this is what is taught.
    model.mask_source = MaskSource.HQ
    return model


class RosSamFitter(Loop):
    """Fits a model to frames, one a step; everything that a resumed run needs is in its checkpoint.

    Args:
        model: From `trainable_model`; moved to the device.
        frames: In any order; each epoch has its own.
        recipe: How.
        device: Where.
    """

    def __init__(
        self,
        model: RosSam,
        frames: Frames,
        recipe: RosSamRecipe | None = None,
        device: torch.device | None = None,
    ) -> None:
        super().__init__()
        self.recipe = recipe or RosSamRecipe()
        self.device = device or torch.device("cpu")
        self.model = model.to(self.device)
        self.frames = frames
        self.turns = TakingTurns(unfreeze(model, self.recipe.training), self.recipe.training)

    @property
    def epoch(self) -> int:
        """Returns how many epochs are over."""
        return self.step // len(self.frames)

    def fit(self, until: int) -> None:
        """Takes steps up to the given one."""
        self.model.train()
        self.repeat(self._take_step, until)
        self.model.eval()

    def _take_step(self) -> dict[str, float]:
        # All that is random is drawn from the step, so that a resumed run does what an undisturbed one does.
        random = Generator(PCG64([self.recipe.seed, self.step]))
        torch.manual_seed(int(random.integers(1 << 62)))
        sample = self._sample(random)
        losses = {"entropy": 0.0, "dice": 0.0}
        if sample is not None:
            loss = self.loss_of(sample)
            self.turns.step(loss.total)
            losses = {"entropy": float(loss.entropy.detach()), "dice": float(loss.dice.detach())}
        self.step += 1
        if self.step % len(self.frames) == 0:
            self.turns.end_epoch()
        return losses

    def _sample(self, random: Generator) -> RosSamSample | None:
        """Returns the sample of this step, None where its frame teaches nothing."""
        epoch, place = divmod(self.step, len(self.frames))
        order = Generator(PCG64([self.recipe.seed, epoch, 1])).permutation(len(self.frames))
        frame = self.frames[int(order[place])]
        is_coded = self.recipe.augmentation.as_coded
        if not frame.is_taught(is_coded):
            return None
        for _ in range(1 if is_coded else _TRIES):
            sample = sample_of(frame, self.model.sizes.image_size_px, random, self.recipe.augmentation)
            if len(sample.boxes):
                return sample
        return None

    def loss_of(self, sample: RosSamSample) -> MaskLoss:
        """Returns the loss of a sample that holds at least one object: all its boxes share one embedding."""
        pixels = torch.from_numpy(np.ascontiguousarray(sample.pixels.transpose(2, 0, 1))).to(self.device)
        features = self.model.encode(self.model.preprocess(pixels))
        boxes = torch.from_numpy(sample.boxes).to(self.device)
        decoded = self.model.decode(features, self.model.prompt(boxes=boxes))
        if decoded.hq is None:
            raise ValueError("the model answers with SAM's mask, which is not what is taught")
        wanted = torch.from_numpy(np.ascontiguousarray(sample.masks)).unsqueeze(1).to(self.device)
        return ros_sam_loss(decoded.hq, wanted, self.recipe.points)

    def save(self, run: Path, name: str = LATEST) -> Path:
        """Writes a checkpoint, whole or not at all, and returns its folder.

        Args:
            run: Folder of the training.
            name: "latest"; "" names it by the epoch that is over.
        """
        folder = run / (name or f"{_EPOCH}{self.epoch - 1}")
        draft = run / f".{folder.name}.part"
        draft.mkdir(parents=True, exist_ok=True)
        for stem, part in zip(("model", "model_1"), published_state_dicts(self.model), strict=True):
            save_file(_plain(part), draft / f"{stem}.safetensors")
        save_whole(
            {"step": self.step, "history": self.history, "turns": self.turns.state_dict()}, draft / _STATE
        )
        replace_folder(draft, folder)
        self.write_curves(run)
        return folder

    def resume(self, folder: Path) -> None:
        """Goes on from a checkpoint whose weights the model has already.

        Raises:
            ModelError: It holds no state of a training, or that of another one.
        """
        try:
            state = torch.load(folder / _STATE, map_location=self.device, weights_only=True)
            self.turns.load_state_dict(state["turns"])
            self.step, self.history = state["step"], state["history"]
        except (*TORN, pickle.UnpicklingError) as error:
            raise ModelError(
                f"The training in {folder.name} cannot be continued",
                "Go on with the settings that it began with, or begin anew from its weights",
                repr(error),
            ) from error


def newest_checkpoint(run: Path) -> Path | None:
    """Returns the checkpoint of a run that is furthest, None where there is none."""
    states = [path for path in run.glob(f"*/{_STATE}") if not path.parent.name.startswith(".")]
    steps = {path.parent: int(torch.load(path, weights_only=True, mmap=True)["step"]) for path in states}
    return max(steps, key=lambda folder: steps[folder], default=None)


def _plain(tensors: Mapping[str, Tensor]) -> dict[str, Any]:
    return {key: value.detach().cpu().contiguous() for key, value in tensors.items()}
