"""The algorithm "Select by phrase": polygons that exist already and a phrase in, those that are meant out."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsProcessing,
    QgsProcessingContext,
    QgsProcessingException,
    QgsProcessingFeedback,
    QgsProcessingMultiStepFeedback,
    QgsProcessingOutputNumber,
    QgsProcessingOutputString,
    QgsProcessingParameterExtent,
    QgsProcessingParameterFeatureSink,
    QgsProcessingParameterField,
    QgsProcessingParameterMultipleLayers,
    QgsProcessingParameterString,
    QgsProcessingParameterVectorLayer,
    QgsProcessingUtils,
)

from ...inference.messages import Done
from ...inference.protocol import SelectRequest
from ..imagery.named_layers import ogr_name
from ..wording.engine_text import in_dock
from .algorithm import GeoReferAlgorithm, translate
from .following import select
from .object_sink import copy_objects


class SelectByPhrase(GeoReferAlgorithm):
    """Finds what a phrase refers to among the polygons of a layer."""

    INPUT, FIELD, COLOUR_FIELD = "INPUT", "FIELD", "COLOUR_FIELD"
    EXTENT, LAYERS, OUTPUT = "EXTENT", "LAYERS", "OUTPUT"
    COUNT, REPORT = "COUNT", "REPORT"

    def __init__(self) -> None:
        super().__init__()
        self._objects = ""
        self._crs = QgsCoordinateReferenceSystem()
        self._layers: tuple[tuple[str, str], ...] = ()

    def name(self) -> str:
        """Returns the name in scripts and models; never translated."""
        return "selectbyphrase"

    def displayName(self) -> str:
        """Returns the name in the toolbox."""
        return translate("GeoRefer", "Select by phrase")

    def shortHelpString(self) -> str:
        """Returns the help beside the parameters."""
        return translate(
            "GeoRefer",
            'Chooses polygons of a layer by a phrase, such as "the two largest buildings within 200 m of '
            '[Railway]", and copies them with all their fields. A field says what each polygon is. No model '
            "and no raster is needed.",
        )

    def initAlgorithm(self, configuration: dict[str, Any] | None = None) -> None:
        """Declares parameters and outputs."""
        self.addParameter(
            QgsProcessingParameterVectorLayer(
                self.INPUT,
                translate("GeoRefer", "Layer with polygons"),
                [QgsProcessing.SourceType.TypeVectorPolygon],
            )
        )
        self.addParameter(QgsProcessingParameterString(self.PHRASE, translate("GeoRefer", "Phrase")))
        self.addParameter(
            QgsProcessingParameterField(
                self.FIELD,
                translate("GeoRefer", "Field that says what each polygon is"),
                parentLayerParameterName=self.INPUT,
            )
        )
        self.addParameter(
            QgsProcessingParameterField(
                self.COLOUR_FIELD,
                translate("GeoRefer", "Field that says its colour"),
                parentLayerParameterName=self.INPUT,
                optional=True,
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
                translate("GeoRefer", "Selected polygons"),
                QgsProcessing.SourceType.TypeVectorPolygon,
            )
        )
        self.addOutput(QgsProcessingOutputNumber(self.COUNT, translate("GeoRefer", "Number of polygons")))
        self.addOutput(QgsProcessingOutputString(self.REPORT, translate("GeoRefer", "Run report as JSON")))

    def prepareAlgorithm(
        self, parameters: dict[str, Any], context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> bool:
        """Looks at the layers in the thread that they belong to."""
        layer = self.parameterAsVectorLayer(parameters, self.INPUT, context)
        if layer is None:
            raise QgsProcessingException(self.invalidSourceError(parameters, self.INPUT))
        self._crs = layer.crs()
        self._objects = ogr_name(layer, context, feedback)
        named = self.parameterAsLayerList(parameters, self.LAYERS, context)
        self._layers = tuple((one.name(), ogr_name(one, context, feedback)) for one in named)
        return True

    def processAlgorithm(
        self, parameters: dict[str, Any], context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> dict[str, Any]:
        """Asks the engine and copies the chosen polygons into the sink."""
        steps = QgsProcessingMultiStepFeedback(2, feedback)
        done = select(self._request(parameters, context), steps)
        if done is None:
            return {}
        steps.setCurrentStep(1)
        sink_id, count = copy_objects(
            done,
            lambda *shape: self.parameterAsSink(parameters, self.OUTPUT, context, *shape),
            context,
            steps,
        )
        if sink_id is None:
            raise QgsProcessingException(self.invalidSinkError(parameters, self.OUTPUT))
        _tell_report(done, feedback)
        return {
            self.OUTPUT: sink_id,
            self.COUNT: count,
            self.REPORT: json.dumps(done.report, ensure_ascii=False),
        }

    def _request(self, parameters: dict[str, Any], context: QgsProcessingContext) -> SelectRequest:
        extent = self.parameterAsExtent(parameters, self.EXTENT, context, self._crs)
        corners = (extent.xMinimum(), extent.yMinimum(), extent.xMaximum(), extent.yMaximum())
        return SelectRequest(
            objects=self._objects,
            phrase=self.parameterAsString(parameters, self.PHRASE, context),
            # The engine writes a file of its own; the output belongs to QGIS alone.
            output=str(Path(QgsProcessingUtils.generateTempFilename("objects.gpkg"))),
            target_field=self.parameterAsString(parameters, self.FIELD, context),
            colour_field=self.parameterAsString(parameters, self.COLOUR_FIELD, context) or None,
            extent=None if extent.isEmpty() else corners,
            layers=self._layers,
        )


def _tell_report(done: Done, feedback: QgsProcessingFeedback) -> None:
    """Says what was read, selected and not understood."""
    report = done.report
    feedback.pushInfo(
        translate("GeoRefer", "{count} of {total} polygons: {reading}").format(
            count=report["selected"], total=report["polygons"], reading=report["reading"]
        )
    )
    for words in report["unread"]:
        feedback.pushWarning(translate("GeoRefer", '"{words}" was not understood').format(words=words))
    for line in report["notes"]:
        feedback.pushWarning(in_dock(line))
