"""The policies that the past is tried under: another app.yaml, or the present one with other targets."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import TypeVar

from plugin.configuration_errors import UserMistake, choice_problem
from plugin.durations import parse_duration
from plugin.settings import load
from workflows.policy import Policy, Target
from workflows.policy_versions import Dated, Policies
from workflows.terms import ClockName, Severity, Table

NO_TARGET = "none"
T = TypeVar("T", Severity, ClockName)


@dataclass(frozen=True, slots=True)
class Cell:
    """A target that is tried: ``within`` None takes it away. ``tables``: in which of the two."""

    severity: Severity
    clock: ClockName
    within: timedelta | None
    tables: tuple[Table, ...]

    def __str__(self) -> str:
        where = "" if len(self.tables) == len(Table) else f" ({', '.join(self.tables)})"
        return f"{self.severity} {self.clock} {span(self.within)}{where}"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A policy to try, and what it is called. ``cell``: where it differs from the present one in just that target."""

    name: str
    policies: Policies
    cell: Cell | None = None


def of_file(path: Path) -> Candidate:
    """The policy of another app.yaml. Raises ConfigurationError."""
    return Candidate(str(path), load(app_file=path).policies())


def what_ifs(text: str, present: Policies) -> list[Candidate]:
    """``Major respond 45m``, one candidate for each of several durations: ``SLO-P Major respond 30m,45m``.

    Raises UserMistake with what can stand there.
    """
    words = text.split()
    table = _table(words.pop(0)) if words and words[0].upper().startswith("SLO") else None
    if len(words) < 3:
        raise UserMistake(f"--what-if {text!r}: say severity, clock and target, as in 'Major respond 45m'")
    severity = _one_of(words[0], Severity, "severity", text)
    clock = _one_of(words[1], ClockName, "clock", text)
    tables = (table,) if table else tuple(Table)
    cells = [Cell(severity, clock, within, tables) for within in _spans(" ".join(words[2:]), text)]
    return [Candidate(str(cell), with_cell(present, cell), cell) for cell in cells]


def with_cell(policies: Policies, cell: Cell) -> Policies:
    """The same policies with another target in each version."""
    dated = tuple(Dated(version.since, _changed(version.policy, cell)) for version in policies.dated)
    return replace(policies, base=_changed(policies.base, cell), dated=dated)


def present_target(policies: Policies, cell: Cell) -> timedelta | None:
    """What the target is without it, in the policy that is in force last: of the first table that has one."""
    policy = policies.dated[-1].policy if policies.dated else policies.base
    found = (policy.targets[table][cell.severity].get(cell.clock) for table in cell.tables)
    return next((target.span for target in found if target), None)


def span(within: timedelta | None) -> str:
    """A target for people: ``45 min``, ``2 h``, ``1 h 30 min``, ``15 d``, ``no target``."""
    if within is None:
        return "no target"
    minutes = int(within.total_seconds() // 60)
    days, rest = divmod(minutes, 24 * 60)
    if days and not rest and days > 2:
        return f"{days} d"
    hours, left = divmod(minutes, 60)
    if minutes <= 90 and left:
        return f"{minutes} min"
    return " ".join([f"{hours} h"] * bool(hours) + [f"{left} min"] * bool(left or not hours))


def _changed(policy: Policy, cell: Cell) -> Policy:
    targets = {table: dict(rows) for table, rows in policy.targets.items()}
    for table in cell.tables:
        targets[table][cell.severity] = _row(targets[table][cell.severity], cell)
    return replace(policy, targets=targets)


def _row(cells: Mapping[ClockName, Target], cell: Cell) -> dict[ClockName, Target]:
    others = {clock: target for clock, target in cells.items() if clock is not cell.clock}
    if cell.within is None:
        return others
    before = cells.get(cell.clock)
    return {**others, cell.clock: replace(before, span=cell.within) if before else Target(cell.within)}


def _table(word: str) -> Table:
    try:
        return Table(word.upper())
    except ValueError:
        raise UserMistake(f"--what-if: there is no table {choice_problem(word, list(Table))}") from None


def _one_of(word: str, kind: type[T], what: str, text: str) -> T:
    for member in kind:
        if member.value.casefold() == word.casefold():
            return member
    raise UserMistake(f"--what-if {text!r}: there is no {what} {choice_problem(word, [m.value for m in kind])}")


def _spans(text: str, whole: str) -> Iterator[timedelta | None]:
    for part in text.split(","):
        if part.strip() == NO_TARGET:
            yield None
            continue
        try:
            yield parse_duration(part.strip())
        except ValueError as error:
            raise UserMistake(f"--what-if {whole!r}: {error}; or {NO_TARGET}") from None
