"""The plugin's client in front of a worker that is played: every way in which a worker can behave."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest
from georefer.inference.protocol import SegmentRequest
from georefer.plugin.worker import client as client_file
from georefer.plugin.worker import output as output_file
from georefer.plugin.worker.client import WorkerClient
from georefer.plugin.worker.engine import Command
from qgis.PyQt.QtCore import QCoreApplication, QTimer

SCRIPT = Path(__file__).with_name("scripted_worker.py")
PATIENCE_MS = 20_000


def request(phrase: str, **changes) -> SegmentRequest:
    return SegmentRequest("scene.tif", phrase, "objects.gpkg", **changes)


class Listener:
    """Notes everything that a client tells."""

    def __init__(self, client) -> None:
        self.events = []
        self.ends = {}
        for name in ("said_hello", "ready", "ended"):
            getattr(client, name).connect(lambda *given, name=name: self.events.append((name, *given)))
        for name in ("progressed", "found"):
            getattr(client, name).connect(
                lambda job, event, name=name: self.events.append((name, job, event))
            )
        for name in ("explained", "models_listed", "words_listed", "done", "failed"):
            getattr(client, name).connect(lambda job, event: self.note(job, event))
        client.cancelled.connect(lambda job: self.note(job, "cancelled"))

    def note(self, job, event) -> None:
        assert job not in self.ends, "a job has ended twice"
        self.ends[job] = event

    def names(self, job=None):
        return [event[0] for event in self.events if job is None or event[1:2] == (job,)]


@pytest.fixture
def start(qgis_app):
    clients = []

    def started(how: str = "well", program: str = sys.executable):
        client = WorkerClient(lambda: Command(program, ("-I", str(SCRIPT), how)))
        clients.append(client)
        return client, Listener(client)

    yield started
    for client in clients:
        client.close()


def wait(qtbot, listener, *jobs) -> list:
    qtbot.waitUntil(lambda: all(job in listener.ends for job in jobs), timeout=PATIENCE_MS)
    return [listener.ends[job] for job in jobs]


def is_alive(process_id: int) -> bool:
    """A process that has ended may stay a zombie until somebody asks for it."""
    try:
        status = Path(f"/proc/{process_id}/status").read_text()
    except OSError:
        return False
    return "State:\tZ" not in status


def test_no_process_is_there_before_something_is_asked(start) -> None:
    client, _ = start()
    QCoreApplication.processEvents()

    assert not client.is_running


def test_a_phrase_is_explained(start, qtbot) -> None:
    client, listener = start()

    (explained,) = wait(qtbot, listener, client.explain("red building"))
    assert explained.reading["sentence"] == "RED BUILDING"
    assert listener.names()[0] == "said_hello"


def test_parts_of_a_phrase_are_switched_off(start, qtbot) -> None:
    client, listener = start()

    (explained,) = wait(qtbot, listener, client.explain("red building top-left", off=(1,)))
    assert explained.reading["off"] == [1]


def test_models_and_words_are_listed(start, qtbot) -> None:
    client, listener = start()

    models, words = wait(qtbot, listener, client.list_models(("a folder",)), client.list_words("tiny"))
    assert [one.model_id for one in models.models] == ["tiny", "a folder"]
    assert words.english == ("tiny",)
    assert words.chinese == ("树",)


def test_a_run_brings_all_its_polygons(start, qtbot) -> None:
    client, listener = start()
    job = client.segment(request("find 250"))

    (done,) = wait(qtbot, listener, job)
    assert done.report["polygons"] == 250
    found = [event[2] for event in listener.events if event[0] == "found"]
    assert [one.object_id for batch in found for one in batch.objects] == list(range(1, 251))


def test_ten_thousand_polygons_do_not_hold_qgis_up(start, qtbot) -> None:
    client, listener = start()
    seen_at_ticks = []
    timer = QTimer()
    timer.timeout.connect(lambda: seen_at_ticks.append(listener.names().count("found")))
    wait(qtbot, listener, client.explain("warm"))
    timer.start(0)
    wait(qtbot, listener, client.segment(request("find 10000")))
    timer.stop()

    # The window has its turn while polygons come; how long it waits is measured by benchmarks/window.py.
    assert len(set(seen_at_ticks)) > 10


def test_cancel_ends_a_run(start, qtbot) -> None:
    client, listener = start()
    job = client.segment(request("work"))
    qtbot.waitUntil(lambda: "progressed" in listener.names(), timeout=PATIENCE_MS)
    client.cancel(job)

    assert wait(qtbot, listener, job) == ["cancelled"]
    assert client.is_running


def test_cancel_before_the_worker_has_begun(start, qtbot) -> None:
    client, listener = start()
    job = client.segment(request("work"))
    client.cancel(job)

    assert wait(qtbot, listener, job) == ["cancelled"]


def test_a_worker_that_does_not_obey_is_ended(start, qtbot, monkeypatch) -> None:
    monkeypatch.setattr(client_file, "CANCEL_MS", 200)
    client, listener = start()
    job = client.segment(request("hang"))
    qtbot.waitUntil(lambda: "progressed" in listener.names(), timeout=PATIENCE_MS)
    client.cancel(job)

    assert wait(qtbot, listener, job) == ["cancelled"]
    qtbot.waitUntil(lambda: not client.is_running, timeout=PATIENCE_MS)


@pytest.mark.parametrize("from_outside", [True, False])
def test_a_killed_worker_is_told_and_the_next_job_starts_another(start, qtbot, from_outside) -> None:
    client, listener = start()
    job = client.segment(request("work" if from_outside else "die"))
    if from_outside:
        qtbot.waitUntil(lambda: "progressed" in listener.names(), timeout=PATIENCE_MS)
        os.kill(client.process_id, 9)

    (failed,) = wait(qtbot, listener, job)
    assert failed.code == "worker"
    assert failed.remedy
    if not from_outside:
        assert "Segmentation fault" in failed.detail
    again = client.segment(request("die", resume=True))
    (done,) = wait(qtbot, listener, again)
    assert done.report["resumed"] is True


def test_all_jobs_of_a_killed_worker_end(start, qtbot) -> None:
    client, listener = start()
    jobs = [client.segment(request("work")), client.segment(request("work")), client.segment(request("die"))]

    assert {event.code for event in wait(qtbot, listener, *jobs)} == {"worker"}


def test_a_job_that_met_an_idle_worker_leaving_is_asked_again_once(start, qtbot) -> None:
    client, listener = start()

    (failed,) = wait(qtbot, listener, client.segment(request("leave")))
    assert failed.code == "worker"
    assert listener.names().count("said_hello") == 2


@pytest.mark.parametrize(
    ("how", "words"),
    [("other", "another version"), ("nonsense", "does not answer"), ("leaves", "does not answer")],
)
def test_what_is_no_worker_of_ours_is_told(start, qtbot, how, words) -> None:
    client, listener = start(how)

    (failed,) = wait(qtbot, listener, client.explain("trees"))
    assert failed.code == "engine"
    assert words in failed.message
    assert failed.remedy
    qtbot.waitUntil(lambda: not client.is_running, timeout=PATIENCE_MS)
    if how == "leaves":
        assert "no module named numpy" in failed.detail


def test_a_mute_program_is_ended(start, qtbot) -> None:
    client, listener = start("mute")
    client._hello_timer.setInterval(300)

    (failed,) = wait(qtbot, listener, client.explain("trees"))
    assert "does not answer" in failed.message
    assert not client.is_running


def test_a_python_that_is_not_there_is_told(start, qtbot) -> None:
    client, listener = start(program="/no/such/python")

    (failed,) = wait(qtbot, listener, client.explain("trees"))
    assert failed.code == "engine"
    assert "/no/such/python" in failed.message


def test_without_an_engine_it_says_so(qgis_app, qtbot) -> None:
    client = WorkerClient(lambda: None)
    listener = Listener(client)

    (failed,) = wait(qtbot, listener, client.explain("trees"))
    assert "not installed" in failed.message


def test_garbled_lines_end_the_worker(start, qtbot) -> None:
    client, listener = start()

    (failed,) = wait(qtbot, listener, client.segment(request("garble")))
    assert failed.code == "worker"
    assert "no json" in failed.detail
    assert wait(qtbot, listener, client.explain("after"))[0].reading


def test_noise_of_libraries_does_no_harm_and_is_kept_in_part(start, qtbot) -> None:
    client, listener = start()

    (done,) = wait(qtbot, listener, client.segment(request("noise")))
    assert done.report["polygons"] == 1
    qtbot.waitUntil(lambda: "xxx" in client.noise, timeout=PATIENCE_MS)
    assert len(client.noise) <= output_file.NOISE_BYTES


def test_errors_of_the_engine_arrive_whole(start, qtbot) -> None:
    client, listener = start()

    (failed,) = wait(qtbot, listener, client.segment(request("fail")))
    assert (failed.code, failed.message, failed.remedy) == ("raster", "No such raster", "Choose another")
