"""The command line of `georefer models`: its options, and what it says to people."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .errors import Cancelled

if TYPE_CHECKING:
    from .model_messages import ModelDetails
    from .models.catalog_entries import CatalogEntry
    from .models.downloading.hooks import GetProgress
    from .models.recognising import Recognised
    from .models.store import Receipt

_STATES = {"bundled": "not whole", "download": "to get", "bring": "to bring", "added": "not whole"}
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
    from .models.store import MODELS_VARIABLE, default_models_folder

    before = os.environ.get(MODELS_VARIABLE)
    settings.models_folder = (settings.models_folder or default_models_folder()).expanduser()
    # Recipes look for their parts there.
    os.environ[MODELS_VARIABLE] = str(settings.models_folder)
    try:
        facts, code = _ACTIONS[settings.action](settings)
    finally:
        os.environ.pop(MODELS_VARIABLE)
        os.environ.update({MODELS_VARIABLE: before} if before is not None else {})
    text = facts.pop("text")
    say(json.dumps(facts, ensure_ascii=False) if settings.json else text)
    return code


def _list(settings: argparse.Namespace) -> tuple[dict[str, Any], int]:
    from .models.catalog import can_run
    from .models.catalog_entries import whole_catalog
    from .models.shelf import model_details

    entries = {entry.id: entry for entry in whole_catalog()}
    rows, facts = [], []
    for one in model_details():
        entry = entries.get(one.model_id)
        if one.use == "part" and entry and not settings.all and not one.is_kept:
            continue
        size = _bytes(one.size_bytes) if one.size_bytes else "-"
        rows.append(_COLUMNS.format(one.model_id, _state_of(one), size, one.licence or "-", one.name))
        row = _entry_facts(entry) if entry else {"id": one.model_id, "state": one.state}
        row |= {"is_installed": one.is_ready or one.is_kept, "is_ready": one.is_ready, "reason": one.reason}
        facts.append(row | ({"can_run": can_run(entry.architecture)} if entry else {}))
    head = _COLUMNS.format("model", "state", "size", "licence", "")
    foot = f"Models lie in {settings.models_folder}; georefer models show MODEL says more."
    return {"text": "\n".join([head, *rows, foot]), "models": facts}, 0


def _state_of(model: ModelDetails) -> str:
    if model.is_ready:
        return "added" if model.state == "added" else "ready"
    return "not whole" if model.is_kept else _STATES[model.state]


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
    from .models.getting import choose_source
    from .models.keeping import get_whole
    from .models.shelf import parts_to_get

    entry = find_entry(settings.model)
    for part in parts_to_get(entry):
        size = choose_source(part, settings.source).size_bytes
        terms = f"{part.name}, {_bytes(size) if size else 'size not known yet'}, licence {part.licence}"
        # The licence is seen before the first byte comes.
        sys.stderr.write(f"{terms} {part.licence_url}".rstrip() + "\n")
    with _bar() as show:
        folder = get_whole(entry.id, settings.models_folder, settings.source, GetHooks(on_progress=show))
    text = f"{entry.name} lies in {folder}" if entry.sources else f"{entry.name} is ready"
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
    from .models.keeping import remove_model

    freed = remove_model(settings.model, settings.models_folder)
    text = f"Removed {settings.model}; {_bytes(freed)} are free again"
    return {"text": text, "id": settings.model, "freed_bytes": freed}, 0


def _verify(settings: argparse.Namespace) -> tuple[dict[str, Any], int]:
    from .models.keeping import verify_model
    from .models.store import installed

    chosen = settings.model or installed(settings.models_folder)
    findings = {model_id: verify_model(model_id, settings.models_folder) for model_id in chosen}
    lines = [f"ok   {name}" for name, wrong in findings.items() if not wrong]
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
