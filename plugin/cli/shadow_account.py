"""What ``careflow shadow`` prints of the cases as they come, and in the end of all of them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field

import click

from plugin.settings import Mode, Settings
from plugin.shadow.objects import case_json, sums_json
from plugin.shadow.tables import case_lines, ending_lines, reading_lines, table_lines
from plugin.terminal import columns, printable
from workflows.agreement import Agreement, CaseAgreement, Window
from workflows.switches import CHAPTERS, Switch, switching_on


@dataclass
class Account:
    """What is told of the cases, and in the end of all of them."""

    settings: Settings
    window: Window
    agreement: Agreement = field(default_factory=Agreement)

    def add(self, one: CaseAgreement) -> None:
        """One more case."""
        self.agreement.add(one)

    def end(self, *, complete: bool) -> None:
        """All have been read, or it was broken off."""
        raise NotImplementedError

    @property
    def chosen(self) -> dict[str, Switch]:
        """``clauses`` of app.yaml with on what both agreed on, and what was switched on before, beside others."""
        policy = self.settings.policy()
        begun = self.settings.mode is Mode.LIVE and bool(policy.shadowed)
        on = {clause for members in CHAPTERS.values() for clause in members if begun and policy.on(clause)}
        off = {clause for clause, switch in policy.switches.items() if switch is Switch.OFF}
        return switching_on({*on, *self.agreement.agreed}, off)


@dataclass
class Objects(Account):
    """For programs: an object for each case, one to a line, and the sums as the last."""

    def add(self, one: CaseAgreement) -> None:
        """One more case."""
        super().add(one)
        click.echo(json.dumps(case_json(one), ensure_ascii=False))

    def end(self, *, complete: bool) -> None:
        """The last line."""
        found = sums_json(self.agreement, self.window, self.chosen, complete=complete)
        click.echo(json.dumps({"sums": found}, ensure_ascii=False))


@dataclass
class Text(Account):
    """For people, within the width of the terminal."""

    each: bool = False  # tell cases act by act, as far as there is any
    named: bool = False  # the cases were named: tell all of them so

    def add(self, one: CaseAgreement) -> None:
        """One more case."""
        super().add(one)
        if self.named or (self.each and (one.acts or one.contrary)):
            _say(case_lines(one, columns()))

    def end(self, *, complete: bool) -> None:
        """The table, the clauses in sentences, and what to switch on."""
        width = columns()
        cases = f"{self.agreement.cases} {'case' if self.agreement.cases == 1 else 'cases'}"
        days = f"from {self.window.first or 'the opening'} to {self.window.last or 'now'}"
        click.echo(f"{cases}, {days}" + ("" if complete else "; broken off: the sums are of these"))
        if self.agreement.clauses:
            click.echo()
            _say(table_lines(self.agreement, width))
            click.echo()
            _say(reading_lines(self.agreement, width))
        click.echo()
        _say(ending_lines(self.agreement, self.chosen, width))


def _say(lines: Iterator[str]) -> None:
    for line in lines:
        click.echo(printable(line.rstrip()))
