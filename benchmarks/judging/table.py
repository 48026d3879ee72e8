"""Turns the JSON files of the benchmarks into the page that people read; no number is typed by hand."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from .figures import FIGURES, Figure
from .results import NO_MODEL

NOT_MEASURED = "not measured"

CONSTRUCTS = {
    "reading": "reading, phrases of the corpus understood as intended",
    "oracle": "oracle, known objects of drawn scenes: exactly those meant are selected",
    "scenes": "scenes, the model on drawn scenes: what is meant at IoU 0.5",
}

HEAD = """# Benchmarks

Written by `python benchmarks/write_table.py` from the files in `benchmarks/results/`; `make bench` measures
everything anew. What exactly is asked and how it is judged stands at the top of each script. A target that
was missed stands here like one that was reached. A figure without a target has "-".

"""


def read_results(folder: Path) -> dict[str, dict[str, Any]]:
    """Returns the stored results by the name of their benchmark."""
    results = {}
    for path in sorted(folder.glob("*.json")):
        result = json.loads(path.read_text(encoding="utf-8"))
        results[result["benchmark"]] = result
    return results


def page(results: Mapping[str, Mapping[str, Any]]) -> str:
    """Returns docs/benchmarks.md."""
    lines = [HEAD + "| what | target | measured | command | machine | date |", "|---|---|---|---|---|---|"]
    machines: list[Mapping[str, str]] = []
    for figure in FIGURES:
        result = results.get(figure.benchmark)
        lines.append(_row(figure, result, machines))
    lines += ["", "A number in **bold** misses its target.", ""]
    lines += [f"Machine {number}: {_machine(one)}." for number, one in enumerate(machines, start=1)]
    models = {(one["model"], one["weights"]) for one in results.values() if one["model"] != NO_MODEL[0]}
    lines += [f"Model: {name}, weights SHA-256 `{weights[:16]}`." for name, weights in sorted(models)]
    lines += _classes(results.get("scenes")) + _large(results.get("large_scene"))
    lines += _cases(results.get("referring_cases")) + _constructs(results) + _grid(results.get("grid"))
    lines += _memory(results.get("memory")) + _pruning(results.get("pruning"))
    lines += _selection(results.get("selection"))
    lines += _real(results.get("real_holdout"))
    return "\n".join(lines) + "\n"


def _row(figure: Figure, result: Mapping[str, Any] | None, machines: list[Mapping[str, str]]) -> str:
    value = None if result is None else result["values"].get(figure.key)
    if result is None or value is None:
        command = f"python benchmarks/{figure.benchmark}.py"
        return f"| {figure.what} | {figure.target} | {NOT_MEASURED} | `{command}` | - | - |"
    if result["machine"] not in machines:
        machines.append(result["machine"])
    shown = figure.written(value)
    if figure.is_reached(value) is False:
        shown = f"**{shown}**"
    number = machines.index(result["machine"]) + 1
    return (
        f"| {figure.what} | {figure.target} | {shown} | `{result['command']}` | {number} | {result['date']} |"
    )


def _machine(facts: Mapping[str, str]) -> str:
    return (
        f"{facts['processor']}, {facts['cores']} cores, {facts['accelerator']}, {facts['system']},"
        f" {facts['versions']}"
    )


def _classes(result: Mapping[str, Any] | None) -> list[str]:
    if result is None:
        return []
    details = result["details"]
    ious, silences = details["iou_by_class"], details["silence_by_class"]
    lines = [
        "",
        "## Drawn scenes, by class",
        "",
        f"{details['scenes']} scenes, {details['phrases_present']} phrases whose target is present,"
        f" {details['phrases_absent']} whose target is absent. Words for several classes (vehicle)"
        " count among the phrases, not in the mean over the classes.",
        "",
        "| class | phrases | mean IoU | absent target answered with nothing |",
        "|---|---|---|---|",
    ]
    for noun in sorted({*ious, *silences}):
        count = details["phrases_by_class"].get(noun, 0)
        lines.append(f"| {noun} | {count} | {_shown(ious.get(noun))} | {_shown(silences.get(noun))} |")
    return lines


def _large(result: Mapping[str, Any] | None) -> list[str]:
    if result is None:
        return []
    lines = [
        "",
        "## Large drawn scene, by phrase",
        "",
        "Objects that were found, missed and wrong, where touching objects may be answered as one.",
        "",
        "| phrase | found | missed | wrong | F1 | F1, each on its own | IoU |",
        "|---|---|---|---|---|---|---|",
    ]
    for row in result["details"]["phrases"]:
        touching, each = row["touching"], row["each"]
        counts = f"{touching['matched']} | {touching['missed']} | {touching['invented']}"
        lines.append(f"| {row['phrase']} | {counts} | {_f1(touching)} | {_f1(each)} | {_shown(row['iou'])} |")
    return lines


def _cases(result: Mapping[str, Any] | None) -> list[str]:
    if result is None:
        return []
    lines = [
        "",
        "## Referring cases",
        "",
        "| case | phrase | IoU | hit | polygons | read as | not understood |",
        "|---|---|---|---|---|---|---|",
    ]
    details = result["details"]
    for row in [*details["cases"], details["villa"] | {"id": "villa"}]:
        name = f"{row['id']} (weak)" if row["quality"] == "weak" else row["id"]
        words = ", ".join([*row["unknown_words"], *row["unread"]]) or "-"
        hit = "yes" if row["hit"] else "no"
        said = _cell(row["refusal"] or row["reading"])
        lines.append(
            f"| {name} | {_cell(row['phrase'])} | {_shown(row['iou'])} | {hit} | {row['polygons']}"
            f" of {row['wanted']} | {said} | {_cell(words)} |"
        )
    return lines


def _constructs(results: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """Returns a table over the constructs: phrases read, known objects selected, objects found."""
    given = {
        name: results[f"referring_{name}"]["details"] for name in CONSTRUCTS if f"referring_{name}" in results
    }
    if not given:
        return []
    lines = ["", "## Phrases, by construct", "", "Number of phrases and share that is right.", ""]
    for name, details in given.items():
        phrases = details["phrases"]
        lines.append(
            f"- {CONSTRUCTS[name]}: {', '.join(f'{count} {key}' for key, count in phrases.items())}."
        )
    heads = [f"{name}, {code}" for name in given for code in ("en", "zh")]
    lines += ["", f"| construct | {' | '.join(heads)} |", "|---" * (len(heads) + 1) + "|"]
    rows = {name: {row["construct"]: row for row in details["constructs"]} for name, details in given.items()}
    for construct in sorted({construct for table in rows.values() for construct in table}):
        cells = [
            _construct_cell(table.get(construct), code) for table in rows.values() for code in ("en", "zh")
        ]
        lines.append(f"| {construct} | {' | '.join(cells)} |")
    return lines


def _construct_cell(row: Mapping[str, Any] | None, code: str) -> str:
    if row is None or not row[code]:
        return "-"
    return f"{row[code]}: {100 * row[f'{code}_share']:.0f} %"


def _grid(result: Mapping[str, Any] | None) -> list[str]:
    if result is None:
        return []
    lines = ["", "## Grid independence, pairs in which one thing differs", ""]
    lines += ["| differs in | one | other | F1 at IoU 0.9 |", "|---|---|---|---|"]
    pairs = [pair for pair in result["details"]["pairs"] if pair[2] != "several"]
    for first, second, kind, f1 in sorted(pairs, key=lambda pair: pair[2]):
        lines.append(f"| {kind} | {first} | {second} | {f1:.4f} |")
    least = result["details"]["least_of_any_pair"]
    return [*lines, "", f"The least of any pair, several differences included: {least:.4f}."]


def _memory(result: Mapping[str, Any] | None) -> list[str]:
    if result is None:
        return []
    details = result["details"]
    every = details["forward_every"]
    how = "every batch computed" if every == 1 else f"one batch in {every} computed, the others repeat it"
    lines = ["", "## Memory", "", f'Phrase "{details["phrase"]}", {how}.', ""]
    lines += ["| side | peak | wall time | tiles run | gated | polygons |", "|---|---|---|---|---|---|"]
    for run in details["runs"]:
        tiles = run["tiles"]
        lines.append(
            f"| {run['side_px']} px | {run['peak_gb']:.3f} GB | {run['wall_s']:.0f} s | {tiles['run']} of"
            f" {tiles['total']} | {tiles['gated']} | {run['polygons']} |"
        )
    return lines


def _pruning(result: Mapping[str, Any] | None) -> list[str]:
    if result is None:
        return []
    side_px = result["details"]["size_px"]
    lines = ["", "## Tiles that phrases cost", "", f"A drawn raster of {side_px} x {side_px} pixels.", ""]
    lines += ["| phrase | tiles | share | seconds | steps |", "|---|---|---|---|---|"]
    for row in result["details"]["phrases"]:
        share = f"{100 * row['tiles'] / row['total']:.1f} %"
        steps = _cell("; ".join(row["steps"]))
        lines.append(
            f"| {_cell(row['phrase'])} | {row['tiles']} of {row['total']} | {share} | {row['seconds']:.0f} |"
            f" {steps} |"
        )
    compared = [row["equal"] for row in result["details"]["phrases"] if row["equal"] is not None]
    if compared:
        lines += ["", f"{sum(compared)} of {len(compared)} answers equal those of the whole raster."]
    return lines


def _selection(result: Mapping[str, Any] | None) -> list[str]:
    if result is None:
        return []
    lines = ["", f"## Selecting from {result['details']['polygons']:,} polygons", ""]
    lines += ["| layer | phrase | processor seconds | selected |", "|---|---|---|---|"]
    for row in result["details"]["rows"]:
        lines.append(
            f"| {row['layer']} | {_cell(row['phrase'])} | {row['seconds']:.2f} | {row['selected']:,} |"
        )
    return lines


def _real(result: Mapping[str, Any] | None) -> list[str]:
    if result is None:
        return []
    lines = [
        "",
        "## Real imagery",
        "",
        "| source | category | pictures | mean IoU | F1 |",
        "|---|---|---|---|---|",
    ]
    for row in result["details"]["rows"]:
        ious = f"{_shown(row['iou'])} | {_shown(row['f1'])}"
        lines.append(f"| {row['source']} | {row['category']} | {row['pictures']} | {ious} |")
    return lines


def _shown(value: float | None) -> str:
    return "-" if value is None else f"{value:.3f}"


def _f1(counts: Mapping[str, int]) -> str:
    total = 2 * counts["matched"] + counts["missed"] + counts["invented"]
    return f"{2 * counts['matched'] / total:.3f}" if total else "-"


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "/")
