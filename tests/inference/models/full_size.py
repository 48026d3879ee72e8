"""Writes random weights of the published sizes in their published layouts, and runs them end to end.

python full_size.py write MODEL FOLDER    writes the weights
python full_size.py run MODEL FOLDER      a phrase or a box, from a raster to polygons; prints what it took
"""

from __future__ import annotations

import importlib.util
import json
import resource
import sys
import time
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

SIDE_PX = 600


def _register_package() -> None:
    """Makes `georefer` mean this checkout, wherever the process was started."""
    spec = importlib.util.spec_from_file_location("conftest", Path(__file__).parents[2] / "conftest.py")
    assert spec is not None
    assert spec.loader is not None
    spec.loader.exec_module(importlib.util.module_from_spec(spec))


def drawn(shapes: Mapping[str, Any], dtype: Any = None) -> dict[str, Any]:
    """Returns random weights for what a model without memory names: gains of one, small everything else."""
    import torch

    generator = torch.Generator().manual_seed(0)
    tensors = {}
    for key, value in shapes.items():
        kind = value.dtype if dtype is None or not value.dtype.is_floating_point else dtype
        if not value.dtype.is_floating_point:
            tensors[key] = torch.zeros(value.shape, dtype=kind)
        elif value.dim() > 1:
            tensors[key] = torch.empty(value.shape, dtype=kind).normal_(0, 0.02, generator=generator)
        else:
            # Norms: gain and spread of about one, or what they norm becomes nothing at all.
            is_one = key.endswith((".weight", ".running_var"))
            value_of = torch.empty(value.shape, dtype=kind).normal_(float(is_one), 0.01, generator=generator)
            tensors[key] = value_of.abs() if is_one else value_of
    return tensors


class _Named:
    """Stands for a model whose weights are known by name alone."""

    def __init__(self, tensors: Mapping[str, Any]) -> None:
        self._tensors = dict(tensors)

    def state_dict(self) -> dict[str, Any]:
        return self._tensors


def _shapes(build: Callable[[], Any]) -> dict[str, Any]:
    import torch

    with torch.device("meta"):
        return dict(build().state_dict())


def _rsrefseg(name: str, folder: Path) -> None:
    import torch
    from georefer.inference.models.foundation import published_sizes
    from georefer.inference.models.lora import add_lora
    from georefer.inference.models.rsrefseg import RSRefSeg

    shapes = _shapes(lambda: add_lora(RSRefSeg(published_sizes(name))))
    module = {key.replace("prompter.down_", "prompter_down_"): value for key, value in drawn(shapes).items()}
    (folder / "epoch_200.pth").mkdir()
    torch.save({"module": module}, folder / "epoch_200.pth" / "mp_rank_00_model_states.pt")
    _siglip_tokenizer(folder / "tokenizer")


def _rsrefseg2(folder: Path) -> None:
    import torch
    from georefer.inference.models.rsrefseg2 import RSRefSeg2
    from georefer.inference.models.rsrefseg2_sizes import published_rsrefseg2
    from georefer.tests.inference.models.test_published_models import rsrefseg2_file

    # The published files are in half precision.
    tensors = drawn(_shapes(lambda: RSRefSeg2(published_rsrefseg2())), torch.bfloat16)
    named: Any = _Named(tensors)
    half = {key: value.bfloat16() for key, value in rsrefseg2_file(named).items()}
    torch.save({"state_dict": half}, folder / "rrsisd.pth")
    _siglip_tokenizer(folder / "tokenizer")


def _refersam(folder: Path) -> None:
    import torch
    from georefer.inference.models.refersam import ReferSam
    from georefer.inference.models.refersam_sizes import published_refersam
    from georefer.tests.inference.models.test_published_models import refersam_file

    named: Any = _Named(drawn(_shapes(lambda: ReferSam(published_refersam("vit_b")))))
    torch.save({"state_dict": refersam_file(named)}, folder / "refersam.pth")
    _bert_tokenizer(folder / "tokenizer")


