"""Puts the objects of a run into the project: a group for each run, at the top of the tree."""

from __future__ import annotations

from datetime import datetime

from qgis.core import QgsField, QgsLayerTreeGroup, QgsProject, QgsUnitTypes, QgsVectorLayer
from qgis.PyQt.QtCore import QCoreApplication

from .measures import area_factor, area_unit
from .reference_systems import adopt
from .run_file import RunFile
from .run_phrases import phrases_of, reports_of

translate = QCoreApplication.translate

RUN_PROPERTY = "georefer/run_id"
PHRASE_PROPERTY = "georefer/phrase"
NAME_CHARACTERS = 60
AREA, PERIMETER = "area", "perimeter"


def add_run_layer(project: QgsProject, run: RunFile) -> QgsVectorLayer:
    """Adds the layer of a run in a group of its own, on top, and returns it."""
    layer, phrase = run.layer, ", ".join(phrases_of(run.report))
    targets = dict.fromkeys(str(one.get("target") or "") for one in reports_of(run.report))
    adopt(layer)
    layer.setName(_shortened(", ".join(filter(None, targets)) or phrase))
    layer.setCustomProperty(RUN_PROPERTY, str(run.report.get("run_id", "")))
    layer.setCustomProperty(PHRASE_PROPERTY, phrase)
    show_project_units(layer, project)
    group = project.layerTreeRoot().insertGroup(0, _group_name(project, run))
    group.setCustomProperty(RUN_PROPERTY, str(run.report.get("run_id", "")))
    project.addMapLayer(layer, False)
    group.insertLayer(0, layer)
    return layer


def run_layers(project: QgsProject) -> list[QgsVectorLayer]:
    """Returns the layers of runs that are in the project."""
    return [
        layer
        for layer in project.mapLayers().values()
        if isinstance(layer, QgsVectorLayer) and layer.customProperty(RUN_PROPERTY)
    ]


def group_of(project: QgsProject, layer: QgsVectorLayer) -> QgsLayerTreeGroup | None:
    """Returns the group of a run's layer; None where the person has taken it apart."""
    node = project.layerTreeRoot().findLayer(layer.id())
    group = node.parent() if node is not None else None
    is_ours = isinstance(group, QgsLayerTreeGroup) and group.customProperty(RUN_PROPERTY)
    return group if is_ours else None


def show_project_units(layer: QgsVectorLayer, project: QgsProject) -> None:
    """Adds columns in the project's units beside those in metres, where they differ; nothing is stored.

    Call it again when the units of the project change.
    """
    length_unit = project.distanceUnits()
    metres = QgsUnitTypes.decodeDistanceUnit("meters")[0]
    length_factor = QgsUnitTypes.fromUnitToUnitFactor(metres, length_unit)
    unit = area_unit(project)
    _set_column(layer, (AREA, "area_m2"), area_factor(project), QgsUnitTypes.toAbbreviatedString(unit))
    _set_column(
        layer, (PERIMETER, "perimeter_m"), length_factor, QgsUnitTypes.toAbbreviatedString(length_unit)
    )


def _set_column(layer: QgsVectorLayer, names: tuple[str, str], factor: float, unit: str) -> None:
    name, measured = names
    old = layer.fields().lookupField(name)
    if old >= 0 and layer.expressionField(old):
        layer.removeExpressionField(old)
    is_wanted = factor > 0 and abs(factor - 1) > 1e-9 and unit
    if not is_wanted or layer.fields().lookupField(name) >= 0 or layer.fields().lookupField(measured) < 0:
        return
    # A copy of the measured column: names of field types differ between versions of QGIS.
    field = QgsField(layer.fields().field(measured))
    field.setName(name)
    labels = {
        AREA: translate("GeoRefer", "Area ({unit})"),
        PERIMETER: translate("GeoRefer", "Perimeter ({unit})"),
    }
    field.setAlias(labels[name].format(unit=unit))
    index = layer.addExpressionField(f'"{measured}" * {factor!r}', field)
    layer.setFieldAlias(index, labels[name].format(unit=unit))


def _group_name(project: QgsProject, run: RunFile) -> str:
    """Returns the phrase, with the time where there is such a group already."""
    name = _shortened(", ".join(phrases_of(run.report)))
    if project.layerTreeRoot().findGroup(name) is None:
        return name
    try:
        made = datetime.fromisoformat(str(run.report.get("created", "")))
    except ValueError:
        return name
    return f"{name} ({made.astimezone().strftime('%H:%M:%S')})"


def _shortened(text: str) -> str:
    text = " ".join(text.split()) or translate("GeoRefer", "Objects")
    return text if len(text) <= NAME_CHARACTERS else f"{text[: NAME_CHARACTERS - 1].rstrip()}…"
