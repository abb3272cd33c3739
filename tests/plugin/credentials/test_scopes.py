"""The scopes that README lists are those that careflow's requests need, by Atlassian's documents, and no more."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from plugin.credentials.accounts import Account, connection_of
from plugin.credentials.scopes import closed, least, missing, needless, opening, operations, too_broad
from plugin.jira import Call, MemoryCache
from plugin.sandbox import Flavour, Sandbox
from plugin.workbench import gateway_by, reconciler
from tests import openapi
from tests.atlassian import SCOPED_TOKEN
from tests.endpoints import named_in
from tests.plugin.credentials.conftest import Site

ROOT = Path(__file__).resolve().parents[3]
README = (ROOT / "README.md").read_text(encoding="utf-8")
ACCOUNTS = list(Account)
CODE = {Account.CAREFLOW: ("plugin/jira",), Account.ADMIN: ("plugin/install", "plugin/init")}
# Named in the code without being asked of Cloud's API as such: addresses, what is Data Center's, what nobody documents.
BESIDE = {
    Account.CAREFLOW: {
        "{server}/rest/pat/latest/{path}",
        "{server}/rest/servicedeskapi/{path}",
        "pat/tokens",
        "search",
        "webhooks/webhook",
        "jira-webhook/webhooks",
    },
    Account.ADMIN: {
        "customFields",
        "customFields/{field}/options",
        "filter/favourite",
        "project",
        "project/{project}/priorityscheme",
        "project/{project}/statuses",
        "search",
        "status",
        "webhooks/webhook",
        "jira-webhook/webhooks",
    },
}
# Put together in the code, or named in the other's.
ELSEWHERE = {
    Account.CAREFLOW: {  # jira.lists of doctor reads them as `careflow plan` does
        "filter/search",
        "dashboard/search",
        "dashboard/{dashboard}/gadget",
        "dashboard/{dashboard}/items/{item}/properties/{property}",
        "project/{project}/properties/{property}",
    },
    Account.ADMIN: {"field/{field}/context/projectmapping", "field/{field}/context/issuetypemapping", "serverInfo"},
}


def endpoints(account: Account) -> set[str]:
    return {operation.split(" ")[1] for operation in operations(account)}


@pytest.mark.parametrize("account", ACCOUNTS)
def test_every_endpoint_that_the_code_names_is_in_the_table_and_no_other(account: Account):
    named = named_in(*CODE[account])
    assert named - BESIDE[account] - endpoints(account) == set(), "without a line in plugin/credentials/scopes.yaml"
    assert endpoints(account) - named - ELSEWHERE[account] == set(), "in plugin/credentials/scopes.yaml for nothing"


@pytest.mark.parametrize("account", ACCOUNTS)
def test_the_table_is_that_of_atlassians_documents(account: Account):
    openapi.need_documents()
    for operation, ways in operations(account).items():
        method, endpoint = operation.split(" ")
        assert set(ways) == set(_documented(method, endpoint)), operation


def _documented(method: str, endpoint: str) -> Iterator[frozenset[str]]:
    """The classic scopes and the granular ones; where an operation lists neither, those of its security."""
    base = "/rest/servicedeskapi/" if endpoint.startswith("servicedesk/") else "/rest/api/2/"
    place = openapi.located(Flavour.CLOUD, base + endpoint.removeprefix("servicedesk/"))
    assert place is not None
    document, path = place
    found = document.find(method, path)
    assert found is not None, f"{document.name} has no {method} {path}"
    described = document.raw["paths"][found.path][method.lower()]
    listed = [told["scopes"] for told in described.get("x-atlassian-oauth2-scopes") or ()]
    by_security = [one["OAuth2"] for one in described.get("security") or () if "OAuth2" in one]
    yield from (frozenset(scopes) for scopes in listed or by_security if scopes)


@pytest.mark.parametrize("account", ACCOUNTS)
def test_the_listed_scopes_open_every_operation_and_none_of_them_can_go(account: Account):
    known = least(account, service_management=True)
    assert closed(account, known, service_management=True) == []
    assert needless(account, known) == []
    for scope in known:
        assert closed(account, set(known) - {scope}, service_management=True) != [], scope
    assert missing(account, (), service_management=True) == list(known)
    assert too_broad(account, known) == []


def test_without_service_management_one_scope_less_is_enough():
    without = least(Account.CAREFLOW, service_management=False)
    assert closed(Account.CAREFLOW, without, service_management=False) == []
    whole = least(Account.CAREFLOW, service_management=True)
    assert set(whole) - set(without) == {"read:organization.user:jira-service-management"}


def granular() -> set[str]:
    """What careflow's own account needs where only granular scopes are to be had."""
    return {
        scope for ways in operations(Account.CAREFLOW).values() for way in ways if len(ways) == 2 for scope in ways[1]
    }


