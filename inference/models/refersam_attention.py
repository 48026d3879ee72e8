"""The attentions of ReferSAM that know of levels of a picture, and its position codes."""

from __future__ import annotations

import math
from collections.abc import Sequence

import torch
from torch import Tensor, nn
from torch.nn import functional

from .attn_prompter import full_precision
from .token_attention import AttentionWidths, TokenAttention

EPSILON = 1e-6
Grid = tuple[int, int]


class LevelAttention(TokenAttention):
    """Attention of tokens to the levels of a picture.

    Each level has a softmax of its own, so that the many cells of the finest one do not drown the others;
    the query decides how much each level counts.
    """

    def __init__(self, widths: AttentionWidths, levels: int = 3) -> None:
        super().__init__(widths)
        self.levels = levels
        self.level_weights = nn.Linear(widths.query, widths.heads * levels)

    def look(self, query: Tensor, keys: Sequence[Tensor], values: Sequence[Tensor]) -> Tensor:
        """Returns tokens of the query's shape [B, n, C].

        Args:
            query: Shape [B, n, C].
            keys: For each level, shape [B, m, S].
            values: For each level, shape [B, m, S].
        """
        shares = self.level_weights(query).unflatten(-1, (self.heads, self.levels)).softmax(dim=-1)
        split = self.split_heads(self.q_proj(query))
        mixed = torch.zeros_like(split)
        for level, (key, value) in enumerate(zip(keys, values, strict=True)):
            seen = functional.scaled_dot_product_attention(
                split, self.split_heads(self.k_proj(key)), self.split_heads(self.v_proj(value))
            )
            mixed = mixed + seen * shares[..., level].transpose(1, 2).unsqueeze(-1)
        output: Tensor = self.out_proj(mixed.transpose(1, 2).flatten(2))
        return output


class DeformableAttention(nn.Module):
    """Attention of every cell of a grid to a few points of other grids, which it chooses itself.

    The points of a head are offsets, in cells, from the place of the looking cell. Always computed in
    single precision, as published: the places would not survive half precision.
    """

    def __init__(self, width: int, heads: int, levels: int, points: int, ratio: float) -> None:
        super().__init__()
        inner = int(width * ratio)
        self.heads, self.levels, self.points = heads, levels, points
        self.sampling_offsets = nn.Linear(width, heads * levels * points * 2)
        self.attention_weights = nn.Linear(width, heads * levels * points)
        self.value_proj = nn.Linear(width, inner)
        self.output_proj = nn.Linear(inner, width)
        self._start()

    def _start(self) -> None:
        """Starts each head looking in a direction of its own, farther with every point."""
        angles = torch.arange(self.heads, dtype=torch.float32) * (2 * math.pi / self.heads)
        directions = torch.stack([angles.cos(), angles.sin()], dim=-1)
        directions = directions / directions.abs().amax(dim=-1, keepdim=True)
        steps = torch.arange(1, self.points + 1, dtype=torch.float32)
        offsets = directions[:, None, None, :] * steps[None, None, :, None]
        with torch.no_grad():
            self.sampling_offsets.bias.copy_(offsets.expand(-1, self.levels, -1, -1).flatten())
        for layer in (self.sampling_offsets, self.attention_weights):
            nn.init.zeros_(layer.weight)
        nn.init.zeros_(self.attention_weights.bias)
        for layer in (self.value_proj, self.output_proj):
            nn.init.xavier_uniform_(layer.weight)
            nn.init.zeros_(layer.bias)

    def forward(self, query: Tensor, places: Tensor, values: Tensor, grids: Sequence[Grid]) -> Tensor:
        """Returns tokens of the query's shape.

        Args:
            query: Shape [B, n, C].
            places: Where the n tokens are, x and y in 0..1, shape [n, 2].
            values: Cells of all grids in row order, one grid after the other, shape [B, m, C].
            grids: Rows and columns of each level.
        """
        with full_precision(query):
            return self._attend(query.float(), places, values.float(), grids)

    def _attend(self, query: Tensor, places: Tensor, values: Tensor, grids: Sequence[Grid]) -> Tensor:
        batch, count = query.shape[:2]
        shape = (self.heads, self.levels, self.points)
        offsets = self.sampling_offsets(query).unflatten(-1, (*shape, 2))
        weights = self.attention_weights(query).unflatten(-1, (self.heads, -1)).softmax(dim=-1)
        weights = weights.unflatten(-1, shape[1:]).permute(0, 2, 1, 3, 4).flatten(0, 1)
        projected = self.value_proj(values).split([rows * columns for rows, columns in grids], dim=1)
        mixed = query.new_zeros(batch * self.heads, projected[0].shape[-1] // self.heads, count)
        for level, (rows, columns) in enumerate(grids):
            cells = projected[level].transpose(1, 2).reshape(batch * self.heads, -1, rows, columns)
            size = query.new_tensor([columns, rows])
            at = places[:, None, None] + offsets[:, :, :, level] / size
            at = (2 * at - 1).transpose(1, 2).flatten(0, 1)
            sampled = functional.grid_sample(
                cells, at, mode="bilinear", padding_mode="zeros", align_corners=False
            )
            mixed = mixed + (sampled * weights[:, :, level].unsqueeze(1)).sum(dim=-1)
        output: Tensor = self.output_proj(mixed.reshape(batch, -1, count).transpose(1, 2))
        return output


class Perceptron(nn.Module):
    """Two layers with an exact GELU between them."""

    def __init__(self, width: int, inner_width: int) -> None:
        super().__init__()
        self.fc1 = nn.Linear(width, inner_width)
        self.fc2 = nn.Linear(inner_width, width)

    def forward(self, tokens: Tensor) -> Tensor:
        """Returns tokens of the same shape."""
        output: Tensor = self.fc2(functional.gelu(self.fc1(tokens)))
        return output


def cell_centres(grids: Sequence[Grid], device: torch.device) -> Tensor:
    """Returns where the cells of all grids are, x and y in 0..1, in row order, shape [n, 2]."""
    parts = []
    for rows, columns in grids:
        y = (torch.arange(rows, device=device, dtype=torch.float32) + 0.5) / rows
        x = (torch.arange(columns, device=device, dtype=torch.float32) + 0.5) / columns
        down, across = torch.meshgrid(y, x, indexing="ij")
        parts.append(torch.stack([across.flatten(), down.flatten()], dim=-1))
    return torch.cat(parts)


def sine_position(grid: Grid, width: int, device: torch.device) -> Tensor:
    """Returns the sine position code of a grid in row order, shape [rows * columns, width].

    The first half of the channels tells the row and the second half the column, each counted from 1 and
    scaled so that the last one is a whole turn.
    """
    half = width // 2
    exponents = 2 * torch.div(torch.arange(half, device=device), 2, rounding_mode="floor") / half
    periods = 10000.0**exponents
    codes = []
    for count in grid:
        turns = (
            torch.arange(1, count + 1, device=device, dtype=torch.float32) / (count + EPSILON) * 2 * math.pi
        )
        angles = turns[:, None] / periods
        codes.append(torch.stack([angles[:, 0::2].sin(), angles[:, 1::2].cos()], dim=-1).flatten(1))
    rows, columns = grid
    down = codes[0][:, None].expand(-1, columns, -1)
    across = codes[1][None].expand(rows, -1, -1)
    return torch.cat([down, across], dim=-1).flatten(0, 1)
