"""The policy's numbers and choices as frozen values; the defaults are POLICY.md's.

``plugin/settings`` builds one from app.yaml and the field maps. Targets are timedeltas, business days whole numbers.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from enum import StrEnum

from workflows.authorized import Authorized
from workflows.products import Product, planviews
from workflows.stand_ins import StandIn
from workflows.switches import Switch
from workflows.terms import ClockName, Severity, Table


class CountFrom(StrEnum):
    """SLO-9: where the targets of a changed severity count from."""

    CHANGE = "from_change"
    OPEN = "from_open"


class OnCreate(StrEnum):
    """SEV-5: what happens to a case that is opened as Critical."""

    REVIEW = "review"
    HOLD = "hold"
    ACCEPT = "accept"


class Coverage(StrEnum):
    """SLO-8: when a clock runs."""

    SUPPORT_HOURS = "support_hours"
    ALWAYS = "always"


@dataclass(frozen=True, slots=True)
class Target:
    """One cell of the SLO tables. ``no_code_change``: the target holds only if no code change is needed."""

    span: timedelta
    no_code_change: bool = False


@dataclass(frozen=True, slots=True)
class ApprovalRules:
    """SEV-3 to SEV-6, SEV-9.

    The statuses are Jira's names of those that a transition mapped to approve or reject leads to.
    """

    on_create: OnCreate = OnCreate.REVIEW
    allow_self: bool = False
    rejected_to: Severity = Severity.MAJOR
    remind_after: timedelta = timedelta(minutes=10)
    escalate_after: timedelta = timedelta(minutes=20)
    approve_statuses: frozenset[str] = frozenset()
    reject_statuses: frozenset[str] = frozenset()
    stand_ins: tuple[StandIn, ...] = ()


@dataclass(frozen=True, slots=True)
class FollowUps:
    """CLO-3: business days after Solution Provided, and business days between a late attempt and what follows it."""

    days: tuple[int, ...] = (3, 7)
    close_after: int = 10
    min_gap: int = 1


@dataclass(frozen=True, slots=True)
class Allowance:
    """SCO-3: the help that an instance gets with such scopes before it is billed; ``warn_at`` in percent of it."""

    scopes: frozenset[str] = frozenset({"Custom report / configuration / self-install"})
    limit: timedelta = timedelta(hours=1)
    warn_at: int = 80


@dataclass(frozen=True, slots=True)
class CoverageRule:
    """SLO-8: one line of ``clocks.coverage``; None matches everything. The first line that matches decides."""

    coverage: Coverage
    clock: ClockName | None = None
    severity: Severity | None = None
    tiers: frozenset[str] | None = None
    products: frozenset[str] | None = None

    def fits(self, clock: ClockName, severity: Severity, tier: str, product: str | None) -> bool:
        """Whether it is for such a clock of such a case."""
        return (
            self.clock in (None, clock)
            and self.severity in (None, severity)
            and (self.tiers is None or tier in self.tiers)
            and (self.products is None or product in self.products)
        )


@dataclass(frozen=True, slots=True)
class Hours:
    """CON-2: weekly hours in a named zone, as ``Calendar`` takes them. ``zone`` None: the region's."""

    windows: Mapping[str, tuple[tuple[str, str], ...]]
    zone: str | None = None


@dataclass(frozen=True, slots=True)
class Region:
    """CON-2, SLO-8: a support region: its zone, and whose public holidays it keeps (``holidays``' country codes)."""

    zone: str
    country: str | None
    extra_holidays: frozenset[str] = frozenset()  # ISO dates
    working_holidays: frozenset[str] = frozenset()  # ISO dates of public holidays that are worked


def weekdays(opens: str, closes: str) -> dict[str, tuple[tuple[str, str], ...]]:
    """Monday to Friday, one window a day."""
    return dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), ((opens, closes),))


def _h(hours: float) -> timedelta:
    return timedelta(hours=hours)


def _targets() -> dict[Table, dict[Severity, dict[ClockName, Target]]]:
    critical = {
        ClockName.RESPOND: Target(timedelta(minutes=30)),
        ClockName.RESTORE: Target(_h(2), no_code_change=True),
        ClockName.RESOLVE: Target(_h(48)),
        ClockName.COMMUNICATE: Target(_h(6)),
    }
    moderate = {ClockName.RESPOND: Target(_h(2))}
    minor = {ClockName.RESPOND: Target(_h(4))}
    return {
        Table.PLANVIEW: {
            Severity.CRITICAL: critical,
            Severity.MAJOR: {
                ClockName.RESPOND: Target(timedelta(minutes=60)),
                ClockName.RESTORE: Target(_h(2), no_code_change=True),
                ClockName.RESOLVE: Target(_h(96)),
            },
            Severity.MODERATE: moderate,
            Severity.MINOR: minor,
        },
        Table.NOT_PLANVIEW: {
            Severity.CRITICAL: {**critical, ClockName.ROOT_CAUSE: Target(timedelta(days=15))},
            Severity.MAJOR: {
                ClockName.RESPOND: Target(timedelta(minutes=60)),
                ClockName.RESOLVE: Target(_h(120), no_code_change=True),
            },
            Severity.MODERATE: moderate,
            Severity.MINOR: minor,
        },
    }


