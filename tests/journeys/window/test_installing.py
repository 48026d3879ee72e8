"""The packed plugin, as people get it, in a QGIS that has never seen it."""

from __future__ import annotations

import subprocess

from .desktop import ROOT, Window, engine_python


def test_the_package_installs_by_the_installer_of_qgis(tmp_path, scene, monkeypatch) -> None:
    subprocess.run([str(ROOT / ".ci" / "make-package")], check=True, cwd=ROOT, stdout=subprocess.DEVNULL)
    monkeypatch.setenv("GEOREFER_ZIP", str(ROOT / "dist" / "georefer.zip"))
    window = Window(tmp_path, engine_python(), scene, has_plugin=False)
    outcome = window.run("installing_journey.py")
    assert window.verdict == 0, outcome.output[-6000:]
    assert (tmp_path / "profiles" / "journey" / "python" / "plugins" / "georefer" / "metadata.txt").is_file()
    assert window.workers() == []
