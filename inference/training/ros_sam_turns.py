"""Says which weights of ROS-SAM are trained, and how its two optimisers take turns.

`as_coded` does what the published code does. Otherwise:

1. The last block of the image encoder is unfrozen, whatever its depth. Published: block 23, which is the last
   one of ViT-L only; of ViT-B it unfreezes nothing, of ViT-H a block in the middle.
2. The prompt encoder is frozen. Published: it is trained since nobody froze it, with boxes alone, so that
   points and masks come to mean less and less.

The paper says that both decoders are updated in turns. As coded, SAM's decoder never gets a gradient, and
what takes turns is image encoder and new parts of the decoder. `trains_sam_decoder` is the paper's reading.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from torch import Tensor, nn
from torch.optim import Adam
from torch.optim.lr_scheduler import StepLR

from ..models.ros_sam import RosSam
from ..models.ros_sam_checkpoints import HQ_PARTS
from ..models.ros_sam_lora import LoraQkv

_PUBLISHED_BLOCK = 23


@dataclass(frozen=True)
class RosSamTraining:
    """Says what is trained, and how fast.

    Attributes:
        encoder_rate: Learning rate of LoRA, the unfrozen block and the prompt encoder; never falls.
        decoder_rate: Learning rate of the new parts of the decoder at the start.
        decoder_step_epochs: Epochs after which that rate falls.
        decoder_factor: What it is multiplied with then.
        as_coded: Whether to train exactly what the published code trains.
        trains_sam_decoder: Whether SAM's part of the decoder is trained as well.
    """

    encoder_rate: float = 1e-4
    decoder_rate: float = 1e-3
    decoder_step_epochs: int = 4
    decoder_factor: float = 0.1
    as_coded: bool = False
    trains_sam_decoder: bool = False


@dataclass(frozen=True)
class TrainedParts:
    """Holds the weights that are trained, by whose turn it is."""

    encoder: tuple[nn.Parameter, ...]
    decoder: tuple[nn.Parameter, ...]


def unfreeze(model: RosSam, training: RosSamTraining) -> TrainedParts:
    """Freezes all but what is trained, and returns that.

    Args:
        model: With LoRA, that is built with `keep_lora` or a rank.
        training: Says what is trained.
    """
    for parameter in model.parameters():
        parameter.requires_grad_(False)
    blocks = model.image_encoder.blocks
    encoder: list[nn.Parameter] = []
    for block in blocks:
        if isinstance(block.attn.qkv, LoraQkv):
            encoder += [value for name, value in block.attn.qkv.named_parameters() if "linear_" in name]
    last = _PUBLISHED_BLOCK if training.as_coded else len(blocks) - 1
    if last < len(blocks):
        encoder += blocks[last].parameters()
    if training.as_coded:
        encoder += model.prompt_encoder.parameters()
    decoder = [
        value
        for name, value in model.hq_decoder.named_parameters()
        if training.trains_sam_decoder or name.startswith(HQ_PARTS)
    ]
    # LoRA of the unfrozen block was met twice.
    parts = TrainedParts(tuple(dict.fromkeys(encoder)), tuple(decoder))
    for parameter in (*parts.encoder, *parts.decoder):
        parameter.requires_grad_(True)
    return parts


class TakingTurns:
    """Steps the image encoder's optimiser after even losses and the decoder's after odd ones."""

    def __init__(self, parts: TrainedParts, training: RosSamTraining) -> None:
        self._encoder = Adam(parts.encoder, lr=training.encoder_rate)
        self._decoder = Adam(parts.decoder, lr=training.decoder_rate)
        self._schedule = StepLR(self._decoder, training.decoder_step_epochs, training.decoder_factor)
        self._step = 0

    def step(self, loss: Tensor) -> None:
        """Lets whose turn it is learn from a loss."""
        for optimizer in (self._encoder, self._decoder):
            optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        chosen = self._decoder if self._step % 2 else self._encoder
        chosen.step()
        self._step += 1

    def end_epoch(self) -> None:
        """Counts an epoch, unless nothing was learned yet; the decoder's rate falls every few of them."""
        if self._step:
            self._schedule.step()

    def state_dict(self) -> dict[str, Any]:
        """Returns what a resumed training needs: both optimisers, the rate, and whose turn it is."""
        return {
            "encoder": self._encoder.state_dict(),
            "decoder": self._decoder.state_dict(),
            "schedule": self._schedule.state_dict(),
            "step": self._step,
        }

    def load_state_dict(self, state: Mapping[str, Any]) -> None:
        """Goes on where another one stopped."""
        self._encoder.load_state_dict(state["encoder"])
        self._decoder.load_state_dict(state["decoder"])
        self._schedule.load_state_dict(state["schedule"])
        self._step = state["step"]

    @property
    def decoder_rate(self) -> float:
        """Returns the decoder's learning rate now."""
        return float(self._schedule.get_last_lr()[0])
