"""Getting a model of the catalog: it is there whole or not at all, and a working one stays working."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import threading
from collections import namedtuple
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import huggingface_hub.utils
import pytest
from georefer.inference.errors import Cancelled, ModelError
from georefer.inference.models.catalog_entries import BaseFile, CatalogEntry, Download, Source
from georefer.inference.models.downloading.hooks import GetHooks, GetProgress, Patience
from georefer.inference.models.downloading.locking import locked
from georefer.inference.models.downloading.sources import Place
from georefer.inference.models.getting import get_model
from georefer.inference.models.store import damage, installed, read_receipt, take_away
from georefer.tests.inference.models.hub_server import COMMIT, HubServer
from georefer.tests.inference.models.layout_factory import write, write_tokenizer

REPOSITORY = "people/rsrefseg2"
HASTY = Patience(connect_s=2, stall_s=0.5, tries=2, first_wait_s=0.02, longest_wait_s=0.1)
HOOKS = GetHooks(patience=HASTY)


@pytest.fixture
def hub(monkeypatch: pytest.MonkeyPatch) -> Iterator[HubServer]:
    server = HubServer()
    monkeypatch.setenv("HF_ENDPOINT", server.url)
    monkeypatch.setenv("MODELSCOPE_DOMAIN", server.url)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    huggingface_hub.utils.close_session()
    yield server
    server.close()


@pytest.fixture
def entry(hub: HubServer, tmp_path: Path) -> CatalogEntry:
    """Returns a model of two large and two small files, on the hub and on ModelScope."""
    made = tmp_path / "published"
    write(made, "rsrefseg2", "refsegrs.pth")
    write_tokenizer(made / "tokenizer")
    (made / "tokenizer" / "tokenizer.json").write_text(json.dumps({"words": list(range(300))}))
    downloads = {}
    for path in ("refsegrs.pth", "tokenizer/tokenizer.json", "tokenizer/tokenizer_config.json"):
        content = (made / path).read_bytes()
        sha256 = hub.put(REPOSITORY, path, content, is_small=path.endswith("config.json"))
        downloads[path] = (len(content), sha256)
    return CatalogEntry(
        id="rs2",
        name="RS 2",
        architecture="rsrefseg2",
        state="download",
        summary="Test.",
        licence="Apache-2.0",
        languages=("en",),
        sources=tuple(_source(kind, downloads) for kind in ("hub", "modelscope")),
    )


def _source(kind: str, downloads: dict[str, tuple[int, str]]) -> Source:
    return Source(
        kind,
        tuple(
            Download(path, Place(kind, path, REPOSITORY), size, sha256 if path.endswith(".pth") else "")
            for path, (size, sha256) in downloads.items()
        ),
    )


def test_a_model_is_got_with_a_receipt(entry: CatalogEntry, hub: HubServer, tmp_path: Path) -> None:
    told: list[GetProgress] = []
    folder = get_model(entry, tmp_path / "models", hooks=GetHooks(told.append, patience=HASTY))
    assert folder == tmp_path / "models" / "rs2"
    receipt = read_receipt(folder)
    assert receipt is not None
    assert receipt.origin == f"127.0.0.1/{REPOSITORY}@{COMMIT}"
    assert (receipt.licence, receipt.layout) == ("Apache-2.0", "rsrefseg2")
    assert set(receipt.files) == {download.path for download in entry.sources[0].downloads}
    assert all(len(kept.sha256) == 64 for kept in receipt.files.values())
    assert damage(folder, receipt) == []
    assert {progress.stage for progress in told} >= {"asking", "downloading", "checking"}
    assert max(progress.total_bytes for progress in told) == receipt.size_bytes
    assert not list((tmp_path / "models" / ".getting").iterdir())
    # Once it is there, nothing is asked for again.
    hub.seen.clear()
    assert get_model(entry, tmp_path / "models", hooks=HOOKS) == folder
    assert hub.seen == []


def test_modelscope_has_it_too(entry: CatalogEntry, tmp_path: Path) -> None:
    assert get_model(entry, tmp_path / "models", "modelscope", HOOKS).is_dir()
    with pytest.raises(ModelError, match="cannot be got from web"):
        get_model(entry, tmp_path / "models", "web", HOOKS)


def test_what_came_before_a_failure_is_not_got_again(
    entry: CatalogEntry, hub: HubServer, tmp_path: Path
) -> None:
    name = f"{REPOSITORY}/tokenizer/tokenizer_config.json"
    content = hub.files.pop(name)
    with pytest.raises(ModelError, match="has it no longer"):
        get_model(entry, tmp_path / "models", hooks=HOOKS)
    hub.files[name] = content
    hub.faults.breaks_after = [1000, 1000]
    with pytest.raises(ModelError):
        get_model(entry, tmp_path / "models", hooks=GetHooks(patience=Patience(tries=1)))
    assert installed(tmp_path / "models") == {}
    get_model(entry, tmp_path / "models", hooks=HOOKS)
    assert hub.sent_bytes == sum(len(file) for file in hub.files.values())


@pytest.mark.parametrize("fault", ["wrong bytes", "another model", "broken server"])
def test_a_working_model_stays_working(
    entry: CatalogEntry, hub: HubServer, tmp_path: Path, fault: str
) -> None:
    folder = get_model(entry, tmp_path / "models", hooks=HOOKS)
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    layout = "meta-sam" if fault == "another model" else "rsrefseg2"
    newer = write(tmp_path / "newer", layout, "newer.pth").read_bytes()
    sha256 = hub.put(REPOSITORY, "newer.pth", newer)
    hub.faults.wrong_bytes = fault == "wrong bytes"
    hub.faults.refusals = [500] * 9 if fault == "broken server" else []
    download = Download("refsegrs.pth", Place("hub", "newer.pth", REPOSITORY), len(newer), sha256)
    source = Source("hub", (download, *entry.sources[0].downloads[1:]))
    with pytest.raises(ModelError, match=r"refsegrs\.pth|What was downloaded as RS 2 is SAM"):
        get_model(replace(entry, sources=(source,)), tmp_path / "models", hooks=HOOKS)
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before


def test_a_full_disk_is_seen_before_the_first_byte(
    entry: CatalogEntry, hub: HubServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = namedtuple("usage", "total used free")(10**9, 10**9 - 10**6, 10**6)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage)
    with pytest.raises(ModelError, match=r"RS 2 needs .* more and .* has 1\.0 MB free") as caught:
        get_model(entry, tmp_path / "models", hooks=HOOKS)
    assert "GEOREFER_MODELS" in caught.value.remedy
    assert hub.sent_bytes == 0


def test_two_processes_do_not_get_one_model(entry: CatalogEntry, tmp_path: Path) -> None:
    models = tmp_path / "models"
    code = (
        "import sys, time; from pathlib import Path;"
        "from georefer.inference.models.downloading.locking import locked\n"
        "with locked(Path(sys.argv[1]), 'rs2'): print('held', flush=True); time.sleep(60)"
    )
    other = subprocess.Popen([sys.executable, "-c", code, str(models)], stdout=subprocess.PIPE, text=True)
    assert other.stdout is not None
    assert other.stdout.readline() == "held\n"
    with pytest.raises(ModelError, match="Another process is already changing the model rs2"):
        get_model(entry, models, hooks=HOOKS)
    # Whatever ends the other, the lock does not outlive it.
    other.kill()
    other.wait()
    assert get_model(entry, models, hooks=HOOKS).is_dir()


# The server asks for patience of half a minute.
@pytest.mark.timeout(25)
def test_a_stop_is_noticed_while_a_busy_server_is_waited_for(
    entry: CatalogEntry, hub: HubServer, tmp_path: Path
) -> None:
    hub.faults.refusals = [503] * 9
    hub.faults.retry_after = "30"
    stop = threading.Event()
    threading.Timer(0.3, stop.set).start()
    with pytest.raises(Cancelled):
        get_model(entry, tmp_path / "models", hooks=GetHooks(is_cancelled=stop.is_set))
    with locked(tmp_path / "models", "rs2"):
        pass


def test_a_gated_model_says_what_to_do(entry: CatalogEntry, hub: HubServer, tmp_path: Path) -> None:
    hub.faults.needs_token = "hf_abc"  # noqa: S105, RUF100
    with pytest.raises(ModelError, match="asks for an account") as caught:
        get_model(entry, tmp_path / "models", hooks=HOOKS)
    assert "accept the licence" in caught.value.remedy


def test_a_switched_off_hub_is_respected(entry: CatalogEntry, tmp_path: Path) -> None:
    code = (
        "import pickle, sys; from pathlib import Path;"
        "from georefer.inference.models.getting import get_model;"
        "from georefer.inference.models.catalog_entries import find_entry;"
        "get_model(find_entry('siglip-so400m'), Path(sys.argv[1]))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path / "models")],
        env={"HF_HUB_OFFLINE": "1", "PATH": "/usr/bin:/bin", "HF_ENDPOINT": "http://127.0.0.1:9"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert "Downloads are switched off by HF_HUB_OFFLINE" in done.stderr


def test_what_is_not_published_says_so() -> None:
    entry = CatalogEntry(
        id="bring",
        name="Bring",
        architecture="rsrefseg",
        state="bring",
        summary="",
        licence="",
        languages=(),
        files=(BaseFile("sam", "facebook/sam-vit-base", "Apache-2.0", "sam-vit-b"),),
    )
    with pytest.raises(ModelError, match="No trained weights of Bring are published") as caught:
        get_model(entry)
    assert "georefer models get sam-vit-b" in caught.value.remedy


def test_removing_leaves_nothing(entry: CatalogEntry, hub: HubServer, tmp_path: Path) -> None:
    get_model(entry, tmp_path / "models", hooks=HOOKS)
    assert take_away(tmp_path / "models", "rs2") > 1000
    assert installed(tmp_path / "models") == {}
    with pytest.raises(ModelError, match="is not in"):
        take_away(tmp_path / "models", "rs2")
    with pytest.raises(ModelError, match="no name for a model"):
        take_away(tmp_path / "models", "../published")
    assert (tmp_path / "published").is_dir()


def test_changed_missing_and_cut_files_are_told(entry: CatalogEntry, tmp_path: Path) -> None:
    folder = get_model(entry, tmp_path / "models", hooks=HOOKS)
    receipt = read_receipt(folder)
    assert receipt is not None
    weights = folder / "refsegrs.pth"
    changed = bytearray(weights.read_bytes())
    changed[len(changed) // 2] ^= 1
    weights.write_bytes(changed)
    (folder / "tokenizer" / "tokenizer.json").unlink()
    (folder / "tokenizer" / "tokenizer_config.json").write_bytes(b"")
    assert len(damage(folder, receipt)) == 3
    assert [word in " ".join(damage(folder, receipt)) for word in ("changed", "missing", "bytes")] == [
        True
    ] * 3
