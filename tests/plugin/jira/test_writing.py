from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from plugin.jira import Gateway, NoteNotInternal, NoTransition, Refused, Unavailable, Visibility
from tests.plugin.jira.canned import INSTANCE, PRODUCT, RESTORED, SEVERITY, CannedJira, issue
from workflows.case import Case
from workflows.record import Record
from workflows.terms import Field, Status

SERVICE = {"project": {"key": "CARE", "projectTypeKey": "service_desk"}}


def opened(jira: CannedJira, **how: Any) -> tuple[Gateway, Case]:
    document = issue(jira, **how)
    jira.with_groups().get("issue/CARE-1", document)
    gateway = jira.gateway()
    return gateway, gateway.read("CARE-1").case


def with_options(jira: CannedJira) -> None:
    options = {SEVERITY: ["CRITIQUE", "Major"], PRODUCT: ["Daptiv"]}
    meta = {
        id_: {"allowedValues": [{"value": value, "id": "1"} for value in listed]} for id_, listed in options.items()
    }
    jira.get("issue/CARE-1/editmeta", {"fields": {"summary": {}, **meta}})


def body(jira: CannedJira, method: str = "PUT") -> Any:
    sent = [call.request for call in jira.mock.calls if call.request.method == method]
    assert len(sent) == 1, f"{len(sent)} requests"
    return json.loads(sent[0].body or "null")


def test_everything_that_belongs_together_is_one_put(jira: CannedJira) -> None:
    jira.answer("PUT", "issue/CARE-1", status=204)
    with_options(jira)
    gateway, case = opened(jira)
    moment = datetime(2026, 11, 23, 12, 30, 15, tzinfo=UTC)
    record = Record(acts={"OPN-1 hello": moment})
    gateway.write(
        case,
        fields={
            Field.SEVERITY: "Critical",
            Field.PRODUCT: None,
            Field.RESTORED: moment,
            Field.INSTANCE: "acme.example",
            Field.PRIORITY: "Highest",
            Field.ASSIGNEE: jira.id("adam"),
        },
        labels_add=["needs-severity"],
        labels_remove=["needs-product"],
        comment="Hello.",
        record=record,
    )
    assert body(jira) == {
        "fields": {
            SEVERITY: {"value": "CRITIQUE"},  # as this Jira spells it
            PRODUCT: None,
            RESTORED: "2026-11-23T12:30:15.000+0000",
            INSTANCE: "acme.example",
            "priority": {"name": "Highest"},
            "assignee": {"accountId": "id-adam"} if jira.cloud else {"name": "adam"},
        },
        "update": {
            "labels": [{"add": "needs-severity"}, {"remove": "needs-product"}],
            "comment": [{"add": {"body": "Hello."}}],
        },
        "properties": [{"key": "careflow", "value": record.to_json()}],
    }


def test_nothing_to_write_is_no_request(jira: CannedJira) -> None:
    gateway, case = opened(jira)
    before = len(jira.asked())
    gateway.write(case, fields={})
    assert len(jira.asked()) == before


def test_nobody_is_assigned_as_null(jira: CannedJira) -> None:
    jira.answer("PUT", "issue/CARE-1", status=204)
    gateway, case = opened(jira)
    gateway.write(case, fields={Field.ASSIGNEE: None})
    assert body(jira) == {"fields": {"assignee": None}}


def test_options_are_asked_for_once(jira: CannedJira) -> None:
    jira.answer("PUT", "issue/CARE-1", status=204)
    with_options(jira)
    gateway, case = opened(jira)
    gateway.write(case, fields={Field.SEVERITY: "Critical"})
    gateway.write(case, fields={Field.SEVERITY: "Major"})
    assert len(jira.asked("issue/CARE-1/editmeta")) == 1


@pytest.mark.parametrize("status", [403, 404, 503])
def test_without_jiras_options_the_first_spelling_of_the_map_is_written(jira: CannedJira, status: int) -> None:
    jira.answer("PUT", "issue/CARE-1", status=204)
    jira.answer("GET", "issue/CARE-1/editmeta", status=status)
    gateway, case = opened(jira)
    gateway.write(case, fields={Field.SEVERITY: "Critical"})
    assert body(jira) == {"fields": {SEVERITY: {"value": "Sev 1"}}}


