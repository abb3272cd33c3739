"""SEV: what the timeline says of every severity that was in force, and of every review: since when, by which clause."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from tests.histories import ANN, CLARA, MAX, MONA, OWN, SAM, History, history
from workflows.explain import as_json
from workflows.policy import ApprovalRules, OnCreate, Policy
from workflows.record import Record
from workflows.stand_ins import StandIn
from workflows.switches import Switch, switches
from workflows.terms import Field, Severity, Status


def policy(*off: str, **rules: object) -> Policy:
    approval = ApprovalRules(**rules)  # type: ignore[arg-type]
    return Policy(switches=dict(switches(dict.fromkeys(off, Switch.OFF))), approval=approval)


def told(case: History, when: str, word: str) -> list[tuple[str, str, str, str]]:
    events = as_json(case.decide(when))["timeline"]
    return [(e["what"], e["clause"], e["evidence"], e["by"]) for e in events if word in e["what"]]


def severities(case: History, when: str) -> list[tuple[str, str, str]]:
    return [event[:3] for event in told(case, when, "severity ")]


@pytest.mark.parametrize(
    ("rules", "severity", "clause"),
    [
        (policy(), "Critical", "SEV-5"),
        (policy(on_create=OnCreate.HOLD), "Major", "SEV-5"),
        (policy(on_create=OnCreate.ACCEPT), "Critical", "SEV-1"),
        (policy("SEV-3"), "Critical", "SEV-1"),
        (policy("SEV-5"), "Critical", "SEV-1"),
    ],
)
def test_what_a_case_opened_as_critical_runs_on_has_its_clause_and_no_act(rules, severity, clause):
    case = history(severity="Critical", policy=rules)
    assert severities(case, "09:01") == [(f"severity {severity}", clause, "")]


def test_every_other_severity_is_in_force_by_the_clause_of_the_opening_or_of_a_change():
    case = (
        history(severity="Minor").customer("09:10", "/severity Major").edits(ANN, "09:20", Field.SEVERITY, "Moderate")
    )
    assert severities(case, "09:21") == [
        ("severity Minor", "SEV-1", ""),
        ("severity Major", "SEV-2", "c10001"),
        ("severity Moderate", "SEV-2", "h10002/Severity"),
    ]


def test_of_a_closed_case_nothing_comes_under_review():
    case = history().moves(ANN, "09:10", Status.CLOSED).edits(ANN, "09:20", Field.SEVERITY, "Critical")
    assert case.acts("09:21").approval.state == "none"
    assert case.case.text(Field.SEVERITY) == "Major"


def test_neither_the_reporter_nor_who_filed_the_case_as_critical_decides_on_it():
    for reporter, creator in ((MAX, ANN), (CLARA, MAX)):
        case = history(severity="Critical", reporter=reporter)
        case.case = replace(case.case, creator=creator)
        assert case.manager("09:10", "/approve").decide("09:11").approval.state == "pending"


def test_without_review_critical_is_in_force_by_the_clause_of_any_change():
    case = history(policy=policy("SEV-3")).customer("09:10", "/severity Critical")
    assert severities(case, "09:11")[1:] == [("severity Critical", "SEV-2", "c10001")]


def test_a_rejected_case_falls_by_the_clause_of_cases_that_were_opened_so():
    case = history(severity="Critical").manager("09:10", "/reject one user")
    assert severities(case, "09:11")[1:] == [("severity Major", "SEV-5", "c10001")]


def test_a_review_at_the_opening_was_asked_for_by_the_reporter_with_the_opening():
    case = history(severity="Critical")
    assert told(case, "09:01", "asked for") == [("Critical asked for", "SEV-3", "opened", "Clara Customer")]
    case.case = replace(case.case, reporter=None)
    assert told(case, "09:01", "asked for") == [("Critical asked for", "SEV-3", "opened", "")]


def test_a_decision_without_words_has_no_reason():
    by_field = history().customer("09:10", "/severity Critical")
    by_field.edits(MAX, "09:20", Field.CRITICAL_APPROVAL, "Approved")
    by_edit = history().customer("09:10", "/severity Critical").edits(MAX, "09:20", Field.SEVERITY, "Critical")
    for case in (by_field, by_edit):
        assert case.decide("09:21").approval.why == ""


def test_a_manager_who_may_decide_alone_has_asked_only_where_nobody_had():
    alone = history(policy=policy(allow_self=True)).edits(MAX, "09:20", Field.SEVERITY, "Critical").decide("09:21")
    assert (alone.approval.asked_by, alone.approval.decided_by) == (MAX, MAX)
    asked = history(policy=policy(allow_self=True)).customer("09:10", "/severity Critical")
    both = asked.edits(MAX, "09:20", Field.SEVERITY, "Critical").decide("09:21")
    assert (both.approval.asked_by, both.approval.decided_by) == (CLARA, MAX)


def test_a_manager_who_stands_in_for_another_decides_in_their_own_right():
    rota = (StandIn(MAX, MONA, date(2026, 3, 2), date(2026, 3, 6)),)
    case = history(policy=policy(stand_ins=rota)).customer("09:10", "/severity Critical")
    assert case.comments(MONA, "09:20", "/approve").decide("09:21").approval.in_place_of is None


class TestSwitchedOffUnderReview:
    """What our hand has begun goes on to its end."""

    def opened_under_review(self) -> History:
        case = history(severity="Critical")
        case.acts("09:01")
        case.policy = policy("SEV-3")
        return case

    def test_a_case_that_was_opened_so_waits_as_before(self):
        case = self.opened_under_review()
        assert severities(case, "09:02") == [("severity Critical", "SEV-5", "")]
        assert told(case, "09:02", "asked for") == [("Critical asked for", "SEV-3", "opened", "Clara Customer")]
        case.case = replace(case.case, reporter=None)
        assert told(case, "09:02", "asked for") == [("Critical asked for", "SEV-3", "opened", "")]

    def test_a_strangers_edit_is_put_back_to_what_it_was_opened_with(self):
        case = self.opened_under_review().edits(SAM, "09:10", Field.SEVERITY, "Minor")
        (back,) = [a for a in case.decide("09:11").actions if getattr(a, "field", None) is Field.SEVERITY]
        assert (back.value, back.why) == ("Critical", "only customer and staff change it; asked for in opened")

    def test_and_falls_when_it_is_rejected(self):
        assert self.opened_under_review().manager("09:10", "/reject no").decide("09:11").severity is Severity.MAJOR

    def test_what_a_comment_asked_for_while_comments_were_heard_waits_and_is_decided_once(self):
        case = history().customer("09:10", "/severity Critical")
        case.acts("09:11")
        case.policy = policy("SEV-2")
        waits = case.decide("09:12").approval
        assert (waits.state, waits.asked_by, waits.asked_in) == ("pending", CLARA, "c10001")
        case.manager("09:20", "/reject no")
        case.acts("09:21")
        assert case.decide("09:30").approval.state == "rejected"

    def test_what_a_comment_changed_while_comments_were_heard_is_in_force_by_their_clause(self):
        case = history(severity="Minor").customer("09:10", "/severity Major")
        case.acts("09:11")
        case.policy = policy("SEV-2")
        (event,) = severities(case, "09:12")[1:]
        assert event[:2] == ("severity Major", "SEV-2")


class TestApprovedAndForgotten:
    """Our own Critical is proof of an approval whose act has gone, with the record of it."""

    def forgotten(self) -> History:
        case = history().customer("09:10", "/severity Critical").manager("09:20", "/approve it is down")
        case.acts("09:21")
        gone = tuple(comment for comment in case.case.comments if comment.by == OWN)
        case.case = replace(case.case, comments=gone, record=Record())
        return case

    def test_it_stays_critical_from_the_moment_that_it_was_written(self):
        case = self.forgotten()
        written = next(c.evidence for c in case.case.changes if c.by == OWN and c.field is Field.SEVERITY)
        assert severities(case, "09:30")[1:] == [("severity Critical", "SEV-3", written)]
        assert case.decide("09:30").approval.state == "approved"

    def test_it_says_that_the_act_can_no_longer_be_seen(self):
        approval = self.forgotten().decide("09:30").approval
        assert approval.why == "approved earlier; the act itself can no longer be seen"
        assert (approval.asked_at, approval.asked_by) == (approval.decided_at, "")
