"""``careflow check``: what app.yaml and the field maps say, or everything that is wrong with them. Needs no network."""

from __future__ import annotations

import json
from typing import Any

import click

from plugin.configuration_errors import ConfigurationError, Fault
from plugin.settings import REQUIREMENTS, Mode, Settings, load
from plugin.texts import languages, missing


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object instead of text.")
def check(as_json: bool) -> None:
    """Validate app.yaml and the field maps, offline.

    Every fault is named with file, line, column and key, what was found and what is allowed. Ends with 0 when all is
    well, with 2 when something is wrong. Secrets are not needed, and never shown.
    """
    try:
        settings = load()
    except ConfigurationError as error:
        if not as_json:
            raise
        click.echo(faults_as_json(error))
        raise click.exceptions.Exit(2) from error
    found = _summary(settings)
    click.echo(json.dumps(found, indent=2, ensure_ascii=False) if as_json else _as_text(found))


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
