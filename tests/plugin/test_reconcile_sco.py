"""SCO-1, SCO-2, SCO-4, SCO-5 and OPN-4 over real HTTP, on a sandbox Jira of each shape."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from plugin.jira import MemoryCache
from plugin.reconcile import Outcome, Reconciler
from plugin.sandbox import Sandbox
from plugin.sandbox.case_view import CaseView
from plugin.settings import load
from plugin.workbench import gateway, reconciler

Careflow = Callable[..., Reconciler]

pytestmark = pytest.mark.usefixtures("valid_requests")


@pytest.fixture
def careflow(sandbox: Sandbox) -> Careflow:
    def made(**variables: str) -> Reconciler:
        jira = {"URL": sandbox.url, "USER": sandbox.user, "TOKEN": sandbox.token}
        settings = load({**{f"CAREFLOW_JIRA__{name}": value for name, value in jira.items()}, **variables})
        return reconciler(settings, gateway(settings, MemoryCache()))

    return made


def settled(careflow: Reconciler, key: str) -> Outcome:
    """Reconciled to the fixed point: the second time nothing is wanted."""
    outcome = careflow.run(key)
    assert careflow.run(key).decision.actions == ()
    return outcome


def opened(sandbox: Sandbox, by: str = "clara", **fields: Any) -> str:
    key = sandbox.open_case(by=by, summary="The board", **{"severity": "Major", **fields})
    sandbox.assign(key, "adam", "adam")
    sandbox.advance(minutes=1)
    return key


def said(sandbox: Sandbox, key: str, *, public: bool = True) -> list[str]:
    view: CaseView = sandbox.issue(key)
    return [c.body for c in view.comments if c.by == "careflow" and c.public is public]


def reporters(sandbox: Sandbox, product: str, *, groups: tuple[str, ...] = (), people: tuple[str, ...] = ()) -> str:
    ids = [sandbox.person(who).account_id if sandbox.site.cloud else who for who in people]
    return json.dumps({product: {"groups": groups, "people": ids}})


class TestReporters:
    def test_sco_1_an_unauthorized_reporter_is_answered_and_the_dispatchers_see_it(
        self, sandbox: Sandbox, careflow: Careflow
    ):
        sandbox.site.people.group("leankit-users").members.append(sandbox.person("carl"))
        app = careflow(CAREFLOW_AUTHORIZED_REPORTERS=reporters(sandbox, "LeanKit", groups=("leankit-users",)))
        key, authorized = opened(sandbox, product="LeanKit"), opened(sandbox, by="carl", product="LeanKit")
        for case in (key, authorized):
            settled(app, case)
        assert len([body for body in said(sandbox, key) if "Customer Success Manager" in body]) == 1
        notes = [body for body in said(sandbox, key, public=False) if body.endswith("SCO-1 dispatchers")]
        assert len(notes) == 1
        assert "[~" in notes[0].splitlines()[0]
        assert sandbox.issue(key).status == "New"
        assert not [body for body in said(sandbox, authorized) if "Customer Success Manager" in body]

    def test_opn_4_a_person_may_be_named_by_id_and_administrators_are_spoken_of(
        self, sandbox: Sandbox, careflow: Careflow
    ):
        app = careflow(CAREFLOW_AUTHORIZED_REPORTERS=reporters(sandbox, "Enterprise One", people=("carl",)))
        key, authorized = (opened(sandbox, by=by, product="Enterprise One") for by in ("camille", "carl"))
        for case in (key, authorized):
            settled(app, case)
        assert [body for body in said(sandbox, key) if "administrateur désigné" in body]
        assert not [body for body in said(sandbox, authorized) if "designated" in body]

    def test_sco_1_where_a_group_may_not_be_listed_the_reporters_own_groups_are_asked_for(
        self, sandbox: Sandbox, careflow: Careflow
    ):
        sandbox.site.people.group("leankit-users").members.append(sandbox.person("clara"))
        sandbox.site.may_read_groups = False
        app = careflow(CAREFLOW_AUTHORIZED_REPORTERS=reporters(sandbox, "LeanKit", groups=("leankit-users",)))
        member, other = (opened(sandbox, by=by, product="LeanKit") for by in ("clara", "carl"))
        for case in (member, other):
            settled(app, case)
        assert not [body for body in said(sandbox, member) if "Customer Success Manager" in body]
        assert [body for body in said(sandbox, other) if "Customer Success Manager" in body]


class TestConsulting:
    def test_sco_2_a_functional_case_goes_to_consulting_and_the_consultant_who_takes_it_stays(
        self, sandbox: Sandbox, careflow: Careflow
    ):
        app, key = careflow(), opened(sandbox)
        settled(app, key)
        sandbox.edit(key, "adam", {"Support Scope": "Functional"})
        settled(app, key)
        view = sandbox.issue(key)
        assert ("consulting" in view.labels, view.assignee) == (True, None)
        assert view.fields["SLA State"] == "No target"
        told = said(sandbox, key)
        assert len(told) == 1
        assert "[https://support.planview.com]" in told[0]
        assert "EXC-4" in told[0]
        sandbox.advance(minutes=5)
        sandbox.assign(key, "agnes", "agnes")
        settled(app, key)
        assert sandbox.issue(key).assignee == "agnes"
        assert said(sandbox, key) == told

    def test_sco_2_the_portals_address_is_the_one_of_app_yaml(self, sandbox: Sandbox, careflow: Careflow):
        app = careflow(CAREFLOW_SUPPORT_PORTAL="https://help.example.com/cases")
        key = opened(sandbox, case_type="Functional")
        settled(app, key)
        assert "[https://help.example.com/cases]" in said(sandbox, key)[0]


class TestVersions:
    @pytest.fixture(autouse=True)
    def _versions(self, sandbox: Sandbox) -> None:
        for name, day in (("2026.8", date(2026, 8, 30)), ("2026.10", date(2026, 10, 30))):
            sandbox.site.add_version("CARE", f"Enterprise One {name}", day, released=True)

    def test_sco_4_an_old_version_has_no_targets_and_the_customer_is_told_once(
        self, sandbox: Sandbox, careflow: Careflow
    ):
        app = careflow()
        key = opened(sandbox, product="Enterprise One", **{"Affects versions": "Enterprise One 2026.8"})
        outcome = settled(app, key)
        view = sandbox.issue(key)
        assert {clock.clause for clock in outcome.decision.clocks} == {"SCO-4"}
        assert (view.fields["SLA State"], view.fields["Response Due"]) == ("No target", None)
        assert "unsupported-version" in view.labels
        assert view.assignee == "adam"
        told = [body for body in said(sandbox, key) if "SCO-4" in body]
        assert len(told) == 1
        assert "Enterprise One 2026.10, Enterprise One 2026.9" in told[0]
        sandbox.edit(key, "adam", {"Affects versions": "Enterprise One 2026.10"})
        settled(app, key)
        view = sandbox.issue(key)
        assert view.fields["SLA State"] == "On track"
        assert "unsupported-version" not in view.labels

    @pytest.mark.parametrize("name", ["2026.9", "2026.10", "2026.12"])
    def test_sco_4_the_latest_the_one_before_and_one_to_come_are_supported(
        self, sandbox: Sandbox, careflow: Careflow, name: str
    ):
        key = opened(sandbox, product="Enterprise One", **{"Affects versions": f"Enterprise One {name}"})
        settled(careflow(), key)
        assert sandbox.issue(key).fields["SLA State"] == "On track"

    def test_sco_4_the_versions_are_asked_for_once_for_a_burst_and_not_for_cases_that_name_none(
        self, sandbox: Sandbox, careflow: Careflow
    ):
        app = careflow()
        keys = [opened(sandbox, product="Enterprise One", versions="Enterprise One 2026.10") for _ in range(2)]
        plain = opened(sandbox, product="Enterprise One")
        sandbox.forget_requests()
        for key in (*keys, plain):
            app.run(key)
        assert len([r for r in sandbox.requests if r.path.endswith("/versions")]) == 1


def test_sco_5_an_enhancement_waits_in_product_managements_queue_with_its_agent(sandbox: Sandbox, careflow: Careflow):
    key = opened(sandbox, by="camille", case_type="Enhancement")
    settled(careflow(), key)
    view = sandbox.issue(key)
    assert ("enhancement" in view.labels, view.assignee) == (True, "adam")
    assert view.fields["SLA State"] == "No target"
    told = said(sandbox, key)
    assert len(told) == 1
    assert "EXC-5" in told[0]
    assert "Merci" in told[0]
