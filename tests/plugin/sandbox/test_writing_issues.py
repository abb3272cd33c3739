"""PUT, transitions, comments, notifications: what Jira takes, and how it refuses."""

from __future__ import annotations

from typing import Any

import pytest

from plugin.sandbox import Flavour, Sandbox
from tests.plugin.sandbox.conftest import Client


@pytest.fixture
def key(sandbox: Sandbox) -> str:
    return sandbox.open_case(by="clara", summary="It is broken", severity="Major")


def field(sandbox: Sandbox, name: str) -> str:
    return sandbox.site.field_named(name).id


def test_fields_labels_a_public_comment_and_a_property_go_in_one_put(rest: Client, sandbox: Sandbox, key: str) -> None:
    body: dict[str, Any] = {
        "fields": {
            field(sandbox, "SLA State"): {"value": "On track"},
            field(sandbox, "Response Due"): "2026-11-23T12:30:00.000+0000",
            "priority": {"name": "High"},
        },
        "update": {
            "labels": [{"add": "needs-product"}],
            "comment": [{"add": {"body": "We are on it.", "properties": [{"key": "sd.public.comment"}]}}],
        },
        "properties": [{"key": "careflow", "value": {"v": 1}}],
        "transition": {"id": "11"},
    }
    answer = rest("PUT", f"issue/{key}", json=body)
    assert (answer.status_code, answer.content) == (204, b"")
    case = sandbox.issue(key)
    assert (case["SLA State"], case.priority, case.labels) == ("On track", "High", ("needs-product",))
    assert case["Response Due"].isoformat() == "2026-11-23T12:30:00+00:00"
    assert [(c.by, c.body, c.public) for c in case.comments] == [("careflow", "We are on it.", True)]
    assert case.properties == {"careflow": {"v": 1}}
    assert case.status == "New"  # a transition inside a PUT is passed over
    assert len({c.at for c in case.history}) == 1


def test_one_refused_field_and_nothing_at_all_is_written(rest: Client, sandbox: Sandbox, key: str) -> None:
    sandbox.hide_field("SLA State")
    sandbox.remove_option("Severity", "Minor")
    sla, severity, due = (field(sandbox, name) for name in ("SLA State", "Severity", "Response Due"))
    refused = {
        sla: {"value": "On track"},
        severity: {"value": "Minor"},
        due: "2026-11-23T12:30:00Z",
        "customfield_19999": "?",
        "status": {"name": "Closed"},
        "labels": ["two words"],
        "summary": "Other words",
    }
    update = {"comment": [{"add": {"body": "We are on it."}}]}
    properties = [{"key": "careflow", "value": 1}]
    before = sandbox.issue(key)
    answer = rest("PUT", f"issue/{key}", json={"fields": refused, "update": update, "properties": properties})
    assert answer.status_code == 400
    errors = answer.json()["errors"]
    assert errors.keys() == refused.keys() - {"summary"}
    assert errors[sla] == f"Field '{sla}' cannot be set. It is not on the appropriate screen, or unknown."
    assert sandbox.issue(key) == before


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("Severity", "Major"),
        ("Severity", {"id": "1"}),
        ("Response Due", 17),
        ("Instance", {"value": "text"}),
        ("Instance", "x" * 256),
        ("priority", {"name": "Blocker"}),
        ("assignee", {"accountId": "nobody", "name": "nobody"}),
        ("fixVersions", [{"name": "no such version"}]),
        ("labels", "not a list"),
        ("summary", ""),
    ],
)
def test_a_value_of_the_wrong_type_is_refused(
    rest: Client, sandbox: Sandbox, key: str, name: str, value: object
) -> None:
    answer = rest("PUT", f"issue/{key}", json={"fields": {field(sandbox, name): value}})
    assert (answer.status_code, list(answer.json()["errors"])) == (400, [field(sandbox, name)])


def test_a_field_may_not_stand_in_fields_and_in_update(rest: Client, key: str) -> None:
    answer = rest("PUT", f"issue/{key}", json={"fields": {"labels": ["a"]}, "update": {"labels": [{"add": "b"}]}})
    assert "cannot appear in both" in answer.json()["errors"]["labels"]


def test_a_dropped_field_is_accepted_and_stays_as_it_was(rest: Client, sandbox: Sandbox, key: str) -> None:
    sandbox.drop_field("SLA State")
    sla = field(sandbox, "SLA State")
    assert rest("PUT", f"issue/{key}", json={"fields": {sla: {"value": "Met"}}}).status_code == 204
    assert sandbox.issue(key)["SLA State"] is None


def test_the_assignee_is_set_by_what_the_flavour_calls_people(rest: Client, sandbox: Sandbox, key: str) -> None:
    adam, ivan = sandbox.person("adam"), sandbox.person("ivan")
    if sandbox.site.cloud:
        named, inactive = {"accountId": adam.account_id}, {"accountId": ivan.account_id}
    else:
        named, inactive = {"name": adam.name}, {"name": ivan.name}
    assert rest("PUT", f"issue/{key}", json={"fields": {"assignee": named}}).status_code == 204
    assert sandbox.issue(key).assignee == "adam"
    assert rest("PUT", f"issue/{key}", json={"fields": {"assignee": inactive}}).status_code == 400
    assert rest("PUT", f"issue/{key}", json={"fields": {"assignee": None}}).status_code == 204
    assert sandbox.issue(key).assignee is None


