"""Issues move by the workflow of their project and type; Cloud's may be changed, as a whole."""

from __future__ import annotations

from typing import Any

import pytest

from plugin.sandbox import Flavour, Sandbox
from tests.plugin.sandbox.conftest import Client
from tests.plugin.sandbox.test_administration_shapes import update_of

CLOUD = pytest.mark.parametrize("flavour", [Flavour.CLOUD], ids=str)
Payload = dict[str, Any]
NEW = {"name": "Parked", "statusCategory": "TODO", "description": ""}


def names(rest: Client, key: str) -> list[str]:
    return [offered["to"]["name"] for offered in rest.get(f"issue/{key}/transitions")["transitions"]]


def of_project(rest: Client, project: str, kind: str) -> Payload:
    """What a client reads, and may send back as it is."""
    pair = {"projectId": project, "issueTypeId": kind}
    told = rest("POST", "workflows", json={"projectAndIssueTypes": [pair]})
    assert told.status_code == 200, told.text
    return update_of(told.json())


@pytest.fixture
def payload(admin: Client) -> Payload:
    """The workflow of CARE's cases, unchanged."""
    return of_project(admin, "10000", "10001")


def test_each_project_has_its_own_workflow(sandbox: Sandbox, rest: Client) -> None:
    ours = sandbox.open_case(by="clara", summary="Ours")
    theirs = sandbox.open_case(by="clara", summary="Theirs", project="OTHER")
    assert names(rest, ours) == ["In Progress", "Waiting for Customer", "Solution Provided", "Closed"]
    assert names(rest, theirs) == ["In Progress", "In Review", "Done"]
    told = {kind["name"]: [s["name"] for s in kind["statuses"]] for kind in rest.get("project/OTHER/statuses")}
    assert told == {kind: ["To Do", "In Progress", "In Review", "Done"] for kind in ("Story", "Bug")}
    assert sandbox.site.status_named("In Progress") in sandbox.site.workflow.statuses


def test_an_issue_type_may_have_a_workflow_of_its_own(sandbox: Sandbox, rest: Client) -> None:
    flow = sandbox.site.add_workflow("Tasks")
    sandbox.site.place_status("To Do", "new", flow)
    sandbox.site.flows["CARE", "10002"] = flow.id
    told = {kind["name"]: len(kind["statuses"]) for kind in rest.get("project/CARE/statuses")}
    assert told == {"Support Case": 5, "Task": 1}
    task = sandbox.tracker.create(sandbox.person("clara"), "CARE", {"summary": "A task"}, "10002")
    assert (task.status.name, names(rest, task.key)) == ("To Do", [])


