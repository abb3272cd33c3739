"""Tells what happens, in plain words: a column for the time, one for the story, one for the clause.

Readable at 80 columns, on a terminal and in a pipe (no colours, no progress line there).
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterable
from datetime import datetime

from rich.console import Console
from rich.status import Status
from rich.text import Text

from plugin.demo.checks import Check, Result, Scenario
from plugin.demo.local_time import said
from plugin.demo.news import News

_TIME, _CLAUSE = 20, 8
_NARROW, _WIDE = 60, 110


class Narrator:
    """Writes to a console. A context manager: the progress line goes with it."""

    def __init__(self, console: Console) -> None:
        self.console = console
        self.width = min(max(console.width, _NARROW), _WIDE)
        self._shown_at = ""
        self._status = Status("starting …", console=console) if console.is_terminal else None

    def __enter__(self) -> Narrator:
        if self._status:
            self._status.start()
        return self

    def __exit__(self, *_: object) -> None:
        if self._status:
            self._status.stop()

    def progress(self, now: datetime, what: str = "") -> None:
        """The line at the bottom of a terminal: where we are."""
        if self._status:
            self._status.update(f"[dim]{said(now)} {what}[/dim]")

    def line(self, text: str = "", style: str = "", indent: str = "") -> None:
        """A line, wrapped; what follows on the next lines is indented."""
        for part in textwrap.wrap(text, self.width, subsequent_indent=indent) or [""]:
            self.console.print(Text(part, style), soft_wrap=True)

    def begin(self, number: int, of: int, scenario: Scenario) -> None:
        """A scenario's head: its name, its clauses, and what it is about."""
        self._shown_at = ""
        self.line()
        head = f"{number}/{of}  {scenario.name}"
        row = Text().append(head, "bold").append(f"  {scenario.clauses}", "cyan")
        self.console.print(row, soft_wrap=True)
        for part in textwrap.wrap(scenario.story, self.width - 5):
            self.console.print(Text(f"     {part}", "italic"), soft_wrap=True)

    def act(self, at: datetime, what: str) -> None:
        """Somebody did something."""
        self._row(at, "", what, "", "bold")

    def careflow(self, news: News) -> None:
        """Careflow did something."""
        self._row(news.at, "→ ", news.what, news.clause, "")

    def check(self, at: datetime, check: Check) -> None:
        """Something was held against the policy."""
        what = check.what if check.ok else f"{check.what} — found {check.found}"
        self._row(at, "✓ " if check.ok else "✗ ", what, check.clause, "green" if check.ok else "bold red")

    def remark(self, at: datetime, text: str) -> None:
        """A word to the reader."""
        self._row(at, "", text, "", "italic")

    def _row(self, at: datetime, sign: str, what: str, clause: str, style: str) -> None:
        time = said(at)
        shown, self._shown_at = "" if time == self._shown_at else time, time
        wide = self.width - _TIME - max(_CLAUSE, len(clause) + 1) - len(sign)
        first, *rest = textwrap.wrap(what, wide) or [""]
        row = Text().append(f"{shown:<{_TIME}}", "dim").append(f"{sign}{first:<{wide}}", style)
        row.append(f"{clause:>{_CLAUSE}}" if len(clause) < _CLAUSE else f" {clause}", "cyan")
        row.rstrip()
        self.console.print(row, soft_wrap=True)
        for part in rest:
            self.console.print(Text(" " * (_TIME + len(sign)) + part, style), soft_wrap=True)

    def table(self, results: Iterable[Result]) -> None:
        """One line a scenario, and below it what differed."""
        self.line()
        self._table_row("", "Scenario", "Clauses", "Checks", "Ended", "bold")
        for number, result in enumerate(results, start=1):
            passed = sum(check.ok for check in result.checks)
            ended = "ok" if result.ok else "FAILED"
            style = "green" if result.ok else "bold red"
            self._table_row(str(number), result.name, result.clauses, f"{passed}/{len(result.checks)}", ended, style)
            for difference in result.differences:
                for part in textwrap.wrap(difference, self.width - 5):
                    self.console.print(Text(f"     {part}", "red"), soft_wrap=True)

    def _table_row(self, number: str, name: str, clauses: str, checks: str, ended: str, style: str) -> None:
        row = Text(f"{number:>2}  {name:<40}  {clauses:<18}  {checks:>6}  ") + Text(ended, style)
        self.console.print(row, soft_wrap=True)
