"""Makes CLIPs of a few thousand weights in the layouts that people bring."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import torch
from georefer.tests.inference.models.small_sam import meta_sam, shaken
from safetensors.torch import save_file
from torch import Tensor, nn

WIDTH, SIDE, PATCH, LENGTH = 32, 16, 4, 24
SENTENCES = """
a photo of seen from above satellite an aerial the ground bare soil grass field trees forest water road
asphalt concrete building roof car shadow sand rock red blue tank . <unk> <s> </s>
"""
WORDS = tuple(SENTENCES.split())


def write_tokenizer(folder: Path) -> Path:
    """Writes a tokenizer of whole words, which ends phrases with the highest number, as CLIP's does."""
    from tokenizers import Tokenizer, models, pre_tokenizers, processors
    from transformers import PreTrainedTokenizerFast

    ids = {word: number for number, word in enumerate(WORDS)}
    core = Tokenizer(models.WordLevel(ids, unk_token="<unk>"))
    core.pre_tokenizer = pre_tokenizers.Whitespace()
    core.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>", special_tokens=[("<s>", ids["<s>"]), ("</s>", ids["</s>"])]
    )
    folder.mkdir(parents=True, exist_ok=True)
    fast = PreTrainedTokenizerFast(
        tokenizer_object=core, unk_token="<unk>", bos_token="<s>", eos_token="</s>", pad_token="</s>"
    )
    fast.save_pretrained(folder)
    return folder


def _towers() -> dict[str, Any]:
    tower = {
        "hidden_size": WIDTH,
        "intermediate_size": 48,
        "num_hidden_layers": 2,
        "num_attention_heads": 2,
    }
    count = len(WORDS)
    text = {**tower, "vocab_size": count, "max_position_embeddings": LENGTH}
    return {"text_config": text, "vision_config": {**tower, "patch_size": PATCH}}


def clip_model(seed: int = 0) -> Any:
    from transformers import CLIPConfig, CLIPModel

    sizes = _towers()
    sizes["vision_config"]["image_size"] = SIDE
    sizes["text_config"].update(bos_token_id=0, pad_token_id=1, eos_token_id=2)
    torch.manual_seed(seed)
    return shaken(CLIPModel(CLIPConfig(**sizes, projection_dim=24)), seed)


def siglip_model(seed: int = 0, side: int = SIDE) -> Any:
    from transformers import SiglipConfig, SiglipModel

    sizes = _towers()
    sizes["vision_config"]["image_size"] = side
    sizes["text_config"]["projection_size"] = WIDTH
    torch.manual_seed(seed)
    return shaken(SiglipModel(SiglipConfig(**sizes)), seed)


