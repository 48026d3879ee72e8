"""The algorithm "Outline objects by points": a raster and points on things in it, polygons out."""

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
    QgsProcessingParameterBand,
    QgsProcessingParameterDefinition,
    QgsProcessingParameterEnum,
    QgsProcessingParameterFeatureSink,
    QgsProcessingParameterFeatureSource,
    QgsProcessingParameterField,
    QgsProcessingParameterNumber,
    QgsProcessingParameterRasterLayer,
    QgsProcessingParameterString,
    QgsProcessingUtils,
)

from ...inference.click_messages import CLICK_MODEL, ClickObjectsRequest, PromptedObject
from ...inference.messages import Done
from ..wording.engine_text import in_dock
from .algorithm import GeoReferAlgorithm, translate
from .following import run_job
from .object_sink import copy_objects
from .pointing import Fields, Place, numbered, prompted_objects, read_points
from .raster_input import RasterInput, fetch, look_at
from .segment_by_phrase import DEVICES


class ClickObjects(GeoReferAlgorithm):
    """Outlines what points and boxes point at in a raster layer."""

    INPUT, POINTS, BOXES, OUTPUT = "INPUT", "POINTS", "BOXES", "OUTPUT"
    OBJECT_FIELD, SIGN_FIELD, BOX_FIELD = "OBJECT_FIELD", "SIGN_FIELD", "BOX_FIELD"
    BANDS, MODEL, DEVICE, GSD, PIXEL_SIZE = "BANDS", "MODEL", "DEVICE", "GSD", "PIXEL_SIZE"
    COUNT, REPORT = "COUNT", "REPORT"

    def __init__(self) -> None:
        super().__init__()
        self._raster = RasterInput("")
        self._crs = QgsCoordinateReferenceSystem()

    def name(self) -> str:
        """Returns the name in scripts and models; never translated."""
        return "clickobjects"

    def displayName(self) -> str:
        """Returns the name in the toolbox."""
        return translate("GeoRefer", "Outline objects by points")

    def shortHelpString(self) -> str:
        """Returns the help beside the parameters."""
        return translate(
            "GeoRefer",
            "Outlines what lies under points, or in boxes, such as buildings, cars and ships, and returns "
            "polygons with score, area and perimeter. Each point is an object of its own, unless a field "
            "says which points belong together. The engine computes on this machine; no data leaves it.",
        )

    def initAlgorithm(self, configuration: dict[str, Any] | None = None) -> None:
        """Declares parameters and outputs."""
        self.addParameter(
            QgsProcessingParameterRasterLayer(self.INPUT, translate("GeoRefer", "Raster layer"))
        )
        self.addParameter(
            QgsProcessingParameterFeatureSource(
                self.POINTS,
                translate("GeoRefer", "Points on the objects"),
                [QgsProcessing.SourceType.TypeVectorPoint],
                optional=True,
            )
        )
        self.addParameter(
            QgsProcessingParameterFeatureSource(
                self.BOXES,
                translate("GeoRefer", "Boxes around objects: the bounds of each feature"),
                [QgsProcessing.SourceType.TypeVectorAnyGeometry],
                optional=True,
            )
        )
        self.addParameter(
            QgsProcessingParameterFeatureSink(
                self.OUTPUT, translate("GeoRefer", "Objects"), QgsProcessing.SourceType.TypeVectorPolygon
            )
        )
        for parameter in self._advanced():
            parameter.setFlags(parameter.flags() | QgsProcessingParameterDefinition.Flag.FlagAdvanced)
            self.addParameter(parameter)
        self.addOutput(QgsProcessingOutputNumber(self.COUNT, translate("GeoRefer", "Number of objects")))
        self.addOutput(QgsProcessingOutputString(self.REPORT, translate("GeoRefer", "Run report as JSON")))

    def _advanced(self) -> list[QgsProcessingParameterDefinition]:
        double = QgsProcessingParameterNumber.Type.Double
        number = QgsProcessingParameterField.DataType.Numeric
        return [
            QgsProcessingParameterField(
                self.OBJECT_FIELD,
                translate("GeoRefer", "Field of the points with the number of the object"),
                parentLayerParameterName=self.POINTS,
                type=number,
                optional=True,
            ),
            QgsProcessingParameterField(
                self.SIGN_FIELD,
                translate("GeoRefer", "Field of the points that is 0 or less beside the object"),
                parentLayerParameterName=self.POINTS,
                type=number,
                optional=True,
            ),
            QgsProcessingParameterField(
                self.BOX_FIELD,
                translate("GeoRefer", "Field of the boxes with the number of the object"),
                parentLayerParameterName=self.BOXES,
                type=number,
                optional=True,
            ),
            QgsProcessingParameterBand(
                self.BANDS,
                translate("GeoRefer", "Bands, one or three (what the layer shows if not set)"),
                parentLayerParameterName=self.INPUT,
                optional=True,
                allowMultiple=True,
            ),
            QgsProcessingParameterString(
                self.MODEL, translate("GeoRefer", "Model: its id or folder"), defaultValue=CLICK_MODEL
            ),
            QgsProcessingParameterEnum(
                self.DEVICE, translate("GeoRefer", "Device"), options=list(DEVICES), defaultValue=0
            ),
            QgsProcessingParameterNumber(
                self.GSD,
                translate("GeoRefer", "Metres per pixel to look at first (what suits the model if not set)"),
                type=double,
                optional=True,
                minValue=0.0,
            ),
            QgsProcessingParameterNumber(
                self.PIXEL_SIZE,
                translate("GeoRefer", "Pixel size in map units, for layers that are no files such as WMS"),
                type=double,
                optional=True,
                minValue=0.0,
            ),
        ]

    def prepareAlgorithm(
        self, parameters: dict[str, Any], context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> bool:
        """Looks at the layer in the thread that it belongs to."""
        layer = self.parameterAsRasterLayer(parameters, self.INPUT, context)
        if layer is None:
            raise QgsProcessingException(self.invalidRasterError(parameters, self.INPUT))
        has_size = parameters.get(self.PIXEL_SIZE) is not None
        pixel_size = self.parameterAsDouble(parameters, self.PIXEL_SIZE, context) if has_size else None
        self._crs = layer.crs()
        self._raster = look_at(layer, None, pixel_size)
        return True

    def processAlgorithm(
        self, parameters: dict[str, Any], context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> dict[str, Any]:
        """Runs the engine and copies its objects into the sink."""
        objects = self._objects(parameters, context)
        fetches = 0 if self._raster.is_file else 1
        steps = QgsProcessingMultiStepFeedback(2 + fetches, feedback)
        raster = self._raster.file if self._raster.is_file else fetch(self._raster, steps)
        if raster is None:
            return {}
        steps.setCurrentStep(fetches)
        done = run_job(self._request(raster, objects, parameters, context), steps)
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
        _tell_report(done, feedback)
        return {
            self.OUTPUT: sink_id,
            self.COUNT: count,
            self.REPORT: json.dumps(done.report, ensure_ascii=False),
        }

    def _objects(
        self, parameters: dict[str, Any], context: QgsProcessingContext
    ) -> tuple[PromptedObject, ...]:
        points = self.parameterAsSource(parameters, self.POINTS, context)
        boxes = self.parameterAsSource(parameters, self.BOXES, context)
        fields = Fields(
            self.parameterAsString(parameters, self.OBJECT_FIELD, context),
            self.parameterAsString(parameters, self.SIGN_FIELD, context),
        )
        boxed = Fields(self.parameterAsString(parameters, self.BOX_FIELD, context))
        pointed = [] if points is None else read_points(points, fields)
        drawn = [] if boxes is None else read_points(boxes, boxed)
        if not pointed and not drawn:
            raise QgsProcessingException(translate("GeoRefer", "Nothing points at an object"))
        every = numbered((*pointed, *drawn))
        places = [
            None if source is None else Place(source.sourceCrs(), self._crs, context)
            for source in (points, boxes)
        ]
        return prompted_objects(
            (one, places[number >= len(pointed)], number >= len(pointed)) for number, one in enumerate(every)
        )

    def _request(
        self,
        raster: str,
        objects: tuple[PromptedObject, ...],
        parameters: dict[str, Any],
        context: QgsProcessingContext,
    ) -> ClickObjectsRequest:
        has_gsd = parameters.get(self.GSD) is not None
        return ClickObjectsRequest(
            raster=raster,
            # The engine writes a file of its own; the output belongs to QGIS alone.
            output=str(Path(QgsProcessingUtils.generateTempFilename("objects.gpkg"))),
            objects=objects,
            bands=tuple(self.parameterAsInts(parameters, self.BANDS, context)) or self._raster.bands,
            model=self.parameterAsString(parameters, self.MODEL, context),
            gsd_m=self.parameterAsDouble(parameters, self.GSD, context) or None if has_gsd else None,
            device=DEVICES[self.parameterAsEnum(parameters, self.DEVICE, context)],
        )


def _tell_report(done: Done, feedback: QgsProcessingFeedback) -> None:
    """Says how many objects there are, and why others are not."""
    report = done.report
    feedback.pushInfo(
        translate("GeoRefer", "{count} of {total} objects outlined").format(
            count=report["polygons"], total=report["asked"]
        )
    )
    for number, reason in report["missed"].items():
        feedback.pushWarning(
            translate("GeoRefer", "Object {number}: {reason}").format(number=number, reason=in_dock(reason))
        )
    for line in report["notes"]:
        feedback.pushWarning(in_dock(line))