def test_a_field_that_jira_refuses_is_named_by_our_name(jira: CannedJira) -> None:
    errors = {RESTORED: "Field cannot be set. It is not on the appropriate screen, or unknown.", "comment": "too long"}
    jira.answer("PUT", "issue/CARE-1", status=400, json={"errorMessages": [], "errors": errors})
    gateway, case = opened(jira)
    with pytest.raises(Refused) as caught:
        gateway.write(case, fields={Field.RESTORED: None}, comment="Hello.")
    assert set(caught.value.errors) == {Field.RESTORED, "comment"}
    assert "Functionality Restored" in str(caught.value)


def test_a_refusal_makes_us_look_at_fields_and_options_again(jira: CannedJira) -> None:
    jira.answer("PUT", "issue/CARE-1", status=400, json={"errors": {SEVERITY: "Option value 'x' is not valid"}})
    with_options(jira)
    gateway, case = opened(jira)
    for _ in range(2):
        with pytest.raises(Refused):
            gateway.write(case, fields={Field.SEVERITY: "Critical"})
    assert len(jira.asked("issue/CARE-1/editmeta")) == 2
    assert len(jira.asked("field")) == 2


def test_a_field_or_option_that_is_not_there_is_refused_before_anything_is_sent(jira: CannedJira) -> None:
    with_options(jira)
    gateway, case = opened(jira)
    with pytest.raises(Refused) as caught:
        gateway.write(case, fields={Field.SLA_STATE: "Met", Field.SEVERITY: "Colossal", Field.INSTANCE: "x"})
    assert set(caught.value.errors) == {Field.SLA_STATE, Field.SEVERITY}


def test_a_write_whose_answer_is_lost_is_not_sent_again(jira: CannedJira) -> None:
    jira.answer("PUT", "issue/CARE-1", body=ConnectionResetError())
    gateway, case = opened(jira)
    with pytest.raises((Unavailable, ConnectionResetError)):
        gateway.write(case, fields={Field.INSTANCE: "x"})
    assert len([asked for asked in jira.asked() if asked.startswith("PUT")]) == 1


OFFERED = [
    {"id": "2", "name": "Fix", "to": {"name": "Resolved"}, "hasScreen": False},
    {"id": "4", "name": "Solve with words", "to": {"name": "Solution Provided"}, "hasScreen": True},
    {"id": "3", "name": "Solve", "to": {"name": "Solution Provided"}, "hasScreen": False},
]


def test_a_move_takes_the_transition_that_the_reading_saw(jira: CannedJira) -> None:
    jira.answer("POST", "issue/CARE-1/transitions", status=204)
    gateway, case = opened(jira, transitions=OFFERED)
    gateway.move(case, Status.SOLUTION)
    assert body(jira, "POST") == {"transition": {"id": "3"}}
    assert jira.asked("issue/CARE-1/transitions") == ["POST issue/CARE-1/transitions"]


def test_a_second_move_asks_what_the_workflow_offers_by_then(jira: CannedJira) -> None:
    jira.answer("POST", "issue/CARE-1/transitions", status=204)
    jira.get("issue/CARE-1/transitions", {"transitions": [{"id": "9", "to": {"name": "Closed"}}]})
    gateway, case = opened(jira, transitions=OFFERED)
    gateway.move(case, Status.SOLUTION)
    gateway.move(case, Status.CLOSED)
    assert [asked[:4] for asked in jira.asked("issue/CARE-1/transitions")] == ["POST", "GET ", "POST"]


def test_a_status_out_of_reach_names_what_jira_offers(jira: CannedJira) -> None:
    gateway, case = opened(jira, transitions=OFFERED)
    with pytest.raises(NoTransition) as caught:
        gateway.move(case, Status.WAITING)
    assert caught.value.available == ("Resolved", "Solution Provided")
    assert caught.value.to is Status.WAITING


def test_a_refused_move_is_told_of_the_status(jira: CannedJira) -> None:
    jira.answer("POST", "issue/CARE-1/transitions", status=400, json={"errorMessages": ["Resolution is required."]})
    gateway, case = opened(jira, transitions=OFFERED)
    with pytest.raises(Refused) as caught:
        gateway.move(case, Status.SOLUTION)
    assert caught.value.errors == {Field.STATUS: "Resolution is required."}


