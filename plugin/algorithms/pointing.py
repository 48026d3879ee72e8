"""Reads the points and boxes of a vector layer as what points at objects."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import count

from qgis.core import (
    NULL,
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsCsException,
    QgsFeature,
    QgsFeatureSource,
    QgsProcessingContext,
    QgsProcessingException,
    QgsRectangle,
)
from qgis.PyQt.QtCore import QCoreApplication

from ...inference.click_messages import PromptedObject
from ...inference.protocol import Bounds

translate = QCoreApplication.translate

SignedPoint = tuple[float, float, int]


@dataclass(frozen=True)
class Fields:
    """Names fields of the points, "" for none.

    Attributes:
        number: Says which object a point belongs to; without it each point is an object of its own.
        sign: 0 or less where a point lies beside the object.
        frame: Number of the frame, from 0.
    """

    number: str = ""
    sign: str = ""
    frame: str = ""


@dataclass(frozen=True)
class Pointed:
    """Is one point or box.

    Attributes:
        number: Number of its object, None for one of its own.
        frame: Number of its frame.
        feature: The feature.
        sign: 1 on the object, -1 beside it.
    """

    number: int | None
    frame: int
    feature: QgsFeature
    sign: int


def read_points(source: QgsFeatureSource, fields: Fields) -> list[Pointed]:
    """Returns the features of a source.

    Raises:
        QgsProcessingException: A field that is to hold whole numbers holds something else.
    """
    return [
        Pointed(
            _whole(feature, fields.number),
            _whole(feature, fields.frame) or 0,
            feature,
            -1 if _is_beside(feature, fields.sign) else 1,
        )
        for feature in source.getFeatures()
        if feature.hasGeometry()
    ]


def numbered(points: Iterable[Pointed]) -> list[Pointed]:
    """Returns points that all have a number: those without one are objects of their own."""
    every = list(points)
    named = {one.number for one in every}
    free = (number for number in count(1) if number not in named)
    return [replace(one, number=next(free)) if one.number is None else one for one in every]


def prompted_objects(placed: Iterable[tuple[Pointed, Place, bool]]) -> tuple[PromptedObject, ...]:
    """Returns what points at each object, by its number.

    Args:
        placed: Points with a number, what brings them into the raster's CRS, and whether their bounds count
            instead of their points.
    """
    by_number: dict[int, tuple[list[SignedPoint], list[Bounds]]] = {}
    for one, place, is_box in placed:
        points, boxes = by_number.setdefault(one.number or 0, ([], []))
        if is_box:
            boxes.append(place.box_of(one))
        else:
            points.extend(place.points_of(one))
    return tuple(
        PromptedObject(number, tuple(points), _around(boxes))
        for number, (points, boxes) in sorted(by_number.items())
    )


class Place:
    """Brings points into the CRS of a raster.

    Args:
        source: Their CRS.
        target: That of the raster; none takes the points as they are.
        context: Knows how CRS are transformed into each other.
    """

    def __init__(
        self,
        source: QgsCoordinateReferenceSystem,
        target: QgsCoordinateReferenceSystem,
        context: QgsProcessingContext,
    ) -> None:
        self._transform = QgsCoordinateTransform(source, target, context.transformContext())

    def points_of(self, one: Pointed) -> list[SignedPoint]:
        """Returns all points of a feature.

        Raises:
            QgsProcessingException: They lie outside what the CRS can express.
        """
        geometry = one.feature.geometry()
        try:
            placed = [self._transform.transform(vertex.x(), vertex.y()) for vertex in geometry.vertices()]
        except QgsCsException as error:
            raise QgsProcessingException(str(error)) from error
        return [(point.x(), point.y(), one.sign) for point in placed]

    def box_of(self, one: Pointed) -> Bounds:
        """Returns the bounds of a feature.

        Raises:
            QgsProcessingException: They lie outside what the CRS can express.
        """
        try:
            box: QgsRectangle = self._transform.transformBoundingBox(one.feature.geometry().boundingBox())
        except QgsCsException as error:
            raise QgsProcessingException(str(error)) from error
        return box.xMinimum(), box.yMinimum(), box.xMaximum(), box.yMaximum()


def _around(boxes: list[Bounds]) -> Bounds | None:
    """Returns the box around boxes."""
    if not boxes:
        return None
    lefts, bottoms, rights, tops = zip(*boxes)
    return min(lefts), min(bottoms), max(rights), max(tops)


def _is_beside(feature: QgsFeature, field: str) -> bool:
    number = _whole(feature, field)
    return number is not None and number <= 0


def _whole(feature: QgsFeature, field: str) -> int | None:
    """Returns the whole number in a field, None where there is none."""
    value = feature[field] if field else None
    if value is None or value == NULL:
        return None
    try:
        return int(value)
    except (TypeError, ValueError) as error:
        raise QgsProcessingException(
            translate("GeoRefer", 'The field {field} holds "{value}", which is no whole number').format(
                field=field, value=value
            )
        ) from error
