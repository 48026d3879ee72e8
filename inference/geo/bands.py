"""Chooses which bands become red, green and blue, and which pixels of them are valid."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rasterio.io import DatasetReader

from ..errors import InputError
from .opening import raster_error

_ABSURD = 3e38
"""Floats beyond this are a forgotten nodata value, not a measurement."""

_ALPHA_SHARE = 0.9
_LOSSY = ("jpeg", "webp", "jpeg2000", "jpegxl", "lerc_jpeg")


@dataclass(frozen=True)
class BandChoice:
    """Says which bands are read.

    Args:
        colour: One band number (grey) or three (red, green, blue), counted from 1.
        alpha: The band that is tagged as alpha and not chosen as a colour, or None.
        palette: (entries, 4) uint8 colours where the band indexes a colour table, else None.
    """

    colour: tuple[int, ...]
    alpha: int | None
    palette: NDArray[np.uint8] | None


def choose_bands(dataset: DatasetReader, path: str, bands: tuple[int, ...] | None) -> BandChoice:
    """Returns the bands to read; raises InputError where a wish cannot be met.

    Args:
        dataset: rasterio dataset.
        path: Its name, for messages.
        bands: One or three band numbers counted from 1; None chooses: bands tagged red, green and blue, else
            the first three, else the first one as grey.
    """
    tags = [interpretation.name for interpretation in dataset.colorinterp]
    colour = _default_bands(tags) if bands is None else _checked_bands(bands, dataset.count, path)
    alpha = tags.index("alpha") + 1 if "alpha" in tags else None
    if alpha in colour:
        alpha = None
    palette = _palette(dataset, colour[0]) if len(colour) == 1 else None
    return BandChoice(colour, alpha, palette)


def _default_bands(tags: list[str]) -> tuple[int, ...]:
    if all(tag in tags for tag in ("red", "green", "blue")):
        return tags.index("red") + 1, tags.index("green") + 1, tags.index("blue") + 1
    colour = [number for number, tag in enumerate(tags, start=1) if tag != "alpha"] or [1]
    if len(colour) < 3 or tags[colour[0] - 1] == "palette":
        return (colour[0],)
    return tuple(colour[:3])


def _checked_bands(bands: tuple[int, ...], count: int, path: str) -> tuple[int, ...]:
    if len(bands) not in (1, 3):
        raise InputError(
            f"{len(bands)} bands are chosen", "Choose one band (grey) or three (red, green, blue)", str(bands)
        )
    outside = [number for number in bands if not 1 <= number <= count]
    if outside:
        noun = "1 band" if count == 1 else f"{count} bands"
        remedy = f"Choose bands from 1 to {count}" if count > 1 else "Choose band 1"
        raise raster_error(path, f"has {noun}, not a band {outside[0]}", remedy, str(bands))
    return bands if len(set(bands)) > 1 else bands[:1]


def _palette(dataset: DatasetReader, band: int) -> NDArray[np.uint8] | None:
    dtype = np.dtype(dataset.dtypes[band - 1])
    if dataset.colorinterp[band - 1].name != "palette" or dtype.kind != "u" or dtype.itemsize > 2:
        return None
    try:
        colours = dataset.colormap(band)
    except ValueError:  # tagged as palette, but without a colour table
        return None
    table = np.zeros((2 ** (8 * dtype.itemsize), 4), dtype=np.uint8)
    for entry, rgba in colours.items():
        table[entry] = rgba
    return table


@dataclass(frozen=True)
class Validity:
    """Decides which pixels hold an observation.

    A pixel is invalid where every chosen band is nodata (one dark or saturated band is still a colour), where
    any chosen band is NaN or infinite, where the mask of the dataset says so, or where alpha is transparent.

    Args:
        nodata: Declared nodata value of each chosen band, or None.
        reads_mask: Whether the dataset has a mask of its own (internal, or beside it as .msk).
        alpha_floor: Alpha above this is opaque; None where there is no (credible) alpha.
    """

    nodata: tuple[float | None, ...]
    reads_mask: bool
    alpha_floor: float | None

    def of_bands(self, values: NDArray[Any]) -> NDArray[np.bool_] | None:
        """Returns (bands, rows, columns) bool, or None where every value of every band is valid."""
        dtype = values.dtype
        valid: NDArray[np.bool_] | None = None
        if dtype.kind == "f":
            finite = np.abs(values) < _ABSURD
            valid = None if bool(finite.all()) else finite
        for band, nodata in enumerate(self.nodata):
            number = _as_dtype(nodata, dtype)
            if number is None:
                continue
            if valid is None:
                valid = np.ones(values.shape, dtype=bool)
            valid[band] &= values[band] != number
        return valid

    def of_pixels(
        self, values: NDArray[Any], alpha: NDArray[Any] | None, mask: NDArray[Any] | None
    ) -> NDArray[np.bool_] | None:
        """Returns (rows, columns) bool, or None where every pixel is valid.

        Args:
            values: (bands, rows, columns) as read.
            alpha: (rows, columns) of the alpha band, or None.
            mask: (rows, columns) of the dataset's mask, 0 is invalid; or None.
        """
        parts: list[NDArray[np.bool_]] = []
        by_band = self.of_bands(values)
        if by_band is not None:
            parts.append(np.any(by_band, axis=0))
            if values.dtype.kind == "f":
                parts.append(np.all(np.abs(values) < _ABSURD, axis=0))
        if alpha is not None and self.alpha_floor is not None:
            parts.append(alpha > self.alpha_floor)
        if mask is not None:
            parts.append(mask != 0)
        if not parts:
            return None
        valid = parts[0]
        for part in parts[1:]:
            valid = valid & part
        return None if bool(valid.all()) else valid


def validity_of(dataset: DatasetReader, choice: BandChoice, alpha_floor: float | None) -> Validity:
    """Returns the rule for the chosen bands of a dataset."""
    nodata = tuple(dataset.nodatavals[number - 1] for number in choice.colour)
    flags = {flag.name for flag in dataset.mask_flag_enums[choice.colour[0] - 1]}
    return Validity(nodata, "per_dataset" in flags and "alpha" not in flags, alpha_floor)


def alpha_floor_of(samples: NDArray[Any], is_lossy: bool) -> float | None:
    """Returns above which value alpha is opaque, or None where the band is no alpha at all.

    Near-infrared bands are tagged as alpha in the wild (four bands, photometric RGB). A real alpha is nearly
    everywhere either transparent or opaque; near-infrared has everything in between.

    Args:
        samples: Values of the band from all over the scene.
        is_lossy: Whether the compression blurs values, so that 253 may mean 255.
    """
    if samples.size == 0:
        return 0.0
    top = float(samples.max())
    slack = top * 8.0 / 255.0 if is_lossy else 0.0
    at_ends = (samples <= slack) | (samples >= top - slack)
    return top / 2.0 if float(at_ends.mean()) >= _ALPHA_SHARE else None


def is_lossy(dataset: DatasetReader) -> bool:
    """Says whether the dataset's compression changes values."""
    compression = dataset.compression
    return compression is not None and str(compression.name).lower() in _LOSSY


def _as_dtype(nodata: float | None, dtype: np.dtype[Any]) -> np.generic | None:
    """Returns nodata as the bands hold it, or None where no value can equal it (NaN is handled apart)."""
    if nodata is None or not np.isfinite(nodata):
        return None
    if dtype.kind == "f":
        with np.errstate(over="ignore"):
            number: np.generic = dtype.type(nodata)
        return number
    limits = np.iinfo(dtype)
    if nodata != int(nodata) or not limits.min <= nodata <= limits.max:
        return None
    whole: np.generic = dtype.type(int(nodata))
    return whole
