"""States the recipe of georefer-tiny: sizes, data and schedule, in one place."""

from __future__ import annotations

from dataclasses import dataclass

from ..models.conv_encoders import ConvClipConfig, ConvSamConfig
from ..models.rsrefseg import RSRefSegConfig
from ..models.word_tokenizer import FIRST_WORD

IMAGE_SIZE_PX = 256
TOKEN_LENGTH = 8

# Buildings are clear at this distance and fit the view; small things need a finer one.
BEST_GSD_M = 0.3
TARGET_GSD_M = {"car": 0.2, "truck": 0.2, "bus": 0.2, "vehicle": 0.2, "pool": 0.25, "solar panel": 0.2}
GSD_RANGE_M = (0.12, 2.0)
# Samples are resampled to these distances, as the engine's working grid does with rasters: one object in few
# sizes is learned sooner than in all. Coarse pixels are enlarged this far at most.
SAMPLE_GSD_M = (0.17, 0.5)
MAX_UPSAMPLE = 2.0

# Measured on validation scenes: from here on absent targets are rarely answered, and few present ones missed.
GATE = 0.65

# Cutting objects apart where the model is less sure helped cars on two drawn scenes and hurt on a third,
# where more false ones came than true ones; real buildings with wings came out in halves.
SPLIT_TARGETS: tuple[str, ...] = ()


@dataclass(frozen=True)
class Phase:
    """Is a part of the training with samples of one size.

    Attributes:
        until_step: Step at which the phase ends.
        crop_px: Side of the samples; small ones teach textures and colours at a third of the price.
        batch_size: Images a step.
        decodes: Whether the decoder learns too. Without it the image towers, which need by far the most
            steps, take two steps in the time of one.
    """

    until_step: int
    crop_px: int
    batch_size: int
    decodes: bool = True


PHASES = (
    Phase(4570, 160, 12),
    Phase(12_500, 160, 16, decodes=False),
    Phase(14_300, 160, 12),
    Phase(15_500, IMAGE_SIZE_PX, 12),
    Phase(21_500, 160, 16, decodes=False),
    Phase(22_500, 160, 12),
    Phase(23_200, IMAGE_SIZE_PX, 12),
)
DECAY_STEPS = 1250


def tiny_config(vocabulary_size: int) -> RSRefSegConfig:
    """Returns the sizes of georefer-tiny.

    Args:
        vocabulary_size: Number of token ids, special ones included.
    """
    width, text_width = 128, 128
    return RSRefSegConfig(
        image_size_px=IMAGE_SIZE_PX,
        sam={
            # The ViT sizes only set the grid (stride 8) and the position code; its weights do not exist.
            "vision_config": {
                "image_size": IMAGE_SIZE_PX,
                "patch_size": 8,
                "output_channels": width,
                "num_pos_feats": width // 2,
            },
            "prompt_encoder_config": {
                "hidden_size": width,
                "image_size": IMAGE_SIZE_PX,
                "patch_size": 8,
                "mask_input_channels": 16,
            },
            "mask_decoder_config": {
                "hidden_size": width,
                "mlp_dim": 256,
                "num_attention_heads": 4,
                "iou_head_hidden_dim": 64,
                "iou_head_depth": 2,
                "num_hidden_layers": 2,
                "num_multimask_outputs": 0,
            },
        },
        text={
            "vocab_size": vocabulary_size,
            "hidden_size": text_width,
            "intermediate_size": 256,
            "num_hidden_layers": 2,
            "num_attention_heads": 4,
            "max_position_embeddings": TOKEN_LENGTH,
            "first_word_id": FIRST_WORD,
            "projection_size": text_width,
            "pad_token_id": 0,
            "bos_token_id": 1,
            "eos_token_id": 1,
        },
        down_spatial_times=3,
        phrase_tokens=True,
        residual_prompt=True,
        conv_sam=ConvSamConfig(widths=(24, 64, 112, 144, 144), depths=(2, 2, 2, 1), output_channels=width),
        conv_clip=ConvClipConfig(widths=(48, 112, 176), depths=(2, 3), output_channels=text_width),
    )
