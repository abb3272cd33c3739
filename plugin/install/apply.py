"""Carrying a plan out, step by step. What cannot be done is named, and what needs it is left; the rest is done."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from plugin.install.ground import Ground
from plugin.install.items import Step
from plugin.install.kinds import dashboard, filters
from plugin.install.plan import Plan
from plugin.install.workshop import Workshop
from plugin.jira import JiraError, Transient
from plugin.jira.session import Session


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a step went. ``error``: why it was not done; ``without``: keys of steps that it needed and that failed."""

    step: Step
    error: JiraError | None = None
    without: tuple[str, ...] = ()

    @property
    def done(self) -> bool:
        """Whether it was carried out."""
        return self.error is None and not self.without


class BrokenOff(Exception):
    """Jira was not to be had in the middle of a step: of that one nobody knows how far it got."""

    def __init__(self, step: Step, error: Transient) -> None:
        super().__init__(f"{step.name}: {error}")
        self.step = step
        self.error = error


def workshop(ground: Ground, session: Session) -> Workshop:
    """Where the steps of a plan on ``ground`` are carried out."""
    lists = ((worklist.id, filters.made(ground, worklist)) for worklist in ground.wanted.worklists)
    board = dashboard.made(ground)
    return Workshop(
        session=session,
        home=next((project.key for project in ground.projects), ""),
        ledger=ground.found.ledger,
        fields={field: custom.id for field, custom in ground.fields.items()},
        filters={worklist: there.id for worklist, there in lists if there is not None},
        dashboard=board.id if board else "",
        secret=ground.wanted.hook.secret,
    )


def carry_out(
    plan: Plan, shop: Workshop, before: Callable[[Step], object], after: Callable[[Outcome], object]
) -> Iterator[Outcome]:
    """Every step in its order; ``before`` and ``after`` are told of each. Raises BrokenOff.

    A refusal or a lack of permission (Denied, Refused, Unexpected) ends a step, and whatever needs it.
    """
    failed: set[str] = set()
    for step in plan.steps:
        without = tuple(sorted(step.needs & failed))
        outcome = Outcome(step, without=without)
        if not without:
            before(step)
            outcome = _attempt(step, shop)
        if not outcome.done:
            failed.add(step.key)
        after(outcome)
        yield outcome


def _attempt(step: Step, shop: Workshop) -> Outcome:
    try:
        step.carry_out(shop)
    except Transient as error:
        raise BrokenOff(step, error) from error
    except JiraError as error:
        return Outcome(step, error)
    return Outcome(step)
