"""Chooses what a model computes on, and says why."""

from __future__ import annotations

from dataclasses import dataclass

import torch

from .errors import ModelError

AUTOMATIC = "auto"


@dataclass(frozen=True)
class Device:
    """Names a device that has just computed something right.

    Attributes:
        name: As torch names it: "cuda:0", "mps" or "cpu".
        reason: Why it was chosen, one sentence for people without a trailing full stop.
        autocast_dtype: Half-precision type that is faster here, or None for float32.
    """

    name: str
    reason: str
    autocast_dtype: torch.dtype | None = None


def choose_device(wanted: str = AUTOMATIC) -> Device:
    """Returns the device to compute on; with "auto" a GPU where one really works, otherwise the CPU.

    Args:
        wanted: "auto", "cpu", "mps", "cuda" or "cuda:1".

    Raises:
        ModelError: A device was asked for by name and does not work.
    """
    kind = wanted.partition(":")[0]
    if kind == "cpu":
        return _cpu("The CPU was asked for")
    if kind not in {AUTOMATIC, "cuda", "mps"}:
        raise ModelError(f"There is no device {wanted}", "Choose auto, cuda, mps or cpu")
    obstacles = []
    for name in _candidates(wanted):
        obstacle = _obstacle(name)
        if obstacle is None:
            return _gpu(name)
        obstacles.append(obstacle)
    if kind != AUTOMATIC:
        raise ModelError(f"The device {wanted} cannot be used: {obstacles[0]}", "Choose auto or cpu")
    return _cpu(f"No GPU can be used: {'; '.join(obstacles)}")


def _candidates(wanted: str) -> list[str]:
    if wanted == AUTOMATIC:
        return ["cuda:0", "mps"]
    return ["cuda:0"] if wanted == "cuda" else [wanted]


def _obstacle(name: str) -> str | None:
    """Returns why a GPU does not work, or None after a kernel has run on it."""
    if name == "mps":
        if not torch.backends.mps.is_available():
            return "there is no Apple GPU"
    elif torch.version.cuda is None and torch.version.hip is None:
        return "this torch was built without CUDA"
    elif not torch.cuda.is_available():
        return "CUDA finds no GPU or no driver"
    # A GPU that is too old or too new for the installed torch is announced, and fails at the first kernel.
    try:
        ones = torch.ones(1, 8, 16, 16, device=name)
        total = float(torch.nn.functional.conv2d(ones, ones[:, :, :3, :3]).sum())
    except (RuntimeError, AssertionError, ValueError) as error:
        return f"{name} failed its test: {str(error).splitlines()[0]}"
    expected = 8 * 9 * 14 * 14
    return None if abs(total - expected) < 1 else f"{name} computes wrong numbers"


def _gpu(name: str) -> Device:
    if name == "mps":
        return Device(name, "The Apple GPU works")
    properties = torch.cuda.get_device_properties(name)
    memory_gib = properties.total_memory / 2**30
    has_bf16 = properties.major >= 8
    return Device(
        name,
        f"The GPU {properties.name} with {memory_gib:.0f} GiB works",
        torch.bfloat16 if has_bf16 else torch.float16,
    )


def _cpu(reason: str) -> Device:
    # Emulated bfloat16 is slower than float32. With the instructions it took 0.6 of the time, measured
    # on georefer-tiny (26 against 45 ms for a view of 256 px, one core).
    if _has_bf16_instructions():
        return Device("cpu", f"{reason}; the CPU has bfloat16 instructions", torch.bfloat16)
    return Device("cpu", reason)


def _has_bf16_instructions() -> bool:
    get_capabilities = getattr(torch.cpu, "get_capabilities", None)
    if get_capabilities is None:
        return False
    capabilities = get_capabilities()
    return bool(capabilities.get("avx512_bf16") or capabilities.get("amx_bf16"))
