"""What Jira refused on open cases is named, with what stands in the way of it now."""

from __future__ import annotations

import pytest

from plugin.doctor import Level
from plugin.jira import MemoryCache
from plugin.settings import load
from plugin.workbench import gateway, reconciler
from tests.plugin.doctor.conftest import Doctor


def reconcile(doctor: Doctor, case: str) -> None:
    settings = load(doctor.environ)
    reader = gateway(settings, MemoryCache())
    reconciler(settings, reader).run(case)
    reader.close()


def test_a_field_that_is_not_on_the_screen_is_named_with_case_value_and_jiras_words(doctor: Doctor, case: str):
    doctor.jira.hide_field("SLA State")
    reconcile(doctor, case)
    found = doctor.examine().only("cases.refused")
    assert found.level is Level.FAILS
    assert found.what.startswith(f"{case}: Jira refused SLA State = On track at 2026-11-23T10:00:00Z: Field ")
    assert "put SLA State on the edit screen (project CARE" in found.mend


def test_an_option_that_is_gone_is_named(doctor: Doctor, case: str):
    doctor.jira.remove_option("SLA State", "On track")
    reconcile(doctor, case)
    assert "add the option On track" in doctor.examine().only("cases.refused").mend


def test_what_was_mended_meanwhile_says_so(doctor: Doctor, case: str):
    doctor.jira.hide_field("SLA State")
    reconcile(doctor, case)
    doctor.jira.hide_field("SLA State", hidden=False)
    assert "nothing that doctor sees stands in the way" in doctor.examine().only("cases.refused").mend


def test_a_refused_move_leads_to_the_workflow(doctor: Doctor, case: str):
    site = doctor.jira.site
    site.transitions = [t for t in site.transitions if t.to.name != "Solution Provided"]
    doctor.jira.comment(case, "adam", "/solution\nRestart the node.")
    reconcile(doctor, case)
    found = doctor.examine().only("cases.refused")
    assert "refused Status = Solution Provided" in found.what
    assert "see jira.transitions" in found.mend


def test_a_refused_email_leads_to_outgoing_mail(doctor: Doctor, case: str):
    doctor.jira.move(case, "adam", "Solution Provided")
    reconcile(doctor, case)
    doctor.jira.site.outgoing_mail = False
    doctor.jira.advance(days=7)
    reconcile(doctor, case)
    mends = [found.mend for found in doctor.examine().findings["cases.refused"]]
    assert any("Outgoing mail" in mend for mend in mends)


@pytest.mark.usefixtures("valid_requests")
def test_on_data_center_the_cases_that_were_changed_last_are_read_one_by_one(doctor: Doctor):
    cases = [doctor.jira.open_case(by="clara", summary=f"Case {number}") for number in range(25)]
    doctor.jira.hide_field("SLA State")
    reconcile(doctor, cases[-1])
    doctor.jira.advance(minutes=1)
    doctor.jira.comment(cases[-1], "adam", "We are looking into it.")
    doctor.jira.forget_requests()
    assert cases[-1] in doctor.examine().only("cases.refused").what
    alone = [
        request for request in doctor.jira.requests if request.query.get("properties") and "search" not in request.path
    ]
    assert len(alone) == (0 if doctor.jira.site.cloud else 20)


def test_without_any_refusal_it_says_how_many_cases_were_looked_at(doctor: Doctor, case: str):
    reconcile(doctor, case)
    assert doctor.examine().only("cases.refused").what.startswith("Jira refused nothing on 1 open case")
