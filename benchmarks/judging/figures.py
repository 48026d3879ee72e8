"""Lists every figure that the benchmarks give, with what is wanted of it: the one place for targets."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["number", "percent", "GB", "seconds", "yes"]


@dataclass(frozen=True)
class Figure:
    """Says what one number means.

    Attributes:
        key: Name in the JSON files, unique.
        benchmark: Name of the script that measures it, without `.py`.
        what: Words for the table.
        kind: How it is written; percent are stored as shares, GB as bytes / 1e9, yes as 1 and 0.
        at_least: Least value that is wanted, or None.
        at_most: Largest value that is wanted, or None.
    """

    key: str
    benchmark: str
    what: str
    kind: Kind = "number"
    at_least: float | None = None
    at_most: float | None = None

    def is_reached(self, value: float) -> bool | None:
        """Returns whether the value is as wanted; None where nothing is wanted of it."""
        if self.at_least is None and self.at_most is None:
            return None
        return (self.at_least is None or value >= self.at_least) and (
            self.at_most is None or value <= self.at_most
        )

    def written(self, value: float) -> str:
        """Returns the value as the table shows it."""
        if self.kind == "yes":
            return "yes" if value else "no"
        if self.kind == "percent":
            return f"{100 * value:.1f} %"
        if self.kind == "GB":
            return f"{value:.2f} GB"
        return f"{value:.2f} s" if self.kind == "seconds" else f"{value:.3f}"

    @property
    def target(self) -> str:
        """Returns the target as the table shows it."""
        if self.kind == "yes" and self.at_least:
            return "yes"
        if self.at_least is not None:
            return f"at least {self.written(self.at_least)}"
        return "-" if self.at_most is None else f"at most {self.written(self.at_most)}"


FIGURES: tuple[Figure, ...] = (
    Figure("iou_phrases", "scenes", "mean IoU where the target is present, over phrases", at_least=0.75),
    Figure("iou_classes", "scenes", "the same, mean over the classes", at_least=0.75),
    Figure("iou_cars", "scenes", "the same, cars", at_least=0.55),
    Figure("silence", "scenes", "absent target answered with nothing", "percent", at_least=0.95),
    Figure("f1_touching", "large_scene", "object F1 at IoU 0.5, touching objects may be one", at_least=0.85),
    Figure("f1_each", "large_scene", "object F1 at IoU 0.5, every object on its own", at_least=0.85),
    Figure("f1_phrases", "large_scene", "the former, mean over the phrases", at_least=0.85),
    Figure("iou_stuff", "large_scene", "mean IoU of roads, water and fields, which are no objects"),
    Figure("hits_good", "referring_cases", "good image cases at IoU 0.5", "percent", at_least=0.6),
    Figure("hits_weak", "referring_cases", "weak image cases at IoU 0.5 (for looking only)", "percent"),
    Figure("villa", "referring_cases", "the red villa top left and nothing else", "yes", at_least=1),
    Figure("read_en", "referring_reading", "English phrases understood", "percent", at_least=0.97),
    Figure("read_en_blind", "referring_reading", "the same, those written before the grammar", "percent"),
    Figure("read_zh", "referring_reading", "Chinese phrases understood", "percent", at_least=0.95),
    Figure("read_zh_blind", "referring_reading", "the same, those written before the grammar", "percent"),
    Figure("read_ms", "referring_reading", "reading a phrase, median, in ms", at_most=5),
    Figure("read_ms_99", "referring_reading", "the same, 99th percentile, in ms"),
    Figure(
        "oracle_en",
        "referring_oracle",
        "known objects, English: exactly those meant",
        "percent",
        at_least=0.97,
    ),
    Figure(
        "oracle_zh",
        "referring_oracle",
        "known objects, Chinese: exactly those meant",
        "percent",
        at_least=0.97,
    ),
    Figure("oracle_selection", "referring_oracle", "the same with the reading given", "percent"),
    Figure("scenes_hits", "referring_scenes", "phrases of drawn scenes at IoU 0.5", "percent", at_least=0.8),
    Figure("scenes_en", "referring_scenes", "the same, English", "percent"),
    Figure("scenes_zh", "referring_scenes", "the same, Chinese", "percent"),
    Figure("f1_tile", "grid", "least object F1 at IoU 0.9 between tile sizes", at_least=0.98),
    Figure("f1_origin", "grid", "least object F1 at IoU 0.9 between origins", at_least=0.98),
    Figure("f1_extent", "grid", "least object F1 at IoU 0.9 between extents", at_least=0.98),
    Figure("f1_overlap", "grid", "least object F1 at IoU 0.9 between overlaps"),
    Figure("peak_large", "memory", "peak memory on 20,000 x 20,000", "GB", at_most=1.2),
    Figure("peak_small", "memory", "peak memory on 5,000 x 5,000", "GB"),
    Figure("peak_growth", "memory", "growth from the small to the large raster", "percent", at_most=0.15),
    Figure(
        "tiles_corner", "pruning", "tiles for a corner phrase on 10,000 x 10,000", "percent", at_most=0.25
    ),
    Figure("tiles_layer", "pruning", "tiles for a phrase within 200 m of a map layer there", "percent"),
    Figure("area_layer", "pruning", "the share of the area that lies so near", "percent"),
    Figure(
        "tiles_layer_allowed",
        "pruning",
        "those tiles against that area and the width of a tile",
        "percent",
        at_most=1.0,
    ),
    Figure(
        "select_s",
        "selection",
        "selecting from 100,000 polygons, slowest relation, processor time",
        "seconds",
        at_most=2,
    ),
    Figure("select_command_s", "selection", "`georefer select` on them, from file to file", "seconds"),
    Figure("outside_share", "overhead", "time outside the model's own forward", "percent", at_most=0.1),
    Figure("outside_cpu_share", "overhead", "the same in processor time, one thread of torch", "percent"),
    Figure("ready_s", "overhead", "fresh process until the model is ready", "seconds", at_most=2),
    Figure("ready_cpu_s", "overhead", "the same, processor time", "seconds"),
    Figure("load_s", "overhead", "the same without imports: loading the weights", "seconds"),
    Figure("weights_mb", "overhead", "size of the weights in MB", at_most=16),
    Figure("together_cpu", "phrases", "six phrases at once, processor time of one alone", "percent"),
    Figure("together_wall", "phrases", "the same, time on the wall", "percent"),
    Figure("together_of_single", "phrases", "the same, of six runs one by one", "percent"),
    Figure("later_cpu", "phrases", "a phrase for another thing on kept embeddings", "percent", at_most=0.1),
    Figure("later_wall", "phrases", "the same, time on the wall", "percent"),
    Figure("later_same_cpu", "phrases", "the same: another phrase for the same thing", "percent"),
    Figure("later_disk_cpu", "phrases", "a phrase for another thing, embeddings from the disk", "percent"),
    Figure("phrases_equal", "phrases", "answers equal to those of runs one by one", "percent", at_least=1),
    Figure(
        "load_cpu_s", "loading", "weights of SAM ViT-B from the disk, processor time", "seconds", at_most=3
    ),
    Figure("load_wall_s", "loading", "the same on the wall, beside other work", "seconds"),
    Figure("load_share", "loading", "memory for them, of their size", "percent", at_most=1.3),
    Figure("repeated_mb", "loading", "repeated after a killed download, in MB", at_most=1),
    *(
        Figure(
            f"peak_{model.replace('-', '_')}",
            "full_size",
            f"{model} at its published size, one tile on the CPU: peak memory",
            "GB",
            at_most=8,
        )
        for model in (
            "georefer-tiny",
            "rsrefseg-b",
            "rsrefseg-l",
            "rsrefseg2",
            "refersam",
            "ros-sam",
            "clip-sam",
            "grounded-sam",
            "grounded-sam-owlv2",
            "sam3",
        )
    ),
    Figure(
        "tracks_complete",
        "sequences",
        "drawn sequences: tracks right in every frame",
        "percent",
        at_least=0.9,
    ),
    Figure("tracks_nearly", "sequences", "the same, in nine frames of ten", "percent"),
    Figure("tracks_mostly", "sequences", "the same, in four frames of five", "percent"),
    Figure("tracks_swapped", "sequences", "the same: outlines on another vehicle", "percent", at_most=0.02),
    Figure("tracks_iou", "sequences", "the same: mean IoU over all visible frames"),
    Figure(
        "frames_right", "real_tracks", "real cars, one click each: frames right", "percent", at_least=0.85
    ),
    Figure("worst_speed_error", "real_tracks", "the same: largest error of a speed", "percent", at_most=0.1),
    Figure("movers_precision", "movers", "find movers on real frames: precision", at_least=0.7),
    Figure("movers_recall", "movers", "the same: recall", at_least=0.6),
    Figure(
        "movers_linked_precision", "movers", "against linked cars alone, too fast ones left out: precision"
    ),
    Figure("movers_linked_recall", "movers", "the same: recall"),
    Figure("click_iou", "clicks", "one click on drawn objects: IoU", at_least=0.80),
    Figure("click_iou_small", "clicks", "the same, objects of 8 to 16 px", at_least=0.65),
    Figure("click_warm_ms", "clicks", "click until outline, embedding there, median ms", at_most=80),
    Figure("click_warm_cpu_ms", "clicks", "the same, processor time"),
    Figure("click_cold_ms", "clicks", "click until outline, embedding not there, median ms", at_most=600),
    Figure("click_cold_cpu_ms", "clicks", "the same, processor time"),
    Figure("track_memory_gb", "long_sequence", "100 frames of 1024 px, 5 vehicles: peak memory", "GB"),
    Figure("track_memory_growth", "long_sequence", "more than for 50 frames", "percent", at_most=0.1),
    Figure("track_frames_per_s", "long_sequence", "frames a second, both ways"),
    Figure("hello_s", "worker", "worker of the plugin: start until hello", "seconds"),
    Figure("worker_ready_s", "worker", "start until it is ready", "seconds"),
    Figure(
        "shown_s", "worker", "a tile's end until its polygons have arrived, slowest", "seconds", at_most=1
    ),
    Figure("cancel_s", "worker", "cancel until it has stopped, median", "seconds", at_most=0.2),
    Figure("pipe_share", "worker", "more time than the command line", "percent", at_most=0.05),
    Figure("pipe_cpu_share", "worker", "more processor time than the command line", "percent", at_most=0.05),
    Figure("plugin_load_s", "window", "QGIS window: loading the plugin", "seconds", at_most=0.15),
    Figure("dock_opens_s", "window", "opening the dock", "seconds", at_most=0.3),
    Figure("longest_block_s", "window", "longest block of the window during a run", "seconds", at_most=0.05),
    Figure("stream_block_s", "window", "the same while 10,000 polygons stream in", "seconds", at_most=0.1),
    Figure("first_polygon_s", "window", "a polygon's arrival until it is on the map", "seconds", at_most=1),
    Figure("plugin_share", "window", "more time than the engine itself takes", "percent", at_most=0.05),
    Figure("held_out_iou", "real_holdout", "real buildings never trained on (Banepa): IoU"),
    Figure("held_out_f1", "real_holdout", "the same: object F1 at IoU 0.5, touching objects may be one"),
    Figure("validation_iou", "real_holdout", "real validation places: mean IoU over phrases"),
)


def figures_of(benchmark: str) -> tuple[Figure, ...]:
    """Returns the figures that a benchmark gives."""
    return tuple(figure for figure in FIGURES if figure.benchmark == benchmark)