def test_a_note_in_a_service_project_is_marked_internal_in_its_own_request(jira: CannedJira) -> None:
    jira.answer("POST", "issue/CARE-1/comment", status=201, json={"id": "7", "jsdPublic": False})
    gateway, case = opened(jira, fields=SERVICE)
    gateway.note(case, "Only us.")
    internal = [{"key": "sd.public.comment", "value": {"internal": True}}]
    assert body(jira, "POST") == {"body": "Only us.", "properties": internal}


def test_a_note_elsewhere_is_limited_to_the_agents_group(jira: CannedJira) -> None:
    limited = {"type": "group", "value": "support-agents"}
    jira.answer("POST", "issue/CARE-1/comment", status=201, json={"id": "7", "visibility": limited})
    gateway, case = opened(jira)
    gateway.note(case, "Only us.")
    assert body(jira, "POST") == {"body": "Only us.", "visibility": limited}


def test_a_note_is_limited_to_whom_the_admin_names(jira: CannedJira) -> None:
    limited = {"type": "role", "value": "Service Desk Team"}
    jira.answer("POST", "issue/CARE-1/comment", status=201, json={"id": "7", "visibility": limited})
    _, case = opened(jira)
    gateway = jira.gateway(note_visibility=Visibility("role", "Service Desk Team"))
    jira.get("project/CARE", {"projectTypeKey": "software"})
    gateway.note(case, "Only us.")
    assert body(jira, "POST")["visibility"] == limited


def test_a_case_from_elsewhere_is_asked_for_its_project_before_a_note(jira: CannedJira) -> None:
    jira.answer("POST", "issue/CARE-1/comment", status=201, json={"id": "7"})
    jira.get("project/CARE", {"projectTypeKey": "service_desk"})
    _, case = opened(jira)
    jira.gateway().note(case, "Only us.")
    assert "properties" in body(jira, "POST")


def test_without_anybody_to_limit_it_to_a_note_is_not_written(jira: CannedJira) -> None:
    _, case = opened(jira)
    jira.get("project/CARE", {"projectTypeKey": "software"})
    with pytest.raises(NoteNotInternal):
        jira.gateway(groups={}).note(case, "Only us.")
    assert not [asked for asked in jira.asked() if asked.startswith("POST")]


@pytest.mark.parametrize(
    ("fields", "answer"), [(SERVICE, {"id": "7", "jsdPublic": True}), ({}, {"id": "7", "body": "Only us."})]
)
def test_a_note_that_came_out_public_is_deleted_at_once(
    jira: CannedJira, fields: dict[str, Any], answer: dict[str, Any]
) -> None:
    jira.answer("POST", "issue/CARE-1/comment", status=201, json=answer)
    jira.answer("DELETE", "issue/CARE-1/comment/7", status=204)
    gateway, case = opened(jira, fields=fields)
    with pytest.raises(NoteNotInternal) as caught:
        gateway.note(case, "Only us.")
    assert caught.value.removed is True
    assert "DELETE issue/CARE-1/comment/7" in jira.asked()


def test_a_public_note_that_cannot_be_deleted_is_said_to_be_there(jira: CannedJira) -> None:
    jira.answer("POST", "issue/CARE-1/comment", status=201, json={"id": "7", "jsdPublic": True})
    jira.answer("DELETE", "issue/CARE-1/comment/7", status=403)
    gateway, case = opened(jira, fields=SERVICE)
    with pytest.raises(NoteNotInternal) as caught:
        gateway.note(case, "Only us.")
    assert caught.value.removed is False


def test_an_email_goes_to_the_reporter(jira: CannedJira) -> None:
    jira.answer("POST", "issue/CARE-1/notify", status=204)
    gateway, case = opened(jira)
    gateway.email(case, "Solved?", "Is it solved?", "<p>Is it solved?</p>")
    assert body(jira, "POST") == {
        "subject": "Solved?",
        "textBody": "Is it solved?",
        "htmlBody": "<p>Is it solved?</p>",
        "to": {"reporter": True},
    }