def flexible_siglip_model(seed: int = 0) -> Any:
    from transformers import Siglip2Config, Siglip2Model

    sizes = _towers()
    sizes["vision_config"]["num_patches"] = (SIDE // PATCH) ** 2
    sizes["text_config"]["projection_size"] = WIDTH
    torch.manual_seed(seed)
    return shaken(Siglip2Model(Siglip2Config(**sizes)), seed)


MAKERS = {"clip": clip_model, "siglip": siglip_model, "siglip2": flexible_siglip_model}


def write_clip(folder: Path, kind: str = "clip") -> Path:
    """Writes a folder of transformers: "clip", "siglip", "siglip2" (of flexible size)."""
    MAKERS[kind]().save_pretrained(folder)
    return write_tokenizer(folder)


class _Block(nn.Module):
    def __init__(self, width: int) -> None:
        super().__init__()
        # open_clip's heads are 64 wide; a tower this narrow has one.
        self.attn = nn.MultiheadAttention(width, max(1, width // 64), batch_first=True)
        self.ln_1, self.ln_2 = nn.LayerNorm(width), nn.LayerNorm(width)
        self.mlp = nn.ModuleDict({"c_fc": nn.Linear(width, 48), "c_proj": nn.Linear(48, width)})

    def forward(self, tokens: Tensor, mask: Tensor | None) -> Tensor:
        normed = self.ln_1(tokens)
        tokens = tokens + self.attn(normed, normed, normed, need_weights=False, attn_mask=mask)[0]
        inner = nn.functional.gelu(self.mlp["c_fc"](self.ln_2(tokens)))
        return tokens + self.mlp["c_proj"](inner)


class _Stack(nn.Module):
    def __init__(self, width: int) -> None:
        super().__init__()
        self.resblocks = nn.ModuleList([_Block(width) for _ in range(2)])

    def forward(self, tokens: Tensor, mask: Tensor | None = None) -> Tensor:
        for block in self.resblocks:
            tokens = block(tokens, mask)
        return tokens


class _Visual(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(3, WIDTH, PATCH, PATCH, bias=False)
        self.class_embedding = nn.Parameter(torch.zeros(WIDTH))
        self.positional_embedding = nn.Parameter(torch.zeros((SIDE // PATCH) ** 2 + 1, WIDTH))
        self.ln_pre, self.ln_post = nn.LayerNorm(WIDTH), nn.LayerNorm(WIDTH)
        self.transformer = _Stack(WIDTH)
        self.proj = nn.Parameter(torch.zeros(WIDTH, 24))

    def forward(self, pixels: Tensor) -> Tensor:
        patches = self.conv1(pixels).flatten(2).transpose(1, 2)
        first = self.class_embedding.expand(len(patches), 1, -1)
        tokens = self.ln_pre(torch.cat([first, patches], dim=1) + self.positional_embedding)
        return self.ln_post(self.transformer(tokens)[:, 0]) @ self.proj


class OpenClip(nn.Module):
    """A CLIP as open_clip builds and names it, written from its layout alone."""

    def __init__(self) -> None:
        super().__init__()
        self.visual = _Visual()
        self.token_embedding = nn.Embedding(len(WORDS), WIDTH)
        self.positional_embedding = nn.Parameter(torch.zeros(LENGTH, WIDTH))
        self.transformer = _Stack(WIDTH)
        self.ln_final = nn.LayerNorm(WIDTH)
        self.text_projection = nn.Parameter(torch.zeros(WIDTH, 24))
        self.logit_scale = nn.Parameter(torch.tensor(2.0))
        self.register_buffer("attn_mask", torch.full((LENGTH, LENGTH), float("-inf")).triu(1))

    def read(self, ids: Tensor) -> Tensor:
        length = ids.shape[1]
        tokens = self.token_embedding(ids) + self.positional_embedding[:length]
        words = self.ln_final(self.transformer(tokens, self.attn_mask[:length, :length]))
        return words[torch.arange(len(ids)), ids.argmax(dim=-1)] @ self.text_projection


def open_clip_model(seed: int = 0) -> OpenClip:
    torch.manual_seed(seed)
    model = OpenClip()
    mask = model.attn_mask.clone()
    shaken(model, seed)
    model.attn_mask = mask
    return model


def write_open_clip(folder: Path, prefix: str = "") -> Path:
    """Writes a checkpoint as RemoteCLIP's and GeoRSCLIP's, with the tokenizer beside it."""
    folder.mkdir(parents=True, exist_ok=True)
    torch.save(
        {prefix + key: value for key, value in open_clip_model().state_dict().items()},
        folder / "RemoteCLIP-tiny.pt",
    )
    write_tokenizer(folder / "tokenizer")
    return folder


def write_sam(folder: Path) -> Path:
    """Writes a SAM in Meta's layout."""
    folder.mkdir(parents=True, exist_ok=True)
    save_file(
        {key: value.contiguous() for key, value in meta_sam().state_dict().items() if "pixel_" not in key},
        folder / "sam.safetensors",
    )
    return folder


def write_recipe(folder: Path, architecture: str, settings: dict[str, Any], **parts: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    content = {"architecture": architecture, "parts": parts, "settings": settings}
    (folder / "recipe.json").write_text(json.dumps(content), encoding="utf-8")
    return folder
