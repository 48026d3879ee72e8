"""Holds the network of georefer-click: what clicks, boxes and former masks point at, in a small picture.

The image encoder is that of georefer-tiny's SAM half. In place of SAM's tokens a small U-Net reads, at each
of its levels, the image features, the prompts drawn as maps, and how much each place resembles the places
that were clicked. Maps of likeness tell a small network trained on few pictures what attention between
tokens and pixels has to learn from many.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional

from .conv_encoders import (
    ConvSamConfig,
    ConvSamEncoder,
    ResidualBlock,
    SamFeatures,
    conv_norm,
    upsample,
)

# Deviation of the bump that a click draws, in cells of the finest level (two pixels).
CLICK_DEVIATION = 1.5
# Wanted and unwanted clicks, the inside of the box, whether there is a box, the former logits, whether there
# are any.
PROMPT_MAPS = 6
# A box stands for as many wanted places on each of its axes.
BOX_GRID = 3
_FAR = -1e4


@dataclass(frozen=True)
class ClickNetConfig:
    """Sizes of the network.

    Attributes:
        encoder: Sizes of the image encoder.
        widths: Channels of the prompt network at strides 2, 4, 8, 16 and 32.
        likeness: Channels in which places are compared.
        image_size_px: Side of the square pictures that it was trained on.
    """

    encoder: ConvSamConfig
    widths: tuple[int, int, int, int, int] = (24, 48, 96, 128, 128)
    likeness: int = 32
    image_size_px: int = 256

    def to_json(self) -> dict[str, Any]:
        """Returns the sizes as JSON values."""
        return asdict(self)

    @staticmethod
    def from_json(values: Mapping[str, Any]) -> ClickNetConfig:
        """Returns the sizes from JSON values.

        Raises:
            KeyError: One is missing.
            TypeError: One is of another kind.
        """
        encoder = values["encoder"]
        half, quarter, eighth, sixteenth, deep = (int(width) for width in values["widths"])
        return ClickNetConfig(
            ConvSamConfig(
                tuple(encoder["widths"]), tuple(encoder["depths"]), int(encoder["output_channels"])
            ),
            (half, quarter, eighth, sixteenth, deep),
            int(values["likeness"]),
            int(values["image_size_px"]),
        )


@dataclass(frozen=True)
class Prompts:
    """Holds the prompts of N objects, in pixels of the picture as `interface.PointPrompts` counts them.

    Attributes:
        images: Index of the picture that each object lies in, int64, shape [N].
        xy_px: x and y of n points each, shape [N, n, 2]; n may be 0.
        signs: 1 is the object, 0 is not the object, -1 fills up, shape [N, n].
        boxes: Left, top, right and bottom, shape [N, 4]; not a number where an object has no box.
        logits: Former logits at stride 2, shape [N, H / 2, W / 2]; not a number where there are none.
    """

    images: Tensor
    xy_px: Tensor
    signs: Tensor
    boxes: Tensor
    logits: Tensor


class ClickNet(nn.Module):
    """Segments objects that are pointed at.

    Args:
        config: Sizes.
    """

    def __init__(self, config: ClickNetConfig) -> None:
        super().__init__()
        self.config = config
        half, quarter, eighth, sixteenth, deep = config.widths
        channels = config.encoder.output_channels
        self.encoder = ConvSamEncoder(config.encoder)
        self.compare = nn.ModuleList(
            nn.Conv2d(inner, config.likeness, 1) for inner in (channels // 8, channels // 4, channels)
        )
        self.read2 = conv_norm(channels // 8 + PROMPT_MAPS + 2, half)
        self.down4 = conv_norm(half, quarter, stride=2)
        self.read4 = conv_norm(channels // 4 + 2, quarter, kernel_size=1)
        self.refine4 = ResidualBlock(quarter)
        self.down8 = conv_norm(quarter, eighth, stride=2)
        self.read8 = conv_norm(channels + 2, eighth, kernel_size=1)
        self.refine8 = nn.Sequential(ResidualBlock(eighth), ResidualBlock(eighth))
        self.down16 = conv_norm(eighth, sixteenth, stride=2)
        self.refine16 = ResidualBlock(sixteenth)
        self.down32 = conv_norm(sixteenth, deep, stride=2)
        self.refine32 = ResidualBlock(deep)
        self.up16 = conv_norm(deep, sixteenth, kernel_size=1)
        self.join16 = ResidualBlock(sixteenth)
        self.up8 = conv_norm(sixteenth, eighth, kernel_size=1)
        self.join8 = ResidualBlock(eighth)
        self.up4 = conv_norm(eighth, quarter, kernel_size=1)
        self.join4 = ResidualBlock(quarter)
        self.up2 = conv_norm(quarter, half, kernel_size=1)
        self.join2 = ResidualBlock(half)
        self.mask = nn.Conv2d(half, 1, 1)
        self.judge = nn.Sequential(
            nn.Linear(2 * eighth + deep, eighth), nn.ReLU(inplace=True), nn.Linear(eighth, 1)
        )

    def embed(self, pixels: Tensor) -> SamFeatures:
        """Returns what no prompt changes.

        Args:
            pixels: Normalised as for SAM, shape [B, 3, H, W], H and W multiples of 32.
        """
        features: SamFeatures = self.encoder(pixels)
        return features

    def forward(self, features: SamFeatures, prompts: Prompts) -> tuple[Tensor, Tensor]:
        """Returns logits at stride 2, shape [N, H / 2, W / 2], and a guess of their IoU, shape [N]."""
        levels = [
            level for level in (features.half, features.quarter, features.embedding) if level is not None
        ]
        half, quarter, eighth = (level[prompts.images] for level in levels)
        likeness = []
        for order, (compare, level) in enumerate(zip(self.compare, levels, strict=True)):
            compared = functional.normalize(compare(level).float(), dim=1)[prompts.images]
            likeness.append(_likeness(compared, prompts, 2 << order))
        maps = prompt_maps(prompts, half.shape[-2], half.shape[-1]).to(half)
        at2 = _relu(self.read2(torch.cat([half, maps, likeness[0].to(half)], dim=1)))
        at4 = self.down4(at2) + self.read4(torch.cat([quarter, likeness[1].to(half)], dim=1))
        at4 = self.refine4(_relu(at4))
        at8 = self.down8(at4) + self.read8(torch.cat([eighth, likeness[2].to(half)], dim=1))
        at8 = self.refine8(_relu(at8))
        at16 = self.refine16(_relu(self.down16(at8)))
        at32 = self.refine32(_relu(self.down32(at16)))
        up = self.join16(_relu(at16 + upsample(self.up16(at32), at16)))
        up = self.join8(_relu(at8 + upsample(self.up8(up), at8)))
        judged = up
        up = self.join4(_relu(at4 + upsample(self.up4(up), at4)))
        up = self.join2(_relu(at2 + upsample(self.up2(up), at2)))
        logits = self.mask(up)[:, 0].float()
        return logits, self._judge(logits, judged.float(), at32.float())

    def _judge(self, logits: Tensor, features: Tensor, deep: Tensor) -> Tensor:
        """Returns how much of the masks is right, by what lies inside of them and around."""
        inside = functional.avg_pool2d(logits.detach().sigmoid().unsqueeze(1), 4)
        area = inside.sum(dim=(2, 3))
        held = (features * inside).sum(dim=(2, 3)) / (area + 1e-3)
        unsure = (features * (inside * (1 - inside))).sum(dim=(2, 3)) / (area + 1e-3)
        guess: Tensor = self.judge(torch.cat([held, unsure, deep.mean(dim=(2, 3))], dim=1))
        return guess[:, 0].sigmoid()


def _relu(features: Tensor) -> Tensor:
    return functional.relu(features, inplace=True)


def prompt_maps(prompts: Prompts, height: int, width: int) -> Tensor:
    """Returns prompts drawn as maps at stride 2, shape [N, PROMPT_MAPS, height, width]."""
    rows = (torch.arange(height, device=prompts.xy_px.device) + 0.5).view(1, height, 1)
    columns = (torch.arange(width, device=prompts.xy_px.device) + 0.5).view(1, 1, width)
    at = (prompts.xy_px.float() / 2).unsqueeze(-1).unsqueeze(-1)
    squared = (columns.unsqueeze(1) - at[:, :, 0]) ** 2 + (rows.unsqueeze(1) - at[:, :, 1]) ** 2
    bumps = torch.exp(-squared / (2 * CLICK_DEVIATION**2))
    signs = prompts.signs.unsqueeze(-1).unsqueeze(-1)
    empty = bumps.new_zeros(len(bumps), 1, height, width)
    drawn = [torch.cat([bumps * (signs == sign), empty], dim=1).amax(dim=1) for sign in (1, 0)]
    has_box = ~prompts.boxes.isnan().any(dim=1)
    left, top, right, bottom = (prompts.boxes / 2).nan_to_num().view(-1, 4, 1, 1).unbind(dim=1)
    # Cells that a side of the box crosses are inside in part.
    across = (columns - left + 0.5).clamp(0, 1) * (right - columns + 0.5).clamp(0, 1)
    along = (rows - top + 0.5).clamp(0, 1) * (bottom - rows + 0.5).clamp(0, 1)
    has_logits = ~prompts.logits.isnan().flatten(1).any(dim=1)
    former = torch.tanh(prompts.logits.nan_to_num() / 4) * has_logits.view(-1, 1, 1)
    flags = [flag.float().view(-1, 1, 1).expand_as(former) for flag in (has_box, has_logits)]
    box = across * along * has_box.view(-1, 1, 1)
    return torch.stack([drawn[0], drawn[1], box, flags[0], former, flags[1]], dim=1)


def _likeness(features: Tensor, prompts: Prompts, stride: int) -> Tensor:
    """Returns how like each place is to the likest wanted and the likest unwanted one, shape [N, 2, h, w]."""
    places, signs = _places(prompts)
    height, width = features.shape[-2:]
    size = torch.tensor([width * stride, height * stride], device=places.device)
    grid = (places / size * 2 - 1).unsqueeze(2)
    sampled = functional.grid_sample(features, grid, padding_mode="border", align_corners=False)[..., 0]
    like = torch.einsum("ncp,nchw->nphw", functional.normalize(sampled, dim=1), features)
    chosen = [like.masked_fill((signs != sign).view(*signs.shape, 1, 1), _FAR).amax(dim=1) for sign in (1, 0)]
    # Where there is no such place there is no likeness.
    return torch.stack([torch.where(one <= _FAR, torch.zeros_like(one), one) for one in chosen], dim=1)


def _places(prompts: Prompts) -> tuple[Tensor, Tensor]:
    """Returns points and, for objects without a wanted one, a few inside their box; [N, n, 2] and [N, n]."""
    steps = (torch.arange(BOX_GRID, device=prompts.boxes.device) + 1) / (BOX_GRID + 1)
    y, x = torch.meshgrid(steps, steps, indexing="ij")
    share = torch.stack([x, y], dim=-1).view(1, -1, 2)
    corner, end = prompts.boxes[:, None, :2], prompts.boxes[:, None, 2:]
    inside = (corner + share * (end - corner)).nan_to_num()
    uses_box = ~prompts.boxes.isnan().any(dim=1) & ~(prompts.signs == 1).any(dim=1)
    signs = torch.where(uses_box.view(-1, 1), 1, -1).expand(-1, BOX_GRID**2)
    return torch.cat([prompts.xy_px.float(), inside.float()], dim=1), torch.cat(
        [prompts.signs, signs.to(prompts.signs)], dim=1
    )
