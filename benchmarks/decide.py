"""Decisions a second on one core, for histories of 10, 100 and 1,000 entries: what a history costs grows as it does."""

from __future__ import annotations

import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import cycle
from statistics import median
from time import process_time

from benchmarks.figures import Figure, main
from workflows.case import Case, Change, Comment, Person
from workflows.decide import decide
from workflows.policy import Policy
from workflows.terms import Field, Role, Severity, Status

OPENED = datetime(2026, 3, 2, 8, tzinfo=UTC)
PEOPLE = {
    "clara": Person("clara", "Clara"),
    "adam": Person("adam", "Adam", frozenset({Role.AGENT})),
    "careflow": Person("careflow", "careflow"),
}
ROUNDS, CPU = 3, 0.2  # seconds of CPU a round


def measured() -> list[Figure]:
    """All figures."""
    costs = {entries: median(cost(case(entries)) for _ in range(ROUNDS)) for entries in (10, 100, 1_000)}
    rates = [Figure(f"decide, {n:,} entries", 1 / each, "cases/s a core") for n, each in costs.items()]
    growth = Figure("decide, ten times the history costs", costs[1_000] / costs[100], "times as much", goal=12)
    year = Figure("deciding 100,000 cases of 100 entries once", 100_000 * costs[100] / 60, "minutes a core")
    return [*rates, growth, year]


def cost(one: Case) -> float:
    """Seconds of CPU for a decision."""
    policy, now = Policy(), OPENED + timedelta(days=20)
    decide(one, policy, now)
    began, done = process_time(), 0
    while process_time() - began < CPU:
        decide(one, policy, now)
        done += 1
    return (process_time() - began) / done


def case(entries: int) -> Case:
    """A case with as many entries: a third changes, two thirds comments, over two weeks."""
    step = timedelta(days=14) / entries
    waits = cycle([Status.IN_PROGRESS, Status.WAITING])
    status: Status = Status.NEW
    changes: list[Change] = []
    comments: list[Comment] = []
    for number in range(entries):
        at = OPENED + (number + 1) * step
        if number % 3 == 0:
            after = next(waits)
            changes.append(Change(f"h{number}", at, "adam", Field.STATUS, status, after))
            status = after
        else:
            by = "clara" if number % 2 else "adam"
            comments.append(Comment(f"c{number}", at, by, f"Here is what we see, number {number}.", True))
    bare = Case("CARE-1", "10001", OPENED, status, "careflow", reporter="clara", people=PEOPLE, assignee="adam")
    fields = {Field.SEVERITY: Severity.MAJOR, Field.PRODUCT: "LeanKit"}
    return replace(
        bare, fields=fields, customers=frozenset({"clara"}), changes=tuple(changes), comments=tuple(comments)
    )


if __name__ == "__main__":
    sys.exit(main(__doc__, measured))
