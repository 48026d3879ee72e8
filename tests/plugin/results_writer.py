"""Keeps or saves results in a process of its own, until somebody kills it. Run as a script.

results_writer.py keep FOLDER            keeps tiles of a run; prints how many polygons are safe
results_writer.py save LAYER PATH MODE   saves a run's layer again and again; MODE: new or append
"""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def register_package() -> None:
    spec = importlib.util.spec_from_file_location(
        "georefer", ROOT / "__init__.py", submodule_search_locations=[str(ROOT)]
    )
    package = importlib.util.module_from_spec(spec)
    sys.modules["georefer"] = package
    spec.loader.exec_module(package)


def say(*words: object) -> None:
    sys.stdout.write(" ".join(str(word) for word in words) + "\n")
    sys.stdout.flush()


def keep(folder: str) -> None:
    from georefer.inference.protocol import SegmentRequest
    from georefer.plugin.results.autosave import Autosave
    from georefer.tests.plugin.results_factory import UTM, tile_found
    from qgis.core import QgsCoordinateReferenceSystem
    from qgis.PyQt.QtCore import QTimer

    autosave = Autosave(Path(folder), every_ms=20)
    autosave.kept.connect(lambda count: say(count))
    autosave.failed.connect(lambda failure: sys.exit(str(failure)))
    request = SegmentRequest(
        "scene.tif", "red building", str(Path(folder) / "out.gpkg"), layers=(("A", "a"),)
    )
    autosave.begin(request, QgsCoordinateReferenceSystem(UTM))
    tiles = iter(range(1_000_000))
    timer = QTimer(autosave)
    timer.timeout.connect(lambda: autosave.add(tile_found(tile := next(tiles), range(tile, tile + 10))))
    timer.start(3)
    return autosave


def save(layer: str, path: str, mode: str) -> None:
    from georefer.plugin.results.saving import SaveTask
    from qgis.core import QgsProject, QgsVectorLayer

    objects = QgsVectorLayer(f"{layer}|layername=objects", "objects", "ogr")
    while True:
        say("begin")
        task = SaveTask(objects, '"object_id" > 100', Path(path), mode == "append", QgsProject.instance())
        say("done", task.work())


def main() -> None:
    register_package()
    from qgis.core import QgsApplication

    application = QgsApplication([], False)
    application.initQgis()
    if sys.argv[1] == "keep":
        kept = keep(sys.argv[2])
        application.exec()
        del kept
    else:
        save(*sys.argv[2:])


if __name__ == "__main__":
    main()
