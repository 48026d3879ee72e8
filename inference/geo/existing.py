"""Reads polygons that exist already, and writes some of them, with all their columns, to a GeoPackage."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import geopandas
import numpy as np
import numpy.typing as npt
import pyogrio
import shapely

from ..errors import InputError
from .geopackage import GEOPACKAGE_VERSION, add_run_to, replace_file
from .geopackage_tables import RunRecord
from .layers import READ_ERRORS, check_is_file, chosen_layer, split_source
from .repairing import usable

_SHOWN_FIELDS = 12
_MEANING = "The file of the objects"


@dataclass(frozen=True)
class ExistingObjects:
    """Is a layer of polygons.

    Attributes:
        table: All its features with all columns, as they are in the file.
        shapes: The usable geometries, 2D and valid, objects [n].
        rows: Row of the table of each, int64 [n].
        crs_wkt: CRS, or None.
    """

    table: Any
    shapes: npt.NDArray[np.object_]
    rows: npt.NDArray[np.int64]
    crs_wkt: str | None

    @property
    def fields(self) -> tuple[str, ...]:
        """Returns the names of the columns."""
        return tuple(str(name) for name in self.table.columns if name != self.table.geometry.name)

    def values(self, field: str) -> list[Any]:
        """Returns the values of a field for the usable geometries.

        Raises:
            InputError: There is no such field.
        """
        if field not in self.fields:
            raise InputError(f'The objects have no field "{field}"', fields_there(self.fields))
        column: list[Any] = self.table[field].iloc[self.rows].tolist()
        return column


def fields_there(fields: tuple[str, ...]) -> str:
    """Returns a sentence that names the fields there are."""
    more = f" and {len(fields) - _SHOWN_FIELDS} more" if len(fields) > _SHOWN_FIELDS else ""
    return f"There are: {', '.join(fields[:_SHOWN_FIELDS])}{more}" if fields else "They have no fields at all"


def read_objects(file: str) -> ExistingObjects:
    """Returns the polygons of a vector file.

    Args:
        file: Path or GDAL name; `FILE|layername=NAME` chooses one of several layers.

    Raises:
        InputError: There is no such file, or it holds no polygons.
    """
    path, layer = split_source(file)
    check_is_file(path, _MEANING)
    layer = chosen_layer(path, layer, _MEANING)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            table = pyogrio.read_dataframe(path, layer=layer)
            info = pyogrio.read_info(path, layer=layer)
    except READ_ERRORS as error:
        raise InputError(
            f"{Path(path).name} cannot be read", "Check the file in QGIS", f"{path}: {error!r}"
        ) from error
    for name, kind in zip(info["fields"], info["dtypes"], strict=True):
        # Whole numbers with gaps arrive as floating point; they leave as they came.
        if str(kind).startswith(("int", "uint")) and table[name].dtype.kind == "f":
            table[name] = table[name].astype("Int64")
    every = shapely.force_2d(np.asarray(table.geometry.array))
    is_polygon = shapely.get_dimensions(every) == 2
    rows = np.flatnonzero(is_polygon).astype(np.int64)
    kept = [(row, usable(every[[row]])) for row in rows[~shapely.is_valid(every[rows])]]
    for row, repaired in kept:
        every[row] = repaired[0] if len(repaired) else None
    bounds = shapely.bounds(every[rows])
    rows = rows[np.isfinite(bounds).all(axis=1)]
    if not len(rows) and len(table):
        raise InputError(f"{Path(path).name} holds no polygons", "Choose a layer of polygons", path)
    crs_wkt = table.crs.to_wkt() if table.crs is not None else None
    return ExistingObjects(table, every[rows], rows, crs_wkt)


def write_selected(path: Path, objects: ExistingObjects, rows: npt.NDArray[np.int64], run: RunRecord) -> None:
    """Writes rows of the objects, in the given order and with all their columns, and the run.

    Args:
        path: The GeoPackage; replaced as a whole.
        objects: All objects.
        rows: Rows of the table; none gives an empty layer.
        run: The run; it names the layer.

    Raises:
        OutputError: The file cannot be written; what was there before is there still.
    """
    chosen = objects.table.iloc[rows]
    taken = {str(name).lower() for name in objects.fields}
    geometry_name = next(name for name in ("geom", "geometry", "georefer_geom") if name not in taken)
    id_name = next(name for name in ("fid", "georefer_fid") if name not in taken)

    def build(temporary: Path) -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            pyogrio.write_dataframe(
                geopandas.GeoDataFrame(chosen),
                temporary,
                driver="GPKG",
                layer=run.layer,
                geometry_type="MultiPolygon" if not chosen.has_z.any() else "MultiPolygon Z",
                promote_to_multi=True,
                dataset_options={"VERSION": GEOPACKAGE_VERSION},
                layer_options={"GEOMETRY_NAME": geometry_name, "FID": id_name},
            )
        add_run_to(temporary, run, has_crs=objects.crs_wkt is not None)

    replace_file(path, build)
