"""Deliveries: headers, signature, retries and bodies as Jira sends them."""

from __future__ import annotations

import hashlib
import hmac
import json
from datetime import timedelta
from typing import Any

import pytest

from plugin.sandbox import Flavour, Sandbox
from plugin.sandbox.webhooks import signature
from tests.plugin.sandbox.conftest import Client, Receiver

CLOUD = pytest.mark.parametrize("flavour", [Flavour.CLOUD])
DATA_CENTER = pytest.mark.parametrize("flavour", [Flavour.DATA_CENTER])
SECRET = "It's a Secret to Everybody"


def bodies(receiver: Receiver) -> list[dict[str, Any]]:
    return [json.loads(got.body) for got in receiver.got]


def events(receiver: Receiver) -> list[str]:
    return [body["webhookEvent"] for body in bodies(receiver)]


@pytest.fixture
def key(sandbox: Sandbox, receiver: Receiver) -> str:
    """A case that is there before the webhook is."""
    key = sandbox.open_case(by="clara", summary="It is broken")
    sandbox.hook(receiver.url, SECRET)
    return key


def test_the_signature_is_the_documented_one() -> None:
    expected = "sha256=a4771c39fbe90f317c7824e83ddef3caae9cb3d976c214ace1f2937e133263c9"
    assert signature(SECRET, b"Hello World!") == expected


def test_every_delivery_is_signed_over_its_raw_body(sandbox: Sandbox, receiver: Receiver, key: str) -> None:
    sandbox.comment(key, "clara", "Ça ne marche pas – « vraiment »")
    assert sandbox.settle()
    for got in receiver.got:
        expected = hmac.new(SECRET.encode(), got.body, hashlib.sha256).hexdigest()
        assert got.headers["X-Hub-Signature"] == f"sha256={expected}"


def test_without_a_secret_there_is_no_signature(sandbox: Sandbox, receiver: Receiver) -> None:
    sandbox.hook(receiver.url)
    sandbox.open_case(by="clara", summary="It is broken")
    assert sandbox.settle()
    assert "X-Hub-Signature" not in receiver.got[0].headers


@CLOUD
def test_cloud_names_its_deliveries_and_data_center_does_not(sandbox: Sandbox, receiver: Receiver, key: str) -> None:
    sandbox.edit(key, "adam", {"Severity": "Major"})
    assert sandbox.settle()
    headers = receiver.got[0].headers
    assert headers["X-Atlassian-Webhook-Flow"] == "Primary"
    assert headers["X-Atlassian-Webhook-Identifier"]
    assert "X-Atlassian-Webhook-Retry" not in headers


@DATA_CENTER
def test_data_center_has_no_delivery_id_and_never_tries_again(sandbox: Sandbox, receiver: Receiver, key: str) -> None:
    receiver.answers = [503]
    sandbox.edit(key, "adam", {"Severity": "Major"})
    assert sandbox.settle()
    assert len(receiver.got) == 1
    assert not [name for name in receiver.got[0].headers if name.startswith("X-Atlassian")]


@CLOUD
@pytest.mark.parametrize(("status", "attempts"), [(503, 6), (429, 6), (408, 6), (400, 1), (401, 1), (404, 1)])
def test_cloud_tries_five_times_more_where_it_may_help(
    sandbox: Sandbox, receiver: Receiver, key: str, status: int, attempts: int
) -> None:
    sandbox.webhooks.retry_seconds = 0.01
    receiver.answers = [status] * 20
    sandbox.edit(key, "adam", {"Severity": "Major"})
    assert sandbox.settle()
    assert len(receiver.got) == attempts
    assert len({got.headers["X-Atlassian-Webhook-Identifier"] for got in receiver.got}) == 1
    retries = [got.headers.get("X-Atlassian-Webhook-Retry") for got in receiver.got]
    assert retries == [None, *(str(n) for n in range(1, attempts))]


@CLOUD
def test_nobody_listening_is_retried_too(sandbox: Sandbox) -> None:
    sandbox.webhooks.retry_seconds = 0.01
    sandbox.hook("http://127.0.0.1:9/webhooks/jira")
    sandbox.open_case(by="clara", summary="It is broken")
    assert sandbox.settle()
    assert sandbox.deliveries[0].statuses == [None] * 6


