"""Downloads against a server on loopback: whatever breaks, what is kept is right and nothing comes twice."""

from __future__ import annotations

import hashlib
import logging
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import huggingface_hub.utils
import numpy as np
import pytest
from georefer.inference.errors import Cancelled, ModelError
from georefer.inference.models.downloading.fetching import Fetch
from georefer.inference.models.downloading.hooks import GetHooks, Patience
from georefer.inference.models.downloading.secrecy import quiet_libraries, without_secrets
from georefer.inference.models.downloading.sources import Place, RemoteFile, address, ask
from georefer.tests.inference.models.hub_server import COMMIT, SECRET, HubServer

REPOSITORY = "someone/model"
NAME = "weights.safetensors"
TOKEN = "hf_TopSecretToken123"  # noqa: S105, RUF100
HASTY = Patience(connect_s=2, stall_s=0.4, tries=3, first_wait_s=0.02, longest_wait_s=0.1)
SIZE = 3_000_000


@pytest.fixture
def content() -> bytes:
    return np.random.default_rng(0).bytes(SIZE)


@pytest.fixture
def hub(content: bytes, monkeypatch: pytest.MonkeyPatch) -> Iterator[HubServer]:
    server = HubServer()
    server.put(REPOSITORY, NAME, content)
    monkeypatch.setenv("HF_ENDPOINT", server.url)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    monkeypatch.delenv("HF_TOKEN", raising=False)
    huggingface_hub.utils.close_session()
    yield server
    server.close()


@pytest.fixture
def get(hub: HubServer, tmp_path: Path) -> Callable[..., Path]:
    """Returns what gets the file as the hub names it, and returns where it lies."""

    def run(patience: Patience = HASTY, is_cancelled: Callable[[], bool] = lambda: False) -> Path:
        target = tmp_path / "model" / NAME
        hooks = GetHooks(is_cancelled=is_cancelled, patience=patience)
        Fetch(ask(place(), "", 0, 2), target, hooks, lambda *_: None).run()
        return target

    return run


def place(**changes: object) -> Place:
    return Place(**{"kind": "hub", "name": NAME, "repository": REPOSITORY, **changes})  # type: ignore[arg-type]


def test_a_file_comes_whole_and_leaves_nothing_beside(get: Callable[..., Path], content: bytes) -> None:
    target = get()
    assert target.read_bytes() == content
    assert [entry.name for entry in target.parent.iterdir()] == [NAME]


def test_the_hub_says_what_a_file_is(hub: HubServer, content: bytes) -> None:
    remote = ask(place(revision=COMMIT), "", 0, 2)
    assert (remote.size_bytes, remote.revision) == (SIZE, COMMIT)
    assert remote.digest == hashlib.sha256(content).hexdigest()
    assert remote.headers == {}


def test_small_files_are_verified_as_git_does(hub: HubServer, tmp_path: Path) -> None:
    hub.put(REPOSITORY, "config.json", b'{"a": 1}', is_small=True)
    remote = ask(place(name="config.json"), "", 0, 2)
    assert len(remote.digest) == 40
    Fetch(remote, tmp_path / "config.json", GetHooks(patience=HASTY), lambda *_: None).run()
    hub.faults.wrong_bytes = True
    with pytest.raises(ModelError, match=r"not the file it should be"):
        Fetch(remote, tmp_path / "other.json", GetHooks(patience=HASTY), lambda *_: None).run()


@pytest.mark.parametrize("kept", [1, 700_000, SIZE - 1], ids=["first byte", "middle", "last byte"])
def test_an_interrupted_download_repeats_nothing(
    get: Callable[..., Path], hub: HubServer, content: bytes, kept: int
) -> None:
    hub.faults.breaks_after = [kept]
    with pytest.raises(ModelError, match="keeps breaking off"):
        get(Patience(tries=1))
    assert get().read_bytes() == content
    assert hub.sent_bytes == SIZE
    assert hub.requests("storage")[-1].headers["Range"] == f"bytes={kept}-"


def test_a_connection_may_break_often_as_long_as_bytes_come(
    get: Callable[..., Path], hub: HubServer, content: bytes
) -> None:
    hub.faults.breaks_after = [200_000] * 14
    assert get().read_bytes() == content
    assert hub.sent_bytes == SIZE


