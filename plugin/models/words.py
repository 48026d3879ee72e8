"""Words sizes, stages and sources of models."""

from __future__ import annotations

from qgis.PyQt.QtCore import QCoreApplication

from ...inference.model_messages import ModelProgress
from ...ui.progress_row import duration

translate = QCoreApplication.translate

GIGABYTE, MEGABYTE = 1e9, 1e6


def size_text(size_bytes: int) -> str:
    """Returns a size for people."""
    if size_bytes >= GIGABYTE:
        return translate("GeoRefer", "{gigabytes} GB").format(gigabytes=f"{size_bytes / GIGABYTE:.1f}")
    size = size_bytes / MEGABYTE
    return translate("GeoRefer", "{megabytes} MB").format(
        megabytes=f"{size:.0f}" if size >= 10 else f"{size:.1f}"
    )


def source_text(kind: str) -> str:
    """Returns what a source is called."""
    return {
        "hub": translate("GeoRefer", "Hugging Face"),
        "modelscope": translate("GeoRefer", "ModelScope"),
        "web": translate("GeoRefer", "its publisher"),
    }.get(kind, kind)


def progress_text(progress: ModelProgress, remaining_s: float | None) -> str:
    """Returns how far a job is, in words."""
    stages = {
        "asking": translate("GeoRefer", "asking the server"),
        "downloading": translate("GeoRefer", "downloading {file}"),
        "waiting": translate("GeoRefer", "waiting for the server, which is busy or lost"),
        "copying": translate("GeoRefer", "copying {file}"),
        "checking": translate("GeoRefer", "checking {file}"),
    }
    parts = [stages.get(progress.stage, progress.stage).format(file=progress.file)]
    if progress.total_bytes:
        parts.append(
            translate("GeoRefer", "{done} of {total}").format(
                done=size_text(progress.done_bytes), total=size_text(progress.total_bytes)
            )
        )
    if remaining_s is not None and progress.stage == "downloading":
        parts.append(translate("GeoRefer", "{time} left").format(time=duration(remaining_s)))
    return translate("GeoRefer", ", ").join(parts)
