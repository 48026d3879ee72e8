"""Reads map layers that phrases speak of, such as [Railway], into the CRS of what is searched."""

from __future__ import annotations

import warnings
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyogrio
import pyogrio.raw
import shapely
from pyogrio.errors import DataLayerError, DataSourceError, FeatureError, GeometryError
from pyproj import CRS, Transformer
from pyproj.exceptions import CRSError, ProjError
from shapely.geometry.base import BaseGeometry

from ..errors import InputError
from .repairing import usable

READ_ERRORS = (DataSourceError, DataLayerError, FeatureError, GeometryError, OSError, ValueError)
"""What pyogrio is seen to raise on broken files."""

_LAYER_MARK = "|layername="
_SHOWN_LAYERS = 8


def read_layer(file: str, name: str, crs_wkt: str | None) -> tuple[BaseGeometry, ...]:
    """Returns the geometries of a vector layer in another CRS, 2D, valid, without empty ones.

    Args:
        file: Path or GDAL name; `FILE|layername=NAME` chooses one of several layers, as QGIS writes it.
        name: What the person calls the layer, for messages.
        crs_wkt: CRS of the result; None where what is searched has none.

    Raises:
        InputError: There is no such file, or it has no CRS or no geometry.
    """
    return read_shapes(file, f"The layer [{name}]", crs_wkt)


def read_shapes(file: str, meaning: str, crs_wkt: str | None) -> tuple[BaseGeometry, ...]:
    """Does the same for a file that is no layer of a phrase; `meaning` begins the messages."""
    path, layer = split_source(file)
    check_is_file(path, meaning)
    layer = chosen_layer(path, layer, meaning)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            meta, _, blobs, _ = pyogrio.raw.read(path, layer=layer, columns=[], force_2d=True)
    except READ_ERRORS as error:
        raise InputError(
            f"{meaning} cannot be read from {_short(path)}", "Check the file in QGIS", f"{path}: {error!r}"
        ) from error
    if blobs is None or not len(blobs):
        what = "no geometry" if blobs is None else "no features"
        raise InputError(f"{meaning} has {what} in {_short(path)}", "Choose another file or layer", path)
    shapes = shapely.from_wkb(blobs, on_invalid="fix")
    shapes = usable(reprojected(shapes, meta["crs"], crs_wkt, meaning))
    if not len(shapes):
        raise InputError(f"{meaning} has only empty geometries", "Choose another file or layer", path)
    return tuple(shapes)


def split_source(file: str) -> tuple[str, str | None]:
    """Returns the file and the layer that QGIS's way of writing a source names."""
    path, mark, rest = file.partition(_LAYER_MARK)
    return path, (rest.partition("|")[0] or None) if mark else None


def check_is_file(path: str, meaning: str) -> None:
    """Checks that a path leads to something that can be opened; GDAL's own names are left to GDAL.

    Raises:
        InputError: It does not.
    """
    if not path.strip("\0 "):
        raise InputError(f"{meaning} has no file", "Name a file, such as railway.gpkg")
    if path.startswith("/vsi") or "://" in path or ":" in Path(path).name:
        return
    if "\0" in path or not Path(path).exists():
        raise InputError(
            f"{meaning} is not there: {_short(path)} does not exist", "Check the path", repr(path)
        )


def chosen_layer(path: str, layer: str | None, meaning: str) -> str | None:
    """Returns the name of the layer to read.

    Raises:
        InputError: The file is no vector file, has no such layer, or several and none is named.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            rows = pyogrio.list_layers(path)
    except READ_ERRORS as error:
        remedy = "Choose a GeoPackage, Shapefile, GeoJSON or another vector file that GDAL reads"
        problem = f"{meaning} is no vector layer: {_short(path)} holds none, or is damaged"
        raise InputError(problem, remedy, f"{path}: {error!r}") from error
    spatial = [str(one) for one, kind in rows if kind is not None]
    shown = ", ".join(spatial[:_SHOWN_LAYERS]) + ("..." if len(spatial) > _SHOWN_LAYERS else "")
    if not spatial:
        problem = f"{meaning} has no geometry: {_short(path)} holds only a table" if len(rows) else ""
        problem = problem or f"{meaning} is no vector layer: {_short(path)} holds none"
        raise InputError(problem, "Choose a file with points, lines or polygons", path)
    if layer is not None and layer not in spatial:
        raise InputError(f'{_short(path)} has no layer "{layer}"', f"There are: {shown}", path)
    if layer is None and len(spatial) > 1:
        remedy = f'Choose one, such as "{_short(path)}{_LAYER_MARK}{spatial[0]}"; there are: {shown}'
        raise InputError(f"{_short(path)} holds {len(spatial)} layers", remedy, path)
    return layer or spatial[0]


def reprojected(
    shapes: npt.NDArray[np.object_], own_crs: str | None, crs_wkt: str | None, meaning: str
) -> npt.NDArray[np.object_]:
    """Returns shapes in another CRS; unchanged where neither has one.

    Raises:
        InputError: Only one of the two has a CRS, or there is no way between them.
    """
    if not own_crs and not crs_wkt:
        return shapes
    if not own_crs:
        raise InputError(f"{meaning} has no CRS", "Give it one, for example with Assign Projection in QGIS")
    if not crs_wkt:
        problem = f"{meaning} has a CRS, but what is searched has none"
        raise InputError(problem, "Give both a CRS, for example with Assign Projection in QGIS")
    try:
        own, wanted = CRS.from_user_input(own_crs), CRS.from_user_input(crs_wkt)
        if own.equals(wanted, ignore_axis_order=True):
            return shapes
        onwards = Transformer.from_crs(own, wanted, always_xy=True)
    except (CRSError, ProjError) as error:
        raise InputError(
            f"{meaning} has a CRS that cannot be used", "Reproject it first", repr(error)
        ) from error
    moved: npt.NDArray[np.object_] = shapely.transform(
        shapes, lambda points: np.column_stack(onwards.transform(points[:, 0], points[:, 1]))
    )
    return moved


def _short(path: str) -> str:
    return Path(path.replace("\0", "")).name or path
