"""Filters and dashboards: who sees them, who may change them, what Jira refuses."""

from __future__ import annotations

from typing import Any

import pytest

from plugin.sandbox import Flavour, Sandbox
from plugin.sandbox.shared_lists import SavedFilter
from tests.plugin.sandbox.conftest import Client

CLOUD = pytest.mark.parametrize("flavour", [Flavour.CLOUD], ids=str)
DATA_CENTER = pytest.mark.parametrize("flavour", [Flavour.DATA_CENTER], ids=str)


def saved(sandbox: Sandbox, owner: str, *shares: dict[str, Any]) -> str:
    number = sandbox.site.number("filter")
    sandbox.site.filters[number] = SavedFilter(number, f"List {number}", sandbox.person(owner), "", "", list(shares))
    return number


def test_a_filter_is_seen_by_its_owner_and_by_whom_it_is_shared_with(sandbox: Sandbox, rest: Client) -> None:
    seen = {
        "own": saved(sandbox, "careflow"),
        "private": saved(sandbox, "mona"),
        "everybody": saved(sandbox, "mona", {"type": "loggedin"}),
        "group": saved(sandbox, "mona", {"type": "group", "group": {"name": "support-agents"}}),
        "another group": saved(sandbox, "mona", {"type": "group", "group": {"name": "consulting"}}),
        "user": saved(sandbox, "mona", {"type": "user", "user": {"name": "careflow"}}),
        "project": saved(sandbox, "mona", {"type": "project", "project": {"id": "10000"}}),
    }
    hidden = {"private", "another group"}
    for how, number in seen.items():
        assert rest("GET", f"filter/{number}").status_code == (400 if how in hidden else 200), how


@CLOUD
def test_a_search_finds_what_may_be_seen_and_an_administrator_may_see_all(
    sandbox: Sandbox, rest: Client, admin: Client
) -> None:
    private = saved(sandbox, "mona")
    found = rest.get("filter/search", filterName="list")["values"]
    assert private not in [one["id"] for one in found]
    every = admin.get("filter/search", filterName="list", overrideSharePermissions="true")["values"]
    assert private in [one["id"] for one in every]
    assert set(every[0]) == {"self", "id", "name"}


def test_only_the_owner_changes_a_filter(sandbox: Sandbox, rest: Client, admin: Client) -> None:
    number = saved(sandbox, "mona", {"type": "loggedin"})
    sandbox.site.missing_permissions.add("ADMINISTER")
    before = sandbox.snapshot()
    assert rest("PUT", f"filter/{number}", json={"name": "Mine now", "jql": ""}).status_code == 400
    assert rest("POST", f"filter/{number}/permission", json={"type": "global"}).status_code == 400
    assert rest("DELETE", f"filter/{number}").status_code == (401 if sandbox.site.cloud else 400)
    assert sandbox.snapshot() == before
    assert admin("DELETE", f"filter/{number}").status_code == (204 if sandbox.site.cloud else 400)


def test_a_query_that_jira_cannot_read_is_not_saved(sandbox: Sandbox, rest: Client) -> None:
    before = sandbox.snapshot()
    for jql in ("severity = Gigantic", "no such field = 1", "project ="):
        assert rest("POST", "filter", json={"name": "x", "jql": jql}).status_code == 400
    assert rest("POST", "filter", json={"jql": "project = CARE"}).status_code == 400
    assert sandbox.snapshot() == before


def test_two_filters_of_one_owner_have_two_names(sandbox: Sandbox, rest: Client, admin: Client) -> None:
    sent = {"name": "Late", "jql": "project = CARE"}
    assert rest("POST", "filter", json=sent).status_code == 200
    assert rest("POST", "filter", json={**sent, "name": "late"}).status_code == 400
    assert admin("POST", "filter", json=sent).status_code == 200


