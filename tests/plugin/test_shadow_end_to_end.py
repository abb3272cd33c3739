"""``careflow up`` in shadow: real webhooks, a real Redis and a real worker, and not one request that writes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from plugin.sandbox import Flavour, Sandbox
from tests.plugin.test_supervisor import Up, until


@pytest.fixture
def up(sandbox: Sandbox, tmp_path: Path) -> Iterator[Up]:
    careflow = Up(sandbox, tmp_path)
    careflow.environ["CAREFLOW_MODE"] = "shadow"
    try:
        careflow.start()
        sandbox.hook(careflow.url, secret="s3cret")
        yield careflow
    finally:
        careflow.end_if_up()


@pytest.mark.parametrize("flavour", [Flavour.CLOUD])
def test_it_hears_and_says_what_it_would_do_and_writes_nothing(sandbox: Sandbox, up: Up) -> None:
    key = sandbox.open_case(by="clara", summary="The board is empty", severity="Major", assignee="adam")

    def told() -> str:
        return up.said.read_text()

    until(lambda: f"{key}: in shadow, would at 2026-11-23T10:00:00Z: SLO-11 SLA State = On track" in told())
    sandbox.advance(minutes=5)
    sandbox.comment(key, "clara", "/severity Critical")
    until(lambda: f"{key}: in shadow, would at 2026-11-23T10:05:00Z: SEV-3 Requested Severity = Critical" in told())
    assert told().count("careflow is in shadow (mode: shadow)") == 2  # the supervisor's line, and the worker's
    assert told().count("SLA State = On track") == 1
    assert {seen.method for seen in sandbox.requests} == {"GET"}
    assert sandbox.case(key).properties == {}
    assert sandbox.outbox == []
    assert up.end() == 0
