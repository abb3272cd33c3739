"""Where a field exists, and with which options, follows from its contexts and the screens."""

from __future__ import annotations

from typing import Any

import pytest

from plugin.sandbox import Flavour, Sandbox
from plugin.sandbox import fields as kinds
from plugin.sandbox.fields import Field
from tests.plugin.sandbox.conftest import Client

CLOUD = pytest.mark.parametrize("flavour", [Flavour.CLOUD], ids=str)


@pytest.fixture
def gravity(sandbox: Sandbox) -> Field:
    """A select with options for all, and others for CARE's support cases alone."""
    field = sandbox.site.add_field("Gravity", kinds.SELECT, ["Heavy", "Light"])
    own = sandbox.site.add_context(field, "CARE", {sandbox.site.projects["CARE"].id}, ["Heavy", "Lead"])
    own.types = {"10001"}
    return field


def told(rest: Client, key: str, field: Field) -> list[str] | None:
    """The options that editmeta offers; None where the field cannot be edited."""
    meta = rest.get(f"issue/{key}/editmeta")["fields"].get(field.id)
    return [option["value"] for option in meta["allowedValues"]] if meta else None


def put(rest: Client, key: str, field: Field, value: Any) -> int:
    return rest("PUT", f"issue/{key}", json={"fields": {field.id: value}}).status_code


def test_the_options_of_an_issue_are_those_of_its_projects_context(
    sandbox: Sandbox, rest: Client, gravity: Field
) -> None:
    ours = sandbox.open_case(by="clara", summary="Ours")
    theirs = sandbox.open_case(by="clara", summary="Theirs", project="OTHER")
    assert (told(rest, ours, gravity), told(rest, theirs, gravity)) == (["Heavy", "Lead"], ["Heavy", "Light"])
    assert put(rest, ours, gravity, {"value": "Heavy"}) == 204
    assert sandbox.case(ours).values[gravity.id] is gravity.contexts[1].options[0]
    assert put(rest, ours, gravity, {"value": "Light"}) == 400
    assert put(rest, ours, gravity, {"id": gravity.contexts[0].options[0].id}) == 400


def test_a_project_with_contexts_of_its_own_has_nothing_of_the_one_for_all(
    sandbox: Sandbox, rest: Client, gravity: Field
) -> None:
    care = sandbox.site.projects["CARE"]
    task = sandbox.tracker.create(sandbox.person("clara"), "CARE", {"summary": "A task"}, "10002").key
    assert gravity.context_for(care.id, "10002") is None
    assert told(rest, task, gravity) is None
    assert gravity.id not in rest.get(f"issue/{task}")["fields"]
    assert put(rest, task, gravity, {"value": "Heavy"}) == 400


def test_a_field_is_set_only_where_it_is_on_the_edit_screen_of_the_type(sandbox: Sandbox, rest: Client) -> None:
    site = sandbox.site
    field = site.add_field("Depth", kinds.LINE, on_screens=[site.place(site.projects["CARE"]).screen("create")])
    key = sandbox.open_case(by="clara", summary="Deep", depth="a metre")
    assert rest.get(f"issue/{key}")["fields"][field.id] == "a metre"
    assert put(rest, key, field, "two") == 400
    sent = {"project": {"key": "CARE"}, "issuetype": {"id": "10001"}, "summary": "x", field.id: "three"}
    assert rest("POST", "issue", json={"fields": sent}).status_code == 201
    other = {**sent, "project": {"key": "OTHER"}, "issuetype": {"id": "10003"}}
    assert rest("POST", "issue", json={"fields": other}).status_code == 400


def test_a_field_that_is_hidden_comes_back_where_it_was(sandbox: Sandbox) -> None:
    before = sandbox.snapshot()["screens"]
    sandbox.hide_field("Severity")
    sandbox.hide_field("Severity")
    assert sandbox.snapshot()["screens"] != before
    sandbox.hide_field("Severity", hidden=False)
    assert sandbox.snapshot()["screens"] == before


