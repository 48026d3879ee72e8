"""Keeps transformers from importing torchvision, which nothing here needs and which is often broken.

A torchvision that was built for another torch fails when it is imported ("operator torchvision::nms does not
exist"), and with it every model of transformers that sees pictures.
"""

from __future__ import annotations

import sys
from typing import Any

_NAME = "torchvision"


def hide_torchvision() -> None:
    """Lets transformers believe that there is no torchvision; call it before models are imported."""
    if _NAME in sys.modules:
        return  # somebody has imported it, so it works
    modules: dict[str, Any] = sys.modules
    modules[_NAME] = None
    try:
        from transformers.utils.import_utils import is_torchvision_available

        # transformers looks once and remembers what it found.
        is_torchvision_available()
    finally:
        del modules[_NAME]
