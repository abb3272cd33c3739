"""``careflow plan``, ``apply`` and ``uninstall``: what the Jira site lacks, as a diff, and making it so."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import click

from plugin.configuration_errors import UserMistake
from plugin.credentials.accounts import Account, session_of
from plugin.due_moves import DueMove, due_moves
from plugin.install.apply import BrokenOff, Outcome, carry_out, workshop
from plugin.install.ground import Ground
from plugin.install.items import Step
from plugin.install.plan import Plan, make_plan, validated
from plugin.install.printing import as_json, as_lines, moves_as_lines, progress, sum_of
from plugin.install.reading import Reading
from plugin.install.removal import plan_removal
from plugin.install.sites import reading_of
from plugin.install.wanted import wanted
from plugin.jira import JiraError, MemoryCache
from plugin.jira.session import Session
from plugin.logs import listen_to_level
from plugin.settings import Settings, load
from plugin.terminal import columns, printable
from plugin.workbench import gateway, reconciler

_json = click.option("--json", "json_wanted", is_flag=True, help="Print one JSON object instead of text.")
_yes = click.option("--yes", is_flag=True, help="Do not ask.")
_shown = click.option("--plan", "shown", metavar="DIGEST", help="Carry out just this plan, or nothing.")


@click.command()
@click.option("--check", is_flag=True, help="End with 1 when the site is not as it should be.")
@click.option("--no-cases", is_flag=True, help="Do not look which dues of open cases would move.")
@_json
def plan(check: bool, no_cases: bool, json_wanted: bool) -> None:
    """Show what the Jira site lacks, as a diff. Changes nothing.

    Fields with their options, screens, statuses and transitions, priorities, versions, saved filters with a dashboard,
    and the webhook; what this Jira cannot do by REST, with the clicks; what would not be safe, with the reason.
    """
    with _site(*(() if no_cases else ("jira",))) as site:
        made = site.plan()
        moves = None if no_cases else list(site.moves())
    if json_wanted:
        click.echo(json.dumps(as_json(made, moves), indent=2, ensure_ascii=False))
    else:
        _show(made, moves or [], "plan", "careflow apply")
    if check and not made.settled:
        raise click.exceptions.Exit(1)


@click.command()
@_yes
@_shown
def apply(yes: bool, shown: str | None) -> None:
    """Make the Jira site as the plan shows it, and show how far it is.

    Doing it twice does nothing; broken off, it goes on where it stopped. What careflow did not make is never renamed,
    emptied or deleted. Ends with 1 when something could not be done, is refused, or the plan is not the one shown.
    """
    with _site() as site:
        made = site.plan()
        _carry_out(site, made, "apply", yes, shown)
        after = site.plan()
    _say_what_is_left(after)


@click.command()
@_yes
@_shown
@click.option("--with-data", is_flag=True, help="Also what holds data of cases.")
def uninstall(yes: bool, shown: str | None, with_data: bool) -> None:
    """Take away what careflow made in the Jira site, and nothing else. Shows it first, and asks.

    What holds data of cases is kept, unless you say --with-data. The property `careflow` of the cases stays.
    """
    with _site() as site:
        made = site.removal(with_data)
        _carry_out(site, made, "uninstall", yes, shown)


@dataclass
class _Site:
    """The Jira that the settings name, as the account sees it that installs."""

    settings: Settings
    session: Session
    reading: Reading

    def plan(self) -> Plan:
        made = make_plan(self.reading.wanted, self.reading.read())
        return validated(made, workshop(made.ground, self.session))

    def removal(self, with_data: bool) -> Plan:
        ground = Ground(self.reading.wanted, self.reading.read())
        return plan_removal(ground, self.reading.count, with_data=with_data)

    def moves(self) -> Iterator[DueMove]:
        """As careflow's own account reads the cases."""
        reader = gateway(self.settings, MemoryCache())
        try:
            yield from due_moves(self.settings, reader, reconciler(self.settings, reader))
        finally:
            reader.close()


@contextmanager
def _site(*needs: str) -> Iterator[_Site]:
    settings = load()
    settings.require("install", *needs)
    listen_to_level("ERROR")
    session = session_of(settings, Account.ADMIN)
    try:
        yield _Site(settings, session, reading_of(session, wanted(settings), _tell))
    except JiraError as error:
        raise UserMistake(str(error)) from error
    finally:
        session.close()


def _tell(what: str) -> None:
    if sys.stderr.isatty():
        click.echo(f"\r\x1b[Kreading {what} …", nl=False, err=True)


def _show(made: Plan, moves: list[DueMove], verb: str, command: str) -> None:
    if sys.stderr.isatty():
        click.echo("\r\x1b[K", nl=False, err=True)
    width = columns()
    for line in (*as_lines(made, width, verb), *moves_as_lines(moves, width), *sum_of(made, command=command)):
        click.echo(line)


def _carry_out(site: _Site, made: Plan, verb: str, yes: bool, shown: str | None) -> None:
    _show(made, [], verb, f"careflow {verb}")
    if shown is not None and shown != made.digest:
        click.echo(
            f"careflow: this is plan {made.digest}, not {shown}: the site or the settings have changed since that one "
            "was shown. Nothing has been done.",
            err=True,
        )
        raise click.exceptions.Exit(1)
    if not made.steps:
        return
    if not (yes or shown):
        _ask(verb)
    _work(site, made)


def _ask(verb: str) -> None:
    if not sys.stdin.isatty():
        raise UserMistake(f"nobody is there to ask: say `careflow {verb} --yes`, or --plan with the digest")
    if not click.confirm("Carry it out?"):
        raise click.exceptions.Exit(1)


def _work(site: _Site, made: Plan) -> None:
    done = 0

    def after(outcome: Outcome) -> None:
        nonlocal done
        done += 1
        click.echo(progress(outcome, done, len(made.steps)))

    def before(step: Step) -> None:
        if sys.stderr.isatty():
            click.echo(f"\r\x1b[K{step.verb.sign} {printable(step.name)} …\r", nl=False, err=True)

    click.echo("")
    try:
        outcomes = list(carry_out(made, workshop(made.ground, site.session), before, after))
    except BrokenOff as broken:
        click.echo(f"careflow: broken off at {broken}. What was done stays; run it again to go on.", err=True)
        raise click.exceptions.Exit(1) from broken
    if not all(outcome.done for outcome in outcomes):
        raise click.exceptions.Exit(1)


def _say_what_is_left(after: Plan) -> None:
    if after.settled:
        click.echo("\nThe site has what careflow needs.")
        return
    left = len(after.steps) + len(after.by_hand) + len(after.waiting)
    parts = [f"{left} still to be done"] if left else []
    parts += [f"{len(after.refused)} refused"] if after.refused else []
    click.echo(f"\n{', '.join(parts)}: see `careflow plan`.")
    if after.steps or after.refused:
        raise click.exceptions.Exit(1)
