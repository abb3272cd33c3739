"""CAL on a sandbox Jira of each shape, over HTTP: what is written into the due fields."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from plugin.jira import MemoryCache
from plugin.reconcile import Reconciler
from plugin.sandbox import Flavour, Sandbox
from plugin.settings import load
from plugin.workbench import gateway, reconciler
from tests import openapi


def stockholm(local: str) -> datetime:
    return datetime.fromisoformat(local).replace(tzinfo=ZoneInfo("Europe/Stockholm"))


def careflow_on(jira: Sandbox) -> Reconciler:
    settings = load(
        {"CAREFLOW_JIRA__URL": jira.url, "CAREFLOW_JIRA__USER": jira.user, "CAREFLOW_JIRA__TOKEN": jira.token}
    )
    return reconciler(settings, gateway(settings, MemoryCache()))


OPENED: list[tuple[str, str, str, str, str]] = [
    ("CAL-1", "2026-03-02 17:00", "Major", "Response Due", "2026-03-02 18:00"),
    ("CAL-2", "2026-03-02 17:00:01", "Major", "Response Due", "2026-03-03 08:00:01"),
    ("CAL-3", "2026-03-28 12:00", "Critical", "Resolution Due", "2026-03-30 13:00"),
    ("CAL-3", "2026-10-24 12:00", "Critical", "Resolution Due", "2026-10-26 11:00"),
    ("CAL-4", "2026-03-07 12:00", "Major", "Response Due", "2026-03-09 09:00"),
    ("CAL-7", "2026-04-02 17:30", "Major", "Response Due", "2026-04-07 08:30"),
]


@pytest.mark.parametrize(("clause", "opened", "severity", "field", "due"), OPENED)
def test_a_due_is_counted_as_the_clause_says(
    flavour: Flavour, clause: str, opened: str, severity: str, field: str, due: str
):
    openapi.need_documents()
    with Sandbox.default(flavour, start=stockholm(opened), frozen=True) as jira:
        key = jira.open_case(by="clara", summary="Down", severity=severity)
        careflow_on(jira).run(key)
        assert jira.issue(key).fields[field] == stockholm(due), clause
        assert careflow_on(jira).run(key).decision.actions == ()
        openapi.assert_valid(flavour, jira.requests)


def test_cal_5_and_cal_6_a_pause_and_a_wait_of_business_days(flavour: Flavour):
    with Sandbox.default(flavour, start=stockholm("2026-03-02 16:30"), frozen=True) as jira:
        key = jira.open_case(by="clara", summary="Down", severity="Major")
        careflow = careflow_on(jira)
        careflow.run(key)
        jira.set_clock(stockholm("2026-03-02 17:00"))
        jira.move(key, "adam", "Solution Provided")
        solved = careflow.run(key)
        follow_up = next(item.at for item in solved.decision.upcoming if item.clause == "CLO-3")
        assert follow_up == stockholm("2026-03-05 18:00")
        jira.set_clock(stockholm("2026-03-03 09:00"))
        jira.move(key, "adam", "In Progress")
        careflow.run(key)
        assert jira.issue(key).fields["Restore Due"] == stockholm("2026-03-03 10:30")
