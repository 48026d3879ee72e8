"""Loads whichever SAM a person has as a prompt model."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from ..device import Device
from ..errors import ModelError
from .interface import PromptModel
from .recognising import recognise


def load_sam(path: Path, device: Device) -> PromptModel:
    """Loads SAM, SAM-HQ, ROS-SAM or SAM 2.1 from a file or folder.

    Raises:
        ModelError: It is none of them, or damaged.
    """
    found = recognise(path)
    if found.layout.architecture == "sam2":
        from .sam2_prompting import load_sam2
        from .torchvision_guard import hide_torchvision

        hide_torchvision()
        return load_sam2(path, device, _sizes_beside(found.root))
    if found.layout.use != "prompts":
        raise ModelError(f"{path.name} is {found.name}, which is no SAM", "Choose a SAM", str(path))
    from .ros_sam_prompting import load_prompt_model

    return load_prompt_model(path, device.name, device.autocast_dtype)


def _sizes_beside(root: Path) -> dict[str, Any] | None:
    """Returns the sizes in the folder of transformers, None where there are none."""
    path = root / "config.json"
    if not path.is_file():
        return None
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        return {
            name: dict(content[name])
            for name in ("vision_config", "prompt_encoder_config", "mask_decoder_config")
        }
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ModelError(
            f"The file config.json in {root.name} does not state the sizes of a SAM 2",
            "Download it again, or remove it",
            repr(error),
        ) from error
