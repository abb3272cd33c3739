"""What may stand in app.yaml's section ``approval``: who decides on Critical, how long it may take, who stands in."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field, WithJsonSchema, model_validator

from plugin.configuration_errors import WrongAt
from plugin.days import Day
from plugin.durations import Duration
from plugin.one_or_many import Many, from_text
from plugin.settings_sections import Section
from workflows.policy import ApprovalRules, OnCreate
from workflows.terms import Severity


def _falls(severity: Severity) -> Severity:
    if severity is Severity.CRITICAL:
        raise ValueError("a rejected Critical cannot stay so; allowed: Major, Moderate, Minor")
    return severity


_BELOW = [severity.value for severity in Severity if severity is not Severity.CRITICAL]
Below = Annotated[Severity, AfterValidator(_falls), WithJsonSchema({"enum": _BELOW})]
"""A severity below Critical."""


class TransitionsSection(Section):
    """SEV-4: names of Jira statuses; moving a case there approves or rejects."""

    approve: Many = Field(default=(), description="statuses that approve")
    reject: Many = Field(default=(), description="statuses that reject")


class StandInEntry(Section):
    """SEV-9: one line of ``approval.stand_ins``; people by their Jira ids, the dates included."""

    manager: str = Field(alias="for", min_length=1, description="the manager's Jira id")
    by: str = Field(min_length=1, description="the Jira id of who decides in their place")
    first: Day = Field(alias="from", description="the first day")
    last: Day = Field(alias="to", description="the last day, included")

    @model_validator(mode="after")
    def _makes_sense(self) -> StandInEntry:
        if self.last < self.first:
            raise WrongAt(("to",), f"{self.last} is before {self.first}, the day from which it holds")
        if self.by == self.manager:
            raise WrongAt(("by",), "nobody stands in for themselves")
        return self


class ApprovalSection(Section):
    """SEV-3 to SEV-6, SEV-9."""

    on_create: OnCreate = OnCreate.REVIEW
    allow_self: bool = False
    rejected_to: Below = Severity.MAJOR
    remind_after: Duration = ApprovalRules().remind_after
    escalate_after: Duration = ApprovalRules().escalate_after
    transitions: TransitionsSection = TransitionsSection()
    stand_ins: Annotated[tuple[StandInEntry, ...], BeforeValidator(from_text)] = ()
