"""Who may import whom: the walls of docs/architecture.md, and proof that each wall stops something."""

from __future__ import annotations

import ast
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from georefer.tests.source_tree import Import, SourceFile, SourceTree

QT = ("qgis", "PyQt5", "PyQt6", "PySide2", "PySide6", "processing", "osgeo")
GEO_LIBRARIES = {"rasterio", "shapely", "geopandas", "pyproj", "pyogrio"}
GROUND_NAMES = ("protocol", "errors", "settings", "tiling", "georeference", "scene")
# What plugin and worker say to each other; the plugin may know it.
MESSAGES = ("messages", "model_messages", "click_messages")
WIDGET_TYPES = {"QgsMapLayerProxyModel"}  # of qgis.core; what the layer chooser is told its filter by
SHADOWED_FOLDERS = ("processing",)  # a module of QGIS's own


def place(file: SourceFile, found: Import) -> str:
    return f"{file.path}:{found.line} imports {found.target}"


def imports_of(tree: SourceTree, *folders: str) -> Iterator[tuple[SourceFile, Import]]:
    for file in tree.of(*folders):
        for found in tree.imports(file):
            yield file, found


def is_below(name: str, *packages: str) -> bool:
    return any(name == package or name.startswith(f"{package}.") for package in packages)


def engine_stands_alone(tree: SourceTree) -> list[str]:
    """`inference` imports only itself, and nothing of QGIS or Qt."""
    return [
        place(file, found)
        for file, found in imports_of(tree, "inference")
        if (found.is_ours and not is_below(found.target, "georefer.inference")) or found.top in QT
    ]


def ui_knows_qt_only(tree: SourceTree) -> list[str]:
    """`ui` imports only Qt, the widgets of QGIS with the types that these are told by, and `ui`."""
    allowed = {
        (file.path, node.lineno)
        for file in tree.of("ui")
        for node in file.walk()
        if isinstance(node, ast.ImportFrom)
        and node.module == "qgis.core"
        and {alias.name for alias in node.names} <= WIDGET_TYPES
    }
    return [
        place(file, found)
        for file, found in imports_of(tree, "ui")
        if not is_below(found.target, "georefer.ui", "qgis.PyQt", "qgis.gui")
        and found.top not in sys.stdlib_module_names
        and (file.path, found.line) not in allowed
    ]


def plugin_knows_the_protocol_only(tree: SourceTree) -> list[str]:
    """`plugin` imports `plugin`, `ui`, QGIS, and of the engine only the protocol and its messages."""
    spoken = ("georefer.inference.protocol", *(f"georefer.inference.{name}" for name in MESSAGES))
    allowed = ("georefer.plugin", "georefer.ui", *spoken, "qgis", "processing")
    return [
        place(file, found)
        for file, found in imports_of(tree, "plugin")
        if not is_below(found.target, *allowed) and found.top not in sys.stdlib_module_names
    ]


def messages_know_the_protocol_only(tree: SourceTree) -> list[str]:
    """What the plugin imports beside the protocol needs nothing but the protocol and the standard library."""
    return [
        place(file, found)
        for file in tree.files
        if file.path in {f"inference/{name}.py" for name in MESSAGES}
        for found in tree.imports(file)
        if not is_below(
            found.target, "georefer.inference.protocol", *(f"georefer.inference.{name}" for name in MESSAGES)
        )
        and found.top not in sys.stdlib_module_names
    ]


def ground_files_know_nothing_of_ours(tree: SourceTree) -> list[str]:
    """Ground files import nothing of ours; the protocol nothing but the standard library."""
    ground = [file for file in tree.files if file.name.split(".")[-1] in GROUND_NAMES]
    return [
        place(file, found)
        for file in ground
        for found in tree.imports(file)
        if found.is_ours
        or (file.path == "inference/protocol.py" and found.top not in sys.stdlib_module_names)
    ]


DESKS = ("plugin/desk.py", "plugin/click_desk.py")


def controllers_do_not_know_each_other(tree: SourceTree) -> list[str]:
    """Controllers are known by the desks alone: `plugin.desk`, and `plugin.click_desk` for clicks."""
    return [
        place(file, found)
        for file, found in imports_of(tree, "plugin")
        if found.target.endswith("_controller") and file.path not in DESKS
    ]


def modules_form_no_circle(tree: SourceTree) -> list[str]:
    """No module reaches itself through its imports, lazy ones included."""
    edges = {
        file.name: {found.target for found in tree.imports(file) if found.is_ours} for file in tree.files
    }
    return [f"{name} imports itself by way of others" for name in edges if name in _reachable(edges, name)]