def test_a_killed_download_goes_on(hub: HubServer, tmp_path: Path, content: bytes) -> None:
    hub.faults.bytes_per_s = 3_000_000
    code = (
        "import sys; from pathlib import Path;"
        "from georefer.inference.models.downloading.fetching import Fetch;"
        "from georefer.inference.models.downloading.hooks import GetHooks;"
        "from georefer.inference.models.downloading.sources import Place, ask;"
        f"place = Place('hub', {NAME!r}, {REPOSITORY!r});"
        "Fetch(ask(place, '', 0, 5), Path(sys.argv[1]), GetHooks(), lambda *_: None).run()"
    )
    target = tmp_path / NAME
    process = subprocess.Popen([sys.executable, "-c", code, str(target)])
    part = tmp_path / f"{NAME}.part"
    deadline_s = time.monotonic() + 20
    while not (part.exists() and part.stat().st_size > 500_000) and time.monotonic() < deadline_s:
        time.sleep(0.01)
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    had = part.stat().st_size
    assert 500_000 < had < SIZE
    hub.faults.bytes_per_s = None
    Fetch(ask(place(), "", 0, 2), target, GetHooks(patience=HASTY), lambda *_: None).run()
    assert target.read_bytes() == content
    assert hub.requests("storage")[-1].headers["Range"] == f"bytes={had}-"


def test_a_silent_server_is_left_and_asked_again(
    get: Callable[..., Path], hub: HubServer, content: bytes
) -> None:
    hub.faults.stalls_after = [100_000]
    assert get().read_bytes() == content
    hub.faults.stalls_after = [0, 0, 0]


def test_a_server_that_stays_silent_is_named(get: Callable[..., Path], hub: HubServer) -> None:
    hub.faults.stalls_after = [0, 0, 0]
    with pytest.raises(ModelError, match=r"127\.0\.0\.1 has stopped sending weights") as caught:
        get()
    assert "kept" in caught.value.remedy


@pytest.mark.parametrize("status", [429, 503, 500])
def test_a_busy_server_is_waited_for(
    get: Callable[..., Path], hub: HubServer, content: bytes, status: int
) -> None:
    hub.faults.refusals = [status, status]
    hub.faults.retry_after = "0.05"
    assert get().read_bytes() == content


def test_the_wait_is_the_servers_up_to_a_limit() -> None:
    assert HASTY.wait_s(1, 0.05) == 0.05
    assert HASTY.wait_s(1, 86400) == HASTY.longest_wait_s
    assert Patience().wait_s(3, None) == 4


@pytest.mark.parametrize(
    ("status", "message", "remedy"),
    [
        (401, "asks for an account", "HF_TOKEN"),
        (403, "does not hand it out", "licence"),
        (404, "has it no longer", "another source"),
        (429, "is busy", "too many"),
        (503, "has a fault", "later"),
    ],
)
def test_a_refusal_is_one_clear_sentence(
    get: Callable[..., Path], hub: HubServer, status: int, message: str, remedy: str
) -> None:
    hub.faults.refusals = [status] * 3
    with pytest.raises(ModelError, match=message) as caught:
        get()
    assert remedy in caught.value.remedy


def test_a_wrong_file_is_not_kept(get: Callable[..., Path], hub: HubServer, tmp_path: Path) -> None:
    hub.faults.wrong_bytes = True
    with pytest.raises(ModelError, match="is not the file it should be"):
        get()
    assert not (tmp_path / "model" / NAME).exists()
    assert not (tmp_path / "model" / f"{NAME}.part").exists()


def test_a_damaged_remainder_gets_a_clean_chance(
    get: Callable[..., Path], hub: HubServer, tmp_path: Path, content: bytes
) -> None:
    hub.faults.breaks_after = [1_000_000]
    with pytest.raises(ModelError):
        get(Patience(tries=1))
    part = tmp_path / "model" / f"{NAME}.part"
    part.write_bytes(bytes(900_000))
    assert get().read_bytes() == content


def test_a_remainder_of_another_version_is_not_mixed_in(
    get: Callable[..., Path], hub: HubServer, content: bytes
) -> None:
    hub.faults.breaks_after = [1_000_000]
    with pytest.raises(ModelError):
        get(Patience(tries=1))
    newer = content[::-1]
    hub.put(REPOSITORY, NAME, newer)
    assert get().read_bytes() == newer
    assert "Range" not in hub.requests("storage")[-1].headers


def test_a_server_without_ranges_starts_anew(
    get: Callable[..., Path], hub: HubServer, content: bytes
) -> None:
    hub.faults.breaks_after = [1_000_000]
    hub.faults.ignores_ranges = True
    assert get().read_bytes() == content


def test_a_server_that_hides_the_size_is_borne(
    get: Callable[..., Path], hub: HubServer, content: bytes
) -> None:
    hub.faults.hides_size = True
    assert get().read_bytes() == content


def test_a_remainder_that_is_too_long_is_dropped(
    get: Callable[..., Path], hub: HubServer, tmp_path: Path, content: bytes
) -> None:
    hub.faults.breaks_after = [10]
    with pytest.raises(ModelError):
        get(Patience(tries=1))
    (tmp_path / "model" / f"{NAME}.part").write_bytes(content + b"more")
    assert get().read_bytes() == content


