"""Requests and answers about models survive the pipe."""

from __future__ import annotations

import pytest
from georefer.inference.messages import MIDWAY, from_line, to_line
from georefer.inference.model_messages import (
    MODEL_KINDS,
    AddModelRequest,
    Catalog,
    CatalogRequest,
    GetModelRequest,
    ModelChanged,
    ModelDetails,
    ModelFacts,
    ModelProgress,
    Models,
    ModelsRequest,
    RemoveModelRequest,
    VerifyModelRequest,
)

DETAILS = ModelDetails(
    "clip-sam",
    "CLIP with SAM",
    "phrases",
    "bring",
    is_ready=False,
    languages=("en", "zh"),
    gsd_range_m=(0.1, 0.5),
    gpu_gb=8.0,
    sources=("hub", "modelscope"),
    parts=(("clip", "siglip2-so400m"), ("sam", "sam-vit-b")),
)
MESSAGES = [
    ModelsRequest(("a",)),
    Models((ModelFacts("a", "A", "added", is_ready=True),)),
    CatalogRequest(("a", "b")),
    Catalog((DETAILS,), "/models", 5_000_000_000, 8_000_000_000, 0, "HF_TOKEN"),
    GetModelRequest("sam-vit-b", "modelscope"),
    AddModelRequest("a.pth", "mine", ("tokenizer",), replaces=True),
    RemoveModelRequest("mine"),
    VerifyModelRequest("mine"),
    ModelProgress("downloading", "a.pth", 10, 20),
    ModelChanged("verify", "mine", problems=("a.pth is missing",)),
]


@pytest.mark.parametrize("message", MESSAGES, ids=lambda message: type(message).__name__)
def test_a_message_survives_the_pipe(message: object) -> None:
    assert from_line(to_line(message, "12")) == (message, "12")


def test_every_message_is_tried() -> None:
    assert {type(message) for message in MESSAGES} == set(MODEL_KINDS.values())


def test_progress_does_not_end_a_job() -> None:
    assert isinstance(ModelProgress("asking"), MIDWAY)
    assert not isinstance(ModelChanged("get", "a"), MIDWAY)
