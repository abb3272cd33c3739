"""Bugs of the classes that lose or double something in the field's tools, to be planted one at a time.

Each is what an engineer might write in good faith. The simulation is worth something as long as it finds them.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import tzinfo
from typing import Any

import pytest

from plugin.jira import Gateway, JiraError
from plugin.jira.people import People
from plugin.queueing import claims
from plugin.reconcile import Outcome, Reconciler
from workflows import calendars, wall_clock
from workflows.case import Case
from workflows.record import Record
from workflows.terms import Role


def marker_written_separately(patch: pytest.MonkeyPatch) -> None:
    """What was done is recorded by a request of its own, after the one that did it."""
    together = Gateway.write

    def apart(self: Gateway, case: Case, *, fields: Any, record: Record | None = None, **more: Any) -> None:
        if fields or any(more.values()):
            together(self, case, fields=fields, **more)
        together(self, case, fields={}, record=record)

    patch.setattr(Gateway, "write", apart)


def wake_up_lost_while_running(patch: pytest.MonkeyPatch) -> None:
    """A case that was woken while it ran is clean when it ends, as with a job id that is taken only once."""
    assert "if latest == ARGV[3] then" in claims.FINISH
    patch.setattr(claims, "FINISH", claims.FINISH.replace("if latest == ARGV[3] then", "if latest then"))


def now_read_twice(patch: pytest.MonkeyPatch) -> None:
    """What is due is decided by one *now*, and when to look again by a later one."""
    once = Reconciler.run

    def twice(self: Reconciler, key: str) -> Outcome:
        outcome = once(self, key)
        later = self.look(key)
        object.__setattr__(outcome, "wake_at", later.wake_at)
        return outcome

    patch.setattr(Reconciler, "run", twice)


def group_failure_is_allowed(patch: pytest.MonkeyPatch) -> None:
    """Where Jira does not tell who is in a group, everybody is."""
    asked = People.roles_of

    def given(self: People, people: Any, **more: Any) -> tuple[dict[str, frozenset[Role]], tuple[str, ...]]:
        wanted = [person for person in people if person]
        try:
            return asked(self, wanted, **more)
        except JiraError:
            return dict.fromkeys(wanted, frozenset(Role)), ()

    patch.setattr(People, "roles_of", given)


def naive_over_a_clock_change(patch: pytest.MonkeyPatch) -> None:
    """The offset from UTC of the beginning is believed for all that follows."""
    right = wall_clock._offsets

    def naive(zone: tzinfo, start: int, end: int) -> Iterator[tuple[int, int, int]]:
        _, _, offset = next(right(zone, start, end))
        yield start, end, offset

    patch.setattr(wall_clock, "_offsets", naive)
    calendars.forget()
