"""The rehearsal of a case's life, at its corners; that it is the one path is held by ``test_rehearsal_laws.py``."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from tests.histories import ANN, CLARA, MAX, OWN, History, history
from workflows import rehearsal as module
from workflows.case import Change, Comment, FixVersion, Labelling
from workflows.policy import Policy
from workflows.policy_versions import Dated, Policies
from workflows.record import Record, Witness
from workflows.rehearsal import Brought, Rehearsal, Setting, rehearse
from workflows.releases_seen import seen_at
from workflows.surroundings import Colleague, Need, Surroundings, WorkLog
from workflows.switches import Switch
from workflows.terms import Field, Status


def rehearsed(case: History, until: str, **supplies: Brought) -> Rehearsal:
    known = {Setting(product, ""): brought for product, brought in supplies.items()}
    return rehearse(case.case, case.policy, case.instant(until), known)


def told(rehearsal: Rehearsal, clause: str) -> list[str]:
    """``10:00 what`` of a clause's acts, in Stockholm's time."""
    zone = history().zone
    acts = [act for act in rehearsal.seen if act.action.clause == clause]
    return [f"{act.at.astimezone(zone):%H:%M} {act.action.id.partition(' ')[2]}" for act in acts]


def responded(rehearsal: Rehearsal) -> datetime | None:
    return next(clock.met_at for clock in rehearsal.decision.clocks if clock.name == "respond")


class TestWhatPeopleDidComesOnTop:
    def test_who_does_what_careflow_would_have_done_changes_nothing_any_more(self):
        case = history().works("09:05").waits("10:00").customer("11:00", "Here it is.").works("12:00")
        rehearsal = rehearsed(case, "13:00")
        assert told(rehearsal, "CLO-6") == ["11:00 to In Progress c10003"]
        assert [c.at for c in rehearsal.decision.case.changes if c.after == Status.IN_PROGRESS and c.by == ANN] == [
            case.instant("09:05"),
            case.instant("12:00"),
        ]
        assert rehearsal.decision.status is Status.IN_PROGRESS

    def test_a_critical_that_nobody_approved_is_put_back_and_stays_so_whatever_jira_has(self):
        case = history().edits(CLARA, "09:10", Field.SEVERITY, "Critical")
        rehearsal = rehearsed(case, "09:15")
        assert "09:10 Severity = Major" in told(rehearsal, "SEV-3")
        assert rehearsal.decision.case.text(Field.SEVERITY) == "Major"
        assert case.case.text(Field.SEVERITY) == "Critical"

    def test_what_a_manager_sets_later_decides_on_what_was_asked_before(self):
        case = history().edits(CLARA, "09:10", Field.SEVERITY, "Critical")
        case.edits(MAX, "09:30", Field.CRITICAL_APPROVAL, "Approved")
        rehearsal = rehearsed(case, "09:31")
        assert told(rehearsal, "SEV-3")[-1] == "09:30 Requested Severity = empty"
        assert rehearsal.decision.approval.state == "approved"
        assert rehearsal.decision.case.text(Field.SEVERITY) == "Critical"

    def test_a_case_that_people_reopened_before_it_would_have_been_closed_is_followed_up_anew(self):
        case = history().solves("10:00").works("2026-03-10 10:00").solves("2026-03-11 10:00")
        closings = [a for a in rehearsed(case, "2026-04-10 10:00").seen if a.action.kind == "move"]
        assert [act.at for act in closings] == [case.instant("2026-03-25 18:00")]


class TestNothingOfOursCounts:
    def test_what_our_account_really_did_is_rehearsed_and_not_taken_as_given(self):
        case = history()
        alone = rehearsed(case, "2026-03-03 09:00")
        case.runs("2026-03-03 09:00")
        assert case.case.record.acts or case.case.comments
        again = rehearsed(case, "2026-03-03 09:00")
        assert [(a.at, a.action) for a in again.seen] == [(a.at, a.action) for a in alone.seen]

    def test_labels_are_wound_back_by_whoever_put_them_on(self):
        case = history(severity=None)
        case.acts("09:01")
        case.edits(ANN, "09:30", Field.SEVERITY, "Minor").acts("09:31")
        assert case.case.labels == {"needs-case-type", "needs-product"}
        assert told(rehearsed(case, "09:40"), "SEV-1") == ["09:00 needs-severity on", "09:30 needs-severity off"]

    def test_a_label_that_somebody_put_on_is_on_from_then_on(self):
        case = history(severity=None)
        case.case = replace(
            case.case,
            labels=frozenset({"needs-severity", "vip"}),
            labellings=(
                Labelling("1", case.instant("08:00"), ANN, "vip", True),
                Labelling("2", case.instant("10:00"), ANN, "needs-severity", True),
            ),
        )
        rehearsal = rehearsed(case, "11:00")
        assert told(rehearsal, "SEV-1") == ["09:00 needs-severity on"]
        assert rehearsal.decision.case.labels >= {"vip", "needs-severity"}

    def test_a_comment_that_was_witnessed_and_deleted_is_still_evidence(self):
        case = history()
        seen = Witness(case.instant("09:20"), ANN, "staff", "public")
        case.case = replace(case.case, record=Record(witnessed={"c10001": seen}))
        assert responded(rehearsed(case, "12:00")) == case.instant("09:20")

    def test_who_was_staff_when_it_was_witnessed_is_so_from_the_moment_of_the_deed(self):
        case = history().agent("09:20")
        case.acts("09:21")
        left = replace(case.case.people[ANN], roles=frozenset())
        case.case = replace(case.case, people={**case.case.people, ANN: left})
        assert responded(rehearsed(case, "12:00")) == case.instant("09:20")


class TestReleases:
    def fixed(self, day: date | None, since: datetime | None = None) -> History:
        case = history().works("09:05")
        version = FixVersion("10100", "Enterprise One 2026.3", released=True, release_date=day, since=since)
        case.case = replace(case.case, fix_versions=(version,))
        return case

    def moved(self, case: History) -> list[datetime]:
        return [a.at for a in rehearsed(case, "2026-03-20 10:00").seen if a.action.kind == "move"][:1]

    def test_a_release_counts_from_the_opening_of_its_day(self):
        case = self.fixed(date(2026, 3, 5))
        assert self.moved(case) == [case.instant("2026-03-05 08:00")]

    @pytest.mark.parametrize(
        ("how", "opens"),
        [
            ({"region": "Americas/APAC"}, "2026-03-05 15:00"),  # 08:00 in Chicago
            ({"product": "Daptiv"}, "2026-03-05 02:00"),
        ],
    )
    def test_in_the_hours_of_its_product_and_region(self, how, opens):
        version = FixVersion("1", "2026.3", released=True, release_date=date(2026, 3, 5))
        case = history(**how)
        assert seen_at(version, case.case, Policy()) == case.instant(opens)

    def test_of_a_day_without_hours_from_the_next_business_day(self):
        case = self.fixed(date(2026, 3, 7))
        assert self.moved(case) == [case.instant("2026-03-09 08:00")]

    def test_a_version_that_was_named_after_its_release_counts_from_then(self):
        named = history().instant("2026-03-10 11:00")
        assert self.moved(self.fixed(date(2026, 3, 5), named)) == [named]

    def test_one_without_a_date_is_never_seen(self):
        assert self.moved(self.fixed(None)) == []

    def test_one_that_was_witnessed_counts_from_then(self):
        case = self.fixed(None)
        seen = Witness(case.instant("2026-03-04 15:00"), "", "nobody", "released")
        case.case = replace(case.case, record=Record(witnessed={"v10100": seen}))
        assert self.moved(case) == [case.instant("2026-03-04 15:00")]

    def test_a_release_to_come_is_waited_for(self):
        case = self.fixed(date(2026, 3, 5)).edits(ANN, "09:06", Field.SCOPE, "Third party")
        assert rehearsed(case, "2026-03-04 18:30").wake_at == case.instant("2026-03-05 08:00")


class TestWhatLiesAround:
    def test_it_stops_at_what_it_lacks_and_goes_on_once_that_is_brought(self):
        case = history(product="Enterprise One", case_type="Defect")
        case.case = replace(case.case, assignee=None)
        first = rehearsed(case, "12:00")
        assert (first.lacks, first.acts, first.until) == ({Need.CONSULTANTS}, (), case.case.opened_at)
        team = Surroundings(consultants=(Colleague(ANN, 3), Colleague(MAX, 1)))
        brought = Brought(team, frozenset({Need.CONSULTANTS}))
        second = rehearsed(case, "12:00", **{"Enterprise One": brought})
        assert second.lacks == frozenset()
        assert told(second, "OPN-2") == ["09:00 Assignee = max"]

    def test_what_could_not_be_had_is_not_asked_for_again(self):
        case = history(product="Enterprise One", case_type="Defect")
        case.case = replace(case.case, assignee=None)
        nothing = Brought(Surroundings(), frozenset({Need.CONSULTANTS}))
        assert rehearsed(case, "12:00", **{"Enterprise One": nothing}).lacks == frozenset()

    def test_what_is_known_of_cases_without_a_product_is_brought_to_them(self):
        scope = "Custom report / configuration / self-install"
        work = Surroundings(work_logged=timedelta(hours=1), instance_cases=("CARE-1",))
        known = {Setting("", "acme"): Brought(work, frozenset({Need.WORK_LOGGED}))}
        case = history(scope=scope, instance="acme")
        rehearsal = rehearse(case.case, case.policy, case.instant("10:00"), known)
        assert (rehearsal.lacks, rehearsal.decision.case.around.work_logged) == (frozenset(), timedelta(hours=1))

    def test_another_product_is_another_setting(self):
        case = history(product="Enterprise One", case_type="Defect").assigns(ANN, "10:00", None)
        case.edits(ANN, "10:00", Field.PRODUCT, "Daptiv")
        one = Brought(Surroundings(consultants=(Colleague(ANN, 3),)), frozenset({Need.CONSULTANTS}))
        rehearsal = rehearsed(case, "12:00", **{"Enterprise One": one})
        assert (rehearsal.lacks, rehearsal.decision.case.text(Field.PRODUCT)) == ({Need.CONSULTANTS}, "Daptiv")

    def test_work_counts_from_when_it_was_logged(self):
        scope = "Custom report / configuration / self-install"
        case = history(scope=scope, instance="acme", product="Enterprise One")
        logs = tuple(WorkLog("CARE-1", case.instant(when), timedelta(minutes=30)) for when in ("10:00", "14:00"))
        work = Surroundings(work_logged=timedelta(hours=1), work_logs=logs, instance_cases=("CARE-1",))
        known = {Setting("Enterprise One", "acme"): Brought(work, frozenset({Need.WORK_LOGGED}))}
        rehearsal = rehearse(case.case, case.policy, case.instant("15:00"), known)
        assert "14:00 Billable = Yes" in told(rehearsal, "SCO-3")
        assert "10:00 Billable = Yes" not in told(rehearsal, "SCO-3")


class TestWhichPolicy:
    def test_a_version_in_shadow_is_the_one_that_is_rehearsed(self):
        strict = replace(Policy(version="strict"), warn_at=(10,))
        policies = Policies(replace(Policy(), switches={"CAL-8": Switch.SHADOW}), (Dated(date(2026, 1, 1), strict),))
        case = history()
        rehearsal = rehearse(case.case, policies.of(case.case), case.instant("09:30"))
        assert "09:06 respond 10 % · Major" in told(rehearsal, "SLO-10")
        assert rehearsal.decision.judged_by == "strict"


class TestItsEnd:
    def test_before_it_was_opened_there_is_nothing_to_rehearse(self):
        case = history()
        with pytest.raises(ValueError, match="opened after"):
            rehearse(case.case, case.policy, case.instant("08:59"))

    def test_what_people_do_and_what_time_brings_at_its_very_end_is_in_it(self):
        case = history().waits("10:00").customer("11:00", "Here it is.")
        assert told(rehearsed(case, "11:00"), "CLO-6") == ["11:00 to In Progress c10002"]
        assert told(rehearsed(history(), "09:30"), "SLO-10") == ["09:30 respond 50 % · Major"]

    def test_it_may_end_when_the_case_was_opened(self):
        rehearsal = rehearsed(history(), "09:00")
        assert (rehearsal.until, rehearsal.broken_off) == (history().case.opened_at, False)
        assert told(rehearsal, "SEV-7") == ["09:00 Priority = High"]

    def test_what_time_brings_comes_before_what_people_do_in_the_same_moment(self):
        assert "09:30 respond 50 % · Major" in told(rehearsed(history().agent("09:30"), "10:00"), "SLO-10")

    def test_where_time_changes_nothing_any_more_it_does_not_wake(self):
        case = history(case_type="Functional").solves("10:00").moves(ANN, "10:01", Status.CLOSED)
        assert rehearsed(case, "11:00").wake_at is None

    def test_what_is_told_as_the_latest_is_the_answer_to_the_last_deed_and_what_time_brought_since(self):
        case = history().waits("09:10").customer("09:20", "Here it is.")
        latest = {act.action.id for act in rehearsed(case, "10:40").latest}
        assert "CLO-6 to In Progress c10002" in latest
        assert latest >= {"SLO-10 restore 50 % · Major", "SLO-10 restore 80 % · Major"}
        assert "SEV-7 Priority = High" not in latest

    def test_of_reminders_that_say_the_same_the_latest_has_only_the_newest(self):
        case = history().edits(CLARA, "09:10", Field.SEVERITY, "Critical")
        rehearsal = rehearsed(case, "12:10")
        reminders = [act.action.id for act in rehearsal.seen if "reminder" in act.action.id]
        assert len(reminders) > 10
        assert [act.action.id for act in rehearsal.latest if "reminder" in act.action.id] == reminders[-1:]

    def test_it_looks_no_oftener_than_people_act_and_time_brings_something(self):
        def looks(replies: int) -> int:
            case = history()
            for number in range(replies):
                case.agent(case.case.opened_at + timedelta(minutes=number + 1), f"Step {number}.")
            return rehearsed(case, "2026-03-03 09:00").looks

        assert looks(80) - looks(40) == 40

    def test_it_is_broken_off_where_there_is_too_much_of_it(self, monkeypatch: pytest.MonkeyPatch):
        monkeypatch.setattr(module, "MOST_LOOKS", 5)
        case = history().edits(CLARA, "09:10", Field.SEVERITY, "Critical")
        rehearsal = rehearsed(case, "2026-03-20 09:00")
        assert (rehearsal.broken_off, rehearsal.looks) == (True, 6)
        assert rehearsal.until < case.instant("2026-03-20 09:00")

    def test_an_imported_case_keeps_what_it_was_opened_with(self):
        case = history(severity="Major")
        older = Comment("1", case.instant("08:00"), CLARA, "/severity Critical")
        changed = Change("2", case.instant("08:10"), ANN, Field.SEVERITY, "Minor", "Major", "Major")
        ours = Comment("3", case.instant("08:20"), OWN, "…", public=False)
        case.case = replace(case.case, comments=(older, ours), changes=(changed,))
        rehearsal = rehearsed(case, "09:30")
        assert rehearsal.decision.severity == "Major"
        assert [comment.id for comment in rehearsal.decision.case.comments if comment.by != OWN] == ["1"]
