"""What careflow would have done over a case's life, had it acted from the opening on: a pure function of the history.

``rehearse`` lives the case once more with what people did (``workflows.deeds``) and nothing that our account really
did. It looks at the case when it was opened, at each deed and at each moment at which it said it would wake; what is
decided is done to the case on paper, with our account as its author, and what people did later comes on top of that.
So it is the one path of a case that careflow acts on, on paper, and a clause in shadow is on here.

A deed is answered at its own moment: what a worker needs for it are seconds. Who is staff, who could be assigned and
which versions there are is as it is now.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import groupby
from typing import NamedTuple

from workflows.actions import Action, Note, Passed, Witnessed
from workflows.allowance import instance_of
from workflows.applied import applied
from workflows.case import Case
from workflows.decide import decide
from workflows.decision import Decision
from workflows.deeds import as_born, deeds, done, newest_at
from workflows.policy import Policy
from workflows.releases_seen import seen_by, sightings
from workflows.surroundings import Need, Surroundings
from workflows.terms import Field

_SERIES = frozenset({"approval_reminder", "update_missed", "root_cause_overdue"})
MOST_LOOKS = 20_000  # of one case: a review that nobody decides is reminded of every ten minutes (SEV-6)


@dataclass(frozen=True, slots=True)
class Rehearsed:
    """An act that careflow would have done, and when."""

    at: datetime
    action: Action

    @property
    def is_seen(self) -> bool:
        """Whether people would see anything of it: what is only put down in the record, nobody does."""
        return not isinstance(self.action, (Passed, Witnessed))

    @property
    def kind(self) -> object:
        """The same for all internal notes that say the same again and again; else an act's own."""
        action = self.action
        if isinstance(action, Note) and action.text in _SERIES:
            return action.clause, action.text
        return self.at, action.id


class Setting(NamedTuple):
    """On what it depends what lies around a case."""

    product: str
    instance: str


@dataclass(frozen=True, slots=True)
class Brought:
    """What has been asked of Jira for a case in one setting: the answers, and to which questions."""

    around: Surroundings = field(default_factory=Surroundings)
    needs: frozenset[Need] = frozenset()


Supplies = Mapping[Setting, Brought]


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """The acts, oldest first, and how the case would stand at ``until`` by them (``decision``: nothing is wanted).

    ``lacks``: it could not go on without these, for the case in ``decision``; bring them and rehearse again.
    ``answered_since``: when somebody last did anything. ``looks``: how often the case was looked at on the way.
    ``broken_off``: there was too much of it; it ends at ``until``.
    """

    acts: tuple[Rehearsed, ...]
    decision: Decision
    until: datetime
    answered_since: datetime
    wake_at: datetime | None = None
    lacks: frozenset[Need] = frozenset()
    broken_off: bool = False
    looks: int = 0

    @property
    def seen(self) -> tuple[Rehearsed, ...]:
        """The acts of which people would see anything."""
        return tuple(act for act in self.acts if act.is_seen)

    @property
    def latest(self) -> tuple[Rehearsed, ...]:
        """What would have been done since people last did anything: the answer to that, and what time has brought.

        Of internal notes that say the same again and again, only the newest.
        """
        since = [act for act in self.seen if act.at >= self.answered_since]
        newest = {act.kind: act for act in since}
        return tuple(act for act in since if newest[act.kind] is act)


def rehearse(case: Case, policy: Policy, until: datetime, supplies: Supplies | None = None) -> Rehearsal:
    """Live ``case`` once more up to ``until``, by ``policy`` with its clauses in shadow carried out.

    ``supplies``: what has been asked of Jira; in a setting that is not in it, what the case has around it is all.
    Raises ValueError where the case was not opened by then.
    """
    if until < case.opened_at:
        raise ValueError(f"{case.key} was opened after {until}")
    return _Life(case, policy.in_earnest(), until, supplies or {}).lived()


def setting_of(case: Case, policy: Policy) -> Setting:
    """The setting that a case is in."""
    return Setting(case.text(Field.PRODUCT) or "", instance_of(case, policy) or "")


class _Life:
    """A case being lived; ``world`` is the case as it stands, with all that people and we have done so far."""

    def __init__(self, case: Case, policy: Policy, until: datetime, supplies: Supplies) -> None:
        self.case = case
        self.policy = policy
        self.until = until
        self.supplies = supplies
        self.world = as_born(case)
        self.acts: list[Rehearsed] = []
        self.wake_at: datetime | None = None
        self.looks = 0

    def lived(self) -> Rehearsal:
        """To the end, or to where something is lacking."""
        for at in self._moments():
            decision = self._seen(at)
            lacks = decision.needs - self._brought().needs
            if lacks or self.looks > MOST_LOOKS:
                return self._told(decision, lacks=lacks, broken_off=not lacks)
            self._act(decision)
        return self._told(self._seen(self.until))

    def _moments(self) -> Iterator[datetime]:
        """When to look. Of the same moment, wake-ups come before what people did."""
        yield self.case.opened_at
        lived = (deed for deed in deeds(self.case) if deed.at <= self.until)
        for at, at_once in groupby(lived, key=lambda deed: deed.at):
            yield from self._wake_ups(at)
            for deed in at_once:
                self.world = done(self.world, deed, self.case.record.witnessed)
            yield at
        yield from self._wake_ups(self.until)

    def _wake_ups(self, end: datetime) -> Iterator[datetime]:
        while self.wake_at is not None and self.wake_at <= end:
            yield self.wake_at

    def _seen(self, at: datetime) -> Decision:
        self.looks += 1
        around = self._brought().around.as_of(at)
        versions = seen_by(at, self.case.fix_versions, self.world, self.policy)
        self.world = replace(self.world, around=around, fix_versions=versions)
        return decide(self.world, self.policy, at)

    def _brought(self) -> Brought:
        return self.supplies.get(setting_of(self.world, self.policy), Brought(self.case.around))

    def _act(self, decision: Decision) -> None:
        at, stands = decision.at, decision
        if decision.actions:
            self.acts += [Rehearsed(at, action) for action in decision.actions]
            self.world = applied(self.world, decision.actions, at)
            stands = decide(self.world, self.policy, at)
        self.wake_at = self._next(stands)

    def _next(self, stands: Decision) -> datetime | None:
        """When time alone will change something: of the policy, or of what lies around the case."""
        logged = (entry.at for entry in self._brought().around.work_logs)
        outside = [*sightings(self.case.fix_versions, self.world, self.policy), *logged]
        ahead = [at for at in (stands.wake_at, *outside) if at is not None and at > stands.at]
        return min(ahead, default=None)

    def _told(self, decision: Decision, lacks: frozenset[Need] = frozenset(), broken_off: bool = False) -> Rehearsal:
        at = decision.at
        since = newest_at(self.case, at)
        return Rehearsal(tuple(self.acts), decision, at, since, self.wake_at, lacks, broken_off, self.looks)
