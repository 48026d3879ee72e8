"""Gives a layer of objects its style, the names of its columns, and the story of its run."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

from qgis.core import (
    QgsCategorizedSymbolRenderer,
    QgsFillSymbol,
    QgsGraduatedSymbolRenderer,
    QgsLayerMetadata,
    QgsProviderRegistry,
    QgsRendererCategory,
    QgsVectorLayer,
)
from qgis.PyQt.QtCore import QCoreApplication

from ..wording.engine_text import in_dock
from .run_phrases import phrases_of, reports_of

translate = QCoreApplication.translate

# The engine's own, so that both look alike.
STYLE_FILE = Path(__file__).resolve().parents[2] / "inference" / "geo" / "objects.qml"
STYLE_NAME = "GeoRefer"
# Told apart also by those who see few colours (Okabe and Ito).
PHRASE_COLOURS = (
    "230,159,0",
    "86,180,233",
    "0,158,115",
    "240,228,66",
    "204,121,167",
    "213,94,0",
    "0,114,178",
)
KEYWORDS = "GeoRefer"


def aliases() -> dict[str, str]:
    """Returns what a person reads above each column."""
    return {
        "object_id": translate("GeoRefer", "Number"),
        "phrase": translate("GeoRefer", "Phrase"),
        "target": translate("GeoRefer", "Looked for"),
        "score": translate("GeoRefer", "Score"),
        "area_m2": translate("GeoRefer", "Area (m²)"),
        "perimeter_m": translate("GeoRefer", "Perimeter (m)"),
        "model": translate("GeoRefer", "Model"),
        "weights": translate("GeoRefer", "Weights (SHA-256)"),
        "source": translate("GeoRefer", "Raster"),
        "run_id": translate("GeoRefer", "Run"),
        "created": translate("GeoRefer", "Made (UTC)"),
    }


def dress(layer: QgsVectorLayer, phrases: Sequence[str] = ()) -> None:
    """Colours objects by score, or by phrase where there were several, and names the columns."""
    layer.loadNamedStyle(str(STYLE_FILE))
    renderer = layer.renderer()
    if len(phrases) > 1:
        layer.setRenderer(QgsCategorizedSymbolRenderer("phrase", _categories(phrases)))
    elif isinstance(renderer, QgsGraduatedSymbolRenderer):
        for number, part in enumerate(renderer.ranges()):
            renderer.updateRangeLabel(number, _range_label(part.lowerValue(), part.upperValue()))
    for name, alias in aliases().items():
        index = layer.fields().lookupField(name)
        if index >= 0:
            layer.setFieldAlias(index, alias)
    layer.setDisplayExpression('concat("object_id", \' \', "target", \' \', round("score", 2))')
    layer.setMapTipTemplate('<b>[% "phrase" %]</b><br>[% round("score", 2) %], [% round("area_m2") %] m²')


def store_style(layer: QgsVectorLayer, description: str = "") -> None:
    """Makes the layer's style the default in its file, beside the styles that are there."""
    stored = layer.listStylesInDatabase()
    taken = set(stored[2]) if len(stored) > 2 else set()
    # QGIS asks in a window before it replaces a style of the same name; this may run in a thread.
    name = next(one for one in _names() if one not in taken)
    description = description or translate("GeoRefer", "Score of the objects")
    if hasattr(layer, "saveStyleToDatabaseV2"):
        layer.saveStyleToDatabaseV2(name, description, True, "")
    else:
        layer.saveStyleToDatabase(name, description, True, "")


def store_metadata(layer: QgsVectorLayer, report: Mapping[str, object]) -> None:
    """Writes the story of a run into the layer and its file."""
    metadata = run_metadata(report)
    metadata.setCrs(layer.crs())
    layer.setMetadata(metadata)
    provider = QgsProviderRegistry.instance().providerMetadata("ogr")
    provider.saveLayerMetadata(layer.source(), metadata)


def run_metadata(report: Mapping[str, object]) -> QgsLayerMetadata:
    """Returns what a layer tells of its run: in words, and every parameter."""
    metadata = QgsLayerMetadata()
    metadata.setIdentifier(str(report.get("run_id", "")))
    metadata.setTitle(", ".join(phrases_of(report)))
    metadata.setType("dataset")
    metadata.setAbstract("\n".join(_abstract(one) for one in reports_of(report)))
    words = [str(one.get(key) or "") for one in reports_of(report) for key in ("phrase", "target", "model")]
    metadata.setKeywords({KEYWORDS: [word for word in dict.fromkeys(words) if word]})
    metadata.setHistory([line for one in reports_of(report) for line in _history(one)])
    return metadata


def _categories(phrases: Sequence[str]) -> list[QgsRendererCategory]:
    """Returns a colour for each phrase, which the layer tree switches on and off."""
    categories = []
    for number, phrase in enumerate(phrases):
        red_green_blue = PHRASE_COLOURS[number % len(PHRASE_COLOURS)]
        look = {
            "color": f"{red_green_blue},60",
            "outline_color": f"{red_green_blue},255",
            "outline_width": "0.5",
            "outline_style": "solid",
        }
        categories.append(QgsRendererCategory(phrase, QgsFillSymbol.createSimple(look), phrase))
    return categories


def _names():  # noqa: ANN202 (an endless series of names)
    yield STYLE_NAME
    for number in range(2, 1_000_000):
        yield f"{STYLE_NAME} {number}"


def _range_label(lower: float, upper: float) -> str:
    if lower <= 0:
        return translate("GeoRefer", "score below {upper:.2f}").format(upper=upper)
    return translate("GeoRefer", "score {lower:.2f} to {upper:.2f}").format(lower=lower, upper=upper)


def _abstract(report: Mapping[str, object]) -> str:
    lines = [
        translate("GeoRefer", '{count} object(s) that "{phrase}" refers to in {raster}').format(
            count=report.get("polygons", 0), phrase=report.get("phrase", ""), raster=report.get("source", "")
        )
    ]
    if report.get("reading"):
        lines.append(translate("GeoRefer", "Read as: {reading}").format(reading=report["reading"]))
    if report.get("model"):
        lines.append(
            translate("GeoRefer", "Found by {model} on {device}").format(
                model=report["model"], device=report.get("device", "")
            )
        )
    lines += map(in_dock, report.get("notes") or ())
    lines += map(in_dock, report.get("failed_tiles") or ())
    return "\n".join(lines)


def _history(report: Mapping[str, object]) -> list[str]:
    """Returns one line for each thing that is known of a run."""
    lines = [translate("GeoRefer", "GeoRefer run {run}").format(run=report.get("run_id", ""))]
    for key in ("created", "weights", "tiles", "seconds", "parameters", "versions"):
        value = report.get(key)
        if value:
            text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
            lines.append(f"{key}: {text}")
    return lines
