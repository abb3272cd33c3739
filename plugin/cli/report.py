"""``careflow report``: SLO compliance of a period, and a customer's monthly statement. Writes nothing to Jira."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import click

from plugin.cli.cases import Day, said
from plugin.cli.progress import progress
from plugin.configuration_errors import UserMistake
from plugin.jira import JiraError, MemoryCache, ReadOnly
from plugin.logs import listen_to_level
from plugin.report.gathering import Gatherer, period_of, zones
from plugin.settings import load
from plugin.terminal import columns, printable
from plugin.whole_files import write_whole
from plugin.workbench import gateway, one_path
from workflows import period as periods
from workflows.decision import Decision
from workflows.period import Period
from workflows.report import Report
from workflows.report import report as added_up
from workflows.summary import Summary, summary_of


class Month(click.ParamType[Period]):
    """A month, as in 2026-10."""

    name = "MONTH"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Period:
        """The days of it; usage error where it is none."""
        if isinstance(value, Period):
            return value
        try:
            return periods.month(value)
        except ValueError:
            self.fail(f"{value!r} is no month; write it as 2026-10", param, ctx)


@click.command()
@click.option("--from", "first", type=Day(), help="From this day on. Default: the first of the month before --to.")
@click.option("--to", "last", type=Day(), help="Up to this day, included. Default: today.")
@click.option("--month", type=Month(), help="Instead of both: all days of a month.")
@click.option("--statement", "customer", metavar="CUSTOMER", help="The statement of a month for one customer.")
@click.option("--format", "form", type=click.Choice(["text", "html", "csv", "json"]), help="Default: text.")
@click.option("--out", type=click.Path(path_type=Path), help="Write it there instead of printing it.")
def report(
    first: date | None,
    last: date | None,
    month: Period | None,
    customer: str | None,
    form: str | None,
    out: Path | None,
) -> None:
    """Report SLO compliance by clock, severity, product, tier and month, with the cases behind each number.

    Each case is judged as it stood at the end of the period. Days are those of the case's region. Ctrl-C ends it with
    what has been read so far.

    With --statement: every clock of every case of one customer (an Instance, or a reporter's name or Jira id) in a
    month, with its proof, as JSON and as HTML, so that others can compute it again. --out is a folder then.
    """
    if month and (first or last):
        raise click.UsageError("say --month, or --from and --to")
    if first and last and last < first:
        raise click.UsageError(f"--to {last} lies before --from {first}")
    if customer is not None:
        _state(customer, month, form, out)
        return
    with _gatherer(*((month.first, month.last) if month else (first, last))) as gatherer:
        read = _read(gatherer, summary_of)
        made = added_up(read.cases, gatherer.period, gatherer.zone_of, read.failed, complete=read.complete)
        _tell(_written(made, form or "text", gatherer), out)
    _end(read)


def _state(customer: str, month: Period | None, form: str | None, out: Path | None) -> None:
    from plugin.report.statement import statement
    from plugin.report.statement_files import write_statement

    if month is None:
        raise click.UsageError("a statement is of a month: say --month 2026-10")
    if form not in (None, "json", "html"):
        raise click.UsageError("a statement is JSON or HTML")
    with _gatherer(month.first, month.last) as gatherer:
        read = _read(gatherer, lambda decision: decision)
        settings, whole = gatherer.settings, read.complete and not read.failed
        made = statement(customer, read.cases, settings, gatherer.period, complete=whole)
        write_statement(made, form, out, settings)
    _end(read)


@contextmanager
def _gatherer(first: date | None, last: date | None) -> Iterator[Gatherer]:
    settings = load()
    settings.require("jira")
    listen_to_level("WARNING", settings.log_format)
    reader = gateway(settings, MemoryCache(), opens=ReadOnly)
    try:
        period = period_of(first, last, settings, reader)
        yield Gatherer(settings, reader, one_path(settings, reader), zones(settings), period)
    except JiraError as error:
        click.echo(said(error, "Jira"), err=True)
        raise click.exceptions.Exit(1) from error
    finally:
        reader.close()


@dataclass
class _Read:
    """What has been read, and what could not be."""

    cases: list[Any] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    complete: bool = True


def _read(gatherer: Gatherer, keep: Callable[[Decision], Decision | Summary]) -> _Read:
    read = _Read()
    try:
        with progress() as tell_of:
            for number, (key, found, _) in enumerate(gatherer.found(), start=1):
                tell_of(f"{number} cases read, {key} was the last")
                if isinstance(found, JiraError):
                    read.failed.append(key)
                    click.echo(said(found, key), err=True)
                elif found is not None:
                    read.cases.append(keep(found))
    except KeyboardInterrupt:
        read.complete = False
    except JiraError as error:
        read.complete = False
        click.echo(said(error, "the search"), err=True)
    return read


def _end(read: _Read) -> None:
    if read.failed or not read.complete:
        raise click.exceptions.Exit(1)


def _written(made: Report, form: str, gatherer: Gatherer) -> str:
    """The report in one of its forms; each is imported only where it is asked for."""
    if form == "json":
        from plugin.report.objects import report_json

        return json.dumps(report_json(made), ensure_ascii=False, indent=1) + "\n"
    if form == "csv":
        from plugin.report.rows import csv_text

        return csv_text(made)
    if form == "html":
        from plugin.report.file import html_file

        return html_file(made, gatherer.settings)
    from plugin.report.tables import report_lines

    return "".join(printable(line.rstrip()) + "\n" for line in report_lines(made, columns()))


def _tell(text: str, out: Path | None) -> None:
    if out is None:
        sys.stdout.buffer.write(text.encode())
        return
    if out.is_dir():
        raise UserMistake(f"{out} is a folder; --out names a file")
    write_whole(out, text)
    click.echo(f"written: {out}", err=True)
