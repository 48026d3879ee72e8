"""Says what is to be installed, and by which commands of Python and pip."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from .engine import PACKAGE_FOLDER, Command, python_of

REQUIREMENTS = PACKAGE_FOLDER / "requirements.lock"
PROBE = "import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 10))"
MEASURED = "bytes there:"
MEASURE = (
    "import os, sys\n"
    "files = (os.path.join(folder, name) for folder, _, names in os.walk(sys.argv[1]) for name in names)\n"
    f"print('{MEASURED}', sum(os.lstat(file).st_size for file in files))"
)
# Says in the environment which index its torch is from; none says that it is from the default one.
_INDEX_NOTE = "torch-index.txt"


@dataclass(frozen=True)
class InstallWishes:
    """Says what is to be installed, and from where.

    Attributes:
        folder: Environment to make; None: the one in the profile.
        pythons: Interpreters to make it from, the first that fits is taken; empty: those of this machine.
        requirements: File with the pinned packages.
        torch_index_url: Another index for torch, for a build of one's choice; "" for none.
        wheels_folder: Folder with wheels to install from, without any network; "" for none.
        needed_gb: Room on the disk that an environment takes; None: what is usual on this machine.
    """

    folder: Path | None = None
    pythons: tuple[str, ...] = ()
    requirements: Path = REQUIREMENTS
    torch_index_url: str = ""
    wheels_folder: str = ""
    needed_gb: int | None = None


def pins(requirements: Path) -> list[str]:
    """Returns the pinned packages of a file."""
    lines = requirements.read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line.strip() and not line.startswith("#")]


def measure_command(python: str, folder: Path) -> Command:
    """Returns what prints how much there is in a folder already (see `measured_bytes`)."""
    return Command(python, ("-I", "-c", MEASURE, str(folder)))


def measured_bytes(lines: list[str]) -> int:
    """Returns the number among the printed lines; 0 where there is none."""
    said = [line for line in lines if line.startswith(MEASURED)]
    return int(said[-1][len(MEASURED) :]) if said else 0


def torch_commands(wishes: InstallWishes, folder: Path) -> Iterator[Command]:
    """Yields what brings the build of torch that is wished, nothing where the default one is there or comes.

    pip takes one build for the other, since their version is the same: another one than before is forced.
    """
    pip = _pip(wishes)
    torch = [line for line in pins(wishes.requirements) if line.startswith("torch==")]
    index = ("--index-url", wishes.torch_index_url) if wishes.torch_index_url else ()
    if torch and former_index(folder) != wishes.torch_index_url:
        yield _command(folder, (*pip, *index, "--force-reinstall", "--no-deps", torch[0]))
    if torch and index:
        yield _command(folder, (*pip, *index, torch[0]))


def packages_command(wishes: InstallWishes, folder: Path) -> Command:
    """Returns what installs all packages that are not there."""
    return _command(folder, (*_pip(wishes), "--requirement", str(wishes.requirements)))


def former_index(folder: Path) -> str:
    """Returns the index that the torch of an environment is from; "" for the default one or no torch."""
    note = folder / _INDEX_NOTE
    return note.read_text(encoding="utf-8").strip() if note.is_file() else ""


def note_index(folder: Path, index_url: str) -> None:
    """Notes which index the torch of an environment is from.

    Raises:
        OSError: It cannot be written.
    """
    (folder / _INDEX_NOTE).write_text(index_url, encoding="utf-8")


def _pip(wishes: InstallWishes) -> tuple[str, ...]:
    quiet = ("--disable-pip-version-check", "--no-input")
    pip = ("-I", "-m", "pip", *quiet, "install", "--progress-bar=off")
    return (*pip, "--no-index", "--find-links", wishes.wheels_folder) if wishes.wheels_folder else pip


def _command(folder: Path, arguments: tuple[str, ...]) -> Command:
    return Command(str(python_of(folder)), arguments)
