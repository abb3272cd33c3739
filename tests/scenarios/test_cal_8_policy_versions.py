"""CAL-8: a case is judged by the policy that was in force when it was opened."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from tests.histories import ANN, History, history
from workflows.comparison import compared_json, compared_lines
from workflows.decide import decide
from workflows.explain import as_json, as_lines
from workflows.policy import Policy, Target
from workflows.policy_versions import Dated, Policies
from workflows.switches import Switch
from workflows.terms import ClockName, Field, Severity, Table


def answering_in(minutes: int, name: str) -> Policy:
    base = Policy()
    cells = {**base.targets[Table.PLANVIEW][Severity.MAJOR], ClockName.RESPOND: Target(timedelta(minutes=minutes))}
    rows = {**base.targets[Table.PLANVIEW], Severity.MAJOR: cells}
    return replace(base, version=name, targets={**base.targets, Table.PLANVIEW: rows})


SPRING, SUMMER = answering_in(45, "spring"), answering_in(30, "summer")
POLICIES = Policies(Policy(), (Dated(date(2026, 7, 1), SUMMER), Dated(date(2026, 4, 1), SPRING)))


@pytest.mark.parametrize(
    ("opened", "name"),
    [
        ("2026-03-31 23:59:59", "base"),
        ("2026-04-01 00:00", "spring"),
        ("2026-06-30 23:59:59", "spring"),
        ("2026-07-01 00:00", "summer"),
        ("2029-01-01 00:00", "summer"),
    ],
)
def test_cal_8_the_version_in_force_at_the_opening_judges_from_the_start_of_its_day(opened, name):
    assert POLICIES.of(history(opened).case).version == name


def test_cal_8_the_day_begins_in_the_zone_of_the_cases_region():
    at = "2026-07-01 03:00"  # in Stockholm; still 30 June in Chicago
    assert POLICIES.of(history(at).case).version == "summer"
    assert POLICIES.of(history(at, region="Americas/APAC").case).version == "spring"


def test_cal_8_a_case_keeps_its_version_for_its_whole_life():
    case = history("2026-06-30 09:00")
    case.policy = POLICIES.of(case.case)
    case.acts("09:01")
    case.edits(ANN, "2026-07-20 09:00", Field.SEVERITY, "Minor").edits(ANN, "09:10", Field.SEVERITY, "Major")
    assert POLICIES.of(case.case) is SPRING
    assert case.clock("respond", "09:11").target == timedelta(minutes=45)


def test_cal_8_the_order_of_the_lines_does_not_matter_and_base_comes_first():
    assert POLICIES.names == ("base", "spring", "summer")
    assert POLICIES.named("summer") is SUMMER
    with pytest.raises(KeyError):
        POLICIES.named("winter")


def test_cal_8_the_verdict_bears_the_name_of_its_policy():
    decision = decide(history("2026-05-04 09:00").case, SPRING, history("2026-05-04 09:10").case.opened_at)
    assert decision.judged_by == "spring"
    assert as_json(decision)["judged_by"] == "spring"
    assert "judged by policy spring, in force when it was opened (CAL-8)" in "\n".join(as_lines(decision, "UTC"))


def late() -> History:
    """Opened in spring, answered after 40 minutes."""
    return history("2026-05-04 09:00").agent("09:40", "On it.")


def test_cal_8_judged_anew_the_old_verdict_stands_beside_the_new_one():
    case = late()
    at = case.instant("09:41")
    decision, other = (decide(case.case, policy, at) for policy in (POLICIES.of(case.case), SUMMER))
    found = compared_json(decision, other)
    assert (found["judged_by"], found["compared_with"]["judged_by"]) == ("spring", "summer")
    states = [next(c["state"] for c in verdict["clocks"]) for verdict in (found, found["compared_with"])]
    assert states == ["met", "breached"]
    told = list(compared_lines(decision, other, "Europe/Stockholm"))
    assert told[0] == "Judged anew, for comparison only (CAL-8): summer beside spring, which is in force"
    assert any(
        line.startswith("* respond") and "met 2026-05-04 09:40:00" in line and "breached" in line for line in told
    )
    assert any(line.startswith("  status") for line in told)
    assert any("only by summer: SLO-10" in line for line in told)
    assert max(map(len, told)) <= 120


def test_cal_8_switched_off_everybody_is_judged_by_the_file_itself():
    off = replace(POLICIES, base=replace(Policy(), switches={"CAL-8": Switch.OFF}))
    assert off.of(late().case).version == "base"


def test_cal_8_in_shadow_the_file_itself_judges_and_the_version_is_told_beside_it():
    shadow = replace(POLICIES, base=replace(Policy(), switches={"CAL-8": Switch.SHADOW}))
    case = late()
    decision = decide(case.case, shadow.of(case.case), case.instant("09:41"))
    assert decision.judged_by == "base"
    assert decision.clocks[0].target == timedelta(minutes=60)
    assert decision.shadow_clocks[0].target == timedelta(minutes=45)
