"""An engine that is missing, stopped or killed is told once, and holds nothing up."""

from __future__ import annotations

import json
import os

from georefer.plugin.worker import client as client_file
from georefer.tests.plugin.test_algorithms import (  # noqa: F401 (fixtures)
    PAINTED,
    PLAYED,
    SQUARES,
    Feedback,
    failure_of,
    painted,
    played,
    provider,
    run_in_background,
    scene,
    workers,
)


def test_without_an_engine_it_says_so(provider, scene, monkeypatch) -> None:  # noqa: F811
    monkeypatch.setattr(client_file, "installed_worker", lambda: None)

    assert "not installed" in failure_of("explainphrase", {"PHRASE": "trees"})


def test_cancel_stops_the_worker_and_never_holds_qgis_up(played, scene) -> None:  # noqa: F811
    feedback = Feedback()

    def cancel_soon() -> None:
        if feedback.shares and not feedback.isCanceled():
            feedback.cancel()

    parameters = {"INPUT": scene, "PHRASE": "work", "OUTPUT": "memory:"}
    _, results, longest_ms = run_in_background(parameters, feedback, cancel_soon)

    assert results.get("OUTPUT") is None
    assert longest_ms < 200
    assert workers(PLAYED) == []


def test_a_worker_that_keeps_dying_is_told_once(played, scene) -> None:  # noqa: F811
    parameters = {"INPUT": scene, "PHRASE": "garble", "OUTPUT": "memory:"}

    assert "does not understand" in failure_of("segmentbyphrase", parameters)
    assert workers(PLAYED) == []


def test_a_worker_killed_in_mid_run_costs_nothing(painted, scene, tmp_path) -> None:  # noqa: F811
    feedback, killed = Feedback(), []

    def kill_once() -> None:
        if len(feedback.shares) > 1 and not killed:
            killed.extend(workers(PAINTED))
            for process_id in killed:
                os.kill(process_id, 9)

    output = str(tmp_path / "killed.gpkg")
    parameters = {
        "INPUT": scene,
        "PHRASE": "red buildings",
        "MODEL": "0.1@128",
        "TILE_SIZE": 128,
        "OUTPUT": output,
    }
    is_well, results, _ = run_in_background(parameters, feedback, kill_once)

    assert len(killed) == 1
    assert is_well, feedback.lines
    report = json.loads(results["REPORT"])
    assert results["COUNT"] == len(SQUARES)
    assert report["tiles"]["cached"] >= 1
    assert any("stopped unexpectedly" in line for line in feedback.lines)
    assert workers(PAINTED) == []
