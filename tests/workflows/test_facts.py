"""What is established of a case before any clause asks for anything."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from tests.histories import ANN, BOB, CLARA, MAX, OWN, History, history
from workflows.actions import reference
from workflows.facts import Facts, establish, rota_of
from workflows.policy import ApprovalRules, Policy
from workflows.record import Witness
from workflows.stand_ins import StandIn
from workflows.statuses import Release
from workflows.switches import Switch
from workflows.terms import ClockName, Field, Severity, Status

ACT = "SLO-10 respond warning 50"


def without(*clauses: str) -> Policy:
    return Policy(switches=dict.fromkeys(clauses, Switch.OFF))


def facts(case: History, when: str = "12:00") -> Facts:
    return establish(case.case, case.policy, case.instant(when))


def test_now_needs_a_zone():
    with pytest.raises(ValueError, match="aware datetime"):
        establish(history().case, Policy(), datetime(2026, 3, 2, 12))


def test_what_came_later_is_not_looked_at():
    found = facts(history().agent("09:10").edits(ANN, "13:00", Field.TIER, "Elite"))
    assert (len(found.acts), found.premium) == (1, False)
    assert found.now == found.inputs.now == found.clock(ClockName.RESTORE).intervals[-1].end


@pytest.mark.parametrize(
    ("tier", "premium"), [("Elite", True), ("Platinum", True), ("Medallion", True), ("Standard", False), ("", False)]
)
def test_con_2_premium_is_the_present_tier(tier, premium):
    case = history(tier="Elite").edits(ANN, "10:00", Field.TIER, tier or None)
    assert facts(case).premium is premium


def test_con_2_which_tiers_are_premium_the_policy_says():
    case = history(policy=Policy(premium_tiers=frozenset({"Standard"})))
    assert facts(case).premium
    assert not facts(case.edits(ANN, "10:00", Field.TIER, "Elite")).premium


def test_its_zone_and_hours_are_those_of_its_region_and_product():
    american = facts(history(region="Americas/APAC", product="LeanKit"))
    assert (american.zone, str(american.support_hours.zone)) == ("America/Chicago", "America/Chicago")
    daptiv = facts(history(region="Americas/APAC", product="Daptiv"))
    assert (daptiv.zone, str(daptiv.support_hours.zone)) == ("America/Chicago", "Europe/Stockholm")


def test_each_clock_is_found_by_its_name():
    found = facts(history())
    assert [found.clock(name).name for name in ClockName] == list(ClockName)


def test_closed_is_the_status_in_force():
    case = history().solves("10:00").moves(CLARA, "11:00", Status.CLOSED)
    assert [facts(case, when).closed for when in ("10:59:59", "11:00")] == [False, True]
    assert [facts(case, when).status for when in ("10:59:59", "11:00")] == [Status.SOLUTION, Status.CLOSED]


def test_what_a_clause_that_is_off_would_move_is_not_moved():
    for policy, status in ((Policy(), Status.SOLUTION), (without("CLO-1"), Status.NEW)):
        assert facts(history(policy=policy).agent("10:00", "/solution")).status is status


class TestClo3:
    def test_unanswered_it_is_closed_at_the_very_instant_and_not_before(self):
        case = history("2026-03-02 09:00").solves("10:00")
        case.runs("2026-03-16 17:00")
        end = case.instant("2026-03-16 18:00")
        moments = (end - timedelta.resolution, end)
        assert [establish(case.case, case.policy, at).status for at in moments] == [Status.SOLUTION, Status.CLOSED]
        off = without("CLO-3")
        assert establish(case.case, off, end).status is Status.SOLUTION


class TestOnceOnlyActs:
    """What is behind us is in the record, or its internal note stands on the case."""

    def test_recorded(self):
        case = history().case
        recorded = replace(case, record=replace(case.record, acts={ACT: case.opened_at}))
        assert establish(recorded, Policy(), case.opened_at).done(ACT)
        assert not establish(case, Policy(), case.opened_at).done(ACT)

    @pytest.mark.parametrize(
        ("by", "body", "public", "done"),
        [
            (OWN, f"Half of the time is over.\n{reference(ACT)}", False, True),
            (OWN, f"Half of the time is over.\n\n {reference(ACT)} \n", False, True),
            (OWN, f"Half of the time is over.\nWho takes it?\n{reference(ACT)}", False, True),
            (OWN, reference(ACT), False, True),
            (OWN, f"{reference(ACT)}\nHalf of the time is over.", False, False),
            (OWN, f"Half of the time is over.\n{reference(ACT)}", True, False),
            (ANN, f"Half of the time is over.\n{reference(ACT)}", False, False),
        ],
    )
    def test_its_note_is_known_by_its_last_line_and_our_account(self, by, body, public, done):
        assert facts(history().comments(by, "09:10", body, public=public)).done(ACT) is done


class TestClo1Releases:
    def test_one_that_was_witnessed_counts_from_then_and_one_seen_now_from_now(self):
        case = history().releases("2026.1")
        (version,) = case.case.fix_versions
        assert facts(case).releases == (Release("10100", "2026.1", case.instant("12:00"), "v10100", True, None),)
        seen = Witness(case.instant("10:00"), OWN, "", "released")
        dated = replace(version, released=False, release_date=date(2026, 3, 1))
        case.case = replace(
            case.case, fix_versions=(dated,), record=replace(case.case.record, witnessed={"v10100": seen})
        )
        assert facts(case).releases == (Release("10100", "2026.1", seen.at, "v10100", False, date(2026, 3, 1)),)

    def test_one_that_is_not_out_is_none_nor_is_any_without_upd_3(self):
        case = history().releases("2026.1")
        assert establish(case.case, without("UPD-3"), case.instant("12:00")).releases == ()
        case.case = replace(case.case, fix_versions=(replace(case.case.fix_versions[0], released=False),))
        assert facts(case).releases == ()


class TestSev9:
    def test_the_rota_is_by_the_days_of_the_region_and_empty_without_the_clause(self):
        entry = StandIn(MAX, BOB, date(2026, 3, 2), date(2026, 3, 2))
        policy = Policy(approval=ApprovalRules(stand_ins=(entry,)))
        case = history(region="Americas/APAC").case
        assert rota_of(case, policy).zone == "America/Chicago"
        assert rota_of(case, policy).stand_ins == (entry,)
        assert rota_of(case, replace(policy, switches={"SEV-9": Switch.OFF})).stand_ins == ()

    def test_deputies_are_those_of_now_who_have_not_asked(self):
        entry = StandIn(MAX, BOB, date(2026, 3, 2), date(2026, 3, 2))
        policy = Policy(approval=ApprovalRules(stand_ins=(entry,)))
        asked = history(policy=policy).customer("09:10", "/severity Critical")
        assert facts(asked).deputies == (BOB,)
        assert facts(asked, "2026-03-03 12:00").deputies == ()
        own = history(policy=policy).comments(BOB, "09:10", "/severity Critical")
        assert facts(own).deputies == ()

    @pytest.mark.parametrize(
        ("tier", "policy", "always"),
        [("Standard", Policy(), False), ("Elite", Policy(), True), ("Standard", without("SEV-9"), True)],
    )
    def test_reminders_go_out_in_support_hours_save_for_premium_tiers(self, tier, policy, always):
        found = facts(history(tier=tier, policy=policy))
        assert found.reminder_calendar().always_open is always
        if not always:
            assert found.reminder_calendar() is found.support_hours


class TestWhatTheCustomerIsTold:
    @pytest.mark.parametrize(
        ("wide", "policy", "page"),
        [("Yes", Policy(), True), ("No", Policy(), False), ("Yes", without("SLO-7"), False)],
    )
    def test_slo_7_the_status_page_of_a_wide_outage(self, wide, policy, page):
        told = facts(history(system_wide=wide, policy=policy)).customer_facts()
        assert told["status_page"] == (policy.status_page if page else "")

    def test_the_case_its_zone_and_what_the_text_adds(self):
        told = facts(history(region="Americas/APAC", product="Projectplace")).customer_facts(number="2", key="other")
        known = {"summary": "The board does not load", "zone": "America/Chicago", "number": "2", "key": "other"}
        assert {name: told[name] for name in known} == known
        assert told["chat"] == "https://lc.chat/now/8700631/"
        assert facts(history()).customer_facts()["key"] == "CARE-1"


def test_the_severity_in_force_is_the_last_one():
    case = history(severity="Minor").edits(ANN, "10:00", Field.SEVERITY, "Major")
    found = facts(case)
    assert found.severities.now.severity is Severity.MAJOR
    assert found.statuses[-1].status is found.status is Status.NEW
