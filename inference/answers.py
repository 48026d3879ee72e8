"""States what a run gives back, and how its caller watches it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from affine import Affine

from .geo.tiling import Tile
from .geo.vectorize import FoundPolygon
from .protocol import Progress, RunReport
from .scale.journal import ViewRecord


@dataclass(frozen=True)
class SegmentResult:
    """Holds the chosen objects of a phrase, ready to be written.

    Attributes:
        polygons: The chosen objects, in the raster's CRS.
        crs_wkt: That CRS, or None.
        report: Everything about the run; `output` is not written yet.
        phrase_number: Place of the phrase among those of the request.
        others: What was found for the other phrases of the request.
    """

    polygons: tuple[FoundPolygon, ...]
    crs_wkt: str | None
    report: RunReport
    phrase_number: int = 0
    others: tuple[SegmentResult, ...] = ()

    @property
    def every(self) -> tuple[SegmentResult, ...]:
        """Returns the results of all phrases, in the order of the request."""
        return (self, *self.others)


@dataclass(frozen=True)
class TileFinds:
    """Holds what one finished tile left.

    Attributes:
        transform: Pixel to map, of the working grid.
        tile: The tile.
        views: What was found in its views.
        phrases: Number of a phrase's own target in the views -> place of the phrase in the request.
    """

    transform: Affine
    tile: Tile
    views: Sequence[ViewRecord]
    phrases: Mapping[int, int]


@dataclass
class Hooks:
    """Lets the caller watch and stop a run.

    Attributes:
        on_progress: Told after every tile.
        is_cancelled: Asked before every tile.
        on_tile: Given every finished tile; what it holds is provisional.
    """

    on_progress: Callable[[Progress], None] = lambda progress: None
    is_cancelled: Callable[[], bool] = lambda: False
    on_tile: Callable[[TileFinds], None] = lambda finds: None
