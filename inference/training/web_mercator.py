"""Maps longitude and latitude to pixels of a web mercator GeoTIFF, with plain arithmetic."""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path

from PIL import Image

from ..errors import RasterError

EARTH_RADIUS_M = 6378137.0

_PIXEL_SCALE_TAG = 33550
_TIEPOINT_TAG = 33922


@dataclass(frozen=True)
class MercatorGrid:
    """Places the pixels of a north-up raster in EPSG:3857.

    Attributes:
        left_m: Easting of the left edge.
        top_m: Northing of the top edge.
        pixel_m: Side of a pixel in map metres (not on the ground).
        width_px: Width of the raster.
        height_px: Height of the raster.
    """

    left_m: float
    top_m: float
    pixel_m: float
    width_px: int
    height_px: int

    def to_pixel(self, longitude_deg: float, latitude_deg: float) -> tuple[float, float]:
        """Returns x and y in pixels from the top-left corner."""
        easting_m = EARTH_RADIUS_M * math.radians(longitude_deg)
        northing_m = EARTH_RADIUS_M * math.log(math.tan(math.pi / 4 + math.radians(latitude_deg) / 2))
        return (easting_m - self.left_m) / self.pixel_m, (self.top_m - northing_m) / self.pixel_m

    def ground_gsd_m(self) -> float:
        """Returns the side of a pixel on the ground at the raster's centre, in metres."""
        northing_m = self.top_m - self.height_px * self.pixel_m / 2
        return self.pixel_m / math.cosh(northing_m / EARTH_RADIUS_M)


def read_mercator_grid(path: Path) -> MercatorGrid:
    """Reads the grid of a GeoTIFF from its tags; neither GDAL nor PROJ is needed.

    Raises:
        RasterError: The file does not say where it lies.
    """
    with Image.open(path) as picture:
        tags = getattr(picture, "tag_v2", {})
        scale, tie = tags.get(_PIXEL_SCALE_TAG), tags.get(_TIEPOINT_TAG)
        if scale is None or tie is None:
            raise RasterError("The mosaic has no georeference", "Use the GeoTIFF as published", str(path))
        pixel_m = float(scale[0])
        return MercatorGrid(
            left_m=float(tie[3]) - float(tie[0]) * pixel_m,
            top_m=float(tie[4]) + float(tie[1]) * pixel_m,
            pixel_m=pixel_m,
            width_px=picture.width,
            height_px=picture.height,
        )
