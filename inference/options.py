"""Reads the values of command-line options, and says in a few words what is wrong with one."""

from __future__ import annotations

import math
from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Sequence
from pathlib import Path

from .protocol import Bounds

LARGEST_TILE_PX = 8192
# Their values may begin with a minus, which would look like another option.
_SIGNED = ("--extent", "--rotation-deg", "--click", "--point", "--box")


def add_extent_and_layers(command: ArgumentParser, whose: str) -> None:
    """Adds what says where the scene is and what else lies there.

    Args:
        command: The subcommand.
        whose: Whose CRS the extent is in, in words.
    """
    command.add_argument("--extent", type=bounds, metavar="L,B,R,T", help=f"scene, in {whose} CRS")
    command.add_argument(
        "--rotation-deg",
        type=angle,
        metavar="DEG",
        help="how far the map is turned clockwise for whoever says top and left; north stays north",
    )
    command.add_argument(
        "--layer",
        type=layer,
        action="append",
        default=[],
        metavar="NAME=FILE",
        help="map layer that the phrase speaks of as [NAME]; may be given several times",
    )


def joined(arguments: Sequence[str]) -> list[str]:
    """Returns the arguments with `--extent -5,0,5,9` as `--extent=-5,0,5,9`, and so for clicks."""
    rest = iter(arguments)
    together: list[str] = []
    for argument in rest:
        if argument in _SIGNED:
            value = next(rest, None)
            together.append(argument if value is None else f"{argument}={value}")
        else:
            together.append(argument)
    return together


def bounds(text: str) -> Bounds:
    """Reads left,bottom,right,top."""
    try:
        left, bottom, right, top = (float(part) for part in text.split(","))
    except ValueError as error:
        raise ArgumentTypeError("give four numbers: left,bottom,right,top") from error
    if not all(map(math.isfinite, (left, bottom, right, top))) or left >= right or bottom >= top:
        raise ArgumentTypeError("give left,bottom,right,top with left < right and bottom < top")
    return left, bottom, right, top


def layer(text: str) -> tuple[str, str]:
    """Reads NAME=FILE; brackets around the name, as in the phrase, are taken off."""
    name, mark, file = text.partition("=")
    name = name.strip().removeprefix("[").removesuffix("]").strip()
    if not mark or not name or not file.strip():
        raise ArgumentTypeError("give NAME=FILE, such as Railway=railway.gpkg")
    return name, file.strip()


def band_numbers(text: str) -> tuple[int, ...]:
    """Reads one or three band numbers."""
    try:
        numbers = tuple(int(part) for part in text.split(","))
    except ValueError as error:
        raise ArgumentTypeError("give band numbers such as 4,3,2") from error
    if len(numbers) not in (1, 3) or min(numbers) < 1:
        raise ArgumentTypeError("give one or three band numbers, counted from 1")
    return numbers


def share(text: str) -> float:
    """Reads a number between 0 and 1."""
    value = _number(text)
    if not 0 < value < 1:
        raise ArgumentTypeError("give a number between 0 and 1")
    return value


def size(text: str) -> float:
    """Reads a positive number."""
    value = _number(text)
    if not 0 < value < math.inf:
        raise ArgumentTypeError("give a positive number")
    return value


def angle(text: str) -> float:
    """Reads any number of degrees."""
    value = _number(text)
    if not math.isfinite(value):
        raise ArgumentTypeError("give a number of degrees, such as 90 or -12.5")
    return value


def tile_size(text: str) -> int:
    """Reads the side of a tile."""
    value = _number(text)
    if not (1 <= value <= LARGEST_TILE_PX and value.is_integer()):
        raise ArgumentTypeError(f"give a whole number from 1 to {LARGEST_TILE_PX}")
    return int(value)


def not_negative(text: str) -> int:
    """Reads a number of pixels that may be 0."""
    value = _number(text)
    if not (0 <= value < math.inf and value.is_integer()):
        raise ArgumentTypeError("give a whole number of at least 0")
    return int(value)


def picture(text: str) -> Path:
    """Reads the name of a PNG."""
    path = Path(text)
    if path.suffix.lower() != ".png":
        raise ArgumentTypeError("give a file name that ends in .png")
    return path


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError as error:
        raise ArgumentTypeError(f"{text!r} is no number") from error
