"""Loads weights into ROS-SAM: Meta's SAM, HQ-SAM's, and the two files that ROS-SAM's training writes.

| what | keys | the answer |
|---|---|---|
| Meta's `sam_vit_*.pth` | `image_encoder.*`, `prompt_encoder.*`, `mask_decoder.*` | SAM's mask |
| SAM-HQ's `sam_hq_vit_*.pth` | the same, and `mask_decoder.hf_token.*` and its kin | HQ-SAM's sum |
| ROS-SAM's `model_1.safetensors` | SAM with LoRA | SAM's mask |
| ROS-SAM's `model.safetensors` | the decoder of higher quality, without prefix | its mask alone |
| ROS-SAM's LoRA alone | `w_a_000`, `w_b_000`, ... | that of the others |

Files are told apart by their keys, never by their names. SAM and HQ-SAM may also be named as in transformers.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

import torch
from torch import Tensor

from ..errors import ModelError
from .checkpoints import load_strictly, read_state_dict
from .meta_sam import SamSizes, recognise_sam_sizes
from .meta_sam_keys import is_transformers_sam, to_meta_sam
from .ros_sam import MaskSource, RosSam
from .ros_sam_decoder import HqDecoder
from .ros_sam_lora import fold_lora, is_lora_alone, join_lora, lora_rank

_SAM_DECODER = "mask_decoder."
_OWN_DECODER = "hq_decoder."
HQ_PARTS = ("hf_token.", "hf_mlp.", "compress_vit_feat.", "embedding_encoder.", "embedding_maskfeature.")
_SUFFIXES = (".safetensors", ".pth", ".pt", ".bin")
# Beside the weights a training folder keeps optimisers and random states, which are never opened.
_OTHER_FILES = ("optimizer", "scheduler", "random_states")


class SamLayout(Enum):
    """Says what a file of weights holds."""

    META_SAM = "SAM"
    SAM_HQ = "HQ-SAM"
    ROS_SAM = "SAM with ROS-SAM's LoRA"
    ROS_SAM_DECODER = "ROS-SAM's decoder"
    ROS_SAM_LORA = "ROS-SAM's LoRA"


# What holds an image encoder; the one that goes furthest first.
_BASES = (SamLayout.ROS_SAM, SamLayout.SAM_HQ, SamLayout.META_SAM)


@dataclass(frozen=True)
class SamWeights:
    """Holds the weights of one model, gathered from one to three files.

    Attributes:
        sam: SAM as Meta names it, perhaps with LoRA.
        decoder: The decoder of higher quality, without prefix; empty where there is none.
        mask_source: Which mask such weights are meant to answer with.
        source: Names of the files, for errors.
    """

    sam: Mapping[str, Tensor]
    decoder: Mapping[str, Tensor]
    mask_source: MaskSource
    source: str


def recognise_layout(tensors: Mapping[str, Tensor]) -> SamLayout | None:
    """Returns what weights are, by their keys, or None where they are of no kind that is known here."""
    if is_lora_alone(tensors):
        return SamLayout.ROS_SAM_LORA
    if "hf_token.weight" in tensors and "iou_token.weight" in tensors:
        return SamLayout.ROS_SAM_DECODER
    if not {"image_encoder.pos_embed", "prompt_encoder.no_mask_embed.weight"} <= tensors.keys():
        return None
    if lora_rank(tensors) is not None:
        return SamLayout.ROS_SAM
    return SamLayout.SAM_HQ if "mask_decoder.hf_token.weight" in tensors else SamLayout.META_SAM


def find_weights(path: Path) -> list[Path]:
    """Returns the files of weights that a path may mean: itself, or those in a folder.

    Raises:
        ModelError: There are none.
    """
    if path.is_file():
        return [path]
    kept = [
        entry
        for entry in (sorted(path.iterdir()) if path.is_dir() else [])
        if entry.is_file() and entry.suffix in _SUFFIXES and not entry.stem.startswith(_OTHER_FILES)
    ]
    if not kept:
        raise ModelError(f"There are no weights at {path.name}", "Choose another file or folder", str(path))
    return kept


def gather_weights(paths: Iterable[Path], allow_strangers: bool = False) -> SamWeights:
    """Reads files and puts together what belongs together.

    Args:
        paths: Files of one model.
        allow_strangers: Whether a file that is no part of a SAM is left out instead of refused.

    Raises:
        ModelError: A file is damaged or of no known kind, two are of one kind, or one is missing.
    """
    found: dict[SamLayout, dict[str, Tensor]] = {}
    names = []
    for path in paths:
        tensors = read_state_dict(path)
        if is_transformers_sam(tensors):
            tensors = to_meta_sam(tensors)
        layout = recognise_layout(tensors)
        if layout is None and allow_strangers:
            continue
        if layout is None or layout in found:
            what = "no part of a SAM" if layout is None else f"a second file of {layout.value}"
            raise ModelError(f"The file {path.name} is {what}", "Choose the files of one model", str(path))
        found[layout] = tensors
        names.append(path.name)
    return _put_together(found, " and ".join(names) or "The folder")


def _put_together(found: dict[SamLayout, dict[str, Tensor]], source: str) -> SamWeights:
    bases = [found[kind] for kind in _BASES if kind in found]
    if not bases:
        raise ModelError(
            f"{source} holds no image encoder of a SAM",
            "Add the file that does: a SAM, or ROS-SAM's model_1.safetensors",
        )
    sam = bases[0]
    alone = found.get(SamLayout.ROS_SAM_LORA)
    if alone is not None:
        sam = join_lora(sam, alone)
    decoder, kind = found.get(SamLayout.ROS_SAM_DECODER), MaskSource.HQ
    if decoder is None:
        within = [base for base in bases if "mask_decoder.hf_token.weight" in base]
        decoder = _below(within[0], _SAM_DECODER) if within else {}
        # Weights that were not trained for one mask alone answer as HQ-SAM does, or as SAM does.
        kind = MaskSource.SUM if within else MaskSource.SAM
    return SamWeights(sam, decoder, kind, source)


def _below(tensors: Mapping[str, Tensor], prefix: str) -> dict[str, Tensor]:
    return {key[len(prefix) :]: value for key, value in tensors.items() if key.startswith(prefix)}


def build_ros_sam(weights: SamWeights, decoder_heads: int = 8, keep_lora: bool = False) -> RosSam:
    """Builds a model of the weights' sizes and loads them.

    Where the weights have no decoder of higher quality, its new parts keep a random start, and its SAM part
    is taken from SAM itself, so that no further file is needed.

    Args:
        weights: From `gather_weights`.
        decoder_heads: Attention heads of the decoder; no shape tells them.
        keep_lora: Whether LoRA stays apart, to be trained; else it is folded in.

    Raises:
        ModelError: The weights do not fit each other.
    """
    sam = dict(weights.sam) if keep_lora else fold_lora(weights.sam)
    sizes = recognise_sam_sizes(sam, decoder_heads)
    rank = lora_rank(sam)
    # A random start would take seconds and be overwritten.
    with torch.device("meta"):
        model = RosSam(sizes, rank, weights.mask_source)
    decoder = dict(weights.decoder) or {**_fresh_parts(sizes), **_below(sam, _SAM_DECODER)}
    own = {key: value.float() for key, value in sam.items() if not key.startswith(_SAM_DECODER)}
    own.update({f"{_OWN_DECODER}{key}": value.float() for key, value in decoder.items()})
    if keep_lora:
        # What is trained must not be mapped to a file.
        own = {key: value.clone() for key, value in own.items()}
    load_strictly(model, own, weights.source, adopt=True)
    return model.eval()


def _fresh_parts(sizes: SamSizes) -> dict[str, Tensor]:
    return {key: value for key, value in HqDecoder(sizes).state_dict().items() if key.startswith(HQ_PARTS)}


def published_state_dicts(model: RosSam) -> tuple[dict[str, Tensor], dict[str, Tensor]]:
    """Returns a model as ROS-SAM's training writes it: the decoder's file and SAM's file.

    SAM's decoder is in both, as in published files.
    """
    own = model.state_dict()
    decoder = _below(own, _OWN_DECODER)
    sam = {key: value for key, value in own.items() if not key.startswith(_OWN_DECODER)}
    sam.update(
        {f"{_SAM_DECODER}{key}": value for key, value in decoder.items() if not key.startswith(HQ_PARTS)}
    )
    return decoder, sam


def load_ros_sam(path: Path, decoder_heads: int = 8) -> RosSam:
    """Loads a model from one file, or from a folder with the files of one model.

    Raises:
        ModelError: Something is missing, damaged or does not fit.
    """
    weights = gather_weights(find_weights(path), allow_strangers=path.is_dir())
    return build_ros_sam(weights, decoder_heads)
