"""Draws sequences in which everything is known: vehicles that drive, cross and disappear for a while.

Ground and vehicles are those of the scene generator; seeds are beyond those of training and validation.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import rasterio
from georefer.inference.training.generator.drawing import draw_scene
from numpy.random import PCG64, Generator
from numpy.typing import NDArray
from rasterio.transform import from_origin

FIRST_SEED = 60_500_000
MARGIN_PX = 16
SHAKE_PX = 4.0
HIDDEN_FRAMES = 2
LEFT_M, TOP_M = 500_000.0, 5_000_000.0
_FINENESS = 3
_LENGTHS_M = {"car": 4.5, "truck": 10.0, "bus": 12.0}


@dataclass(frozen=True)
class Vehicle:
    """Is a vehicle seen from above, lengthwise along x, finer than the frames.

    Attributes:
        colour: float32 [h, w, 3].
        alpha: float32 [h, w], 1 inside.
    """

    colour: NDArray[np.float32]
    alpha: NDArray[np.float32]


@dataclass(frozen=True)
class Way:
    """Is how one vehicle drives, in pixels of the steady scene.

    Attributes:
        start_px: x and y in the first frame.
        step_px: Change from frame to frame.
        turn: Change of the heading in a frame, radians.
    """

    start_px: tuple[float, float]
    step_px: tuple[float, float]
    turn: float

    def at(self, frame: float) -> tuple[float, float, float]:
        """Returns x, y and the heading in radians."""
        x, y = self.start_px
        heading = float(np.arctan2(self.step_px[1], self.step_px[0]))
        speed = float(np.hypot(*self.step_px))
        if abs(self.turn) < 1e-9:
            return x + frame * self.step_px[0], y + frame * self.step_px[1], heading
        radius = speed / self.turn
        now = heading + self.turn * frame
        return (
            x + radius * (np.sin(now) - np.sin(heading)),
            y - radius * (np.cos(now) - np.cos(heading)),
            now,
        )


@dataclass(frozen=True)
class DrawnSequence:
    """Holds frames and truth.

    Attributes:
        frames: uint8 [n, H, W, 3].
        masks: bool [n, vehicles, H, W]: what can be seen of each vehicle.
        wholes: int [n, vehicles]: pixels of each vehicle that lie in the frame, hidden or not.
        gsd_m: Ground sample distance.
    """

    frames: NDArray[np.uint8]
    masks: NDArray[np.bool_]
    wholes: NDArray[np.int64]
    gsd_m: float

    def is_visible(self, frame: int, vehicle: int) -> bool:
        """Says whether at least half of a vehicle can be seen."""
        whole = int(self.wholes[frame, vehicle])
        return whole > 0 and int(self.masks[frame, vehicle].sum()) >= 0.5 * whole

    def is_whole(self, frame: int, vehicle: int) -> bool:
        """Says whether all of a vehicle can be seen."""
        whole = int(self.wholes[frame, vehicle])
        return whole > 0 and int(self.masks[frame, vehicle].sum()) >= 0.95 * whole

    def write(self, folder: Path) -> list[str]:
        """Writes the frames as GeoTIFFs whose georeference knows nothing of the shake, and names them."""
        folder.mkdir(parents=True, exist_ok=True)
        names = []
        height, width = self.frames.shape[1:3]
        place = from_origin(LEFT_M, TOP_M, self.gsd_m, self.gsd_m)
        for number, frame in enumerate(self.frames):
            name = folder / f"frame_{number:03d}.tif"
            with rasterio.open(
                name, "w", driver="GTiff", width=width, height=height, count=3, dtype="uint8",
                crs="EPSG:32633", transform=place,
            ) as dataset:  # fmt: skip
                dataset.write(frame.transpose(2, 0, 1))
            names.append(str(name))
        return names


def draw_sequence(number: int, frames: int = 30, size_px: int = 512, vehicles: int = 6) -> DrawnSequence:
    """Returns a sequence: pairs of vehicles cross, and every third one drives under a roof."""
    random = Generator(PCG64(FIRST_SEED + number))
    gsd_m = float(random.uniform(0.25, 0.5))
    side = size_px + 2 * MARGIN_PX
    ground = draw_scene(FIRST_SEED + number, side, gsd_m).image.astype(np.float32)
    cars = some_vehicles(FIRST_SEED + 1000 * (number + 1), gsd_m, vehicles)
    ways = _ways(random, side, [car.alpha.shape[1] / _FINENESS for car in cars], frames)
    roof, covered = _roofs(random, ground, ways, cars, frames)
    drawn, masks, wholes = [], [], []
    for frame in range(frames):
        picture, seen, whole = _drawn(ground, cars, ways, frame, roof, covered)
        shake = random.uniform(-SHAKE_PX, SHAKE_PX, 2), random.uniform(-0.15, 0.15)
        view = _view(side, size_px, *shake)
        picture = cv2.warpAffine(picture, view, (size_px, size_px), flags=cv2.INTER_LINEAR)
        picture = picture * random.uniform(0.97, 1.03) + random.normal(0, 2.0, picture.shape)
        drawn.append(np.clip(picture, 0, 255).astype(np.uint8))
        masks.append(np.stack([_moved(mask, view, size_px) for mask in seen]))
        wholes.append([int(_moved(mask, view, size_px).sum()) for mask in whole])
    return DrawnSequence(np.stack(drawn), np.stack(masks), np.array(wholes), gsd_m)


def some_vehicles(seed: int, gsd_m: float, count: int) -> list[Vehicle]:
    """Returns vehicles cut out of drawn scenes, as fine as three times the frames."""
    found: list[Vehicle] = []
    while len(found) < count:
        scene = draw_scene(seed, 512, gsd_m / _FINENESS)
        for thing in scene.objects:
            if thing.category in _LENGTHS_M and len(found) < count:
                vehicle = _cut(scene.image, scene.instances == thing.instance_id)
                if vehicle is not None and _is_whole(vehicle, thing.category, gsd_m):
                    found.append(vehicle)
        seed += 1
    return found


def _is_whole(vehicle: Vehicle, category: str, gsd_m: float) -> bool:
    length_m = vehicle.alpha.shape[1] * gsd_m / _FINENESS
    return length_m > 0.8 * _LENGTHS_M[category] and float((vehicle.alpha > 0.5).mean()) > 0.75


def _cut(image: NDArray[np.uint8], mask: NDArray[np.bool_]) -> Vehicle | None:
    """Returns an object turned so that its longer side lies along x."""
    contours, _ = cv2.findContours(mask.astype(np.uint8), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    if len(contours) != 1 or len(contours[0]) < 12:
        return None
    centre, (width, height), angle = cv2.minAreaRect(contours[0])
    if width < height:
        width, height, angle = height, width, angle + 90
    if height < 3 or width < 1.4 * height:
        return None
    size = (round(width) + 2, round(height) + 2)
    turning = cv2.getRotationMatrix2D(centre, angle, 1.0)
    turning[:, 2] += (size[0] / 2 - centre[0], size[1] / 2 - centre[1])
    colour = cv2.warpAffine(image.astype(np.float32), turning, size, borderMode=cv2.BORDER_REPLICATE)
    return Vehicle(colour, cv2.warpAffine(mask.astype(np.float32), turning, size))


def _ways(random: Generator, side: int, lengths_px: Sequence[float], frames: int) -> list[Way]:
    """Returns ways that stay inside; every second vehicle crosses the way of the one before it."""
    ways: list[Way] = []
    tried = 0
    while len(ways) < len(lengths_px):
        tried += 1
        length = lengths_px[len(ways)]
        # Those that drive under a roof are fast enough to come out of it two or three frames later.
        slowest = 0.8 if len(ways) % 3 == 0 else 0.35
        speed = float(random.uniform(slowest, 1.0)) * min(length, side / frames * 0.7)
        # Where there is no room for a fast one, a slower one drives.
        speed *= 0.999**tried
        heading = float(random.uniform(0, 2 * np.pi))
        middle = random.uniform(0.3, 0.7, 2) * side
        at_frame = frames / 2
        if len(ways) % 2:
            # They pass the same place a few frames after each other.
            x, y, former = ways[-1].at(at_frame)
            middle, heading = np.array([x, y]), former + float(random.uniform(0.9, 2.2))
            at_frame += float(random.choice([-1, 1])) * max(2.0, 1.2 * length / speed)
        step = speed * np.array([np.cos(heading), np.sin(heading)])
        way = Way(tuple(middle - at_frame * step), tuple(step), float(random.uniform(-0.01, 0.01)))
        if all(_is_inside(way.at(frame), side, length) for frame in range(frames)) and not _meets(
            way, ways, frames, length
        ):
            ways.append(way)
            tried = 0
    return ways


def _is_inside(place: tuple[float, float, float], side: int, length_px: float) -> bool:
    margin = 2 * MARGIN_PX + length_px
    return margin < place[0] < side - margin and margin < place[1] < side - margin


def _meets(way: Way, others: Sequence[Way], frames: int, length_px: float) -> bool:
    """Says whether vehicles would drive into each other."""
    return any(
        np.hypot(way.at(frame)[0] - other.at(frame)[0], way.at(frame)[1] - other.at(frame)[1])
        < 1.1 * length_px
        for other in others
        for frame in range(frames)
    )


def _roofs(
    random: Generator, ground: NDArray[np.float32], ways: Sequence[Way], cars: Sequence[Vehicle], frames: int
) -> tuple[NDArray[np.float32], NDArray[np.bool_]]:
    """Returns a picture with roofs over some ways, and where they are."""
    picture, covered = ground.copy(), np.zeros(ground.shape[:2], bool)
    for number in range(0, len(ways), 3):
        way, length = ways[number], cars[number].alpha.shape[1] / _FINENESS
        x, y, heading = way.at(frames * float(random.choice([0.25, 0.75])))
        along = HIDDEN_FRAMES * float(np.hypot(*way.step_px)) + 0.5 * length
        box = cv2.boxPoints(((x, y), (along, 1.6 * length), float(np.degrees(heading))))
        shape = np.zeros(covered.shape, np.uint8)
        cv2.fillPoly(shape, [np.round(box).astype(np.int32)], (1,))
        inside = shape > 0
        texture = random.normal(0, 6, (*covered.shape, 1)).astype(np.float32)
        picture[inside] = (np.array(random.uniform(60, 150, 3), np.float32) + texture)[inside]
        covered |= inside
    return picture, covered


def _drawn(
    ground: NDArray[np.float32],
    cars: Sequence[Vehicle],
    ways: Sequence[Way],
    frame: int,
    roof: NDArray[np.float32],
    covered: NDArray[np.bool_],
) -> tuple[NDArray[np.float32], list[NDArray[np.float32]], list[NDArray[np.float32]]]:
    picture, side = ground.copy(), ground.shape[0]
    seen, whole = [], []
    for car, way in zip(cars, ways, strict=True):
        x, y, heading = way.at(frame)
        height, width = car.alpha.shape
        cosine, sine = np.cos(heading) / _FINENESS, np.sin(heading) / _FINENESS
        place = np.array([[cosine, -sine, 0.0], [sine, cosine, 0.0]])
        place[:, 2] = np.array([x, y]) - place[:, :2] @ np.array([width / 2, height / 2])
        alpha = cv2.warpAffine(car.alpha, place, (side, side), flags=cv2.INTER_AREA)
        colour = cv2.warpAffine(
            car.colour, place, (side, side), flags=cv2.INTER_AREA, borderMode=cv2.BORDER_REPLICATE
        )
        picture = picture * (1 - alpha[..., None]) + colour * alpha[..., None]
        whole.append(alpha)
        seen.append(np.where(covered, 0, alpha).astype(np.float32))
    picture[covered] = roof[covered]
    return picture, seen, whole


def _view(side: int, size_px: int, shift_px: NDArray[np.float64], degrees: float) -> NDArray[np.float64]:
    """Returns the affine that shows the middle of the scene, shaken."""
    turning = cv2.getRotationMatrix2D((side / 2, side / 2), degrees, 1.0)
    turning[:, 2] += (size_px - side) / 2 + shift_px
    return np.asarray(turning)


def _moved(alpha: NDArray[np.float32], view: NDArray[np.float64], size_px: int) -> NDArray[np.bool_]:
    return np.asarray(cv2.warpAffine(alpha, view, (size_px, size_px)) > 0.5)
