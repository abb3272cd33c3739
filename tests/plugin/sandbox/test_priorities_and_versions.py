"""Priorities follow a project's scheme; what is deleted is gone from the issues that had it."""

from __future__ import annotations

import pytest

from plugin.sandbox import Flavour, Sandbox
from plugin.sandbox.priorities import PriorityScheme
from tests.plugin.sandbox.conftest import Client

CLOUD = pytest.mark.parametrize("flavour", [Flavour.CLOUD], ids=str)


@pytest.fixture
def scheme(sandbox: Sandbox) -> PriorityScheme:
    """CARE has three of the five priorities."""
    made = PriorityScheme("10100", "Support", sandbox.site.priorities[:3], {"CARE"})
    sandbox.site.priority_schemes.append(made)
    return made


@pytest.mark.usefixtures("scheme")
def test_an_issue_may_have_the_priorities_of_its_projects_scheme(sandbox: Sandbox, rest: Client) -> None:
    ours = sandbox.open_case(by="clara", summary="Ours")
    theirs = sandbox.open_case(by="clara", summary="Theirs", project="OTHER")
    assert (sandbox.issue(ours).priority, sandbox.issue(theirs).priority) == ("High", "Medium")
    for key, status in ((ours, 400), (theirs, 204)):
        answer = rest("PUT", f"issue/{key}", json={"fields": {"priority": {"name": "Lowest"}}})
        assert answer.status_code == status
    offered = rest.get(f"issue/{ours}/editmeta")["fields"]["priority"]["allowedValues"]
    assert [priority["name"] for priority in offered] == ["Highest", "High", "Medium"]


@CLOUD
class TestOnCloud:
    def test_a_new_priority_is_in_the_default_scheme_and_in_no_other(
        self, admin: Client, scheme: PriorityScheme
    ) -> None:
        sent = {"name": "Blocker", "statusColor": "#aa0000"}
        made = admin("POST", "priority", json=sent).json()["id"]
        ours = [one["id"] for one in admin.get("priority/search", projectId="10000")["values"]]
        theirs = [one["id"] for one in admin.get("priority/search", projectId="10001")["values"]]
        assert (made in ours, made in theirs) == (False, True)
        for wrong in (
            {**sent, "name": "blocker"},
            {"name": "X"},
            {"name": "X", "statusColor": "red"},
            {**sent, "name": ""},
        ):
            assert admin("POST", "priority", json=wrong).status_code == 400

    def test_a_priority_that_issues_have_leaves_a_scheme_only_with_another_for_them(
        self, sandbox: Sandbox, admin: Client, scheme: PriorityScheme
    ) -> None:
        key = sandbox.open_case(by="clara", summary="Ours")
        sent = {"priorities": {"remove": {"ids": [2]}}}
        assert admin("PUT", "priorityscheme/10100", json=sent).status_code == 400
        answer = admin("PUT", "priorityscheme/10100", json={**sent, "mappings": {"in": {"2": 1}}})
        assert answer.status_code == 202
        assert admin.get(f"task/{answer.json()['task']['id']}")["progress"] == 100
        assert sandbox.issue(key).priority == "Highest"

    def test_a_priority_in_a_scheme_of_its_own_is_not_deleted(
        self, sandbox: Sandbox, admin: Client, scheme: PriorityScheme
    ) -> None:
        theirs = sandbox.open_case(by="clara", summary="Theirs", project="OTHER", priority="Lowest")
        assert admin("DELETE", "priority/1").status_code == 400
        assert admin("DELETE", "priority/5").status_code == 200
        assert sandbox.issue(theirs).priority == "Medium"


def test_the_issues_of_a_removed_version_get_the_one_that_is_named_or_none(sandbox: Sandbox, admin: Client) -> None:
    versions = {version.name: version.id for version in sandbox.site.projects["CARE"].versions}
    gone, other = versions["Enterprise One 2026.12"], versions["Projectplace 2026.12"]
    elsewhere = next(version.id for version in sandbox.site.versions.values() if version.project.key == "OTHER")
    both = ["Enterprise One 2026.12", "Enterprise One 2026.9"]
    key = sandbox.open_case(by="clara", summary="Ours", fix_versions=both, affects_versions=both[:1])
    there = f"version/{gone}/removeAndSwap"
    for wrong in (gone, elsewhere, "9"):
        assert admin("POST", there, json={"moveFixIssuesTo": int(wrong)}).status_code == 400
    assert admin("POST", there, json={"moveFixIssuesTo": int(other)}).status_code == 204
    case = sandbox.issue(key)
    assert (case.fix_versions, case["Affects versions"]) == (("Projectplace 2026.12", "Enterprise One 2026.9"), [])
    assert admin("GET", f"version/{gone}").status_code == 404


def test_a_version_of_another_project_is_refused(sandbox: Sandbox, rest: Client) -> None:
    key = sandbox.open_case(by="clara", summary="Ours")
    assert rest("PUT", f"issue/{key}", json={"fields": {"fixVersions": [{"name": "Apollo 12"}]}}).status_code == 400
