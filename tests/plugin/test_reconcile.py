"""The one path over real HTTP: a sandbox Jira of each shape, our gateway, the policy."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from plugin.jira import Forbidden, Gateway, JiraError, MemoryCache, RateLimited, Unavailable
from plugin.reconcile import Outcome, Reconciler
from plugin.sandbox import Flavour, Sandbox
from plugin.settings import load
from plugin.workbench import gateway, reconciler

WRITES = ("POST", "PUT", "DELETE")


@dataclass
class Bench:
    """careflow at work on a sandbox; ``requests`` since the last ``forget``."""

    jira: Sandbox
    gateway: Gateway
    careflow: Reconciler

    def run(self, key: str) -> Outcome:
        return self.careflow.run(key)

    def settled(self, key: str) -> Outcome:
        """Reconciled until nothing is wanted; at most twice is ever needed."""
        outcome = self.run(key)
        again = self.run(key)
        assert again.decision.actions == ()
        return outcome

    @property
    def reads(self) -> list[str]:
        return [r.path for r in self.jira.requests if r.is_read]

    @property
    def writes(self) -> list[tuple[str, str]]:
        return [(r.method, r.path.rpartition("/")[2]) for r in self.jira.requests if not r.is_read]

    def forget(self) -> None:
        self.jira.forget_requests()


def bench_on(jira: Sandbox, **variables: str) -> Bench:
    environ = {
        "CAREFLOW_JIRA__URL": jira.url,
        "CAREFLOW_JIRA__USER": jira.user,
        "CAREFLOW_JIRA__TOKEN": jira.token,
        **variables,
    }
    settings = load(environ)
    reader = gateway(settings, MemoryCache())
    return Bench(jira, reader, reconciler(settings, reader))


@pytest.fixture
def bench(sandbox: Sandbox) -> Bench:
    return bench_on(sandbox)


@pytest.fixture
def case(sandbox: Sandbox) -> str:
    return sandbox.open_case(by="clara", summary="The {board} does *not* load", severity="Major")


@pytest.mark.usefixtures("valid_requests")
class TestTheMainJob:
    def test_a_critical_case_is_told_apart_as_long_as_it_is_open(self, bench: Bench, sandbox: Sandbox):
        key = sandbox.open_case(by="clara", summary="Nothing works", severity="Critical")
        assert bench.settled(key).critical
        sandbox.edit(key, "adam", {"Severity": "Major"})
        assert not bench.settled(key).critical
        other = sandbox.open_case(by="clara", summary="Nothing works", severity="Critical")
        assert bench.settled(other).critical
        sandbox.move(other, "clara", "Closed")
        assert not bench.settled(other).critical

    def test_a_major_defect_gets_its_dues_and_priority(self, bench: Bench, case: str):
        bench.settled(case)
        view = bench.jira.issue(case)
        opened = bench.jira.now()
        assert view.priority == "High"
        assert view.fields["SLA State"] == "On track"
        assert view.fields["Response Due"] == opened + timedelta(hours=1)
        assert view.fields["Resolution Due"] == opened + timedelta(hours=96)

    def test_critical_is_asked_for_refused_to_an_agent_and_granted_by_a_manager(self, bench: Bench, case: str):
        bench.settled(case)
        bench.jira.advance(minutes=5)
        bench.jira.comment(case, "clara", "Merci de passer la gravité à Critique.")
        bench.settled(case)
        bench.jira.advance(minutes=1)
        bench.jira.edit(case, "adam", {"Critical Approval": "Approved"})
        bench.settled(case)
        view = bench.jira.issue(case)
        assert (view.fields["Severity"], view.fields["Critical Approval"]) == ("Major", "Pending")
        bench.jira.advance(minutes=1)
        approved = bench.jira.now()
        bench.jira.comment(case, "mona", "/approve production is down")
        bench.jira.advance(minutes=3)
        bench.settled(case)
        view = bench.jira.issue(case)
        assert (view.fields["Severity"], view.fields["Critical Approval"]) == ("Critical", "Approved")
        assert view.fields["Requested Severity"] is None
        assert view.fields["Response Due"] == approved + timedelta(minutes=30)
        assert view.priority == "Highest"

    def test_notes_are_internal_and_name_who_is_meant(self, bench: Bench, case: str):
        bench.jira.comment(case, "clara", "/severity Critical")
        bench.settled(case)
        notes = [c for c in bench.jira.issue(case).comments if c.by == "careflow"]
        assert [note.public for note in notes] == [False]
        mona = bench.jira.person("mona")
        assert (mona.account_id in notes[0].body) or ("[~mona]" in notes[0].body)
        assert "SEV-3" in notes[0].body.splitlines()[-1]

    def test_follow_ups_go_by_email_and_comment_and_then_the_case_is_closed(self, bench: Bench, case: str):
        bench.jira.comment(case, "adam", "/solution Clear the cache.")
        outcome = bench.settled(case)
        for _ in range(12):
            if outcome.wake_at is None:
                break
            bench.jira.set_clock(outcome.wake_at)
            outcome = bench.settled(case)
        view = bench.jira.issue(case)
        assert view.status == "Closed"
        assert len(bench.jira.outbox) == 2
        public = [c.body for c in view.comments if c.public and c.by == "careflow"]
        assert len(public) == 3

    def test_con_3_the_customer_is_written_to_in_their_language(self, bench: Bench):
        key = bench.jira.open_case(by="camille", summary="Panne", severity="Major", support_scope="Third party")
        bench.settled(key)
        told = [c.body for c in bench.jira.issue(key).comments if c.public]
        assert len(told) == 1
        assert "EXC-7" in told[0]
        assert "politique" in told[0]


class TestCost:
    @pytest.mark.usefixtures("valid_requests")
    def test_one_read_and_one_write_and_then_nothing(self, bench: Bench, case: str):
        other = bench.jira.open_case(by="clara", summary="Another", severity="Minor")
        bench.run(other)  # people and metadata are cached now
        bench.forget()
        bench.run(case)
        assert len(bench.reads) == 1
        assert bench.writes == [("PUT", case)]
        bench.forget()
        assert bench.run(case).decision.actions == ()
        assert (len(bench.reads), bench.writes) == (1, [])

    @pytest.mark.parametrize("flavour", [Flavour.CLOUD])
    def test_a_transition_a_note_and_an_email_are_one_request_each(self, bench: Bench, case: str):
        bench.settled(case)
        bench.jira.comment(case, "adam", "/solution Clear the cache.")
        bench.forget()
        outcome = bench.run(case)
        assert [w[0] for w in bench.writes] == ["POST", "PUT"]
        assert outcome.wake_at is not None
        bench.jira.set_clock(outcome.wake_at)
        bench.forget()
        bench.run(case)
        assert bench.writes == [("POST", "notify"), ("PUT", case)]

    @pytest.mark.parametrize("flavour", [Flavour.CLOUD])
    def test_who_may_approve_is_asked_afresh_without_reading_the_case_again(self, bench: Bench, case: str):
        bench.jira.comment(case, "clara", "/severity Critical")
        bench.settled(case)
        bench.jira.site.people.group("support-managers").members.append(bench.jira.person("adam"))
        bench.jira.comment(case, "adam", "/approve")
        bench.forget()
        bench.run(case)
        assert bench.jira.issue(case).fields["Severity"] == "Critical"
        assert len([path for path in bench.reads if path.endswith(case)]) == 1


class TestWhatJiraRefuses:
    def test_a_field_off_the_screen_is_named_and_the_rest_written(self, bench: Bench, case: str, caplog):
        bench.jira.hide_field("Response Due")
        outcome = bench.run(case)
        assert [r.what for r in outcome.refused] == ["Response Due"]
        assert bench.jira.issue(case).fields["SLA State"] == "On track"
        assert bench.jira.issue(case).fields["Response Due"] is None
        assert any("Response Due" in record.getMessage() for record in caplog.records)
        again = bench.run(case)
        assert again.decision.actions == ()
        assert any("Response Due" in problem for problem in again.decision.problems)

    def test_a_field_that_was_mended_is_written_after_a_day(self, bench: Bench, case: str):
        bench.jira.hide_field("Response Due")
        bench.run(case)
        bench.jira.hide_field("Response Due", hidden=False)
        bench.jira.advance(days=1, seconds=1)
        bench.run(case)
        assert bench.jira.issue(case).fields["Response Due"] is not None
        assert not bench.run(case).decision.problems

    def test_an_option_that_is_gone_is_named_and_does_not_loop(self, bench: Bench, case: str):
        bench.jira.remove_option("SLA State", "On track")
        outcome = bench.run(case)
        assert [r.what for r in outcome.refused] == ["SLA State"]
        assert bench.run(case).decision.actions == ()

    def test_a_field_that_jira_drops_is_tried_twice_and_then_shown_to_people(self, bench: Bench, case: str):
        bench.jira.drop_field("Response Due")
        bench.run(case)
        bench.run(case)
        outcome = bench.run(case)
        assert [r.what for r in outcome.refused] == ["Response Due"]
        assert bench.run(case).decision.actions == ()

    def test_an_automation_that_undoes_what_we_set_is_not_fought_for_ever(self, bench: Bench, case: str):
        for _ in range(4):
            bench.run(case)
            bench.jira.advance(seconds=10)
            bench.jira.edit(case, "pia", {"priority": "Lowest"})
        assert "Priority" in " ".join(bench.run(case).decision.problems)
        assert bench.run(case).decision.actions == ()

    def test_a_customer_who_changes_their_mind_often_is_followed_each_time(self, bench: Bench, case: str):
        for _ in range(5):
            for level in ("Minor", "Moderate", "Major"):
                bench.jira.advance(seconds=20)
                bench.jira.comment(case, "clara", f"/severity {level}")
                bench.run(case)
                assert bench.jira.issue(case).fields["Severity"] == level

    def test_an_email_that_jira_will_not_send_is_tried_again_a_day_later(self, bench: Bench, case: str):
        bench.jira.comment(case, "adam", "/solution Clear the cache.")
        outcome = bench.settled(case)
        assert outcome.wake_at is not None
        bench.jira.set_clock(outcome.wake_at)
        bench.jira.faults.fail(403, "POST", "*/notify")
        outcome = bench.run(case)
        assert [r.what for r in outcome.refused] == ["Email"]
        assert bench.run(case).decision.actions == ()
        assert outcome.wake_at is not None
        bench.jira.set_clock(outcome.wake_at)
        bench.run(case)
        assert len(bench.jira.outbox) == 1


FAULTS: list[tuple[str, Callable[[Sandbox], object], type[JiraError]]] = [
    ("403", lambda j: j.faults.fail(403, "PUT"), Forbidden),
    ("429", lambda j: j.faults.rate_limit(30, method="PUT"), RateLimited),
    ("503 before", lambda j: j.faults.fail(503, "PUT"), Unavailable),
    ("500 after it took effect", lambda j: j.faults.fail(500, "PUT", when="after"), Unavailable),
    ("reset after it took effect", lambda j: j.faults.reset("PUT", when="after"), Unavailable),
    ("500 on the note", lambda j: j.faults.fail(500, "POST", when="after"), Unavailable),
    ("500 before the note", lambda j: j.faults.fail(500, "POST"), Unavailable),
]


@pytest.mark.parametrize("flavour", [Flavour.CLOUD])
@pytest.mark.parametrize(("fault", "error"), [f[1:] for f in FAULTS], ids=[f[0] for f in FAULTS])
def test_after_a_fault_the_next_reconcile_does_what_is_missing_and_nothing_twice(
    bench: Bench, case: str, fault: Callable[[Sandbox], object], error: type[JiraError]
):
    bench.jira.comment(case, "clara", "/severity Critical")
    fault(bench.jira)
    with pytest.raises(error):
        bench.run(case)
    bench.settled(case)
    view = bench.jira.issue(case)
    assert view.fields["Critical Approval"] == "Pending"
    assert len([c for c in view.comments if c.by == "careflow"]) == 1


@pytest.mark.parametrize("flavour", [Flavour.CLOUD])
@pytest.mark.parametrize("status", [401, 403, 500, 503])
def test_a_managers_group_that_cannot_be_read_lets_nobody_approve(sandbox: Sandbox, status: int):
    bench = bench_on(sandbox)
    case = sandbox.open_case(by="clara", summary="Down", severity="Major")
    sandbox.comment(case, "clara", "/severity Critical")
    bench.settled(case)
    sandbox.comment(case, "mona", "/approve")
    sandbox.faults.fail(status, "GET", "*/group/member", count=50)
    sandbox.faults.fail(status, "GET", "*/user/groups", count=50)
    with suppress(JiraError):
        bench.run(case)
    assert sandbox.issue(case).fields["Severity"] == "Major"


@pytest.mark.usefixtures("valid_requests")
def test_more_than_a_page_of_comments_and_history_is_read(bench: Bench, case: str):
    for _ in range(130):
        bench.jira.comment(case, "stella", "me too")
        bench.jira.edit(case, "adam", {"Workaround": "Stable"})
        bench.jira.edit(case, "adam", {"Workaround": None})
    bench.jira.comment(case, "adam", "On it.")
    decision = bench.careflow.look(case)
    assert len(decision.case.comments) == 131
    assert len(decision.case.changes) >= 260


def test_a_case_can_be_asked_about_at_any_moment_of_its_life(bench: Bench, case: str):
    opened = bench.jira.now()
    bench.settled(case)
    bench.jira.advance(minutes=30)
    bench.jira.move(case, "adam", "Waiting for Customer")
    bench.jira.advance(hours=3)
    bench.jira.comment(case, "clara", "Here are the logs.")
    bench.settled(case)
    then = bench.careflow.look(case, opened + timedelta(minutes=10))
    assert str(then.status) == "New"
    assert str(then.clocks[0].state) == "running"
    waiting = bench.careflow.look(case, opened + timedelta(hours=2))
    assert str(waiting.clocks[2].state) == "paused"


def test_a_case_opened_in_the_night_of_the_clock_change_is_timed_right(flavour: Flavour):
    start = datetime(2026, 10, 24, 22, 30, tzinfo=UTC)  # Sunday 25 October 2026, 00:30 in Stockholm
    with Sandbox.default(flavour, start=start, frozen=True) as jira:
        key = jira.open_case(by="clara", summary="Down", severity="Critical", support_tier="Elite")
        bench_on(jira).run(key)
        assert jira.issue(key).fields["Next Update Due"] == start + timedelta(hours=6)
