"""Looks at a tile through CLIP at several scales, and puts what was seen together into one grid."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional

from .clip_towers import ClipTowers

# Below this a cell of the grid is fine enough for SAM's prompts.
_CELL_PX = 32
_SCALES = (1, 2, 4)


@dataclass(frozen=True)
class Look:
    """Holds what CLIP sees in one tile; all vectors have length one.

    Attributes:
        cells: Shape [k, k, D].
        views: Whole windows, shape [n, D], the whole tile first.
    """

    cells: Tensor
    views: Tensor

    @staticmethod
    def unpack(packed: Tensor, grid: int) -> Look:
        """Returns what `pack` made."""
        return Look(packed[: grid * grid].view(grid, grid, -1), packed[grid * grid :])

    def pack(self) -> Tensor:
        """Returns cells and views as the rows of one tensor."""
        return torch.cat([self.cells.flatten(0, 1), self.views])


class WindowedClip:
    """Looks at tiles of one size.

    Args:
        towers: CLIP.
        side_px: Side of the tiles.
        scales: How many windows span a tile, from coarse to fine; empty: as many as SAM needs.
        global_share: How much of what a whole window is about is taken from each of its cells, which all
            carry it.
    """

    def __init__(
        self, towers: ClipTowers, side_px: int, scales: tuple[int, ...] = (), global_share: float = 0.3
    ) -> None:
        self.towers = towers
        self.side_px = side_px
        self.scales = scales or _scales_for(side_px, towers.grid)
        self.grid = towers.grid * max(self.scales)
        self._global_share = global_share

    def look(self, tile: Tensor) -> Look:
        """Returns what is seen in a tile, RGB in 0..1, shape [1, 3, S, S]."""
        total, views = None, []
        for scale in self.scales:
            cells, pooled = self._look_at_scale(tile, scale)
            views.append(pooled)
            total = cells if total is None else total + cells
        if total is None:
            raise ValueError("there is no scale to look at")
        return Look(functional.normalize(total, dim=0).permute(1, 2, 0).contiguous(), torch.cat(views))

    def see_whole(self, pictures: Tensor) -> Tensor:
        """Returns what whole pictures show, shape [B, D], of RGB in 0..1, shape [B, 3, H, W]."""
        return self.towers.see(_resized(pictures, self.towers.input_size_px)).pooled

    def _look_at_scale(self, tile: Tensor, scale: int) -> tuple[Tensor, Tensor]:
        """Returns cells [D, k, k] and the windows they were seen through [n, D]."""
        size = -(-self.side_px // scale)
        starts = window_starts(self.side_px, size)
        total = weights = None
        pooled = []
        for top in starts:
            for left in starts:
                window = tile[..., top : top + size, left : left + size]
                seen = self.towers.see(_resized(window, self.towers.input_size_px))
                pooled.append(seen.pooled)
                cells = seen.patches[0] - self._global_share * seen.pooled[0]
                spread, taper = self._spread(cells, top, left, size)
                total = spread if total is None else total + spread
                weights = taper if weights is None else weights + taper
        if total is None or weights is None:
            raise ValueError("there is no window to look through")
        return functional.normalize(total / weights, dim=0), torch.cat(pooled)

    def _spread(self, cells: Tensor, top: int, left: int, size: int) -> tuple[Tensor, Tensor]:
        """Returns a window's cells [k, k, D] in the grid of the tile, and how much they count there."""
        centres = (torch.arange(self.grid, device=cells.device) + 0.5) * self.side_px / self.grid
        rows, columns = (centres - top) / size, (centres - left) / size
        mesh = torch.stack(torch.meshgrid(columns, rows, indexing="xy"), dim=-1) * 2 - 1
        inside = ((mesh.abs() <= 1).all(dim=-1)).to(cells)
        # Cells near the rim of a window lack the half of what surrounds them.
        taper = (1.05 - mesh.abs()).clamp(min=0.05).prod(dim=-1) * inside
        spread = functional.grid_sample(
            cells.permute(2, 0, 1).unsqueeze(0),
            mesh.unsqueeze(0).to(cells),
            mode="bilinear",
            padding_mode="border",
            align_corners=False,
        )[0]
        return spread * taper, taper


def window_starts(side_px: int, size_px: int) -> list[int]:
    """Returns where windows begin that overlap by half and end with the tile."""
    if size_px >= side_px:
        return [0]
    count = -(-2 * (side_px - size_px) // size_px) + 1
    return [round(index * (side_px - size_px) / (count - 1)) for index in range(count)]


def _scales_for(side_px: int, grid: int) -> tuple[int, ...]:
    """Returns scales of which the finest has cells that are small enough."""
    fine = next((scale for scale in _SCALES if side_px / (grid * scale) <= _CELL_PX), _SCALES[-1])
    return tuple(scale for scale in _SCALES if scale <= max(2, fine))


def _resized(pictures: Tensor, side_px: int) -> Tensor:
    if pictures.shape[-2:] == (side_px, side_px):
        return pictures
    resized = functional.interpolate(
        pictures, (side_px, side_px), mode="bicubic", align_corners=False, antialias=True
    )
    # Bicubic values overshoot what a picture can hold.
    return resized.clamp(0, 1)