def test_a_permission_for_everybody_takes_the_place_of_the_others(sandbox: Sandbox, rest: Client) -> None:
    number = saved(sandbox, "careflow", {"type": "project", "project": {"id": "10000"}})
    assert rest("POST", f"filter/{number}/permission", json={"type": "global"}).status_code == 201
    assert [share["type"] for share in rest.get(f"filter/{number}/permission")] == ["global"]
    unknown = {"type": "project", "projectId": "9"}
    assert rest("POST", f"filter/{number}/permission", json=unknown).status_code == 400


@DATA_CENTER
def test_data_center_shares_a_new_filter_with_nobody_whatever_is_sent(rest: Client) -> None:
    sent = {"name": "Late", "jql": "", "sharePermissions": [{"type": "global"}], "favourite": True}
    made = rest("POST", "filter", json=sent).json()
    assert (made["sharePermissions"], made["favourite"]) == ([], True)


@CLOUD
class TestDashboards:
    def made(self, rest: Client, **more: Any) -> str:
        sent = {"name": "Care", "sharePermissions": [], "editPermissions": [], **more}
        answer = rest("POST", "dashboard", json=sent)
        assert answer.status_code == 200, answer.text
        return str(answer.json()["id"])

    def test_a_body_lacks_nothing_and_the_name_is_free(self, rest: Client) -> None:
        self.made(rest)
        for sent in ({"name": "x"}, {"name": "care", "sharePermissions": [], "editPermissions": []}):
            assert rest("POST", "dashboard", json=sent).status_code == 400

    def test_only_who_may_edit_it_changes_it(self, sandbox: Sandbox, rest: Client, admin: Client) -> None:
        number = self.made(admin, sharePermissions=[{"type": "authenticated"}])
        before = sandbox.snapshot()
        sent = {"name": "Mine", "sharePermissions": [], "editPermissions": []}
        assert rest("GET", f"dashboard/{number}").json()["isWritable"] is False
        assert rest("PUT", f"dashboard/{number}", json=sent).status_code == 404
        assert rest("DELETE", f"dashboard/{number}").status_code == 400
        assert rest("POST", f"dashboard/{number}/gadget", json={"uri": "x"}).status_code == 404
        assert sandbox.snapshot() == before

    def test_a_gadget_is_one_that_jira_knows(self, rest: Client) -> None:
        there = f"dashboard/{self.made(rest)}/gadget"
        known = rest.get("dashboard/gadgets")["gadgets"][0]["uri"]
        for sent in ({}, {"uri": known, "moduleKey": "x"}, {"uri": "rest/x"}, {"uri": known, "color": "pink"}):
            assert rest("POST", there, json=sent).status_code == 400
        assert rest.get(there)["gadgets"] == []

    def test_the_config_of_a_gadget_with_an_address_takes_texts_alone(self, rest: Client) -> None:
        number = self.made(rest)
        known = rest.get("dashboard/gadgets")["gadgets"][0]["uri"]
        gadget = rest("POST", f"dashboard/{number}/gadget", json={"uri": known}).json()["id"]
        there = f"dashboard/{number}/items/{gadget}/properties"
        for value in ({"num": 10}, ["10"], "10", {"a": {"b": "c"}}):
            assert rest("PUT", f"{there}/config", json=value).status_code == 400
        assert rest("PUT", f"{there}/config", json={"num": "10"}).status_code == 201
        assert rest("PUT", f"{there}/other", json={"num": 10}).status_code == 201

    def test_gadgets_below_move_up_when_one_goes(self, rest: Client) -> None:
        number = self.made(rest)
        known = rest.get("dashboard/gadgets")["gadgets"][0]["uri"]
        there = f"dashboard/{number}/gadget"
        first, second, third = (rest("POST", there, json={"uri": known}).json()["id"] for _ in range(3))
        rest("DELETE", f"{there}/{first}")
        rest("PUT", f"{there}/{third}", json={"position": {"row": 0, "column": 1}})
        told = {one["id"]: one["position"] for one in rest.get(there)["gadgets"]}
        assert told == {second: {"row": 0, "column": 0}, third: {"row": 0, "column": 1}}
