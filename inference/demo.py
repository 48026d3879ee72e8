"""Shows what GeoRefer does: three phrases on a drawn scene, each as a GeoPackage and a picture.

python -m georefer.inference.demo [FOLDER]
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import rasterio
from affine import Affine
from numpy.typing import NDArray
from rasterio.errors import RasterioError

from .cli import EXIT_STOPPED, EXIT_WRONG_INPUT
from .cli_reporting import report_text
from .device import choose_device
from .errors import GeoReferError, OutputError
from .models.catalog import DEFAULT_MODEL, load_model
from .protocol import SegmentRequest
from .running import run_segment
from .training.generator.drawing import draw_scene

SCENE_NAME = "scene.tif"
SEED = 900_011
SIDE_PX = 1536
GSD_M = 0.3
CRS = "EPSG:32645"
TOP_LEFT = (375_000.0, 3_058_000.0)


@dataclass(frozen=True)
class Example:
    """Pairs a phrase with the name of the files that it gives."""

    phrase: str
    name: str


EXAMPLES = (
    Example("red building top-left", "red_building_top_left"),
    Example("the largest blue building", "largest_blue_building"),
    Example("roads", "roads"),
)


def main(arguments: list[str] | None = None) -> int:
    """Draws the scene, asks it three phrases, and says where to look; returns the exit code."""
    given = sys.argv[1:] if arguments is None else arguments
    model = DEFAULT_MODEL if len(given) < 2 else given[1]
    try:
        return show(Path(given[0] if given else "demo-output"), model)
    except GeoReferError as error:
        print(f"demo: {error}", file=sys.stderr)
    except OSError as error:
        print(f"demo: The system refuses: {error}. Check folder and disk", file=sys.stderr)
    except KeyboardInterrupt:
        print("demo: stopped", file=sys.stderr)
        return EXIT_STOPPED
    return EXIT_WRONG_INPUT


def show(folder: Path, model_name: str) -> int:
    """Runs the examples in a folder, which is made where it is missing.

    Raises:
        GeoReferError: The folder cannot be written, or the model cannot be loaded.
    """
    folder.mkdir(parents=True, exist_ok=True)
    model = load_model(model_name, choose_device())
    raster = folder / SCENE_NAME
    print(f"Drawing a scene of {SIDE_PX} x {SIDE_PX} pixels of {GSD_M} m: {raster}", flush=True)
    write_scene(raster, draw_scene(SEED, SIDE_PX, GSD_M).image)
    for example in EXAMPLES:
        output, picture = folder / f"{example.name}.gpkg", folder / f"{example.name}.png"
        request = SegmentRequest(str(raster), example.phrase, str(output), model=model_name)
        report = run_segment(request, picture, model=model)
        print(f'\ngeorefer segment {raster} "{example.phrase}" -o {output} --overlay {picture}')
        print(report_text(report), flush=True)
    print(f"\nLook at the pictures in {folder.resolve()},")
    print(f"or drag {SCENE_NAME} and a .gpkg from there into QGIS.")
    return 0


def write_scene(path: Path, image: NDArray[np.uint8]) -> None:
    """Writes an image, rows x columns x 3, as a georeferenced GeoTIFF that appears whole or not at all."""
    draft = path.with_name(f".{path.name}.part")
    left, top = TOP_LEFT
    try:
        try:
            with rasterio.open(
                draft,
                "w",
                driver="GTiff",
                width=image.shape[1],
                height=image.shape[0],
                count=3,
                dtype="uint8",
                crs=CRS,
                transform=Affine(GSD_M, 0, left, 0, -GSD_M, top),
                photometric="RGB",
                compress="DEFLATE",
                predictor=2,
                tiled=True,
            ) as dataset:
                dataset.write(np.moveaxis(image, -1, 0))
            draft.replace(path)
        finally:
            draft.unlink(missing_ok=True)
    except (RasterioError, OSError) as error:
        raise OutputError(f"{path} cannot be written", "Choose another folder", repr(error)) from error


if __name__ == "__main__":
    sys.exit(main())
