"""Small convolutional encoders that stand in for SAM's and SigLIP's image towers in georefer-tiny.

Dense 3x3 convolutions run near the peak rate of a CPU, where window attention does not; a small model
trained from scratch also needs the locality that they bring.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional


@dataclass(frozen=True)
class ConvSamConfig:
    """Sizes of the convolutional SAM encoder.

    Attributes:
        widths: Channels at strides 2, 4, 8, 16 and 32.
        depths: Residual blocks at strides 4, 8, 16 and 32.
        output_channels: Channels of the image embedding at stride 8.
    """

    widths: tuple[int, int, int, int, int]
    depths: tuple[int, int, int, int]
    output_channels: int


@dataclass(frozen=True)
class ConvClipConfig:
    """Sizes of the convolutional CLIP encoder.

    Attributes:
        widths: Channels at strides 4, 8 and 16.
        depths: Residual blocks at strides 8 and 16.
        output_channels: Channels of the patch features at stride 8.
    """

    widths: tuple[int, int, int]
    depths: tuple[int, int]
    output_channels: int


@dataclass(frozen=True)
class SamFeatures:
    """Holds what a SAM decoder reads of an image.

    Attributes:
        embedding: Image embedding, shape [B, C, h, w].
        quarter: Skip features at twice the grid of the embedding, or None, shape [B, C / 4, 2h, 2w].
        half: Skip features at four times the grid, or None, shape [B, C / 8, 4h, 4w].
    """

    embedding: Tensor
    quarter: Tensor | None = None
    half: Tensor | None = None

    def take(self, indices: Sequence[int]) -> SamFeatures:
        """Returns the features of some of the images."""
        chosen = list(indices)
        quarter = None if self.quarter is None else self.quarter[chosen]
        half = None if self.half is None else self.half[chosen]
        return SamFeatures(self.embedding[chosen], quarter, half)

    @staticmethod
    def join(parts: Sequence[SamFeatures]) -> SamFeatures:
        """Returns the features of several batches as one."""
        quarters = [part.quarter for part in parts if part.quarter is not None]
        halves = [part.half for part in parts if part.half is not None]
        return SamFeatures(
            torch.cat([part.embedding for part in parts]),
            torch.cat(quarters) if quarters else None,
            torch.cat(halves) if halves else None,
        )

    def repeat(self, times: int) -> SamFeatures:
        """Returns the features with one entry for each of the phrases asked of an image."""
        quarter = None if self.quarter is None else repeat_images(self.quarter, times)
        half = None if self.half is None else repeat_images(self.half, times)
        return SamFeatures(repeat_images(self.embedding, times), quarter, half)


def repeat_images(features: Tensor, times: int) -> Tensor:
    """Returns features with every entry of the batch repeated in place, shape [B * times, ...]."""
    if times == 1:
        return features
    # Expanding has a cheaper gradient (a sum) than indexing (a scattered write).
    return features.unsqueeze(1).expand(-1, times, *features.shape[1:]).flatten(0, 1)


def conv_norm(channels_in: int, channels_out: int, stride: int = 1, kernel_size: int = 3) -> nn.Sequential:
    """Returns a convolution without bias and a batch normalisation."""
    return nn.Sequential(
        nn.Conv2d(channels_in, channels_out, kernel_size, stride, kernel_size // 2, bias=False),
        nn.BatchNorm2d(channels_out),
    )


class ResidualBlock(nn.Module):
    """Two 3x3 convolutions beside an identity path."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.first = conv_norm(channels, channels)
        self.second = conv_norm(channels, channels)

    def forward(self, features: Tensor) -> Tensor:
        """Returns features of the same shape."""
        inner = functional.relu(self.first(features), inplace=True)
        return functional.relu(features + self.second(inner), inplace=True)


class Stage(nn.Module):
    """Halves the grid and refines it."""

    def __init__(self, channels_in: int, channels_out: int, depth: int) -> None:
        super().__init__()
        self.down = conv_norm(channels_in, channels_out, stride=2)
        self.blocks = nn.Sequential(*[ResidualBlock(channels_out) for _ in range(depth)])

    def forward(self, features: Tensor) -> Tensor:
        """Returns features at half the grid, shape [B, channels_out, H / 2, W / 2]."""
        output: Tensor = self.blocks(functional.relu(self.down(features), inplace=True))
        return output


