"""Says whether this machine can run a model, from what the model needs and what the machine has."""

from __future__ import annotations

from dataclasses import dataclass

from qgis.PyQt.QtCore import QCoreApplication

from ...inference.model_messages import Catalog, ModelDetails

translate = QCoreApplication.translate

# A card "of 8 GB", or a machine, shows the engine a little less.
NEARLY = 0.9
GIGABYTE = 1e9


@dataclass(frozen=True)
class Fit:
    """Says how a model and this machine go together.

    Attributes:
        short: "fits", "slow", "too large", or "" where it is not known.
        sentence: Why.
    """

    short: str = ""
    sentence: str = ""


def fit(model: ModelDetails, catalog: Catalog) -> Fit:
    """Returns whether this machine can run a model."""
    gpu, memory = catalog.gpu_bytes / GIGABYTE, catalog.memory_bytes / GIGABYTE
    if not memory or not (model.gpu_gb or model.cpu_gb):
        return Fit()
    # Where only the memory of the machine is known, as much is asked of a GPU.
    if gpu and gpu >= NEARLY * (model.gpu_gb or model.cpu_gb or 0):
        text = translate("GeoRefer", "Its GPU has {size} GB, which is enough")
        return Fit(translate("GeoRefer", "fits"), text.format(size=_whole(gpu)))
    if model.cpu_gb is None:
        return _only_for_gpu(model, gpu)
    if memory < NEARLY * model.cpu_gb:
        text = translate("GeoRefer", "The model needs {needed} GB of memory; this machine has {size} GB")
        sentence = text.format(needed=_whole(model.cpu_gb), size=_whole(memory))
        return Fit(translate("GeoRefer", "too large"), sentence)
    if gpu and model.gpu_gb:
        text = translate(
            "GeoRefer",
            "The model needs a GPU with {needed} GB, this one has {size} GB: choose the CPU in the options",
        )
        sentence = text.format(needed=_whole(model.gpu_gb), size=_whole(gpu))
        return Fit(translate("GeoRefer", "slow"), sentence)
    if model.gpu_gb:
        text = translate("GeoRefer", "It runs on the CPU, slowly: it is made for a GPU with {needed} GB")
        return Fit(translate("GeoRefer", "slow"), text.format(needed=_whole(model.gpu_gb)))
    text = translate("GeoRefer", "It has {size} GB of memory, which is enough")
    return Fit(translate("GeoRefer", "fits"), text.format(size=_whole(memory)))


def _only_for_gpu(model: ModelDetails, gpu: float) -> Fit:
    needed = _whole(model.gpu_gb or 0)
    if gpu:
        text = translate("GeoRefer", "The model needs a GPU with {needed} GB; this one has {size} GB")
        return Fit(translate("GeoRefer", "too large"), text.format(needed=needed, size=_whole(gpu)))
    text = translate(
        "GeoRefer", "The model is made for a GPU with {needed} GB; how it runs on this CPU was not tried"
    )
    return Fit(translate("GeoRefer", "slow"), text.format(needed=needed))


def _whole(gigabytes: float) -> str:
    return f"{gigabytes:.0f}" if gigabytes >= 1 else f"{gigabytes:.1f}"
