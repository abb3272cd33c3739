"""``careflow doctor``: what falls short, line by line, with the mend."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import click

from plugin.cli.check import faults_as_json
from plugin.configuration_errors import ConfigurationError
from plugin.doctor import CHECKS, Installation, Level, Line, examine
from plugin.doctor.printing import as_json, as_lines, sum_of
from plugin.jira import MemoryCache
from plugin.logs import listen_to_level
from plugin.on_this_machine import receiver_here
from plugin.queueing.units import is_key
from plugin.settings import Settings, load
from plugin.terminal import columns, printable
from plugin.workbench import gateway

_RECEIVER = receiver_here()
_ADDRESS = re.compile(r"https?://[^/\s]+", re.IGNORECASE)
_IDS = max(len(check.id) for check in CHECKS)


@click.command()
@click.option("--receiver", default=_RECEIVER, show_default=True, metavar="URL", help="Where webhooks are received.")
@click.option(
    "--deliver",
    "probe",
    metavar="KEY",
    help="Write an internal note on this case, see that Jira delivers it to careflow, and take the note back.",
)
@click.option("--json", "json_wanted", is_flag=True, help="Print one JSON object instead of text.")
def doctor(receiver: str, probe: str | None, json_wanted: bool) -> None:
    """Check connection, account, permissions, fields, workflow, groups, webhook, Redis, workers and open cases.

    Each line is ok, a warning (it works, but look), fails or skipped (with the reason); below it stands what to type
    or click. Changes nothing, but with --deliver. Ends with 0 when nothing fails, 1 when something does, 2 on a wrong
    configuration.
    """
    if not _ADDRESS.match(receiver):
        raise click.BadParameter(f"{receiver!r} is no address; write it as {_RECEIVER}", param_hint="--receiver")
    if probe is not None and not is_key(probe):
        raise click.BadParameter(f"{probe!r} is no key of a case; write it as CARE-1", param_hint="--deliver")
    with _installation(receiver, probe, json_wanted) as it:
        lines: list[Line] = []
        width = columns()
        for line in map(_printable, examine(it)):
            lines.append(line)
            if not json_wanted:
                for text in as_lines(line, _IDS, width):
                    click.echo(text)
    click.echo(json.dumps(as_json(lines), indent=2, ensure_ascii=False) if json_wanted else f"\n{sum_of(lines)}")
    raise click.exceptions.Exit(1 if any(line.finding.level is Level.FAILS for line in lines) else 0)


def _printable(line: Line) -> Line:
    """Names and reasons are other people's text."""
    finding = line.finding
    return replace(line, finding=replace(finding, what=printable(finding.what), mend=printable(finding.mend)))


@contextmanager
def _installation(receiver: str, probe: str | None, json_wanted: bool) -> Iterator[Installation]:
    try:
        settings = _settings()
    except ConfigurationError as error:
        if not json_wanted:
            raise
        click.echo(faults_as_json(error))
        raise click.exceptions.Exit(2) from error
    it = Installation(settings, gateway(settings, MemoryCache()), receiver, probe=probe)
    try:
        yield it
    finally:
        it.close()


def _settings() -> Settings:
    settings = load()
    settings.require("jira")
    listen_to_level("ERROR")  # what goes wrong is said in the lines
    return settings
