"""Draws frames with bright objects in the layout that ROS-SAM is trained from."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from georefer.inference.training.ros_sam_frames import Frame
from PIL import Image

SIDE_PX = 96


def drawn_frame(seed: int, objects: int = 2, name: str = "") -> Frame:
    """Returns bright rectangles on grey noise, apart from each other."""
    random = np.random.default_rng(seed)
    image = random.integers(40, 90, (SIDE_PX, SIDE_PX, 3), dtype=np.uint8)
    masks = np.zeros((objects, SIDE_PX, SIDE_PX), dtype=np.bool_)
    boxes = np.zeros((objects, 4))
    for number in range(objects):
        top = int(random.integers(4, 60))
        left = int(random.integers(2, 20)) + 48 * (number % 2)
        height, width = (int(side) for side in random.integers(12, 26, 2))
        masks[number, top : top + height, left : left + width] = True
        image[masks[number]] = (230, 220, 60)
        boxes[number] = left, top, left + width, top + height
    return Frame(name or f"frame_{seed:03}", image, boxes, masks)


def write_frame(folder: Path, frame: Frame) -> None:
    """Writes the three files of a frame into a split's folder."""
    for part in ("img", "boxes", "onehotmask"):
        (folder / part).mkdir(parents=True, exist_ok=True)
    Image.fromarray(frame.image).save(folder / "img" / f"{frame.name}.png")
    np.save(folder / "boxes" / f"{frame.name}.npy", frame.boxes)
    np.save(folder / "onehotmask" / f"{frame.name}.npy", frame.masks.astype(np.uint8) * 255)


def write_frames(data: Path, train: int = 4, held: int = 2) -> Path:
    """Writes both splits and returns their folder."""
    for seed in range(train):
        write_frame(data / "train", drawn_frame(seed))
    for seed in range(held):
        write_frame(data / "val", drawn_frame(100 + seed))
    return data