@pytest.mark.timeout(25)
def test_a_stop_is_noticed_while_the_server_is_silent(
    get: Callable[..., Path], hub: HubServer, tmp_path: Path
) -> None:
    hub.faults.stalls_after = [100_000]
    part = tmp_path / "model" / f"{NAME}.part"
    stopped: list[bool] = []

    def is_cancelled() -> bool:
        # By then everything that the server will say has come.
        if part.exists() and part.stat().st_size == 100_000 and not stopped:
            stopped.append(True)
        return bool(stopped)

    with pytest.raises(Cancelled):
        get(Patience(stall_s=120), is_cancelled)


def test_what_came_before_a_stop_is_kept(
    get: Callable[..., Path], hub: HubServer, tmp_path: Path, content: bytes
) -> None:
    hub.faults.bytes_per_s = 4_000_000
    part = tmp_path / "model" / f"{NAME}.part"
    with pytest.raises(Cancelled):
        get(HASTY, lambda: part.exists() and part.stat().st_size > 300_000)
    had = part.stat().st_size
    hub.faults.bytes_per_s = None
    assert get().read_bytes() == content
    assert hub.requests("storage")[-1].headers["Range"] == f"bytes={had}-"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has a disk that is always full")
def test_a_full_disk_is_one_clear_sentence(hub: HubServer, tmp_path: Path) -> None:
    remote = ask(place(), "", 0, 2)
    (tmp_path / f"{NAME}.part").symlink_to("/dev/full")
    (tmp_path / f"{NAME}.part.of").write_text(remote.identity, encoding="utf-8")
    with pytest.raises(ModelError, match="The disk is full"):
        Fetch(remote, tmp_path / NAME, GetHooks(patience=HASTY), lambda *_: None).run()


def test_a_server_that_cannot_be_reached_is_named(tmp_path: Path) -> None:
    remote = RemoteFile("http://127.0.0.1:9/file", "127.0.0.1", 5)
    with pytest.raises(ModelError, match=r"127\.0\.0\.1 cannot be reached") as caught:
        Fetch(remote, tmp_path / NAME, GetHooks(patience=HASTY), lambda *_: None).run()
    assert "proxy" in caught.value.remedy


def test_the_token_goes_to_the_hub_alone_and_for_gated_files_alone(
    hub: HubServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_TOKEN", TOKEN)
    ask(place(), "", 0, 2)
    assert all("Authorization" not in one.headers for one in hub.seen)
    hub.faults.needs_token = TOKEN
    remote = ask(place(is_gated=True), "", 0, 2)
    Fetch(remote, tmp_path / NAME, GetHooks(patience=HASTY), lambda *_: None).run()
    assert all("Authorization" not in one.headers for one in hub.requests("storage"))
    assert TOKEN not in repr(remote)


def test_no_token_and_no_signature_reaches_a_log(
    hub: HubServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("HF_TOKEN", TOKEN)
    hub.faults.needs_token = TOKEN
    caplog.set_level(logging.DEBUG)
    with quiet_libraries():
        remote = ask(place(is_gated=True), "", 0, 2)
        hub.faults.refusals = [503] * 3
        with pytest.raises(ModelError) as caught:
            Fetch(remote, tmp_path / NAME, GetHooks(patience=HASTY), lambda *_: None).run()
    said = caplog.text + str(caught.value) + caught.value.detail
    assert "503" in said
    assert TOKEN not in said
    assert SECRET not in said


def test_secrets_are_cut_out_of_any_text() -> None:
    text = without_secrets(f"GET https://me:word@host/a/b?{SECRET}&x=1 Bearer {TOKEN} 'hf_abcdEFGH'")
    assert text == "GET https://host/a/b (token) '(token)'"


def test_a_proxy_is_used(
    hub: HubServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: bytes
) -> None:
    for name in ("NO_PROXY", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HTTP_PROXY", hub.url)
    monkeypatch.setenv("http_proxy", hub.url)
    hub.files["file.bin"] = content
    remote = RemoteFile("http://models.invalid/file.bin", "models.invalid", SIZE)
    Fetch(remote, tmp_path / "file.bin", GetHooks(patience=HASTY), lambda *_: None).run()
    assert hub.seen[-1].path == "http://models.invalid/file.bin"


def test_addresses_follow_the_mirrors(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_ENDPOINT", "https://mirror.example/")
    assert address(place(revision=COMMIT)) == f"https://mirror.example/{REPOSITORY}/resolve/{COMMIT}/{NAME}"
    scope = place(kind="modelscope", revision="master")
    assert address(scope) == f"https://www.modelscope.cn/models/{REPOSITORY}/resolve/master/{NAME}"
    monkeypatch.setenv("MODELSCOPE_DOMAIN", "scope.example")
    assert address(scope).startswith("https://scope.example/models/")


def test_a_hub_with_another_file_is_refused_before_the_download(hub: HubServer) -> None:
    with pytest.raises(ModelError, match="another file"):
        ask(place(), "", SIZE + 1, 2)
    assert hub.requests("storage") == []