BASE = "base"  # the name of the policy that stands in app.yaml itself (CAL-8)
PREMIUM_TIERS = frozenset({"Elite", "Platinum", "Medallion"})


@dataclass(frozen=True, slots=True)
class Policy:
    """Everything that ``decide`` needs to know beside the case and the moment."""

    version: str = BASE  # CAL-8: its name
    default_severity: Severity = Severity.MODERATE  # SEV-1
    priorities: Mapping[Severity, str] = field(  # SEV-7
        default_factory=lambda: {
            Severity.CRITICAL: "Highest",
            Severity.MAJOR: "High",
            Severity.MODERATE: "Medium",
            Severity.MINOR: "Low",
        }
    )
    approval: ApprovalRules = field(default_factory=ApprovalRules)
    targets: Mapping[Table, Mapping[Severity, Mapping[ClockName, Target]]] = field(default_factory=_targets)
    origins: Mapping[str, Table] = field(  # SLO-1: option of Defect Origin → table
        default_factory=lambda: {
            "Planview software": Table.PLANVIEW,
            "Not Planview software": Table.NOT_PLANVIEW,
        }
    )
    case_types: Mapping[str, Table | None] = field(  # SLO-1: None: no targets; not named: SLO-P
        default_factory=lambda: {"Cloud Operations": Table.NOT_PLANVIEW, "Functional": None, "Enhancement": None}
    )
    exclusions: Mapping[str, str] = field(  # EXC: option of Support Scope → clause
        default_factory=lambda: {
            "Customer network": "EXC-1",
            "Client side": "EXC-2",
            "Customization": "EXC-3",
            "Custom report / configuration / self-install": "EXC-3",
            "Functional": "EXC-4",
            "Enhancement": "EXC-5",
            "OEM defect": "EXC-6",
            "Third party": "EXC-7",
        }
    )
    premium_tiers: frozenset[str] = PREMIUM_TIERS
    coverage: tuple[CoverageRule, ...] = (  # SLO-8
        CoverageRule(Coverage.ALWAYS, clock=ClockName.RESOLVE),
        CoverageRule(Coverage.ALWAYS, clock=ClockName.ROOT_CAUSE),
        CoverageRule(Coverage.ALWAYS, severity=Severity.CRITICAL, tiers=PREMIUM_TIERS),
    )
    on_raise: CountFrom = CountFrom.CHANGE  # SLO-9
    on_lower: CountFrom = CountFrom.OPEN
    warn_at: tuple[int, ...] = (50, 80)  # SLO-10: percent of a target
    warn_whom: tuple[str, ...] = ("assignee", "managers")  # the first warning, and those after it
    root_cause_remind_days: int = 3  # SLO-6: calendar days before it is due
    follow_ups: FollowUps = field(default_factory=FollowUps)
    allowance: Allowance = field(default_factory=Allowance)
    regions: Mapping[str, Region] = field(
        default_factory=lambda: {
            "Americas/APAC": Region("America/Chicago", "US"),
            "EMEA": Region("Europe/Stockholm", "SE"),
        }
    )
    general_hours: Hours = field(default_factory=lambda: Hours(weekdays("08:00", "18:00")))
    product_hours: Mapping[str, Hours] = field(  # CON-2
        default_factory=lambda: {
            "Daptiv": Hours(weekdays("02:00", "19:30"), "Europe/Stockholm"),
            "Barometer": Hours(weekdays("10:00", "19:00"), "Europe/Stockholm"),
            "Changepoint": Hours(weekdays("02:00", "17:00"), "Europe/Stockholm"),
        }
    )
    products: Mapping[str, Product] = field(default_factory=planviews)
    status_page: str = "https://status.planview.com"  # SLO-7
    support_portal: str = "https://support.planview.com"  # SCO-2: where cases handed to Consulting stay visible
    authorized_reporters: Mapping[str, Authorized] = field(default_factory=dict)  # SCO-1, OPN-4: product → who
    switches: Mapping[str, Switch] = field(default_factory=dict)  # clause → switch; not named: on
    rehearsed: frozenset[str] = frozenset()  # clauses in shadow that are on for once, to see what they would do
    rehearsed_as: Policy | None = None  # CAL-8 in shadow: the version that would judge

    def on(self, clause: str) -> bool:
        """Whether a clause is carried out."""
        return self.switches.get(clause, Switch.ON) is Switch.ON

    def why_not(self, clause: str) -> str:
        """Why a clause is not carried out, for people."""
        return f"{clause} is in shadow" if self.switches.get(clause) is Switch.SHADOW else f"{clause} is switched off"

    @property
    def shadowed(self) -> frozenset[str]:
        """The clauses in shadow."""
        return frozenset(clause for clause, switch in self.switches.items() if switch is Switch.SHADOW)

    def rehearsal(self) -> Policy:
        """The policy as if the clauses in shadow were on."""
        kept = {clause: switch for clause, switch in self.switches.items() if switch is not Switch.SHADOW}
        return replace(self.rehearsed_as or self, switches=kept, rehearsed=self.shadowed)

    def in_earnest(self) -> Policy:
        """The policy with the clauses in shadow carried out."""
        return replace(self.rehearsal(), rehearsed=frozenset())
