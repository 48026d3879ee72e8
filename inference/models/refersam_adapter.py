"""ReferSAM's vision-language interactor: a convolutional branch and words, beside SAM's image encoder."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import torch
from torch import Tensor, nn
from torch.nn import functional

from .refersam_attention import (
    EPSILON,
    DeformableAttention,
    Grid,
    LevelAttention,
    Perceptron,
    cell_centres,
)
from .refersam_sizes import AdapterSizes
from .token_attention import AttentionWidths, TokenAttention

Observer = Callable[[str, Tensor], None]


def ignore(name: str, value: Tensor) -> None:
    """Takes note of nothing."""
    del name, value


@dataclass(frozen=True)
class Interplay:
    """Holds what the three sides know between two interactions.

    Attributes:
        image: Tokens X of SAM's encoder, shape [B, h, w, D].
        cells: Tokens A of the convolutional branch at strides 8, 16 and 32, shape [B, n, D].
        words: Tokens Y, the words and then the context, shape [B, L + c, T].
        word_mask: Which tokens of Y are real, bool, shape [B, L + c].
    """

    image: Tensor
    cells: Tensor
    words: Tensor
    word_mask: Tensor


@dataclass(frozen=True)
class Pyramid:
    """Holds the geometry of the convolutional branch.

    Attributes:
        grids: Rows and columns at strides 8, 16 and 32.
        centres: Places of all cells, shape [n, 2].
        position: Their position code, shape [1, n, D].
        image_grid: Rows and columns of SAM's encoder.
    """

    grids: tuple[Grid, ...]
    centres: Tensor
    position: Tensor
    image_grid: Grid

    def split(self, cells: Tensor) -> list[Tensor]:
        """Returns the cells of each level."""
        return list(torch.split(cells, [rows * columns for rows, columns in self.grids], dim=1))


def norm_group(channels: int) -> nn.GroupNorm:
    """Returns a normalisation over all channels together."""
    return nn.GroupNorm(1, channels, eps=EPSILON)


def _stage(channels_in: int, channels_out: int, stride: int) -> list[nn.Module]:
    conv = nn.Conv2d(channels_in, channels_out, 3, stride=stride, padding=1, bias=False)
    return [conv, norm_group(channels_out), nn.ReLU()]


class SpatialPrior(nn.Module):
    """The convolutional branch: what is fine in the picture, which SAM's encoder no longer sees."""

    def __init__(self, channels: int, width: int) -> None:
        super().__init__()
        self.stem = nn.Sequential(
            *_stage(3, channels, 2), *_stage(channels, channels, 1), *_stage(channels, channels, 1)
        )
        self.conv2 = nn.Sequential(*_stage(channels, 2 * channels, 2))
        self.conv3 = nn.Sequential(*_stage(2 * channels, 4 * channels, 2))
        self.conv4 = nn.Sequential(*_stage(4 * channels, 4 * channels, 2))
        self.fc2 = nn.Conv2d(2 * channels, width, 1)
        self.fc3 = nn.Conv2d(4 * channels, width, 1)
        self.fc4 = nn.Conv2d(4 * channels, width, 1)

    def forward(self, images: Tensor) -> tuple[Tensor, list[Tensor]]:
        """Returns features at stride 4, shape [B, c, H / 4, W / 4], and maps [B, D, ...] at 8, 16, 32."""
        quarter = functional.max_pool2d(self.stem(images), 3, stride=2, padding=1)
        second = self.conv2(quarter)
        third = self.conv3(second)
        fourth = self.conv4(third)
        return quarter, [self.fc2(second), self.fc3(third), self.fc4(fourth)]


class Injector(nn.Module):
    """Lets SAM's encoder look at the convolutional branch."""

    def __init__(self, width: int, sizes: AdapterSizes) -> None:
        super().__init__()
        self.gamma = nn.Parameter(torch.full((width,), 1e-6))
        self.query_norm = nn.LayerNorm(width, eps=EPSILON)
        self.attn = DeformableAttention(width, sizes.deform_num_heads, 3, sizes.n_points, sizes.deform_ratio)

    def forward(self, image: Tensor, cells: Tensor, pyramid: Pyramid) -> Tensor:
        """Returns the tokens of the encoder, shape [B, h, w, D]."""
        flat = image.flatten(1, 2)
        places = cell_centres([pyramid.image_grid], image.device)
        seen = self.attn(self.query_norm(flat), places, cells, pyramid.grids)
        output: Tensor = (flat + self.gamma * seen).view_as(image)
        return output


