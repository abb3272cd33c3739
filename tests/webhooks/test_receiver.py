"""What Jira's deliveries, and everybody else's, are answered, and what is queued for them."""

from __future__ import annotations

import io
import json
import logging
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from redis import Redis
from rq import Queue
from rq.serializers import JSONSerializer
from werkzeug.test import EnvironBuilder, TestResponse

from plugin import queueing
from plugin.connecting import connect
from plugin.embedded import EmbeddedRedis
from plugin.logs import About
from plugin.queueing.units import QUEUES
from plugin.settings import Settings
from tests.plugin.metrics_read import number
from webhooks.app import create_app
from webhooks.signature import sign

SECRET = b"It's a Secret to Everybody"
OWN = sorted((Path(__file__).parents[1] / "payloads").glob("*.json"))
SHARED = sorted((Path(__file__).parents[3] / "shared" / "jira" / "payloads").glob("*.json"))

QUEUED_AS_KEY = {"queued": "CARE-7"}
QUEUED_AS_ID = {"queued": "10007"}
ANSWERS: dict[str, tuple[int, dict[str, str]]] = {
    "server-comment-created-without-issue": (202, QUEUED_AS_ID),
    "server-comment-deleted-without-issue": (202, QUEUED_AS_ID),
    "worklog-created-without-issue": (202, QUEUED_AS_ID),
    "version-released": (202, {"queued": "version:10010"}),
    "attachment-created": (200, {"ignored": "the event attachment_created is not used"}),
    "issuelink-created": (200, {"ignored": "the event issuelink_created is not used"}),
    "sprint-started": (200, {"ignored": "the event sprint_started is not used"}),
    "other-project": (200, {"ignored": "the project OTHER is not configured"}),
}


def deliver(client: FlaskClient, body: bytes, signature: str | None = None, **headers: str) -> TestResponse:
    signed = {"X-Hub-Signature": signature or sign(body, SECRET), "Content-Type": "application/json"}
    return client.post("/webhooks/jira", data=body, headers={**signed, **headers})


def deliver_in_chunks(client: FlaskClient, body: bytes) -> int:
    """As a server hands on a body without a length."""
    environ = EnvironBuilder(path="/webhooks/jira", method="POST", content_type="application/json").get_environ()
    environ |= {
        "wsgi.input": io.BytesIO(body),
        "wsgi.input_terminated": True,
        "HTTP_X_HUB_SIGNATURE": sign(body, SECRET),
    }
    return client.open(environ).status_code


def queued(redis: Redis) -> list[tuple[str, list[Any]]]:
    jobs = [job for name in QUEUES for job in Queue(name, connection=redis, serializer=JSONSerializer).jobs]
    return [(str(job.func_name), list(job.args)) for job in jobs]


@pytest.mark.parametrize("path", OWN, ids=lambda path: path.stem)
def test_every_kind_of_delivery_gets_its_answer(path: Path, client: FlaskClient, redis: Redis) -> None:
    status, body = ANSWERS.get(path.stem, (202, QUEUED_AS_KEY))
    answer = deliver(client, path.read_bytes())
    assert (answer.status_code, answer.get_json()) == (status, body)
    if status == 200:
        assert queued(redis) == []
    elif body == QUEUED_AS_KEY:
        assert queued(redis) == [("plugin.jobs.run_case", ["CARE-7"])]
    elif body == QUEUED_AS_ID:
        assert queued(redis) == [("plugin.jobs.run_case", ["#10007"])]
    else:
        assert queued(redis) == [("plugin.jobs.run_version", ["10010"])]


@pytest.mark.skipif(not SHARED, reason="../shared/jira/payloads is not here")
def test_every_captured_payload_leads_to_its_issue(settings: Settings, redis: Redis) -> None:
    projects = ("TES", "KT", "SB", "TEST", "JRA", "PRJX", "PRJA", "HEY", "BUG")
    client = create_app(settings.model_copy(update={"project": projects}), redis).test_client()
    for path in SHARED:
        payload = json.loads(path.read_text())
        answer = deliver(client, path.read_bytes())
        event = payload["webhookEvent"]
        if event.startswith("attachment_"):
            assert (answer.status_code, list(answer.get_json())) == (200, ["ignored"]), path.name
            continue
        assert answer.status_code == 202, path.name
        if "issue" in payload:
            expected = payload["issue"]["key"]
        elif "version" in payload:
            expected = f"version:{payload['version']['id']}"
        elif "worklog" in payload:
            expected = payload["worklog"]["issueId"]
        else:
            expected = payload["comment"]["self"].split("/issue/")[1].split("/")[0]
        assert answer.get_json() == {"queued": expected}, path.name


