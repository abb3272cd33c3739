"""GET issue and its pages: who sees what, in which order, how much at once."""

from __future__ import annotations

from datetime import timedelta

import pytest
import requests

from plugin.sandbox import Flavour, Sandbox
from tests.plugin.sandbox.conftest import Client

CLOUD = pytest.mark.parametrize("flavour", [Flavour.CLOUD])
DATA_CENTER = pytest.mark.parametrize("flavour", [Flavour.DATA_CENTER])


def opened(sandbox: Sandbox, **fields: object) -> str:
    return sandbox.open_case(by="clara", summary="It is broken", fields=fields)


def test_without_the_right_credentials_it_answers_401(sandbox: Sandbox) -> None:
    url = f"{sandbox.url}/rest/api/2/myself"
    wrong = "Bearer no" if not sandbox.site.cloud else "Basic bm86bm8="
    for headers in ({}, {"Authorization": wrong}, {"Authorization": "Basic \u00e9"}):
        assert requests.get(url, headers=headers, timeout=5).status_code == 401
    assert requests.get(f"{sandbox.url}/rest/api/2/serverInfo", timeout=5).status_code == 200


def test_server_info_tells_the_flavour(rest: Client, flavour: Flavour) -> None:
    info = rest.get("serverInfo")
    assert info["deploymentType"] == ("Cloud" if flavour is Flavour.CLOUD else "Server")
    assert info["versionNumbers"][:2] == ([1001, 0] if flavour is Flavour.CLOUD else [10, 3])
    assert rest.get("/rest/api/latest/serverInfo") == info


def test_every_answer_bears_the_sandboxs_date_in_whole_seconds(rest: Client, sandbox: Sandbox) -> None:
    sandbox.set_clock(sandbox.now() + timedelta(milliseconds=1999))
    answer = rest("GET", "myself")
    assert answer.raw.headers.getlist("Date") == ["Mon, 23 Nov 2026 10:00:01 GMT"]
    assert rest("GET", "issue/NO-1").headers["Date"] == "Mon, 23 Nov 2026 10:00:01 GMT"


def test_created_and_updated_have_milliseconds(rest: Client, sandbox: Sandbox) -> None:
    sandbox.advance(milliseconds=123)
    key = opened(sandbox)
    sandbox.advance(milliseconds=1000)
    sandbox.edit(key, "adam", {"Severity": "Minor"})
    fields = rest.get(f"issue/{key}")["fields"]
    assert fields["created"] == "2026-11-23T10:00:00.123+0000"
    assert fields["updated"] == "2026-11-23T10:00:01.123+0000"


def test_an_issue_is_found_by_key_whatever_the_case_and_by_id(rest: Client, sandbox: Sandbox) -> None:
    key = opened(sandbox)
    number = rest.get(f"issue/{key.lower()}")["id"]
    assert rest.get(f"issue/{number}")["key"] == key
    assert rest("GET", "issue/CARE-99").status_code == 404


def test_only_the_fields_asked_for_come(rest: Client, sandbox: Sandbox) -> None:
    key = opened(sandbox)
    assert list(rest.get(f"issue/{key}", fields="summary,status")["fields"]) == ["summary", "status"]
    assert "summary" not in rest.get(f"issue/{key}", fields="-summary")["fields"]
    assert "comment" not in rest.get(f"issue/{key}", fields="*navigable")["fields"]


def test_an_issue_property_comes_only_when_asked_for(rest: Client, sandbox: Sandbox) -> None:
    key = opened(sandbox)
    assert rest("PUT", f"issue/{key}/properties/careflow", json={"v": 1}).status_code == 201
    assert rest("PUT", f"issue/{key}/properties/careflow", json={"v": 2}).status_code == 200
    assert "properties" not in rest.get(f"issue/{key}")
    assert rest.get(f"issue/{key}", properties="careflow")["properties"] == {"careflow": {"v": 2}}
    assert rest.get(f"issue/{key}", properties="*all")["properties"] == {"careflow": {"v": 2}}
    assert rest("DELETE", f"issue/{key}/properties/careflow").status_code == 204
    assert rest("GET", f"issue/{key}/properties/careflow").status_code == 404


