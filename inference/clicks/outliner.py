"""Answers prompts on the map with outlines on the map."""

from __future__ import annotations

from ..geo.georeference import pixel_size_map_units
from ..geo.measuring import Measure
from ..geo.vectorize import FoundPolygon
from ..models.interface import PromptModel
from .embeddings import EmbeddingCache
from .outlining import outline_of
from .pointing import Answer, Pointer
from .prompts import Box, SignedPoint, checked, on_raster
from .pyramid import Pyramid


class Outliner:
    """Outlines objects of one raster with one model.

    Args:
        pyramid: The raster.
        model: The model.
        embeddings: Where the model's view of things is kept.
        zoom: At which a first click looks, one of the ladder's.
    """

    def __init__(
        self, pyramid: Pyramid, model: PromptModel, embeddings: EmbeddingCache, zoom: float = 1.0
    ) -> None:
        scene = pyramid.scene
        self.pyramid = pyramid
        self.measure = Measure(scene.crs_wkt)
        self.pointer = Pointer(pyramid, model, embeddings, zoom)
        self._px = scene.gsd_m or sum(pixel_size_map_units(scene.transform)) / 2

    def answer(
        self, points: tuple[SignedPoint, ...], box: Box | None, simplify_px: float
    ) -> tuple[Answer, FoundPolygon | None]:
        """Returns what the prompts of one object point at, and its outline, None where there is nothing.

        Args:
            points: x, y in the raster's CRS, and 1 on the object or -1 beside it.
            box: Left, bottom, right and top in that CRS, or None.
            simplify_px: Tolerance of the outline in pixels of the raster.

        Raises:
            InputError: The prompts lie outside, or on nodata.
            RasterError: The place cannot be read.
        """
        scene = self.pyramid.scene
        answer = self.pointer.answer(checked(on_raster(scene.transform, points, box), scene))
        transform = self.pyramid.transform_of(answer.view)
        tolerance = simplify_px * self._px
        return answer, outline_of(answer.probability, transform, self.measure, tolerance, answer.score)
