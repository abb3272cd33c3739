"""``careflow backtest``: past cases under another policy, beside the present one. Writes nothing to Jira."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import click

from plugin.backtest.candidates import Candidate, of_file, what_ifs
from plugin.backtest.objects import case_json, sums_json
from plugin.backtest.running import Backtest
from plugin.backtest.sums import Sums
from plugin.backtest.tables import case_lines, lines_of
from plugin.cli.cases import said
from plugin.cli.progress import progress
from plugin.configuration_errors import UserMistake
from plugin.histories.codec import History
from plugin.histories.gathering import Gatherer
from plugin.histories.store import Store, of_settings
from plugin.jira import JiraError, MemoryCache, ReadOnly, Refused
from plugin.logs import listen_to_level
from plugin.settings import Settings, load
from plugin.terminal import columns, printable
from plugin.workbench import gateway
from workflows.trial import CaseTrial


@click.command()
@click.option("--jql", metavar="QUERY", help="The cases that this query finds. With --offline: default all on disk.")
@click.option("--app-file", type=click.Path(path_type=Path, exists=True, dir_okay=False), help="The policy to try.")
@click.option("--what-if", "cells", multiple=True, metavar="TARGET", help="'Major respond 45m'; '30m,45m'; 'none'.")
@click.option("--acts", is_flag=True, help="Also what would have been done otherwise; takes longer.")
@click.option("--offline", is_flag=True, help="Only with what is on disk: Jira is not asked.")
@click.option("--histories", "folder", type=click.Path(path_type=Path, file_okay=False), help="Where cases are kept.")
@click.option("--cases", "each", is_flag=True, help="Tell each case in which something differs.")
@click.option("--json", "json_wanted", is_flag=True, help="One object per case, one to a line; the sums as the last.")
def backtest(
    jql: str | None,
    app_file: Path | None,
    cells: tuple[str, ...],
    acts: bool,
    offline: bool,
    folder: Path | None,
    each: bool,
    json_wanted: bool,
) -> None:
    """Try a policy on the past: which verdicts flip, by customer and severity, and what would have been written.

    The policy is that of --app-file, or the present one with targets as --what-if says: severity, clock and target,
    with SLO-P or SLO-N before them for one table only. Without either, the present policy is held against itself.

    Histories are kept on disk, so that only cases that have changed are read again; a run that is broken off goes on
    where it stopped. They hold what customers wrote: their folder is its owner's alone.
    """
    if jql is None and not offline:
        raise click.UsageError("say which cases, with --jql; or --offline for those on disk")
    settings = load()
    if not offline:
        settings.require("jira")
    listen_to_level("WARNING", settings.log_format)
    present = settings.policies()
    candidates = [of_file(app_file)] if app_file else []
    candidates += [candidate for text in cells for candidate in what_ifs(text, present)]
    trial = Backtest(present, candidates or [Candidate("the present policy", present)], acts)
    with of_settings(settings, folder, writes=not offline) as store:
        complete = offline or _gathered(settings, store, jql or "", trial)
        if not complete and not store.knows(jql or ""):
            raise click.exceptions.Exit(1)
        keys = store.found_by(jql)
        sums, judged = _judged(trial, store.of(keys), len(keys), each=each, json_wanted=json_wanted)
    complete = complete and judged
    _told(trial, sums, json_wanted=json_wanted, complete=complete)
    if not complete:
        raise click.exceptions.Exit(1)


def _gathered(settings: Settings, store: Store, jql: str, trial: Backtest) -> bool:
    """Bring the histories up to date; whether all of them are."""
    complete = True
    with ExitStack() as open_:
        reader = gateway(settings, MemoryCache(), opens=ReadOnly)
        open_.callback(reader.close)
        tell = open_.enter_context(progress())
        policies = [trial.present, *(candidate.policies for candidate in trial.candidates)]
        try:
            for done, missing, error in Gatherer(reader, store, policies, frozenset(settings.projects)).gather(jql):
                tell(f"{done} of {missing} cases read")
                if error is not None:
                    complete = False
                    click.echo(said(error, "a case"), err=True)
        except KeyboardInterrupt:
            click.echo("careflow: broken off; what was read is kept, and the same command goes on there", err=True)
            complete = False
        except Refused as error:
            raise UserMistake(f"Jira does not understand --jql: {error.reason}") from error
        except JiraError as error:
            click.echo(said(error, "Jira"), err=True)
            complete = False
    return complete


def _judged(
    trial: Backtest, histories: Iterator[History], total: int, *, each: bool, json_wanted: bool
) -> tuple[list[Sums], bool]:
    """What all cases add up to, and whether all were judged."""
    sums = [Sums() for _ in trial.candidates]
    try:
        with progress() as tell:
            for number, found in enumerate(trial.over(histories), start=1):
                tell(f"{number} of {total} cases judged")
                for candidate, added, case in zip(trial.candidates, sums, found, strict=True):
                    added.add(case)
                    _tell_case(candidate, case, each=each, json_wanted=json_wanted)
    except KeyboardInterrupt:
        return sums, False
    return sums, True


def _tell_case(candidate: Candidate, case: CaseTrial, *, each: bool, json_wanted: bool) -> None:
    if not case.differs:
        return
    if json_wanted:
        click.echo(json.dumps(case_json(candidate.name, case), ensure_ascii=False))
    elif each:
        for line in case_lines(case, columns()):
            click.echo(printable(line))


def _told(trial: Backtest, sums: list[Sums], *, json_wanted: bool, complete: bool) -> None:
    for candidate, added in zip(trial.candidates, sums, strict=True):
        if json_wanted:
            found = sums_json(candidate.name, added, complete=complete)
            click.echo(json.dumps({"sums": found}, ensure_ascii=False))
        else:
            for line in lines_of(candidate, added, trial.present, columns(), acts=trial.acts):
                click.echo(printable(line))
    if not complete and not json_wanted:
        click.echo("\nNot all cases are in it: see above.")
