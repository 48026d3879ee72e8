"""Says of a scene with known truth what a phrase should find, and judges what was found."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from georefer.inference.ground import SMALLEST_PX
from georefer.inference.training.phrases import Target
from georefer.inference.training.scene import Scene
from numpy.typing import NDArray

from .asking import Answer
from .matching import Judged, Labels, judge_objects, mask_iou
from .rasters import label_map


@dataclass(frozen=True)
class Truth:
    """Holds what a target is in a scene.

    Attributes:
        objects: Label map of the objects that are meant or may be meant; the values are instance ids.
        wanted: Ids of the objects that are certainly meant.
        judged: Those of them that are large enough to be answered.
        unknown: Pixels whose truth is unknown.
    """

    objects: Labels
    wanted: frozenset[int]
    judged: frozenset[int]
    unknown: NDArray[np.bool_]

    @property
    def mask(self) -> NDArray[np.bool_]:
        """Returns the pixels of everything that is meant, small objects included."""
        return np.isin(self.objects, list(self.wanted)) & ~self.unknown

    @property
    def outside(self) -> NDArray[np.bool_]:
        """Returns the pixels where an answer is neither right nor wrong."""
        return self.unknown | ((self.objects > 0) & ~np.isin(self.objects, list(self.wanted)))


def truth_of(scene: Scene, target: Target, working_gsd_m: float | None) -> Truth:
    """Returns what a target is in a scene.

    Args:
        scene: With its truth.
        target: What is looked for.
        working_gsd_m: Ground sample distance at which the engine will look; an object is judged when it
            covers the pixels of the least object there, so a car in a picture of 2 m is not asked for.
    """
    shrink = min(1.0, scene.gsd_m / working_gsd_m) if working_gsd_m else 1.0
    least_px = SMALLEST_PX / shrink**2
    areas_px = np.bincount(scene.instances.ravel())
    wanted = frozenset(thing.instance_id for thing in scene.objects if target.wants(thing))
    possible = {thing.instance_id for thing in scene.objects if target.may_want(thing)} | wanted
    judged = frozenset(one for one in wanted if one < len(areas_px) and areas_px[one] >= least_px)
    objects = np.where(np.isin(scene.instances, list(possible)), scene.instances, 0).astype(np.int32)
    unknown = np.zeros(objects.shape, bool) if scene.ignore is None else scene.ignore
    return Truth(objects, wanted, judged, unknown)


def answer_iou(answer: Answer, truth: Truth) -> float:
    """Returns the IoU of all answered pixels with all that are meant, where the truth is known."""
    found = label_map(answer.polygons, *truth.objects.shape) > 0
    known = ~truth.outside
    return mask_iou(found & known, truth.mask & known)


def answer_objects(answer: Answer, truth: Truth, least_iou: float = 0.5) -> Judged:
    """Returns how many objects were found, missed and invented."""
    labels = label_map(answer.polygons, *truth.objects.shape)
    return judge_objects(labels, truth.objects, truth.judged, truth.unknown, least_iou)
