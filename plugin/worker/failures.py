"""Words what can go wrong between the plugin and its worker."""

from __future__ import annotations

from qgis.PyQt.QtCore import QCoreApplication

from ...inference.messages import Failed
from ...inference.protocol import PROTOCOL_VERSION

translate = QCoreApplication.translate

ENGINE, WORKER = "engine", "worker"


def no_engine() -> Failed:
    """Returns what to say where no engine is there."""
    return Failed(
        ENGINE,
        translate("GeoRefer", "The engine is not installed yet"),
        translate("GeoRefer", "Install it from the GeoRefer dock, or choose its Python in the options"),
    )


def not_started(program: str, reason: str) -> Failed:
    """Returns what to say where the engine's Python does not start."""
    return Failed(
        ENGINE,
        translate("GeoRefer", "The engine's Python {program} cannot be started").format(program=program),
        translate("GeoRefer", "Choose another one in the options, or install the engine again"),
        reason,
    )


def silent(noise: str) -> Failed:
    """Returns what to say where a program runs and is no worker."""
    return Failed(
        ENGINE,
        translate("GeoRefer", "The engine does not answer"),
        translate("GeoRefer", "Choose another Python in the options, or install the engine again"),
        noise,
    )


def other_version(version: int) -> Failed:
    """Returns what to say where plugin and worker are of different versions."""
    return Failed(
        ENGINE,
        translate(
            "GeoRefer", "The engine is of another version than the plugin ({engine}, not {plugin})"
        ).format(engine=version, plugin=PROTOCOL_VERSION),
        translate("GeoRefer", "Restart QGIS; if that does not help, install the engine again"),
    )


def garbled(reason: str) -> Failed:
    """Returns what to say where the worker writes what is no message."""
    return Failed(
        WORKER,
        translate("GeoRefer", "The engine said something that the plugin does not understand"),
        translate("GeoRefer", "Try again; if it happens again, please report it with the details"),
        reason,
    )


def died(exit_code: int, noise: str) -> Failed:
    """Returns what to say where the worker ended in the middle of a job."""
    return Failed(
        WORKER,
        translate("GeoRefer", "The engine stopped unexpectedly (code {code})").format(code=exit_code),
        translate(
            "GeoRefer", "Run again to go on from the finished tiles; less memory is used with smaller tiles"
        ),
        noise,
    )
