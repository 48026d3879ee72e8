"""The plugin loads in QGIS, shows its action and its dock, and leaves nothing behind."""

from __future__ import annotations

import builtins
import sys

import georefer
import pytest
from georefer.plugin.controllers import engine_controller
from qgis.core import Qgis, QgsApplication
from qgis.PyQt.QtCore import QCoreApplication, QEvent
from qgis.PyQt.QtWidgets import QAction, QDockWidget


def shown_actions(desktop) -> list[str]:
    return [action.text() for menu in desktop.menus.values() for action in menu.actions()]


@pytest.fixture
def plugin(desktop):
    plugin = georefer.classFactory(desktop)
    plugin.initGui()
    yield plugin
    plugin.unload()


@pytest.fixture
def no_engine(monkeypatch):
    monkeypatch.setattr(engine_controller, "find_engine", lambda: None)


def test_shows_its_action_in_the_plugins_menu(plugin, desktop) -> None:
    assert shown_actions(desktop) == ["GeoRefer"]


def test_its_icon_and_its_options_are_there(plugin, desktop) -> None:
    assert [action.objectName() for action in desktop.toolbar.actions()] == ["georefer_action"]
    assert not plugin.action.icon().isNull()
    assert len(desktop.options_pages) == 1


def test_the_action_shows_and_hides_the_dock(plugin, desktop, no_engine) -> None:
    desktop.window.show()
    assert plugin.desk is None
    plugin.action.trigger()
    assert plugin.desk.dock.isVisible()
    assert plugin.action.isChecked()
    plugin.action.trigger()
    assert not plugin.desk.dock.isVisible()


def test_closing_the_dock_unchecks_the_action(plugin, desktop, no_engine) -> None:
    desktop.window.show()
    plugin.action.trigger()
    plugin.desk.dock.close()
    assert not plugin.action.isChecked()


def test_unload_leaves_nothing_behind(plugin, desktop, no_engine) -> None:
    plugin.action.trigger()
    plugin.unload()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)

    assert desktop.menus == {}
    assert desktop.options_pages == []
    assert desktop.window.findChildren(QAction, "georefer_action") == []
    assert desktop.window.findChildren(QDockWidget) == []


def test_algorithms_come_and_go_with_the_plugin(plugin) -> None:
    registry = QgsApplication.processingRegistry()
    assert {one.name() for one in registry.providerById("georefer").algorithms()} == {
        "segmentbyphrase",
        "selectbyphrase",
        "explainphrase",
        "clickobjects",
        "trackobjects",
    }
    plugin.unload()

    assert registry.providerById("georefer") is None


def test_can_be_switched_off_and_on_again(plugin, desktop) -> None:
    for _ in range(3):
        plugin.unload()
        plugin.initGui()

    assert shown_actions(desktop) == ["GeoRefer"]


def test_unload_without_start_is_harmless(desktop) -> None:
    georefer.classFactory(desktop).unload()


def test_a_missing_part_is_told_kindly(desktop, monkeypatch) -> None:
    original = builtins.__import__

    def import_without_main(name, *args, **kwargs):
        if name == "plugin.main":
            raise ImportError("no module named 'plugin.main'")
        return original(name, *args, **kwargs)

    monkeypatch.delitem(sys.modules, "georefer.plugin.main", raising=False)
    monkeypatch.setattr(builtins, "__import__", import_without_main)
    plugin = georefer.classFactory(desktop)
    plugin.initGui()
    plugin.unload()

    message = desktop.messageBar().currentItem()
    assert message.level() == Qgis.MessageLevel.Warning
    assert "could not start" in message.text()
    assert "plugin.main" in message.text()
    assert shown_actions(desktop) == []


def test_engine_libraries_stay_out_of_qgis(plugin) -> None:
    assert not {"torch", "rasterio", "transformers"} & set(sys.modules)
