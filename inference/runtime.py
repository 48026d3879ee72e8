"""Looks at the running process: peak memory and the versions that matter for a result."""

from __future__ import annotations

import sys
from configparser import ConfigParser
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

_PACKAGES = ("georefer", "torch", "transformers", "peft", "rasterio", "shapely", "pyproj", "numpy")


def peak_memory_mb() -> float:
    """Returns the largest resident memory of this process so far, in MiB; 0 where it cannot be known."""
    try:
        import resource
    except ImportError:  # Windows has no such module
        return 0.0
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    # Linux counts KiB, macOS bytes.
    return peak / 2**20 if sys.platform == "darwin" else peak / 2**10


def package_versions() -> dict[str, str]:
    """Returns the versions of Python and of the packages that can change a result."""
    versions = {"python": ".".join(str(part) for part in sys.version_info[:3])}
    for name in _PACKAGES:
        try:
            versions[name] = version(name)
        except PackageNotFoundError:
            versions[name] = "not installed"
    if versions.get("georefer") == "not installed":
        # The worker runs from the plugin's own folder.
        versions["georefer"] = _own_version()
    return versions


def _own_version() -> str:
    """Returns the version that `metadata.txt` states."""
    metadata = ConfigParser(interpolation=None)
    metadata.read(Path(__file__).resolve().parents[1] / "metadata.txt", encoding="utf-8")
    return metadata.get("general", "version", fallback="not installed")
