"""States the recipe of georefer-click: sizes, data and schedule, in one place."""

from __future__ import annotations

from dataclasses import dataclass

from ..models.click_net import ClickNetConfig
from ..models.conv_encoders import ConvSamConfig

IMAGE_SIZE_PX = 256
DECAY_STEPS = 2000
LEARNING_RATE = 1.5e-3
# Of the scenes; samples of them are enlarged four times at most.
GSD_RANGE_M = (0.05, 2.0)


@dataclass(frozen=True)
class ClickPhase:
    """Is a part of the training with samples of one size.

    Attributes:
        until_step: Step at which the phase ends.
        crop_px: Side of the samples.
        batch_size: Pictures a step.
        objects: Objects of each picture.
    """

    until_step: int
    crop_px: int
    batch_size: int
    objects: int


PHASES = (
    ClickPhase(5_400, 128, 16, 2),
    ClickPhase(6_200, 192, 10, 3),
)


def click_config() -> ClickNetConfig:
    """Returns the sizes of georefer-click; its encoder is that of georefer-tiny's SAM half."""
    return ClickNetConfig(
        encoder=ConvSamConfig(widths=(24, 64, 112, 144, 144), depths=(2, 2, 2, 1), output_channels=128),
        image_size_px=IMAGE_SIZE_PX,
    )
