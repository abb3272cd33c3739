"""CLO-3: follow-ups that Jira refuses, and which attempt an act on record was."""

from __future__ import annotations

from dataclasses import replace

from tests.histories import history
from workflows.clauses.fields import RETRY_REFUSED
from workflows.follow_ups import number_of
from workflows.record import Record, Refusal


def test_an_email_that_jira_refused_is_tried_again_later():
    case = history().agent("09:10").solves("10:00")
    at = case.instant("2026-03-05 18:00")
    refused = Refusal("Email", "CLO-3 email 1 · 2026-03-02T09:00:00Z", "no address", at)
    case.case = replace(case.case, record=Record(refused={"Email": refused}))
    again = [n for n in case.decide("2026-03-05 18:01").upcoming if "tried again" in n.what]
    assert [(n.at, n.clause) for n in again] == [(at + RETRY_REFUSED, "CLO-3")]


def test_the_number_of_an_attempt_stands_in_its_act():
    assert number_of("CLO-3 email 2 · 2026-03-02T09:00:00Z") == 2
    assert number_of("CLO-3 follow-up 2 · 2026-03-02T09:00:00Z") is None
