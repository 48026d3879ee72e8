"""Copies the objects that the engine has written into whatever Processing wants as output."""

from __future__ import annotations

from collections.abc import Callable

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsFeature,
    QgsFeatureSink,
    QgsFields,
    QgsProcessingContext,
    QgsProcessingException,
    QgsProcessingFeedback,
    QgsVectorLayer,
)
from qgis.PyQt.QtCore import QCoreApplication

from ...inference.messages import Done

translate = QCoreApplication.translate

LAYER = "objects"


def copy_objects(
    done: Done,
    make_sink: Callable[..., tuple[QgsFeatureSink | None, str]],
    context: QgsProcessingContext,
    feedback: QgsProcessingFeedback,
    layer: str = LAYER,
) -> tuple[str | None, int]:
    """Returns the name of the filled sink, None where it could not be made, and the number of objects.

    Args:
        done: How the run ended; its report names the file.
        make_sink: Given fields, geometry type and CRS, returns a sink and its name.
        context: Holds the sink where that is a layer in memory.
        feedback: Told of progress; asked whether to stop.
        layer: Which layer of the file is copied.
    """
    source = QgsVectorLayer(f"{done.report['output']}|layername={layer}", layer, "ogr")
    if not source.isValid():
        raise QgsProcessingException(
            translate("GeoRefer", "The engine's result {file} cannot be opened").format(
                file=done.report["output"]
            )
        )
    # The key belongs to the engine's file; the output counts for itself.
    keys = source.primaryKeyAttributes()
    indexes = [index for index in range(source.fields().count()) if index not in keys]
    fields = QgsFields()
    for index in indexes:
        fields.append(source.fields().at(index))
    sink, name = make_sink(fields, source.wkbType(), source.crs())
    if sink is None:
        return None, 0
    scratch = context.temporaryLayerStore().mapLayer(name)
    if scratch is not None and not source.crs().isValid():
        # QGIS takes a layer in memory that has no CRS for one in degrees.
        scratch.setCrs(QgsCoordinateReferenceSystem())
    total, count = max(1, source.featureCount()), 0
    for feature in source.getFeatures():
        if feedback.isCanceled():
            break
        copy = QgsFeature(fields)
        copy.setGeometry(feature.geometry())
        attributes = feature.attributes()
        copy.setAttributes([attributes[index] for index in indexes])
        if not sink.addFeature(copy, QgsFeatureSink.Flag.FastInsert):
            raise QgsProcessingException(
                translate("GeoRefer", "The output cannot be written: {reason}").format(
                    reason=sink.lastError()
                )
            )
        count += 1
        feedback.setProgress(100 * count / total)
    return name, count
