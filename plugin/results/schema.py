"""States the tables of a GeoPackage with objects, as the engine writes them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from qgis.core import QgsFields, QgsVectorLayer

OBJECTS = "objects"
RUNS = "georefer_runs"
KEY = "fid"
GEOMETRY = "geom"

# Without a length QGIS cuts text after 255 letters.
TEXT = "string(0,0)"

_OBJECT_FIELDS = (
    ("object_id", "int8"),
    ("phrase", TEXT),
    ("target", TEXT),
    ("score", "double"),
    ("area_m2", "double"),
    ("perimeter_m", "double"),
    ("model", TEXT),
    ("weights", TEXT),
    ("source", TEXT),
    ("run_id", TEXT),
    ("created", "datetime"),
)
_RUN_FIELDS = (("run_id", TEXT), ("created", "datetime"), ("phrase", TEXT), ("parameters", TEXT))
# What is kept while a run goes on: of a tile that was told twice the later round counts.
_FOUND_FIELDS = (("tile", TEXT), ("round", "int"), ("score", "double"), ("phrase", TEXT))

OBJECT_NAMES = tuple(name for name, _ in _OBJECT_FIELDS)


@dataclass(frozen=True)
class Table:
    """Is a table to be made.

    Attributes:
        name: Its name in the GeoPackage.
        fields: Its columns without key and geometry.
        has_shapes: Whether its rows are multipolygons.
    """

    name: str
    fields: QgsFields
    has_shapes: bool


@cache
def objects_table() -> Table:
    """Returns the table of objects."""
    return Table(OBJECTS, _fields(_OBJECT_FIELDS), has_shapes=True)


@cache
def runs_table() -> Table:
    """Returns the table of runs."""
    return Table(RUNS, _fields(_RUN_FIELDS), has_shapes=False)


@cache
def found_table() -> Table:
    """Returns the table of what is found while a run goes on."""
    return Table("found", _fields(_FOUND_FIELDS), has_shapes=True)


def _fields(columns: tuple[tuple[str, str], ...]) -> QgsFields:
    """Returns fields by the names of their types, which are the same in all versions of QGIS and Qt."""
    names = "&".join(f"field={name}:{kind}" for name, kind in columns)
    return QgsVectorLayer(f"None?{names}", "", "memory").fields()
