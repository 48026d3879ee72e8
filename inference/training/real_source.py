"""Defines one real labelled picture before its pixels are read."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from .painting import Box, Ring

TRAIN = "train"
VALIDATION = "validation"
HELD_OUT = "held_out"

PixelWindow = tuple[int, int, int, int]

AREA_DATASETS = frozenset({"dubai-hitl", "urban_trees_california"})


@dataclass(frozen=True)
class RealLabel:
    """Holds one label in pixels of its picture: a ring, a box, a point or a mask file.

    Attributes:
        category: Class as the source names it.
        ring: Exterior ring of (x, y), or empty.
        box: x_min, y_min, x_max, y_max, or None.
        point: x, y, or None.
        mask_file: Picture of the mask, or None.
        mask_value: Value of this class in the mask file; None: all that is not 0.
    """

    category: str
    ring: Ring = ()
    box: Box | None = None
    point: tuple[float, float] | None = None
    mask_file: Path | None = None
    mask_value: int | None = None


@dataclass(frozen=True)
class RealSource:
    """Names one real picture, or a window of one, and its labels.

    Attributes:
        dataset: Folder name of the source, such as `banepa`.
        place: Where it was taken; splits are made between places.
        split: `train`, `validation`, or `held_out` (never to be trained on).
        image_file: The picture.
        gsd_m: Ground sample distance in metres.
        labels: Labels in pixels of the window.
        window_px: Left, top, right, bottom of the part to use; None: the whole picture.
        doubtful_px: Left, top, right, bottom of places, in pixels of the window, where labels are
            known to be missing or wrong; what is not an object there is ignored.
    """

    dataset: str
    place: str
    split: str
    image_file: Path
    gsd_m: float
    labels: tuple[RealLabel, ...]
    window_px: PixelWindow | None = None
    doubtful_px: tuple[PixelWindow, ...] = ()

    @property
    def individual(self) -> bool:
        """Tells whether each object is one thing: may be counted, ranked and placed.

        Land cover and canopy come as areas in which houses and crowns run together.
        """
        return self.dataset not in AREA_DATASETS
