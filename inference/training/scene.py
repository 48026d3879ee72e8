"""Defines the labelled picture that every training phrase is made from."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt


@dataclass(frozen=True)
class SceneObject:
    """Describes one object of a scene.

    Attributes:
        instance_id: Value of the object's pixels in `Scene.instances`, from 1.
        category: Category of the lexicon, such as `building`.
        colour: Colour of the lexicon, or None where it is mixed or unknown.
            Pixels of such an object are ignored by phrases that name a colour.
        attributes: Further words that hold for the object.
    """

    instance_id: int
    category: str
    colour: str | None = None
    attributes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Scene:
    """Holds a picture and all that is known about its pixels.

    Attributes:
        image: RGB, uint8, H x W x 3.
        instances: uint16, H x W; 0 where no object is, else the `instance_id`
            of the topmost visible object.
        objects: The objects; ids without visible pixels may be missing from `instances`.
        gsd_m: Ground sample distance in metres.
        labelled: Categories that are labelled completely: only of these
            may a phrase say that there is none.
        ignore: bool, H x W; True where the labels are uncertain. None: nowhere.
    """

    image: npt.NDArray[np.uint8]
    instances: npt.NDArray[np.uint16]
    objects: tuple[SceneObject, ...]
    gsd_m: float
    labelled: frozenset[str]
    ignore: npt.NDArray[np.bool_] | None = None
