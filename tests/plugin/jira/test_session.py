"""Faults on the way to Jira, over real sockets, and what the session keeps to itself."""

from __future__ import annotations

import json
import logging
import socket
from collections.abc import Callable, Iterator

import pytest

from plugin.jira import (
    Conflict,
    Connection,
    Forbidden,
    JiraError,
    NotFound,
    NotJson,
    RateLimited,
    Redirected,
    Refused,
    Retired,
    TimedOut,
    TooLarge,
    Unauthorized,
    Unavailable,
    one_host,
)
from plugin.jira import session as sessions
from plugin.jira.session import Call, Session
from tests.plugin.jira.loopback import Loopback, Play, answers, breaks_off, resets

TOKEN = "s3cret-token"
Serve = Callable[..., Loopback]


@pytest.fixture
def serve() -> Iterator[Serve]:
    started: list[Loopback] = []

    def start(*plays: Play) -> Loopback:
        started.append(Loopback(*plays))
        return started[-1]

    yield start
    for server in started:
        server.close()


def session(server: Loopback, *, user: str = "bot@example.org", read_timeout: float = 5.0, **how) -> Session:
    return Session(Connection(server.url, user, TOKEN, connect_timeout=1.0, read_timeout=read_timeout), **how)


def hangs(itself: list[Loopback]) -> Play:
    def play(connection: socket.socket) -> None:
        itself[0].over.wait(5)

    return play


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        ("400 Bad Request", Refused),
        ("401 Unauthorized", Unauthorized),
        ("403 Forbidden", Forbidden),
        ("404 Not Found", NotFound),
        ("409 Conflict", Conflict),
        ("410 Gone", Retired),
        ("413 Payload Too Large", Refused),
        ("422 Unprocessable Entity", Refused),
        ("429 Too Many Requests", RateLimited),
        ("500 Internal Server Error", Unavailable),
        ("502 Bad Gateway", Unavailable),
        ("503 Service Unavailable", Unavailable),
        ("504 Gateway Timeout", Unavailable),
    ],
)
@pytest.mark.parametrize("body", ['{"errorMessages": ["no"], "errors": {}}', "<html>no</html>", "", "[1]"])
def test_every_status_is_an_error_of_its_kind(serve: Serve, status: str, kind: type[JiraError], body: str) -> None:
    server = serve(answers(body, status))
    with pytest.raises(kind) as caught:
        session(server).send("PUT", "issue/{issue}", {"fields": {}}, issue="CARE-1")
    error = caught.value
    assert (error.method, error.endpoint, error.path) == ("PUT", "issue/{issue}", "issue/CARE-1")
    assert error.status == int(status[:3])
    assert TOKEN not in repr(error) + str(error)


def test_a_refusal_names_the_fields_that_jira_named(serve: Serve) -> None:
    words = "Field 'customfield_10002' cannot be set. It is not on the appropriate screen, or unknown."
    body = json.dumps({"errorMessages": [words], "errors": {"customfield_10001": "Option id '9' is not valid"}})
    with pytest.raises(Refused) as caught:
        session(serve(answers(body, "400 Bad Request"))).send("PUT", "issue/{issue}", {}, issue="CARE-1")
    assert set(caught.value.errors) == {"customfield_10001", "customfield_10002"}


@pytest.mark.parametrize(
    ("headers", "wait"),
    [
        (["Retry-After: 1847"], 1847.0),
        (["Retry-After: 99999999"], 99999999.0),
        (["Retry-After: Mon, 23 Nov 2026 10:02:00 GMT", "Date: Mon, 23 Nov 2026 10:00:30 GMT"], 90.0),
        (["Retry-After: Mon, 23 Nov 2026 09:00:00 GMT", "Date: Mon, 23 Nov 2026 10:00:30 GMT"], 0.0),
        (["Retry-After: Mon, 23 Nov 2026 10:02:00 GMT"], None),
        (["Retry-After: soon"], None),
        (["Retry-After: -5"], None),
        ([], None),
    ],
)
def test_the_whole_retry_after_is_kept_as_seconds_or_date(serve: Serve, headers: list[str], wait: float | None) -> None:
    server = serve(answers("{}", "429 Too Many Requests", "RateLimit-Reason: jira-burst-based", *headers))
    with pytest.raises(RateLimited) as caught:
        session(server).get("issue/{issue}", issue="CARE-1")
    assert caught.value.retry_after == wait
    assert caught.value.scope == "endpoint"
    assert len(server.requests) == 1  # never waited out in the worker