@pytest.mark.skipif(not SHARED, reason="../shared/jira/payloads is not here")
def test_captured_payloads_of_projects_that_are_not_ours_are_ignored(client: FlaskClient, redis: Redis) -> None:
    for path in SHARED:
        if "issue" in json.loads(path.read_text()):
            answer = deliver(client, path.read_bytes())
            assert (answer.status_code, list(answer.get_json())) == (200, ["ignored"]), path.name
    assert queued(redis) == []


def body_of(**payload: Any) -> bytes:
    return json.dumps(payload).encode()


UPDATED = body_of(webhookEvent="jira:issue_updated", issue={"key": "CARE-7", "id": "10007"})
BAD = {
    "not JSON": b"{",
    "no body": b"",
    "no UTF-8": b'{"a": "\xff\xfe"}',
    "UTF-16": UPDATED.decode().encode("utf-16"),
    "UTF-16 without a mark": UPDATED.decode().encode("utf-16-le"),
    "UTF-32": UPDATED.decode().encode("utf-32"),
    "not a number": UPDATED[:-1] + b', "timestamp": NaN}',
    "infinity": UPDATED[:-1] + b', "timestamp": -Infinity}',
    "a list": b"[1, 2]",
    "a text": b'"CARE-7"',
    "a number": b"7",
    "null": b"null",
    "an empty object": b"{}",
    "deep nesting": b"[" * 100_000,
    "deep nesting in an object": b'{"issue":' * 20_000,
    "a number beyond all measure": b'{"timestamp":' + b"9" * 5000 + b"}",
    "an issue without key and id": body_of(webhookEvent="jira:issue_updated", issue={"fields": {}}),
    "an issue that is a list": body_of(webhookEvent="jira:issue_updated", issue=["CARE-7"]),
    "an issue that is null": body_of(webhookEvent="jira:issue_updated", issue=None),
    "a key that is no key": body_of(webhookEvent="jira:issue_updated", issue={"key": "CARE-7\nFORGED"}),
    "a key with a path": body_of(webhookEvent="jira:issue_updated", issue={"key": "../../CARE-7"}),
    "a key in small letters": body_of(webhookEvent="jira:issue_updated", issue={"key": "care-7"}),
    "a key with foreign digits": body_of(webhookEvent="jira:issue_updated", issue={"key": "CARE-٧"}),
    "a key that is a number": body_of(webhookEvent="jira:issue_updated", issue={"key": 7}),
    "a key that is none beside an id": body_of(webhookEvent="jira:issue_updated", issue={"key": "x", "id": "10007"}),
    "a key with a path beside an id": body_of(issue={"key": "../CARE-7", "id": "10007"}),
    "an empty key beside an id": body_of(issue={"key": "", "id": "10007"}),
    "a number as a key beside an id": body_of(issue={"key": 7, "id": "10007"}),
    "an id that is no id": body_of(webhookEvent="jira:issue_updated", issue={"key": "x", "id": "10007; DROP"}),
    "an id that is true": body_of(webhookEvent="jira:issue_updated", issue={"id": True}),
    "a comment of nowhere": body_of(webhookEvent="comment_created", comment={"self": "https://x/issue/abc/comment/1"}),
    "a worklog of nothing": body_of(webhookEvent="worklog_created", worklog={}),
    "a version without id": body_of(webhookEvent="jira:version_released", version={"name": "1.0"}),
    "half a surrogate as a key": b'{"webhookEvent": "jira:issue_updated", "issue": {"key": "\\ud800-1"}}',
}


@pytest.mark.parametrize("name", BAD)
def test_what_is_no_delivery_is_400_and_queues_nothing(name: str, client: FlaskClient, redis: Redis) -> None:
    answer = deliver(client, BAD[name])
    assert answer.status_code == 400, answer.data
    assert list(answer.get_json()) == ["error"]
    assert b"Traceback" not in answer.data
    assert queued(redis) == []


