"""Tells the phrases of a run apart, where there were several."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import repeat
from typing import Any


def reports_of(report: Mapping[str, Any]) -> tuple[Mapping[str, Any], ...]:
    """Returns the report of each phrase that was searched for, in the order of the wish."""
    return (report, *(report.get("others") or ()))


def phrases_of(report: Mapping[str, Any]) -> tuple[str, ...]:
    """Returns the phrases that were searched for."""
    return tuple(str(one.get("phrase", "")) for one in reports_of(report))


def phrases_by_object(report: Mapping[str, Any]) -> Sequence[str]:
    """Returns the phrase of each object, by its number; numbers begin at 1 and go through all phrases."""
    phrases = [""]
    for one in reports_of(report):
        phrases.extend(repeat(str(one.get("phrase", "")), int(one.get("polygons", 0))))
    return phrases
