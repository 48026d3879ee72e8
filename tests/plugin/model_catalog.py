"""Makes a catalog as the engine tells it, with a model of every kind."""

from __future__ import annotations

from georefer.inference.model_messages import Catalog, ModelDetails

GB = 1_000_000_000
BUNDLED = ModelDetails(
    "tiny",
    "GeoRefer tiny",
    "phrases",
    "bundled",
    True,
    size_bytes=13_000_000,
    licence="GPL-3.0-or-later",
    cpu_gb=2,
)
BIG = ModelDetails(
    "big",
    "RSRefSeg 2",
    "phrases",
    "download",
    False,
    "The weights of RSRefSeg 2 are not installed. Get them with georefer models get big",
    size_bytes=6 * GB,
    licence="Apache-2.0",
    licence_url="https://example.org/licence",
    summary="SigLIP 2 & SAM 2.1 <large>.",
    good_at="Towns on imagery of 0.13 m.",
    hardware="A GPU with 8 GB",
    languages=("en", "zh"),
    gsd_range_m=(0.5, 30.0),
    gpu_gb=8,
    cpu_gb=8,
    sources=("hub", "modelscope"),
)
BROUGHT = ModelDetails(
    "own-weights",
    "RSRefSeg-b",
    "phrases",
    "bring",
    False,
    gpu_gb=8,
    parts=(("sam", "sam"), ("text", "g/siglip")),
)
GATED = ModelDetails(
    "gated",
    "SAM 3",
    "phrases",
    "download",
    False,
    is_gated=True,
    gpu_gb=80,
    sources=("hub",),
    licence="SAM Licence",
)
WHOLE = ModelDetails(
    "clip-sam",
    "CLIP with SAM",
    "phrases",
    "download",
    False,
    size_bytes=3 * GB,
    licence="Apache-2.0",
    gpu_gb=8,
    cpu_gb=80,
    parts=(("clip", "siglip"), ("sam", "sam")),
)
SAM = ModelDetails(
    "sam",
    "SAM ViT-B",
    "prompts",
    "download",
    True,
    is_kept=True,
    size_bytes=375_000_000,
    licence="Apache-2.0",
    cpu_gb=4,
)
SIGLIP = ModelDetails(
    "siglip",
    "SigLIP 2",
    "part",
    "download",
    False,
    kept_bytes=GB,
    size_bytes=2 * GB,
    licence="MIT",
    sources=("hub",),
)
MINE = ModelDetails("mine", "mine", "phrases", "added", False, "It lacks its tokenizer. Add it", is_kept=True)
MODELS = (BUNDLED, BIG, BROUGHT, GATED, WHOLE, MINE, SAM, SIGLIP)


def catalog(**changes) -> Catalog:
    """Returns all of them, on a machine with 16 GB and no GPU."""
    values = {"folder": "/models", "free_bytes": 50 * GB, "memory_bytes": 16 * GB}
    return Catalog(MODELS, **{**values, **changes})
