"""Maps the key names of ReferSAM's checkpoints onto ours."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from torch import Tensor

from .key_maps import Rule, from_meta_sam, rename

# Its three pieces of SAM have Meta's names under prefixes of their own.
_TO_META: Sequence[Rule] = (
    (r"^vl_adapter\.vis_model\.", "image_encoder."),
    (r"^sam_prompt_encoder\.", "prompt_encoder."),
    (r"^sam_mask_decoder\.", "mask_decoder."),
    # transformers 4 kept CLIP's text tower one level deeper.
    (r"^text_encoder\.text_model\.", "text_encoder."),
)
_FROM_SAM: Sequence[Rule] = (
    (r"^vision_encoder\.", "vl_adapter.vis_model."),
    (r"^shared_image_embedding\.", "sam_prompt_encoder.shared_embedding."),
    (r"^prompt_encoder\.", "sam_prompt_encoder."),
    (r"^mask_decoder\.", "sam_mask_decoder."),
)


def from_refersam(tensors: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """Returns a ReferSAM checkpoint under our names."""
    # Trainers that spread a model over several GPUs put this before every key.
    plain = {key.removeprefix("module."): value for key, value in tensors.items()}
    named = rename(from_meta_sam(rename(plain, _TO_META)), _FROM_SAM)
    # Indices of positions are no weights; older versions of transformers stored them.
    return {key: value for key, value in named.items() if not key.endswith(".position_ids")}
