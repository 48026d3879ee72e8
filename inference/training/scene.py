"""Defines a training scene: an image with the truth of every object in it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

CATEGORIES: tuple[str, ...] = (
    "building",
    "car",
    "truck",
    "bus",
    "airplane",
    "ship",
    "tank",
    "tree",
    "pool",
    "road",
    "railway",
    "water",
    "field",
    "court",
    "solar panel",
    "bridge",
)
COLOURS: tuple[str, ...] = ("red", "orange", "brown", "yellow", "green", "blue", "white", "grey", "black")


@dataclass(frozen=True)
class SceneObject:
    """Describes one object of a scene.

    Args:
        instance_id: Its value in the instance map, from 1 on.
        category: One of `CATEGORIES`.
        colour: One of `COLOURS`, or None where colour does not describe it.
        attributes: Further words that are true of it, such as "L-shaped".
    """

    instance_id: int
    category: str
    colour: str | None = None
    attributes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Scene:
    """Holds an image and its truth; arrays share height and width.

    Args:
        image: uint8, height x width x 3, RGB.
        instances: uint16, height x width; id of the topmost visible object, 0 for none.
        objects: The objects whose ids occur in `instances`.
        gsd_m: Ground sample distance in metres.
        labelled: Categories of which every visible object is listed.
        ignore: bool, height x width; pixels whose truth is unknown. None means no such pixels.
    """

    image: NDArray[np.uint8]
    instances: NDArray[np.uint16]
    objects: tuple[SceneObject, ...]
    gsd_m: float
    labelled: frozenset[str]
    ignore: NDArray[np.bool_] | None = None
