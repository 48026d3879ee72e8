"""Keeps drawn scenes on disk, so that drawing and fitting go at their own pace.

Run as a module it draws a range of seeds: `python -m georefer.inference.training.pool FOLDER --count 3000`.
Several processes may draw into one folder; a scene that exists is not drawn again.
"""

from __future__ import annotations

import argparse
import json
import os
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import numpy as np

from .scene import Scene, SceneObject


def save_scene(path: Path, scene: Scene) -> None:
    """Writes a scene as an uncompressed npz file, whole or not at all."""
    facts = {
        "objects": [asdict(thing) for thing in scene.objects],
        "gsd_m": scene.gsd_m,
        "labelled": sorted(scene.labelled),
    }
    ignore = {} if scene.ignore is None else {"ignore": scene.ignore}
    text = np.frombuffer(json.dumps(facts).encode(), dtype=np.uint8)
    temporary = path.with_suffix(f".{os.getpid()}.part")
    with temporary.open("wb") as stream:
        np.savez(stream, facts=text, image=scene.image, instances=scene.instances, **ignore)  # type: ignore[arg-type]
    temporary.replace(path)


def load_scene(path: Path) -> Scene:
    """Reads a scene that `save_scene` wrote."""
    with np.load(path) as arrays:
        facts = json.loads(arrays["facts"].tobytes())
        return Scene(
            image=arrays["image"],
            instances=arrays["instances"],
            objects=tuple(
                SceneObject(o["instance_id"], o["category"], o["colour"], tuple(o["attributes"]))
                for o in facts["objects"]
            ),
            gsd_m=facts["gsd_m"],
            labelled=frozenset(facts["labelled"]),
            ignore=arrays.get("ignore"),
        )


def scene_path(folder: Path, seed: int) -> Path:
    """Returns where the scene of a seed lies."""
    return folder / f"scene-{seed:08d}.npz"


def draw_into(folder: Path, seeds: Sequence[int], size_px: int) -> int:
    """Draws the scenes of some seeds that are not there yet and returns how many were drawn."""
    from .generator.drawing import draw_scene

    folder.mkdir(parents=True, exist_ok=True)
    missing = [seed for seed in seeds if not scene_path(folder, seed).exists()]
    for seed in missing:
        save_scene(scene_path(folder, seed), draw_scene(seed, size_px))
    return len(missing)


def main() -> None:
    """Draws the seeds named on the command line."""
    parser = argparse.ArgumentParser(description="Draws procedural scenes into a folder.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--count", type=int, required=True)
    parser.add_argument("--first-seed", type=int, default=0)
    parser.add_argument("--step", type=int, default=1, help="draw every n-th seed, to share the work")
    parser.add_argument("--size-px", type=int, default=512)
    arguments = parser.parse_args()
    last = arguments.first_seed + arguments.count
    draw_into(arguments.folder, range(arguments.first_seed, last, arguments.step), arguments.size_px)


if __name__ == "__main__":
    main()