def test_a_read_that_was_reset_is_asked_again(serve: Serve) -> None:
    server = serve(resets(), breaks_off(), answers('{"id": "1"}'))
    assert session(server).get("issue/{issue}", issue="CARE-1").data == {"id": "1"}
    assert len(server.requests) == 3


def test_a_read_that_was_reset_among_the_headers_is_asked_again(serve: Serve) -> None:
    server = serve(resets(b"HTTP/1.1 200 OK\r\nContent-Ty"), answers('{"id": "1"}'))
    assert session(server).get("issue/{issue}", issue="CARE-1").data == {"id": "1"}


def test_a_read_is_given_up_after_the_third_failure(serve: Serve) -> None:
    server = serve(answers("", "502 Bad Gateway"))
    with pytest.raises(Unavailable):
        session(server).get("issue/{issue}", issue="CARE-1")
    assert len(server.requests) == 3


@pytest.mark.parametrize("play", [resets(), breaks_off(), answers("", "503 Busy")])
def test_a_write_is_never_repeated_in_place(serve: Serve, play: Play) -> None:
    server = serve(play)
    with pytest.raises(Unavailable) as caught:
        session(server).send("POST", "issue/{issue}/comment", {"body": "hello"}, issue="CARE-1")
    assert len(server.requests) == 1
    assert not caught.value.safe


def test_a_server_that_hangs_is_a_timeout(serve: Serve) -> None:
    itself: list[Loopback] = []
    itself.append(serve(hangs(itself)))
    with pytest.raises(TimedOut):
        session(itself[0], read_timeout=0.2).get("issue/{issue}", issue="CARE-1")
    assert len(itself[0].requests) == 1


def test_a_server_that_hangs_in_mid_answer_is_a_timeout(serve: Serve) -> None:
    itself: list[Loopback] = []

    def play(connection: socket.socket) -> None:
        breaks_off()(connection)
        itself[0].over.wait(5)

    itself.append(serve(play))
    with pytest.raises(TimedOut):
        session(itself[0], read_timeout=0.2).get("issue/{issue}", issue="CARE-1")


def test_a_server_that_drips_does_not_hold_a_worker(serve: Serve) -> None:
    itself: list[Loopback] = []

    def play(connection: socket.socket) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
        while not itself[0].over.wait(0.02):
            connection.sendall(b" ")

    itself.append(serve(play))
    with pytest.raises(TimedOut, match="ReadTimeout"):
        session(itself[0], read_timeout=0.1).get("issue/{issue}", issue="CARE-1")


def test_data_centers_retry_after_of_zero_says_nothing_of_a_failure(serve: Serve) -> None:
    server = serve(answers("", "502 Bad Gateway", "retry-after: 0"), answers('{"id": "1"}'))
    assert session(server).get("issue/{issue}", issue="CARE-1").data == {"id": "1"}


