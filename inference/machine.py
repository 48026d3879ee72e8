"""Looks at the machine: how much memory the engine may use, and how much room a disk has."""

from __future__ import annotations

import ctypes
import os
import shutil
import sys
from pathlib import Path

# Where Linux states what a container may use, by the newer and the older scheme.
_LIMITS = (Path("/sys/fs/cgroup/memory.max"), Path("/sys/fs/cgroup/memory/memory.limit_in_bytes"))


class _WindowsMemory(ctypes.Structure):
    """Is what Windows says of its memory."""

    _fields_ = (
        ("length", ctypes.c_uint32),
        ("load", ctypes.c_uint32),
        *(
            (name, ctypes.c_uint64)
            for name in ("total", "free", "page", "page_free", "virtual", "virtual_free")
        ),
        ("extended", ctypes.c_uint64),
    )


def memory_bytes() -> int:
    """Returns the memory of this machine, or of the container; 0 where it cannot be known."""
    sizes = [size for size in (_machine_bytes(), *map(_limit_bytes, _LIMITS)) if size]
    return min(sizes, default=0)


def free_bytes(folder: Path) -> int:
    """Returns the room on the disk of a folder that need not be there yet; 0 where it cannot be known."""
    for place in (folder, *folder.parents):
        if place.is_dir():
            try:
                return shutil.disk_usage(place).free
            except OSError:
                return 0
    return 0


def gpu_bytes(device: str) -> int:
    """Returns the memory of a device as torch names it; 0 for the CPU and where it cannot be known."""
    import torch

    if device.startswith("cuda"):
        return int(torch.cuda.get_device_properties(device).total_memory)
    if device == "mps":
        return int(torch.mps.recommended_max_memory())
    return 0


def _machine_bytes() -> int:
    if sys.platform == "win32":
        told = _WindowsMemory(length=ctypes.sizeof(_WindowsMemory))
        return int(told.total) if ctypes.windll.kernel32.GlobalMemoryStatusEx(ctypes.byref(told)) else 0
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (OSError, ValueError):
        return 0


def _limit_bytes(file: Path) -> int:
    """Returns what a file limits the memory to; 0 where there is no limit."""
    try:
        return int(file.read_text(encoding="ascii"))
    except (OSError, ValueError):
        return 0