@pytest.mark.parametrize("issue", [{"id": 10007}, {"key": None, "id": "10007"}])
def test_an_issue_without_a_key_is_taken_by_its_id(issue: dict[str, Any], client: FlaskClient) -> None:
    answer = deliver(client, body_of(webhookEvent="jira:issue_updated", issue=issue))
    assert (answer.status_code, answer.get_json()) == (202, {"queued": "10007"})


def test_a_byte_order_mark_is_passed_over(client: FlaskClient) -> None:
    assert deliver(client, b"\xef\xbb\xbf" + UPDATED).status_code == 202


def test_an_event_without_a_name_counts_as_an_issues(client: FlaskClient) -> None:
    assert deliver(client, body_of(issue={"key": "CARE-7"})).status_code == 202


@pytest.mark.parametrize(
    "signature",
    [
        "sha256=",
        "sha256=" + "0" * 64,
        "sha1=" + "0" * 40,
        "nonsense",
        "=",
        "sha256=é",
        "sha256=" + "0" * 63,
        "sha256=" + "g" * 64,
        "sha512=" + "0" * 64,
        "md5=" + "0" * 32,
        sign(UPDATED, b"another secret"),
        sign(UPDATED + b" ", SECRET),
    ],
)
def test_a_wrong_signature_is_401_and_queues_nothing(signature: str, client: FlaskClient, redis: Redis) -> None:
    answer = deliver(client, UPDATED, signature)
    assert answer.status_code == 401
    assert queued(redis) == []


def test_a_missing_signature_is_401_before_the_body_is_looked_at(client: FlaskClient, redis: Redis) -> None:
    for body in (UPDATED, b"{", b"[" * 50_000):
        answer = client.post("/webhooks/jira", data=body, content_type="application/json")
        assert answer.status_code == 401
    assert queued(redis) == []


class Stalled(io.BytesIO):
    """A body that nobody may ask for."""

    def read(self, *_: object) -> bytes:
        raise AssertionError("the body was read")

    readline = readinto = read  # type: ignore[assignment]


@pytest.mark.parametrize("signature", [None, "", "nonsense", "sha256=", "sha256=" + "0" * 63, "md5=" + "0" * 32])
@pytest.mark.parametrize("kind", ["application/json", "text/plain"])
def test_what_bears_no_signature_is_401_without_reading_its_body(
    signature: str | None, kind: str, client: FlaskClient
) -> None:
    environ = EnvironBuilder(path="/webhooks/jira", method="POST", content_type=kind).get_environ()
    environ |= {"wsgi.input": Stalled(), "wsgi.input_terminated": True, "CONTENT_LENGTH": "1000000"}
    if signature is not None:
        environ["HTTP_X_HUB_SIGNATURE"] = signature
    assert client.open(environ).status_code == 401


def test_while_a_secret_is_replaced_both_are_taken(settings: Settings, redis: Redis) -> None:
    both = Settings.model_validate({"webhook": {"secret": "the old one\nthe new one"}})
    client = create_app(both, redis).test_client()
    for secret in (b"the old one", b"the new one"):
        assert deliver(client, UPDATED, sign(UPDATED, secret)).status_code == 202
    assert deliver(client, UPDATED, sign(UPDATED, b"the old one\nthe new one")).status_code == 401


def test_without_a_secret_there_is_no_application(redis: Redis) -> None:
    with pytest.raises(ValueError, match=r"webhook\.secret"):
        create_app(Settings.model_validate({}), redis)


def test_too_large_is_413_by_its_length_and_by_what_comes(client: FlaskClient, redis: Redis) -> None:
    large = b" " * 200_001
    assert deliver(client, large).status_code == 413
    assert deliver_in_chunks(client, large) == 413
    assert deliver_in_chunks(client, large * 3) == 413
    assert queued(redis) == []


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""])
def test_another_content_type_is_415(kind: str, client: FlaskClient, redis: Redis) -> None:
    assert deliver(client, UPDATED, **{"Content-Type": kind}).status_code == 415
    assert queued(redis) == []


def test_a_charset_does_no_harm(client: FlaskClient) -> None:
    assert deliver(client, UPDATED, **{"Content-Type": "application/json; charset=UTF-8"}).status_code == 202


def test_other_methods_and_places_are_405_and_404_in_json(client: FlaskClient) -> None:
    answer = client.get("/webhooks/jira")
    assert (answer.status_code, list(answer.get_json())) == (405, ["error"])
    assert "POST" in answer.headers["Allow"]
    answer = client.post("/webhooks/elsewhere")
    assert (answer.status_code, answer.get_json()) == (404, {"error": "not found"})