def test_an_edit_bears_the_issue_the_person_and_the_changelog(
    sandbox: Sandbox, receiver: Receiver, key: str, flavour: Flavour
) -> None:
    sandbox.advance(timedelta(seconds=5))
    sandbox.edit(key, "adam", {"Severity": "Major"})
    assert sandbox.settle()
    [body] = bodies(receiver)
    assert (body["webhookEvent"], body["issue_event_type_name"]) == ("jira:issue_updated", "issue_updated")
    assert body["timestamp"] == int(sandbox.now().timestamp() * 1000)
    assert body["issue"]["key"] == key
    assert body["user"]["displayName"] == "Adam Agent"
    assert body["changelog"]["items"][0]["toString"] == "Major"
    assert ("fieldId" in body["changelog"]["items"][0]) is (flavour is Flavour.CLOUD)


@CLOUD
def test_clouds_comment_comes_once_with_six_fields_of_the_issue(sandbox: Sandbox, receiver: Receiver, key: str) -> None:
    sandbox.comment(key, "clara", "Any news?")
    assert sandbox.settle()
    [body] = bodies(receiver)
    assert body["webhookEvent"] == "comment_created"
    assert body["comment"]["author"]["accountType"] == "customer"
    assert body["comment"]["jsdPublic"] is True
    assert len(body["issue"]["fields"]) == 6
    assert "user" not in body


@DATA_CENTER
def test_data_centers_comment_comes_twice_and_once_without_the_issue(
    sandbox: Sandbox, receiver: Receiver, key: str
) -> None:
    comment = sandbox.comment(key, "clara", "Any news?")
    sandbox.edit_comment(key, comment, "clara", "Any news at all?")
    sandbox.delete_comment(key, comment, "clara")
    assert sandbox.settle()
    got = bodies(receiver)
    kinds = [(b["webhookEvent"], b.get("issue_event_type_name")) for b in got]
    assert kinds == [
        ("comment_created", None),
        ("jira:issue_updated", "issue_commented"),
        ("comment_updated", None),
        ("jira:issue_updated", "issue_comment_edited"),
        ("comment_deleted", None),
        ("jira:issue_updated", "issue_comment_deleted"),
    ]
    assert set(got[0]) == {"timestamp", "webhookEvent", "comment"}
    assert f"/issue/{sandbox.issue(key).id}/comment/" in got[0]["comment"]["self"]
    assert "user" in got[2]
    assert (got[1]["issue"]["key"], got[1]["comment"]["body"]) == (key, "Any news?")
    assert "comment" not in got[5]


def test_a_worklog_has_only_the_issues_id(sandbox: Sandbox, receiver: Receiver, key: str) -> None:
    sandbox.log_work(key, "adam", timedelta(hours=2))
    assert sandbox.settle()
    body = bodies(receiver)[0]
    assert (body["webhookEvent"], body["worklog"]["issueId"]) == ("worklog_created", sandbox.issue(key).id)
    assert (body["worklog"]["timeSpent"], "issue" in body) == ("2h", False)


def test_a_worklog_that_is_edited_or_deleted_is_told_too(sandbox: Sandbox, receiver: Receiver, key: str) -> None:
    work = sandbox.log_work(key, "adam", timedelta(hours=2))
    sandbox.edit_work(key, work, "adam", timedelta(hours=1))
    sandbox.delete_work(key, work, "adam")
    assert sandbox.settle()
    told = [(body["webhookEvent"], body["worklog"]["timeSpent"]) for body in bodies(receiver) if "worklog" in body]
    assert told == [("worklog_created", "2h"), ("worklog_updated", "1h"), ("worklog_deleted", "1h")]


def test_a_release_has_neither_project_key_nor_person(sandbox: Sandbox, receiver: Receiver, key: str) -> None:
    sandbox.release("Enterprise One 2026.12")
    assert sandbox.settle()
    [body] = bodies(receiver)
    assert (body["webhookEvent"], body["version"]["projectId"]) == ("jira:version_released", 10000)
    assert set(body) == {"timestamp", "webhookEvent", "version"}


