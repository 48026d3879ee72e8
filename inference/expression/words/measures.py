"""Turns amounts ("at least 50 m", "100 to 200 m2") into bounds, distances and measures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ..model import Measure, MeasureKey, Predicate, Reference, Relation
from ..quantities import Quantity
from .tagged import Bound, Tagged

_NEAR, _ABOVE = 0.8, 1.2  # "about" means 20 % either way


@dataclass(frozen=True)
class Amount:
    """Holds the bounds an amount sets.

    Attributes:
        least: Lower bound, None where open.
        most: Upper bound, None where open.
        by: What the words of comparison measure, such as length for "longer than".
        bad: Why it is none: "unit" or "measure"; None for a good one.
    """

    least: Quantity | None = None
    most: Quantity | None = None
    by: str | None = None
    bad: str | None = None

    @property
    def is_area(self) -> bool:
        """Returns True where the unit is one of area."""
        bound = self.least or self.most
        return bound is not None and bound.is_area


def scaled(quantity: Quantity, factor: float) -> Quantity:
    """Returns a quantity times a factor, without the digits that floating point adds."""
    return Quantity(float(f"{quantity.value * factor:.12g}"), quantity.unit)


def about(key: MeasureKey, quantity: Quantity) -> Measure:
    """Returns the measure that "about 50 m long" means."""
    return Measure(key, scaled(quantity, _NEAR), scaled(quantity, _ABOVE))


def amount_of(terminals: Sequence[Tagged]) -> Amount:
    """Returns what the terminals of an amount mean; without a word of comparison it is about that much."""
    bounds: list[Bound] = [one.value for one in terminals if one.tag in ("COMPARE", "ORMORE")]
    by = next((bound.by for bound in bounds if bound.by is not None), None)
    side = next((bound.side for bound in bounds if bound.side != "about"), "about")
    for one in terminals:
        if one.tag == "BADQUANTITY":
            return Amount(by=by, bad=one.value)
        if one.tag == "RANGE":
            low, high = one.value
            return Amount(low, high, by)
        if one.tag == "QUANTITY":
            quantity: Quantity = one.value
            if side == "about":
                return Amount(scaled(quantity, _NEAR), scaled(quantity, _ABOVE), by)
            return Amount(quantity, None, by) if side == "least" else Amount(None, quantity, by)
    return Amount(bad="measure")


def measure_of(amount: Amount, key: MeasureKey | None) -> Measure | None:
    """Returns the measure an amount sets, None where the unit does not fit what is measured.

    Args:
        amount: The bounds.
        key: What "in length" or "with an area of" name, None where nothing does.
    """
    by = key or amount.by
    if by == "distance":
        return None
    if by is None or by == "size":
        by = "area" if amount.is_area else "length"
    if (by == "area") != amount.is_area or amount.most == Quantity(
        0.0, amount.most.unit if amount.most else "m"
    ):
        return None
    keys: dict[str, MeasureKey] = {
        "area": "area",
        "length": "length",
        "width": "width",
        "perimeter": "perimeter",
    }
    return Measure(keys[by], amount.least, amount.most)


def distances_of(amount: Amount, other: Reference) -> tuple[Predicate, ...]:
    """Returns the relations a distance from something sets."""
    found: list[Predicate] = []
    if amount.least is not None:
        found.append(Relation("beyond", (other,), amount.least))
    if amount.most is not None:
        found.append(Relation("within", (other,), amount.most))
    return tuple(found)
