"""SEV-9: stand-ins, and when reminders go out."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import pytest

from tests.histories import ANN, BOB, CLARA, MAX, MONA, SAM, History, history, texts
from workflows.explain import as_json, as_lines
from workflows.policy import ApprovalRules, Policy
from workflows.record import Witness
from workflows.stand_ins import StandIn
from workflows.terms import Field, Severity

APPROVAL_FIELDS = (Field.SEVERITY, Field.REQUESTED_SEVERITY, Field.CRITICAL_APPROVAL)
PENDING, APPROVED, REJECTED = (
    ("Major", "Critical", "Pending"),
    ("Critical", None, "Approved"),
    ("Major", None, "Rejected"),
)
WEEK = (date(2026, 3, 2), date(2026, 3, 6))


def standing_in(by: str = BOB, manager: str = MAX, *, allow_self: bool = False) -> Policy:
    return Policy(approval=ApprovalRules(allow_self=allow_self, stand_ins=(StandIn(manager, by, *WEEK),)))


def asked(policy: Policy, by: str = CLARA, opened: str = "2026-03-02 09:00", **how: str) -> History:
    case = history(opened, policy=policy, **how)
    at = case.instant("09:10")
    case.comments(by, at, "/severity Critical")
    case.acts("09:11")
    return case


def values(case: History) -> tuple[str | None, ...]:
    return tuple(case.case.text(name) for name in APPROVAL_FIELDS)


@pytest.mark.parametrize("way", ["comment", "field", "edit of the severity"])
def test_sev_9_a_stand_in_approves_in_the_managers_place(way):
    case = asked(standing_in())
    match way:
        case "comment":
            case.comments(BOB, "09:20", "/approve it is down")
        case "field":
            case.edits(BOB, "09:20", Field.CRITICAL_APPROVAL, "Approved")
        case _:
            case.edits(BOB, "09:20", Field.SEVERITY, "Critical")
    case.acts("09:30")
    assert values(case) == APPROVED
    assert case.clock("respond", "09:31").started_at == case.instant("09:20")
    assert case.acts("09:32").actions == ()


def test_sev_9_a_stand_in_rejects_in_the_managers_place_and_the_customer_is_told_why():
    case = asked(standing_in()).comments(BOB, "09:20", "/reject one user only")
    decision = case.acts("09:21")
    assert values(case) == REJECTED
    assert [a.facts["why"] for a in decision.actions if a.kind == "comment"] == ["one user only"]


@pytest.mark.parametrize("asker", [BOB, MAX])
@pytest.mark.parametrize("allow_self", [False, True])
def test_sev_9_never_on_a_request_of_their_own_or_of_the_one_they_stand_in_for(asker, allow_self):
    case = asked(standing_in(allow_self=allow_self), by=asker).comments(BOB, "09:20", "/approve")
    if asker == MAX and allow_self:
        assert values(case) == APPROVED  # that manager has approved alone
        return
    decision = case.acts("09:21")
    assert values(case) == PENDING
    assert [note for note in texts(decision, "note") if note.startswith("SEV-4 denied")]
    case.comments(MONA, "09:30", "/approve")
    case.acts("09:31")
    assert values(case) == APPROVED


def test_sev_9_who_stands_in_for_two_decides_on_a_request_of_one_in_the_place_of_the_other():
    rules = ApprovalRules(stand_ins=(StandIn(MAX, BOB, *WEEK), StandIn(MONA, BOB, *WEEK)))
    case = asked(Policy(approval=rules), by=MAX).comments(BOB, "09:20", "/approve")
    decision = case.acts("09:21")
    assert values(case) == APPROVED
    assert decision.approval.in_place_of == MONA


def test_sev_9_a_manager_who_stands_in_for_another_decides_in_their_own_right():
    case = asked(standing_in(by=MONA), by=MAX).comments(MONA, "09:20", "/approve")
    assert case.acts("09:21").approval.in_place_of is None
    assert values(case) == APPROVED


@pytest.mark.parametrize(
    ("opened", "holds"),
    [
        ("2026-03-01 09:00", False),
        ("2026-03-02 00:00", True),
        ("2026-03-06 14:45", True),
        ("2026-03-07 09:00", False),
    ],
)
def test_sev_9_both_days_are_included_by_the_date_of_the_cases_region(opened, holds):
    case = history(opened, policy=standing_in())
    start = case.case.opened_at
    case.comments(CLARA, start, "/severity Critical").comments(BOB, start, "/approve")
    case.acts(start)
    assert values(case) == (APPROVED if holds else PENDING)


@pytest.mark.parametrize(("region", "expected"), [("EMEA", PENDING), ("Americas/APAC", APPROVED)])
def test_sev_9_after_midnight_in_stockholm_it_is_still_friday_in_chicago(region, expected):
    case = asked(standing_in(), opened="2026-03-06 09:00", region=region)
    case.comments(BOB, "2026-03-07 00:30", "/approve")
    case.acts("2026-03-07 00:31")
    assert values(case) == expected


@pytest.mark.parametrize("who", [ANN, SAM, CLARA])
def test_sev_9_nobody_else_decides(who):
    case = asked(standing_in()).comments(who, "09:20", "/approve")
    case.acts("09:21")
    assert values(case) == PENDING


def test_sev_9_the_naming_in_app_yaml_is_the_authority_even_for_somebody_in_no_group():
    case = asked(standing_in(by=SAM)).comments(SAM, "09:20", "/approve")
    case.acts("09:21")
    assert values(case) == APPROVED
    case.comments(SAM, "09:30", "/severity Minor")
    case.acts("09:31")
    assert case.case.text(Field.SEVERITY) == "Critical"  # deciding is all that it gives


def test_sev_9_and_slo_13_a_decision_stays_after_the_dates_are_over():
    case = asked(standing_in()).comments(BOB, "09:20", "/approve")
    case.acts("09:21")
    assert case.acts("2026-03-20 09:00").severity is Severity.CRITICAL
    assert values(case) == APPROVED


@pytest.mark.parametrize(("word", "expected"), [("/approve", APPROVED), ("/reject no", REJECTED)])
def test_sev_9_and_slo_13_a_decision_stays_after_the_line_was_taken_out_of_app_yaml(word, expected):
    case = asked(standing_in()).comments(BOB, "09:20", word)
    case.acts("09:21")
    case.policy = Policy()
    assert case.acts("2026-03-20 09:00").approval.in_place_of == MAX
    assert values(case) == expected


def test_sev_9_and_slo_13_a_line_that_is_put_in_later_lets_nobody_have_decided_in_the_past():
    case = asked(Policy()).comments(BOB, "09:20", "/approve")
    case.acts("09:21")
    case.policy = standing_in()
    case.acts("09:30")
    assert values(case) == PENDING


def test_sev_9_a_forged_witness_makes_nobody_a_stand_in():
    case = asked(Policy()).comments(BOB, "09:12", "/approve")
    forged = Witness(case.instant("09:12"), BOB, f"staff for {MAX}", "public approve")
    case.case = replace(case.case, record=replace(case.case.record, witnessed={"c10002": forged}))
    case.acts("09:13")
    assert values(case) == PENDING


def test_sev_9_the_stand_in_is_told_with_the_managers_while_the_dates_hold():
    case = history("2026-03-06 17:00", policy=standing_in()).customer("17:10", "/severity Critical")
    notes = [a for a in case.acts("17:11").actions if a.kind == "note"]
    assert notes[0].to == ("managers", f"@{BOB}")
    notes = [a for a in case.acts("17:35").actions if a.kind == "note" and a.clause == "SEV-6"]
    assert {note.to for note in notes} == {("managers", "second_line", f"@{BOB}")}
    notes = [a for a in case.acts("2026-03-09 09:00").actions if a.kind == "note" and a.clause == "SEV-6"]
    assert {note.to for note in notes} == {("managers", "second_line")}


@pytest.mark.parametrize("asker", [BOB, MAX])
def test_sev_9_who_may_not_decide_is_not_told(asker):
    case = history(policy=standing_in()).comments(asker, "09:10", "/severity Critical")
    notes = [a for a in case.acts("09:11").actions if a.kind == "note"]
    assert notes[0].to == ("managers",)


def test_sev_9_explain_says_in_whose_place():
    case = asked(standing_in()).comments(BOB, "09:20", "/approve")
    case.acts("09:21")
    decision = case.decide("09:22")
    told = "\n".join(as_lines(decision, "UTC"))
    assert "SEV-9   Critical approved in place of Max Manager by Bob Agent" in told
    assert "Bob Agent in place of Max Manager (SEV-9)" in told
    assert as_json(decision)["approval"]["in_place_of"] == MAX


def test_sev_9_reminders_go_out_in_support_hours():
    case = history("2026-03-06 17:45").customer("17:55", "/severity Critical")
    case.acts("17:56")
    assert reminded_at(case, "17:57") == case.instant("2026-03-09 08:05")


def test_sev_9_save_for_premium_tiers():
    case = history("2026-03-06 17:45", tier="Elite").customer("17:55", "/severity Critical")
    case.acts("17:56")
    assert reminded_at(case, "17:57") == case.instant("2026-03-06 18:05")


def reminded_at(case: History, when: str) -> datetime:
    return next(n.at for n in case.decide(when).upcoming if n.what.startswith("reminder to the managers"))