def test_a_property_bears_no_more_than_32768_characters(rest: Client, sandbox: Sandbox) -> None:
    key = opened(sandbox)
    assert rest("PUT", f"issue/{key}/properties/careflow", json="x" * 32766).status_code == 201
    assert rest("PUT", f"issue/{key}/properties/careflow", json="x" * 32767).status_code == 400
    answer = rest("PUT", f"issue/{key}", json={"properties": [{"key": "careflow", "value": "x" * 40000}]})
    assert answer.status_code == 400


def test_a_property_changes_neither_the_changelog_nor_updated(rest: Client, sandbox: Sandbox) -> None:
    key = opened(sandbox)
    before = sandbox.issue(key)
    sandbox.advance(minutes=1)
    rest("PUT", f"issue/{key}", json={"properties": [{"key": "careflow", "value": {"v": 1}}]})
    after = sandbox.issue(key)
    assert (after.updated, after.history) == (before.updated, before.history)
    assert after.properties == {"careflow": {"v": 1}}


@CLOUD
def test_clouds_embedded_changelog_is_newest_first_and_ends_at_a_hundred(rest: Client, sandbox: Sandbox) -> None:
    key = opened(sandbox)
    for number in range(130):
        sandbox.edit(key, "adam", {"Instance": f"host {number}"})
    log = rest.get(f"issue/{key}", expand="changelog")["changelog"]
    assert (log["total"], log["maxResults"], len(log["histories"])) == (130, 100, 100)
    assert [h["items"][0]["toString"] for h in log["histories"][:2]] == ["host 129", "host 128"]
    first = rest.get(f"issue/{key}/changelog")
    rest_of_it = rest.get(f"issue/{key}/changelog", startAt=100, maxResults=500)
    assert [first["isLast"], rest_of_it["isLast"], rest_of_it["maxResults"]] == [False, True, 100]
    told = [h["items"][0]["toString"] for h in first["values"] + rest_of_it["values"]]
    assert told == [f"host {n}" for n in range(130)]


@DATA_CENTER
def test_data_center_embeds_the_whole_changelog_and_has_no_resource_for_it(rest: Client, sandbox: Sandbox) -> None:
    key = opened(sandbox)
    for number in range(130):
        sandbox.edit(key, "adam", {"Instance": f"host {number}"})
    log = rest.get(f"issue/{key}", expand="changelog")["changelog"]
    assert len(log["histories"]) == log["total"] == 130
    assert rest("GET", f"issue/{key}/changelog").status_code == 404


def test_only_clouds_changelog_names_fields_by_id(rest: Client, sandbox: Sandbox, flavour: Flavour) -> None:
    key = opened(sandbox)
    sandbox.edit(key, "adam", {"Severity": "Major"})
    item = rest.get(f"issue/{key}", expand="changelog")["changelog"]["histories"][0]["items"][0]
    severity = sandbox.site.field_named("Severity")
    assert (item["field"], item["fieldtype"], item["toString"]) == ("Severity", "custom", "Major")
    assert item["to"] == severity.option("Major").id
    assert item.get("fieldId") == (severity.id if flavour is Flavour.CLOUD else None)


def test_an_emptied_custom_field_ends_at_an_empty_text_and_began_at_null(rest: Client, sandbox: Sandbox) -> None:
    key = opened(sandbox)
    sandbox.edit(key, "adam", {"Severity": "Major"})
    sandbox.edit(key, "adam", {"Severity": None})
    histories = rest.get(f"issue/{key}", expand="changelog")["changelog"]["histories"]
    items = {h["id"]: h["items"][0] for h in histories}
    first, last = items[min(items)], items[max(items)]
    assert (first["from"], first["fromString"]) == (None, None)
    assert (last["to"], last["toString"]) == ("", "")


def test_people_have_account_ids_on_cloud_and_names_on_data_center(
    rest: Client, sandbox: Sandbox, flavour: Flavour
) -> None:
    reporter = rest.get(f"issue/{opened(sandbox)}")["fields"]["reporter"]
    if flavour is Flavour.CLOUD:
        assert reporter["accountType"] == "customer"
        assert not {"name", "key", "emailAddress"} & reporter.keys()
    else:
        assert (reporter["name"], reporter["emailAddress"]) == ("clara", "clara@customer.example")
        assert "accountId" not in reporter


