"""Every text for people is translated by one rule, and every translation is complete."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from string import Formatter
from xml.etree import ElementTree

import pytest
from georefer.tests.source_tree import SourceFile, SourceTree

CONTEXT = "GeoRefer"
WINGS = ("plugin", "ui")
# What the engine says is translated there, from lists in which pylupdate finds it (QT_TRANSLATE_NOOP).
MARK = "QT_TRANSLATE_NOOP"
ENGINES_OWN = "plugin/wording/engine_text.py"
# What shows its arguments to a person. Not complete, but it catches what one forgets.
SHOWS = set(
    """
    QLabel QPushButton QToolButton QCheckBox QRadioButton QGroupBox QAction QMenu
    setText setToolTip setTitle setStatusTip setWhatsThis setPlaceholderText setWindowTitle setAccessibleName
    setAccessibleDescription setDialogTitle setSpecialValueText setInformativeText setDescription
    addAction addMenu addItem addRow addTab getSaveFileName getOpenFileName
    pushMessage pushInfo pushWarning pushSuccess setProgressText reportError QgsProcessingException
    """.split()  # noqa: SIM905 (a list of one name a line would fill the page)
)
HAS_WORDS = re.compile(r"[^\W\d_]{2,}")
TAG = re.compile(r"<[^>]*>")


def calls(file: SourceFile) -> Iterator[ast.Call]:
    return (node for node in file.walk() if isinstance(node, ast.Call))


def name_of(call: ast.Call) -> str:
    return ast.unparse(call.func).split(".")[-1]


def is_translating(call: ast.Call) -> bool:
    """Tells a translation from `str.translate`, which takes one argument."""
    return name_of(call) in ("tr", "translate", MARK) and not (
        isinstance(call.func, ast.Attribute) and call.func.attr == "translate" and len(call.args) == 1
    )


def is_literal(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def follows_the_rule(call: ast.Call) -> bool:
    return (
        isinstance(call.func, ast.Name)
        and call.func.id in ("translate", MARK)
        and len(call.args) == 2
        and not call.keywords
        and all(map(is_literal, call.args))
        and ast.literal_eval(call.args[0]) == CONTEXT
    )


def fields_of(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def texts_are_translated_by_one_rule(tree: SourceTree) -> list[str]:
    """`translate("GeoRefer", "literal")` and nothing else: that is what pylupdate finds."""
    return [
        f"{file.path}:{call.lineno} translates in another way"
        for file in tree.of(*WINGS)
        if file.path != ENGINES_OWN
        for call in calls(file)
        if is_translating(call) and not follows_the_rule(call)
    ]


def places_for_values_have_names(tree: SourceTree) -> list[str]:
    """A translator sees `{count}`, not `{}`; and what has a place is put into it."""
    rows = []
    for file in tree.of(*WINGS):
        for call in calls(file):
            if is_translating(call) and follows_the_rule(call):
                names = fields_of(ast.literal_eval(call.args[1]))
                rows += [f"{file.path}:{call.lineno} has a place without a name"] * any(
                    not name.isidentifier() for name in names
                )
            if (
                isinstance(call.func, ast.Attribute)
                and call.func.attr == "format"
                and isinstance(call.func.value, ast.Call)
                and is_translating(call.func.value)
                and follows_the_rule(call.func.value)
            ):
                wanted = fields_of(ast.literal_eval(call.func.value.args[1]))
                given = {one.arg for one in call.keywords}
                if call.args or (None not in given and wanted != given):
                    rows.append(f"{file.path}:{call.lineno} fills other places than there are")
    return rows


def no_text_is_shown_untranslated(tree: SourceTree) -> list[str]:
    """What a widget or a message shows is no bare literal with words in it."""

    def shown(call: ast.Call) -> Iterator[str]:
        for argument in (*call.args, *(one.value for one in call.keywords if one.arg == "text")):
            for node in argument.values if isinstance(argument, ast.JoinedStr) else [argument]:
                if is_literal(node):
                    yield str(ast.literal_eval(node))

    return [
        f"{file.path}:{call.lineno} shows {text!r}"
        for file in tree.of(*WINGS)
        for call in calls(file)
        if name_of(call) in SHOWS
        for text in shown(call)
        if HAS_WORDS.search(TAG.sub("", text)) and text != CONTEXT
    ]


Rule = Callable[[SourceTree], list[str]]
PLANTED: list[tuple[Rule, str]] = [
    (texts_are_translated_by_one_rule, "self.tr('objects')"),
    (texts_are_translated_by_one_rule, "QCoreApplication.translate('GeoRefer', 'objects')"),
    (texts_are_translated_by_one_rule, "translate('Georefer', 'objects')"),
    (texts_are_translated_by_one_rule, "translate('GeoRefer', words)"),
    (texts_are_translated_by_one_rule, "translate('GeoRefer', f'{n} objects')"),
    (texts_are_translated_by_one_rule, "translate('GeoRefer', 'objects'.upper())"),
    (texts_are_translated_by_one_rule, "translate('GeoRefer', '%n objects', None, 3)"),
    (places_for_values_have_names, "translate('GeoRefer', '{} objects').format(3)"),
    (places_for_values_have_names, "translate('GeoRefer', '{0} objects')"),
    (places_for_values_have_names, "translate('GeoRefer', '{count} objects').format(n=3)"),
    (places_for_values_have_names, "translate('GeoRefer', '{count} objects').format(3)"),
    (no_text_is_shown_untranslated, "QLabel('Threads')"),
    (no_text_is_shown_untranslated, "button.setText(f'Save {name}')"),
    (no_text_is_shown_untranslated, "bar.pushMessage('GeoRefer', 'no layer')"),
]
RULES = list(dict.fromkeys(rule for rule, _ in PLANTED))
ALLOWED = [
    "translate('GeoRefer', '{count} objects').format(count=3)",
    "translate('GeoRefer', 'one ' 'sentence')",
    "text.translate(table)",
    "QLabel('')",
    "button.setText('+')",
    "bar.pushMessage('GeoRefer', translate('GeoRefer', 'no layer'))",
]


def plant(root: Path, text: str) -> SourceTree:
    (root / "plugin").mkdir()
    (root / "plugin" / "a.py").write_text(f"{text}\n", encoding="utf-8")
    return SourceTree(root)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_the_house_keeps_the_rule(rule: Rule, repo_root: Path) -> None:
    tree = SourceTree(repo_root)
    assert len(tree.of(*WINGS)) > 10, "the walk found nothing to judge"
    assert rule(tree) == []


@pytest.mark.parametrize(("rule", "text"), PLANTED, ids=lambda value: getattr(value, "__name__", ""))
def test_a_planted_violation_is_caught(rule: Rule, text: str, tmp_path: Path) -> None:
    assert rule(plant(tmp_path, text)) != []


@pytest.mark.parametrize("text", ALLOWED)
@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_what_is_allowed_passes(rule: Rule, text: str, tmp_path: Path) -> None:
    assert rule(plant(tmp_path, text)) == []


def translations(ts: Path) -> dict[str, str]:
    """Returns the finished translations of a file."""
    root = ElementTree.parse(ts).getroot()
    assert [context.findtext("name") for context in root.iter("context")] == [CONTEXT]
    return {
        message.findtext("source", ""): message.findtext("translation", "")
        for message in root.iter("message")
        if message.find("translation").get("type") is None  # type: ignore[union-attr]
    }


@pytest.fixture(params=["zh_CN"])
def finished(request: pytest.FixtureRequest, repo_root: Path) -> dict[str, str]:
    return translations(repo_root / "i18n" / f"georefer_{request.param}.ts")


@pytest.fixture(scope="module")
def texts(repo_root: Path) -> set[str]:
    return {
        ast.literal_eval(call.args[1])
        for file in SourceTree(repo_root).of(*WINGS)
        for call in calls(file)
        if is_translating(call) and follows_the_rule(call)
    }


def test_every_text_is_translated(finished: dict[str, str], texts: set[str]) -> None:
    missing = {text for text in texts if not finished.get(text)}
    assert missing == set(), "run `make i18n`, then translate what is marked as unfinished"


def test_every_translation_has_its_text(finished: dict[str, str], texts: set[str]) -> None:
    assert set(finished) - texts == set(), "run `make i18n`"


def test_translations_have_the_same_places_for_values(finished: dict[str, str]) -> None:
    assert {text: said for text, said in finished.items() if fields_of(text) != fields_of(said)} == {}


def test_translations_keep_the_accelerators(finished: dict[str, str]) -> None:
    assert {text: said for text, said in finished.items() if text.count("&") != said.count("&")} == {}


def test_translations_have_no_loose_ends(finished: dict[str, str]) -> None:
    def ends(text: str) -> tuple[str, str]:
        return re.match(r"\s*", text).group(), re.search(r"\s*\Z", text).group()  # type: ignore[union-attr]

    worded = {text: said for text, said in finished.items() if HAS_WORDS.search(text)}
    assert {text: said for text, said in worded.items() if ends(text) != ends(said)} == {}
