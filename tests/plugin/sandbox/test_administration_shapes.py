"""What an administrator asks of a Jira, and what they set up in it, is asked and answered as the documents say."""

from __future__ import annotations

from typing import Any

import pytest

from plugin.sandbox import Flavour, Sandbox
from tests import openapi
from tests.plugin.sandbox.conftest import Client

pytestmark = pytest.mark.usefixtures("documents", "valid_requests")
CLOUD = pytest.mark.parametrize("flavour", [Flavour.CLOUD], ids=str)
DATA_CENTER = pytest.mark.parametrize("flavour", [Flavour.DATA_CENTER], ids=str)


@pytest.fixture
def documents() -> None:
    openapi.need_documents()


class Held:
    """A client whose every answer is held against the documents, as it is given."""

    def __init__(self, rest: Client) -> None:
        self.rest = rest
        self.flavour = rest.jira.site.flavour

    def __call__(self, method: str, path: str, status: int = 200, body: Any = None, **query: Any) -> Any:
        answer = self.rest(method, path, params=query, json=body, allow_redirects=False)
        assert answer.status_code == status, answer.text
        told = answer.json() if answer.content else None
        wrong = openapi.faults_of_answer(self.flavour, method, f"/rest/api/2/{path}", status, told)
        assert not wrong, "\n".join(wrong)
        return told

    def paged(self, path: str, **query: Any) -> list[Any]:
        values: list[Any] = self("GET", path, **query)["values"]
        return values


@pytest.fixture
def held(admin: Client) -> Held:
    return Held(admin)


@CLOUD
def test_the_life_of_a_custom_field_on_cloud(held: Held, sandbox: Sandbox) -> None:
    kind = "com.atlassian.jira.plugin.system.customfieldtypes:select"
    field = held("POST", "field", 201, {"name": "Gravity", "type": kind, "description": "How heavy."})["id"]
    held("PUT", f"field/{field}", 204, {"description": "How heavy it is."})
    [found] = held.paged("field/search", query="gravity", type="custom", maxResults=50, orderBy="name")
    assert (found["id"], found["description"]) == (field, "How heavy it is.")
    assert held.paged("field/search", type="system", maxResults=200)
    [everywhere] = held.paged(f"field/{field}/context")
    assert (everywhere["name"], everywhere["isGlobalContext"]) == ("Default Configuration Scheme for Gravity", True)
    care = {"name": "careflow", "description": "Ours.", "projectIds": ["10000"], "issueTypeIds": ["10001"]}
    context = held("POST", f"field/{field}/context", 201, care)["id"]
    held("PUT", f"field/{field}/context/{context}", 204, {"name": "careflow's"})
    held("GET", f"field/{field}/context", isGlobalContext="false", isAnyIssueType="false", contextId=context)
    held("GET", f"field/{field}/context/projectmapping", contextId=context)
    held("GET", f"field/{field}/context/issuetypemapping")
    pairs = [{"projectId": p, "issueTypeId": t} for p, t in (("10000", "10001"), ("10000", "10002"))]
    told = held("POST", f"field/{field}/context/mapping", body={"mappings": pairs})["values"]
    assert [one["contextId"] for one in told] == [context, None]
    options = f"field/{field}/context/{context}/option"
    sent = {"options": [{"value": "Heavy"}, {"value": "Light", "disabled": True}]}
    heavy, light = (one["id"] for one in held("POST", options, body=sent)["options"])
    held("PUT", options, body={"options": [{"id": light, "value": "Feather", "disabled": False}]})
    held("PUT", f"{options}/move", 204, {"customFieldOptionIds": [light], "position": "First"})
    assert [one["id"] for one in held.paged(options)] == [light, heavy]
    held("DELETE", f"{options}/{heavy}", 204)
    held("PUT", f"field/{field}/context/{context}/project", 204, {"projectIds": ["10001"]})
    held("DELETE", f"field/{field}/context/{context}", 204)
    held("POST", f"field/{field}/trash")
    assert [one["id"] for one in held.paged("field/search/trashed", query="gravity")] == [field]
    held("POST", f"field/{field}/restore")
    task = held("DELETE", f"field/{field}", 303)
    assert task["status"] == "RUNNING"
    assert held("GET", f"task/{task['id']}")["status"] == "COMPLETE"
    assert field not in sandbox.site.fields


@DATA_CENTER
def test_the_life_of_a_custom_field_on_data_center(held: Held, sandbox: Sandbox) -> None:
    kind = "com.atlassian.jira.plugin.system.customfieldtypes:select"
    sent = {"name": "Gravity", "type": kind, "description": "Heavy?", "projectIds": [10000], "issueTypeIds": ["10001"]}
    field = held("POST", "field", 201, sent)["id"]
    context = sandbox.site.fields[field].contexts[0]
    option = sandbox.site.add_option(context, "Heavy")
    [found] = held.paged("customFields", search="grav", projectIds="10000", maxResults=100)
    assert (found["isAllProjects"], found["projectIds"], found["description"]) == (False, [10000], "Heavy?")
    number = found["numericId"]
    told = held("GET", f"customFields/{number}/options", projectIds="10000", issueTypeIds="10001", maxResults=1000)
    assert [one["value"] for one in told["options"]] == ["Heavy"]
    assert held("GET", f"customFields/{number}/options", projectIds="10001")["options"] == []
    held("GET", f"customFieldOption/{option.id}")
    assert held("DELETE", "customFields", ids=field)["deletedCustomFields"] == [field]