def test_what_our_own_account_writes_makes_deliveries_as_well(
    sandbox: Sandbox, receiver: Receiver, key: str, rest: Client
) -> None:
    rest("PUT", f"issue/{key}", json={"fields": {"summary": "New"}, "update": {"comment": [{"add": {"body": "Hi"}}]}})
    assert sandbox.settle()
    assert sorted(events(receiver)) == ["comment_created", "jira:issue_updated"]


def test_a_hook_hears_only_its_events_and_its_jql(sandbox: Sandbox, receiver: Receiver) -> None:
    sandbox.hook(receiver.url, events=("jira:issue_created",), jql="project = CARE")
    mine = sandbox.open_case(by="clara", summary="It is broken")
    sandbox.open_case(by="clara", summary="Elsewhere", project="OTHER")
    sandbox.edit(mine, "adam", {"Severity": "Major"})
    assert sandbox.settle()
    assert [body["issue"]["key"] for body in bodies(receiver)] == [mine]


def test_deliveries_can_be_lost_doubled_delayed_and_reordered(sandbox: Sandbox, receiver: Receiver, key: str) -> None:
    def edit(host: str) -> None:
        sandbox.edit(key, "adam", {"Instance": host})

    sandbox.faults.webhooks("lost")
    sandbox.faults.webhooks("doubled")
    sandbox.faults.webhooks("reordered", 3)
    for host in "abcde":
        edit(host)
    assert sandbox.settle()
    assert [b["changelog"]["items"][0]["toString"] for b in bodies(receiver)] == ["b", "b", "e", "d", "c"]
    sandbox.faults.webhooks("delayed", seconds=0.1)
    edit("f")
    assert sandbox.webhooks.settle(0.01) is False
    edit("g")
    assert sandbox.settle()
    assert [b["changelog"]["items"][0]["toString"] for b in bodies(receiver)][-2:] == ["g", "f"]


@CLOUD
def test_an_administrator_registers_on_cloud_and_the_secret_stays_secret(rest: Client, receiver: Receiver) -> None:
    path = "/rest/webhooks/1.0/webhook"
    filters = {"issue-related-events-section": "project = CARE"}
    body = {"name": "careflow", "url": receiver.url, "events": ["comment_created"], "filters": filters}
    made = rest("POST", path, json={**body, "secret": SECRET, "excludeBody": False})
    assert made.status_code == 201
    [shown] = rest.get(path)
    assert (shown["isSigned"], shown["filters"], SECRET in made.text) == (True, filters, False)
    own = shown["self"].removeprefix(rest.jira.url)
    assert rest("DELETE", own).status_code == 204
    assert rest.get(path) == []
    assert rest("GET", "/rest/jira-webhook/1.0/webhooks").status_code == 404


@DATA_CENTER
def test_data_center_takes_configuration_and_silently_ignores_the_older_keys(rest: Client, receiver: Receiver) -> None:
    path = "/rest/jira-webhook/1.0/webhooks"
    old = {"name": "old", "url": receiver.url, "events": [], "secret": SECRET, "filters": {"x": "project = CARE"}}
    made = rest("POST", path, json=old).json()
    hook = rest.jira.webhooks.hooks[made["id"]]
    assert (hook.secret, hook.jql) == ("", "")
    configuration = {"SECRET": SECRET, "EXCLUDE_BODY": "false", "FILTERS": "project = CARE"}
    new = {"name": "new", "url": receiver.url, "events": ["jira:issue_created"], "configuration": configuration}
    made = rest("POST", path, json=new).json()
    hook = rest.jira.webhooks.hooks[made["id"]]
    assert (hook.secret, hook.jql, SECRET in str(made)) == (SECRET, "project = CARE", False)
    assert rest("GET", "/rest/webhooks/1.0/webhook").status_code == 404


def test_without_administration_no_webhook_is_registered(rest: Client, flavour: Flavour) -> None:
    rest.jira.site.missing_permissions.add("ADMINISTER")
    cloud = flavour is Flavour.CLOUD
    path = "/rest/webhooks/1.0/webhook" if cloud else "/rest/jira-webhook/1.0/webhooks"
    assert rest("GET", path).status_code == 403
