"""SLO: why a clock has no target, and which of a case's facts its target and hours depend on."""

from __future__ import annotations

from datetime import date

import pytest

from tests.histories import ANN, History, history
from workflows.decision import ClockState
from workflows.policy import Coverage, CoverageRule, Policy
from workflows.surroundings import Version
from workflows.switches import Switch, switches
from workflows.terms import ClockName, Field


def without(clause: str) -> Policy:
    return Policy(switches=dict(switches({clause: Switch.OFF})))


def reasons(case: History) -> set[tuple[str, str, str]]:
    return {(clock.state, clock.clause, clock.why) for clock in case.decide("09:01").clocks}


def test_a_case_type_without_targets_is_named():
    expected = ("none", "SLO-1", "no targets for case type Functional")
    assert reasons(history(case_type="Functional")) == {expected}


def test_without_sev_1_only_what_has_a_severity_has_targets():
    expected = ("none", "SEV-1", "no severity is set, and SEV-1 is switched off")
    assert reasons(history(severity=None, policy=without("SEV-1"))) == {expected}
    assert history(policy=without("SEV-1")).clock("respond", "09:01").state is ClockState.RUNNING
    assert history(severity=None).clock("respond", "09:01").state is ClockState.RUNNING


def test_without_sco_4_an_old_version_takes_no_target_away():
    released = [Version(f"{n}", f"LeanKit 2026.{n}", True, False, date(2026, n, 20)) for n in (1, 2)]
    for policy, state in ((Policy(), ClockState.NONE), (without("SCO-4"), ClockState.RUNNING)):
        case = history(policy=policy, product="LeanKit").affects("LeanKit 2026.1").amid(versions=tuple(released))
        assert case.clock("respond", "09:01").state is state


def test_a_severity_is_in_force_from_its_own_instant_on():
    case = history(severity="Minor").edits(ANN, "10:00", Field.SEVERITY, "Major")
    assert case.clock("respond", "10:00").severity == "Major"


@pytest.mark.parametrize(("product", "due"), [("Projectplace", "2026-03-07 13:00"), ("LeanKit", "2026-03-09 09:00")])
def test_slo_8_a_line_of_the_coverage_may_be_for_some_products(product, due):
    rules = (CoverageRule(Coverage.ALWAYS, products=frozenset({"Projectplace"})),)
    case = history("2026-03-07 12:00", policy=Policy(coverage=rules), product=product)
    assert case.clock("respond", "12:01").due_at == case.instant(due)


def test_slo_8_the_first_line_of_the_coverage_that_fits_decides():
    rules = (CoverageRule(Coverage.SUPPORT_HOURS, ClockName.RESPOND), CoverageRule(Coverage.ALWAYS))
    case = history("2026-03-07 12:00", policy=Policy(coverage=rules))
    assert case.clock("respond", "12:01").due_at == case.instant("2026-03-09 09:00")


def test_upd_2_a_planned_release_moves_no_clock_but_that_of_the_resolution():
    case = history(product="Enterprise One", workaround="None").plans("Enterprise One 2026.3", "2026-03-18")
    planned = {clock.name: clock.clause for clock in case.decide("09:01").clocks if clock.planned}
    assert planned == {ClockName.RESOLVE: "UPD-2"}


def test_slo_5_twice_six_hours_without_a_word_are_not_over_at_the_twelfth():
    case = history("2026-03-07 23:00", severity="Critical", tier="Elite")
    assert [case.clock("communicate", f"2026-03-08 {at}").missed for at in ("11:00", "11:00:01")] == [1, 2]


def test_the_round_the_clock_calendar_is_in_the_zone_of_the_region():
    opened = "2026-03-07 23:00"  # clocks go forward in Chicago in the night from Saturday to Sunday, not in Stockholm
    case = history(opened, zone="America/Chicago", severity="Critical", tier="Elite", region="Americas/APAC")
    whys = [i.why for i in case.clock("respond", "2026-03-08 04:00").intervals]
    assert whys == ["counted (clocks went forward: a day of 23 hours)"]