def models_and_training_import_without_geo_libraries(tree: SourceTree) -> list[str]:
    """`inference.models` and `inference.training` can be imported where rasterio and its kin are missing."""
    at_import = {
        file.name: [i for i in tree.imports(file) if i.at_module_level and not i.for_types_only]
        for file in tree.files
    }
    edges = {
        name: {found.target for found in found_here if found.is_ours}
        for name, found_here in at_import.items()
    }
    rows = []
    for file in tree.of("inference/models", "inference/training"):
        for name in {file.name} | _reachable(edges, file.name):
            needed = {found.top for found in at_import.get(name, ())} & GEO_LIBRARIES
            rows += [f"{file.path} needs {library} by way of {name}" for library in sorted(needed)]
    return rows


def package_files_import_nothing(tree: SourceTree) -> list[str]:
    """`__init__.py` files hold a docstring; the root's also QGIS's entry, which imports lazily."""
    rows = []
    for file in tree.files:
        if not file.is_package:
            continue
        rows += [
            place(file, found)
            for found in tree.imports(file)
            if found.at_module_level and found.target not in ("__future__", "typing")
        ]
        is_root = file.path == "__init__.py"
        kinds = (ast.Expr, ast.ImportFrom, ast.FunctionDef) if is_root else (ast.Expr,)
        rows += [
            f"{file.path}:{node.lineno} holds code" for node in file.tree.body if not isinstance(node, kinds)
        ]
    return rows


def no_folder_shadows_qgis(tree: SourceTree) -> list[str]:
    """No folder at the root hides a module of QGIS."""
    return [f"{name}/ hides QGIS's own" for name in SHADOWED_FOLDERS if (tree.root / name).exists()]


def translations_hold_no_f_strings(tree: SourceTree) -> list[str]:
    """`tr` and `translate` take literals; an f-string can never be found in a translation."""
    return [
        f"{file.path}:{node.lineno} translates an f-string"
        for file in tree.files
        for node in file.walk()
        if isinstance(node, ast.Call)
        and ast.unparse(node.func).split(".")[-1] in ("tr", "translate")
        and any(isinstance(argument, ast.JoinedStr) for given in node.args for argument in ast.walk(given))
    ]


def our_modules_are_named_relatively(tree: SourceTree) -> list[str]:
    """Inside the package imports are relative: in QGIS its name is the name of a folder."""
    rows = []
    for file in tree.files:
        for node in file.walk():
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom) and node.level == 0:
                names = [node.module or ""]
            rows += [
                f"{file.path}:{node.lineno} names {name} absolutely"
                for name in names
                if is_below(name, "georefer", "inference", "plugin", "ui")
            ]
    return rows


def _reachable(edges: dict[str, set[str]], start: str) -> set[str]:
    seen: set[str] = set()
    waiting = list(edges.get(start, ()))
    while waiting:
        name = waiting.pop()
        if name not in seen:
            seen.add(name)
            waiting += edges.get(name, ())
    return seen


Rule = Callable[[SourceTree], list[str]]
RULES: list[Rule] = [
    engine_stands_alone,
    ui_knows_qt_only,
    plugin_knows_the_protocol_only,
    messages_know_the_protocol_only,
    ground_files_know_nothing_of_ours,
    controllers_do_not_know_each_other,
    modules_form_no_circle,
    models_and_training_import_without_geo_libraries,
    package_files_import_nothing,
    no_folder_shadows_qgis,
    translations_hold_no_f_strings,
    our_modules_are_named_relatively,
]

