"""Who may browse an issue, by Jira's own answer: projects, security levels, customers, accounts switched off."""

from __future__ import annotations

import pytest

from plugin.sandbox import Flavour, Sandbox
from tests.plugin.sandbox.conftest import Client

pytestmark = pytest.mark.usefixtures("valid_requests")


@pytest.fixture
def case(sandbox: Sandbox) -> str:
    """One of Clara's."""
    return sandbox.open_case(by="clara", summary="The board does not load")


def browsers(sandbox: Sandbox, rest: Client, text: str, **where: str) -> list[str]:
    """The names of those found by ``text`` who may browse."""
    by = "query" if sandbox.site.cloud else "username"
    answer = rest("GET", "user/viewissue/search", params={by: text, **where})
    assert answer.status_code == 200, answer.text
    return [person["displayName"] for person in answer.json()]


def test_everybody_with_an_account_may_browse_what_nothing_hides(sandbox: Sandbox, rest: Client, case: str):
    assert browsers(sandbox, rest, "adam", issueKey=case) == ["Adam Agent"]
    assert browsers(sandbox, rest, "adam", projectKey="CARE") == ["Adam Agent"]
    assert browsers(sandbox, rest, "nobody", issueKey=case) == []


def test_a_security_level_hides_an_issue_and_not_its_project(sandbox: Sandbox, rest: Client, case: str):
    sandbox.restrict(case, "support-managers", "support-agents")
    assert browsers(sandbox, rest, "pia", issueKey=case) == []
    assert browsers(sandbox, rest, "pia", projectKey="CARE") == ["Pia Product-Management"]
    assert browsers(sandbox, rest, "mona", issueKey=case) == ["Mona Manager"]


def test_a_customer_browses_their_own_issues_only(sandbox: Sandbox, rest: Client, case: str):
    assert browsers(sandbox, rest, "clara", issueKey=case) == ["Clara Customer"]
    assert browsers(sandbox, rest, "camille", issueKey=case) == []


def test_an_account_that_is_switched_off_browses_nothing(sandbox: Sandbox, rest: Client, case: str):
    assert browsers(sandbox, rest, "ivan", issueKey=case) == []


def test_what_is_hidden_from_our_own_account_does_not_exist_for_it(sandbox: Sandbox, rest: Client, case: str):
    sandbox.restrict(case, "support-managers")
    assert rest("GET", f"issue/{case}").status_code == 404
    search = "search/jql" if sandbox.site.cloud else "search"
    assert rest("GET", search, params={"jql": "project = CARE"}).json()["issues"] == []
    sandbox.restrict(case)
    assert rest("GET", f"issue/{case}").status_code == 200


def test_to_an_account_that_may_not_browse_users_cloud_says_nothing_and_data_center_refuses(
    sandbox: Sandbox, rest: Client, case: str
):
    sandbox.site.missing_permissions.add("USER_PICKER")
    by = "query" if sandbox.site.cloud else "username"
    answer = rest("GET", "user/viewissue/search", params={by: "adam", "issueKey": case})
    assert answer.status_code == (200 if sandbox.site.flavour is Flavour.CLOUD else 403)
    assert sandbox.site.flavour is Flavour.DATA_CENTER or answer.json() == []
