"""The algorithm "Track objects": raster layers of one place in, moving objects and their ways out."""

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
    QgsProcessingParameterBoolean,
    QgsProcessingParameterDefinition,
    QgsProcessingParameterEnum,
    QgsProcessingParameterFeatureSink,
    QgsProcessingParameterFeatureSource,
    QgsProcessingParameterField,
    QgsProcessingParameterMultipleLayers,
    QgsProcessingParameterNumber,
    QgsProcessingParameterString,
    QgsProcessingUtils,
    QgsRasterLayer,
)

from ...inference.click_messages import (
    BACKWARD,
    BOTH,
    CLICK_MODEL,
    FORWARD,
    FrameFacts,
    TrackClick,
    TrackRequest,
)
from ...inference.messages import Done
from ..clicking.frames import frames_of
from ..wording.engine_text import in_dock
from .algorithm import GeoReferAlgorithm, translate
from .following import run_job
from .object_sink import copy_objects
from .pointing import Fields, Place, numbered, prompted_objects, read_points
from .segment_by_phrase import DEVICES

WAYS = (BOTH, FORWARD, BACKWARD)


class TrackObjects(GeoReferAlgorithm):
    """Follows objects through raster layers, or finds what moves in them."""

    FRAMES, POINTS, FIND_MOVERS = "FRAMES", "POINTS", "FIND_MOVERS"
    FRAME_FIELD, OBJECT_FIELD, SIGN_FIELD = "FRAME_FIELD", "OBJECT_FIELD", "SIGN_FIELD"
    BANDS_AS_FRAMES, FPS, DIRECTION = "BANDS_AS_FRAMES", "FPS", "DIRECTION"
    MIN_AREA, MODEL, DEVICE = "MIN_AREA", "MODEL", "DEVICE"
    OBJECTS, TRACKS, COUNT, REPORT = "OBJECTS", "TRACKS", "COUNT", "REPORT"

    def __init__(self) -> None:
        super().__init__()
        self._frames: tuple[FrameFacts, ...] = ()
        self._crs: tuple[QgsCoordinateReferenceSystem, ...] = ()

    def name(self) -> str:
        """Returns the name in scripts and models; never translated."""
        return "trackobjects"

    def displayName(self) -> str:
        """Returns the name in the toolbox."""
        return translate("GeoRefer", "Track objects")

    def shortHelpString(self) -> str:
        """Returns the help beside the parameters."""
        return translate(
            "GeoRefer",
            "Follows objects through raster layers of one place, from a point on each of them, or finds "
            "everything that moves. Layers are taken in the order of their temporal properties, else of a "
            "date or number in their names; frames count from 0 in that order. Returns the outline in every "
            "frame, and the way of each object with length, speed and heading.",
        )

    def initAlgorithm(self, configuration: dict[str, Any] | None = None) -> None:
        """Declares parameters and outputs."""
        self.addParameter(
            QgsProcessingParameterMultipleLayers(
                self.FRAMES, translate("GeoRefer", "Frames"), QgsProcessing.SourceType.TypeRaster
            )
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
            QgsProcessingParameterField(
                self.FRAME_FIELD,
                translate("GeoRefer", "Field of the points with the number of the frame (0 if not set)"),
                parentLayerParameterName=self.POINTS,
                type=QgsProcessingParameterField.DataType.Numeric,
                optional=True,
            )
        )
        self.addParameter(
            QgsProcessingParameterBoolean(
                self.FIND_MOVERS, translate("GeoRefer", "Find everything that moves"), defaultValue=False
            )
        )
        for name, text, kind in (
            (self.OBJECTS, translate("GeoRefer", "Objects"), QgsProcessing.SourceType.TypeVectorPolygon),
            (self.TRACKS, translate("GeoRefer", "Tracks"), QgsProcessing.SourceType.TypeVectorLine),
        ):
            self.addParameter(QgsProcessingParameterFeatureSink(name, text, kind))
        for parameter in self._advanced():
            parameter.setFlags(parameter.flags() | QgsProcessingParameterDefinition.Flag.FlagAdvanced)
            self.addParameter(parameter)
        self.addOutput(QgsProcessingOutputNumber(self.COUNT, translate("GeoRefer", "Number of objects")))
        self.addOutput(QgsProcessingOutputString(self.REPORT, translate("GeoRefer", "Run report as JSON")))

    def _advanced(self) -> list[QgsProcessingParameterDefinition]:
        positive = {
            "type": QgsProcessingParameterNumber.Type.Double,
            "optional": True,
            "minValue": 0.0,
        }
        field = {
            "parentLayerParameterName": self.POINTS,
            "type": QgsProcessingParameterField.DataType.Numeric,
            "optional": True,
        }
        ways = [
            translate("GeoRefer", "Both ways"),
            translate("GeoRefer", "Forward"),
            translate("GeoRefer", "Backward"),
        ]
        return [
            QgsProcessingParameterField(
                self.OBJECT_FIELD,
                translate("GeoRefer", "Field of the points with the number of the object"),
                **field,
            ),
            QgsProcessingParameterField(
                self.SIGN_FIELD,
                translate("GeoRefer", "Field of the points that is 0 or less beside the object"),
                **field,
            ),
            QgsProcessingParameterEnum(
                self.DIRECTION, translate("GeoRefer", "Direction"), options=ways, defaultValue=0
            ),
            QgsProcessingParameterBoolean(
                self.BANDS_AS_FRAMES,
                translate("GeoRefer", "Each band of the only layer is a frame"),
                defaultValue=False,
            ),
            QgsProcessingParameterNumber(
                self.FPS, translate("GeoRefer", "Frames per second, where they carry no time"), **positive
            ),
            QgsProcessingParameterNumber(
                self.MIN_AREA, translate("GeoRefer", "Least area of what moves, in m²"), **positive
            ),
            QgsProcessingParameterString(
                self.MODEL,
                translate("GeoRefer", "Model: its id or folder (differences between frames alone if empty)"),
                defaultValue=CLICK_MODEL,
                optional=True,
            ),
            QgsProcessingParameterEnum(
                self.DEVICE, translate("GeoRefer", "Device"), options=list(DEVICES), defaultValue=0
            ),
        ]

    def prepareAlgorithm(
        self, parameters: dict[str, Any], context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> bool:
        """Looks at the layers in the thread that they belong to."""
        given = self.parameterAsLayerList(parameters, self.FRAMES, context)
        layers = {layer.id(): layer for layer in given if isinstance(layer, QgsRasterLayer)}
        frames = frames_of(list(layers.values()))
        if len(frames) < len(given):
            raise QgsProcessingException(translate("GeoRefer", "A frame is no raster file"))
        as_bands = self.parameterAsBoolean(parameters, self.BANDS_AS_FRAMES, context)
        self._frames = tuple(frame.facts for frame in frames)
        self._crs = tuple(layers[frame.layer_id].crs() for frame in frames)
        if len(frames) == 1:
            # What is inside of it is taken apart by the engine.
            self._frames = (FrameFacts(frames[0].facts.raster),)
            if as_bands:
                self._crs *= max(1, layers[frames[0].layer_id].bandCount())
        return True

    def processAlgorithm(
        self, parameters: dict[str, Any], context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> dict[str, Any]:
        """Runs the engine and copies its objects and ways into the sinks."""
        steps = QgsProcessingMultiStepFeedback(2, feedback)
        done = run_job(self._request(parameters, context), steps)
        if done is None:
            return {}
        steps.setCurrentStep(1)
        outputs: dict[str, Any] = {}
        for name, layer in ((self.OBJECTS, "objects"), (self.TRACKS, "tracks")):
            outputs[name], _ = copy_objects(
                done,
                lambda *shape, name=name: self.parameterAsSink(parameters, name, context, *shape),
                context,
                steps,
                layer,
            )
            if outputs[name] is None:
                raise QgsProcessingException(self.invalidSinkError(parameters, name))
        _tell_report(done, feedback)
        report = json.dumps(done.report, ensure_ascii=False)
        return {**outputs, self.COUNT: done.report["tracks"], self.REPORT: report}

    def _request(self, parameters: dict[str, Any], context: QgsProcessingContext) -> TrackRequest:
        finds_movers = self.parameterAsBoolean(parameters, self.FIND_MOVERS, context)
        has = {name: parameters.get(name) is not None for name in (self.FPS, self.MIN_AREA)}
        fps, least = (
            (self.parameterAsDouble(parameters, name, context) or None) if has[name] else None
            for name in (self.FPS, self.MIN_AREA)
        )
        return TrackRequest(
            frames=self._frames,
            # The engine writes a file of its own; the output belongs to QGIS alone.
            output=str(Path(QgsProcessingUtils.generateTempFilename("tracks.gpkg"))),
            clicks=() if finds_movers else self._clicks(parameters, context),
            find_movers=finds_movers,
            direction=WAYS[self.parameterAsEnum(parameters, self.DIRECTION, context)],
            model=self.parameterAsString(parameters, self.MODEL, context),
            bands_as_frames=self.parameterAsBoolean(parameters, self.BANDS_AS_FRAMES, context),
            fps=fps,
            min_area_m2=least,
            device=DEVICES[self.parameterAsEnum(parameters, self.DEVICE, context)],
        )

    def _clicks(self, parameters: dict[str, Any], context: QgsProcessingContext) -> tuple[TrackClick, ...]:
        source = self.parameterAsSource(parameters, self.POINTS, context)
        names = (self.OBJECT_FIELD, self.SIGN_FIELD, self.FRAME_FIELD)
        fields = Fields(*(self.parameterAsString(parameters, name, context) for name in names))
        points = [] if source is None else numbered(read_points(source, fields))
        if not points:
            raise QgsProcessingException(
                translate("GeoRefer", "Give points on the objects, or have movers found")
            )
        places = [Place(source.sourceCrs(), crs, context) for crs in self._crs]
        clicks: list[TrackClick] = []
        for frame in sorted({point.frame for point in points}):
            # A frame that does not exist is named by the engine.
            place = places[min(max(0, frame), len(places) - 1)]
            found = prompted_objects((point, place, False) for point in points if point.frame == frame)
            clicks += [TrackClick(one.object_id, frame, one.points) for one in found]
        return tuple(clicks)


def _tell_report(done: Done, feedback: QgsProcessingFeedback) -> None:
    """Says how many objects there are, and what else is to be known."""
    report = done.report
    feedback.pushInfo(
        translate("GeoRefer", "{count} object(s) in {frames} frames; speeds in {unit}").format(
            count=report["tracks"], frames=report["frames"], unit=report["speed_unit"]
        )
    )
    for line in report["notes"]:
        feedback.pushWarning(in_dock(line))