def _ros_sam(folder: Path) -> None:
    from georefer.inference.models.meta_sam import SamSizes
    from georefer.inference.models.ros_sam import RosSam
    from georefer.inference.models.ros_sam_checkpoints import published_state_dicts
    from safetensors.torch import save_file

    named: Any = _Named(drawn(_shapes(lambda: RosSam(SamSizes(), 512))))
    for name, part in zip(("model", "model_1"), published_state_dicts(named), strict=True):
        save_file({key: value.clone() for key, value in part.items()}, folder / f"{name}.safetensors")


def _sam_vit_b(folder: Path) -> None:
    """Writes the SAM that the published clip_sam and grounded_sam draw with."""
    from georefer.inference.models.meta_sam import SamSizes
    from georefer.inference.models.ros_sam import MaskSource, RosSam
    from georefer.inference.models.ros_sam_checkpoints import published_state_dicts
    from safetensors.torch import save_file

    sizes = SamSizes(width=768, depth=12, heads=12, global_blocks=(2, 5, 8, 11))
    named: Any = _Named(drawn(_shapes(lambda: RosSam(sizes, None, MaskSource.SAM))))
    folder.mkdir(exist_ok=True)
    save_file(published_state_dicts(named)[1], folder / "sam_vit_b_01ec64.safetensors")


def _hub_folder(network: type[Any], config: Any, folder: Path) -> None:
    """Writes a model of transformers as `save_pretrained` does, without building it."""
    from safetensors.torch import save_file

    folder.mkdir(exist_ok=True)
    save_file(drawn(_shapes(lambda: network(config))), folder / "model.safetensors", {"format": "pt"})
    config.architectures = [network.__name__]
    config.save_pretrained(folder)


def _clip_sam(folder: Path) -> None:
    from georefer.inference.models.rsrefseg2_sizes import published_rsrefseg2
    from transformers import SiglipConfig, SiglipModel

    sizes = published_rsrefseg2()
    config = SiglipConfig(text_config=dict(sizes.text), vision_config=dict(sizes.vision))
    _hub_folder(SiglipModel, config, folder / "clip")
    _siglip_tokenizer(folder / "clip")
    _sam_vit_b(folder / "sam")


def _grounded_sam(folder: Path) -> None:
    from transformers import GroundingDinoConfig, GroundingDinoForObjectDetection, SwinConfig

    swin = SwinConfig(
        embed_dim=96,
        depths=[2, 2, 6, 2],
        num_heads=[3, 6, 12, 24],
        window_size=7,
        image_size=224,
        out_features=["stage2", "stage3", "stage4"],
    )
    config = GroundingDinoConfig(backbone_config=swin)
    _hub_folder(GroundingDinoForObjectDetection, config, folder / "detector")
    _bert_tokenizer(folder / "detector")
    _sam_vit_b(folder / "sam")


def _grounded_sam_owlv2(folder: Path) -> None:
    from transformers import Owlv2Config, Owlv2ForObjectDetection

    config = Owlv2Config(vision_config={"image_size": 960, "patch_size": 16})
    _hub_folder(Owlv2ForObjectDetection, config, folder / "detector")
    _clip_tokenizer(folder / "detector")
    _sam_vit_b(folder / "sam")


def _sam3(folder: Path) -> None:
    from transformers import Sam3Config, Sam3Model

    _hub_folder(Sam3Model, Sam3Config(), folder)
    _clip_tokenizer(folder)


def _siglip_tokenizer(folder: Path) -> None:
    """Trains a tokenizer of SigLIP's kind on a few pieces; the tables keep their published lengths."""
    import sentencepiece
    from transformers import SiglipTokenizer

    folder.mkdir(exist_ok=True)
    sentences = ["red building", "white car", "large building", "car near the road", "seen from above"] * 20
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(sentences),
        model_prefix=str(folder / "spiece"),
        vocab_size=25,
        pad_id=0,
        eos_id=1,
        unk_id=2,
        bos_id=-1,
        minloglevel=2,
    )
    SiglipTokenizer(str(folder / "spiece.model")).save_pretrained(folder)


