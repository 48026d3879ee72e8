from __future__ import annotations

import pytest
import torch
from georefer.inference import device as device_module
from georefer.inference.device import choose_device
from georefer.inference.errors import ModelError


def test_the_cpu_is_had_for_the_asking() -> None:
    device = choose_device("cpu")
    assert device.name == "cpu"
    assert "asked" in device.reason


@pytest.mark.parametrize("wanted", ["tpu", "", "gpu0"])
def test_unknown_devices_are_refused(wanted: str) -> None:
    with pytest.raises(ModelError, match="no device"):
        choose_device(wanted)


def test_without_a_gpu_the_reason_is_given(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch.version, "cuda", "12.8")
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    monkeypatch.setattr(torch.backends.mps, "is_available", lambda: False)
    device = choose_device()
    assert device.name == "cpu"
    assert "CUDA finds no GPU" in device.reason
    with pytest.raises(ModelError, match="CUDA finds no GPU"):
        choose_device("cuda")


def test_a_gpu_that_fails_its_test_is_not_claimed(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*sizes: int, device: str) -> torch.Tensor:
        raise RuntimeError("no kernel image is available for execution on the device\nmore")

    monkeypatch.setattr(torch.version, "cuda", "12.8")
    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    monkeypatch.setattr(torch.backends.mps, "is_available", lambda: False)
    monkeypatch.setattr(torch, "ones", fail)
    device = choose_device()
    assert device.name == "cpu"
    assert "no kernel image" in device.reason
    assert "more" not in device.reason


@pytest.mark.parametrize(
    ("capabilities", "wanted"),
    [({"avx512_bf16": True}, torch.bfloat16), ({"avx512_f": True}, None), ({}, None)],
)
def test_half_precision_needs_its_instructions(
    monkeypatch: pytest.MonkeyPatch, capabilities: dict[str, bool], wanted: torch.dtype | None
) -> None:
    monkeypatch.setattr(torch.cpu, "get_capabilities", lambda: capabilities, raising=False)
    assert choose_device("cpu").autocast_dtype == wanted
    assert device_module._has_bf16_instructions() is (wanted is not None)
