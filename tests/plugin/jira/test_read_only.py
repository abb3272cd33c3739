"""The gateway of a careflow in shadow: it reads as any other, and has no way to write."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from plugin.jira import Connection, Gateway, InShadow, MemoryCache, ReadOnly, Session
from plugin.putting_back import Park, verdict
from plugin.sandbox import Sandbox
from plugin.settings import load
from plugin.workbench import gateway as gateway_of
from workflows.case import Case
from workflows.record import Record
from workflows.terms import Field, Status

WRITES: dict[str, Callable[[Gateway, Case], object]] = {
    "a field": lambda it, case: it.write(case, fields={Field.SEVERITY: "Minor"}),
    "a label": lambda it, case: it.write(case, fields={}, labels_add=["vip"]),
    "a comment": lambda it, case: it.write(case, fields={}, comment="Hello."),
    "the property": lambda it, case: it.write(case, fields={}, record=Record()),
    "a transition": lambda it, case: it.move(case, Status.WAITING),
    "a note": lambda it, case: it.note(case, "Careful."),
    "an email": lambda it, case: it.email(case, "Hello", "Hello.", "<p>Hello.</p>"),
}


@pytest.fixture
def environ(sandbox: Sandbox) -> dict[str, str]:
    return {
        "CAREFLOW_JIRA__URL": sandbox.url,
        "CAREFLOW_JIRA__USER": sandbox.user,
        "CAREFLOW_JIRA__TOKEN": sandbox.token,
    }


@pytest.fixture
def gateway(environ: dict[str, str]) -> Iterator[Gateway]:
    reader = gateway_of(load({**environ, "CAREFLOW_MODE": "shadow"}), MemoryCache())
    yield reader
    reader.close()


@pytest.mark.parametrize("what", WRITES)
def test_whatever_is_written_raises_and_no_request_is_sent(sandbox: Sandbox, gateway: Gateway, what: str) -> None:
    case = gateway.read(sandbox.open_case(by="clara", summary="It is broken", severity="Major")).case
    before = sandbox.issue(case.key)
    with pytest.raises(InShadow) as raised:
        WRITES[what](gateway, case)
    assert [seen for seen in sandbox.requests if seen.method != "GET"] == []
    assert sandbox.issue(case.key) == before
    assert "in shadow" in str(raised.value)
    assert isinstance(verdict(raised.value, 1), Park)


def test_live_the_same_gateway_writes(sandbox: Sandbox, environ: dict[str, str]) -> None:
    reader = gateway_of(load(environ), MemoryCache())
    case = reader.read(sandbox.open_case(by="clara", summary="It is broken", severity="Major")).case
    for write in WRITES.values():
        write(reader, case)
    reader.close()
    assert sandbox.issue(case.key).status == "Waiting for Customer"


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
def test_not_even_from_within_does_anything_but_a_read_leave_the_session(sandbox: Sandbox, method: str) -> None:
    session = ReadOnly(Connection(sandbox.url, sandbox.user, sandbox.token))
    with pytest.raises(InShadow):
        Session.send(session, method, "issue/{issue}", {"fields": {}}, issue="CARE-1")
    assert sandbox.requests == []
    assert session.get("serverInfo").status == 200
