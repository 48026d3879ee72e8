"""The command line of `georefer models`: its options, and what it says to people."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .errors import Cancelled, GeoReferError, ModelError

if TYPE_CHECKING:
    from .models.catalog_entries import CatalogEntry
    from .models.downloading.hooks import GetProgress
    from .models.recognising import Recognised
    from .models.store import Receipt

_STATES = {"bundled": "bundled", "download": "to get", "bring": "to bring"}
_COLUMNS = "  {:<23} {:<9} {:>9}  {:<18} {}"


def add_models_options(command: argparse.ArgumentParser) -> None:
    """Adds what `georefer models` takes."""
    actions = command.add_subparsers(dest="action", required=True)
    listing = actions.add_parser("list", help="the models that there are, and those that can be had")
    listing.add_argument("--all", action="store_true", help="also the parts of other models")
    show = actions.add_parser("show", help="everything that is known of one model, or of a file or folder")
    show.add_argument("model", help="id, or a checkpoint or folder of your own")
    get = actions.add_parser("get", help="download a model; an interrupted download goes on")
    get.add_argument("model", help="id of the catalog")
    get.add_argument("--from", dest="source", default="", choices=("hub", "modelscope", "web"))
    add = actions.add_parser("add", help="copy a checkpoint or folder of your own to the models")
    add.add_argument("path", help="SAM, SAM-HQ, SAM 2, CLIP, SigLIP, RSRefSeg, RSRefSeg 2, ROS-SAM, ReferSAM")
    add.add_argument("--name", default="", metavar="ID", help="what to call it")
    add.add_argument(
        "--with", dest="beside", action="append", default=[], metavar="PATH", help="what it lacks"
    )
    add.add_argument("--replace", action="store_true", help="take the place of a model of that name")
    remove = actions.add_parser("remove", help="delete a model that was got or added")
    remove.add_argument("model", help="id")
    verify = actions.add_parser("verify", help="compare every file with what it was when it was got or added")
    verify.add_argument("model", nargs="*", help="ids; all where none is named")
    for action in (listing, show, get, add, remove, verify):
        action.add_argument("--models-folder", type=Path, metavar="FOLDER", help="where models lie")
        action.add_argument("--json", action="store_true")
        action.add_argument("--verbose", action="store_true", help="details on stderr")


def run_models(settings: argparse.Namespace, say: Callable[[str], None]) -> int:
    """Runs one action, says what came of it, and returns the exit code.

    Raises:
        GeoReferError: It cannot be done.
    """
    from .models.store import default_models_folder

    settings.models_folder = (settings.models_folder or default_models_folder()).expanduser()
    facts, code = _ACTIONS[settings.action](settings)
    text = facts.pop("text")
    say(json.dumps(facts, ensure_ascii=False) if settings.json else text)
    return code


def _list(settings: argparse.Namespace) -> tuple[dict[str, Any], int]:
    from .models.catalog import can_run
    from .models.catalog_entries import whole_catalog
    from .models.store import installed

    there = installed(settings.models_folder)
    rows, facts = [], []
    for entry in whole_catalog():
        if entry.use == "part" and not settings.all and entry.id not in there:
            continue
        state = "ready" if entry.id in there or entry.state == "bundled" else _STATES[entry.state]
        rows.append(_COLUMNS.format(entry.id, state, _size(entry), entry.licence or "-", entry.name))
        facts.append(
            {**_entry_facts(entry), "is_installed": state == "ready", "can_run": can_run(entry.architecture)}
        )
    known = {row["id"] for row in facts}
    for model_id, receipt in there.items():
        if model_id not in known:
            size = "-" if receipt is None else _bytes(receipt.size_bytes)
            rows.append(_COLUMNS.format(model_id, "added", size, "-", _what(receipt)))
            facts.append({"id": model_id, "state": "added", "is_installed": True, "layout": _what(receipt)})
    head = _COLUMNS.format("model", "state", "size", "licence", "")
    foot = f"Models lie in {settings.models_folder}; georefer models show MODEL says more."
    return {"text": "\n".join([head, *rows, foot]), "models": facts}, 0


def _show(settings: argparse.Namespace) -> tuple[dict[str, Any], int]:
    from .models.catalog_entries import find_entry, whole_catalog
    from .models.recognising import recognise
    from .models.store import installed

    receipt = installed(settings.models_folder).get(settings.model)
    if settings.model in {entry.id for entry in whole_catalog()}:
        entry = find_entry(settings.model)
        lines, facts = _entry_lines(entry), _entry_facts(entry)
    elif receipt is None and (Path(settings.model).exists() or len(Path(settings.model).parts) > 1):
        found = recognise(Path(settings.model).expanduser())
        return {"text": "\n".join(_found_lines(found)), **_found_facts(found)}, 0
    elif receipt is None:
        find_entry(settings.model)  # says which models there are
        raise AssertionError("an unknown model was found")
    else:
        lines, facts = [f"{receipt.id}: {receipt.layout}"], {"id": receipt.id, "layout": receipt.layout}
    if receipt is not None:
        lines += [
            f"  lies in   {settings.models_folder / settings.model}",
            f"  came from {receipt.origin}, {receipt.got_at}",
        ]
        lines += [f"  file      {path} {kept.sha256[:12]}" for path, kept in receipt.files.items()]
        facts["receipt"] = asdict(receipt)
    return {"text": "\n".join(lines), **facts}, 0


def _get(settings: argparse.Namespace) -> tuple[dict[str, Any], int]:
    from .models.catalog import can_run
    from .models.catalog_entries import find_entry
    from .models.downloading.hooks import GetHooks
    from .models.getting import choose_source, get_model

    entry = find_entry(settings.model)
    size = choose_source(entry, settings.source).size_bytes
    terms = f"{entry.name}, {_bytes(size) if size else 'size not known yet'}, licence {entry.licence}"
    # The licence is seen before the first byte comes.
    sys.stderr.write(f"{terms} {entry.licence_url}".rstrip() + "\n")
    with _bar() as show:
        folder = get_model(entry, settings.models_folder, settings.source, GetHooks(on_progress=show))
    text = f"{entry.name} lies in {folder}"
    if entry.use == "phrases" and not can_run(entry.architecture):
        text += "; this version cannot run it yet"
    return {"text": text, "id": entry.id, "folder": str(folder)}, 0


def _add(settings: argparse.Namespace) -> tuple[dict[str, Any], int]:
    from .models.adding import add_model

    added = add_model(
        Path(settings.path).expanduser(),
        settings.models_folder,
        settings.name,
        [Path(path).expanduser() for path in settings.beside],
        settings.replace,
    )
    lines = [f"Added {added.id}: {added.recognised.name}, in {added.folder}"]
    lines += [f"  {note}" for note in added.notes]
    if added.recognised.layout.use == "phrases":
        lines.append(f'  Use it with georefer segment RASTER "PHRASE" --model {added.id} -o OUT.gpkg')
    facts = {"id": added.id, "folder": str(added.folder), **_found_facts(added.recognised)}
    return {"text": "\n".join(lines), **facts}, 0


def _remove(settings: argparse.Namespace) -> tuple[dict[str, Any], int]:
    from .models.catalog import DEFAULT_MODEL
    from .models.downloading.locking import locked
    from .models.store import check_id, take_away

    model_id = check_id(settings.model)
    if model_id == DEFAULT_MODEL and not (settings.models_folder / model_id).is_dir():
        raise ModelError(f"{model_id} comes with GeoRefer and cannot be removed", "Remove another model")
    with locked(settings.models_folder, model_id):
        freed = take_away(settings.models_folder, model_id)
    text = f"Removed {model_id}; {_bytes(freed)} are free again"
    return {"text": text, "id": model_id, "freed_bytes": freed}, 0


def _verify(settings: argparse.Namespace) -> tuple[dict[str, Any], int]:
    from .models.recognising import recognise
    from .models.store import damage, installed

    there = installed(settings.models_folder)
    unknown = [model for model in settings.model if model not in there]
    if unknown:
        raise ModelError(
            f"The model {unknown[0]} is not in {settings.models_folder}", "See georefer models list"
        )
    findings: dict[str, list[str]] = {}
    for model_id in settings.model or there:
        folder, receipt = settings.models_folder / model_id, there[model_id]
        wrong = ["it has no receipt, so its files cannot be compared"] if receipt is None else []
        wrong += [] if receipt is None else damage(folder, receipt)
        try:
            wrong += [f"{lack} is missing" for lack in recognise(folder).missing]
        except GeoReferError as error:
            wrong.append(str(error))
        findings[model_id] = wrong
    lines = [f"{'ok  ' if not wrong else 'FAIL'} {name}" for name, wrong in findings.items() if not wrong]
    lines += [f"FAIL {name}: {sentence}" for name, wrong in findings.items() for sentence in wrong]
    text = "\n".join(lines) or f"There is no model in {settings.models_folder}"
    return {"text": text, "models": findings}, int(any(findings.values()))


_ACTIONS: dict[str, Callable[[argparse.Namespace], tuple[dict[str, Any], int]]] = {
    "list": _list,
    "show": _show,
    "get": _get,
    "add": _add,
    "remove": _remove,
    "verify": _verify,
}


def _entry_facts(entry: CatalogEntry) -> dict[str, Any]:
    facts = asdict(entry)
    facts["size_bytes"] = entry.sources[0].size_bytes if entry.sources else 0
    return facts


def _entry_lines(entry: CatalogEntry) -> list[str]:
    gsd = entry.gsd_range_m
    rows = [
        ("good at", entry.good_at),
        ("needs", entry.hardware),
        ("size", _size(entry)),
        ("weights", f"{entry.parameters_m:.0f} million parameters" if entry.parameters_m else ""),
        ("trained", "" if gsd is None else f"at {gsd[0]:g} to {gsd[1]:g} m ground sample distance"),
        ("languages", ", ".join(entry.languages)),
        (
            "licence",
            f"{entry.licence or 'that of the checkpoint that you bring'} {entry.licence_url}".strip(),
        ),
        ("made of", ", ".join(base.model or base.repository for base in entry.files)),
    ]
    rows += [("source", f"{source.kind}: {_where(source.downloads[0].place)}") for source in entry.sources]
    return [f"{entry.name}: {entry.summary}", *(f"  {name:<9} {value}" for name, value in rows if value)]


def _where(place: Any) -> str:  # noqa: ANN401
    return place.url or f"{place.repository}@{place.revision or 'newest'}"


def _found_facts(found: Recognised) -> dict[str, Any]:
    return {
        "layout": found.layout.id,
        "architecture": found.layout.architecture,
        "use": found.layout.use,
        "size": found.size,
        "files": [file.as_posix() for file in found.files],
        "missing": list(found.missing),
    }


def _found_lines(found: Recognised) -> list[str]:
    lines = [f"This is {found.name}"]
    lines += [f"  file      {file.as_posix()}" for file in found.files]
    return lines + [f"  missing   {lack}" for lack in found.missing]


def _what(receipt: Receipt | None) -> str:
    return "without a receipt" if receipt is None else receipt.layout


def _size(entry: CatalogEntry) -> str:
    size = entry.sources[0].size_bytes if entry.sources else 0
    return _bytes(size) if size else "-"


def _bytes(size_bytes: int) -> str:
    from .models.store import gigabytes

    return gigabytes(size_bytes)


@contextmanager
def _bar() -> Iterator[Callable[[GetProgress], None]]:
    """Shows bytes, rate and remaining time on a terminal; is silent in a pipe."""
    from tqdm import tqdm

    bar = tqdm(unit="B", unit_scale=True, disable=not sys.stderr.isatty(), leave=False, file=sys.stderr)

    def show(progress: GetProgress) -> None:
        bar.set_description(f"{progress.stage} {Path(progress.file).name}")
        if progress.stage != "downloading":
            return
        if bar.total != progress.total_bytes:
            bar.reset(progress.total_bytes or None)
            bar.initial = progress.done_bytes
        bar.update(progress.done_bytes - bar.n)

    try:
        yield show
    except KeyboardInterrupt:
        raise Cancelled(
            "The download was stopped; what has come is kept", "Get the model again to go on"
        ) from None
    finally:
        bar.close()
