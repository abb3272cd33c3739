"""``careflow reconcile`` and ``explain`` as people and programs call them, on a sandbox Jira over HTTP."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta

import pytest
from click.testing import CliRunner, Result

from plugin import queueing
from plugin.cli import cli
from plugin.connecting import connect
from plugin.embedded import EmbeddedRedis
from plugin.sandbox import Flavour, Sandbox

Careflow = Callable[..., Result]


@pytest.fixture
def careflow(sandbox: Sandbox) -> Careflow:
    environ = {
        "CAREFLOW_JIRA__URL": sandbox.url,
        "CAREFLOW_JIRA__USER": sandbox.user,
        "CAREFLOW_JIRA__TOKEN": sandbox.token,
    }
    return lambda *words: CliRunner().invoke(cli, words, env=environ)


@pytest.fixture
def case(sandbox: Sandbox) -> str:
    return sandbox.open_case(by="clara", summary="The board \x1b[31mdoes not load", severity="Major")


def test_a_dry_run_says_what_it_would_do_and_writes_nothing(careflow: Careflow, sandbox: Sandbox, case: str):
    result = careflow("reconcile", case, "--dry-run")
    assert result.exit_code == 0
    assert "would do" in result.output
    assert all(request.is_read for request in sandbox.requests)


def test_the_object_is_that_of_the_design(careflow: Careflow, case: str):
    found = json.loads(careflow("reconcile", case, "--json").stdout)
    assert found["key"] == case
    assert {"at", "case", "clocks", "approval", "actions", "wake_at", "timeline"} <= found.keys()
    assert [clock["name"] for clock in found["clocks"]] == [
        "respond",
        "restore",
        "resolve",
        "communicate",
        "root_cause",
    ]
    respond = found["clocks"][0]
    assert (respond["target_minutes"], respond["state"], respond["due_at"]) == (60, "running", "2026-11-23T11:00:00Z")
    assert {"id", "kind", "clause", "why"} <= found["actions"][0].keys()
    assert found["wake_at"] == "2026-11-23T10:30:00Z"


def test_after_acting_the_object_tells_when_to_look_again(careflow: Careflow, sandbox: Sandbox, case: str):
    sandbox.comment(case, "adam", "/solution Clear the cache.")
    wake_at = None
    for _ in range(4):
        found = json.loads(careflow("reconcile", case, "--json").stdout)
        wake_at = found["wake_at"]
        if wake_at is None:
            break
        sandbox.set_clock(sandbox.now().fromisoformat(wake_at))
    assert sandbox.issue(case).status == "Closed"


@pytest.mark.parametrize("flavour", [Flavour.CLOUD])
def test_a_case_that_was_parked_is_woken_by_reconciling_it(sandbox: Sandbox, case: str, redis_server: EmbeddedRedis):
    environ = {
        "CAREFLOW_JIRA__URL": sandbox.url,
        "CAREFLOW_JIRA__USER": sandbox.user,
        "CAREFLOW_JIRA__TOKEN": sandbox.token,
        "CAREFLOW_REDIS__URL": redis_server.url,
    }
    with connect(redis_server.url) as redis:
        redis.flushall()
        redis.hset("careflow:parked", case, json.dumps({"reason": "500", "at": "2026-01-01T00:00:00Z", "count": 3}))
        for words, queued in ((["--dry-run"], 0), ([], 1)):
            assert CliRunner().invoke(cli, ["reconcile", case, *words], env=environ).exit_code == 0
            assert queueing.standing(redis).queued["careflow"] == queued


@pytest.mark.parametrize("flavour", [Flavour.CLOUD])
def test_a_redis_that_is_away_leaves_a_case_parked_and_is_told_of(sandbox: Sandbox, case: str):
    environ = {
        "CAREFLOW_JIRA__URL": sandbox.url,
        "CAREFLOW_JIRA__USER": sandbox.user,
        "CAREFLOW_JIRA__TOKEN": sandbox.token,
        "CAREFLOW_REDIS__URL": "redis://127.0.0.1:1/0",
    }
    result = CliRunner().invoke(cli, ["reconcile", case], env=environ)
    assert result.exit_code == 0
    assert "a case that was parked stays so until the next sweep: Redis: ConnectionError" in result.stderr


@pytest.mark.parametrize("flavour", [Flavour.CLOUD])
def test_what_jira_refused_is_in_the_answer_of_the_same_run(careflow: Careflow, sandbox: Sandbox, case: str):
    sandbox.hide_field("SLA State")
    found = json.loads(careflow("reconcile", case, "--json").stdout)
    assert any("SLA State" in problem for problem in found["problems"])
    assert "SLA State" in careflow("explain", case).output


def test_several_cases_are_one_object_to_a_line(careflow: Careflow, sandbox: Sandbox, case: str):
    other = sandbox.open_case(by="clara", summary="Another", severity="Minor")
    lines = careflow("reconcile", case, other, "--json").output.splitlines()
    assert [json.loads(line)["key"] for line in lines] == [case, other]


def test_all_reconciles_every_open_case(careflow: Careflow, sandbox: Sandbox, case: str):
    other = sandbox.open_case(by="clara", summary="Another", severity="Minor")
    closed = sandbox.open_case(by="clara", summary="A third", severity="Minor")
    sandbox.move(closed, "clara", "Closed")
    result = careflow("reconcile", "--all")
    assert result.exit_code == 0
    assert [line.partition(":")[0] for line in result.output.splitlines() if line.startswith("CARE")] == [case, other]
    assert sandbox.issue(other).priority == "Low"


def test_explain_is_readable_and_safe_to_print(careflow: Careflow, case: str):
    result = careflow("explain", case)
    assert result.exit_code == 0
    assert "\x1b" not in result.output
    for part in ("What happened", "Clocks", "What comes next", "SLO-2"):
        assert part in result.output


def test_a_moment_before_the_case_was_opened_is_a_mistake(careflow: Careflow, sandbox: Sandbox, case: str):
    before = (sandbox.now() - timedelta(days=1)).isoformat()
    result = careflow("explain", case, "--at", before)
    assert result.exit_code == 2
    assert "was opened at" in result.output


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("reconcile",), 2, "name the cases"),
        (("reconcile", "--all", "CARE-1"), 2, "name the cases"),
        (("reconcile", "CARE-1", "--at", "2026-11-23T10:00:00Z"), 2, "--dry-run"),
        (("explain", "CARE-1", "--at", "yesterday"), 2, "zone"),
        (("explain", "nonsense"), 2, "no issue key"),
        (("explain", "OTHER-1"), 2, "not configured"),
        (("explain", "CARE-999"), 1, "CARE-999"),
    ],
)
def test_a_mistake_gets_one_clear_message(careflow: Careflow, words: tuple[str, ...], code: int, said: str):
    result = careflow(*words)
    assert result.exit_code == code
    assert said in result.output
    assert "Traceback" not in result.output


@pytest.fixture
def shadow(sandbox: Sandbox, careflow: Careflow, monkeypatch: pytest.MonkeyPatch) -> Careflow:
    monkeypatch.setenv("CAREFLOW_MODE", "shadow")
    return careflow


class TestInShadow:
    def test_reconcile_says_what_it_would_do_and_writes_nothing(self, shadow: Careflow, sandbox: Sandbox, case: str):
        for words in ((case,), (case, "--dry-run"), ("--all",)):
            result = shadow("reconcile", *words)
            assert result.exit_code == 0
            assert "careflow is in shadow" in result.stderr
            assert f"{case}: Major, New, SLA On track: would do " in result.stdout
            assert "  SEV-7   Priority = High — the severity is Major" in result.stdout
        assert {seen.method for seen in sandbox.requests} == {"GET"}
        assert sandbox.issue(case).priority == "Medium"  # as Jira gave it when the case was opened

    def test_explain_says_it_in_its_head_line_and_how_the_case_would_stand(
        self, shadow: Careflow, sandbox: Sandbox, case: str
    ):
        sandbox.move(case, "adam", "Solution Provided")
        sandbox.advance(days=20)
        output = shadow("explain", case).stdout
        assert output.splitlines()[0].endswith("[in shadow: as it would stand had careflow acted; nothing is written]")
        assert "Major, Closed, SLA Met" in output
        assert "What would have been done since people last acted" in output

    def test_the_object_says_the_mode(self, shadow: Careflow, case: str):
        assert json.loads(shadow("explain", case, "--json").stdout)["mode"] == "shadow"
        assert json.loads(shadow("reconcile", case, "--json").stdout)["mode"] == "shadow"

    def test_another_version_of_the_policy_is_rehearsed_beside_it(
        self, shadow: Careflow, case: str, monkeypatch: pytest.MonkeyPatch
    ):
        summer = [{"from": "2026-12-01", "name": "strict", "targets": {"SLO-P": {"Major": {"respond": "45m"}}}}]
        monkeypatch.setenv("CAREFLOW_POLICY_VERSIONS", json.dumps(summer))
        output = shadow("explain", case, "--policy", "strict").stdout
        assert "* respond" in output


def test_live_the_object_says_so(careflow: Careflow, case: str):
    assert json.loads(careflow("explain", case, "--json").stdout)["mode"] == "live"


@pytest.mark.parametrize("flavour", [Flavour.CLOUD])
@pytest.mark.parametrize("status", [401, 403, 404, 429, 500, 503])
def test_a_jira_that_fails_is_told_in_one_line(careflow: Careflow, sandbox: Sandbox, case: str, status: int):
    sandbox.faults.fail(status, "GET", "*", count=20)
    result = careflow("reconcile", case)
    assert result.exit_code == 1
    assert str(status) in result.output
    assert sandbox.token not in result.output