def test_the_granular_scopes_alone_open_every_operation_and_none_of_them_can_go():
    assert closed(Account.CAREFLOW, granular(), service_management=True) == []
    assert needless(Account.CAREFLOW, granular()) == []
    assert len(granular()) < 50  # more is discouraged: developer.atlassian.com, scopes for OAuth 2.0 (3LO) apps


def test_with_the_classic_scopes_alone_more_could_be_managed_than_need_be():
    classic = {scope for ways in operations(Account.CAREFLOW).values() if ways for scope in ways[0]}
    assert closed(Account.CAREFLOW, classic, service_management=True) == []
    assert too_broad(Account.CAREFLOW, classic) == ["manage:jira-configuration", "manage:servicedesk-customer"]


def test_what_can_go_is_told_the_furthest_reaching_first():
    known = least(Account.CAREFLOW, service_management=True)
    assert needless(Account.CAREFLOW, {*known, "manage:jira-configuration", "read:issue:jira", "read:me"}) == [
        "manage:jira-configuration",
        "read:issue:jira",
        "read:me",
    ]


def test_an_operation_is_opened_by_the_scopes_that_readme_lists():
    assert opening(Account.CAREFLOW, "GET group/member") == ["read:group:jira", "read:user:jira", "read:avatar:jira"]
    assert opening(Account.CAREFLOW, "POST issue/{issue}/notify") == ["write:jira-work"]
    assert opening(Account.CAREFLOW, "GET webhooks/webhook") == []


def _listed(after: str, before: str) -> list[str]:
    text = README.partition(after)[2].partition(before)[0]
    assert text, f"README lacks {after!r} … {before!r}"
    return re.findall(r"`((?:read|write|manage|delete|send):[a-z.:-]+)`", text)


class TestReadme:
    def test_the_table_of_scopes_lists_those_of_careflows_own_account(self):
        rows = re.findall(r"^\| `([a-z]+:[a-z.:-]+)` \|", README, re.M)
        assert rows == list(least(Account.CAREFLOW, service_management=True))

    def test_the_granular_ones_are_listed_too(self):
        assert sorted(_listed("granular scopes alone", "</details>")) == sorted(granular())

    def test_and_those_of_the_account_that_installs(self):
        listed = _listed("With scopes, the account that installs needs", "\n\n")
        assert listed == list(least(Account.ADMIN, service_management=True))


@pytest.fixture
def by_least(site: Site, sandbox: Sandbox) -> Site:
    site.set(JIRA__AUTH="scoped-token", JIRA__USER=sandbox.user, JIRA__TOKEN=SCOPED_TOKEN)
    site.atlassian.token_scopes = frozenset(least(Account.CAREFLOW, service_management=True))
    return site


def test_a_case_is_carried_through_its_life_with_the_least_scopes(by_least: Site, sandbox: Sandbox):
    settings, cache = by_least.set(), MemoryCache()
    calls: list[Call] = []
    connection = connection_of(settings, cache=cache, atlassian=by_least.atlassian.addresses)
    gateway = gateway_by(connection, settings, cache)
    gateway._session._on_call = calls.append
    key = sandbox.open_case(by="clara", summary="It is broken", severity="Critical", organizations=["Acme Corp"])
    careflow = reconciler(settings, gateway)
    careflow.run(key)
    sandbox.comment(key, by="adam", body="/solution")
    for _ in range(3):
        careflow.run(key)
        sandbox.advance(timedelta(days=5))
    asked = {f"{call.method} {call.endpoint}" for call in calls}
    assert by_least.atlassian.outside == []
    assert asked <= set(operations(Account.CAREFLOW))
    assert {"PUT issue/{issue}", "POST issue/{issue}/comment", "POST issue/{issue}/transitions"} <= asked
    assert {
        "GET group/member",
        "POST issue/{issue}/notify",
        "GET servicedesk/organization/{organization}/user",
    } <= asked
