"""Names the colour of a roof or a car from its pixels, or admits that it has none.

Colours are judged in CIE Lab, where lightness and hue come apart: a roof half in shadow
keeps its hue, and a grey roof is not called black for one dark corner.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

MAX_SAMPLES = 4096
MIN_SAMPLES = 12

# A pixel is coloured above this chroma: haze and warm light give grey concrete up to about 10. Rust and
# dark green paint are dull, so their hues need less; near-black things are bluish by sky light alone.
_COLOURED_CHROMA = 14.0
_DULL_CHROMA = 10.0
_NIGHT_CHROMA = 20.0
_NIGHT_LIGHTNESS = 14.0
# A colour must own this share of all pixels and beat the second one clearly; greys have few coloured.
_CLEAR_SHARE = 0.55
_CLEAR_LEAD = 2.5
_STRAY_SHARE = 0.22
# A patch of strong colour on a grey roof makes it two-coloured sooner: a blue annex, a red stair house.
_STRONG_CHROMA = 26.0
_STRONG_SHARE = 0.08

# Lab hue angles in degrees where one name ends and the next begins; "" lies between two names.
_HUE_ENDS = (40.0, 66.0, 104.0, 190.0, 212.0, 312.0, 345.0)
_HUE_NAMES = ("red", "orange", "yellow", "green", "", "blue", "", "red")

_D65_FROM_SRGB = (
    (0.4124564, 0.3575761, 0.1804375),
    (0.2126729, 0.7151522, 0.0721750),
    (0.0193339, 0.1191920, 0.9503041),
)
_D65_WHITE = (0.95047, 1.0, 1.08883)


def srgb_to_lab(pixels: npt.NDArray[np.uint8]) -> npt.NDArray[np.float32]:
    """Converts sRGB pixels (uint8, N x 3) to CIE Lab under D65 (float32, N x 3; L 0..100)."""
    encoded = pixels.astype(np.float32) / 255.0
    linear = np.where(encoded <= 0.04045, encoded / 12.92, ((encoded + 0.055) / 1.055) ** 2.4)
    xyz = linear @ np.asarray(_D65_FROM_SRGB, dtype=np.float32).T / np.asarray(_D65_WHITE, dtype=np.float32)
    root = np.where(xyz > 0.008856, np.cbrt(xyz), 7.787 * xyz + 16.0 / 116.0)
    lab = np.empty(root.shape, dtype=np.float32)
    lab[:, 0] = 116.0 * root[:, 1] - 16.0
    lab[:, 1] = 500.0 * (root[:, 0] - root[:, 1])
    lab[:, 2] = 200.0 * (root[:, 1] - root[:, 2])
    return lab


def name_colour(pixels: npt.NDArray[np.uint8]) -> str | None:
    """Returns the one colour that these pixels plainly have, or None.

    Args:
        pixels: sRGB, uint8, N x 3, all of one object; order does not matter.

    Returns:
        red, orange, brown, yellow, green, blue, white, grey or black; None where two colours
        share the object, where the colour lies between two names, or where pixels are too few.
    """
    if len(pixels) < MIN_SAMPLES:
        return None
    step = max(1, len(pixels) // MAX_SAMPLES)
    lab = srgb_to_lab(np.ascontiguousarray(pixels[::step]))
    lightness, chroma = lab[:, 0], np.hypot(lab[:, 1], lab[:, 2])
    hue = np.degrees(np.arctan2(lab[:, 2], lab[:, 1])) % 360.0
    dull_paint = ((hue > 10.0) & (hue < 68.0)) | ((hue > 130.0) & (hue < 200.0) & (lightness < 60.0))
    bar = np.where(dull_paint, _DULL_CHROMA, _COLOURED_CHROMA)
    skylit = (lightness < _NIGHT_LIGHTNESS) & (hue > 190.0) & (hue < 345.0)
    coloured = chroma > np.where(skylit, _NIGHT_CHROMA, bar)
    share = float(coloured.mean())
    if share < _STRAY_SHARE:
        patched = float((chroma > _STRONG_CHROMA).mean()) > _STRONG_SHARE
        return None if patched else _name_grey(lightness[~coloured])
    if share < _CLEAR_SHARE:
        return None
    return _leader(_name_hues(lightness, chroma, hue)[coloured], len(lab))


def _name_hues(
    lightness: npt.NDArray[Any], chroma: npt.NDArray[Any], hue: npt.NDArray[Any]
) -> npt.NDArray[np.str_]:
    """Names each coloured pixel; empty where it lies between two names."""
    names = np.asarray(_HUE_NAMES, dtype="<U8")[np.searchsorted(_HUE_ENDS, hue)]
    dull = chroma < 34.0
    pale = lightness >= 58.0
    names[(hue >= 38.0) & (hue < 80.0) & dull & ~pale] = "brown"
    names[(hue >= 15.0) & (hue < 38.0) & (chroma < 22.0) & (lightness < 56.0)] = "brown"
    # Beige, cream and pink are neither; nor are khaki and old terracotta.
    names[(hue < 80.0) & dull & pale] = ""
    names[(hue >= 38.0) & (hue < 66.0) & (chroma >= 26.0) & (chroma < 40.0) & (lightness > 50.0)] = ""
    names[(hue >= 80.0) & (hue < 104.0) & ((lightness < 62.0) | (chroma < 18.0))] = ""
    return names


def _leader(names: npt.NDArray[np.str_], total: int) -> str | None:
    """Returns the name that owns a clear share of `total` pixels and leads clearly."""
    kinds, counts = np.unique(names, return_counts=True)
    order = np.argsort(counts)[::-1]
    best = str(kinds[order[0]])
    second = int(counts[order[1]]) if len(order) > 1 else 0
    clear = counts[order[0]] >= _CLEAR_SHARE * total and counts[order[0]] >= _CLEAR_LEAD * second
    return best if best and clear else None


def _name_grey(lightness: npt.NDArray[Any]) -> str | None:
    """Names colourless pixels by the lightness of their lit part."""
    lit = float(np.percentile(lightness, 65))
    if lit < 26.0:
        return "black"
    if lit > 82.0:
        return "white" if float((lightness > 68.0).mean()) > _CLEAR_SHARE else None
    return "grey" if 38.0 < lit < 75.0 else None