class Extractor(nn.Module):
    """Lets the convolutional branch look at SAM's encoder."""

    def __init__(self, width: int, sizes: AdapterSizes) -> None:
        super().__init__()
        self.query_norm = nn.LayerNorm(width, eps=EPSILON)
        self.value_norm = nn.LayerNorm(width, eps=EPSILON)
        self.attn = DeformableAttention(width, sizes.deform_num_heads, 1, sizes.n_points, sizes.deform_ratio)

    def forward(self, cells: Tensor, image: Tensor, pyramid: Pyramid) -> Tensor:
        """Returns the cells, shape [B, n, D]."""
        values = self.value_norm(image.flatten(1, 2))
        seen = self.attn(cells, pyramid.centres, values, [pyramid.image_grid])
        # Named after its query, it normalises the result.
        output: Tensor = self.query_norm(seen + cells)
        return output


class WordsAndCells(nn.Module):
    """Lets words look at cells and then cells at words."""

    def __init__(self, text_width: int, width: int, sizes: AdapterSizes) -> None:
        super().__init__()
        inner, heads = sizes.vl_dim, sizes.deform_num_heads
        # Called p2l in the published code; the words look at themselves.
        self.p2l_cross_attn = TokenAttention(AttentionWidths(text_width, text_width, inner, heads))
        self.l2v_cross_attn = LevelAttention(AttentionWidths(text_width, width, inner, heads))
        self.v2l_cross_attn = TokenAttention(AttentionWidths(width, text_width, inner, heads))
        self.prompt_mlp = Perceptron(text_width, int(text_width * sizes.cffn_ratio))
        self.vis_mlp = Perceptron(width, int(width * sizes.cffn_ratio))
        self.l_norm1, self.l_norm2, self.l_norm3 = (nn.LayerNorm(text_width, eps=EPSILON) for _ in range(3))
        self.v_norm1, self.v_norm2 = (nn.LayerNorm(width, eps=EPSILON) for _ in range(2))
        self.gamma_l2v = nn.Parameter(torch.ones(1, 1, text_width))
        self.gamma_v2l = nn.Parameter(torch.ones(1, 1, width))

    def forward(self, words: Tensor, cells: Tensor, mask: Tensor, pyramid: Pyramid) -> tuple[Tensor, Tensor]:
        """Returns words [B, L + c, T] and cells [B, n, D]."""
        words = self.l_norm2(words + self.p2l_cross_attn(words, words, words, mask))
        placed = cells + pyramid.position
        seen = self.l2v_cross_attn.look(words, pyramid.split(placed), pyramid.split(cells))
        words = self.l_norm1(words + self.gamma_l2v * seen)
        words = self.l_norm3(words + self.prompt_mlp(words))
        heard = self.v2l_cross_attn(placed, words, words, mask)
        cells = self.v_norm1(cells + self.gamma_v2l * heard)
        return words, self.v_norm2(cells + self.vis_mlp(cells))


class Interaction(nn.Module):
    """One exchange between SAM's encoder, the convolutional branch and the words."""

    def __init__(self, text_width: int, width: int, sizes: AdapterSizes, extra_layers: int) -> None:
        super().__init__()
        self.injector = Injector(width, sizes)
        self.extractor = Extractor(width, sizes)
        self.vl_extractor = WordsAndCells(text_width, width, sizes)
        if extra_layers:
            self.extra_extractors = nn.ModuleList([Extractor(width, sizes) for _ in range(extra_layers)])
            self.extra_vl_extractors = nn.ModuleList(
                [WordsAndCells(text_width, width, sizes) for _ in range(extra_layers)]
            )
        self.extra_layers = extra_layers

    def forward(
        self, now: Interplay, blocks: Sequence[nn.Module], pyramid: Pyramid, observe: Observer = ignore
    ) -> Interplay:
        """Returns what the sides know after the given blocks of SAM's encoder."""
        image = self.injector(now.image, now.cells, pyramid)
        observe("X_injected", image.flatten(1, 2))
        for block in blocks:
            image = block(image)
        observe("X", image)
        now = replace(now, image=image)
        now = self._exchange(now, self.extractor, self.vl_extractor, (pyramid, "", observe))
        for layer in range(self.extra_layers):
            pair = self.extra_extractors[layer], self.extra_vl_extractors[layer]
            now = self._exchange(now, *pair, (pyramid, f"extra.{layer}.", observe))
        return now

    @staticmethod
    def _exchange(
        now: Interplay, extract: nn.Module, mix: nn.Module, around: tuple[Pyramid, str, Observer]
    ) -> Interplay:
        pyramid, prefix, observe = around
        cells = extract(now.cells, now.image, pyramid)
        observe(f"{prefix}A_extracted", cells)
        words, cells = mix(now.words, cells, now.word_mask, pyramid)
        observe(f"{prefix}A", cells)
        observe(f"{prefix}Y", words)
        return replace(now, cells=cells, words=words)
