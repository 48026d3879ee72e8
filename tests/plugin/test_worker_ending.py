"""No process of the engine outlives whoever asked for it, and nothing of QGIS reaches it."""

from __future__ import annotations

import os

from georefer.plugin.worker.environment import engine_environment
from georefer.tests.plugin.test_worker_client import (  # noqa: F401 (fixtures)
    PATIENCE_MS,
    is_alive,
    request,
    start,
    wait,
)
from qgis.PyQt.QtCore import QProcessEnvironment


def test_shutdown_ends_the_process(start, qtbot) -> None:  # noqa: F811
    client, listener = start()
    wait(qtbot, listener, client.explain("trees"))
    client.shutdown()

    qtbot.waitUntil(lambda: not client.is_running, timeout=PATIENCE_MS)


def test_close_leaves_no_process_and_tells_nothing(start, qtbot) -> None:  # noqa: F811
    client, listener = start()
    job = client.segment(request("hang"))
    qtbot.waitUntil(lambda: "progressed" in listener.names(), timeout=PATIENCE_MS)
    process_id = client.process_id
    client.close()

    assert not is_alive(process_id)
    assert job not in listener.ends


def test_a_worker_does_not_outlive_its_client(start, qtbot) -> None:  # noqa: F811
    client, listener = start()
    wait(qtbot, listener, client.explain("trees"))
    process_id = client.process_id
    client._process.closeWriteChannel()

    qtbot.waitUntil(lambda: not is_alive(process_id), timeout=PATIENCE_MS)


def test_nothing_of_qgis_reaches_the_engine(start, qtbot, monkeypatch) -> None:  # noqa: F811
    strangers = (
        "PYTHONPATH",
        "PYTHONHOME",
        "PROJ_LIB",
        "PROJ_DATA",
        "GDAL_DATA",
        "LD_LIBRARY_PATH",
        "QGIS_X",
    )
    for name in strangers:
        monkeypatch.setenv(name, "/somewhere")
    monkeypatch.setenv("HTTPS_PROXY", "proxy")
    environment = QProcessEnvironment()
    for name, value in os.environ.items():
        environment.insert(name, value)
    chosen = engine_environment(environment)

    assert not set(strangers) & set(chosen.keys())
    assert chosen.value("HTTPS_PROXY") == "proxy"
    assert chosen.value("PATH") == os.environ["PATH"]
    client, listener = start()
    wait(qtbot, listener, client.explain("trees"))
    seen = next(event[1].versions for event in listener.events if event[0] == "said_hello")
    assert not {name for name in seen if name.startswith(("PYTHON", "PROJ_", "GDAL_", "LD_LIB", "QGIS"))}
