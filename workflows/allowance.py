"""SCO-3: how much of an instance's one hour of help is used up, from the work that Jira has logged on its cases.

What counts is every work log as it stands now, whoever wrote it and whatever the case's status or product; one that is
deleted or shortened counts no more, or less. Without ``Case.around.work_logged`` nothing is known.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from workflows.case import Case
from workflows.policy import Allowance, Policy
from workflows.terms import Field


@dataclass(frozen=True, slots=True)
class Used:
    """``since``: the work log that used the allowance up; None while some is left, or where only the sum is known."""

    instance: str
    spent: timedelta
    rules: Allowance
    since: datetime | None = None

    @property
    def up(self) -> bool:
        """Whether nothing is left: at the hour itself there is nothing left."""
        return self.spent >= self.rules.limit

    @property
    def percent(self) -> int:
        """Of the allowance, rounded down; an allowance of nothing is used up from the start."""
        return int(self.spent * 100 / self.rules.limit) if self.rules.limit else 100

    @property
    def minutes(self) -> tuple[str, str]:
        """What is used, and what there is, in whole minutes, for texts."""
        return _minutes(self.spent), _minutes(self.rules.limit)

    def __str__(self) -> str:
        used, limit = self.minutes
        return f"{used} of {limit} minutes of help with custom reports and configuration are used for {self.instance}"


@dataclass(frozen=True, slots=True)
class Share:
    """A case's part in an instance: its work logged in all, and the keys of its open cases.

    ``total`` None: Jira did not say.
    """

    instance: str
    total: timedelta | None
    open_cases: tuple[str, ...] = ()


def share_of(case: Case, policy: Policy) -> Share | None:
    """The case's part in its instance; None where it counts on none."""
    instance = instance_of(case, policy)
    return Share(instance, case.around.work_logged, case.around.instance_cases) if instance else None


def instance_of(case: Case, policy: Policy) -> str | None:
    """The instance whose allowance the case's work counts on; None where its scope has none, or no instance is set."""
    instance = (case.text(Field.INSTANCE) or "").strip()
    return instance if instance and case.text(Field.SCOPE) in policy.allowance.scopes else None


def used(case: Case, policy: Policy) -> Used | None:
    """What is used up; None where the case has no allowance, or nobody has asked Jira yet."""
    instance, spent = instance_of(case, policy), case.around.work_logged
    if instance is None or spent is None:
        return None
    return Used(instance, spent, policy.allowance, _used_up_at(case, policy.allowance.limit))


def counted_since(case: Case) -> datetime:
    """Since when the case belongs to its instance with its scope: the last change of either, or the opening."""
    changes = [c.at for c in case.changes if c.field in (Field.SCOPE, Field.INSTANCE)]
    return max(changes, default=case.opened_at)


def _used_up_at(case: Case, limit: timedelta) -> datetime | None:
    spent = timedelta()
    for entry in sorted(case.around.work_logs, key=lambda entry: entry.at):
        spent += entry.span
        if spent >= limit:
            return entry.at
    return None


def _minutes(span: timedelta) -> str:
    return str(span // timedelta(minutes=1))
