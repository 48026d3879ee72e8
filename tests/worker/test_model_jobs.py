"""What a worker does about models: beside runs and questions, stopped, and gone on with."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from georefer.inference.messages import (
    CancelRequest,
    Explained,
    ExplainRequest,
    Failed,
    ShutdownRequest,
    Stopped,
)
from georefer.inference.model_messages import (
    AddModelRequest,
    Catalog,
    CatalogRequest,
    GetModelRequest,
    ModelChanged,
    ModelDetails,
    ModelProgress,
    Models,
    ModelsRequest,
    RemoveModelRequest,
    VerifyModelRequest,
)
from georefer.tests.inference.models.hub_server import HubServer
from georefer.tests.inference.models.published_model import MODEL_ID, plain_weights, publish
from georefer.tests.worker.test_worker import Worker

PUBLISHED_WORKER = Path(__file__).with_name("published_worker.py")
SIZE_BYTES = 4_000_000
ENDS = (ModelChanged, Failed, Stopped)

Start = Callable[[], Worker]


@pytest.fixture
def hub() -> Iterator[HubServer]:
    server = HubServer()
    yield server
    server.close()


@pytest.fixture
def models(tmp_path: Path) -> Path:
    return tmp_path / "models"


@pytest.fixture
def start(hub: HubServer, models: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Start]:
    """Starts workers that know a model on the hub."""
    catalog = tmp_path / "catalog.json"
    catalog.write_text(json.dumps([publish(hub, SIZE_BYTES)]), encoding="utf-8")
    for name, value in (
        ("GEOREFER_MODELS", str(models)),
        ("HF_ENDPOINT", hub.url),
        ("NO_PROXY", "127.0.0.1"),
        ("HF_HOME", str(tmp_path / "hub")),
    ):
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("HF_TOKEN", raising=False)
    started = []

    def start() -> Worker:
        started.append(Worker(str(catalog), script=PUBLISHED_WORKER))
        return started[-1]

    yield start
    for worker in started:
        worker.end()


def details(worker: Worker) -> ModelDetails:
    worker.send(CatalogRequest(), "browse")
    catalog = worker.next((Catalog, Failed), "browse")
    assert isinstance(catalog, Catalog), catalog
    return next(one for one in catalog.models if one.model_id == MODEL_ID)


def transferred(worker: Worker, least: int, job: str) -> ModelProgress:
    """Waits until so many bytes have come."""
    while True:
        told = worker.next((ModelProgress, *ENDS), job)
        assert isinstance(told, ModelProgress), told
        if told.stage == "downloading" and told.done_bytes >= least:
            return told


def test_a_model_is_browsed_got_verified_and_removed(start: Start, models: Path) -> None:
    worker = start()
    before = details(worker)
    assert (before.is_ready, before.is_kept, before.licence) == (False, False, "Apache-2.0")
    assert before.size_bytes > SIZE_BYTES / 2

    worker.send(GetModelRequest(MODEL_ID), "get")
    told = worker.until(ENDS, "get")
    assert told[-1] == ModelChanged("get", MODEL_ID)
    stages = {one.stage for one in told[:-1]}
    assert stages >= {"asking", "downloading", "checking"}
    counted = [one.done_bytes for one in told[:-1] if one.stage == "downloading"]
    assert counted == sorted(counted)
    assert max(one.total_bytes for one in told[:-1]) == before.size_bytes

    after = details(worker)
    assert (after.is_ready, after.is_kept, after.size_bytes) == (True, True, before.size_bytes)
    assert "people/small@c0ffee" in after.origin
    worker.send(ModelsRequest(), "list")
    listed = {one.model_id: one for one in worker.next(Models, "list").models}
    assert listed[MODEL_ID].is_ready

    worker.send(VerifyModelRequest(MODEL_ID), "verify")
    assert worker.next(ENDS, "verify") == ModelChanged("verify", MODEL_ID)
    weights = models / MODEL_ID / "model.safetensors"
    weights.write_bytes(weights.read_bytes()[:-4] + b"\x01\x00\x00\x00")
    worker.send(VerifyModelRequest(MODEL_ID), "again")
    assert "has changed" in worker.next(ENDS, "again").problems[0]

    worker.send(RemoveModelRequest(MODEL_ID), "remove")
    assert worker.next(ENDS, "remove").freed_bytes > SIZE_BYTES / 2
    assert not (models / MODEL_ID).exists()
    assert not details(worker).is_kept


def test_questions_are_answered_and_a_stop_is_obeyed_during_a_download(start: Start, hub: HubServer) -> None:
    worker = start()
    hub.faults.bytes_per_s = 400_000
    worker.send(GetModelRequest(MODEL_ID), "get")
    transferred(worker, 100_000, "get")
    worker.send(ExplainRequest("two blue cars"), "meanwhile")
    assert isinstance(worker.next((Explained, Failed), "meanwhile"), Explained)
    assert 0 < details(worker).kept_bytes < SIZE_BYTES

    asked_s = time.monotonic()
    worker.send(CancelRequest(), "get")
    assert isinstance(worker.next(ENDS, "get"), Stopped)
    assert time.monotonic() - asked_s < 3
    assert not details(worker).is_kept


@pytest.mark.parametrize("ending", ["cancelled", "killed", "closed"])
def test_a_download_that_ended_goes_on_where_it_was(start: Start, hub: HubServer, ending: str) -> None:
    worker = start()
    hub.faults.bytes_per_s = 2_000_000
    worker.send(GetModelRequest(MODEL_ID), "get")
    transferred(worker, SIZE_BYTES // 4, "get")
    if ending == "cancelled":
        worker.send(CancelRequest(), "get")
        worker.next(Stopped, "get")
    elif ending == "killed":
        worker.process.kill()
    else:
        worker.send(ShutdownRequest())
        assert worker.process.wait(5) == 0
    hub.faults.bytes_per_s = None
    worker = worker if ending == "cancelled" else start()
    kept = details(worker).kept_bytes
    assert kept >= SIZE_BYTES // 4
    worker.send(GetModelRequest(MODEL_ID), "again")
    assert worker.next(ENDS, "again") == ModelChanged("get", MODEL_ID)
    ranges = [one.headers["Range"] for one in hub.requests("storage") if "Range" in one.headers]
    begun = int(ranges[-1].removeprefix("bytes=").removesuffix("-"))
    assert SIZE_BYTES // 4 <= begun <= kept


def test_wrong_bytes_are_refused_and_nothing_is_kept(start: Start, hub: HubServer, models: Path) -> None:
    hub.faults.wrong_bytes = True
    worker = start()
    worker.send(GetModelRequest(MODEL_ID), "get")
    failed = worker.next(ENDS, "get")
    assert isinstance(failed, Failed)
    assert (failed.code, "is not the file it should be" in failed.message) == ("model", True)
    assert not (models / MODEL_ID).exists()


def test_a_server_that_wants_an_account_is_told_of(start: Start, hub: HubServer) -> None:
    hub.faults.needs_token = "hf_secret"  # noqa: S105, RUF100
    worker = start()
    worker.send(GetModelRequest(MODEL_ID), "get")
    failed = worker.next(ENDS, "get")
    assert isinstance(failed, Failed)
    assert "asks for an account" in failed.message
    assert "HF_TOKEN" in failed.remedy
    assert "hf_secret" not in f"{failed}"


def test_two_workers_do_not_spoil_one_model(start: Start, hub: HubServer) -> None:
    hub.faults.bytes_per_s = 2_000_000
    first, second = start(), start()
    first.send(GetModelRequest(MODEL_ID), "get")
    transferred(first, 100_000, "get")
    for request in (GetModelRequest(MODEL_ID), RemoveModelRequest(MODEL_ID)):
        second.send(request, "also")
        failed = second.next(ENDS, "also")
        assert isinstance(failed, Failed)
        assert "Another process is already changing" in failed.message
    assert first.next(ENDS, "get") == ModelChanged("get", MODEL_ID)
    second.send(GetModelRequest(MODEL_ID), "later")
    assert second.next(ENDS, "later") == ModelChanged("get", MODEL_ID)


def test_a_model_of_ones_own_is_added_with_progress(start: Start, models: Path, tmp_path: Path) -> None:
    worker = start()
    mine = tmp_path / "My model.safetensors"
    mine.write_bytes(plain_weights("rsrefseg2", SIZE_BYTES))
    worker.send(AddModelRequest(str(mine)), "add")
    failed = worker.next(ENDS, "add")
    assert (failed.code, "its tokenizer is missing" in failed.message) == ("incomplete", True)

    tokenizer = tmp_path / "tokenizer.json"
    tokenizer.write_text("{}", encoding="utf-8")
    worker.send(AddModelRequest(str(mine), beside=(str(tokenizer),)), "whole")
    told = worker.until(ENDS, "whole")
    assert (told[-1].action, told[-1].model, "RSRefSeg 2" in told[-1].found) == ("add", "my-model", True)
    assert {one.stage for one in told[:-1]} == {"copying", "checking"}
    assert all(0 <= one.done_bytes <= one.total_bytes for one in told[:-1])
    assert (models / "my-model" / "model.safetensors").exists() is False
    assert (models / "my-model" / mine.name).exists()

    worker.send(AddModelRequest(str(mine), beside=(str(tokenizer),)), "twice")
    assert worker.next(ENDS, "twice").code == "taken"


def test_jobs_wait_for_each_other_and_can_be_stopped_before_they_begin(start: Start, hub: HubServer) -> None:
    worker = start()
    hub.faults.bytes_per_s = 1_000_000
    worker.send(GetModelRequest(MODEL_ID), "get")
    transferred(worker, 100_000, "get")
    worker.send(VerifyModelRequest(MODEL_ID), "verify")
    worker.send(RemoveModelRequest(MODEL_ID), "remove")
    worker.send(CancelRequest(), "remove")
    threading.Timer(0.2, lambda: setattr(hub.faults, "bytes_per_s", None)).start()
    assert worker.next(ENDS, "get") == ModelChanged("get", MODEL_ID)
    assert worker.next(ENDS, "verify") == ModelChanged("verify", MODEL_ID)
    assert isinstance(worker.next(ENDS, "remove"), Stopped)
