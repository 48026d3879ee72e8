"""Writes the report that a person copies into a bug report: the machine, the versions, the last failure.

It is read by whoever mends the bug, and so is not translated. It names no phrase and no person.
"""

from __future__ import annotations

import os
import platform
import re
from collections.abc import Iterable
from configparser import ConfigParser
from dataclasses import asdict, dataclass
from pathlib import Path

from qgis.core import Qgis, QgsApplication
from qgis.PyQt.QtCore import PYQT_VERSION_STR, QT_VERSION_STR, QDir, QStorageInfo

from ..inference.messages import Failed, Hello, Ready
from ..inference.protocol import PROTOCOL_VERSION
from .options import schema
from .options.cache import cache_folder
from .worker.engine import PACKAGE_FOLDER, find_engine
from .worker.proxy import proxy_variables

NOISE_LINES = 60
# A name that short would be found in every second word.
LEAST_PHRASE = 3


@dataclass(frozen=True)
class Circumstances:
    """Holds what is known of the engine and of what went wrong.

    Attributes:
        hello: The worker's greeting; None where none was ever heard.
        ready: What it computes on; None where it was never ready.
        failure: The last failure; None where nothing has failed.
        noise: What the worker wrote to its standard error.
        phrases: What the person has typed lately; it is blotted out.
    """

    hello: Hello | None = None
    ready: Ready | None = None
    failure: Failed | None = None
    noise: str = ""
    phrases: tuple[str, ...] = ()


def report(circumstances: Circumstances) -> str:
    """Returns the report as text; it is short enough to be made at once."""
    sections = [
        ("GeoRefer diagnostics", _versions()),
        ("Engine", _engine(circumstances)),
        ("Options", [f"{name}: {value}" for name, value in asdict(schema.read()).items()]),
        ("Free disk", _disks()),
        ("Last failure", _failure(circumstances.failure)),
        ("End of the worker's standard error", circumstances.noise.strip().splitlines()[-NOISE_LINES:]),
    ]
    blocks = ["\n".join([title, *(f"  {line}" for line in lines or ["none"])]) for title, lines in sections]
    return blotted("\n\n".join(blocks), circumstances.phrases)


def blotted(text: str, phrases: Iterable[str] = (), home: str = "", user: str = "") -> str:
    """Returns a text without phrases, logins of addresses, the home folder and the name of the person.

    Args:
        text: Any text.
        phrases: What the person has typed.
        home: The home folder; "": of whoever runs this.
        user: The name of the account; "": the last part of the home folder.
    """
    for phrase in sorted((one.strip() for one in phrases), key=len, reverse=True):
        if len(phrase) >= LEAST_PHRASE or not phrase.isascii():
            text = text.replace(phrase, "(phrase)") if phrase else text
    text = re.sub(r"://[^/\s:@]+:[^/\s@]*@", "://(login)@", text)
    home = home or str(Path.home())
    for spelled in (
        set() if home in ("/", "\\") else {home, home.replace("\\", "/"), home.replace("\\", "\\\\")}
    ):
        text = re.sub(rf"{re.escape(spelled)}(?![\w.-])", "~", text)
    # Other folders may be named after the person as well: /media/ann for example.
    name = user or re.split(r"[\\/]", home)[-1]
    return re.sub(rf"(?<=[\\/]){re.escape(name)}(?=[\\/\s'\",;:)]|$)", "(user)", text) if name else text


def _versions() -> list[str]:
    metadata = ConfigParser(interpolation=None)
    metadata.read(PACKAGE_FOLDER / "metadata.txt", encoding="utf-8")
    return [
        f"GeoRefer {metadata.get('general', 'version', fallback='?')}, protocol {PROTOCOL_VERSION}",
        f"QGIS {Qgis.QGIS_VERSION}, Qt {QT_VERSION_STR}, PyQt {PYQT_VERSION_STR}",
        f"Python {platform.python_version()}",
        f"{platform.platform()}, {platform.machine()}, {os.cpu_count()} cores",
        f"Language {QgsApplication.instance().translation() or '?'}",
    ]


def _engine(circumstances: Circumstances) -> list[str]:
    engine = find_engine()
    lines = ["not installed"] if engine is None else [f"{engine.python} ({engine.origin})"]
    hello, ready = circumstances.hello, circumstances.ready
    if hello is not None:
        lines.append(f"protocol {hello.protocol}, environment {hello.prefix}")
        lines += [f"{name} {version}" for name, version in sorted(hello.versions.items())]
    else:
        lines.append("no greeting heard")
    if ready is not None:
        lines.append(f"computes on {ready.device}: {ready.reason}")
    proxy = proxy_variables().get("HTTPS_PROXY", "")
    lines.append(f"proxy of QGIS: {proxy or 'none'}")
    return lines


def _disks() -> list[str]:
    folders = {
        "profile": Path(QgsApplication.qgisSettingsDirPath()),
        "cache": cache_folder(schema.read()),
        "temporary": Path(QDir.tempPath()),
    }
    return [f"{name} {folder}: {_free(folder)}" for name, folder in folders.items()]


def _free(folder: Path) -> str:
    """Returns the room where a folder is, or would be."""
    there = next((one for one in (folder, *folder.parents) if one.is_dir()), folder)
    free_bytes = QStorageInfo(str(there)).bytesAvailable()
    return f"{free_bytes / 1e9:.1f} GB" if free_bytes >= 0 else "unknown"


def _failure(failure: Failed | None) -> list[str]:
    if failure is None:
        return []
    lines = [f"{failure.code}: {failure.message}", f"remedy: {failure.remedy}"]
    return [*lines, *failure.detail.strip().splitlines()[-NOISE_LINES:]]
