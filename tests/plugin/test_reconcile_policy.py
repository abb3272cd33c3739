"""SEV-9, CAL-8 and the switches on a sandbox Jira of each shape, over HTTP, as an admin sets them in app.yaml."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta

import pytest
from click.testing import CliRunner, Result

from plugin.cli import cli
from plugin.jira import MemoryCache
from plugin.reconcile import Outcome, Reconciler
from plugin.sandbox import Flavour, Sandbox
from plugin.settings import load
from plugin.workbench import gateway, reconciler
from workflows.record import PROPERTY

VERSIONS = json.dumps(
    [
        {"from": "2026-11-23", "name": "quick", "targets": {"SLO-P": {"Major": {"respond": "30m"}}}},
        {"from": "2026-11-24", "name": "slow", "targets": {"SLO-P": {"Major": {"respond": "90m"}}}},
    ]
)


def environ_of(jira: Sandbox, **variables: str) -> dict[str, str]:
    return {
        "CAREFLOW_JIRA__URL": jira.url,
        "CAREFLOW_JIRA__USER": jira.user,
        "CAREFLOW_JIRA__TOKEN": jira.token,
        **{f"CAREFLOW_{name.upper()}": value for name, value in variables.items()},
    }


def careflow_on(jira: Sandbox, **variables: str) -> Reconciler:
    settings = load(environ_of(jira, **variables))
    return reconciler(settings, gateway(settings, MemoryCache()))


def settled(careflow: Reconciler, key: str) -> Outcome:
    outcome = careflow.run(key)
    assert careflow.run(key).decision.actions == ()
    return outcome


def jira_id(jira: Sandbox, name: str) -> str:
    person = jira.person(name)
    return person.account_id if jira.site.flavour is Flavour.CLOUD else person.name


def stand_ins(jira: Sandbox) -> str:
    line = {"for": jira_id(jira, "mona"), "by": jira_id(jira, "adam"), "from": "2026-11-23", "to": "2026-11-23"}
    return json.dumps([line])


def our_words(jira: Sandbox, key: str) -> list[str]:
    return [comment.body for comment in jira.issue(key).comments if comment.by == "careflow"]


@pytest.fixture
def case(sandbox: Sandbox) -> str:
    return sandbox.open_case(by="clara", summary="The board does not load", severity="Major")


Explain = Callable[..., Result]


@pytest.fixture
def explain(sandbox: Sandbox) -> Explain:
    environ = environ_of(sandbox, policy_versions=VERSIONS)
    return lambda *words: CliRunner().invoke(cli, ["explain", *words], env=environ)


@pytest.mark.usefixtures("valid_requests")
class TestStandIns:
    def test_sev_9_the_stand_in_is_mentioned_approves_and_the_approval_outlives_the_line(
        self, sandbox: Sandbox, case: str
    ):
        careflow = careflow_on(sandbox, approval__stand_ins=stand_ins(sandbox))
        sandbox.comment(case, "clara", "/severity Critical")
        settled(careflow, case)
        adam = sandbox.person("adam")
        assert any(adam.account_id in word or "[~adam]" in word for word in our_words(sandbox, case))
        sandbox.advance(minutes=5)
        sandbox.comment(case, "adam", "/approve production is down")
        settled(careflow, case)
        assert sandbox.issue(case).fields["Severity"] == "Critical"
        sandbox.advance(days=3)
        later = settled(careflow_on(sandbox), case).decision
        assert (str(later.severity), later.approval.state) == ("Critical", "approved")
        assert later.approval.in_place_of == jira_id(sandbox, "mona")

    def test_sev_9_not_on_a_request_of_the_manager_and_not_when_the_dates_are_over(self, sandbox: Sandbox, case: str):
        careflow = careflow_on(sandbox, approval__stand_ins=stand_ins(sandbox))
        sandbox.comment(case, "mona", "/severity Critical")
        sandbox.comment(case, "adam", "/approve")
        settled(careflow, case)
        assert sandbox.issue(case).fields["Severity"] == "Major"
        other = sandbox.open_case(by="clara", summary="Another", severity="Major")
        sandbox.advance(days=1)
        sandbox.comment(other, "clara", "/severity Critical")
        sandbox.comment(other, "adam", "/approve")
        settled(careflow, other)
        assert sandbox.issue(other).fields["Critical Approval"] == "Pending"


@pytest.mark.usefixtures("valid_requests")
class TestPolicyVersions:
    def test_cal_8_each_case_is_judged_by_the_version_of_its_opening(self, sandbox: Sandbox, case: str):
        careflow = careflow_on(sandbox, policy_versions=VERSIONS)
        opened = sandbox.now()
        settled(careflow, case)
        assert sandbox.issue(case).fields["Response Due"] == opened + timedelta(minutes=30)
        sandbox.advance(days=1)
        later = sandbox.open_case(by="clara", summary="Another", severity="Major")
        assert settled(careflow, later).decision.judged_by == "slow"
        assert sandbox.issue(later).fields["Response Due"] == sandbox.now() + timedelta(minutes=90)
        assert settled(careflow, case).decision.judged_by == "quick"

    def test_cal_8_explain_shows_the_verdict_of_another_version_beside_the_one_in_force(
        self, sandbox: Sandbox, case: str, explain: Explain
    ):
        sandbox.advance(minutes=40)
        found = json.loads(explain(case, "--policy", "slow", "--json").stdout)
        assert (found["judged_by"], found["compared_with"]["judged_by"]) == ("quick", "slow")
        states = [verdict["clocks"][0]["state"] for verdict in (found, found["compared_with"])]
        assert states == ["breached", "running"]
        told = explain(case, "--policy", "base").stdout
        assert "judged by policy quick, in force when it was opened (CAL-8)" in told
        assert "Judged anew, for comparison only (CAL-8): base beside quick, which is in force" in told
        assert "compared_with" not in json.loads(explain(case, "--json").stdout)
        assert all(request.is_read for request in sandbox.requests)

    def test_cal_8_a_version_that_is_not_there_is_told_with_the_nearest(self, case: str, explain: Explain):
        result = explain(case, "--policy", "quik")
        assert result.exit_code == 2
        assert "`quik`: did you mean `quick`? Allowed: base, quick, slow" in result.stderr


@pytest.mark.usefixtures("valid_requests")
class TestSwitches:
    def test_slo_10_in_shadow_writes_no_note_and_puts_down_once_what_it_would_have_written(
        self, sandbox: Sandbox, case: str
    ):
        careflow = careflow_on(sandbox, clauses='{"SLO-10": "shadow"}')
        settled(careflow, case)
        sandbox.advance(minutes=31)
        settled(careflow, case)
        assert our_words(sandbox, case) == []
        put_down = sandbox.case(case).properties[PROPERTY]["shadowed"]
        assert put_down == {"SLO-10 respond 50 % · Major": "2026-11-23T10:31:00Z"}
        assert sandbox.issue(case).fields["SLA State"] == "At risk"

    def test_clo_4_in_shadow_the_case_stays_where_people_put_it(self, sandbox: Sandbox, case: str):
        careflow = careflow_on(sandbox, clauses='{"CLO-4": "shadow"}')
        sandbox.comment(case, "adam", "/solution Clear the cache.")
        settled(careflow, case)
        sandbox.advance(minutes=5)
        sandbox.comment(case, "clara", "It still fails.")
        decision = settled(careflow, case).decision
        assert sandbox.issue(case).status == "Solution Provided"
        assert "move" in {action.kind for action in decision.shadow}
        settled(careflow_on(sandbox), case)
        assert sandbox.issue(case).status == "In Progress"

    def test_clo_3_off_sends_no_email_and_exc_off_stops_no_clock(self, sandbox: Sandbox):
        careflow = careflow_on(sandbox, clauses='{"CLO-3": "off", "EXC": "off"}')
        key = sandbox.open_case(by="clara", summary="Slow", severity="Major", support_scope="Third party")
        settled(careflow, key)
        assert sandbox.issue(key).fields["Response Due"] is not None
        sandbox.comment(key, "adam", "/solution Ask them.")
        settled(careflow, key)
        sandbox.advance(days=30)
        settled(careflow, key)
        assert sandbox.issue(key).status == "Solution Provided"
        assert sandbox.outbox == []

    def test_con_3_off_everybody_is_written_to_in_the_language_of_app_yaml(self, sandbox: Sandbox):
        key = sandbox.open_case(by="camille", summary="Panne", severity="Major", support_scope="Third party")
        settled(careflow_on(sandbox, clauses='{"CON-3": "off"}'), key)
        assert "politique" not in "".join(our_words(sandbox, key))
        assert our_words(sandbox, key)