def _bert_tokenizer(folder: Path) -> None:
    from georefer.tests.inference.models.test_published_models import PIECES

    folder.mkdir(exist_ok=True)
    (folder / "vocab.txt").write_text("\n".join((*PIECES, ".")), encoding="utf-8")
    facts = {"tokenizer_class": "BertTokenizer", "do_lower_case": True}
    (folder / "tokenizer_config.json").write_text(json.dumps(facts), encoding="utf-8")


def _clip_tokenizer(folder: Path) -> None:
    from georefer.tests.inference.models.small_clip import write_tokenizer

    write_tokenizer(folder)


WRITERS: Mapping[str, Callable[[Path], None]] = {
    "rsrefseg-b": lambda folder: _rsrefseg("rsrefseg_b", folder),
    "rsrefseg-l": lambda folder: _rsrefseg("rsrefseg_l", folder),
    "rsrefseg2": _rsrefseg2,
    "refersam": _refersam,
    "ros-sam": _ros_sam,
    "clip-sam": _clip_sam,
    "grounded-sam": _grounded_sam,
    "grounded-sam-owlv2": _grounded_sam_owlv2,
    "sam3": _sam3,
    "georefer-tiny": lambda folder: None,
}
PARTS: Mapping[str, Callable[[Path], None]] = {"sam-vit-b": _sam_vit_b}


def run_phrase(model: str, folder: Path) -> dict[str, Any]:
    """Runs the command line on a raster of one view and returns what was found."""
    from georefer.inference import cli

    raster, output = _raster(folder), folder / "out.gpkg"
    chosen = model if model == "georefer-tiny" else str(folder)
    words = ["segment", str(raster), "red building", "-o", str(output), "--model", chosen]
    code = cli.main([*words, "--device", "cpu"])
    return {"code": code, "output": output.is_file()}


def run_boxes(folder: Path) -> dict[str, Any]:
    """Embeds a tile and asks for the objects in two boxes: the model takes no phrases."""
    import numpy as np
    from georefer.inference.models.ros_sam_prompting import load_prompt_model

    model = load_prompt_model(folder)
    tile = np.random.default_rng(0).integers(0, 256, (512, 512, 3), dtype=np.uint8)
    boxes = np.array([[200, 200, 240, 230], [10, 10, 300, 200]], dtype=np.float32)
    found = model.predict(model.embed_tile(tile), boxes=boxes)
    is_whole = found.logits.shape == (2, 4, 512, 512) and bool(np.isfinite(found.logits).all())
    return {"code": 0, "output": is_whole}


def _raster(folder: Path) -> Path:
    import numpy as np
    import rasterio
    from rasterio.transform import from_origin

    path = folder / "scene.tif"
    pixels = np.random.default_rng(0).integers(0, 256, (3, SIDE_PX, SIDE_PX), dtype=np.uint8)
    profile = {"driver": "GTiff", "count": 3, "dtype": "uint8", "height": SIDE_PX, "width": SIDE_PX}
    place = {"crs": "EPSG:32633", "transform": from_origin(500_000, 5_000_000, 0.3, 0.3)}
    with rasterio.open(path, "w", **profile, **place) as raster:
        raster.write(pixels)
    return path


def main(arguments: Iterable[str]) -> None:
    """Writes or runs."""
    verb, model, name = arguments
    folder = Path(name).resolve()
    _register_package()
    if verb == "write":
        {**WRITERS, **PARTS}[model](folder)
        return
    started_s = time.monotonic()
    facts = run_boxes(folder) if model == "ros-sam" else run_phrase(model, folder)
    usage = resource.getrusage(resource.RUSAGE_SELF)
    facts |= {
        "wall_s": round(time.monotonic() - started_s, 1),
        "processor_s": round(usage.ru_utime + usage.ru_stime, 1),
        "peak_gb": round(usage.ru_maxrss * 1024 / 1e9, 2),
    }
    (folder / "facts.json").write_text(json.dumps(facts), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