PLANTED: list[tuple[Rule, dict[str, str]]] = [
    (engine_stands_alone, {"inference/a.py": "from ..plugin import main", "plugin/main.py": ""}),
    (engine_stands_alone, {"inference/geo/a.py": "from ...plugin.main import X", "plugin/main.py": ""}),
    (engine_stands_alone, {"inference/a.py": "def f():\n    from qgis.core import QgsProject"}),
    (engine_stands_alone, {"inference/a.py": "import importlib\nimportlib.import_module('PyQt5.QtCore')"}),
    (engine_stands_alone, {"inference/a.py": "try:\n    import processing\nexcept ImportError:\n    pass"}),
    (ui_knows_qt_only, {"ui/dock.py": "from ..plugin import settings", "plugin/settings.py": ""}),
    (ui_knows_qt_only, {"ui/dock.py": "from qgis.core import QgsProject"}),
    (ui_knows_qt_only, {"ui/dock.py": "from qgis.core import QgsMapLayerProxyModel, QgsProject"}),
    (ui_knows_qt_only, {"ui/dock.py": "import qgis.core"}),
    (ui_knows_qt_only, {"ui/dock.py": "from PyQt5.QtWidgets import QWidget"}),
    (
        plugin_knows_the_protocol_only,
        {"plugin/a.py": "from ..inference import server", "inference/server.py": ""},
    ),
    (
        plugin_knows_the_protocol_only,
        {"plugin/a.py": "from ..inference.errors import X", "inference/errors.py": ""},
    ),
    (plugin_knows_the_protocol_only, {"plugin/a.py": "def f():\n    import torch"}),
    (
        messages_know_the_protocol_only,
        {"inference/messages.py": "from .errors import X", "inference/errors.py": ""},
    ),
    (messages_know_the_protocol_only, {"inference/messages.py": "import numpy"}),
    (messages_know_the_protocol_only, {"inference/click_messages.py": "import numpy"}),
    (
        ground_files_know_nothing_of_ours,
        {"inference/geo/tiling.py": "from ..a import b", "inference/a.py": ""},
    ),
    (ground_files_know_nothing_of_ours, {"inference/protocol.py": "import numpy"}),
    (
        controllers_do_not_know_each_other,
        {"plugin/a.py": "from . import b_controller", "plugin/b_controller.py": ""},
    ),
    (modules_form_no_circle, {"inference/a.py": "from . import b", "inference/b.py": "from .a import c"}),
    (
        modules_form_no_circle,
        {
            "inference/a.py": "from .b import x",
            "inference/b.py": "def f():\n    from .geo.c import y",
            "inference/geo/c.py": "from ..a import z",
        },
    ),
    (models_and_training_import_without_geo_libraries, {"inference/models/a.py": "import rasterio.windows"}),
    (
        models_and_training_import_without_geo_libraries,
        {
            "inference/training/a.py": "from ..geo.b import c",
            "inference/geo/b.py": "from shapely import Point",
        },
    ),
    (
        package_files_import_nothing,
        {"inference/geo/__init__.py": "from .a import b", "inference/geo/a.py": ""},
    ),
    (package_files_import_nothing, {"inference/__init__.py": "CACHE = {}"}),
    (package_files_import_nothing, {"__init__.py": "from .plugin.main import X", "plugin/main.py": ""}),
    (no_folder_shadows_qgis, {"processing/a.py": ""}),
    (translations_hold_no_f_strings, {"plugin/a.py": "translate('GeoRefer', f'{count} objects')"}),
    (translations_hold_no_f_strings, {"ui/a.py": "self.tr('a ' + f'{b}')"}),
    (our_modules_are_named_relatively, {"inference/a.py": "from georefer.inference import errors"}),
    (our_modules_are_named_relatively, {"inference/a.py": "import inference.errors"}),
]

ALLOWED: list[tuple[Rule, dict[str, str]]] = [
    (
        engine_stands_alone,
        {"inference/geo/a.py": "import numpy\nfrom ..errors import X", "inference/errors.py": ""},
    ),
    (ui_knows_qt_only, {"ui/a.py": "from qgis.PyQt.QtCore import Qt\nfrom .b import c", "ui/b.py": ""}),
    (ui_knows_qt_only, {"ui/a.py": "from qgis.core import QgsMapLayerProxyModel"}),
    (
        plugin_knows_the_protocol_only,
        {"plugin/a.py": "from ..inference import protocol", "inference/protocol.py": ""},
    ),
    (
        plugin_knows_the_protocol_only,
        {"plugin/a.py": "from ..inference.messages import X", "inference/messages.py": ""},
    ),
    (
        models_and_training_import_without_geo_libraries,
        {"inference/models/a.py": "def f():\n    import rasterio"},
    ),
    (
        package_files_import_nothing,
        {"__init__.py": "def classFactory(iface):\n    from .plugin.main import X"},
    ),
    (translations_hold_no_f_strings, {"plugin/a.py": "translate('GeoRefer', '{n} objects').format(n=2)"}),
]


def plant(root: Path, files: dict[str, str]) -> SourceTree:
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return SourceTree(root)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_the_house_keeps_the_rule(rule: Rule, repo_root: Path) -> None:
    tree = SourceTree(repo_root)
    assert len(tree.files) > 10, "the walk found nothing to judge"
    assert rule(tree) == []


@pytest.mark.parametrize(("rule", "files"), PLANTED, ids=lambda value: getattr(value, "__name__", ""))
def test_a_planted_violation_is_caught(rule: Rule, files: dict[str, str], tmp_path: Path) -> None:
    assert rule(plant(tmp_path, files)) != []


@pytest.mark.parametrize(("rule", "files"), ALLOWED, ids=lambda value: getattr(value, "__name__", ""))
def test_what_is_allowed_passes(rule: Rule, files: dict[str, str], tmp_path: Path) -> None:
    assert rule(plant(tmp_path, files)) == []


def test_every_rule_has_a_planted_violation() -> None:
    assert {rule for rule, _ in PLANTED} == set(RULES)