@CLOUD
class TestUpdates:
    def test_a_status_without_an_id_is_made_and_a_transition_without_one_gets_one(
        self, sandbox: Sandbox, admin: Client, payload: Payload
    ) -> None:
        key = sandbox.open_case(by="clara", summary="Ours")
        flow, new = payload["workflows"][0], "5c1f6f0c-2d07-4b0c-8a07-0d0b7c4bb3a1"
        status = {"name": "Escalated", "statusCategory": "IN_PROGRESS", "statusReference": new, "description": "Up."}
        payload["statuses"].append(status)
        flow["statuses"].append({"statusReference": new, "properties": {}})
        rule = {"ruleKey": "system:check-permission-validator", "parameters": {"permissionKey": "BROWSE_PROJECTS"}}
        added = {"name": "Escalate", "type": "GLOBAL", "toStatusReference": new, "validators": [rule], "links": []}
        flow["transitions"].append(added)
        answer = admin("POST", "workflows/update", json=payload)
        assert answer.status_code == 200, answer.text
        [shown] = [t for t in answer.json()["workflows"][0]["transitions"] if t["name"] == "Escalate"]
        assert shown["id"].isdigit()
        assert shown["validators"] == [rule]
        assert sandbox.site.status_named("Escalated").description == "Up."
        sandbox.move(key, "adam", "Escalated")

    def test_what_is_given_back_as_it_was_changes_nothing_but_the_version(
        self, sandbox: Sandbox, admin: Client
    ) -> None:
        before = sandbox.snapshot()
        payload = of_project(admin, "10001", "10003")
        [sent] = payload["workflows"]
        assert [t["name"] for t in sent["transitions"] if t["validators"]] == ["In Review"]
        review = sandbox.site.status_named("In Review").id
        assert sent["transitions"][-1]["links"] == [{"fromPort": 3, "toPort": 7, "fromStatusReference": review}]
        assert admin("POST", "workflows/update", json=payload).status_code == 200
        assert sandbox.snapshot() == before

    def test_the_workflow_that_was_changed_meanwhile_is_not_overwritten(
        self, sandbox: Sandbox, admin: Client, payload: Payload
    ) -> None:
        assert admin("POST", "workflows/update", json=payload).status_code == 200
        del payload["workflows"][0]["transitions"][-1]
        before = sandbox.snapshot()
        assert admin("POST", "workflows/update", json=payload).status_code == 409
        assert sandbox.snapshot() == before

    def test_what_a_payload_leaves_out_is_gone(self, sandbox: Sandbox, admin: Client, payload: Payload) -> None:
        flow = payload["workflows"][0]
        flow["transitions"] = [t for t in flow["transitions"] if t["name"] != "Reopen"]
        assert admin("POST", "workflows/update", json=payload).status_code == 200
        assert "Reopen" not in [transition.name for transition in sandbox.site.transitions]

    def test_a_status_that_cases_are_in_goes_only_with_a_mapping_for_them(
        self, sandbox: Sandbox, admin: Client, payload: Payload
    ) -> None:
        key = sandbox.open_case(by="clara", summary="Ours")
        sandbox.move(key, "adam", "Waiting for Customer")
        flow = payload["workflows"][0]
        gone, instead = (sandbox.site.status_named(name).id for name in ("Waiting for Customer", "In Progress"))
        flow["statuses"] = [one for one in flow["statuses"] if one["statusReference"] != gone]
        flow["transitions"] = [one for one in flow["transitions"] if one["toStatusReference"] != gone]
        for transition in flow["transitions"]:
            transition["links"] = [one for one in transition["links"] if one["fromStatusReference"] != gone]
        refused = admin("POST", "workflows/update", json=payload)
        assert (refused.status_code, "a mapping is needed" in refused.text) == (400, True)
        migration = {"oldStatusReference": gone, "newStatusReference": instead}
        pair = {"projectId": "10000", "issueTypeId": "10001"}
        flow["statusMappings"] = [{**pair, "statusMigrations": [migration]}]
        answer = admin("POST", "workflows/update", json=payload)
        assert answer.status_code == 200, answer.text
        assert admin.get(f"task/{answer.json()['taskId']}")["status"] == "COMPLETE"
        assert sandbox.issue(key).status == "In Progress"

    @pytest.mark.parametrize(
        ("spoil", "type_"),
        [
            (lambda p: p["statuses"].append({**p["statuses"][0], "id": "1", "name": "Else"}), "STATUS"),
            (lambda p: p["statuses"][0].update(name=p["statuses"][1]["name"]), "STATUS"),
            (lambda p: p["statuses"][0].update(statusCategory="SOON"), "STATUS"),
            (lambda p: p["statuses"][0].update(statusReference=p["statuses"][1]["statusReference"]), "STATUS"),
            (lambda p: p["statuses"].extend({**NEW, "statusReference": one} for one in "ab"), "STATUS"),
            (
                lambda p: p["workflows"][0]["statuses"].append({"statusReference": "x", "properties": {}}),
                "STATUS_LAYOUT",
            ),
            (lambda p: p["workflows"][0]["transitions"].pop(0), "TRANSITION"),
            (lambda p: p["workflows"][0]["transitions"][1].update(toStatusReference="x"), "TRANSITION"),
            (lambda p: p["workflows"][0]["transitions"][1].update(links=[]), "TRANSITION"),
            (lambda p: p["workflows"][0]["transitions"][1].update(name=""), "TRANSITION"),
            (lambda p: p["workflows"][0]["transitions"][1].update(id="21"), "TRANSITION"),
            (lambda p: p["workflows"][0].update(id="none"), "WORKFLOW"),
        ],
    )
    def test_what_is_wrong_is_told_by_the_validation_and_refused_by_the_update(
        self, sandbox: Sandbox, admin: Client, payload: Payload, spoil: Any, type_: str
    ) -> None:
        spoil(payload)
        before = sandbox.snapshot()
        told = admin("POST", "workflows/update/validation", json={"payload": payload}).json()["errors"]
        assert type_ in [error["type"] for error in told]
        assert all(error["level"] == "ERROR" and error["message"] for error in told)
        assert admin("POST", "workflows/update", json=payload).status_code == 400
        assert sandbox.snapshot() == before


@CLOUD
class TestStatuses:
    def test_no_two_have_one_name_and_all_are_made_or_none(self, sandbox: Sandbox, admin: Client) -> None:
        before = sandbox.snapshot()
        for wanted in (["Parked", "closed"], ["Parked", "PARKED"], ["Parked", ""]):
            sent = [{"name": name, "statusCategory": "TODO"} for name in wanted]
            body = {"scope": {"type": "GLOBAL"}, "statuses": sent}
            assert admin("POST", "statuses", json=body).status_code == 400
        assert sandbox.snapshot() == before

    def test_one_of_a_project_is_not_among_those_of_the_site(self, admin: Client) -> None:
        scope = {"type": "PROJECT", "project": {"id": "10001"}}
        sent = [{"name": "Closed", "statusCategory": "DONE"}]
        assert admin("POST", "statuses", json={"scope": scope, "statuses": sent}).status_code == 200
        own = admin.get("statuses/search", projectId="10001")["values"]
        assert [status["scope"]["type"] for status in own] == ["PROJECT"]
        assert own[0]["id"] not in [status["id"] for status in admin.get("statuses/search")["values"]]

    def test_one_that_a_workflow_has_cannot_be_deleted(self, sandbox: Sandbox, admin: Client) -> None:
        closed = sandbox.site.status_named("Closed").id
        assert admin("DELETE", "statuses", params={"id": closed}).status_code == 400
        assert admin("DELETE", "statuses", params={"id": "99999"}).status_code == 400
        assert admin.get("statuses", id="99999") == []
