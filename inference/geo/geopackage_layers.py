"""Says which CRS a layer of an open GeoPackage has, and whether objects can join it."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from pyproj import CRS
from pyproj.exceptions import CRSError

from ..errors import OutputError

UNDEFINED_SRS_ID = 99999


def forget_srs(connection: sqlite3.Connection, layer: str) -> None:
    """Leaves the layer without CRS.

    GDAL since 3.9 takes this number for "none", and older ones do so for a definition that they cannot read.
    The standard's own numbers, -1 and 0, become an "Undefined Cartesian SRS" in QGIS, as if that were known.
    """
    connection.execute(
        """INSERT OR REPLACE INTO gpkg_spatial_ref_sys
            (srs_name, srs_id, organization, organization_coordsys_id, definition, description)
        VALUES ('Undefined SRS', ?1, 'GDAL', ?1, 'undefined', 'undefined coordinate reference system')""",
        (UNDEFINED_SRS_ID,),
    )
    for table in ("gpkg_contents", "gpkg_geometry_columns"):
        connection.execute(
            f"UPDATE {table} SET srs_id = ? WHERE table_name = ?",  # noqa: S608  # nosec B608
            (UNDEFINED_SRS_ID, layer),
        )


def check_layer(connection: sqlite3.Connection, path: Path, layer: str, crs_wkt: str | None) -> None:
    """Raises where the layer that is appended to lies in another CRS or holds no polygons."""
    row = connection.execute(
        """SELECT s.organization, s.organization_coordsys_id, s.definition, g.geometry_type_name
        FROM gpkg_geometry_columns g JOIN gpkg_spatial_ref_sys s USING (srs_id) WHERE g.table_name = ?""",
        (layer,),
    ).fetchone()
    if row is None or row[3].upper() not in ("MULTIPOLYGON", "GEOMETRY"):
        raise OutputError(
            f"The layer {layer} of {path.name} holds no polygons",
            "Choose another file.",
            str(path),
        )
    if not _same_crs(row[0], row[1], row[2], crs_wkt):
        raise OutputError(
            f"The layer {layer} of {path.name} has another CRS",
            "Save to another file, or under another layer name.",
            f"{path}: {row[:3]} against {crs_wkt}",
        )


def _same_crs(organization: str, code: int, definition: str, crs_wkt: str | None) -> bool:
    is_undefined = definition.lower() == "undefined" or "Undefined SRS" in definition
    if is_undefined or crs_wkt is None:
        return is_undefined and crs_wkt is None
    ours = CRS.from_user_input(crs_wkt)
    try:
        theirs = CRS.from_authority(organization, code)
    except CRSError:
        theirs = CRS.from_user_input(definition)
    same_code = ours.to_epsg() is not None and ours.to_epsg() == theirs.to_epsg()
    return same_code or ours.equals(theirs, ignore_axis_order=True)
