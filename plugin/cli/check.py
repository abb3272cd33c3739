"""``careflow check``: what app.yaml and the field maps say, or everything that is wrong with them. Needs no network."""

from __future__ import annotations

import json
import shutil
import sys
from datetime import date
from pathlib import Path
from typing import Any, TextIO

import click

from plugin.configuration_errors import ConfigurationError, Fault
from plugin.doubts import doubts
from plugin.fault_printing import told
from plugin.settings import REQUIREMENTS, Mode, Settings, load
from plugin.texts import languages, missing


@click.command()
@click.argument("file", required=False, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object instead of text.")
def check(file: Path | None, as_json: bool) -> None:
    """Validate app.yaml and the field maps, offline; FILE is another app.yaml than the configured one.

    Every fault is named with file, line, column and key, what was found and what is allowed. Ends with 0 when all is
    well, with 2 when something is wrong. What is allowed but hardly meant is a warning, and ends with 0. Secrets are
    not needed, and never shown.
    """
    try:
        settings = load(app_file=file)
    except ConfigurationError as error:
        if as_json:
            click.echo(faults_as_json(error))
        else:
            click.echo(f"careflow: {error.head}\n\n{told(error.faults, _width(sys.stderr))}", err=True)
        raise click.exceptions.Exit(2) from error
    found = _summary(settings)
    warnings = doubts(settings, date.today())
    if as_json:
        click.echo(json.dumps({**found, "warnings": [_fault(one) for one in warnings]}, indent=2, ensure_ascii=False))
        return
    click.echo(_as_text(found))
    if warnings:
        click.echo(f"\n{told(warnings, _width(sys.stdout), mark='warning')}")


def _width(stream: TextIO) -> int | None:
    """The columns of a terminal; elsewhere lines are left whole, for programs that read them."""
    return shutil.get_terminal_size().columns if stream.isatty() else None


def _summary(settings: Settings) -> dict[str, Any]:
    field_map = settings.field_map()
    return {
        "ok": True,
        "mode": settings.mode,
        "app_file": str(settings.app_file),
        "field_maps": [str(path) for path in settings.maps.read_from],
        "projects": list(settings.projects),
        "fields": len(field_map.fields),
        "options": sum(len(field_map.options(field)) for field in field_map.fields),
        "policies": list(settings.policies().names),
        "stand_ins": len(settings.approval.stand_ins),
        "switches": {clause: str(switch) for clause, switch in settings.policy().switches.items()},
        "languages": list(languages()),
        "missing_texts": {language: list(missing(language)) for language in languages() if missing(language)},
        "not_set": [need for need in REQUIREMENTS if not _is_set(settings, need)],
    }


def _is_set(settings: Settings, need: str) -> bool:
    try:
        settings.require(need)
    except ConfigurationError:
        return False
    return True


def _as_text(found: dict[str, Any]) -> str:
    plural = "projects" if len(found["projects"]) > 1 else "project"
    lines = [
        f"ok: {plural} {', '.join(found['projects'])}, {found['fields']} fields with {found['options']} options,"
        f" texts in {', '.join(found['languages'])}",
        *(["  mode shadow: nothing is written to Jira"] if found["mode"] == Mode.SHADOW else []),
        f"  read {found['app_file']}",
        *(f"  read {path}" for path in found["field_maps"]),
        *(f"  {lang} lacks {', '.join(texts)}: English is used" for lang, texts in found["missing_texts"].items()),
    ]
    if len(found["policies"]) > 1:
        lines.append(f"  policies by date, each for the cases opened from then on: {', '.join(found['policies'])}")
    for switch in ("off", "shadow"):
        clauses = [clause for clause, chosen in found["switches"].items() if chosen == switch]
        if clauses:
            lines.append(f"  clauses {switch}: {', '.join(clauses)}")
    if found["stand_ins"]:
        lines.append(f"  stand-ins for managers: {found['stand_ins']}")
    if found["not_set"]:
        lines.append(f"  not set yet (only commands that need them ask): {', '.join(found['not_set'])}")
    return "\n".join(lines)


def faults_as_json(error: ConfigurationError) -> str:
    """The faults as one JSON object."""
    return json.dumps({"ok": False, "faults": [_fault(fault) for fault in error.faults]}, indent=2)


def _fault(fault: Fault) -> dict[str, Any]:
    place = fault.place
    return {
        "file": place.file,
        "line": place.line or None,
        "column": place.column or None,
        "key": fault.key,
        "problem": fault.problem,
    }
