"""Asks the engine a phrase of a raster, the way the command line does."""

from __future__ import annotations

import argparse
import tempfile
from dataclasses import dataclass
from pathlib import Path

import geopandas
from georefer.inference.device import Device, choose_device
from georefer.inference.errors import GeoReferError, PhraseError, RasterError
from georefer.inference.models.catalog import load_model
from georefer.inference.models.interface import PhraseModel
from georefer.inference.protocol import RunReport, SegmentRequest
from georefer.inference.referring import segment
from georefer.inference.running import run_segment
from shapely.geometry.base import BaseGeometry

from .rasters import pixel_polygons


@dataclass(frozen=True)
class Answer:
    """Holds what the engine said.

    Attributes:
        polygons: In native pixels of the raster, x column and y row.
        scores: Mean probability of each polygon.
        report: Everything about the run; None where it was refused.
        refusal: Why the phrase or the raster was refused, else "".
    """

    polygons: tuple[BaseGeometry, ...] = ()
    scores: tuple[float, ...] = ()
    report: RunReport | None = None
    refusal: str = ""


def loaded_model(settings: argparse.Namespace) -> tuple[PhraseModel, Device]:
    """Returns the model and the device of the command line.

    Raises:
        SystemExit: The model cannot be loaded.
    """
    try:
        device = choose_device(settings.device)
        return load_model(settings.model, device), device
    except GeoReferError as error:
        raise SystemExit(f"{error}; nothing was measured") from error


def ask(raster: Path, phrase: str, model: PhraseModel, folder: Path, **options: object) -> Answer:
    """Returns the engine's answer without writing it: model, threshold, least score and least area.

    Args:
        raster: The raster.
        phrase: The phrase.
        model: A loaded model.
        folder: Where the journal may lie while the engine works.
        options: Further fields of the request.
    """
    with tempfile.TemporaryDirectory(dir=folder) as name:
        output = str(Path(name) / "answer.gpkg")
        request = SegmentRequest(str(raster), phrase, output, **options)  # type: ignore[arg-type]
        try:
            result = segment(request, model, "benchmark")
        except (PhraseError, RasterError) as error:
            return Answer(refusal=str(error))
    polygons = pixel_polygons([one.geometry for one in result.polygons], raster)
    return Answer(tuple(polygons), tuple(one.score for one in result.polygons), result.report)


def ask_for_file(raster: Path, phrase: str, model: PhraseModel, folder: Path, **options: object) -> Answer:
    """Returns the engine's answer as it stands in the GeoPackage that `run_segment` wrote."""
    output = folder / "answer.gpkg"
    request = SegmentRequest(str(raster), phrase, str(output), **options)  # type: ignore[arg-type]
    try:
        report = run_segment(request, model=model)
    except (PhraseError, RasterError) as error:
        return Answer(refusal=str(error))
    objects = geopandas.read_file(output, layer="objects")
    output.unlink()
    return Answer(
        tuple(pixel_polygons(list(objects.geometry), raster)), tuple(map(float, objects["score"])), report
    )
