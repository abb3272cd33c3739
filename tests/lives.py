"""A case's history lived in full: careflow acts on every deed and at each of its wake-ups, and at no other moment.

Between two of those nothing may be wanted: a moment at which ``decide`` would act, and for which no timer was armed,
is one that a real case would sleep through. Every step also holds the fixed point.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random
from typing import Any

from tests.histories import History
from workflows.decide import decide
from workflows.decision import Decision
from workflows.terms import ClockName, Field, SlaState, Status

MOMENT = timedelta(seconds=1)
LOOKS = 5  # at random, between two moments at which careflow acts


class Life(History):
    """Careflow sees each deed ``SEEN_AFTER`` it, and sleeps until its own wake-up otherwise."""

    SEEN_AFTER = 2 * MOMENT

    def __init__(self, opened: str, **how: Any) -> None:
        super().__init__(opened, **how)
        self.past: list[Decision] = []
        self.random = Random(opened)
        self.acted = self.held = self.case.opened_at  # up to when it has acted, and held still
        self.wake_at: datetime | None = self.case.opened_at
        self.deeds: list[tuple[str, tuple[Any, ...], dict[str, Any]]] = []
        self.born = self.case

    def comments(self, by: str, when: str | datetime, body: str = "Looking into it.", *, public: bool = True) -> Life:
        return self._deed("comments", by, self.instant(when), body, public=public)

    def edits(self, by: str, when: str | datetime, field: Field, value: str | datetime | None) -> Life:
        return self._deed("edits", by, self.instant(when), field, value)

    def moves(self, by: str, when: str | datetime, status: Status, raw: str = "") -> Life:
        return self._deed("moves", by, self.instant(when), status, raw)

    def assigns(self, by: str, when: str | datetime, person: str | None) -> Life:
        return self._deed("assigns", by, self.instant(when), person)

    def sees(self, when: str | datetime) -> Decision:
        """Careflow is woken from outside (a version was released, work was logged) and looks."""
        at = self.instant(when)
        self.passes(at)
        return self._act(at)

    def passes(self, until: str | datetime) -> Life:
        """Time passes: careflow wakes when it said so, and only then is there anything to do."""
        end = self.instant(until)
        while self.wake_at is not None and self.wake_at <= end:
            self._hold_still(self.wake_at)
            self._act(self.wake_at)
        self._hold_still(end)
        return self

    def first_seen(self, when: str | datetime) -> History:
        """The same deeds, of which careflow learnt nothing before ``when``."""
        twin = History(self.born.opened_at.astimezone(self.zone).strftime("%Y-%m-%d %H:%M"), policy=self.policy)
        twin.zone, twin.case = self.zone, self.born
        for name, args, more in self.deeds:
            getattr(twin, name)(*args, **more)
        twin.acts(self.instant(when))
        return twin

    # -- what became of it ------------------------------------------------------------------------------------------

    def did(self, kind: str, part: str = "") -> list[str]:
        """The ids of everything of a kind that was done in this life, with ``part`` in it."""
        return [a.id for decision in self.past for a in decision.actions if a.kind == kind and part in a.id]

    def when(self, part: str) -> list[str]:
        """Local times at which acts with ``part`` in their id were done."""
        moments = [d.at for d in self.past for a in d.actions if part in a.id]
        return [at.astimezone(self.zone).strftime("%a %d %b %H:%M") for at in moments]

    def due(self, name: ClockName, when: str | datetime) -> str | None:
        """When a clock is due, in local time."""
        at = self.clock(name, when).due_at
        return at.astimezone(self.zone).strftime("%a %d %b %H:%M") if at else None

    def text(self, field: Field) -> str | None:
        """What a field holds in Jira."""
        return self.case.text(field)

    @property
    def sla(self) -> SlaState:
        return SlaState(self.text(Field.SLA_STATE) or "")

    @property
    def review(self) -> tuple[str | None, str | None, str | None]:
        """Severity, Requested Severity and Critical Approval in Jira."""
        return self.text(Field.SEVERITY), self.text(Field.REQUESTED_SEVERITY), self.text(Field.CRITICAL_APPROVAL)

    # -- one step ---------------------------------------------------------------------------------------------------

    def _deed(self, name: str, *args: Any, **more: Any) -> Life:
        at = args[1]
        self.passes(at)
        getattr(super(), name)(*args, **more)
        self.deeds.append((name, args, more))
        self._act(max(at, self.acted) + self.SEEN_AFTER)
        return self

    def _act(self, at: datetime) -> Decision:
        decision = self.acts(at)
        again = decide(self.case, self.policy, at)
        assert again.actions == (), f"not at the fixed point at {at}"
        assert again.wake_at is None or again.wake_at > at
        self.past.append(decision)
        self.acted, self.wake_at = at, again.wake_at
        return decision

    def _hold_still(self, end: datetime) -> None:
        start, self.held = max(self.acted, self.held), end
        for at in self._moments(start, end):
            missed = decide(self.case, self.policy, at).actions
            assert missed == (), f"woken too late: at {at}, not before {self.wake_at}, it wants {missed}"

    def _moments(self, start: datetime, end: datetime) -> Iterator[datetime]:
        seconds = int((end - start).total_seconds())
        if seconds < 2:
            return
        yield start + MOMENT
        yield end - MOMENT
        for _ in range(LOOKS):
            yield start + timedelta(seconds=self.random.randrange(1, seconds))


def life(opened: str = "2026-03-02 09:00", **how: Any) -> Life:
    """A case opened by the customer at a local time (Monday 2 March 2026, 09:00 in Stockholm, unless told)."""
    return Life(opened, **how)


def standing(case: History, when: str | datetime) -> object:
    """What is in force, for comparing two ways to the same end."""
    decision = case.decide(when)
    clocks = [(c.name, c.state, c.started_at, c.due_at, c.met_at, c.elapsed) for c in decision.clocks]
    return decision.status, decision.severity, decision.approval.state, clocks, dict(case.case.fields), case.case.labels
