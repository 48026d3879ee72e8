"""Loads a whole model of transformers from its folder, and lets no missing weight pass."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from huggingface_hub.errors import StrictDataclassError
from safetensors import SafetensorError

from ..errors import ModelError
from .checkpoints import TORN, refuse_non_numbers


def load_hub_folder(kind: Any, folder: Path) -> Any:  # noqa: ANN401
    """Returns a model in evaluation mode, float32.

    Args:
        kind: Class of transformers, such as `Owlv2ForObjectDetection`.
        folder: Holds `config.json` and the weights; nothing is ever downloaded.

    Raises:
        ModelError: Something is missing, damaged or does not fit.
    """
    if not (folder / "config.json").is_file():
        raise ModelError(
            f"The folder {folder.name} has no config.json", "Add config.json of the same model", str(folder)
        )
    try:
        model, report = kind.from_pretrained(  # nosec B615
            folder, local_files_only=True, output_loading_info=True, dtype="float32", weights_only=True
        )
    except (*TORN, ImportError, ZeroDivisionError, SafetensorError, StrictDataclassError) as error:
        raise ModelError(
            f"The model in {folder.name} cannot be loaded",
            "Download it again; its config.json and its weights must be of one model",
            f"{folder}: {error}",
        ) from error
    absent = sorted(report["missing_keys"])
    if absent or report["mismatched_keys"]:
        raise ModelError(
            f"The weights in {folder.name} are not whole: {len(absent)} are missing or do not fit",
            "Download the model again",
            f"missing: {absent[:5]}, of another shape: {list(report['mismatched_keys'])[:5]}",
        )
    refuse_non_numbers(model.state_dict(), folder.name)
    return model.eval()
