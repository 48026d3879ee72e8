"""Use case: what a run would search, told before it is run."""

from __future__ import annotations

from dataclasses import dataclass

from .expression.model import folded
from .expression.planning.outlook import PlannedStep, outlook
from .expression.planning.plan import Planner
from .geo.measuring import Measure
from .geo.raster import open_scene
from .geo.tiling import TileGrid, views_per_side
from .ground import SceneCells
from .models.interface import ModelCard
from .phrasing import read_for_model, read_layers
from .protocol import SegmentRequest
from .questions import working_gsd_m
from .rulers import ground_measuring
from .scope import Scope


@dataclass(frozen=True)
class Estimate:
    """Says what a run would search.

    Attributes:
        tiles: Tiles that the scene has.
        steps: What would be searched, in this order.
    """

    tiles: int
    steps: tuple[PlannedStep, ...]


def estimate(request: SegmentRequest, card: ModelCard) -> Estimate:
    """Returns what a run would search; the raster is opened, and no pixel of it read but for its contrast.

    Args:
        request: What would be asked; the output does not matter.
        card: Describes the model that would run.

    Raises:
        PhraseError, RasterError, ExtentError, InputError: As for a run.
    """
    expression = read_for_model(request.phrase, card.vocabulary)
    gsd_m, enlarged = working_gsd_m(expression, request, card), card.max_upsample
    with open_scene(request.raster, request.bands, gsd_m, enlarged) as scene:
        layers = read_layers(expression, request.layers, scene.crs_wkt)
        scope = Scope.of(request, scene)
        side = views_per_side(request.tile_size_px, card.input_size_px, request.overlap_px)
        grid = TileGrid(scene.width_px, scene.height_px, card.input_size_px, request.overlap_px, side)
        cells = SceneCells(scene, grid, scope, ground_measuring(Measure(scene.crs_wkt), scope.frame))
    lattice = cells.lattice
    planner = Planner(
        scope.frame, lattice, {folded(name): lattice.in_plane(one) for name, one in layers.items()}
    )
    return Estimate(cells.tiles(lattice.every()), outlook(expression, planner, cells.tiles))
