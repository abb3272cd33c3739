"""Where clauses meet, over real HTTP: what crosses a process, on a sandbox Jira of each shape.

Each case is taken to the fixed point at every step. The rest of such meetings is in tests/scenarios.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from plugin.jira import MemoryCache
from plugin.reconcile import Outcome, Reconciler
from plugin.sandbox import Flavour, Sandbox
from plugin.settings import load
from plugin.workbench import gateway, reconciler

pytestmark = pytest.mark.usefixtures("valid_requests")

# The sandbox begins on Monday, 23 November 2026, 10:00 UTC (11:00 in Stockholm); ten business days end on 7 December.
VERSION = "Enterprise One 2026.12"
CLOSES = datetime(2026, 12, 7, 17, 0, tzinfo=UTC)
REPORT = "Custom report / configuration / self-install"
SELDOM = {"CAREFLOW_APPROVAL__REMIND_AFTER": "9h", "CAREFLOW_APPROVAL__ESCALATE_AFTER": "30h"}


def careflow_on(sandbox: Sandbox, **variables: str) -> Reconciler:
    """A new process: it remembers nothing."""
    jira = {"URL": sandbox.url, "USER": sandbox.user, "TOKEN": sandbox.token}
    settings = load({**{f"CAREFLOW_JIRA__{name}": value for name, value in jira.items()}, **variables})
    return reconciler(settings, gateway(settings, MemoryCache()))


def settled(sandbox: Sandbox, *keys: str, **variables: str) -> Outcome:
    """Every case, one after the other, to where nothing more is wanted."""
    careflow = careflow_on(sandbox, **variables)
    outcomes = [careflow.run(key) for key in keys]
    assert [careflow.run(key).decision.actions for key in keys] == [()] * len(keys)
    return outcomes[-1]


def opened(sandbox: Sandbox, by: str = "clara", **fields: str) -> str:
    key = sandbox.open_case(by, "The export is empty", {}, **{"severity": "Major", "case_type": "Defect", **fields})
    sandbox.assign(key, "adam", "adam")
    return key


def lived(sandbox: Sandbox, key: str, until: datetime, **variables: str) -> None:
    """At each of its wake-ups, and at no other moment, the case is looked at."""
    wake_at = settled(sandbox, key, **variables).wake_at
    while wake_at is not None and wake_at <= until:
        sandbox.set_clock(wake_at)
        wake_at = settled(sandbox, key, **variables).wake_at
    sandbox.set_clock(until)


def said(sandbox: Sandbox, key: str) -> list[str]:
    return [c.body for c in sandbox.issue(key).comments if c.public and c.by == "careflow"]


def review(sandbox: Sandbox, key: str) -> tuple[str | None, ...]:
    fields = sandbox.issue(key).fields
    return tuple(fields[name] for name in ("Severity", "Requested Severity", "Critical Approval"))


def test_severity_raised_while_waiting_for_the_customer_only_the_resolve_due_is_empty(sandbox: Sandbox):
    key = opened(sandbox, severity="Moderate")
    sandbox.move(key, "adam", "Waiting for Customer")
    settled(sandbox, key)
    raised = sandbox.advance(minutes=30)
    sandbox.edit(key, "adam", {"Severity": "Major"})
    settled(sandbox, key)
    fields = sandbox.issue(key).fields
    assert (fields["Restore Due"], fields["Resolution Due"]) == (raised + timedelta(hours=2), None)
    answered = sandbox.advance(hours=4)
    sandbox.comment(key, "clara", "Here are the logs.")
    settled(sandbox, key)
    view = sandbox.issue(key)
    assert (view.status, view.priority, view.fields["SLA State"]) == ("In Progress", "High", "Breached")
    assert view.fields["Resolution Due"] == answered + timedelta(hours=96)


def test_scope_set_after_a_breach_and_lifted_again_the_breach_and_its_dues_are_back_and_told_of_once(sandbox: Sandbox):
    key = opened(sandbox)
    began = sandbox.now()
    for scope in ("Third party", None, "Third party", None):
        sandbox.advance(minutes=90)
        settled(sandbox, key)
        sandbox.edit(key, "adam", {"Support Scope": scope})
        settled(sandbox, key)
        assert sandbox.issue(key).fields["SLA State"] == ("No target" if scope else "Breached")
    fields = sandbox.issue(key).fields
    assert (fields["Response Due"], fields["Restore Due"]) == (began + timedelta(hours=1), began + timedelta(hours=2))
    assert ["EXC-7" in text for text in said(sandbox, key)] == [True]
    notes = [c.body for c in sandbox.issue(key).comments if c.by == "careflow" and "SLO-10 respond breach" in c.body]
    assert len(notes) == 1


def test_reopened_after_an_automatic_close_with_an_approval_pending_nothing_is_pending_any_more(sandbox: Sandbox):
    key = opened(sandbox)
    sandbox.advance(minutes=5)
    sandbox.comment(key, "clara", "/severity Critical")
    settled(sandbox, key, **SELDOM)
    sandbox.advance(minutes=5)
    sandbox.move(key, "adam", "Solution Provided")
    lived(sandbox, key, CLOSES - timedelta(seconds=1), **SELDOM)
    assert (sandbox.issue(key).status, review(sandbox, key)) == ("Solution Provided", ("Major", "Critical", "Pending"))
    sandbox.set_clock(CLOSES)
    settled(sandbox, key, **SELDOM)
    assert (sandbox.issue(key).status, review(sandbox, key)) == ("Closed", ("Major", None, None))
    sandbox.advance(hours=15)
    sandbox.comment(key, "clara", "It still fails.")
    settled(sandbox, key, **SELDOM)
    sandbox.advance(minutes=5)
    sandbox.comment(key, "mona", "/approve")
    settled(sandbox, key, **SELDOM)
    assert (sandbox.issue(key).status, review(sandbox, key)) == ("In Progress", ("Major", None, None))
    assert len(sandbox.outbox) == 2


def test_a_version_released_while_a_case_waits_for_the_customer_solves_it_and_an_answer_reopens_it_once(
    sandbox: Sandbox,
):
    key = opened(sandbox, product="Enterprise One")
    sandbox.edit(key, "adam", fix_versions=[VERSION])
    sandbox.move(key, "adam", "Waiting for Customer")
    settled(sandbox, key)
    sandbox.advance(days=1)
    sandbox.release(VERSION)
    settled(sandbox, key)
    assert sandbox.issue(key).status == "Solution Provided"
    sandbox.advance(hours=1)
    sandbox.comment(key, "clara", "It still fails.")
    settled(sandbox, key)
    sandbox.advance(days=2)
    settled(sandbox, key)
    assert sandbox.issue(key).status == "In Progress"
    assert [VERSION in text for text in said(sandbox, key)] == [True]


def test_language_changed_midway_the_second_follow_up_and_the_closing_are_in_the_new_one(sandbox: Sandbox):
    key = opened(sandbox, by="camille")
    sandbox.comment(key, "adam", "/solution Videz le cache.")
    lived(sandbox, key, datetime(2026, 11, 30, 9, 0, tzinfo=UTC))
    sandbox.person("camille").locale = "en_US"
    lived(sandbox, key, CLOSES)
    assert sandbox.issue(key).status == "Closed"
    assert ["Bonjour" in email.text for email in sandbox.outbox] == [True, False]
    assert ["Le problème est-il" in text for text in said(sandbox, key)] == [True, False, False]


def test_two_products_hours_are_one_allowance_and_both_cases_are_handed_over(sandbox: Sandbox):
    shared = {"severity": "Minor", "support_scope": REPORT, "instance": "acme-prod"}
    one, other = opened(sandbox, product="Enterprise One", **shared), opened(sandbox, product="LeanKit", **shared)
    elsewhere = opened(sandbox, product="LeanKit", **{**shared, "instance": "acme-test"})
    sandbox.log_work(one, "adam", timedelta(minutes=40))
    settled(sandbox, one, other, elsewhere)
    assert sandbox.issue(other).fields["Billable"] is None
    sandbox.log_work(other, "adam", timedelta(minutes=20))
    settled(sandbox, one, other, elsewhere)
    for key in (one, other):
        view = sandbox.issue(key)
        assert (view.fields["Billable"], "consulting" in view.labels, view.assignee) == ("Yes", True, None)
        assert sum("self-installations" in text for text in said(sandbox, key)) == 1
    assert sandbox.issue(elsewhere).fields["Billable"] is None


def test_a_work_log_on_a_closed_case_counts_for_the_open_one_and_for_itself_once_it_is_reopened(sandbox: Sandbox):
    given = {"severity": "Minor", "support_scope": REPORT, "instance": "acme-prod"}
    closed, still_open = opened(sandbox, **given), opened(sandbox, **given)
    sandbox.move(closed, "adam", "Solution Provided")
    sandbox.comment(closed, "clara", "/accept")
    settled(sandbox, closed, still_open)
    sandbox.advance(minutes=10)
    sandbox.log_work(closed, "adam", timedelta(hours=1))
    settled(sandbox, closed, still_open)
    assert (sandbox.issue(closed).status, sandbox.issue(closed).fields["Billable"]) == ("Closed", None)
    assert (sandbox.issue(still_open).fields["Billable"], sandbox.issue(still_open).assignee) == ("Yes", None)
    sandbox.advance(minutes=10)
    sandbox.comment(closed, "clara", "One more column, please.")
    settled(sandbox, closed, still_open)
    view = sandbox.issue(closed)
    assert (view.status, view.fields["Billable"], view.assignee) == ("In Progress", "Yes", None)


def test_a_premium_case_opened_critical_in_hours_and_approved_at_night_goes_to_on_call(flavour: Flavour):
    evening = datetime(2026, 11, 23, 16, 55, tzinfo=UTC)  # 17:55 in Stockholm
    with Sandbox.default(flavour, start=evening, frozen=True) as jira:
        key = opened(jira, severity="Critical", support_tier="Elite")
        settled(jira, key)
        assert jira.issue(key).assignee == "adam"
        jira.advance(minutes=9)
        jira.comment(key, "mona", "/approve production is down")
        settled(jira, key)
        on_call = {person.name for person in jira.site.people.group("support-oncall").members}
        assert jira.issue(key).assignee in on_call
