"""The case's story as a support lead reads it, to the word, and the same as data."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from tests.histories import ANN, BOB, CLARA, MAX, History, history
from workflows.actions import Email, Note, SetField, Witnessed
from workflows.explain import action_json, action_line, as_json, as_lines, minutes
from workflows.policy import ApprovalRules, Policy
from workflows.record import Refusal, Witness
from workflows.stand_ins import StandIn
from workflows.switches import Switch
from workflows.terms import Field, Status

MONDAY = date(2026, 3, 2)


def life() -> History:
    """Approved as Critical, waiting, solved, and reopened."""
    case = history(severity="Minor", product="LeanKit", tier="Elite", case_type="Defect")
    case.agent("09:10").customer("09:20", "/severity Critical").acts("09:21")
    case.manager("09:30", "/approve Down for all.").acts("09:31")
    case.waits("10:00").customer("10:30", "Here it is.").acts("10:31")
    case.solves("11:00").acts("11:01")
    case.customer("12:00", "It still fails.").acts("12:01")
    return case


def told(case: History, when: str, zone: str = "Europe/Stockholm") -> list[str]:
    return list(as_lines(case.decide(when), zone))


def part(lines: list[str], title: str) -> list[str]:
    """What stands under a title, up to the next empty line."""
    start = next(n for n, line in enumerate(lines) if line.startswith(title)) + 1
    end = next((n for n in range(start, len(lines)) if not lines[n]), len(lines))
    return lines[start:end]


class TestTheStory:
    def test_the_head_says_where_the_case_stands_and_what_its_severity_means(self):
        assert told(life(), "17:30")[:9] == [
            "CARE-1  The board does not load",
            "  at Mon 2026-03-02 17:30:00 (Europe/Stockholm): Critical, In Progress, SLA Breached",
            "  judged by policy base, in force when it was opened (CAL-8)",
            "  Critical means (SEV-8):",
            "    Production service unavailable, or essential functions failing.",
            "    Performance so degraded that essential functions cannot be used.",
            "    A function that corrupts or loses data, with no workaround.",
            "    An imminent threat with financial risk to key or near-term business milestones.",
            "",
        ]

    def test_its_parts_are_in_order(self):
        titles = [line for line in told(life(), "17:30") if line and not line.startswith(" ")]
        approved = (
            "approved; asked for by Clara Customer at Mon 2026-03-02 09:20:00; Max Manager at Mon 2026-03-02 09:30:00"
        )
        assert titles[1:] == [
            "What happened",
            "Clocks (time is counted as CAL-1 to CAL-7 say)",
            f"Approval of Critical (SEV-3): {approved}; Down for all.",
            "What holds",
            "What is to be done now",
            "What comes next",
        ]

    def test_what_happened(self):
        assert part(told(life(), "17:30"), "What happened") == [
            "  Mon 2026-03-02 09:00:00  SEV-1   opened in New by Clara Customer",
            "  Mon 2026-03-02 09:00:00  SEV-1   severity Minor",
            "  Mon 2026-03-02 09:10:00  SLO-2   respond met (c10001)",
            "  Mon 2026-03-02 09:20:00  SEV-3   Critical asked for by Clara Customer (c10002)",
            "  Mon 2026-03-02 09:21:00  OPN-5   careflow: asked LeanKit",
            "  Mon 2026-03-02 09:30:00  SEV-4   Critical approved: Down for all. by Max Manager (c10003)",
            "  Mon 2026-03-02 09:30:00  SEV-3   severity Critical (c10003)",
            "  Mon 2026-03-02 10:00:00  SLO-4   Waiting for Customer by Ann Agent (h10004/Status)",
            "  Mon 2026-03-02 10:30:00  CLO-6   In Progress: the customer commented by Clara Customer (c10005)",
            "  Mon 2026-03-02 11:00:00  CLO-1   Solution Provided by Ann Agent (h10006/Status)",
            "  Mon 2026-03-02 11:00:00  SLO-12  restore met, until the case was reopened (h10006/Status)",
            "  Mon 2026-03-02 11:00:00  SLO-12  resolve met, until the case was reopened (h10006/Status)",
            "  Mon 2026-03-02 12:00:00  CLO-4   In Progress: the customer commented by Clara Customer (c10007)",
            "  Mon 2026-03-02 12:30:00  SLO-3   restore breached",
        ]

    def test_the_clocks_with_their_proof(self):
        day = "Mon 2026-03-02"
        assert part(told(life(), "17:30"), "Clocks") == [
            f"  respond      SLO-2   met      (SLO-P Minor) target 4:00, elapsed 0:10, due {day} 13:00:00, "
            f"met {day} 09:10:00",
            f"      + {day} 09:00:00 – {day} 09:10:00       0:10  counted",
            f"  restore      SLO-3   breached (SLO-P Critical) target 2:00, elapsed 7:00, due {day} 12:30:00, "
            "left -5:00",
            f"      + {day} 09:30:00 – {day} 11:00:00       1:30  counted",
            f"        {day} 11:00:00 – {day} 12:00:00       1:00  paused: Solution Provided (h10006/Status)",
            f"      + {day} 12:00:00 – {day} 17:30:00       5:30  counted",
            "  resolve      SLO-4   running  (SLO-P Critical) target 48:00, elapsed 6:30, due Wed 2026-03-04 11:00:00, "
            "left 41:30",
            f"      + {day} 09:30:00 – {day} 10:00:00       0:30  counted",
            f"        {day} 10:00:00 – {day} 10:30:00       0:30  paused: Waiting for Customer (h10004/Status)",
            f"      + {day} 10:30:00 – {day} 11:00:00       0:30  counted",
            f"        {day} 11:00:00 – {day} 12:00:00       1:00  paused: Solution Provided (h10006/Status)",
            f"      + {day} 12:00:00 – {day} 17:30:00       5:30  counted",
            f"  communicate  SLO-5   running  (SLO-P Critical) target 6:00, elapsed 5:30, due {day} 18:00:00, "
            "left 0:30",
            f"      + {day} 12:00:00 – {day} 17:30:00       5:30  counted",
            "  root_cause   SLO-6   none: SLO-P asks for no root-cause report for Critical",
        ]

    def test_what_comes_next(self):
        assert part(told(life(), "17:30"), "What comes next") == [
            "  Mon 2026-03-02 18:00:01  SLO-5   a status update is missed",
            "  Tue 2026-03-03 11:00:00  SLO-11  resolve is at risk",
            "  Tue 2026-03-03 11:00:00  SLO-10  50 % of the resolve target",
            "  Wed 2026-03-04 01:24:00  SLO-10  80 % of the resolve target",
            "  Wed 2026-03-04 11:00:01  SLO-4   resolve is breached",
        ]

    def test_instants_are_in_the_zone_that_is_asked_for(self):
        assert told(life(), "17:30", "America/Chicago")[1].startswith("  at Mon 2026-03-02 10:30:00 (America/Chicago)")

    def test_where_nothing_is_to_be_done_it_says_so(self):
        case = life()
        case.acts("17:30")
        assert part(told(case, "17:30"), "What is to be done now") == ["  nothing"]
        done = history(case_type="Functional").solves("10:00").moves(ANN, "10:01", Status.CLOSED)
        assert part(told(done, "11:00"), "What comes next") == ["  time alone changes nothing"]
        assert "Approval of Critical (SEV-3): none" in told(done, "11:00")

    def test_what_is_in_the_way_is_told_last(self):
        case = history()
        case.case = replace(case.case, problems=("Severity: no option Huge",))
        assert told(case, "09:01")[-3:] == ["", "What is in the way", "  Severity: no option Huge"]
        assert "What is in the way" not in told(history(), "09:01")

    def test_of_a_rehearsal_it_says_that_nothing_is_written(self):
        lines = list(as_lines(replace(life().decide("17:30"), in_shadow=True), "UTC"))
        sign = "[in shadow: as it would stand had careflow acted; nothing is written]"
        assert lines[0] == f"CARE-1  The board does not load  {sign}"
        assert "What would have been done since people last acted" in lines

    def test_clauses_that_are_not_on_are_named_with_what_they_would_do(self):
        switched = {"SLO-10": Switch.SHADOW, "CLO-3": Switch.OFF, "SEV-7": Switch.OFF, "SLO-2": Switch.SHADOW}
        lines = told(history(policy=Policy(switches=switched)), "09:31")
        told_of = part(lines, "Clauses off: CLO-3, SEV-7")
        assert told_of[0] == "Clauses shadow: SLO-10, SLO-2"
        assert told_of[1].startswith("  respond      SLO-2   running  (SLO-P Major) target 1:00, elapsed 0:31")
        assert any(line.startswith("  SLO-10  would: note respond 50 % · Major — 50 % of") for line in told_of)
        assert lines[lines.index("What comes next") - 1] == ""
        assert not any(line.startswith("Clauses") for line in told(history(), "09:31"))

    def test_what_is_to_be_done_is_in_the_zone_that_is_asked_for_too(self):
        due = "  SLO-11  Response Due = Mon 2026-03-02 10:00:00 — the respond clock (SLO-2) is running: SLO-P Major"
        assert due in part(told(history(), "09:01"), "What is to be done now")
        shadow = history(policy=Policy(switches={"SLO-11": Switch.SHADOW}))
        assert due.replace("Response", "would: Response") in part(told(shadow, "09:01"), "Clauses shadow")

    def test_time_is_told_to_the_second_where_it_is_not_whole_minutes(self):
        lines = part(told(history().agent("09:30:07"), "09:31:07"), "Clocks")
        assert lines[1].endswith("  0:30:07  counted")
        assert ", elapsed 0:30:07, " in lines[0]
        assert lines[2].endswith("left 1:28:53")

    def test_at_its_due_nothing_is_left_of_a_clock(self):
        assert part(told(history(), "10:00"), "Clocks")[0].endswith(", left 0:00")

    def test_a_review_that_a_stand_in_decided_or_that_waits(self):
        decision = life().decide("17:30")
        stood_in = replace(decision, approval=replace(decision.approval, in_place_of=BOB, why=""))
        line = next(line for line in as_lines(stood_in, "UTC") if line.startswith("Approval"))
        assert line.endswith("Max Manager in place of Bob Agent (SEV-9) at Mon 2026-03-02 08:30:00")
        waiting = told(history().customer("09:10", "/severity Critical"), "09:11")
        asked = "pending; asked for by Clara Customer at Mon 2026-03-02 09:10:00"
        assert f"Approval of Critical (SEV-3): {asked}" in waiting

    def test_a_missed_update_is_counted(self):
        case = history(severity="Critical", tier="Elite").agent("09:10")
        line = next(line for line in told(case, "22:00") if "communicate" in line and "target" in line)
        assert line.endswith(", 2 missed")


class TestTheStoryOfRarerThings:
    def happened(self, case: History, when: str) -> list[str]:
        return [line[27:] for line in part(told(case, when), "What happened")]

    def test_a_case_without_severity_runs_on_the_default(self):
        lines = self.happened(history(severity=None).edits(ANN, "10:00", Field.SEVERITY, "Minor"), "11:00")
        assert "SEV-1   no severity: runs on Moderate" in lines
        assert "SEV-2   severity Minor (h10001/Severity)" in lines

    def test_moves_by_hand_have_the_clause_that_they_concern(self):
        case = history().works("10:00").waits("11:00").works("12:00").solves("13:00").works("14:00").solves("15:00")
        case.moves(CLARA, "16:00", Status.CLOSED).moves(ANN, "17:00", Status.IN_PROGRESS).moves(
            ANN, "17:10", Status.NEW
        )
        lines = [line for line in self.happened(case, "17:30") if line.endswith("/Status)") and "met" not in line]
        assert [(line[:8].strip(), line[8:].partition(" by ")[0]) for line in lines] == [
            ("SLO-2", "In Progress"),
            ("SLO-4", "Waiting for Customer"),
            ("SLO-2", "In Progress"),
            ("CLO-1", "Solution Provided"),
            ("CLO-5", "In Progress"),
            ("CLO-1", "Solution Provided"),
            ("CLO-2", "Closed"),
            ("CLO-5", "In Progress"),
            ("SEV-1", "New"),
        ]

    def test_a_clock_that_is_met_late(self):
        lines = self.happened(history().agent("10:30"), "11:00")
        assert "SLO-2   respond breached" in lines
        assert "SLO-2   respond met late (c10001)" in lines

    def test_a_solution_that_held_was_not_met_until_something(self):
        assert not any("until" in line for line in self.happened(history().agent("09:10").solves("10:00"), "11:00"))

    def test_with_slo_12_off_a_solution_stays_met_by_itself_and_was_not_met_until_something(self):
        case = history(policy=Policy(switches={"SLO-12": Switch.OFF})).works("09:05").solves("10:00").works("11:00")
        lines = self.happened(case, "12:00")
        assert any(line.startswith("SLO-4   resolve met") for line in lines)
        assert not any("until" in line for line in lines)

    def test_what_was_restored_before_the_solution_stays_met(self):
        case = history().edits(ANN, "09:40", Field.RESTORED, history().instant("09:30")).solves("10:00")
        lines = self.happened(case.customer("11:00", "It still fails."), "12:00")
        assert [line[8:].partition(" met")[0] for line in lines if "until" in line] == ["resolve"]

    def test_a_decision_without_the_right_and_one_that_was_withdrawn(self):
        case = history().customer("09:10", "/severity Critical").agent("09:20", "/approve")
        assert "SEV-4   tried to decide without the right by Ann Agent (c10002)" in self.happened(case, "09:30")
        case.moves(CLARA, "09:40", Status.CLOSED)
        assert any(line.startswith("SEV-6   Critical withdrawn") for line in self.happened(case, "09:50"))
        stood_in = Policy(approval=ApprovalRules(stand_ins=(StandIn(MAX, BOB, MONDAY, MONDAY),)))
        approved = history(policy=stood_in).customer("09:10", "/severity Critical").comments(BOB, "09:20", "/approve")
        assert "SEV-9   Critical approved in place of Max Manager by Bob Agent (c10002)" in self.happened(
            approved, "09:30"
        )
        rejected = history().customer("09:10", "/severity Critical").manager("09:20", "/reject")
        assert "SEV-4   Critical rejected by Max Manager (c10002)" in self.happened(rejected, "09:30")

    def test_a_release_that_solves_it_says_so(self):
        lines = self.happened(history().releases("2026.3"), "10:00")
        assert "CLO-1   Solution Provided: the version that fixes it was released (UPD-3) (v10100)" in lines

    def test_what_careflow_did_would_have_done_or_could_not(self):
        case = history()
        at = case.instant("09:10")
        refused = {"Severity": Refusal("Severity", "", "it is not on the screen", at)}
        acts, shadowed = {"SLO-10 respond breach": at}, {"CLO-3 follow_up 1": at}
        record = replace(case.case.record, acts=acts, shadowed=shadowed, refused=refused)
        case.case = replace(case.case, record=record)
        lines = self.happened(case, "09:30")
        assert "SLO-10  careflow: respond breach" in lines
        assert "CLO-3   careflow, in shadow, would: follow_up 1" in lines
        refusal = "Jira refused Severity = empty: it is not on the screen (2026-03-02T08:10:00Z)"
        assert f"SLO-11  {refusal}" in lines


class TestAsData:
    def test_a_span_is_in_minutes_whole_ones_as_whole_numbers(self):
        spans = (None, timedelta(hours=2), timedelta(seconds=90), timedelta(seconds=1), -timedelta(minutes=5))
        assert [minutes(span) for span in spans] == [None, 120, 1.5, 0.016667, -5]
        assert isinstance(minutes(timedelta(hours=2)), int)

    def test_the_whole_of_it_has_these_keys(self):
        found = as_json(life().decide("17:30"))
        assert list(found) == [
            "key", "mode", "at", "judged_by", "switches", "case", "clocks", "approval", "actions", "shadow", "wake_at",
            "upcoming", "timeline", "remarks", "problems",
        ]  # fmt: skip
        assert (found["key"], found["mode"], found["at"]) == ("CARE-1", "live", "2026-03-02T16:30:00Z")
        assert found["wake_at"] == "2026-03-02T17:00:01Z"
        assert as_json(replace(life().decide("17:30"), in_shadow=True))["mode"] == "shadow"
        assert found["upcoming"][0] == {
            "at": "2026-03-02T17:00:01Z", "what": "a status update is missed", "clause": "SLO-5",
        }  # fmt: skip
        assert found["timeline"][3] == {
            "at": "2026-03-02T08:20:00Z", "what": "Critical asked for", "clause": "SEV-3", "evidence": "c10002",
            "by": "Clara Customer",
        }  # fmt: skip
        assert found["remarks"][-1] == {"what": "LeanKit is updated continuous", "clause": "UPD-1"}

    def test_the_case(self):
        case = life()
        case.case = replace(case.case, labels=frozenset({"b", "a"}))
        found = as_json(case.decide("17:30"))["case"]
        fields = found.pop("fields")
        assert found == {
            "id": "10001",
            "summary": "The board does not load",
            "status": "In Progress",
            "jira_status": "In Progress",
            "severity": "Critical",
            "sla_state": "Breached",
            "opened_at": "2026-03-02T08:00:00Z",
            "reporter": CLARA,
            "assignee": ANN,
            "labels": ["a", "b"],
        }
        assert (fields["Support Tier"], fields["Resolution Due"]) == ("Elite", "2026-03-04T10:00:00Z")

    def test_a_clock(self):
        found = {clock["name"]: clock for clock in as_json(life().decide("17:30"))["clocks"]}
        intervals = found["restore"].pop("intervals")
        assert found["restore"] == {
            "name": "restore",
            "clause": "SLO-3",
            "table": "SLO-P",
            "severity": "Critical",
            "why": "SLO-P Critical",
            "target_minutes": 120,
            "started_at": "2026-03-02T08:30:00Z",
            "due_at": "2026-03-02T11:30:00Z",
            "state": "breached",
            "met_at": None,
            "met_by": None,
            "breached_at": "2026-03-02T11:30:00Z",
            "elapsed_minutes": 420,
            "remaining_minutes": -300,
            "missed_periods": 0,
            "first_missed_at": None,
            "planned_release": None,
        }
        assert intervals[1] == {
            "from": "2026-03-02T10:00:00Z",
            "to": "2026-03-02T11:00:00Z",
            "counts": False,
            "why": "paused: Solution Provided (h10006/Status)",
        }
        assert found["root_cause"]["elapsed_minutes"] is None
        assert found["respond"]["met_at"] == "2026-03-02T08:10:00Z"
        missed = history(severity="Critical", tier="Elite").agent("09:10")
        (news,) = (c for c in as_json(missed.decide("22:00"))["clocks"] if c["name"] == "communicate")
        assert news["first_missed_at"] == "2026-03-02T14:10:00Z"
        planned = history(product="Enterprise One", workaround="None").plans("Enterprise One 2026.3", "2026-03-18")
        (resolve,) = (c for c in as_json(planned.decide("09:01"))["clocks"] if c["name"] == "resolve")
        assert resolve["planned_release"] == {"day": "2026-03-18", "version": "Enterprise One 2026.3"}

    def test_the_approval(self):
        assert as_json(life().decide("17:30"))["approval"] == {
            "state": "approved",
            "asked_at": "2026-03-02T08:20:00Z",
            "asked_by": CLARA,
            "asked_in": "c10002",
            "decided_at": "2026-03-02T08:30:00Z",
            "decided_by": MAX,
            "decided_in": "c10003",
            "in_place_of": None,
            "why": "Down for all.",
            "clause": "SEV-3",
        }

    def test_what_clauses_in_shadow_would_do_and_have_put_down(self):
        case = history(policy=Policy(switches={"SLO-10": Switch.SHADOW}))
        assert as_json(case.decide("09:31"))["switches"] == {"SLO-10": "shadow"}
        now = as_json(case.decide("09:31"))["shadow"]
        assert [(act["id"], act["put_down_at"]) for act in now] == [("SLO-10 respond 50 % · Major", None)]
        case.acts("09:31")
        assert as_json(case.decide("09:32"))["shadow"] == [
            {"id": "SLO-10 respond 50 % · Major", "clause": "SLO-10", "put_down_at": "2026-03-02T08:31:00Z"}
        ]

    def test_what_a_clause_in_shadow_would_still_do_is_told_once_with_when_it_was_put_down(self):
        case = history(policy=Policy(switches={"SLO-11": Switch.SHADOW}))
        case.acts("09:01")
        shadow = as_json(case.decide("09:02"))["shadow"]
        assert [(act["field"], act["put_down_at"]) for act in shadow] == [
            (field, "2026-03-02T08:01:00Z") for field in ("Response Due", "Restore Due", "Resolution Due", "SLA State")
        ]

    def test_an_action_with_what_is_its_own(self):
        at = datetime(2026, 3, 2, 9, tzinfo=UTC)
        assert action_json(SetField("x", "SLO-11", "because", Field.RESPONSE_DUE, at)) == {
            "id": "x",
            "kind": "set_field",
            "clause": "SLO-11",
            "why": "because",
            "field": "Response Due",
            "value": "2026-03-02T09:00:00Z",
            "before": None,
        }
        seen = Witness(at, ANN, "staff", "public")
        witness = {"at": "2026-03-02T09:00:00Z", "by": ANN, "role": "staff", "meaning": "public"}
        assert action_json(Witnessed("x", "SLO-13", "…", "c1", seen))["witness"] == witness
        assert action_json(Note("x", "SEV-3", "…", "asked", to=(MAX, ANN)))["to"] == [MAX, ANN]
        assert action_json(Email("x", "CLO-3", "…", "follow_up", {"number": "1"}))["facts"] == {"number": "1"}


NINE = datetime(2026, 3, 2, 9, tzinfo=UTC)
SEEN = Witness(NINE, ANN, "staff", "public")


@pytest.mark.parametrize(
    ("action", "line"),
    [
        (SetField("x", "SEV-7", "…", Field.PRIORITY, "High"), "Priority = High"),
        (SetField("x", "SEV-7", "…", Field.PRIORITY, None), "Priority = empty"),
        (SetField("x", "SLO-11", "…", Field.RESPONSE_DUE, NINE), "Response Due = Mon 2026-03-02 09:00:00"),
        (Email("CLO-3 follow_up 1", "CLO-3", "…", "follow_up"), "email follow_up 1 in the reader's language (CON-3)"),
        (Witnessed("SLO-13 c1", "SLO-13", "…", "c1", SEEN), "witness c1"),
    ],
)
def test_one_action_in_words(action, line):
    assert action_line(action) == line