def test_redis_down_is_503_so_that_jira_comes_back(settings: Settings) -> None:
    client = create_app(settings, connect("redis://127.0.0.1:1/0", patience=0.5)).test_client()
    answer = deliver(client, UPDATED)
    assert answer.status_code == 503
    assert int(answer.headers["Retry-After"]) > 0
    assert client.get("/readyz").status_code == 503
    assert client.get("/metrics").status_code == 503
    assert client.get("/healthz").status_code == 200


def test_an_id_whose_key_jira_told_us_wakes_the_case_under_its_key(client: FlaskClient, redis: Redis) -> None:
    queueing.learn_key(redis, "10007", "CARE-7")
    comment = body_of(webhookEvent="comment_created", comment={"self": "https://x/rest/api/2/issue/10007/comment/1"})
    assert deliver(client, comment).get_json() == {"queued": "10007"}
    assert queued(redis) == [("plugin.jobs.run_case", ["CARE-7"])]


def test_which_key_an_id_has_is_not_learned_from_a_delivery(client: FlaskClient, redis: Redis) -> None:
    deliver(client, body_of(webhookEvent="jira:issue_updated", issue={"key": "CARE-999", "id": "10007"}))
    comment = body_of(webhookEvent="comment_created", comment={"self": "https://x/rest/api/2/issue/10007/comment/1"})
    deliver(client, comment)
    assert ("plugin.jobs.run_case", ["#10007"]) in queued(redis)


def test_ready_is_who_can_queue_a_wake_up(settings: Settings, tmp_path: Path) -> None:
    with EmbeddedRedis(tmp_path) as server:
        redis = connect(server.url, patience=5.0)
        client = create_app(settings, redis).test_client()
        assert client.get("/readyz").status_code == 200
        redis.config_set("maxmemory", 1)
        assert client.get("/readyz").status_code == 503
        assert deliver(client, UPDATED).status_code == 503
        redis.config_set("maxmemory", 0)
        assert client.get("/readyz").status_code == 200
        redis.close()


def test_bulk_changes_come_after_what_a_person_did(client: FlaskClient, redis: Redis) -> None:
    bulk = body_of(webhookEvent="jira:issue_updated", issue={"key": "CARE-8"})
    deliver(client, bulk, **{"X-Atlassian-Webhook-Flow": "Secondary"})
    deliver(client, UPDATED, **{"X-Atlassian-Webhook-Flow": "Primary"})
    assert [args for _, args in queued(redis)] == [["CARE-7"], ["CARE-8"]]


def test_logs_name_the_case_and_no_secret_nor_control_character(
    client: FlaskClient, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, logger="webhooks")
    caplog.handler.addFilter(About())
    deliver(client, UPDATED)
    deliver(client, UPDATED, "sha256=" + "a" * 64)
    deliver(client, body_of(webhookEvent="x\x1b[31m\nFORGED", issue={"key": "CARE-7"}))
    deliver(client, body_of(webhookEvent="jira:issue_updated", issue={"key": "x\x1b[31m\nFORGED"}))
    assert [getattr(record, "case", None) for record in caplog.records] == ["CARE-7", None, None]
    assert SECRET.decode() not in caplog.text
    assert not any(sign in record.getMessage() for record in caplog.records for sign in ("\x1b", "\n", "FORGED"))


def test_metrics_add_up_over_all_processes(settings: Settings, redis_server: EmbeddedRedis, redis: Redis) -> None:
    redis = connect(redis_server.url.removesuffix("/0") + "/1")  # what earlier tests counted may still come to 0
    first, second = (create_app(settings, redis).test_client() for _ in range(2))
    deliver(first, UPDATED)
    deliver(second, UPDATED)
    deliver(second, b"{")
    deliver(second, body_of(webhookEvent="sprint_started"))
    first.get("/metrics")
    answer = second.get("/metrics")
    assert answer.content_type == "text/plain; version=0.0.4; charset=utf-8"
    text = answer.get_data(as_text=True)
    assert number(text, "careflow_webhooks_received_total") == 4
    assert number(text, "careflow_webhooks_queued_total") == 2
    assert number(text, "careflow_webhooks_ignored_total", reason="event") == 1
    assert number(text, "careflow_webhooks_refused_total", status="400") == 1
    assert number(text, "careflow_queue_depth", queue="careflow-urgent") == 1
    assert number(text, "careflow_parked") == 0
    assert number(text, "careflow_timers") == 0


