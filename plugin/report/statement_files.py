"""The files of a statement: JSON, a page to read, and the program that computes it again."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import click

from plugin.configuration_errors import UserMistake
from plugin.report import recompute
from plugin.report.figures import LABELS, percent
from plugin.report.file import rendered
from plugin.settings import Settings
from plugin.whole_files import write_whole
from workflows.record import from_text
from workflows.terms import ClockName


def as_text(made: Mapping[str, Any]) -> str:
    """The JSON file."""
    return json.dumps(made, ensure_ascii=False, indent=1) + "\n"


def as_page(made: Mapping[str, Any], settings: Settings) -> str:
    """The page to read."""
    return rendered(
        "report/statement.html",
        settings,
        made=made,
        labels=LABELS,
        totals=[(LABELS[ClockName(name)], counted, _compliance(counted)) for name, counted in made["totals"].items()],
        local=_local,
        stretch=_stretch,
    )


def write_statement(made: Mapping[str, Any], form: str | None, out: Path | None, settings: Settings) -> None:
    """One form to stdout or a file; without ``form``, all files into the folder ``out``. Raises UserMistake."""
    if form is not None or out is None:
        text = as_page(made, settings) if form == "html" else as_text(made)
        if out is None:
            click.echo(text, nl=False)
        else:
            write_whole(out, text)
        return
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UserMistake(f"{out} is no folder to write to: {error.strerror}") from error
    name = f"statement-{re.sub(r'[^A-Za-z0-9]+', '-', made['customer']).strip('-')}-{made['from'][:7]}"
    write_whole(out / f"{name}.json", as_text(made))
    write_whole(out / f"{name}.html", as_page(made, settings))
    write_whole(out / "recompute.py", Path(recompute.__file__).read_text(encoding="utf-8"))
    click.echo(f"written: {out / name}.json, {name}.html and recompute.py", err=True)


def _compliance(counted: Mapping[str, int]) -> str:
    decided = counted["met"] + counted["breached"]
    return percent(counted["met"] / decided if decided else None)


def _local(text: str | None, zone: str) -> str:
    """An instant of the file in a zone, to the second; a dash for None."""
    return from_text(text).astimezone(ZoneInfo(zone)).strftime("%a %Y-%m-%d %H:%M:%S") if text else "–"


def _stretch(one: Mapping[str, Any]) -> str:
    """How long a stretch is: hours, minutes, seconds."""
    length = _moment(one["to"]) - _moment(one["from"])
    seconds = round(length.total_seconds())
    return f"{seconds // 3600}:{seconds % 3600 // 60:02}:{seconds % 60:02}"


def _moment(text: str) -> datetime:
    return from_text(text)
