"""All that the engine can say is known to the plugin, which says it in the language of the dock."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from georefer.tests.engine_functions import bare
from georefer.tests.engine_sentences import Engine
from georefer.tests.test_translations import MARK, fields_of, translations

# What only a command line knows.
OPTION = re.compile(r"(?<![\w-])--[a-z]|\bgeorefer [a-z]+ [a-z]+")
LISTS = "plugin/wording/about_*.py"


def shape(template: str) -> str:
    """Returns a template without the names of its places and without a full stop."""
    return re.sub(r"(?<!\.)\.$", "", re.sub(r"\{\w+\}", "{}", template))


@pytest.fixture(scope="module")
def engine(repo_root: Path) -> dict[str, str]:
    return Engine(repo_root).templates()


@pytest.fixture(scope="module")
def known(repo_root: Path) -> dict[str, str]:
    """Returns what the dock says for each sentence of the engine."""
    said: dict[str, str] = {}
    for path in sorted(repo_root.glob(LISTS)):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if not isinstance(node, (ast.Assign, ast.AnnAssign)) or node.value is None:
                continue
            is_list = isinstance(node.value, ast.Tuple)
            marked = node.value.elts if is_list else node.value.values  # type: ignore[attr-defined]
            texts = [ast.literal_eval(one.args[1]) for one in marked if one.func.id == MARK]  # type: ignore[attr-defined]
            keys = texts if is_list else list(map(ast.literal_eval, node.value.keys))  # type: ignore[attr-defined]
            said.update(zip(keys, texts, strict=True))
    return said


def test_the_walk_finds_what_the_engine_says(engine: dict[str, str]) -> None:
    assert len(engine) > 400
    for wanted in (
        "The phrase is empty",
        "{short_name} is no raster, or is damaged",
        "{count} asked for, {len} found",
        "1 other object fits nearly as well",
        "The server {host} is busy: {name} was not downloaded ({status})",
        "{name} is in use by another program",
        "No GPU can be used: {obstacles}",
        "there is no Apple GPU",
    ):
        assert wanted in engine


def test_the_plugin_knows_every_sentence(engine: dict[str, str], known: dict[str, str]) -> None:
    shapes = set(map(shape, known))
    missing = {template: place for template, place in engine.items() if shape(template) not in shapes}
    assert missing == {}, "add them to a list in plugin/wording, then run `make i18n` and translate them"


def test_the_plugin_knows_no_sentence_that_is_gone(engine: dict[str, str], known: dict[str, str]) -> None:
    shapes = set(map(shape, engine))
    assert {template for template in known if shape(template) not in shapes} == set()


def test_no_sentence_stands_twice(known: dict[str, str]) -> None:
    assert len(set(map(shape, known))) == len(known)


def test_the_dock_speaks_of_no_command_line(known: dict[str, str]) -> None:
    assert {said for said in known.values() if OPTION.search(said)} == set()


def test_a_sentence_is_reworded_only_with_values_that_it_has(known: dict[str, str]) -> None:
    assert {text: said for text, said in known.items() if not fields_of(said) <= fields_of(text)} == {}


def test_every_sentence_is_translated(known: dict[str, str], repo_root: Path) -> None:
    finished = translations(repo_root / "i18n" / "georefer_zh_CN.ts")
    assert {said for said in known.values() if not finished.get(said)} == set()
    assert {said for said in known.values() if fields_of(said) != fields_of(finished[said])} == set()
    chinese = re.compile(r"[\u4e00-\u9fff]")
    assert {said for said in known.values() if bare(said) and not chinese.search(finished[said])} == set()


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ('raise InputError("It is so", "Do this")', {"It is so", "Do this"}),
        ('raise InputError(f"{path.name} is no file")', {"{name} is no file"}),
        ('raise Sub("This is wrong now")', {"This is wrong now"}),
        ('notes.append("a thing was left out")', {"a thing was left out"}),
        ('raise InputError("left it" if x else "took it")', {"left it", "took it"}),
        ("for a, b in TABLE:\n        raise InputError(b.format(x), a)", {"the {x} is full", "Make room"}),
        ('problem = f"{n} are bad"\n    raise InputError(problem)', {"{n} are bad"}),
        ('raise told("is damaged now")', {"{path} is damaged now"}),
    ],
)
def test_sentences_are_found_where_they_hide(code: str, expected: set[str], tmp_path: Path) -> None:
    folder = tmp_path / "inference"
    folder.mkdir()
    (folder / "errors.py").write_text(
        "class GeoReferError(Exception): ...\n"
        "class InputError(GeoReferError): ...\n"
        "class Sub(InputError): ...\n"
    )
    (folder / "server.py").write_text(
        "from .errors import InputError, Sub\n"
        'TABLE = (("Make room", "the {} is full"),)\n'
        'def told(problem):\n    return InputError(f"{path} {problem}")\n'
        f"def run(x, n, path, notes):\n    {code}\n"
    )
    found = set(Engine(tmp_path).templates())
    assert expected <= found
