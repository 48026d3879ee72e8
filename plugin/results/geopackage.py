"""Writes GeoPackages through QGIS and OGR alone.

A program that opens a GeoPackage beside its database library, be it to copy or to hash it, drops the locks
of that library when it closes the file. So no file that may be open in QGIS is opened here by other means.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransformContext,
    QgsException,
    QgsFeature,
    QgsFeatureSink,
    QgsProviderConnectionException,
    QgsProviderMetadata,
    QgsProviderRegistry,
    QgsVectorFileWriter,
    QgsVectorLayer,
    QgsWkbTypes,
)

from . import failures
from .disk import writing_failure
from .failures import ResultsError
from .schema import GEOMETRY, KEY, RUNS, Table

# The bindings raise the one or the other, depending on the version of QGIS.
DATABASE_ERRORS = (QgsException, QgsProviderConnectionException)
# Readers before GDAL 3.9 know this version, too.
VERSION = "1.2"
SIDE_FILES = ("-journal", "-wal", "-shm")
Action = QgsVectorFileWriter.ActionOnExistingFile


def table_names(path: Path) -> set[str]:
    """Returns the names of the tables of a GeoPackage.

    Raises:
        ResultsError: It is none.
    """
    tables = _provider().querySublayers(str(path)) if path.exists() else []
    if not tables or any(table.driverName() != "GPKG" for table in tables):
        raise ResultsError(failures.not_readable(path))
    return {table.name() for table in tables}


def open_table(path: Path, name: str) -> QgsVectorLayer:
    """Returns a table of a GeoPackage.

    Raises:
        ResultsError: There is no such table.
    """
    options = QgsVectorLayer.LayerOptions()
    options.loadDefaultStyle = False
    layer = QgsVectorLayer(f"{path}|layername={name}", name, "ogr", options)
    if not layer.isValid():
        raise ResultsError(failures.not_readable(path, name))
    return layer


def run_ids(path: Path) -> set[str]:
    """Returns the ids of the runs that a GeoPackage holds."""
    if RUNS not in table_names(path):
        return set()
    runs = open_table(path, RUNS)
    return {str(one) for one in runs.dataProvider().uniqueValues(runs.fields().lookupField("run_id"))}


def copy_whole(source: Path, target: Path) -> None:
    """Copies a GeoPackage as its database library sees it, whoever has it open.

    Raises:
        ResultsError: It cannot be read or the copy cannot be written.
    """
    quoted = str(target).replace("'", "''")
    try:
        _connection(source).executeSql(f"VACUUM INTO '{quoted}'")
    except DATABASE_ERRORS as error:
        raise ResultsError(writing_failure(target, str(error))) from error


def write_rows(
    path: Path,
    table: Table,
    rows: Iterable[QgsFeature],
    crs: QgsCoordinateReferenceSystem | None = None,
    is_new_file: bool = False,
) -> int:
    """Adds rows to a table in one transaction, makes the table where it is missing, and returns their number.

    Args:
        path: The GeoPackage.
        table: The table.
        rows: Features with the table's fields.
        crs: CRS of a new table; None or an invalid one: none.
        is_new_file: Whether the file is made anew.

    Raises:
        ResultsError: They cannot be written; then none of them is.
    """
    is_there = not is_new_file and table.name in table_names(path)
    before = count_rows(path, table) if is_there else 0
    action = Action.AppendToLayerNoNewFields if is_there else Action.CreateOrOverwriteLayer
    writer = _writer(path, table, crs, Action.CreateOrOverwriteFile if is_new_file else action)
    count = 0
    for row in rows:
        if not writer.addFeature(row, QgsFeatureSink.Flag.FastInsert):
            raise ResultsError(writing_failure(path, writer.errorMessage()))
        count += 1
    # The writer commits when it goes, and does not say whether that went well: the rows are counted.
    del writer
    after = count_rows(path, table)
    if after != before + count:
        _mend_counts(path)
        raise ResultsError(failures.not_taken(path, f"{table.name}: {after} rows, not {before + count}"))
    if (
        not is_there
        and crs is not None
        and crs.isValid()
        and not open_table(path, table.name).crs().isValid()
    ):
        raise ResultsError(failures.not_written(path, f"{table.name}: the CRS was not written"))
    return count


def mark_without_crs(path: Path) -> None:
    """Says in a file that its objects have no CRS; OGR before 3.9 claims an unknown one on the globe.

    The number is the engine's and newer OGR's for "none".
    """
    connection = _connection(path)
    for statement in (
        "INSERT OR REPLACE INTO gpkg_spatial_ref_sys (srs_name, srs_id, organization,"
        " organization_coordsys_id, definition, description) VALUES ('Undefined SRS', 99999, 'GDAL', 99999,"
        " 'undefined', 'undefined coordinate reference system')",
        "UPDATE gpkg_contents SET srs_id = 99999 WHERE table_name = 'objects'",
        "UPDATE gpkg_geometry_columns SET srs_id = 99999 WHERE table_name = 'objects'",
    ):
        connection.executeSql(statement)


def squeeze(path: Path) -> None:
    """Gives back the room of rows that were deleted."""
    _connection(path).executeSql("VACUUM")


def check_alone(path: Path) -> None:
    """Checks that nobody has a GeoPackage open, who would write his journal over a new one.

    Raises:
        ResultsError: Somebody has, or it is no GeoPackage.
    """
    table_names(path)
    try:
        # The connection ends with the statement, and with it this transaction. The last one that ends
        # removes the files beside, which others leave there as long as they have it open.
        _connection(path).executeSql("BEGIN EXCLUSIVE")
    except DATABASE_ERRORS as error:
        raise ResultsError(failures.in_use(path, str(error))) from error
    if any(Path(f"{path}{ending}").exists() for ending in SIDE_FILES):
        raise ResultsError(failures.in_use(path))


def _connection(path: Path):  # noqa: ANN202 (a class that the bindings do not name)
    if not path.exists():
        raise ResultsError(failures.not_readable(path))
    # Statements that give rows leave their connection open in QGIS 3.22: ask for none through it.
    return _provider().createConnection(str(path), {})


def _provider() -> QgsProviderMetadata:
    return QgsProviderRegistry.instance().providerMetadata("ogr")


def count_rows(path: Path, table: Table) -> int:
    """Returns the true number of rows; what OGR notes beside a table is wrong after a commit that has failed.

    Going through the features would leave a connection open for a minute, on a file that may be moved next.
    """
    layer = open_table(path, table.name)
    return len(layer.dataProvider().uniqueValues(layer.fields().lookupField(KEY)))


def _mend_counts(path: Path) -> None:
    """Writes down the true numbers of rows: OGR notes its own after a commit that has failed."""
    for statement in (
        "UPDATE gpkg_ogr_contents SET feature_count = (SELECT count(*) FROM objects)"
        " WHERE table_name = 'objects'",
        "UPDATE gpkg_ogr_contents SET feature_count = (SELECT count(*) FROM georefer_runs)"
        " WHERE table_name = 'georefer_runs'",
    ):
        with suppress(*DATABASE_ERRORS):
            _connection(path).executeSql(statement)


def _writer(
    path: Path, table: Table, crs: QgsCoordinateReferenceSystem | None, action: Action
) -> QgsVectorFileWriter:
    options = QgsVectorFileWriter.SaveVectorOptions()
    options.driverName = "GPKG"
    options.layerName = table.name
    options.actionOnExistingFile = action
    options.layerOptions = [f"GEOMETRY_NAME={GEOMETRY}", f"FID={KEY}"] if table.has_shapes else [f"FID={KEY}"]
    options.datasourceOptions = [f"VERSION={VERSION}"]
    kind = QgsWkbTypes.Type.MultiPolygon if table.has_shapes else QgsWkbTypes.Type.NoGeometry
    writer = QgsVectorFileWriter.create(
        str(path),
        table.fields,
        kind,
        crs or QgsCoordinateReferenceSystem(),
        QgsCoordinateTransformContext(),
        options,
    )
    if writer.hasError() != QgsVectorFileWriter.WriterError.NoError:
        raise ResultsError(writing_failure(path, writer.errorMessage()))
    return writer
