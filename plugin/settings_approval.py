"""What may stand in app.yaml's section ``approval``: who decides on Critical, how long it may take, who stands in."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, model_validator

from plugin.durations import Duration
from plugin.settings_sections import Many, Section, from_text
from workflows.policy import ApprovalRules, OnCreate
from workflows.terms import Severity


def _day(value: Any) -> Any:
    """Only as people write it: pydantic would take a bare number for seconds since 1970."""
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        raise ValueError(f"`{value}` is no date; write it as 2026-12-20") from None


Day = Annotated[date, BeforeValidator(_day)]
"""A date without a zone."""


class TransitionsSection(Section):
    """SEV-4: names of Jira statuses; moving a case there approves or rejects."""

    approve: Many = ()
    reject: Many = ()


class StandInEntry(Section):
    """SEV-9: one line of ``approval.stand_ins``; people by their Jira ids, the dates included."""

    manager: str = Field(alias="for", min_length=1)
    by: str = Field(min_length=1)
    first: Day = Field(alias="from")
    last: Day = Field(alias="to")

    @model_validator(mode="after")
    def _makes_sense(self) -> StandInEntry:
        if self.last < self.first:
            raise ValueError(f"to: {self.last} is before {self.first}, the day from which it holds")
        if self.by == self.manager:
            raise ValueError("by: nobody stands in for themselves")
        return self


class ApprovalSection(Section):
    """SEV-3 to SEV-6, SEV-9."""

    on_create: OnCreate = OnCreate.REVIEW
    allow_self: bool = False
    rejected_to: Severity = Severity.MAJOR
    remind_after: Duration = ApprovalRules().remind_after
    escalate_after: Duration = ApprovalRules().escalate_after
    transitions: TransitionsSection = TransitionsSection()
    stand_ins: Annotated[tuple[StandInEntry, ...], BeforeValidator(from_text)] = ()

    @model_validator(mode="after")
    def _falls(self) -> ApprovalSection:
        if self.rejected_to is Severity.CRITICAL:
            raise ValueError("rejected_to: a rejected Critical cannot stay so; allowed: Major, Moderate, Minor")
        return self