@CLOUD
class TestOnCloud:
    def test_a_field_in_the_trash_is_nowhere_and_comes_back_with_its_values(
        self, sandbox: Sandbox, admin: Client
    ) -> None:
        key = sandbox.open_case(by="clara", summary="Ours", severity="Major")
        severity = sandbox.site.field_named("Severity").id
        assert admin("POST", f"field/{severity}/trash").status_code == 200
        assert severity not in [field["id"] for field in admin.get("field")]
        assert admin.get("field/search", id=severity)["total"] == 0
        assert severity not in admin.get(f"issue/{key}")["fields"]
        assert admin("POST", "search/jql", json={"jql": f"cf[{severity[12:]}] = Major"}).status_code == 400
        assert admin("POST", f"field/{severity}/trash").status_code == 400
        assert [field["id"] for field in admin.get("field/search/trashed")["values"]] == [severity]
        assert admin("POST", f"field/{severity}/restore").status_code == 200
        assert admin.get(f"issue/{key}")["fields"][severity]["value"] == "Major"

    def test_a_deleted_field_is_gone_with_its_values_and_its_places(self, sandbox: Sandbox, admin: Client) -> None:
        key = sandbox.open_case(by="clara", summary="Ours", instance="db-1")
        instance = sandbox.site.field_named("Instance").id
        answer = admin("DELETE", f"field/{instance}")  # follows the 303, as an HTTP client does
        assert (answer.status_code, answer.json()["status"]) == (200, "COMPLETE")
        assert instance not in sandbox.case(key).values
        assert not any(screen.shows(instance) for screen in sandbox.site.screens.values())
        assert admin("DELETE", f"field/{instance}").status_code == 404
        made = admin("POST", "field", json={"name": "Instance", "type": kinds.LINE.schema["custom"]}).json()["id"]
        assert made != instance

    def test_a_new_select_has_a_context_for_all_without_options(self, admin: Client) -> None:
        sent = {"name": "Depth", "type": kinds.SELECT.schema["custom"]}
        field = admin("POST", "field", json=sent).json()["id"]
        [context] = admin.get(f"field/{field}/context")["values"]
        assert context["name"] == "Default Configuration Scheme for Depth"
        assert context["description"] == "Default configuration scheme generated by Jira"
        assert context["isGlobalContext"]
        assert admin.get(f"field/{field}/context/{context['id']}/option")["values"] == []

    def test_the_context_for_all_can_be_neither_deleted_nor_given_projects_nor_made_twice(
        self, sandbox: Sandbox, admin: Client
    ) -> None:
        severity = sandbox.site.field_named("Severity")
        there = f"field/{severity.id}/context"
        assert admin("DELETE", f"{there}/{severity.contexts[0].id}").status_code == 400
        sent = {"projectIds": ["10000"]}
        assert admin("PUT", f"{there}/{severity.contexts[0].id}/project", json=sent).status_code == 400
        assert admin("POST", there, json={"name": "Again"}).status_code == 400

    def test_a_project_is_in_one_context_of_a_field_at_most(self, admin: Client, gravity: Field) -> None:
        sent = {"name": "Another", "projectIds": ["10000"]}
        assert admin("POST", f"field/{gravity.id}/context", json=sent).status_code == 400
        assert admin("POST", f"field/{gravity.id}/context", json={**sent, "projectIds": ["9"]}).status_code == 404
        assert admin("POST", f"field/{gravity.id}/context", json={**sent, "projectIds": ["10001"]}).status_code == 201

    def test_options_are_made_all_or_none(self, admin: Client, gravity: Field) -> None:
        options = f"field/{gravity.id}/context/{gravity.contexts[0].id}/option"
        for values in (["Feather", "heavy"], ["Feather", "Feather"], ["Feather", ""], []):
            assert admin("POST", options, json={"options": [{"value": v} for v in values]}).status_code == 400
        changed = [{"id": gravity.contexts[0].options[0].id, "value": "Iron"}, {"id": "1", "value": "Gold"}]
        assert admin("PUT", options, json={"options": changed}).status_code == 404
        assert [option.value for option in gravity.contexts[0].options] == ["Heavy", "Light"]

    def test_an_update_tells_only_the_options_that_it_changed(self, admin: Client, gravity: Field) -> None:
        heavy, light = gravity.contexts[0].options
        options = f"field/{gravity.id}/context/{gravity.contexts[0].id}/option"
        sent = [{"id": heavy.id, "value": "Heavy"}, {"id": light.id, "disabled": True}]
        told = admin("PUT", options, json={"options": sent}).json()["options"]
        assert told == [{"id": light.id, "value": "Light", "disabled": True}]

    def test_options_are_put_in_another_order(self, admin: Client, gravity: Field) -> None:
        heavy, light = gravity.contexts[0].options
        there = f"field/{gravity.id}/context/{gravity.contexts[0].id}/option/move"
        sent = {"customFieldOptionIds": [heavy.id], "after": light.id}
        assert admin("PUT", there, json=sent).status_code == 204
        assert gravity.contexts[0].options == [light, heavy]
        assert admin("PUT", there, json={"customFieldOptionIds": [heavy.id]}).status_code == 400

    def test_a_deleted_option_is_gone_from_the_cases_that_had_it(
        self, sandbox: Sandbox, admin: Client, gravity: Field
    ) -> None:
        key = sandbox.open_case(by="clara", summary="Ours", gravity="Lead")
        context = gravity.contexts[1]
        lead = context.options[1].id
        assert admin("DELETE", f"field/{gravity.id}/context/{context.id}/option/{lead}").status_code == 204
        assert sandbox.issue(key)["Gravity"] is None

    def test_a_locked_field_stays(self, sandbox: Sandbox, admin: Client) -> None:
        participants = sandbox.site.field_named("Request participants").id
        assert admin("POST", f"field/{participants}/trash").status_code == 400
        assert admin("DELETE", f"field/{participants}").status_code == 400
        assert admin("PUT", f"field/{participants}", json={"name": "x"}).status_code == 400
