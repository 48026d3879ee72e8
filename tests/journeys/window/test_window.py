"""Journeys in a real QGIS window: each file of `inside` is what a person does there."""

from __future__ import annotations

import pytest


@pytest.mark.parametrize(
    ("journey", "language"),
    [("phrase", "en"), ("click", "en"), ("trouble", "en"), ("chinese", "zh-Hans")],
)
def test_the_journey_comes_to_its_end(window, journey: str, language: str) -> None:
    outcome = window.run(f"{journey}_journey.py", language)
    assert window.verdict == 0, outcome.output[-6000:]
    assert outcome.exit_code == 0, outcome.output[-6000:]
    assert window.workers() == []
