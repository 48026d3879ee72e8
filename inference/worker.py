"""Starts the engine's process: run as a script by the Python of the engine's environment.

    PYTHON -I -X utf8 .../inference/worker.py

Python's isolated mode finds no package beside a script, so that nothing of QGIS can slip in; hence the
package is taken from the folder that this file lies in. Plugin and worker thereby are always of one version.

File descriptor 1 belongs to the protocol. Libraries print: so it is put aside, and what they print goes to
descriptor 2, where the plugin keeps it for the report. Likewise no library may read the requests.
"""

from __future__ import annotations

import importlib
import importlib.util
import os
import sys
from pathlib import Path

PACKAGE = "georefer"


def main() -> None:
    """Puts the pipe aside and answers requests until it is closed."""
    requests, events = take_pipe()
    register_package()
    server = importlib.import_module(f"{PACKAGE}.inference.server")
    server.serve(requests, events)


def take_pipe() -> tuple[int, int]:
    """Returns the file descriptors of requests and events, out of the reach of libraries."""
    return _put_aside(0, os.open(os.devnull, os.O_RDONLY)), _put_aside(1, 2)


def _put_aside(descriptor: int, other: int) -> int:
    """Returns a private duplicate of a descriptor, which from now on means another one."""
    private = os.dup(descriptor)
    os.dup2(other, descriptor)
    return private


def register_package() -> None:
    """Makes the package name mean the folder above this file, whatever that is called."""
    root = Path(__file__).resolve().parents[1]
    spec = importlib.util.spec_from_file_location(
        PACKAGE, root / "__init__.py", submodule_search_locations=[str(root)]
    )
    if spec is None or spec.loader is None:
        raise ImportError(f"no package in {root}")
    package = importlib.util.module_from_spec(spec)
    sys.modules[PACKAGE] = package
    spec.loader.exec_module(package)


if __name__ == "__main__":
    main()