def test_answers_carry_the_headers_that_keep_browsers_out(client: FlaskClient) -> None:
    for answer in (deliver(client, UPDATED), deliver(client, b"{"), client.get("/nowhere"), client.get("/healthz")):
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["X-Frame-Options"] == "DENY"


def test_a_fault_of_ours_shows_no_traceback(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError("private")

    monkeypatch.setattr(queueing, "wake", broken)
    answer = deliver(client, UPDATED)
    assert answer.status_code == 500
    assert answer.get_json() == {"error": "internal error"}
    assert "ZeroDivisionError" in caplog.text
    assert [getattr(record, "case", None) for record in caplog.records] == ["CARE-7"]


def test_the_largest_body_and_one_in_chunks_are_taken(client: FlaskClient) -> None:
    for body in (UPDATED, UPDATED + b" " * (200_000 - len(UPDATED))):
        assert deliver(client, body).status_code == 202
        assert deliver_in_chunks(client, body) == 202


def by_us(**what: Any) -> bytes:
    """A delivery of what the account ``careflow`` did to CARE-7."""
    return json.dumps({"issue": {"key": "CARE-7", "id": "10007"}, **what}).encode()


OURS = [
    {"webhookEvent": "jira:issue_updated", "user": {"accountId": "careflow"}},
    {"webhookEvent": "jira:issue_updated", "user": {"name": "careflow", "key": "JIRAUSER10000"}},
    {"webhookEvent": "comment_created", "comment": {"author": {"accountId": "careflow"}}},
]


@pytest.mark.parametrize("what", OURS)
def test_what_we_have_just_written_ourselves_wakes_nobody(client: FlaskClient, redis: Redis, what: Any) -> None:
    queueing.remember_written(redis, "CARE-7", "careflow")
    answer = deliver(client, by_us(**what))
    assert (answer.status_code, answer.get_json()) == (200, {"ignored": "what careflow wrote itself"})
    assert queueing.standing(redis).queued[queueing.URGENT_QUEUE] == 0


@pytest.mark.parametrize("what", OURS)
def test_what_our_account_did_elsewhere_or_before_wakes_the_case(client: FlaskClient, redis: Redis, what: Any) -> None:
    queueing.remember_written(redis, "CARE-8", "careflow")
    assert deliver(client, by_us(**what)).get_json() == QUEUED_AS_KEY


@pytest.mark.parametrize(
    "what",
    [
        {"webhookEvent": "jira:issue_updated", "user": {"accountId": "adam"}},
        {"webhookEvent": "comment_created", "comment": {"author": {"accountId": "adam"}}},
        {"webhookEvent": "comment_deleted", "comment": {"author": {"accountId": "careflow"}}},
        {"webhookEvent": "comment_updated", "comment": {"author": {"accountId": "careflow"}}},
        {"webhookEvent": "jira:issue_updated"},
    ],
    ids=json.dumps,
)
def test_what_somebody_else_did_or_may_have_done_wakes_the_case_just_after_our_writing_too(
    client: FlaskClient, redis: Redis, what: Any
) -> None:
    queueing.remember_written(redis, "CARE-7", "careflow")
    assert deliver(client, by_us(**what)).get_json() == QUEUED_AS_KEY


@pytest.mark.parametrize("name", ["\ud83d", "a" * 256, "a\nb", 7, None], ids=ascii)
def test_an_account_whose_name_is_none_is_nobodys(client: FlaskClient, name: object) -> None:
    body = by_us(webhookEvent="comment_created", comment={"author": {"accountId": name}})
    assert deliver(client, body).get_json() == QUEUED_AS_KEY


def test_our_own_writing_wakes_nobody_while_the_case_still_runs(client: FlaskClient, redis: Redis) -> None:
    queueing.remember_written(redis, "CARE-1", "careflow")  # so that our account is known
    queueing.wake(redis, "CARE-7", "test")
    claim = queueing.Claim(redis, "CARE-7")
    with claim:
        assert "ignored" in deliver(client, by_us(**OURS[0])).get_json()
        assert not claim.finish()
