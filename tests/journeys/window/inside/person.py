"""Does in QGIS what a person does, and waits as a person waits: while QGIS goes on."""

import os
import time
from pathlib import Path

import qgis.utils
from qgis.core import QgsProject, QgsRasterLayer
from qgis.PyQt.QtCore import QEventLoop, QObject, Qt, QTimer
from qgis.PyQt.QtTest import QTest
from qgis.PyQt.QtWidgets import QApplication
from qgis.utils import iface

PATIENCE_S = 90.0
# What slots have raised: QGIS only shows that in its message bar.
raised = []
BEAT_MS = 10


def told(name):
    """Returns what the journey was told from outside."""
    return os.environ[name]


def wait_until(condition, what, patience_s=PATIENCE_S):
    """Lets QGIS go on until a condition holds."""
    until_s = time.monotonic() + patience_s
    while not condition():
        assert raised == []
        if time.monotonic() > until_s:
            raise AssertionError(f"waited {patience_s:.0f} s for {what}; the dock says {said()!r}")
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, BEAT_MS)
        time.sleep(0.005)


def said():
    """Returns the dock's line for the person, "" where there is none."""
    notice = desk().page.input.notice.notice() if desk() is not None else None
    return notice.text if notice is not None else ""


def open_raster(path, name="ortho"):
    layer = QgsRasterLayer(str(path), name)
    assert layer.isValid(), path
    QgsProject.instance().addMapLayer(layer)
    iface.setActiveLayer(layer)
    iface.mapCanvas().setExtent(layer.extent())
    iface.mapCanvas().refresh()
    return layer


def open_dock():
    """Presses the plugin's button and returns its desk."""
    plugin = qgis.utils.plugins["georefer"]
    plugin.action.trigger()
    wait_until(lambda: plugin.desk is not None and plugin.desk.dock.isVisible(), "the dock")
    return plugin.desk


def wait_for_engine(desk):
    wait_until(lambda: desk.engine.device is not None, "the engine")


def type_phrase(desk, phrase):
    """Types by key events, as far as keys have these letters."""
    line = desk.dock.page.input.line
    line.setFocus()
    line.selectAll()
    QTest.keyClick(line, Qt.Key.Key_Delete)
    if phrase.isascii():
        QTest.keyClicks(line, phrase)
    else:
        QApplication.clipboard().setText(phrase)
        line.paste()


def press_enter(desk):
    QTest.keyClick(desk.dock.page.input.line, Qt.Key.Key_Return)


def click(button):
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def begin_run(desk, phrase="buildings"):
    """Begins a run and waits until its first polygons have come."""
    found = []

    def listen(job, message):
        found.extend(message.objects)

    desk.client.found.connect(listen)
    type_phrase(desk, phrase)
    press_enter(desk)
    wait_until(lambda: found, "the first polygons")
    desk.client.found.disconnect(listen)
    assert desk.run.is_running


def wait_for_run(desk, patience_s=PATIENCE_S):
    wait_until(lambda: not desk.run.is_running, "the end of the run", patience_s)


def take_shot(name, widget=None):
    """Saves a picture of the window, or of a part of it."""
    canvas = iface.mapCanvas()
    canvas.waitWhileRendering()
    QApplication.processEvents()
    picture = (widget or iface.mainWindow()).grab()
    assert picture.save(str(Path(told("GEOREFER_SHOTS")) / f"{name}.png"))


class Pulse(QObject):
    """Measures by a fast timer how long QGIS did not react."""

    def __init__(self):
        super().__init__()
        self.gaps_ms = []
        self._last_s = time.perf_counter()
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._beat)
        self._timer.start(BEAT_MS)

    def _beat(self):
        now_s = time.perf_counter()
        self.gaps_ms.append(1000 * (now_s - self._last_s))
        self._last_s = now_s

    def stop(self):
        """Returns the longest time without a beat, in ms, beyond the beat itself."""
        self._timer.stop()
        return max(self.gaps_ms, default=0.0) - BEAT_MS


def desk():
    """Returns the plugin's desk, None before the dock was opened."""
    return qgis.utils.plugins["georefer"].desk


def note(name, value):
    """Keeps a measured number for whoever started the journey."""
    with open(Path(told("GEOREFER_FOLDER")) / "numbers.txt", "a", encoding="utf-8") as stream:
        stream.write(f"{name} {value:.4f}\n")


def kept_files(desk):
    """Returns the files of runs that are not finished."""
    return list(desk.run.unfinished_folder.glob("*.unfinished.gpkg"))
