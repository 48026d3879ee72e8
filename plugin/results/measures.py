"""Words areas in the units of the project."""

from __future__ import annotations

import math

from qgis.core import QgsProject, QgsUnitTypes

SIGNIFICANT = 3


def area_unit(project: QgsProject):  # noqa: ANN201 (its class moved between versions of QGIS)
    """Returns the project's unit of areas; square metres where it has none."""
    unit = project.areaUnits()
    known = QgsUnitTypes.toAbbreviatedString(unit)
    return unit if known and _factor(unit) > 0 else _square_metres()


def area_factor(project: QgsProject) -> float:
    """Returns what square metres are multiplied by."""
    return _factor(area_unit(project))


def area_text(area_m2: float | None, project: QgsProject) -> str:
    """Returns an area with its unit, to three digits; "" where there is none."""
    if area_m2 is None or not math.isfinite(area_m2):
        return ""
    unit = area_unit(project)
    value = area_m2 * _factor(unit)
    whole_digits = math.floor(math.log10(value)) + 1 if value > 0 else 1
    return str(QgsUnitTypes.formatArea(value, max(0, SIGNIFICANT - whole_digits), unit, True))


def _square_metres():  # noqa: ANN202 (see area_unit)
    return QgsUnitTypes.decodeAreaUnit("m2")[0]


def _factor(unit: object) -> float:
    return float(QgsUnitTypes.fromUnitToUnitFactor(_square_metres(), unit))
