"""What is established about a case at one moment, before any clause asks for anything.

One pass: acts → statuses → severity and approval → clocks. The clauses read it and nothing else. What a text to the
customer needs to know is put together here too, the status page of wide outages among it (SLO-7).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from workflows import clocks, follow_ups, severities, statuses
from workflows.actions import reference
from workflows.business_hours import Calendar
from workflows.calendars import support_hours, zone_of
from workflows.case import Case, Comment
from workflows.decision import Clock
from workflows.directory import ways_to_reach
from workflows.milestones import Inputs
from workflows.policy import Policy
from workflows.severity_history import SeverityHistory
from workflows.stand_ins import Rota
from workflows.statuses import Release, Stretch
from workflows.terms import DEFAULT_TIER, YES, ClockName, Field, Status
from workflows.timeline import Act, acts_of


@dataclass(frozen=True, slots=True)
class Facts:
    """A case at ``now`` under a policy. Statuses and severities are those in force, not yet those in Jira."""

    inputs: Inputs
    clocks: tuple[Clock, ...]
    releases: tuple[Release, ...] = ()
    marked: frozenset[str] = frozenset()  # reference lines of our own internal notes

    @property
    def case(self) -> Case:
        """The case as it stood at ``now``."""
        return self.inputs.case

    @property
    def policy(self) -> Policy:
        """The policy it is judged by."""
        return self.inputs.policy

    @property
    def now(self) -> datetime:
        """The moment."""
        return self.inputs.now

    @property
    def acts(self) -> tuple[Act, ...]:
        """What people did, oldest first."""
        return self.inputs.acts

    @property
    def statuses(self) -> tuple[Stretch, ...]:
        """The statuses in force, oldest first."""
        return self.inputs.statuses

    @property
    def severities(self) -> SeverityHistory:
        """The severities in force, and the review of a change to Critical."""
        return self.inputs.severities

    @property
    def support_hours(self) -> Calendar:
        """The support hours of the case's product and region (CON-2)."""
        return self.inputs.support_hours

    @property
    def status(self) -> Status:
        """The status in force."""
        return self.statuses[-1].status

    @property
    def closed(self) -> bool:
        """Whether the case is closed: nobody is bothered any more, save for what goes on after closing (SLO-6)."""
        return self.status is Status.CLOSED

    @property
    def premium(self) -> bool:
        """Elite, Platinum or Medallion (CON-2: the present tier)."""
        return (self.case.text(Field.TIER) or DEFAULT_TIER) in self.policy.premium_tiers

    @property
    def zone(self) -> str:
        """The named zone of the case's region, for dates in texts."""
        return zone_of(self.policy, self.case.text(Field.REGION))

    def clock(self, name: ClockName) -> Clock:
        """One of the five clocks."""
        return next(clock for clock in self.clocks if clock.name is name)

    @property
    def deputies(self) -> tuple[str, ...]:
        """SEV-9: who may decide on the pending request in a manager's place, now."""
        return rota_of(self.case, self.policy).deputies_for(self.severities.askers, self.now)

    def done(self, act_id: str) -> bool:
        """Whether a once-only act is behind us: recorded, or its internal note stands on the case."""
        return act_id in self.case.record.acts or reference(act_id) in self.marked

    def reminder_calendar(self) -> Calendar:
        """SEV-9: reminders go out in support hours, save for premium tiers."""
        at_any_hour = self.premium or not self.policy.on("SEV-9")
        return clocks.always(self.policy, self.case) if at_any_hour else self.support_hours

    def customer_facts(self, **facts: str) -> dict[str, str]:
        """The facts of a text to the customer: the ways to reach us (CON-1), and what ``facts`` adds.

        With ``System-wide`` the status page's address (SLO-7).
        """
        told = self.case.text(Field.SYSTEM_WIDE) == YES and self.policy.on("SLO-7")
        page = self.policy.status_page if told else ""
        known = {"key": self.case.key, "summary": self.case.summary, "status_page": page, "zone": self.zone}
        return {**known, **ways_to_reach(self.case, self.policy), **facts}


def establish(case: Case, policy: Policy, now: datetime) -> Facts:
    """Everything that the history says at ``now``; what came later is not looked at."""
    if now.tzinfo is None:
        raise ValueError("now must be an aware datetime")
    case = case.as_of(now)
    acts = acts_of(case, rota_of(case, policy), policy.approval)
    releases = _releases(case, now) if policy.on("UPD-3") else ()
    hours = support_hours(policy, case.text(Field.PRODUCT), case.text(Field.REGION))
    log = statuses.history(case, acts, releases, statuses.moves(policy.on))
    ending = follow_ups.closing(case, policy, log, hours)
    if ending is not None and ending <= now and policy.on("CLO-3"):
        log = statuses.close_unanswered(log, now)
    severity = severities.history(case, policy, acts, log)
    inputs = Inputs(case, policy, now, acts, log, severity, hours)
    marked = frozenset(_references(case.comments, case.own_account))
    return Facts(inputs, clocks.run_all(inputs), releases, marked)


def rota_of(case: Case, policy: Policy) -> Rota:
    """SEV-9: who stands in for whom, by the days of the case's region."""
    stand_ins = policy.approval.stand_ins if policy.on("SEV-9") else ()
    return Rota(stand_ins, zone_of(policy, case.text(Field.REGION)))


def _releases(case: Case, now: datetime) -> tuple[Release, ...]:
    """CLO-1: witnessed releases, and those seen now for the first time."""
    found = []
    for version in case.fix_versions:
        witness = case.record.witnessed.get(version.evidence)
        if witness is not None or version.released:
            at = witness.at if witness else now
            found.append(Release(version.id, version.name, at, version.evidence, witness is None, version.release_date))
    return tuple(found)


def _references(comments: Iterable[Comment], own_account: str) -> Iterable[str]:
    for comment in comments:
        if comment.by == own_account and not comment.public:
            yield comment.body.rstrip().rpartition("\n")[2].strip()
