"""Makes the ruler with which phrases are measured: on the ground, in metres, around the middle of a scene."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from .expression.frame import Scene
from .expression.outlines import Measuring
from .geo.measuring import Measure


def ground_measuring(measure: Measure, scene: Scene) -> Measuring:
    """Returns how to measure objects of a scene.

    Areas and perimeters are geodesic. Distances are those of one plane that touches the ground in the middle
    of the scene: to one part in a thousand within 500 km of it.

    Args:
        measure: Measures in the CRS of the objects.
        scene: The scene in that CRS.
    """
    x, y = (scene.origin[axis] + (scene.right[axis] + scene.down[axis]) / 2 for axis in (0, 1))
    plane = measure.plane_at(x, y)

    def in_plane(shapes: npt.NDArray[np.object_]) -> npt.NDArray[np.object_]:
        moved: npt.NDArray[np.object_] = np.asarray(plane.from_map(shapes), dtype=object)
        return moved

    return Measuring(
        area_m2=measure.area_m2,
        to_metric=measure.to_local_metric,
        area_unit="m2" if measure.on_ground else "square units",
        areas_m2=measure.areas_m2,
        perimeters_m=measure.lengths_m,
        to_plane=in_plane,
    )
