"""Measures what a further phrase costs over the same imagery: asked together, and asked later.

On a raster that repeats a drawn scene, "building" is asked alone; then with five other phrases at once; then
each phrase in a run of its own on what the runs before it have kept of the imagery, in memory and in a file.
All have the same working grid. What counts is processor time, of all threads, from the opened raster to the
written GeoPackage; the time on the wall stands beside it. The answers of all ways are compared.
"""

from __future__ import annotations

import gc
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pyogrio
from georefer.inference.embeddings.shelf import EmbeddingMemory
from georefer.inference.models.interface import PhraseModel
from georefer.inference.protocol import RunReport, SegmentRequest
from georefer.inference.running import run_segment
from georefer.inference.training.generator.drawing import draw_scene
from judging.asking import loaded_model
from judging.rasters import write_repeated
from judging.results import Record, benchmark_parser, mean

SCENE_SEED, SCENE_PX, SCENE_GSD_M = 62_000_000, 1280, 0.3
FIRST = "building"
OTHERS = ("tree", "road", "storage tank", "the largest building", "water top-left")
NO_MEMORY = 0
ROOM_BYTES = 8 * 10**9


@dataclass(frozen=True)
class Cost:
    """Is what one run took.

    Attributes:
        cpu_s: Processor time of all threads.
        wall_s: Time on the wall.
        report: What the run says.
        outlines: The objects of each phrase.
    """

    cpu_s: float
    wall_s: float
    report: RunReport
    outlines: dict[str, list[bytes]]


def cost(request: SegmentRequest, model: PhraseModel, memory: EmbeddingMemory | None) -> Cost:
    """Runs a request and returns what it took."""
    gc.collect()
    cpu, wall = time.process_time(), time.perf_counter()
    report = run_segment(request, model=model, memory=memory)
    cpu_s, wall_s = time.process_time() - cpu, time.perf_counter() - wall
    table = pyogrio.read_dataframe(request.output, layer="objects").sort_values("object_id")
    outlines = {
        phrase: [shape.wkb for shape in table.geometry[table["phrase"] == phrase]]
        for phrase in request.phrases
    }
    return Cost(cpu_s, wall_s, report, outlines)


def row(name: str, phrase: str, one: Cost, first: Cost) -> dict[str, object]:
    """Prints what a run took, and returns it."""
    shares = one.cpu_s / first.cpu_s, one.wall_s / first.wall_s
    cpu, wall = f"{one.cpu_s:8.2f} s CPU {shares[0]:7.1%}", f"{one.wall_s:8.2f} s wall {shares[1]:7.1%}"
    print(f"{name:22} {phrase:24} {cpu} {wall}")
    return {
        "way": name,
        "phrase": phrase,
        "cpu_s": round(one.cpu_s, 3),
        "wall_s": round(one.wall_s, 3),
        "cpu_share": round(shares[0], 4),
        "wall_share": round(shares[1], 4),
        "polygons": sum(map(len, one.outlines.values())),
        "views_run": one.report.tiles.run,
        "stages_s": one.report.seconds,
    }


def measure(raster: Path, model: PhraseModel, folder: Path, phrases: Sequence[str]) -> Record:
    """Asks in all ways and returns what was measured."""
    base = SegmentRequest(str(raster), phrases[0], str(folder / "objects.gpkg"), gsd_m=SCENE_GSD_M)
    record = Record("phrases", model.card.id, model.card.weights_hash)
    cost(base, model, None)  # what is only slow the first time
    alone = {phrase: cost(replace(base, phrase=phrase), model, None) for phrase in phrases}
    first = alone[phrases[0]]
    rows = [row("alone", phrase, one, first) for phrase, one in alone.items()]
    together = cost(replace(base, more_phrases=tuple(phrases[1:])), model, EmbeddingMemory(ROOM_BYTES))
    rows.append(row("together", f"all {len(phrases)}", together, first))
    memory = EmbeddingMemory(ROOM_BYTES)
    cost(base, model, memory)
    later = {phrase: cost(replace(base, phrase=phrase), model, memory) for phrase in phrases}
    rows += [row("later, from memory", phrase, one, first) for phrase, one in later.items()]
    kept = replace(base, embeddings=str(folder / "kept.embeddings"), embeddings_limit_gb=ROOM_BYTES / 1e9)
    rows.append(row("keeping on the disk", phrases[0], cost(kept, model, EmbeddingMemory(NO_MEMORY)), first))
    stored = {
        phrase: cost(replace(kept, phrase=phrase), model, EmbeddingMemory(NO_MEMORY)) for phrase in phrases
    }
    rows += [row("later, from the disk", phrase, one, first) for phrase, one in stored.items()]
    same_thing = [phrase for phrase in phrases if FIRST in phrase]
    others = [phrase for phrase in phrases if phrase not in same_thing]
    equal = [
        one.outlines[phrase] == alone[phrase].outlines[phrase]
        for way in (dict.fromkeys(phrases, together), later, stored)
        for phrase, one in way.items()
    ]
    record.values = {
        "together_cpu": together.cpu_s / first.cpu_s,
        "together_wall": together.wall_s / first.wall_s,
        "together_of_single": together.cpu_s / sum(one.cpu_s for one in alone.values()),
        "later_cpu": mean([later[phrase].cpu_s / first.cpu_s for phrase in others]),
        "later_wall": mean([later[phrase].wall_s / first.wall_s for phrase in others]),
        "later_same_cpu": mean([later[phrase].cpu_s / first.cpu_s for phrase in same_thing]),
        "later_disk_cpu": mean([stored[phrase].cpu_s / first.cpu_s for phrase in others]),
        "phrases_equal": sum(equal) / len(equal),
    }
    record.details = {"rows": rows, "phrases": len(phrases)}
    return record


def main() -> None:
    """Measures and writes."""
    parser = benchmark_parser(__doc__)
    parser.add_argument("--size-px", type=int, default=1280)
    settings = parser.parse_args()
    model = loaded_model(settings)[0]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        image = draw_scene(SCENE_SEED, SCENE_PX, SCENE_GSD_M).image
        raster = write_repeated(folder / "scene.tif", image, SCENE_GSD_M, settings.size_px, settings.size_px)
        record = measure(raster, model, folder, (FIRST, *OTHERS))
    record.details["size_px"] = settings.size_px
    record.write(settings.out)


if __name__ == "__main__":
    main()
