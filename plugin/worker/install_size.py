"""Says about what an installation of the engine takes; the dock tells it, and the installer asks for it."""

from __future__ import annotations

import sys
from dataclasses import dataclass


@dataclass(frozen=True)
class InstallSize:
    """Is what an installation takes, in round numbers.

    Attributes:
        download_gb: What comes over the network.
        disk_gb: Room without which nothing is begun.
    """

    download_gb: int
    disk_gb: int


def install_size(torch_index_url: str = "", platform: str = sys.platform) -> InstallSize:
    """Returns about what an installation takes on a machine.

    Args:
        torch_index_url: Another index for torch; "" for the default one.
        platform: As in `sys.platform`.
    """
    # For Linux the default index has torch with all of CUDA: 2.5 GB, and 7 GB once it is unpacked.
    if platform.startswith("linux") and not torch_index_url:
        return InstallSize(3, 8)
    return InstallSize(1, 4)
