"""Measures one click on drawn objects that no training ever saw, through the session that serves the dock.

Of every scene some objects of each size are clicked at their innermost place, the same number of every size
where there are so many, and the outline is compared with the drawn object. Cold is the first click in a
view, warm one in a view that was embedded before; both with the raster open and the model loaded, as after
the pause of the cursor that prefetches. Beside the wall time stands the CPU time of all threads: other
programs on the machine lengthen the former alone.
"""

from __future__ import annotations

import tempfile
import time
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import shapely
from georefer.inference.click_messages import CLICK_MODEL, ClickRequest, PrefetchRequest
from georefer.inference.clicks.session import ClickSession
from georefer.inference.device import choose_device
from georefer.inference.geo.georeference import pixel_to_map
from georefer.inference.models.catalog import load_prompt_model
from georefer.inference.models.interface import PromptModel
from georefer.inference.training.click_sampling import Wanted, inner_point, wanted_objects
from georefer.inference.training.generator.drawing import draw_scene
from georefer.inference.training.scene import Scene
from judging.rasters import write_scene
from judging.results import Record, benchmark_parser, mean
from numpy.random import PCG64, Generator
from numpy.typing import NDArray
from rasterio import Affine
from rasterio import open as open_raster
from rasterio.features import rasterize

FIRST_SEED = 60_700_000
SIZES_PX = ((8, 16), (16, 32), (32, 64), (64, 512))
"""Lengths of the objects: the longer sides of their boxes, in pixels of the raster."""

LEAST_FILL = 0.15
"""Share of its box that an object fills at least: of others too much lies under something else."""


@dataclass
class Clicks:
    """Clicks objects of scenes and keeps what came of them.

    Attributes:
        model: The model.
        folder: Where rasters may lie.
        ious: Size -> IoU of every object.
        rows: One line an object.
        cold_ms: Wall and CPU milliseconds of clicks in views that were not embedded.
        warm_ms: The same of those that were.
    """

    model: PromptModel
    folder: Path
    ious: dict[tuple[int, int], list[float]] = field(default_factory=lambda: defaultdict(list))
    rows: list[str] = field(default_factory=list)
    cold_ms: list[tuple[float, float]] = field(default_factory=list)
    warm_ms: list[tuple[float, float]] = field(default_factory=list)

    def examine(self, seed: int, side_px: int, each: int) -> None:
        """Clicks some objects of each size in one scene."""
        scene = draw_scene(seed, side_px)
        raster = str(write_scene(self.folder / f"{seed}.tif", scene.image, scene.gsd_m))
        with open_raster(raster) as dataset:
            transform = dataset.transform
        session = ClickSession(lambda model, device: self.model)
        session.prefetch(PrefetchRequest(raster, *pixel_to_map(transform, 0.5, 0.5)))
        random = Generator(PCG64(seed))
        for size, thing in chosen(scene, each, random):
            mask = scene.instances == thing.thing.instance_id
            x, y = inner_point(mask)
            request = ClickRequest(raster, ((*pixel_to_map(transform, x, y), 1),))
            wkb = self._timed(session, request)
            iou = compared(wkb, mask, transform)
            self.ious[size].append(iou)
            self.rows.append(f"{seed} {thing.thing.category} {length_of(thing)} px: {iou:.3f}")
            # A bit beside, so that the answer is not the one that is remembered.
            self._timed(session, ClickRequest(raster, ((*pixel_to_map(transform, x + 0.4, y), 1),)))

    def _timed(self, session: ClickSession, request: ClickRequest) -> str:
        began_s, began_cpu_s = time.perf_counter(), time.process_time()
        clicked = session.click(request)
        taken = (1000 * (time.perf_counter() - began_s), 1000 * (time.process_time() - began_cpu_s))
        (self.warm_ms if clicked.is_warm else self.cold_ms).append(taken)
        return clicked.wkb


def chosen(scene: Scene, each: int, random: Generator) -> list[tuple[tuple[int, int], Wanted]]:
    """Returns some objects of each size, of as many categories as there are."""
    found: list[tuple[tuple[int, int], Wanted]] = []
    things = [thing for thing in wanted_objects(scene) if is_whole(thing, scene)]
    for size in SIZES_PX:
        fitting = [thing for thing in things if size[0] <= length_of(thing) < size[1]]
        by_category: dict[str, list[Wanted]] = defaultdict(list)
        for number in random.permutation(len(fitting)):
            by_category[fitting[number].thing.category].append(fitting[number])
        ranked = [row[rank] for rank in range(each) for row in by_category.values() if rank < len(row)]
        found += [(size, thing) for thing in ranked[:each]]
    return found


def length_of(thing: Wanted) -> int:
    """Returns the longer side of an object's box in pixels."""
    left, top, right, bottom = thing.box
    return max(right - left, bottom - top)


def is_whole(thing: Wanted, scene: Scene) -> bool:
    """Says whether an object lies inside of the scene, and can be seen."""
    left, top, right, bottom = thing.box
    height, width = scene.instances.shape
    if left == 0 or top == 0 or right == width or bottom == height:
        return False
    mask = scene.instances[top:bottom, left:right] == thing.thing.instance_id
    known = scene.ignore is None or not scene.ignore[top:bottom, left:right][mask].any()
    return bool(known and mask.mean() >= LEAST_FILL)


def compared(wkb: str, mask: NDArray[np.bool_], transform: Affine) -> float:
    """Returns the IoU of an outline and an object, 0 where there is no outline."""
    if not wkb:
        return 0.0
    drawn = rasterize([shapely.from_wkb(wkb)], mask.shape, transform=transform).astype(bool)
    return float((drawn & mask).sum() / (drawn | mask).sum())


def main() -> None:
    """Measures and writes."""
    parser = benchmark_parser(__doc__)
    parser.set_defaults(model=CLICK_MODEL)
    parser.add_argument("--scenes", type=int, default=40)
    parser.add_argument("--size-px", type=int, default=640)
    parser.add_argument("--each", type=int, default=2, help="objects of each size in each scene")
    settings = parser.parse_args()
    model = load_prompt_model(settings.model, choose_device(settings.device))
    with tempfile.TemporaryDirectory() as folder:
        clicks = Clicks(model, Path(folder))
        for number in range(settings.scenes):
            clicks.examine(FIRST_SEED + number, settings.size_px, settings.each)
            print(
                number, {size: round(mean(ious), 3) for size, ious in sorted(clicks.ious.items())}, flush=True
            )
    record = Record("clicks", model.card.id, model.card.weights_hash)
    record.values["click_iou"] = mean([one for ious in clicks.ious.values() for one in ious])
    record.values["click_iou_small"] = mean(clicks.ious[SIZES_PX[0]])
    for name, times in (("warm", clicks.warm_ms), ("cold", clicks.cold_ms)):
        wall, cpu = np.median(np.array(times), axis=0)
        record.values[f"click_{name}_ms"] = float(wall)
        record.values[f"click_{name}_cpu_ms"] = float(cpu)
    record.details["objects"] = {f"{low} to {high} px": len(clicks.ious[low, high]) for low, high in SIZES_PX}
    record.details["iou"] = {
        f"{low} to {high} px": round(mean(clicks.ious[low, high]), 4) for low, high in SIZES_PX
    }
    record.details["rows"] = clicks.rows
    record.write(settings.out)


if __name__ == "__main__":
    main()
