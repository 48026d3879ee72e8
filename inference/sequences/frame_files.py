"""Finds the frames of a sequence: files, a folder, the rasters or pages inside one file, or its bands."""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

import rasterio
from rasterio.io import DatasetReader

from ..click_messages import FrameFacts
from ..errors import InputError, RasterError
from ..geo.opening import GDAL_ERRORS, gdal_session, open_raster
from .frame_times import (
    moment_in,
    moment_of_tags,
    moment_of_text,
    moments_that_order,
    natural_key,
    numbers_that_order,
)

_RASTER_ENDINGS = {".tif", ".tiff", ".png", ".jpg", ".jpeg", ".jp2", ".bmp", ".vrt", ".img", ".webp", ".gif"}
_COLOURS = {"red", "green", "blue"}
GIVEN_ORDER, NUMBER_ORDER = "order given", "number in the name"


@dataclass(frozen=True)
class FrameFile:
    """Is one frame of a sequence, before its pixels are read.

    Args:
        number: Position in the order in which the frames were given, from 0.
        name: What a person calls it.
        path: File, or any name that GDAL opens.
        bands: Bands that are read, or None for the raster's own colours.
        time: When it was taken, in UTC, or None where nobody says.
        step: Place in the order of time, in which frames that cannot be read count, too.
    """

    number: int
    name: str
    path: str
    bands: tuple[int, ...] | None = None
    time: datetime | None = None
    step: int = 0


@dataclass(frozen=True)
class FrameList:
    """Holds the frames of a sequence in the order of their time.

    Args:
        frames: In that order.
        order: What the order comes from: time, date in the name, number in the name, or order given.
        notes: What a person should know: frames that were left out, equal times.
    """

    frames: tuple[FrameFile, ...]
    order: str
    notes: tuple[str, ...] = ()


def find_frames(given: Sequence[FrameFacts | str], bands_as_frames: bool = False) -> FrameList:
    """Returns the frames that files and folders hold, in the order of their time.

    Args:
        given: Files, folders or names that GDAL opens. What has a name, a time or bands of its own is one
            frame, whatever is inside.
        bands_as_frames: Whether each band is a frame, even where the bands are red, green and blue. One file
            with other bands, and no rasters inside, is taken so anyway.

    Raises:
        RasterError: Nothing that was given can be opened as a raster.
        InputError: A time is none.
    """
    frames: list[FrameFile] = []
    missing: list[FrameFile] = []
    notes: list[str] = []
    errors: list[RasterError] = []
    facts = [FrameFacts(one) if isinstance(one, str) else one for one in given]
    listed = [one for each in facts for one in _in_folder(each)]
    for each in listed:
        number = len(frames) + len(missing)
        try:
            found = _frames_of(each, bands_as_frames, is_alone=len(listed) == 1)
        except RasterError as error:
            errors.append(error)
            notes.append(f"left out: {error.message}")
            # It counts as one frame, so that those after it keep the numbers by which they are clicked.
            missing.append(FrameFile(number, each.name or Path(each.raster).name, each.raster))
            continue
        frames += [replace(frame, number=number + place) for place, frame in enumerate(found)]
    if not frames:
        if errors:
            raise errors[0]
        raise RasterError("No frames were given", "Give raster files, or a folder that holds some")
    ordered = _ordered(frames)
    return replace(ordered, frames=_with_steps(ordered, missing), notes=(*notes, *ordered.notes))


def _with_steps(listed: FrameList, missing: Sequence[FrameFile]) -> tuple[FrameFile, ...]:
    """Returns frames with their place in time: a frame that is missing leaves a gap of one step."""
    every = [*listed.frames, *missing]
    places: Sequence[int] = [frame.number for frame in every]
    if listed.order != GIVEN_ORDER:
        numbers = numbers_that_order([Path(frame.name).stem for frame in every])
        # Frames with times need no steps, nor do those whose neighbours nobody knows.
        places = numbers if listed.order == NUMBER_ORDER and numbers is not None else range(len(every))
    steps = {place: step for step, place in enumerate(sorted(places))}
    return tuple(
        replace(frame, step=steps[place])
        for frame, place in zip(listed.frames, places[: len(listed.frames)], strict=True)
    )


def _in_folder(facts: FrameFacts) -> list[FrameFacts]:
    """Returns the rasters of a folder in natural order, or the frame itself where it is no folder."""
    folder = Path(facts.raster)
    if facts.raster.startswith("/vsi") or not folder.is_dir():
        return [facts]
    files = [file for file in folder.iterdir() if file.suffix.lower() in _RASTER_ENDINGS and file.is_file()]
    return [FrameFacts(str(file)) for file in sorted(files, key=lambda file: natural_key(file.name))]