def test_screens_and_what_is_on_them(held: Held, sandbox: Sandbox) -> None:
    instance = sandbox.site.field_named("Instance").id
    sandbox.hide_field("Instance")
    held("GET", "screens")
    [tab, *_] = held("GET", "screens/1/tabs")
    there = f"screens/1/tabs/{tab['id']}/fields"
    assert held("POST", there, body={"fieldId": instance})["name"] == "Instance"
    assert instance in [field["id"] for field in held("GET", there)]
    held("DELETE", f"{there}/{instance}", 204)
    held("POST", f"screens/addToDefault/{instance}", 200 if sandbox.site.cloud else 201)


@CLOUD
def test_the_schemes_that_give_projects_their_screens(held: Held, sandbox: Sandbox) -> None:
    severity = sandbox.site.field_named("Severity").id
    assert held.paged(f"field/{severity}/screens", expand="tab")
    [told] = held.paged("issuetypescreenscheme/project", projectId="10000")
    scheme = told["issueTypeScreenScheme"]["id"]
    assert held.paged("issuetypescreenscheme", id=scheme)
    assert "10000" in [project["id"] for project in held.paged(f"issuetypescreenscheme/{scheme}/project")]
    [mapped] = held.paged("issuetypescreenscheme/mapping", issueTypeScreenSchemeId=scheme)
    [screens] = held.paged("screenscheme", id=mapped["screenSchemeId"])
    assert held.paged("screens", id=str(screens["screens"]["default"]))


@CLOUD
def test_statuses_and_workflows_on_cloud(held: Held, sandbox: Sandbox) -> None:
    held("GET", "status")
    status = {"name": "Parked", "statusCategory": "IN_PROGRESS", "description": "Later."}
    [parked] = held("POST", "statuses", body={"scope": {"type": "GLOBAL"}, "statuses": [status]})
    held("PUT", "statuses", 204, {"statuses": [{**status, "id": parked["id"], "name": "Waits"}]})
    assert [one["name"] for one in held.paged("statuses/search", searchString="wait", maxResults=200)][-1] == "Waits"
    held("GET", "statuses", id=parked["id"])
    held("DELETE", "statuses", 204, id=parked["id"])
    pair = {"projectId": "10000", "issueTypeId": "10001"}
    told = held("POST", "workflows", body={"projectAndIssueTypes": [pair]})
    [flow] = told["workflows"]
    assert held("POST", "workflows", body={"workflowNames": [flow["name"]]}) == told
    assert held("GET", "workflows/search", expand="values.transitions", isActive="true", queryString="")["values"]
    assert held("GET", f"workflow/{flow['id']}/projectUsages", maxResults=200)["projects"]["values"]
    payload = update_of(told)
    assert held("POST", "workflows/update/validation", body={"payload": payload}) == {"errors": []}
    assert held("POST", "workflows/update", body=payload)["workflows"][0]["version"]["versionNumber"] == 2
    payload["workflows"][0]["transitions"] = []
    [error] = held("POST", "workflows/update/validation", body={"payload": payload})["errors"]
    assert error["type"] == "TRANSITION"


@DATA_CENTER
def test_workflows_on_data_center(held: Held) -> None:
    held("GET", "status")
    name = held("GET", "project/CARE/workflowscheme")["defaultWorkflow"]
    assert held("GET", "workflow", workflowName=name)["name"] == name
    assert name in [flow["name"] for flow in held("GET", "workflow")]


def test_projects_their_properties_statuses_and_versions(held: Held, sandbox: Sandbox) -> None:
    assert [project["key"] for project in held("GET", "project")][:2] == ["CARE", "OTHER"]
    if sandbox.site.cloud:
        assert [project["key"] for project in held.paged("project/search", keys="CARE")] == ["CARE"]
    held("GET", "project/CARE")
    held("GET", "project/CARE/statuses")
    held("PUT", "project/CARE/properties/careflow", 201, {"v": 1})
    held("PUT", "project/CARE/properties/careflow", 200, {"v": 2})
    assert [one["key"] for one in held("GET", "project/CARE/properties")["keys"]] == ["careflow"]
    assert held("GET", "project/CARE/properties/careflow")["value"] == {"v": 2}
    held("DELETE", "project/CARE/properties/careflow", 204)
    sent = {"name": "Clarizen 2027.1", "project": "CARE", "description": "Planned."}
    first, second = (held("POST", "version", 201, {**sent, "name": f"Clarizen {n}"})["id"] for n in (1, 2))
    held("POST", f"version/{first}/removeAndSwap", 204, {"moveFixIssuesTo": int(second)})
    if sandbox.site.cloud:
        held("DELETE", f"version/{second}", 204)


def update_of(told: dict[str, Any]) -> dict[str, Any]:
    """A payload that changes nothing, made of what was read."""
    keys = ("id", "description", "statuses", "transitions", "version", "startPointLayout")
    placed = ("statusReference", "layout", "properties")
    flows = [{key: flow[key] for key in keys if key in flow} for flow in told["workflows"]]
    for flow in flows:
        flow["statuses"] = [{key: one[key] for key in placed if key in one} for one in flow["statuses"]]
    listed = ("id", "name", "statusCategory", "statusReference", "description")
    return {"statuses": [{key: one[key] for key in listed} for one in told["statuses"]], "workflows": flows}
