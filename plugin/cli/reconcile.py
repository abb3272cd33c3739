"""``careflow reconcile``: the one path, in this process; needs no Redis."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime

import click
from redis.exceptions import RedisError

from plugin import queueing
from plugin.case_keys import known_key
from plugin.cli.cases import Moment, jira_at_hand, said
from plugin.connecting import connect, told
from plugin.embedded import in_use
from plugin.jira import JiraError, Reading
from plugin.logs import about
from plugin.queries import find_open
from plugin.settings import Mode, Settings
from plugin.shadow import IN_SHADOW
from plugin.terminal import printable
from plugin.workbench import OnePath
from workflows.decision import Decision
from workflows.explain import action_line, as_json
from workflows.record import to_text

_PATIENCE = 2.0  # seconds for Redis: of no use but to take off a mark


@click.command()
@click.argument("keys", nargs=-1, metavar="KEY…")
@click.option("--all", "every", is_flag=True, help="Reconcile every open case of the configured projects.")
@click.option("--dry-run", is_flag=True, help="Decide and say so, but write nothing.")
@click.option("--at", type=Moment(), help="With --dry-run: decide as of this moment.")
@click.option("--json", "json_wanted", is_flag=True, help="Print one JSON object per case, one to a line.")
def reconcile(keys: tuple[str, ...], every: bool, dry_run: bool, at: datetime | None, json_wanted: bool) -> None:
    """Read each case, decide what the policy asks for, and do it. Doing it twice does nothing.

    In shadow (`mode: shadow` in app.yaml) nothing is written: it says what it would do since people last acted.
    """
    if bool(keys) == every:
        raise click.UsageError("name the cases, or say --all")
    if at is not None and not dry_run:
        raise click.UsageError("--at goes with --dry-run only: what is past cannot be acted on")
    done: list[str] = []
    failed = False
    with jira_at_hand() as (settings, gateway, path):
        if settings.mode is Mode.SHADOW:
            click.echo(IN_SHADOW, err=True)
        work = (
            _all(find_open(gateway, settings.projects, settings.field_map()), path, at, dry_run)
            if every
            else _named([known_key(key, settings) for key in keys], path, at, dry_run)
        )
        for key, result in work:
            if isinstance(result, JiraError):
                failed = True
                click.echo(said(result, key), err=True)
                continue
            done.append(key)
            if json_wanted:
                click.echo(json.dumps(as_json(result), ensure_ascii=False))
            else:
                click.echo("\n".join(printable(line) for line in _lines(result, dry_run)))
        if not dry_run:
            _unpark(done, settings)
    if failed:
        raise click.exceptions.Exit(1)


def _unpark(keys: list[str], settings: Settings) -> None:
    """A case that workers had given up, and that ends well here, they take up again; only their run takes off the mark.

    Where Redis is not at hand, they do so by themselves at one of the next sweeps.
    """
    try:
        url = in_use(settings.redis.url, settings.data_dir)
        if url is None:
            return
        with connect(url, patience=_PATIENCE) as connection:
            parked = {entry.unit for entry in queueing.park_list(connection)}
            for key in parked.intersection(keys):
                queueing.wake(connection, key, "reconciled by hand")
    except OSError as error:
        click.echo(f"careflow: {settings.data_dir} cannot be read: {error.strerror}", err=True)
    except RedisError as error:
        click.echo(f"careflow: a case that was parked stays so until the next sweep: Redis: {told(error)}", err=True)


def _named(
    keys: list[str], path: OnePath, at: datetime | None, dry_run: bool
) -> Iterator[tuple[str, Decision | JiraError]]:
    for key in keys:
        yield key, _one(key, path, at, dry_run)


def _one(key: str, path: OnePath, at: datetime | None, dry_run: bool) -> Decision | JiraError:
    with about(case=key):
        try:
            return path.look(key, at) if dry_run else path.run(key).decision
        except JiraError as error:
            return error


def _all(
    readings: Iterator[Reading], path: OnePath, at: datetime | None, dry_run: bool
) -> Iterator[tuple[str, Decision | JiraError]]:
    """In bulk; only who wants something, or could not be read whole, is read on its own."""
    try:
        for reading in readings:
            decision = path.decide(reading.case, at or reading.now)
            # Data Center's search brings no record: what is wanted may have been done, but "nothing" is sure.
            quiet = not decision.actions and not decision.needs
            sure = (reading.complete and not decision.needs) or (set(reading.lacks) <= {"record"} and quiet)
            if sure and (dry_run or not decision.actions):
                yield reading.case.key, decision
            else:
                yield reading.case.key, _one(reading.case.key, path, at, dry_run)
    except JiraError as error:
        yield "--all", error


def _lines(decision: Decision, dry_run: bool) -> Iterator[str]:
    verb = "would do" if dry_run or decision.in_shadow else "did"
    what = f"{verb} {len(decision.actions)}" if decision.actions else "nothing to do"
    wake = f", looks again at {to_text(decision.wake_at)}" if decision.wake_at else ""
    yield f"{decision.case.key}: {decision.severity}, {decision.status}, SLA {decision.sla_state}: {what}{wake}"
    for action in decision.actions:
        yield f"  {action.clause:<7} {action_line(action)} — {action.why}"
    yield from (f"  ! {problem}" for problem in decision.problems)
