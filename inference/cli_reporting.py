"""Words for people, on the command line, what a run would search and what it has brought."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .protocol import RunReport

if TYPE_CHECKING:
    from .estimating import Estimate


def plan_lines(estimate: Estimate) -> list[str]:
    """Returns what a run would search, for people."""
    lines = [f"tiles    {estimate.tiles} in the scene"]
    for step in estimate.steps:
        share = f"{'at most ' * step.at_most}{step.tiles} tiles ({step.tiles / estimate.tiles:.0%})"
        lines.append(f"{'then' if step.if_needed else 'plan'}     {step.target}: {step.reason}, {share}")
    return lines


def report_text(report: RunReport) -> str:
    """Returns a run report for people: what is so for each phrase, then what is so for all."""
    lines = [line for one in (report, *report.others) for line in _phrase_lines(one)]
    lines += [
        "  seconds  " + ", ".join(f"{stage} {seconds:.1f}" for stage, seconds in report.seconds.items()),
        f"  memory   {report.peak_memory_mb:.0f} MB at most",
        f"  model    {report.model} ({report.weights[:12]}) on {report.device}",
    ]
    return "\n".join(lines + [f"  failed   {reason}" for reason in report.failed_tiles])


def _phrase_lines(report: RunReport) -> list[str]:
    tiles = report.tiles
    number = "Nothing was found" if report.polygons == 0 else f"{report.polygons} object(s)"
    lines = [
        f"{number}: {report.reading}  [{report.output}]",
        f"  tiles    {tiles.total} in all: {tiles.run} run, {tiles.gated} gated, {tiles.pruned} pruned,"
        f" {tiles.cached} cached, {tiles.failed} failed" + f"; {tiles.reused} not read" * bool(tiles.reused),
    ]
    if report.unknown_words:
        lines.append(f"  unknown  the model never learned: {', '.join(report.unknown_words)}")
    if report.unread:
        lines.append(f"  unread   not understood: {', '.join(report.unread)}")
    lines += [
        f"  plan     {step.target}: {step.reason}, {step.tiles} of {step.total} tiles, {step.found} found"
        for step in report.plan
    ]
    return lines + [f"  note     {note}" for note in report.notes]
