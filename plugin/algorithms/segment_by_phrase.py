"""The algorithm "Segment by phrase": a raster and a phrase in, polygons out."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from qgis.core import (
    QgsProcessing,
    QgsProcessingContext,
    QgsProcessingException,
    QgsProcessingFeedback,
    QgsProcessingMultiStepFeedback,
    QgsProcessingOutputNumber,
    QgsProcessingOutputString,
    QgsProcessingParameterBand,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterDefinition,
    QgsProcessingParameterEnum,
    QgsProcessingParameterExtent,
    QgsProcessingParameterFeatureSink,
    QgsProcessingParameterMultipleLayers,
    QgsProcessingParameterNumber,
    QgsProcessingParameterRasterLayer,
    QgsProcessingParameterString,
    QgsProcessingUtils,
)

from ...inference.messages import Done
from ...inference.protocol import Bounds, SegmentRequest
from ..imagery.named_layers import ogr_name
from ..results.run_phrases import reports_of
from ..wording.engine_text import in_dock, line_of
from .algorithm import GeoReferAlgorithm, translate
from .following import segment
from .object_sink import copy_objects
from .raster_input import RasterInput, fetch, look_at

DEVICES = ("auto", "cpu", "cuda", "mps")


class SegmentByPhrase(GeoReferAlgorithm):
    """Finds what a phrase refers to in a raster layer."""

    INPUT, EXTENT, LAYERS, BANDS, OUTPUT = "INPUT", "EXTENT", "LAYERS", "BANDS", "OUTPUT"
    MODEL, DEVICE, TILE_SIZE, PIXEL_SIZE = "MODEL", "DEVICE", "TILE_SIZE", "PIXEL_SIZE"
    THRESHOLD, MIN_SCORE, MIN_AREA, RIGHT_ANGLES = "THRESHOLD", "MIN_SCORE", "MIN_AREA", "RIGHT_ANGLES"
    COUNT, REPORT = "COUNT", "REPORT"

    def __init__(self) -> None:
        super().__init__()
        self._raster = RasterInput("")
        self._extent: Bounds | None = None
        self._layers: tuple[tuple[str, str], ...] = ()

    def name(self) -> str:
        """Returns the name in scripts and models; never translated."""
        return "segmentbyphrase"

    def displayName(self) -> str:
        """Returns the name in the toolbox."""
        return translate("GeoRefer", "Segment by phrase")

    def shortHelpString(self) -> str:
        """Returns the help beside the parameters."""
        return translate(
            "GeoRefer",
            'Finds what a phrase refers to, such as "red building top-left" or "the two largest tanks", and '
            "returns polygons with score, area and perimeter. Words of place, size and order mean the whole "
            "extent. The engine computes on this machine; no data leaves it.",
        )

    def initAlgorithm(self, configuration: dict[str, Any] | None = None) -> None:
        """Declares parameters and outputs."""
        self.addParameter(
            QgsProcessingParameterRasterLayer(self.INPUT, translate("GeoRefer", "Raster layer"))
        )
        self.addParameter(
            QgsProcessingParameterString(
                self.PHRASE,
                translate("GeoRefer", "Phrase (several on lines of their own, or with ; between them)"),
                multiLine=True,
            )
        )
        self.addParameter(
            QgsProcessingParameterExtent(
                self.EXTENT, translate("GeoRefer", "Extent (the whole layer if not set)"), optional=True
            )
        )
        self.addParameter(
            QgsProcessingParameterMultipleLayers(
                self.LAYERS,
                translate("GeoRefer", "Layers that the phrase names, such as [Railway]"),
                QgsProcessing.SourceType.TypeVectorAnyGeometry,
                optional=True,
            )
        )
        self.addParameter(
            QgsProcessingParameterFeatureSink(
                self.OUTPUT,
                translate("GeoRefer", "Objects"),
                QgsProcessing.SourceType.TypeVectorPolygon,
            )
        )
        for parameter in self._advanced():
            parameter.setFlags(parameter.flags() | QgsProcessingParameterDefinition.Flag.FlagAdvanced)
            self.addParameter(parameter)
        self.addOutput(QgsProcessingOutputNumber(self.COUNT, translate("GeoRefer", "Number of objects")))
        self.addOutput(QgsProcessingOutputString(self.REPORT, translate("GeoRefer", "Run report as JSON")))

    def _advanced(self) -> list[QgsProcessingParameterDefinition]:
        usual = SegmentRequest("", "", "")
        double, whole = QgsProcessingParameterNumber.Type.Double, QgsProcessingParameterNumber.Type.Integer
        share = {"type": double, "minValue": 0.0, "maxValue": 1.0}
        return [
            QgsProcessingParameterBand(
                self.BANDS,
                translate("GeoRefer", "Bands, one or three (what the layer shows if not set)"),
                parentLayerParameterName=self.INPUT,
                optional=True,
                allowMultiple=True,
            ),
            QgsProcessingParameterString(
                self.MODEL, translate("GeoRefer", "Model: its id or folder"), defaultValue=usual.model
            ),
            QgsProcessingParameterEnum(
                self.DEVICE, translate("GeoRefer", "Device"), options=list(DEVICES), defaultValue=0
            ),
            QgsProcessingParameterNumber(
                self.TILE_SIZE,
                translate("GeoRefer", "Tile size in pixels (speed and memory, never the result)"),
                type=whole,
                defaultValue=usual.tile_size_px,
                minValue=64,
            ),
            QgsProcessingParameterNumber(
                self.PIXEL_SIZE,
                translate("GeoRefer", "Pixel size in map units, for layers that are no files such as WMS"),
                type=double,
                optional=True,
                minValue=0.0,
            ),
            QgsProcessingParameterNumber(
                self.THRESHOLD,
                translate("GeoRefer", "Least probability of a pixel"),
                defaultValue=usual.threshold,
                **share,
            ),
            QgsProcessingParameterNumber(
                self.MIN_SCORE,
                translate("GeoRefer", "Least score of an object"),
                defaultValue=usual.min_score,
                **share,
            ),
            QgsProcessingParameterNumber(
                self.MIN_AREA,
                translate("GeoRefer", "Least area in m² (what the model can resolve if not set)"),
                type=double,
                optional=True,
                minValue=0.0,
            ),
            QgsProcessingParameterBoolean(
                self.RIGHT_ANGLES,
                translate("GeoRefer", "Square up nearly rectangular outlines"),
                defaultValue=usual.right_angles,
            ),
        ]

    def prepareAlgorithm(
        self, parameters: dict[str, Any], context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> bool:
        """Looks at the layer in the thread that it belongs to."""
        layer = self.parameterAsRasterLayer(parameters, self.INPUT, context)
        if layer is None:
            raise QgsProcessingException(self.invalidRasterError(parameters, self.INPUT))
        extent = self.parameterAsExtent(parameters, self.EXTENT, context, layer.crs())
        # That of a mirrored raster comes inside out in newer versions of QGIS.
        extent.normalize()
        corners = (extent.xMinimum(), extent.yMinimum(), extent.xMaximum(), extent.yMaximum())
        self._extent = None if extent.isEmpty() else corners
        has_size = parameters.get(self.PIXEL_SIZE) is not None
        pixel_size = self.parameterAsDouble(parameters, self.PIXEL_SIZE, context) if has_size else None
        self._raster = look_at(layer, self._extent, pixel_size)
        named = self.parameterAsLayerList(parameters, self.LAYERS, context)
        self._layers = tuple((one.name(), ogr_name(one, context, feedback)) for one in named)
        return True

    def processAlgorithm(
        self, parameters: dict[str, Any], context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> dict[str, Any]:
        """Runs the engine and copies its objects into the sink."""
        fetches = 0 if self._raster.is_file else 1
        steps = QgsProcessingMultiStepFeedback(2 + fetches, feedback)
        raster = self._raster.file if self._raster.is_file else fetch(self._raster, steps)
        if raster is None:
            return {}
        steps.setCurrentStep(fetches)
        done = segment(self._request(raster, parameters, context), steps)
        if done is None:
            return {}
        steps.setCurrentStep(fetches + 1)
        sink_id, count = copy_objects(
            done,
            lambda *shape: self.parameterAsSink(parameters, self.OUTPUT, context, *shape),
            context,
            steps,
        )
        if sink_id is None:
            raise QgsProcessingException(self.invalidSinkError(parameters, self.OUTPUT))
        _tell_reports(done, feedback)
        return {
            self.OUTPUT: sink_id,
            self.COUNT: count,
            self.REPORT: json.dumps(done.report, ensure_ascii=False),
        }

    def _request(
        self, raster: str, parameters: dict[str, Any], context: QgsProcessingContext
    ) -> SegmentRequest:
        bands = tuple(self.parameterAsInts(parameters, self.BANDS, context))
        phrases = separated(self.parameterAsString(parameters, self.PHRASE, context))
        has_area = parameters.get(self.MIN_AREA) is not None
        least = self.parameterAsDouble(parameters, self.MIN_AREA, context) if has_area else None
        return SegmentRequest(
            raster=raster,
            phrase=phrases[0],
            more_phrases=phrases[1:],
            # The engine writes a file of its own; the output belongs to QGIS alone.
            output=str(Path(QgsProcessingUtils.generateTempFilename("objects.gpkg"))),
            model=self.parameterAsString(parameters, self.MODEL, context),
            extent=self._extent,
            bands=bands or self._raster.bands,
            tile_size_px=self.parameterAsInt(parameters, self.TILE_SIZE, context),
            threshold=self.parameterAsDouble(parameters, self.THRESHOLD, context),
            min_score=self.parameterAsDouble(parameters, self.MIN_SCORE, context),
            min_area_m2=least,
            right_angles=self.parameterAsBoolean(parameters, self.RIGHT_ANGLES, context),
            layers=self._layers,
            device=DEVICES[self.parameterAsEnum(parameters, self.DEVICE, context)],
        )


def separated(text: str) -> tuple[str, ...]:
    """Returns the phrases in a text, at least one; a layer's name in brackets stays whole."""
    phrases = [phrase.strip() for phrase in re.split("[;\uff1b\n]+(?![^\\[\n]*\\])", text)]
    return tuple(dict.fromkeys(phrase for phrase in phrases if phrase)) or (text,)


def _tell_reports(done: Done, feedback: QgsProcessingFeedback) -> None:
    """Says what was read, found and not understood of each phrase."""
    for report in reports_of(done.report):
        _tell_report(report, feedback)
    for one in done.report.get("refused") or ():
        said = translate("GeoRefer", '"{phrase}" was left out: {message}')
        feedback.pushWarning(
            said.format(phrase=one["phrase"], message=line_of(one["message"], one["remedy"]))
        )


def _tell_report(report: Mapping[str, Any], feedback: QgsProcessingFeedback) -> None:
    feedback.pushInfo(
        translate("GeoRefer", "{count} object(s): {reading}").format(
            count=report["polygons"], reading=report["reading"]
        )
    )
    for words in report["unread"]:
        feedback.pushWarning(translate("GeoRefer", '"{words}" was not understood').format(words=words))
    for word in report["unknown_words"]:
        feedback.pushWarning(translate("GeoRefer", 'The model never learned "{word}"').format(word=word))
    for line in (*report["notes"], *report["failed_tiles"]):
        feedback.pushWarning(in_dock(line))