def test_the_embedded_comments_can_be_fewer_than_there_are(rest: Client, sandbox: Sandbox) -> None:
    key = opened(sandbox)
    for number in range(120):
        sandbox.comment(key, "adam", f"comment {number}")
    sandbox.site.embedded_comments = 20
    embedded = rest.get(f"issue/{key}", fields="comment")["fields"]["comment"]
    assert (len(embedded["comments"]), embedded["total"]) == (20, 120)
    page = rest.get(f"issue/{key}/comment", maxResults=5000)
    assert (len(page["comments"]), page["maxResults"], page["total"]) == (100, 100, 120)
    last = rest.get(f"issue/{key}/comment", startAt=100, orderBy="created")["comments"]
    assert [c["body"] for c in last] == [f"comment {n}" for n in range(100, 120)]
    newest = rest.get(f"issue/{key}/comment", orderBy="-created", maxResults=1)["comments"]
    assert newest[0]["body"] == "comment 119"


def test_who_may_read_a_comment_is_told_by_cloud_at_once_and_by_data_center_on_request(
    rest: Client, sandbox: Sandbox, flavour: Flavour
) -> None:
    key = opened(sandbox)
    sandbox.comment(key, "adam", "for all")
    sandbox.comment(key, "adam", "for us", public=False)
    plain = rest.get(f"issue/{key}", fields="comment")["fields"]["comment"]["comments"]
    assert [c.get("jsdPublic") for c in plain] == ([True, False] if flavour is Flavour.CLOUD else [None, None])
    told = rest.get(f"issue/{key}/comment", expand="properties")["comments"]
    internal = [p["value"]["internal"] for c in told for p in c["properties"] if p["key"] == "sd.public.comment"]
    assert internal == [False, True]


def test_instants_are_shown_in_the_readers_time_zone(rest: Client, sandbox: Sandbox) -> None:
    key = opened(sandbox)
    sandbox.person("careflow").zone = "Asia/Kolkata"
    assert rest.get(f"issue/{key}")["fields"]["created"] == "2026-11-23T15:30:00.000+0530"


def test_a_group_comes_in_pages_of_fifty_and_without_the_inactive(rest: Client, sandbox: Sandbox) -> None:
    group = sandbox.site.people.group("support-agents")
    everyone = len(group.members)
    page = rest.get("group/member", groupname="support-agents", maxResults=500)
    assert (page["maxResults"], page["total"], page["isLast"]) == (50, everyone - 1, True)
    whole = rest.get("group/member", groupname="support-agents", includeInactiveUsers="true", maxResults=2)
    assert (len(whole["values"]), whole["total"], whole["isLast"]) == (2, everyone, False)
    assert rest("GET", "group/member", params={"groupname": "nobody"}).status_code == 404
    sandbox.site.may_read_groups = False
    assert rest("GET", "group/member", params={"groupname": "support-agents"}).status_code == 403


@DATA_CENTER
def test_data_center_tells_a_persons_groups_with_the_person(rest: Client) -> None:
    mona = rest.get("user", username="mona", expand="groups")
    assert [g["name"] for g in mona["groups"]["items"]] == ["support-managers"]
    assert rest("GET", "user/groups", params={"username": "mona"}).status_code == 404


@CLOUD
def test_cloud_tells_a_persons_groups_by_account_id_and_the_language(rest: Client, sandbox: Sandbox) -> None:
    camille = sandbox.person("camille").account_id
    assert rest.get("user", accountId=camille)["locale"] == "fr_FR"
    groups = rest.get("user/groups", accountId=sandbox.person("mona").account_id)
    assert [g["name"] for g in groups] == ["support-managers"]


@CLOUD
def test_permissions_must_be_named_on_cloud_and_one_wrong_name_is_a_400(rest: Client, sandbox: Sandbox) -> None:
    sandbox.site.missing_permissions.add("EDIT_ISSUES")
    told = rest.get("mypermissions", permissions="EDIT_ISSUES,ADD_COMMENTS")["permissions"]
    assert {k: p["havePermission"] for k, p in told.items()} == {"EDIT_ISSUES": False, "ADD_COMMENTS": True}
    assert rest("GET", "mypermissions").status_code == 400
    assert rest("GET", "mypermissions", params={"permissions": "EDIT_ISSUE"}).status_code == 400
