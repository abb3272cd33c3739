"""A law: whatever people did, careflow is never found wanting something before the moment it said it would wake."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.lives import Life, life
from tests.workflows.test_laws import Deed, deeds, severities
from workflows.policy import ApprovalRules, Policy
from workflows.surroundings import Colleague
from workflows.switches import Switch, switches

OPENINGS = (
    "2026-03-02 09:00",
    "2026-03-06 17:50",  # a Friday, before closing
    "2026-03-28 21:00",  # before the night in which the clock goes forward
    "2026-04-30 17:00",  # before a public holiday
    "2026-10-24 23:30",  # before the night in which it goes back
)
REPORT = "Custom report / configuration / self-install"
SELDOM = ApprovalRules(remind_after=timedelta(hours=4), escalate_after=timedelta(hours=9))
beginnings = st.fixed_dictionaries(
    {},
    optional={
        "tier": st.just("Elite"),
        "region": st.just("Americas/APAC"),
        "product": st.sampled_from(("Enterprise One", "Barometer", "Projectplace")),
        "workaround": st.just("None"),
        "scope": st.sampled_from(("Functional", REPORT)),
        "defect_origin": st.just("Not Planview software"),
        "system_wide": st.just("Yes"),
    },
)


def begun(opened: str, severity: str | None, in_shadow: list[str], fields: dict[str, str]) -> Life:
    shadow = switches(dict.fromkeys(in_shadow, Switch.SHADOW))
    policy = Policy(approval=SELDOM, switches=dict(shadow))
    case = life(opened, severity=severity, policy=policy, instance="acme", **fields)
    case.plans("Enterprise One 2026.3", "2026-03-13").plans("Enterprise One 2026.11", "2026-11-12")
    case.amid(work_logged=timedelta(minutes=50), instance_cases=("CARE-1",))
    team = {"consultants": (Colleague("ann", 2), Colleague("bob", 1)), "on_call": (Colleague("otto", 0),)}
    case.amid(**team)
    return case


@settings(max_examples=15)
@given(
    st.sampled_from(OPENINGS),
    severities,
    st.lists(st.sampled_from(("CLO-3", "SEV-3", "SLO-10", "SLO-5", "EXC-7", "UPD-2")), max_size=2, unique=True),
    beginnings,
    deeds(),
    st.sampled_from((1, 4, 17)),
)
def test_between_two_wake_ups_nothing_is_ever_wanted(
    opened: str, severity: str | None, in_shadow: list[str], fields: dict[str, str], doings: list[Deed], days: int
):
    case = begun(opened, severity, in_shadow, fields)
    at = case.case.opened_at
    for deed in doings:
        at += timedelta(minutes=deed.after)
        deed.done(case, at)
    case.passes(at + timedelta(days=days))
