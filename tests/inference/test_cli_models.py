"""The command line of `georefer models`, as a person uses it."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import huggingface_hub.utils
import pytest
from georefer.inference.cli import main
from georefer.inference.models import catalog_entries
from georefer.inference.models.catalog import DEFAULT_MODEL
from georefer.inference.models.catalog_entries import CatalogEntry, Download, Source, whole_catalog
from georefer.inference.models.downloading.sources import Place
from georefer.tests.inference.models.hub_server import HubServer
from georefer.tests.inference.models.layout_factory import write, write_tokenizer


@dataclass
class Answer:
    code: int
    out: str
    err: str

    @property
    def facts(self) -> Any:
        return json.loads(self.out)


Ask = Callable[..., Answer]


@pytest.fixture
def ask(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Ask:
    monkeypatch.setenv("GEOREFER_MODELS", str(tmp_path / "models"))

    def run(*arguments: str) -> Answer:
        code = main(["models", *arguments])
        captured = capsys.readouterr()
        return Answer(code, captured.out, captured.err)

    return run


@pytest.fixture
def downloadable(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Returns the id of a catalog entry whose file lies on a server of this machine."""
    hub = HubServer()
    content = write(tmp_path / "published", "meta-sam", "sam.pth").read_bytes()
    sha256 = hub.put("people/sam", "sam.pth", content)
    download = Download("sam.pth", Place("hub", "sam.pth", "people/sam"), len(content), sha256)
    entry = CatalogEntry(
        id="sam-small",
        name="Small SAM",
        architecture="sam",
        state="download",
        summary="A test.",
        licence="Apache-2.0",
        languages=(),
        use="prompts",
        sources=(Source("hub", (download,)),),
    )
    entries = (*whole_catalog(), entry)
    monkeypatch.setattr(catalog_entries, "whole_catalog", lambda: entries)
    monkeypatch.setenv("HF_ENDPOINT", hub.url)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    huggingface_hub.utils.close_session()
    yield entry.id
    hub.close()


def test_the_list_says_what_is_there_and_what_can_be_had(ask: Ask) -> None:
    answer = ask("list")
    assert answer.code == 0
    rows = {line.split()[0]: line for line in answer.out.splitlines()[1:-1]}
    assert "ready" in rows[DEFAULT_MODEL]
    assert "to get" in rows["rsrefseg2-refsegrs"]
    assert "to bring" in rows["rsrefseg-b"]
    assert "bert-base" not in rows
    assert "bert-base" in ask("list", "--all").out
    facts = {row["id"]: row for row in ask("list", "--json").facts["models"]}
    assert facts[DEFAULT_MODEL]["can_run"]
    assert facts["sam-vit-b"]["size_bytes"] == 375042383


def test_a_model_of_parts_is_ready_once_its_parts_are_there(ask: Ask, tmp_path: Path) -> None:
    def state() -> str:
        return next(line for line in ask("list").out.splitlines() if line.split()[:1] == ["clip-sam"])

    assert "to get" in state()
    ask("add", str(write(tmp_path / "sam", "meta-sam", "a.safetensors")), "--name", "sam-vit-b")
    assert "to get" in state()
    siglip = tmp_path / "models" / "siglip2-so400m"
    write(siglip, "open-clip")
    write_tokenizer(siglip)
    assert " ready " in state()


def test_show_says_what_a_person_must_know(ask: Ask) -> None:
    text = ask("show", "rsrefseg2-rrsisd").out
    for words in ("licence   Apache-2.0", "0.5 to 30 m", "KyanChen/RSRefSeg2", "GPU"):
        assert words in text


def test_show_says_what_a_file_is(ask: Ask, tmp_path: Path) -> None:
    path = write(tmp_path, "rsrefseg2", "a.pth")
    answer = ask("show", str(path))
    assert "This is RSRefSeg 2" in answer.out
    assert "missing   its tokenizer" in answer.out
    assert ask("show", str(path), "--json").facts["layout"] == "rsrefseg2"


def test_a_model_is_got_shown_verified_and_removed(ask: Ask, downloadable: str, tmp_path: Path) -> None:
    got = ask("get", downloadable)
    assert got.code == 0
    assert "licence Apache-2.0" in got.err
    assert f"Small SAM lies in {tmp_path / 'models' / downloadable}" in got.out
    assert "came from 127.0.0.1/people/sam@c0ffee" in ask("show", downloadable).out
    assert ask("verify").out.startswith(f"ok   {downloadable}")
    weights = tmp_path / "models" / downloadable / "sam.pth"
    weights.write_bytes(weights.read_bytes()[:-1])
    verified = ask("verify", downloadable)
    assert verified.code == 1
    assert "bytes instead of" in verified.out
    # Getting it again mends it.
    assert ask("get", downloadable).code == 0
    assert ask("verify", downloadable).code == 0
    assert "are free again" in ask("remove", downloadable).out
    assert ask("verify", downloadable).code == 2


def test_a_file_of_ones_own_is_added_and_listed(ask: Ask, tmp_path: Path) -> None:
    added = ask("add", str(write(tmp_path, "sam-hq", "mine.pth")))
    assert "Added mine: SAM-HQ" in added.out
    assert "mine" in ask("list").out
    assert ask("verify", "mine").code == 0


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("get", "nonsense"), "The model nonsense is unknown"),
        (("get", DEFAULT_MODEL), "comes with GeoRefer"),
        (("get", "rsrefseg-b"), "No trained weights"),
        (("get", "siglip-so400m", "--from", "web"), "cannot be got from web"),
        (("add", "nowhere.pth"), "There is nothing at nowhere.pth"),
        (("remove", DEFAULT_MODEL), "cannot be removed"),
        (("remove", "georefer-click"), "cannot be removed"),
        (("remove", "sam-vit-b"), "is not in"),
        (("verify", DEFAULT_MODEL), "comes with GeoRefer"),
        (("show", "nonsense"), "The model nonsense is unknown"),
        (("verify", "nonsense"), "is not in"),
    ],
)
def test_what_cannot_be_done_is_one_line(ask: Ask, arguments: tuple[str, ...], said: str) -> None:
    answer = ask(*arguments)
    assert answer.code == 2
    assert answer.out == ""
    assert said in answer.err
    assert answer.err.count("\n") == 1


def test_the_list_needs_no_heavy_library() -> None:
    code = (
        "import sys; from georefer.inference.cli import main; main(['models', 'list']);"
        "heavy = {'torch', 'transformers', 'numpy', 'rasterio', 'httpx2', 'huggingface_hub'};"
        "sys.exit(bool(heavy & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, check=False).returncode == 0
