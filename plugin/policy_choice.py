"""The policy that app.yaml and the field maps choose: the shipped files give ``Policy()`` to the letter."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from plugin.field_map_files import FieldMaps
from plugin.settings_approval import ApprovalSection
from plugin.settings_sections import CoverageEntry, TargetTables
from workflows.policy import Allowance, ApprovalRules, CoverageRule, FollowUps, Policy, Target
from workflows.stand_ins import StandIn
from workflows.switches import switches
from workflows.terms import ClockName, Severity, Table

if TYPE_CHECKING:
    from plugin.settings import Settings


def policy_from(settings: Settings, maps: FieldMaps) -> Policy:
    """The policy of these settings and field maps."""
    follow_ups = settings.follow_ups
    return replace(
        Policy(),
        default_severity=settings.default_severity,
        priorities={severity: maps.field_map.priority(severity) for severity in Severity},
        approval=_approval(settings.approval),
        targets=_targets(settings.targets),
        case_types=maps.case_types,
        premium_tiers=frozenset(settings.premium_tiers),
        coverage=tuple(_coverage(entry) for entry in settings.clocks.coverage),
        on_raise=settings.clocks.on_raise,
        on_lower=settings.clocks.on_lower,
        warn_at=settings.warn_at,
        root_cause_remind_days=settings.root_cause_remind_days,
        follow_ups=FollowUps(follow_ups.days, follow_ups.close_after, follow_ups.min_gap),
        allowance=Allowance(frozenset(settings.allowance.scopes), settings.allowance.limit, settings.allowance.warn_at),
        regions=maps.regions,
        general_hours=maps.general_hours,
        product_hours=maps.product_hours,
        products=maps.products,
        status_page=settings.status_page or "",
        support_portal=settings.support_portal,
        switches=dict(switches(settings.clauses)),
        authorized_reporters={k: e.authorized() for k, e in settings.authorized_reporters.items()},
    )


def _approval(section: ApprovalSection) -> ApprovalRules:
    return ApprovalRules(
        on_create=section.on_create,
        allow_self=section.allow_self,
        rejected_to=section.rejected_to,
        remind_after=section.remind_after,
        escalate_after=section.escalate_after,
        approve_statuses=frozenset(section.transitions.approve),
        reject_statuses=frozenset(section.transitions.reject),
        stand_ins=tuple(StandIn(e.manager, e.by, e.first, e.last) for e in section.stand_ins),
    )


def _coverage(entry: CoverageEntry) -> CoverageRule:
    return CoverageRule(
        entry.runs,
        clock=entry.clock,
        severity=entry.severity,
        tiers=None if entry.tiers is None else frozenset(entry.tiers),
        products=None if entry.products is None else frozenset(entry.products),
    )


def _targets(chosen: TargetTables) -> dict[Table, dict[Severity, dict[ClockName, Target]]]:
    tables = {
        table: {severity: dict(cells) for severity, cells in rows.items()} for table, rows in Policy().targets.items()
    }
    for table, rows in chosen.items():
        for severity, cells in rows.items():
            for clock, entry in cells.items():
                if entry is None:
                    tables[table][severity].pop(clock, None)
                else:
                    tables[table][severity][clock] = Target(entry.within, entry.no_code_change)
    return tables
