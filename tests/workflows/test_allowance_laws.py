"""SCO-3 holds its laws on whatever is logged, shortened and deleted, and whoever is assigned in between."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from tests.histories import ANN, BOB, MAX, History, history
from workflows.case import Change
from workflows.surroundings import Surroundings, WorkLog
from workflows.terms import Field

SCOPE = "Custom report / configuration / self-install"


@dataclass(frozen=True)
class Step:
    """After minutes, on the instance or the case: ``log``, ``shorten`` or ``delete`` work, ``assign``, ``scope``."""

    after: int
    what: str
    minutes: int
    person: str | None


def steps(*what: str) -> st.SearchStrategy[list[Step]]:
    one = st.builds(
        Step, st.integers(1, 600), st.sampled_from(what), st.integers(1, 50), st.sampled_from((ANN, BOB, None))
    )
    return st.lists(one, max_size=8)


EVERYTHING = steps("log", "log", "log", "shorten", "delete", "assign", "scope", "no scope")
GROWING = steps("log", "log", "assign")


class Played:
    """One case of an instance, and what careflow makes of it where it sees a step."""

    def __init__(self) -> None:
        self.story: History = history(scope=SCOPE, instance="acme")
        self.at = self.story.case.opened_at
        self.logs: list[WorkLog] = []

    def happens(self, step: Step, *, seen: int) -> None:
        self.at += timedelta(minutes=step.after)
        match step.what:
            case "log":
                self.logs.append(WorkLog("CARE-9", self.at, timedelta(minutes=step.minutes)))
            case "shorten" if self.logs:
                self.logs[-1] = replace(self.logs[-1], span=timedelta(minutes=1))
            case "delete" if self.logs:
                self.logs.pop()
            case "assign":
                self._assign(step.person)
            case "scope" | "no scope":
                self.story.edits(ANN, self.at, Field.SCOPE, SCOPE if step.what == "scope" else None)
        for _ in range(seen):
            self.acts(seconds=5)

    def acts(self, seconds: int = 0) -> tuple[str, ...]:
        total = sum((entry.span for entry in self.logs), timedelta())
        around = Surroundings(work_logged=total, work_logs=tuple(self.logs), consultants=())
        self.story.case = replace(self.story.case, around=around)
        decision = self.story.acts(self.at + timedelta(seconds=seconds))
        return tuple(action.id for action in decision.actions)

    def _assign(self, person: str | None) -> None:
        case = self.story.case
        change = Change(f"a{len(case.changes)}", self.at, MAX, Field.ASSIGNEE, case.assignee, person, person or "")
        self.story.case = replace(case, assignee=person, changes=(*case.changes, change))

    @property
    def marked(self) -> tuple[str | None, bool]:
        return self.story.case.text(Field.BILLABLE), "consulting" in self.story.case.labels


@given(EVERYTHING)
def test_sco_3_deciding_again_after_acting_yields_nothing(doings: list[Step]) -> None:
    played = Played()
    for step in doings:
        played.happens(step, seen=1)
        assert played.acts(seconds=5) == ()


@given(EVERYTHING, st.lists(st.integers(0, 2), min_size=8, max_size=8))
def test_sco_3_what_is_billable_depends_on_the_sum_alone_and_not_on_what_was_seen(
    doings: list[Step], seen: list[int]
) -> None:
    prompt, unlucky = Played(), Played()
    for step, often in zip(doings, seen, strict=False):
        prompt.happens(step, seen=1)
        unlucky.happens(step, seen=often)
    for played in (prompt, unlucky):
        played.acts()
    assert prompt.marked == unlucky.marked
    up = sum((entry.span for entry in prompt.logs), timedelta()) >= timedelta(hours=1)
    applies = prompt.story.case.text(Field.SCOPE) == SCOPE
    assert prompt.marked == (("Yes", True) if up and applies else (None, False))


@given(GROWING, st.lists(st.integers(0, 2), min_size=8, max_size=8))
def test_sco_3_who_is_assigned_in_the_end_does_not_depend_on_what_was_seen(doings: list[Step], seen: list[int]) -> None:
    prompt, unlucky = Played(), Played()
    for step, often in zip(doings, seen, strict=False):
        prompt.happens(step, seen=1)
        unlucky.happens(step, seen=often)
    for played in (prompt, unlucky):
        played.acts(seconds=10)
    assert prompt.story.case.assignee == unlucky.story.case.assignee


@given(EVERYTHING)
def test_sco_3_the_customer_is_told_once_and_the_assignee_emptied_once(doings: list[Step]) -> None:
    played, told, emptied = Played(), 0, 0
    for step in doings:
        played.happens(step, seen=0)
        ids = played.acts(seconds=5)
        told += ids.count("SCO-3 told")
        emptied += sum(id_.startswith("SCO-3 Assignee") for id_ in ids)
    assert told <= 1
    assert emptied <= 1