def _frames_of(facts: FrameFacts, bands_as_frames: bool, is_alone: bool) -> list[FrameFile]:
    """Returns the frames inside one file: its rasters, pages or bands, or itself."""
    path = facts.raster
    if facts.name or facts.time or facts.bands:
        return [_described(facts)]
    inside = _subdatasets(path)
    if len(inside) > 1:
        stem = Path(path).stem
        found = [_whole(name, f"{stem} {number + 1}") for number, name in enumerate(inside)]
        return [frame for frame in found if frame is not None]
    with closing(open_raster(inside[0] if inside else path)) as opened:
        dataset = opened.base
        is_colour = {kind.name for kind in dataset.colorinterp} >= _COLOURS
        if dataset.count > 1 and (bands_as_frames or (is_alone and not is_colour)):
            return list(_bands(path, dataset))
        time = moment_of_tags(dataset.tags())
        return [FrameFile(0, Path(path).name or path, path, time=time)]


def _described(facts: FrameFacts) -> FrameFile:
    """Returns a frame of which somebody says what it is."""
    with closing(open_raster(facts.raster)) as opened:
        own = moment_of_tags(opened.base.tags())
    try:
        time = moment_of_text(facts.time) if facts.time else own
    except ValueError as error:
        remedy = "Give it as 2024-05-17T10:00:00Z"
        raise InputError(f"The time {facts.time} of a frame is none", remedy, repr(error)) from error
    name = facts.name or Path(facts.raster).name or facts.raster
    return FrameFile(0, name, facts.raster, facts.bands, time)


def _subdatasets(path: str) -> list[str]:
    """Returns the names of the rasters or pages inside a file; none where it is one raster."""
    with gdal_session(), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            with rasterio.open(path) as dataset:
                return list(dataset.subdatasets)
        except GDAL_ERRORS:
            return []  # opening it as a raster says why


def _whole(path: str, name: str) -> FrameFile | None:
    try:
        with closing(open_raster(path)) as opened:
            return FrameFile(0, name, path, time=moment_of_tags(opened.base.tags()))
    except RasterError:
        return None  # such as a table beside the rasters


def _bands(path: str, dataset: DatasetReader) -> Iterator[FrameFile]:
    """Yields each band as a frame; transparency is none."""
    for number, kind in enumerate(dataset.colorinterp, start=1):
        if kind.name == "alpha" and number == dataset.count and number > 1:
            continue
        described = dataset.descriptions[number - 1] or ""
        time = moment_of_tags(dataset.tags(number)) or moment_in(described)
        yield FrameFile(0, described or f"{Path(path).stem} band {number}", path, (number,), time)


def _ordered(frames: list[FrameFile]) -> FrameList:
    """Returns frames by the time in their metadata, else by a date or number in their name, else as given."""
    if moments_that_order([frame.time for frame in frames]):
        return _by_time(frames, "time")
    dated = [replace(frame, time=moment_in(Path(frame.name).stem)) for frame in frames]
    if moments_that_order([frame.time for frame in dated]):
        return _by_time(dated, "date in the name")
    timeless = [replace(frame, time=None) for frame in frames]
    notes = ("the frames all have the same time, which orders nothing",) * _all_alike(frames)
    numbers = numbers_that_order([Path(frame.name).stem for frame in frames])
    if numbers is None:
        return FrameList(tuple(timeless), GIVEN_ORDER, notes)
    by_number = sorted(zip(numbers, timeless, strict=True), key=lambda pair: pair[0])
    return FrameList(tuple(frame for _, frame in by_number), NUMBER_ORDER, notes)


def _all_alike(frames: list[FrameFile]) -> bool:
    return len(frames) > 1 and frames[0].time is not None and len({frame.time for frame in frames}) == 1


def _by_time(frames: list[FrameFile], order: str) -> FrameList:
    """Returns frames by time; of several with the same time the first counts."""
    kept: dict[datetime, FrameFile] = {}
    notes: list[str] = []
    for frame in frames:
        assert frame.time is not None  # all have one here  # nosec B101
        if frame.time in kept:
            notes.append(f"left out: {frame.name} has the same time as {kept[frame.time].name}")
        kept.setdefault(frame.time, frame)
    ordered = tuple(kept[moment] for moment in sorted(kept))
    if [frame.number for frame in ordered] != sorted(frame.number for frame in ordered):
        notes.append("the frames were not given in the order of their times; they are followed by time")
    return FrameList(ordered, order, tuple(notes))
