"""Words what can go wrong when results are kept, saved or added to a layer."""

from __future__ import annotations

from pathlib import Path

from qgis.PyQt.QtCore import QCoreApplication

from ...inference.messages import Failed

translate = QCoreApplication.translate

OUTPUT = "output"


class ResultsError(Exception):
    """Carries a failure from where it happens to the one place that tells the person.

    Args:
        failure: What to tell.
    """

    def __init__(self, failure: Failed) -> None:
        super().__init__(f"{failure.message}: {failure.detail}")
        self.failure = failure


def no_folder(path: Path) -> Failed:
    """Returns what to say where the folder of a file does not exist."""
    return Failed(
        OUTPUT,
        translate("GeoRefer", "The folder {folder} does not exist").format(folder=path.parent),
        translate("GeoRefer", "Choose another folder"),
    )


def read_only(path: Path) -> Failed:
    """Returns what to say where a file or its folder may not be written."""
    return Failed(
        OUTPUT,
        translate("GeoRefer", "{file} cannot be written: it or its folder is read-only").format(
            file=path.name
        ),
        translate("GeoRefer", "Choose another file or folder"),
        str(path),
    )


def disk_full(path: Path, detail: str = "") -> Failed:
    """Returns what to say where there is no room."""
    return Failed(
        OUTPUT,
        translate("GeoRefer", "There is no room on the disk for {file}").format(file=path.name),
        translate("GeoRefer", "Make room, or choose another disk"),
        detail or str(path),
    )


def not_taken(path: Path, detail: str) -> Failed:
    """Returns what to say where a file refuses rows at the very end, and nobody says why."""
    return Failed(
        OUTPUT,
        translate(
            "GeoRefer", "{file} did not take the objects: the disk is full, or another program reads the file"
        ).format(file=path.name),
        translate("GeoRefer", "Make room or close it there, then save again"),
        detail,
    )


def in_use(path: Path, detail: str = "") -> Failed:
    """Returns what to say where another program, or an edit session, holds a file."""
    return Failed(
        OUTPUT,
        translate("GeoRefer", "{file} is in use by another program or is being edited").format(
            file=path.name
        ),
        translate("GeoRefer", "Close it there or stop editing, then save again"),
        detail or str(path),
    )


def shown_in_project(path: Path, layer: str) -> Failed:
    """Returns what to say where a file shall be replaced that a layer shows."""
    return Failed(
        OUTPUT,
        translate("GeoRefer", 'The layer "{layer}" shows {file}, so it cannot be replaced').format(
            layer=layer, file=path.name
        ),
        translate("GeoRefer", "Append to it, choose another file, or remove that layer first"),
        str(path),
    )


def not_written(path: Path, detail: str) -> Failed:
    """Returns what to say where writing failed for a reason that has no words of its own."""
    return Failed(
        OUTPUT,
        translate("GeoRefer", "{file} cannot be written").format(file=path.name),
        translate("GeoRefer", "Choose another file or folder"),
        detail or str(path),
    )


def not_readable(path: Path, detail: str = "") -> Failed:
    """Returns what to say where a file is gone, or is no GeoPackage."""
    return Failed(
        OUTPUT,
        translate("GeoRefer", "{file} is not there or is no GeoPackage").format(file=path.name),
        translate("GeoRefer", "Choose another file, or run the phrase again"),
        detail or str(path),
    )


def no_geopackage_name(path: Path) -> Failed:
    """Returns what to say where a name does not end as that of a GeoPackage."""
    return Failed(
        OUTPUT,
        translate("GeoRefer", "{file} is no name of a GeoPackage").format(file=path.name),
        translate("GeoRefer", "End the name in .gpkg"),
    )


def other_kind(path: Path, layer: str) -> Failed:
    """Returns what to say where a file has a layer of our name that is another."""
    return Failed(
        OUTPUT,
        translate("GeoRefer", 'The layer "{layer}" of {file} has other columns, or no polygons').format(
            layer=layer, file=path.name
        ),
        translate("GeoRefer", "Choose another file"),
    )


def other_crs(path: Path, theirs: str, ours: str) -> Failed:
    """Returns what to say where the objects of a file lie in another CRS."""
    none = translate("GeoRefer", "no CRS")
    return Failed(
        OUTPUT,
        translate("GeoRefer", "The objects in {file} have another CRS: {theirs}, not {ours}").format(
            file=path.name, theirs=theirs or none, ours=ours or none
        ),
        translate("GeoRefer", "Choose another file"),
    )


def unsaved_edits(layer: str) -> Failed:
    """Returns what to say where a layer has edits that are in no file yet."""
    return Failed(
        OUTPUT,
        translate("GeoRefer", 'The layer "{layer}" has edits that are not saved').format(layer=layer),
        translate("GeoRefer", "Save or discard its edits, then save the objects again"),
    )


def not_editable(layer: str) -> Failed:
    """Returns what to say where a layer takes no polygons."""
    return Failed(
        OUTPUT,
        translate("GeoRefer", 'The layer "{layer}" cannot take polygons').format(layer=layer),
        translate("GeoRefer", "Choose a polygon layer that can be edited"),
    )


def no_common_crs(layer: str) -> Failed:
    """Returns what to say where there is no way from the objects' CRS to that of a layer."""
    return Failed(
        OUTPUT,
        translate("GeoRefer", 'The objects cannot be placed in the CRS of the layer "{layer}"').format(
            layer=layer
        ),
        translate("GeoRefer", "Give both layers a CRS (Layer > Set CRS of Layer), then try again"),
    )


def editing_stopped(layer: str) -> Failed:
    """Returns what to say where a layer was closed for editing while objects were added."""
    return Failed(
        OUTPUT,
        translate("GeoRefer", 'The layer "{layer}" was closed while objects were added').format(layer=layer),
        translate("GeoRefer", "Start editing it, then add the objects again"),
    )


def unexpected(detail: str = "") -> Failed:
    """Returns what to say where nothing better is known."""
    return Failed(
        "unexpected",
        translate("GeoRefer", "The objects cannot be written for an unexpected reason"),
        translate("GeoRefer", "Try another file; if it happens again, please report it with the details"),
        detail,
    )


def taken_up() -> Failed:
    """Returns what to say where another QGIS goes on with a run."""
    return Failed(
        OUTPUT,
        translate("GeoRefer", "Another QGIS goes on with this run"),
        translate("GeoRefer", "Wait for its result there, or begin a new run"),
    )


def autosave_failed(detail: str) -> Failed:
    """Returns what to say where what is being found cannot be kept on disk."""
    return Failed(
        OUTPUT,
        translate("GeoRefer", "What is being found cannot be kept on disk; the run goes on"),
        translate("GeoRefer", "Look for room in the cache folder, or choose another one in the options"),
        detail,
    )
