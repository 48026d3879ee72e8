"""Reads the frames that ROS-SAM is trained on.

DATA/{train,val}/img/NAME.png           RGB
DATA/{train,val}/boxes/NAME.npy         left, top, right, bottom in pixels, shape [N, 4]
DATA/{train,val}/onehotmask/NAME.npy    uint8, 0 or 255, one layer for each box, shape [N, H, W]
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray
from PIL import Image, UnidentifiedImageError

from ..errors import InputError

PARTS = ("img", "boxes", "onehotmask")
# The published code tells a class by the name of the file.
_UNCOUNTED = "car"


@dataclass(frozen=True)
class Frame:
    """Holds one frame and its objects.

    Attributes:
        name: Of its files, without suffix.
        image: uint8 RGB, shape [H, W, 3].
        boxes: Left, top, right and bottom in pixels, float64, shape [N, 4].
        masks: Shape [M, H, W]; M is N unless the files disagree.
    """

    name: str
    image: NDArray[np.uint8]
    boxes: NDArray[np.float64]
    masks: NDArray[np.bool_]

    def is_taught(self, as_coded: bool = False) -> bool:
        """Returns whether anything can be learned from it.

        Args:
            as_coded: Leave out frames with "car" in their name too, as the published code does.
        """
        is_whole = len(self.boxes) > 0 and len(self.boxes) == len(self.masks)
        return is_whole and not (as_coded and _UNCOUNTED in self.name)

    def union(self) -> NDArray[np.bool_]:
        """Returns all objects as one mask, shape [H, W]."""
        return np.asarray(self.masks.any(axis=0), dtype=np.bool_)


class Frames(Protocol):
    """Holds frames that are read one by one."""

    def __len__(self) -> int:
        """Returns how many there are."""
        ...

    def __getitem__(self, number: int) -> Frame:
        """Returns one."""
        ...


class FrameFolder:
    """Knows the frames of a split.

    Args:
        data: The folder described above.
        split: "train" or "val".

    Raises:
        InputError: It holds no frames, or a frame lacks a file.
    """

    def __init__(self, data: Path, split: str) -> None:
        self.folder = data / split
        self.names = sorted(path.stem for path in (self.folder / "img").glob("*.png"))
        if not self.names:
            raise InputError(
                f"The folder {data.name} holds no frames in {split}/img",
                f"Keep PNG files there, and arrays of the same names in {split}/boxes and {split}/onehotmask",
            )
        for name in self.names:
            for part in PARTS[1:]:
                if not (self.folder / part / f"{name}.npy").is_file():
                    raise InputError(
                        f"The frame {name} lacks {split}/{part}/{name}.npy",
                        "Add the file, or remove the frame",
                    )

    def __len__(self) -> int:
        return len(self.names)

    def __getitem__(self, number: int) -> Frame:
        """Reads a frame.

        Raises:
            InputError: One of its files is damaged or does not fit the others.
        """
        name = self.names[number]
        image = self._image(name)
        boxes = np.asarray(self._array("boxes", name), dtype=np.float64).reshape(-1, 4)
        masks = self._array("onehotmask", name)
        # No objects may be written as an array without any shape.
        layers = masks.reshape(0, *image.shape[:2]) if masks.size == 0 else masks > 127
        if layers.ndim != 3 or layers.shape[1:] != image.shape[:2] or not np.isfinite(boxes).all():
            raise InputError(
                f"The arrays of the frame {name} do not fit its picture",
                "Keep masks of shape [N, height, width] and boxes of shape [N, 4]",
                f"picture {image.shape}, masks {masks.shape}, boxes {boxes.shape}",
            )
        return Frame(name, image, boxes, layers.astype(np.bool_))

    def _image(self, name: str) -> NDArray[np.uint8]:
        try:
            with Image.open(self.folder / "img" / f"{name}.png") as picture:
                return np.asarray(picture.convert("RGB"), dtype=np.uint8)
        except (OSError, UnidentifiedImageError, ValueError) as error:
            raise _damaged(f"img/{name}.png", error) from error

    def _array(self, part: str, name: str) -> NDArray[Any]:
        try:
            # Never a pickle: arrays are all that is wanted.
            values: NDArray[Any] = np.load(self.folder / part / f"{name}.npy", allow_pickle=False)
            if values.dtype.kind not in "biuf":
                raise ValueError(f"numbers are wanted, not {values.dtype}")
            return values if part == "onehotmask" or values.size == 0 else values.reshape(-1, 4)
        except (OSError, ValueError, EOFError) as error:
            raise _damaged(f"{part}/{name}.npy", error) from error


def _damaged(file: str, error: Exception) -> InputError:
    return InputError(f"The file {file} is damaged", "Write it anew, or remove the frame", repr(error))
