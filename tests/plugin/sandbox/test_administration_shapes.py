"""What an administrator asks of a Jira, and what they set up in it, is asked and answered as the documents say."""

from __future__ import annotations

from typing import Any

import pytest

from plugin.sandbox import Flavour, Sandbox
from plugin.sandbox.priorities import PriorityScheme
from plugin.sandbox.shared_lists import Dashboard
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


@CLOUD
def test_priorities_and_their_schemes_on_cloud(held: Held, sandbox: Sandbox) -> None:
    held("GET", "priority")
    sent = {"name": "Blocker", "description": "Nothing works.", "statusColor": "#AA0000"}
    made = held("POST", "priority", 201, sent)["id"]
    held("PUT", f"priority/{made}", 204, {"description": "Nothing works any more."})
    assert held("GET", f"priority/{made}")["description"] == "Nothing works any more."
    assert made in [one["id"] for one in held.paged("priority/search", projectId="10000")]
    own = PriorityScheme("10100", "Support", sandbox.site.priorities[:2], {"CARE"})
    sandbox.site.priority_schemes.append(own)
    assert held.paged("priorityscheme", expand="priorities,projects")[-1]["projects"]["total"] == 1
    change = {"priorities": {"add": {"ids": [int(made)]}}, "description": "With ours."}
    assert held("PUT", "priorityscheme/10100", 202, change)["task"]["status"] == "COMPLETE"
    assert len(held.paged("priorityscheme/10100/priorities")) == 3
    held.paged("priorityscheme/10100/projects")
    held("PUT", "priorityscheme/10100", 202, {"priorities": {"remove": {"ids": [int(made)]}}})
    held("DELETE", f"priority/{made}", 303)


@DATA_CENTER
def test_priorities_and_their_schemes_on_data_center(held: Held, sandbox: Sandbox) -> None:
    held("GET", "priority")
    held("GET", "priority/1")
    sandbox.site.priority_schemes.append(PriorityScheme("10100", "Support", sandbox.site.priorities[:2], {"CARE"}))
    assert held("GET", "project/CARE/priorityscheme")["optionIds"] == ["1", "2"]
    assert len(held("GET", "priorityschemes")["schemes"]) == 2
    assert held("PUT", "priorityschemes/10100", body={"optionIds": ["1", "2", "3"]})["defaultOptionId"] == "2"
    held("GET", "priorityschemes/10100")


def test_filters_and_whom_they_are_shared_with(held: Held, sandbox: Sandbox) -> None:
    sent = {"name": "Breached", "jql": "project = CARE", "description": "Late.", "favourite": True}
    number = held("POST", "filter", body=sent)["id"]
    held("PUT", f"filter/{number}", body={**sent, "name": "Late"})
    held("GET", f"filter/{number}")
    with_group = {"type": "group", "groupname": "support-agents"}
    with_project = {"type": "project", "projectId": "10000"}
    held("POST", f"filter/{number}/permission", 201, with_group)
    shared = held("POST", f"filter/{number}/permission", 201, with_project)
    assert [one["type"] for one in shared] == ["group", "project"]
    held("DELETE", f"filter/{number}/permission/{shared[0]['id']}", 204)
    [left] = held("GET", f"filter/{number}/permission")
    held("GET", f"filter/{number}/permission/{left['id']}")
    favourites = held("GET", "filter/favourite")
    assert bool(favourites) is not sandbox.site.cloud
    if sandbox.site.cloud:
        held("PUT", f"filter/{number}/favourite")
        held("DELETE", f"filter/{number}/favourite")
        held("GET", "filter/my")
        expand = "description,jql,owner,sharePermissions,favourite,viewUrl"
        [found] = held.paged("filter/search", filterName="late", projectId=10000, expand=expand, maxResults=50)
        assert found["jql"] == "project = CARE"
    held("DELETE", f"filter/{number}", 204)


@CLOUD
def test_a_dashboard_with_a_gadget(held: Held) -> None:
    shares = [{"type": "project", "project": {"id": "10000"}}, {"type": "authenticated"}]
    sent = {"name": "Care", "description": "Lists.", "sharePermissions": shares, "editPermissions": []}
    number = held("POST", "dashboard", body=sent)["id"]
    held("PUT", f"dashboard/{number}", body={**sent, "name": "Customer Care"})
    held("GET", f"dashboard/{number}")
    assert held("GET", "dashboard", filter="my")["total"] == 1
    assert held.paged("dashboard/search", dashboardName="care", expand="description,owner,sharePermissions")
    [known] = [one for one in held("GET", "dashboard/gadgets")["gadgets"] if one["title"] == "Filter Results"]
    first = held("POST", f"dashboard/{number}/gadget", body={"uri": known["uri"], "title": "Breached"})["id"]
    where = {"row": 0, "column": 0}
    second = held("POST", f"dashboard/{number}/gadget", body={"uri": known["uri"], "position": where})["id"]
    held("PUT", f"dashboard/{number}/gadget/{first}", 204, {"color": "red"})
    told = held("GET", f"dashboard/{number}/gadget")["gadgets"]
    assert [(one["id"], one["position"]["row"], one["color"]) for one in told] == [
        (second, 0, "blue"),
        (first, 1, "red"),
    ]
    config = f"dashboard/{number}/items/{first}/properties/config"
    held("PUT", config, 201, {"filterId": "10000"})
    held("PUT", config, 200, {"filterId": "10001"})
    assert held("GET", config)["value"] == {"filterId": "10001"}
    held("GET", f"dashboard/{number}/items/{first}/properties")
    held("DELETE", config, 204)
    held("DELETE", f"dashboard/{number}/gadget/{second}", 204)
    held("DELETE", f"dashboard/{number}", 204)


@DATA_CENTER
def test_dashboards_of_data_center_can_be_seen(held: Held, sandbox: Sandbox) -> None:
    sandbox.site.dashboards["7"] = Dashboard("7", "Care", sandbox.person("mona"), shares=[{"type": "global"}])
    there = held("GET", "dashboard", startAt=0, maxResults=100)["dashboards"]
    assert [one["name"] for one in there] == ["Stella's board", "Care"]
    assert held("GET", "dashboard/7")["name"] == "Care"


def test_groups(held: Held, sandbox: Sandbox) -> None:
    assert held("GET", "groups/picker", query="support-a")["total"] == 1
    if sandbox.site.cloud:
        assert held.paged("group/bulk", groupName="support-agents")
    held("POST", "group", 201, {"name": "night-watch"})
    mona = {"accountId": sandbox.person("mona").account_id} if sandbox.site.cloud else {"name": "mona"}
    held("POST", "group/user", 201, mona, groupname="night-watch")
    assert sandbox.site.people.groups["night-watch"].members == [sandbox.person("mona")]


def update_of(told: dict[str, Any]) -> dict[str, Any]:
    """A payload that changes nothing, made of what was read."""
    keys = ("id", "description", "statuses", "transitions", "version", "startPointLayout")
    placed = ("statusReference", "layout", "properties")
    flows = [{key: flow[key] for key in keys if key in flow} for flow in told["workflows"]]
    for flow in flows:
        flow["statuses"] = [{key: one[key] for key in placed if key in one} for one in flow["statuses"]]
    listed = ("id", "name", "statusCategory", "statusReference", "description")
    return {"statuses": [{key: one[key] for key in listed} for one in told["statuses"]], "workflows": flows}