def test_a_forked_worker_opens_a_connection_of_its_own(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    one = session(serve(answers("{}")))
    one.get("field")
    first = one._client
    monkeypatch.setattr(sessions.os, "getpid", lambda: 1)
    one.get("field")
    assert one._client is not first


def test_no_connection_is_unavailable(serve: Serve) -> None:
    server = serve(answers("{}"))
    server.close()
    with pytest.raises(Unavailable):
        session(server).send("PUT", "issue/{issue}", {}, issue="CARE-1")


def test_an_answer_larger_than_we_read_is_an_error(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(one_host, "LARGEST_ANSWER", 1000)
    with pytest.raises(TooLarge):
        session(serve(answers("[" + " " * 2000 + "]"))).get("field")


@pytest.mark.parametrize("body", ["<html>Log in</html>", "{", "[" * 100_000])
def test_a_log_in_page_is_not_taken_for_an_answer(serve: Serve, body: str) -> None:
    with pytest.raises(NotJson):
        session(serve(answers(body))).get("issue/{issue}", issue="CARE-1")


@pytest.mark.parametrize("status", ["301 Moved", "302 Found", "307 Temporary Redirect"])
def test_a_redirect_is_not_followed(serve: Serve, status: str) -> None:
    elsewhere = serve(answers('{"id": "stolen"}'))
    server = serve(answers("", status, f"Location: {elsewhere.url}/rest/api/2/issue/CARE-1"))
    with pytest.raises(Redirected, match=r"127\.0\.0\.1"):
        session(server).get("issue/{issue}", issue="CARE-1")
    assert not elsewhere.requests


def test_no_other_host_is_ever_spoken_to(serve: Serve) -> None:
    server = serve(answers("{}"))
    one = session(server)
    one.get("field")
    assert one._client is not None
    with pytest.raises(Exception, match="not the configured Jira"):
        one._client._session.request("GET", "http://127.0.0.1:1/rest/api/2/field")


def test_a_key_cannot_lead_to_another_path(serve: Serve) -> None:
    server = serve(answers("{}"))
    session(server).get("issue/{issue}", issue="../../admin?x=1#y")
    assert server.requests[0].startswith(b"GET /rest/api/2/issue/..%2F..%2Fadmin%3Fx%3D1%23y HTTP/1.1")


def test_a_token_that_jira_takes_for_nobodys_is_told_from_an_empty_answer(serve: Serve) -> None:
    server = serve(answers('{"issues": [], "total": 0}', "200 OK", "X-Seraph-LoginReason: AUTHENTICATED_FAILED"))
    with pytest.raises(Unauthorized):
        session(server).get("search")


def test_cloud_is_asked_with_email_and_token_data_center_with_a_bearer(serve: Serve) -> None:
    server = serve(answers("{}"))
    session(server).get("myself")
    session(server, user="").get("myself")
    assert b"Basic " in server.requests[0]
    assert f"Bearer {TOKEN}".encode() in server.requests[1]


def test_the_answers_date_is_kept(serve: Serve) -> None:
    answer = session(serve(answers("{}", "200 OK", "Date: Mon, 23 Nov 2026 10:00:30 GMT"))).get("myself")
    assert answer.date is not None
    assert answer.date.isoformat() == "2026-11-23T10:00:30+00:00"


def test_the_token_is_in_no_repr_and_no_log(serve: Serve, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    server = serve(answers('{"errorMessages": ["no"]}', "500 Oops", "Set-Cookie: JSESSIONID=abc"))
    one = session(server)
    with pytest.raises(Unavailable):
        one.get("user", {"accountId": "557058:somebody"})
    text = caplog.text + repr(one) + repr(one._connection)
    assert TOKEN not in text
    assert "JSESSIONID" not in text
    ours = " ".join(r.getMessage() for r in caplog.records if r.name.startswith("plugin."))
    assert "somebody" not in ours


def test_each_call_is_logged_and_counted(serve: Serve, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG, logger="plugin.jira")
    calls: list[Call] = []
    server = serve(answers("{}"), answers("{}", "404 Not Found"))
    one = session(server, on_call=calls.append)
    one.get("issue/{issue}", issue="CARE-1")
    with pytest.raises(NotFound):
        one.get("issue/{issue}", issue="CARE-2")
    assert [(c.method, c.endpoint, c.status, c.outcome) for c in calls] == [
        ("GET", "issue/{issue}", 200, "ok"),
        ("GET", "issue/{issue}", 404, "NotFound"),
    ]
    assert [vars(record)["case"] for record in caplog.records] == ["CARE-1", "CARE-2"]
    assert "jira GET issue/{issue} 200 ok" in caplog.text


@pytest.mark.parametrize("url", ["ftp://jira", "jira.example.org", "https://me:pw@jira.example.org", "https://x/?a=b"])
def test_an_address_that_is_none_is_refused_without_repeating_it(url: str) -> None:
    with pytest.raises(ValueError, match="Jira's address") as caught:
        Connection(url)
    assert "pw" not in str(caught.value)
