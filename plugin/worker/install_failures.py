"""Words what can go wrong while the engine is installed."""

from __future__ import annotations

from pathlib import Path

from qgis.PyQt.QtCore import QCoreApplication

from ...inference.messages import Failed
from .failures import ENGINE

translate = QCoreApplication.translate


def no_python() -> Failed:
    """Returns what to say where no Python can make the environment."""
    return Failed(
        ENGINE,
        translate("GeoRefer", "No Python 3.10 or newer with venv was found"),
        translate("GeoRefer", "Install one from python.org or your system (Debian, Ubuntu: python3-venv)"),
    )


def is_locked() -> Failed:
    """Returns what to say where another process is at it."""
    return Failed(
        ENGINE,
        translate("GeoRefer", "Another QGIS is installing the engine"),
        translate("GeoRefer", "Wait until it has finished"),
    )


def no_room(folder: Path, needed_gb: int, reason: str) -> Failed:
    """Returns what to say where a folder takes no more, or cannot be written."""
    return Failed(
        ENGINE,
        translate("GeoRefer", "The engine does not fit into {folder}").format(folder=folder),
        translate("GeoRefer", "It needs about {gigabytes} GB and a folder that can be written").format(
            gigabytes=needed_gb
        ),
        reason,
    )


def torch_failed(index_url: str, log: str) -> Failed:
    """Returns what to say where an index does not give torch."""
    if not index_url:
        return pip_failed(log)
    return Failed(
        ENGINE,
        translate("GeoRefer", "The chosen build of PyTorch could not be had from {index}").format(
            index=index_url
        ),
        translate("GeoRefer", "Check the network and the proxy, or choose another build"),
        log[-4000:],
    )


def pip_failed(log: str) -> Failed:
    """Returns what to say where pip has given up."""
    return Failed(
        ENGINE,
        translate("GeoRefer", "The packages of the engine could not be installed"),
        translate(
            "GeoRefer", "Check the network and the proxy, then install again: it goes on where it stopped"
        ),
        log[-4000:],
    )