def upsample(features: Tensor, like: Tensor) -> Tensor:
    """Returns features resized bilinearly to the grid of another tensor."""
    return functional.interpolate(features, size=like.shape[-2:], mode="bilinear", align_corners=False)


class ConvSamEncoder(nn.Module):
    """Encodes an image for the mask decoder: an embedding at stride 8 and skips at strides 4 and 2."""

    def __init__(self, config: ConvSamConfig) -> None:
        super().__init__()
        half, quarter, eighth, sixteenth, thirtysecond = config.widths
        channels = config.output_channels
        self.stem = conv_norm(3, half, stride=2)
        self.refine_stem = conv_norm(half, half)
        self.stage4 = Stage(half, quarter, config.depths[0])
        self.stage8 = Stage(quarter, eighth, config.depths[1])
        self.stage16 = Stage(eighth, sixteenth, config.depths[2])
        self.stage32 = Stage(sixteenth, thirtysecond, config.depths[3])
        self.lateral32 = conv_norm(thirtysecond, sixteenth, kernel_size=1)
        self.merge16 = conv_norm(sixteenth, channels)
        self.lateral8 = conv_norm(eighth, channels, kernel_size=1)
        self.merge8 = conv_norm(channels, channels)
        self.neck = nn.Conv2d(channels, channels, 1)
        self.to_quarter = nn.Conv2d(quarter, channels // 4, 1)
        self.to_half = nn.Conv2d(half, channels // 8, 1)

    def forward(self, pixels: Tensor) -> SamFeatures:
        """Returns decoder features of normalised pixels.

        Args:
            pixels: Shape [B, 3, H, W], H and W multiples of 32.
        """
        half = functional.relu(self.stem(pixels), inplace=True)
        half = functional.relu(self.refine_stem(half), inplace=True)
        quarter = self.stage4(half)
        eighth = self.stage8(quarter)
        sixteenth = self.stage16(eighth)
        deep = self.lateral32(self.stage32(sixteenth))
        sixteenth = functional.relu(sixteenth + upsample(deep, sixteenth), inplace=True)
        merged = self.merge16(sixteenth)
        eighth = functional.relu(self.lateral8(eighth) + upsample(merged, eighth), inplace=True)
        eighth = functional.relu(self.merge8(eighth), inplace=True)
        return SamFeatures(self.neck(eighth), self.to_quarter(quarter), self.to_half(half))


class ConvClipEncoder(nn.Module):
    """Encodes an image for comparison with words: patch features at stride 8."""

    def __init__(self, config: ConvClipConfig) -> None:
        super().__init__()
        quarter, eighth, sixteenth = config.widths
        channels = config.output_channels
        self.stem = conv_norm(3, quarter // 2, stride=2)
        self.down4 = conv_norm(quarter // 2, quarter, stride=2)
        self.stage8 = Stage(quarter, eighth, config.depths[0])
        self.stage16 = Stage(eighth, sixteenth, config.depths[1])
        self.context = Stage(sixteenth, sixteenth, 1)
        self.lateral8 = conv_norm(eighth, channels, kernel_size=1)
        self.lateral16 = conv_norm(sixteenth, channels, kernel_size=1)
        self.lateral32 = conv_norm(sixteenth, channels, kernel_size=1)
        self.merge = conv_norm(channels, channels)
        self.head = nn.Conv2d(channels, channels, 1)

    def forward(self, pixels: Tensor) -> Tensor:
        """Returns patch features of normalised pixels, shape [B, D, H / 8, W / 8]."""
        features = functional.relu(self.stem(pixels), inplace=True)
        features = functional.relu(self.down4(features), inplace=True)
        eighth = self.stage8(features)
        sixteenth = self.stage16(eighth)
        context = self.context(sixteenth)
        fused = (
            self.lateral8(eighth)
            + upsample(self.lateral16(sixteenth), eighth)
            + upsample(self.lateral32(context), eighth)
        )
        fused = functional.relu(self.merge(functional.relu(fused)), inplace=True)
        output: Tensor = self.head(fused)
        return output
