"""Whose token it is decides what may be seen and done; who may not is told with the status of the documents."""

from __future__ import annotations

from typing import Any

import pytest
import requests

from plugin.sandbox import Flavour, Sandbox
from tests.plugin.sandbox.conftest import Client

CLOUD = pytest.mark.parametrize("flavour", [Flavour.CLOUD], ids=str)
DATA_CENTER = pytest.mark.parametrize("flavour", [Flavour.DATA_CENTER], ids=str)
FIELD = {"name": "X", "type": "com.atlassian.jira.plugin.system.customfieldtypes:textfield"}
Asked = tuple[str, str, Any]
ON_CLOUD: list[tuple[int, Asked]] = [
    (400, ("POST", "field", FIELD)),
    (403, ("PUT", "field/customfield_10101", {"name": "X"})),
    (403, ("DELETE", "field/customfield_10101", None)),
    (403, ("POST", "field/customfield_10101/trash", None)),
    (403, ("GET", "field/search/trashed", None)),
    (403, ("GET", "field/customfield_10101/context", None)),
    (403, ("GET", "field/customfield_10101/context/10100/option", None)),
    (403, ("GET", "screens", None)),
    (403, ("POST", "screens/addToDefault/customfield_10101", None)),
    (403, ("GET", "screenscheme", None)),
    (403, ("GET", "issuetypescreenscheme/mapping", None)),
    (401, ("POST", "statuses", {"scope": {"type": "GLOBAL"}, "statuses": []})),
    (401, ("GET", "statuses/search", None)),
    (401, ("POST", "workflows", {"workflowNames": ["x"]})),
    (401, ("POST", "workflows/update", {"statuses": [], "workflows": []})),
    (403, ("POST", "priority", {"name": "X", "statusColor": "#123456"})),
    (403, ("PUT", "priorityscheme/1", {})),
    (404, ("POST", "version", {"name": "X", "project": "CARE"})),
    (401, ("DELETE", "version/10000", None)),
    (403, ("PUT", "project/CARE/properties/x", {})),
    (403, ("POST", "group", {"name": "x"})),
]
ON_DATA_CENTER: list[tuple[int, Asked]] = [
    (403, ("POST", "field", FIELD)),
    (403, ("GET", "customFields", None)),
    (403, ("DELETE", "customFields?ids=customfield_10101", None)),
    (401, ("GET", "screens", None)),
    (401, ("GET", "workflow", None)),
    (403, ("GET", "project/CARE/workflowscheme", None)),
    (403, ("GET", "project/CARE/priorityscheme", None)),
    (403, ("PUT", "priorityschemes/1", {})),
    (403, ("POST", "version", {"name": "X", "project": "CARE"})),
    (403, ("PUT", "project/CARE/properties/x", {})),
    (403, ("POST", "group", {"name": "x"})),
]


def refusals(rest: Client, asked: list[tuple[int, Asked]]) -> list[tuple[int, Asked]]:
    return [(rest(m, path, json=sent).status_code, (m, path, sent)) for _, (m, path, sent) in asked]


@CLOUD
def test_without_administration_cloud_refuses_and_nothing_is_changed(sandbox: Sandbox, rest: Client) -> None:
    sandbox.site.missing_permissions |= {"ADMINISTER", "ADMINISTER_PROJECTS"}
    before = sandbox.snapshot()
    assert refusals(rest, ON_CLOUD) == ON_CLOUD
    assert sandbox.snapshot() == before


@DATA_CENTER
def test_without_administration_data_center_refuses_and_nothing_is_changed(sandbox: Sandbox, rest: Client) -> None:
    sandbox.site.missing_permissions |= {"ADMINISTER", "ADMINISTER_PROJECTS"}
    before = sandbox.snapshot()
    assert refusals(rest, ON_DATA_CENTER) == ON_DATA_CENTER
    assert sandbox.snapshot() == before


def test_what_careflows_account_lacks_the_administrator_has(sandbox: Sandbox, rest: Client, admin: Client) -> None:
    sandbox.site.missing_permissions |= {"ADMINISTER", "EDIT_ISSUES"}
    key = sandbox.open_case(by="clara", summary="It is broken")
    asked = {"permissions": "ADMINISTER,EDIT_ISSUES"} if sandbox.site.cloud else {}
    for client, has in ((rest, False), (admin, True)):
        held = client.get("mypermissions", **asked)["permissions"]
        assert (held["ADMINISTER"]["havePermission"], held["EDIT_ISSUES"]["havePermission"]) == (has, has)
        status = client("PUT", f"issue/{key}", json={"fields": {"summary": "New"}}).status_code
        assert status == (204 if has else 400)
    assert (rest.get("myself")["displayName"], admin.get("myself")["displayName"]) == ("Careflow", "Ada Admin")


def test_somebody_elses_token_does_not_open_the_administrators_account(sandbox: Sandbox) -> None:
    if sandbox.site.cloud:
        wrong = requests.get(f"{sandbox.url}/rest/api/2/myself", auth=(sandbox.admin_user, sandbox.token), timeout=5)
    else:
        headers = {"Authorization": f"Bearer {sandbox.site.admin_token}x"}
        wrong = requests.get(f"{sandbox.url}/rest/api/2/myself", headers=headers, timeout=5)
    assert wrong.status_code == 401


@CLOUD
def test_an_administrator_of_projects_may_set_their_properties_and_versions(sandbox: Sandbox, rest: Client) -> None:
    sandbox.site.missing_permissions.add("ADMINISTER")
    assert rest("PUT", "project/CARE/properties/careflow", json={"v": 1}).status_code == 201
    assert rest("POST", "version", json={"name": "X", "project": "CARE"}).status_code == 201
    assert rest("GET", "screens").status_code == 403


@DATA_CENTER
def test_data_center_has_none_of_clouds_resources_for_setting_up(admin: Client, sandbox: Sandbox) -> None:
    severity = sandbox.site.field_named("Severity").id
    for method, path in (
        ("GET", "field/search"),
        ("GET", f"field/{severity}/context"),
        ("POST", f"field/{severity}/context/10100/option"),
        ("PUT", f"field/{severity}"),
        ("DELETE", f"field/{severity}"),
        ("GET", "statuses/search"),
        ("POST", "workflows/update"),
        ("GET", "issuetypescreenscheme"),
        ("POST", "priority"),
        ("POST", "dashboard"),
        ("GET", "group/bulk"),
    ):
        assert admin(method, path).status_code in (404, 405), path
