"""Measures in the person's own units, such as 200 m, 0.5 ha or 3 亩."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

LengthUnit = Literal["cm", "m", "km", "ft", "yd", "mi", "nmi", "li"]
AreaUnit = Literal["m2", "km2", "ha", "acre", "ft2", "mi2", "mu"]
Unit = LengthUnit | AreaUnit

# International foot, yard, mile and acre; the Chinese li and mu as fixed in metric terms.
METRES: dict[str, float] = {
    "cm": 0.01,
    "m": 1.0,
    "km": 1000.0,
    "ft": 0.3048,
    "yd": 0.9144,
    "mi": 1609.344,
    "nmi": 1852.0,
    "li": 500.0,
}
SQUARE_METRES: dict[str, float] = {
    "m2": 1.0,
    "km2": 1e6,
    "ha": 1e4,
    "acre": 4046.8564224,
    "ft2": 0.3048**2,
    "mi2": 1609.344**2,
    "mu": 10_000 / 15,
}


@dataclass(frozen=True)
class Quantity:
    """Holds a number with its unit, as the person gave it.

    Attributes:
        value: Not negative, finite.
        unit: The unit's symbol; units of area end in 2 or are ha, acre and mu.
    """

    value: float
    unit: Unit

    @property
    def is_area(self) -> bool:
        """Returns True for a unit of area, False for one of length."""
        return self.unit in SQUARE_METRES

    @property
    def si(self) -> float:
        """Returns the value in metres or square metres."""
        return self.value * (SQUARE_METRES if self.is_area else METRES)[self.unit]