def test_only_an_available_transition_can_be_made(rest: Client, sandbox: Sandbox, key: str) -> None:
    offered = {t["to"]["name"]: t["id"] for t in rest.get(f"issue/{key}/transitions")["transitions"]}
    assert set(offered) == {"In Progress", "Waiting for Customer", "Solution Provided", "Closed"}
    assert rest("POST", f"issue/{key}/transitions", json={"transition": {"id": offered["Closed"]}}).status_code == 204
    assert sandbox.issue(key).status == "Closed"
    assert rest("POST", f"issue/{key}/transitions", json={"transition": {"id": offered["Closed"]}}).status_code == 400
    [reopen] = rest.get(f"issue/{key}/transitions")["transitions"]
    assert (reopen["name"], reopen["to"]["name"]) == ("Reopen", "In Progress")


def test_a_transition_without_a_screen_takes_neither_fields_nor_comments(
    rest: Client, sandbox: Sandbox, key: str
) -> None:
    body = {"transition": {"id": "11"}, "update": {"comment": [{"add": {"body": "x"}}]}}
    assert rest("POST", f"issue/{key}/transitions", json=body).status_code == 400
    assert sandbox.issue(key).status == "New"


def test_closing_sets_the_resolution_in_the_same_entry_and_reopening_takes_it_back(
    rest: Client, sandbox: Sandbox, key: str
) -> None:
    sandbox.move(key, "adam", "Closed")
    closed = rest.get(f"issue/{key}", expand="changelog")
    assert closed["fields"]["resolution"]["name"] == "Done"
    assert [i["field"] for i in closed["changelog"]["histories"][0]["items"]] == ["resolution", "status"]
    sandbox.move(key, "adam", "In Progress")
    assert rest.get(f"issue/{key}")["fields"]["resolution"] is None


def test_an_internal_note_is_internal_in_a_service_project(rest: Client, sandbox: Sandbox, key: str) -> None:
    internal = [{"key": "sd.public.comment", "value": {"internal": True}}]
    assert rest("POST", f"issue/{key}/comment", json={"body": "note", "properties": internal}).status_code == 201
    assert rest("POST", f"issue/{key}/comment", json={"body": "answer"}).status_code == 201
    assert [c.public for c in sandbox.issue(key).comments] == [False, True]


def test_in_another_project_only_visibility_hides_a_comment(rest: Client, sandbox: Sandbox) -> None:
    key = sandbox.open_case(by="clara", summary="Elsewhere", project="OTHER")
    internal = [{"key": "sd.public.comment", "value": {"internal": True}}]
    rest("POST", f"issue/{key}/comment", json={"body": "in vain", "properties": internal})
    for value, status in (("support-agents", 201), ("support-managers", 400), ("nobody", 400)):
        visibility = {"type": "group", "value": value}
        answer = rest("POST", f"issue/{key}/comment", json={"body": "note", "visibility": visibility})
        assert answer.status_code == status
    assert [(c.body, c.public) for c in sandbox.issue(key).comments] == [("in vain", True), ("note", False)]


def test_an_empty_or_endless_comment_is_refused(rest: Client, key: str) -> None:
    for text in ("", "  ", "x" * 32768, None, {"type": "doc"}):
        assert rest("POST", f"issue/{key}/comment", json={"body": text}).status_code == 400


def test_an_email_goes_to_the_reporter_and_is_kept_to_be_looked_at(rest: Client, sandbox: Sandbox, key: str) -> None:
    body = {"subject": "Your case", "textBody": "Please look.", "to": {"reporter": True}}
    assert rest("POST", f"issue/{key}/notify", json=body).status_code == 204
    [mail] = sandbox.outbox
    assert (mail.key, mail.to, mail.subject, mail.text) == (key, ("clara",), "Your case", "Please look.")


def test_an_email_to_nobody_or_only_to_oneself_is_refused(rest: Client, sandbox: Sandbox, key: str) -> None:
    own = sandbox.open_case(by="careflow", summary="Our own")
    nobody: list[tuple[str, dict[str, bool]]] = [(key, {}), (key, {"assignee": True}), (own, {"reporter": True})]
    for issue, to in nobody:
        assert rest("POST", f"issue/{issue}/notify", json={"subject": "s", "to": to}).status_code == 400
    sandbox.site.outgoing_mail = False
    assert rest("POST", f"issue/{key}/notify", json={"to": {"reporter": True}}).status_code == 403
    assert not sandbox.outbox


def test_what_is_not_json_is_a_400_and_an_unknown_path_a_404(rest: Client, key: str) -> None:
    assert rest("PUT", f"issue/{key}", data=b"{not json").status_code == 400
    assert rest("PUT", f"issue/{key}", data=b"[1]").status_code == 400
    assert rest("GET", "no/such/resource").status_code == 404
    assert rest("DELETE", "myself").status_code == 405


def test_a_released_version_is_released_once(rest: Client, sandbox: Sandbox) -> None:
    [version] = [v for v in rest.get("project/CARE/versions") if v["name"] == "Enterprise One 2026.12"]
    assert not version["released"]
    assert rest("PUT", f"version/{version['id']}", json={"released": True}).json()["released"]
    assert rest.get(f"version/{version['id']}")["released"]


@pytest.mark.parametrize("flavour", [Flavour.CLOUD])
def test_without_the_edit_permission_the_refusal_speaks_of_the_screen(rest: Client, sandbox: Sandbox, key: str) -> None:
    sandbox.site.missing_permissions.add("EDIT_ISSUES")
    answer = rest("PUT", f"issue/{key}", json={"fields": {"summary": "New"}})
    assert (answer.status_code, "not on the appropriate screen" in answer.text) == (400, True)
