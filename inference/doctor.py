"""Examines an installation: what is there, what is missing, what to do about it."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

from .errors import GeoReferError
from .runtime import package_versions


@dataclass(frozen=True)
class Check:
    """States one finding.

    Attributes:
        name: What was looked at.
        is_well: Whether it is as it should be.
        finding: What was found.
        remedy: What to do where it is not.
    """

    name: str
    is_well: bool
    finding: str
    remedy: str = ""


def examine() -> list[Check]:
    """Returns all findings; never raises for a broken installation."""
    checks = [
        Check(
            "python",
            sys.version_info >= (3, 10),
            f"{sys.version.split()[0]} in {sys.prefix}",
            "Use 3.10 or newer",
        )
    ]
    for name, version in package_versions().items():
        if name != "python":
            remedy = f"Install {name} into this environment"
            checks.append(Check(name, version != "not installed", version, remedy))
    checks += [_projections(), _device(), _model()]
    return checks


def _projections() -> Check:
    try:
        from pyproj import Transformer

        x, _ = Transformer.from_crs(4326, 3857, always_xy=True).transform(85.5, 27.6)
    except (ImportError, RuntimeError) as error:
        return Check("projections", False, str(error), "Unset PROJ_LIB and PROJ_DATA, or install pyproj anew")
    return Check(
        "projections", abs(x - 9517816.46) < 1, "PROJ transforms a known point", "Install pyproj anew"
    )


def _device() -> Check:
    try:
        from .device import choose_device

        device = choose_device()
    except (ImportError, OSError, GeoReferError) as error:
        return Check("device", False, str(error), "Install torch for this machine")
    return Check("device", True, f"{device.name}: {device.reason}")


def _model() -> Check:
    try:
        from .models.catalog import DEFAULT_MODEL, load_model, model_folder

        folder: Path = model_folder(DEFAULT_MODEL)
        card = load_model().card
    except (ImportError, OSError, GeoReferError) as error:
        return Check("bundled model", False, str(error), "Install GeoRefer anew")
    return Check("bundled model", True, f"{card.id} {card.weights_hash[:12]} in {folder}")
