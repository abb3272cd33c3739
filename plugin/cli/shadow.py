"""``careflow shadow``: what it would have done, beside what people did. Writes nothing, whatever ``mode`` says."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from zoneinfo import ZoneInfo

import click

from plugin.case_keys import known_key
from plugin.cli.cases import Day, said
from plugin.cli.progress import progress
from plugin.cli.shadow_account import Account, Objects, Text
from plugin.configuration_errors import UserMistake, choice_problem
from plugin.jira import Gateway, JiraError, MemoryCache, ReadOnly, Refused
from plugin.logs import listen_to_level
from plugin.queries import updated_since
from plugin.settings import Settings, load
from plugin.shadow import Rehearser
from plugin.shadow.comparing import LATELY, Comparer, Found
from plugin.workbench import gateway
from workflows.agreement import Window
from workflows.calendars import zone_of
from workflows.switches import CHAPTERS


@click.command()
@click.argument("keys", nargs=-1, metavar="[KEY…]")
@click.option("--jql", metavar="QUERY", help="The cases that this query finds.")
@click.option("--from", "first", type=Day(), help="From this day on. Default: 14 days back; with KEY, all days.")
@click.option("--to", "last", type=Day(), help="Up to this day, included. Default: today.")
@click.option("--clause", "clauses", multiple=True, metavar="ID", help="Only this clause or chapter. Repeatable.")
@click.option("--cases", "each", is_flag=True, help="Tell each case act by act, as with KEY.")
@click.option("--json", "json_wanted", is_flag=True, help="One object per case, one to a line; the sums as the last.")
def shadow(
    keys: tuple[str, ...],
    jql: str | None,
    first: date | None,
    last: date | None,
    clauses: tuple[str, ...],
    each: bool,
    json_wanted: bool,
) -> None:
    """Compare what careflow would have done, day by day and clause by clause, with what people did.

    Default: the cases of the configured projects that changed in the last 14 days. Reads their whole histories and
    writes nothing. A day is that of the case's region. Ctrl-C ends it with the sums of what has been read so far.
    """
    if keys and jql:
        raise click.UsageError("name the cases, or give a query with --jql")
    if first and last and last < first:
        raise click.UsageError(f"--to {last} lies before --from {first}")
    with _jira_to_read() as (settings, reader):
        since = first if keys else first or _lately(settings, reader, last)
        window, policies = Window(since, last, _chosen(clauses)), settings.policies()
        comparer = Comparer(reader, Rehearser(reader, policies), policies, frozenset(settings.projects), window)
        if keys:
            work = comparer.named([known_key(key, settings) for key in keys])
        else:
            work = comparer.found(jql or updated_since(settings.projects, since or date.min))
        tell = Objects(settings, window) if json_wanted else Text(settings, window, each=each, named=bool(keys))
        _through(work, tell, jql)


def _through(work: Iterator[tuple[str, Found]], tell: Account, jql: str | None) -> None:
    """Case by case; ends with 1 where one could not be read, or it was broken off."""
    complete, failed = True, False
    try:
        with progress() as tell_of:
            for number, (key, found) in enumerate(work, start=1):
                tell_of(f"{number} cases read, {key} was the last")
                if isinstance(found, JiraError):
                    failed = True
                    click.echo(said(found, key), err=True)
                elif found is not None:
                    tell.add(found)
    except KeyboardInterrupt:
        complete = False
    except JiraError as error:
        if jql and isinstance(error, Refused):
            raise UserMistake(f"Jira does not understand --jql: {error.reason}") from error
        complete = False
        click.echo(said(error, "the search"), err=True)
    tell.end(complete=complete)
    if failed or not complete:
        raise click.exceptions.Exit(1)


@contextmanager
def _jira_to_read() -> Iterator[tuple[Settings, Gateway]]:
    settings = load()
    settings.require("jira")
    listen_to_level("WARNING")
    reader = gateway(settings, MemoryCache(), opens=ReadOnly)
    try:
        yield settings, reader
    except JiraError as error:
        click.echo(said(error, "Jira"), err=True)
        raise click.exceptions.Exit(1) from error
    finally:
        reader.close()


def _lately(settings: Settings, reader: Gateway, last: date | None) -> date:
    """The first of the last 14 days, by Jira's clock."""
    if last is None:
        now = reader.survey().server().date
        if now is None:
            raise UserMistake("Jira does not say what time it is; say --from")
        last = now.astimezone(ZoneInfo(zone_of(settings.policies().base, None))).date()
    return last - LATELY


def _chosen(names: tuple[str, ...]) -> frozenset[str] | None:
    """The clauses by id or chapter; None: all. Raises UserMistake."""
    known = [*CHAPTERS, *(clause for members in CHAPTERS.values() for clause in members)]
    for name in names:
        if name not in known:
            raise UserMistake(f"there is no clause {choice_problem(name, known)}")
    return frozenset(c for name in names for c in CHAPTERS.get(name, (name,))) if names else None
