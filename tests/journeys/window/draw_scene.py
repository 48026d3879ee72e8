"""Runs in the engine's Python: writes the demo's scene, and what stands where in it.

python draw_scene.py SCENE.tif TRUTH.json
"""

from __future__ import annotations

import importlib
import importlib.util
import json
import sys
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[3]


def register_package() -> None:
    """Makes the code of this checkout the package, whatever the engine's Python has installed."""
    spec = importlib.util.spec_from_file_location("worker", ROOT / "inference" / "worker.py")
    worker = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(worker)
    worker.register_package()


def main(raster: Path, truth: Path) -> None:
    register_package()
    demo = importlib.import_module("georefer.inference.demo")
    drawing = importlib.import_module("georefer.inference.training.generator.drawing")
    scene = drawing.draw_scene(demo.SEED, demo.SIDE_PX, demo.GSD_M)
    demo.write_scene(raster, scene.image)
    left, top = demo.TOP_LEFT
    things = []
    for thing in scene.objects:
        rows, columns = np.nonzero(scene.instances == thing.instance_id)
        if len(rows):
            things.append(
                {
                    "category": thing.category,
                    "colour": thing.colour,
                    "bounds": [
                        left + demo.GSD_M * float(columns.min()),
                        top - demo.GSD_M * float(rows.max() + 1),
                        left + demo.GSD_M * float(columns.max() + 1),
                        top - demo.GSD_M * float(rows.min()),
                    ],
                }
            )
    truth.write_text(json.dumps(things), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
