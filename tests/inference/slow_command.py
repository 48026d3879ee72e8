"""Is the command line with the fake model, slowed down so that a test can kill it in mid-run.

python slow_command.py SECONDS_PER_LOOK FILE ARGUMENT...

The file grows by one byte with every look at views, so that the test knows how far the run is.
"""

from __future__ import annotations

import importlib.util
import signal
import sys
import time
from pathlib import Path


def main() -> int:
    # The tests' own conftest makes `georefer` mean this checkout, wherever the process was started.
    spec = importlib.util.spec_from_file_location("conftest", Path(__file__).parents[1] / "conftest.py")
    assert spec is not None
    assert spec.loader is not None
    spec.loader.exec_module(importlib.util.module_from_spec(spec))

    from georefer.inference import cli, running
    from georefer.inference.models.interface import Glance
    from georefer.tests.fakes import FakePhraseModel

    # A process that was started in the background of a shell ignores Ctrl-C.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    pause_s, looks = float(sys.argv[1]), Path(sys.argv[2])

    class SlowModel(FakePhraseModel):
        def look(self, tiles: object) -> Glance:
            with looks.open("ab") as file:
                file.write(b".")
            time.sleep(pause_s)
            return super().look(tiles)  # type: ignore[arg-type]

    running.load_model = lambda *_: SlowModel()
    return cli.main(sys.argv[3:])


if __name__ == "__main__":
    sys.exit(main())
