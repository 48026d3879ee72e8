"""Says about what an installation of the engine takes; the dock tells it, and the installer asks for it."""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass

GB = 1024**3


@dataclass(frozen=True)
class InstallSize:
    """Is what an installation takes, in round numbers.

    Attributes:
        download_gb: What comes over the network.
        disk_gb: Room without which nothing is begun.
    """

    download_gb: int
    disk_gb: int

    def remaining_bytes(self, there_bytes: int) -> int:
        """Returns the room that is still needed where a part is there: the rest, and what comes at first.

        pip keeps what it has downloaded until it is unpacked, so that this takes no more than a new one.
        """
        rest = max(0, self.disk_gb * GB - there_bytes)
        return min(self.disk_gb * GB, rest + self.download_gb * GB)


def install_size(torch_index_url: str = "", platform: str = sys.platform) -> InstallSize:
    """Returns about what an installation takes on a machine.

    Args:
        torch_index_url: Another index for torch; "" for the default one.
        platform: As in `sys.platform`.
    """
    # With all of CUDA, as in the default index for Linux: 2.5 GB, and 7 GB once it is unpacked.
    is_default_for_linux = platform.startswith("linux") and not torch_index_url
    if is_default_for_linux or re.search(r"/(cu|rocm)\d", torch_index_url):
        return InstallSize(3, 8)
    return InstallSize(1, 4)
