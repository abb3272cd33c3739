"""UPD: release cadences, what is resolved by the next release, and a released version."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from tests.histories import ANN, CLARA, History, history, hours
from workflows.business_hours import Calendar
from workflows.case import FixVersion
from workflows.decision import ClockState
from workflows.explain import as_lines
from workflows.policy import Policy, weekdays
from workflows.products import Cadence, Product, Rhythm, is_version_of
from workflows.release_dates import Planned, next_by_cadence, next_planned
from workflows.resolved_by_release import unstable_since
from workflows.surroundings import Need, Version
from workflows.terms import Field, Status

# Monday 2 March 2026, 09:00 in Stockholm; support hours 08:00 to 18:00; 96 hours later is Friday 6 March, 09:00.
E1 = "Enterprise One"


def waiting_for_a_fix(workaround: str | None = "None", **fields: str) -> History:
    """A Major case whose product plans a release on Wednesday 18 March."""
    given = {"product": E1, **fields} | ({"workaround": workaround} if workaround else {})
    return history(**given).plans("Enterprise One 2026.3", "2026-03-18")


def due(case: History, when: str) -> datetime | None:
    return case.clock("resolve", when).due_at


def told(case: History, when: str) -> list[dict[str, str]]:
    return [dict(a.facts) for a in case.acts(when).actions if a.kind == "comment" and a.clause == "UPD-2"]


class TestCadence:
    @pytest.mark.parametrize(
        ("rhythm", "anchor", "after", "then"),
        [
            (Rhythm.MONTHLY, "2026-01-20", "2026-03-02", "2026-03-20"),
            (Rhythm.MONTHLY, "2026-01-20", "2026-03-20", "2026-04-20"),
            (Rhythm.MONTHLY, "2026-01-31", "2026-01-31", "2026-02-28"),
            (Rhythm.MONTHLY, "2026-01-31", "2026-02-28", "2026-03-31"),
            (Rhythm.MONTHLY, "2026-01-31", "2028-02-01", "2028-02-29"),
            (Rhythm.MONTHLY, "2026-01-20", "2026-12-31", "2027-01-20"),
            (Rhythm.TWICE_A_MONTH, "2026-01-01", "2026-03-01", "2026-03-15"),
            (Rhythm.TWICE_A_MONTH, "2026-01-01", "2026-03-15", "2026-04-01"),
            (Rhythm.TWICE_A_MONTH, "2026-01-30", "2026-02-16", "2026-02-28"),
            (Rhythm.TWICE_A_MONTH, "2026-01-30", "2026-02-28", "2026-03-16"),
            (Rhythm.TWICE_A_MONTH, "2026-01-14", "2026-03-14", "2026-03-28"),
            (Rhythm.TWICE_A_MONTH, "2026-01-15", "2026-02-28", "2026-03-01"),
            (Rhythm.EVERY_TWO_WEEKS, "2026-01-01", "2026-01-14", "2026-01-15"),
            (Rhythm.EVERY_TWO_WEEKS, "2026-01-01", "2026-01-15", "2026-01-29"),
            (Rhythm.EVERY_THREE_WEEKS, "2026-03-05", "2026-03-05", "2026-03-26"),
            (Rhythm.EVERY_THREE_WEEKS, "2026-03-05", "2025-12-24", "2026-01-01"),
            (Rhythm.CONTINUOUS, "2026-01-01", "2026-03-02", "2026-03-03"),
        ],
    )
    def test_upd_1_the_next_release_by_cadence_is_later_than_the_day_asked_about(self, rhythm, anchor, after, then):
        cadence = Cadence(rhythm, date.fromisoformat(anchor))
        assert next_by_cadence(cadence, date.fromisoformat(after)) == date.fromisoformat(then)

    def test_upd_1_each_product_has_the_cadence_of_the_source(self):
        rhythms = {name: product.cadence and product.cadence.rhythm for name, product in Policy().products.items()}
        assert rhythms == {
            "Enterprise One": Rhythm.MONTHLY,
            "PPM Pro": Rhythm.MONTHLY,
            "Changepoint": Rhythm.MONTHLY,
            "Projectplace": Rhythm.CONTINUOUS,
            "LeanKit": Rhythm.CONTINUOUS,
            "Spigit": Rhythm.TWICE_A_MONTH,
            "Daptiv": Rhythm.EVERY_TWO_WEEKS,
            "Barometer": Rhythm.EVERY_THREE_WEEKS,
            "Clarizen": Rhythm.EVERY_THREE_WEEKS,
        }

    def test_upd_1_a_date_of_a_cadence_without_support_hours_rolls_on_to_the_next_business_day(self):
        hours_of_care = Calendar("Europe/Stockholm", weekdays("08:00", "18:00"))
        products = {"Widget": Product(Cadence(Rhythm.MONTHLY, date(2026, 1, 7)))}
        planned = next_planned("Widget", products, (), date(2026, 3, 2), hours_of_care)
        assert planned == Planned(date(2026, 3, 9))  # 7 March 2026 is a Saturday

    def test_upd_1_explain_names_the_cadence(self):
        lines = list(as_lines(waiting_for_a_fix().decide("09:00"), "Europe/Stockholm"))
        assert any("UPD-1" in line and "monthly" in line for line in lines)


class TestWhichVersion:
    @pytest.mark.parametrize(
        ("version", "product", "belongs"),
        [
            ("Enterprise One 2026.3", E1, True),
            ("enterprise one 2026.3", E1, True),
            ("Enterprise One", E1, True),
            ("Enterprise Onerous 2026.3", E1, False),
            ("PPM Pro 2026.3", E1, False),
            ("E1-2026.3", "Renamed", True),
            ("Enterprise One Agile 5", E1, False),
            ("Enterprise One Agile 5", "Enterprise One Agile", True),
        ],
    )
    def test_upd_2_a_version_belongs_to_the_product_whose_name_it_begins_with(self, version, product, belongs):
        products = {E1: Product(), "Enterprise One Agile": Product(), "Renamed": Product(version_prefix="E1-")}
        assert is_version_of(version, product, products) is belongs

    def test_upd_2_archived_undated_past_and_other_products_versions_plan_nothing(self):
        case = history(product=E1, workaround="None")
        case.plans("Enterprise One 2026.2", "2026-02-18")
        case.plans("Enterprise One 2026.2b", "2026-02-20", out=True)
        case.plans("Enterprise One 2026.3x", "2026-03-10", archived=True)
        case.plans("Enterprise One next")
        case.plans("LeanKit 2026.3", "2026-03-11")
        case.plans("Enterprise One 2026.4", "2026-04-15").plans("Enterprise One 2026.3", "2026-03-18")
        planned = case.clock("resolve", "10:00").planned
        assert planned == Planned(date(2026, 3, 18), "Enterprise One 2026.3")

    def test_upd_2_a_version_that_came_out_by_the_day_itself_is_not_the_next(self):
        products, always_open = {E1: Product()}, Calendar.always("UTC")
        out = Version("1", "Enterprise One 2026.3", True, release_date=date(2026, 3, 2))
        assert next_planned(E1, products, (out,), date(2026, 3, 2), always_open) is None
        planned = next_planned(E1, products, (replace(out, released=False),), date(2026, 3, 2), always_open)
        assert planned == Planned(date(2026, 3, 2), "Enterprise One 2026.3")

    def test_upd_2_nothing_is_asked_of_jira_where_no_release_matters(self):
        assert Need.VERSIONS in history(product=E1, workaround="None").decide("09:00").needs
        for case in (
            history(product=E1),
            history(product=E1, workaround="Stable"),
            history(workaround="None"),
            history(product=E1, workaround="None", severity="Critical"),
            history(product=E1, workaround="None", defect_origin="Not Planview software"),
            history(product=E1, workaround="None", scope="Third party"),
        ):
            assert Need.VERSIONS not in case.decide("09:00").needs


class TestResolvedByTheNextRelease:
    @pytest.mark.parametrize("workaround", ["None", "Unstable"])
    def test_upd_2_without_a_stable_workaround_it_is_due_when_support_closes_on_the_release_day(self, workaround):
        case = waiting_for_a_fix(workaround)
        clock = case.clock("resolve", "10:00")
        assert clock.due_at == case.instant("2026-03-18 18:00")
        assert clock.clause == "UPD-2"
        assert "Enterprise One 2026.3 on 2026-03-18" in clock.why

    @pytest.mark.parametrize("workaround", ["Stable", None])
    def test_upd_2_with_a_stable_workaround_or_none_named_it_is_due_after_96_hours(self, workaround):
        case = waiting_for_a_fix(workaround)
        assert due(case, "10:00") == case.case.opened_at + hours(96)

    def test_upd_2_only_a_major_defect_of_planview_software(self):
        critical = waiting_for_a_fix(severity="Critical")
        assert due(critical, "10:00") == critical.case.opened_at + hours(48)
        other = waiting_for_a_fix(defect_origin="Not Planview software")
        assert due(other, "10:00") == other.case.opened_at + hours(120)

    def test_upd_2_never_earlier_than_96_hours(self):
        case = history(product=E1, workaround="None").plans("Enterprise One 2026.3", "2026-03-04")
        clock = case.clock("resolve", "10:00")
        assert clock.due_at == case.case.opened_at + hours(96)
        assert "never earlier than 96 h" in clock.why

    def test_upd_2_without_a_jira_version_the_cadence_says_it(self):
        case = history(product=E1, workaround="None").plans()
        assert due(case, "10:00") == case.instant("2026-04-01 18:00")

    @pytest.mark.parametrize(
        ("product", "then"),
        [
            ("LeanKit", "2026-03-06 09:00"),
            ("Projectplace", "2026-03-06 09:00"),
            ("Spigit", "2026-03-16 18:00"),  # the 15th is a Sunday
            ("Daptiv", "2026-03-12 19:30"),
            ("Barometer", "2026-03-06 09:00"),  # Thursday 5 March, 19:00
            ("Clarizen", "2026-03-06 09:00"),
            ("Changepoint", "2026-04-01 17:00"),
        ],
    )
    def test_upd_2_other_cadences_likewise_in_the_hours_of_the_product(self, product, then):
        case = history(product=product, workaround="None").plans()
        assert due(case, "10:00") == case.instant(then)

    def test_upd_2_in_the_hours_and_zone_of_the_region(self):
        case = waiting_for_a_fix(region="Americas/APAC", zone="America/Chicago")
        assert due(case, "10:00") == case.instant("2026-03-18 18:00")

    def test_upd_2_a_release_day_without_support_hours_is_over_when_the_next_business_day_closes(self):
        case = history("2026-04-20 09:00", product=E1, workaround="None").plans("Enterprise One 2026.5", "2026-05-01")
        assert due(case, "10:00") == case.instant("2026-05-04 18:00")

    def test_upd_2_without_a_product_or_a_plan_it_stays_at_96_hours_and_says_so(self):
        case = history(workaround="None")
        clock = case.clock("resolve", "10:00")
        assert clock.due_at == case.case.opened_at + hours(96)
        assert "no release is planned (UPD-2)" in clock.why

    def test_upd_2_the_proof_still_adds_up(self):
        case = waiting_for_a_fix().waits("2026-03-04 10:00").works("2026-03-05 12:00")
        clock = case.clock("resolve", "2026-03-10 09:00")
        assert clock.target is not None
        assert clock.elapsed == sum((i.end - i.start for i in clock.intervals if i.counts), timedelta())
        assert clock.remaining == clock.target - clock.elapsed
        assert clock.remaining == case.instant("2026-03-18 18:00") - case.instant("2026-03-10 09:00")

    def test_upd_2_waiting_for_the_customer_moves_the_96_hours_and_not_the_release(self):
        case = history(product=E1, workaround="None").plans("Enterprise One 2026.3", "2026-03-04")
        case.waits("2026-03-05 10:00").works("2026-03-06 10:00")
        assert due(case, "2026-03-06 11:00") == case.case.opened_at + hours(96 + 24)
        later = waiting_for_a_fix().waits("10:00").works("2026-03-09 10:00")
        assert due(later, "2026-03-09 11:00") == later.instant("2026-03-18 18:00")

    def test_upd_2_while_it_waits_there_is_no_due_and_what_is_left_stands_still(self):
        case = waiting_for_a_fix().waits("2026-03-04 18:00")
        for when in ("2026-03-05 09:00", "2026-03-17 09:00", "2026-03-30 09:00"):
            clock = case.clock("resolve", when)
            assert (clock.state, clock.due_at, clock.remaining) == (ClockState.PAUSED, None, timedelta(days=14))

    def test_upd_2_a_release_that_came_out_while_it_waited_gives_way_to_the_next(self):
        case = waiting_for_a_fix().plans("Enterprise One 2026.4", "2026-04-15")
        case.waits("2026-03-16 10:00").works("2026-03-23 10:00")
        clock = case.clock("resolve", "2026-03-23 11:00")
        assert clock.due_at == case.instant("2026-04-15 18:00")
        assert clock.state is ClockState.RUNNING

    @pytest.mark.parametrize(
        ("waits", "works", "missed"),
        [
            ("2026-03-18 17:59:59", "2026-03-20 10:00", True),
            ("2026-03-18 18:00", "2026-03-20 10:00", False),
            ("2026-03-17 10:00", "2026-03-18 17:59:59", False),
            ("2026-03-17 10:00", "2026-03-18 18:00", True),
        ],
    )
    def test_upd_2_a_release_came_out_at_the_closing_of_its_day(self, waits, works, missed):
        case = waiting_for_a_fix().plans("Enterprise One 2026.4", "2026-04-15").waits(waits).works(works)
        expected = "2026-04-15 18:00" if missed else "2026-03-18 18:00"
        assert case.clock("resolve", "2026-03-20 11:00").planned.day == case.instant(expected).date()

    def test_upd_2_the_next_after_a_release_that_was_missed_may_be_on_the_day_after(self):
        case = waiting_for_a_fix().plans("Enterprise One 2026.3b", "2026-03-19")
        case.plans("Enterprise One 2026.3c", "2026-03-20")
        case.waits("2026-03-17 10:00").works("2026-03-18 20:00")
        assert due(case, "2026-03-18 21:00") == case.instant("2026-03-19 18:00")

    def test_upd_2_on_which_day_the_wait_was_over_the_zone_of_the_support_hours_says(self):
        case = waiting_for_a_fix(region="Americas/APAC", zone="America/Chicago")
        case.plans("Enterprise One 2026.3b", "2026-03-21").plans("Enterprise One 2026.4", "2026-04-15")
        case.waits("2026-03-17 10:00").works("2026-03-21 20:00")  # a Saturday; in UTC it is Sunday already
        assert due(case, "2026-03-22 10:00") == case.instant("2026-03-23 18:00")

    def test_upd_2_a_release_at_the_very_end_of_the_96_hours_or_of_those_and_a_pause_is_not_later_than_them(self):
        case = history("2026-03-02 18:00", product=E1, workaround="None").plans("Enterprise One 2026.3", "2026-03-06")
        assert case.clock("resolve", "2026-03-03 09:00").clause == "SLO-4"
        case = history(product=E1, workaround="None").plans("Enterprise One 2026.3", "2026-03-06")
        assert case.clock("resolve", "2026-03-03 09:00").clause == "UPD-2"
        case.waits("2026-03-03 10:00").works("2026-03-04 10:00")
        assert case.clock("resolve", "2026-03-05 09:00").clause == "SLO-4"

    def test_upd_2_the_workaround_counts_from_the_instant_in_which_it_was_judged(self):
        case = history(product=E1).edits(ANN, "2026-03-02 10:00", Field.WORKAROUND, "Unstable")
        at = case.instant("10:00")
        assert [unstable_since(case.case, when) for when in (at - timedelta.resolution, at)] == [None, at]

    def test_upd_2_which_day_it_is_the_zone_of_the_support_hours_says(self):
        americas = {"region": "Americas/APAC", "zone": "America/Chicago"}
        case = history("2026-03-02 09:00", product="Spigit", **americas)
        case.edits(ANN, "2026-03-14 22:00", Field.WORKAROUND, "None")  # in UTC it is the 15th already
        assert case.clock("resolve", "2026-03-14 23:00").planned.day == date(2026, 3, 16)  # the 15th is a Sunday

    def test_upd_2_a_case_reopened_after_the_release_is_due_with_the_one_after(self):
        case = waiting_for_a_fix().plans("Enterprise One 2026.4", "2026-04-15")
        case.solves("2026-03-16 10:00").moves(ANN, "2026-03-20 10:00", Status.IN_PROGRESS)
        assert due(case, "2026-03-20 11:00") == case.instant("2026-04-15 18:00")

    def test_upd_2_the_next_release_is_that_of_the_day_when_the_workaround_was_judged_and_does_not_run_away(self):
        case = waiting_for_a_fix().plans("Enterprise One 2026.4", "2026-04-15")
        assert due(case, "2026-03-18 17:00") == case.instant("2026-03-18 18:00")
        late = case.clock("resolve", "2026-03-18 18:00:01")
        assert (late.state, late.due_at) == (ClockState.BREACHED, case.instant("2026-03-18 18:00"))

    def test_upd_2_set_later_the_next_release_is_the_next_after_that(self):
        case = waiting_for_a_fix(None).plans("Enterprise One 2026.4", "2026-04-15")
        case.edits(ANN, "2026-03-19 10:00", Field.WORKAROUND, "Unstable")
        assert due(case, "2026-03-19 11:00") == case.instant("2026-04-15 18:00")

    def test_upd_2_from_none_to_unstable_is_no_new_promise(self):
        case = waiting_for_a_fix().plans("Enterprise One 2026.4", "2026-04-15")
        case.edits(ANN, "2026-03-18 19:00", Field.WORKAROUND, "Unstable")
        assert case.clock("resolve", "2026-03-18 20:00").state is ClockState.BREACHED

    @pytest.mark.parametrize("value", ["Stable", None])
    def test_upd_2_a_stable_workaround_brings_the_96_hours_back(self, value):
        case = waiting_for_a_fix().edits(ANN, "2026-03-04 10:00", Field.WORKAROUND, value)
        assert due(case, "2026-03-04 11:00") == case.case.opened_at + hours(96)
        assert due(case, "2026-03-03 11:00") == case.instant("2026-03-18 18:00")

    def test_upd_2_a_workaround_found_after_the_solution_changes_no_verdict(self):
        case = waiting_for_a_fix().solves("2026-03-10 10:00")
        case.edits(ANN, "2026-03-11 10:00", Field.WORKAROUND, "Stable")
        assert case.clock("resolve", "2026-03-12 10:00").state is ClockState.MET

    def test_upd_2_when_the_date_of_the_version_moves_the_due_moves(self):
        case = waiting_for_a_fix()
        case.acts("10:00")
        case.plans("Enterprise One 2026.3", "2026-03-25")
        assert due(case, "2026-03-10 10:00") == case.instant("2026-03-25 18:00")

    def test_upd_2_a_version_that_comes_out_late_or_without_the_fix_takes_no_breach_back(self):
        case = waiting_for_a_fix().plans("Enterprise One 2026.4", "2026-04-15")
        case.solves("2026-03-20 10:00")
        assert case.clock("resolve", "2026-03-20 11:00").state is ClockState.BREACHED
        case.plans("Enterprise One 2026.3", "2026-03-18", out=True)
        assert case.clock("resolve", "2026-03-21 11:00").state is ClockState.BREACHED

    def test_upd_2_raised_to_major_it_is_the_next_release_from_then_on(self):
        case = history(severity="Moderate", product=E1, workaround="None")
        case.plans("Enterprise One 2026.3", "2026-03-04").plans("Enterprise One 2026.4", "2026-04-15")
        case.edits(ANN, "2026-03-06 10:00", Field.SEVERITY, "Major")
        assert due(case, "2026-03-06 11:00") == case.instant("2026-04-15 18:00")

    def test_slo_10_and_upd_2_the_promise_of_a_release_is_a_target_of_its_own_with_warnings_of_its_own(self):
        case = waiting_for_a_fix(None).agent("09:10").works("09:20")
        case.runs("2026-03-06 10:00")
        assert case.clock("resolve", "2026-03-06 10:00").state is ClockState.BREACHED
        case.edits(ANN, "2026-03-06 11:00", Field.WORKAROUND, "None")
        assert case.clock("resolve", "2026-03-06 12:00").state is ClockState.RUNNING
        decisions = case.runs("2026-03-19 09:00")
        notes = [a.id for d in decisions for a in d.actions if a.kind == "note" and "resolve" in a.id]
        assert notes[-1] == "SLO-10 resolve breach · Major release 2026-03-18"


class TestTheCustomerIsTold:
    def test_upd_2_the_date_once(self):
        case = waiting_for_a_fix()
        assert [(f["date"], f["version"]) for f in told(case, "10:00")] == [("2026-03-18", "Enterprise One 2026.3")]
        assert case.acts("10:00").actions == ()
        assert told(case, "2026-03-11 10:00") == []

    def test_upd_2_a_new_date_is_told_too(self):
        case = waiting_for_a_fix()
        told(case, "10:00")
        case.plans("Enterprise One 2026.3", "2026-03-25")
        assert [f["date"] for f in told(case, "2026-03-10 10:00")] == ["2026-03-25"]

    def test_upd_2_a_date_that_comes_back_is_told_again(self):
        case = waiting_for_a_fix()
        dates = []
        for when, day in (("10:00", "18"), ("11:00", "25"), ("12:00", "18"), ("13:00", "25"), ("14:00", "25")):
            case.plans("Enterprise One 2026.3", f"2026-03-{day}")
            dates += [facts["date"][-2:] for facts in told(case, when)]
            assert told(case, when) == []
        assert dates == ["18", "25", "18", "25"]

    def test_upd_2_of_a_continuous_product_the_day_by_which_we_expect_it(self):
        case = history(product="LeanKit", workaround="None").plans()
        assert [(f["date"], f["continuous"]) for f in told(case, "10:00")] == [("2026-03-06T08:00:00Z", "yes")]
        case.waits("11:00").works("2026-03-04 11:00")
        assert told(case, "2026-03-04 12:00") == []

    def test_upd_2_not_of_a_date_that_is_past_nor_once_it_is_solved_nor_before_jira_was_asked(self):
        assert told(waiting_for_a_fix(), "2026-03-19 10:00") == []
        assert told(waiting_for_a_fix().solves("09:30"), "10:00") == []
        assert told(history(product=E1, workaround="None"), "10:00") == []

    def test_upd_2_the_dates_are_looked_at_again_on_every_business_day(self):
        case = waiting_for_a_fix().agent("09:05")
        case.acts("2026-03-06 10:00")
        upcoming = [n for n in case.decide("2026-03-06 10:00").upcoming if n.clause == "UPD-2" and "again" in n.what]
        assert [n.at for n in upcoming] == [case.instant("2026-03-09 08:00")]


class TestAReleasedVersion:
    def test_upd_3_a_version_released_while_the_case_waits_for_the_customer_is_a_solution(self):
        case = history().works("09:05").waits("09:30").releases("Enterprise One 2026.3")
        decision = case.acts("10:00")
        assert case.case.status is Status.SOLUTION
        assert [a.text for a in decision.actions if a.kind == "comment"] == ["solution_released"]

    def test_upd_3_killed_between_the_transition_and_the_word_the_customer_is_told_afterwards_and_once(self):
        case = history().works("09:05").releases("Enterprise One 2026.3")
        move = [a for a in case.decide("10:00").actions if a.kind == "move"]
        assert len(move) == 1
        case.does(move, "10:00")  # and there the worker was killed
        after = case.acts("10:05")
        assert [a.id for a in after.actions if a.kind in ("comment", "move")] == ["CLO-1 released 10100"]
        assert after.clocks[2].met_at == case.instant("10:00")
        assert case.acts("10:06").actions == ()

    def test_upd_3_taken_back_before_it_was_put_down_and_released_again_it_is_told_once(self):
        case = history().works("09:05").releases("Enterprise One 2026.3")
        case.does([a for a in case.decide("10:00").actions if a.kind == "move"], "10:00")
        case.case = replace(case.case, fix_versions=(FixVersion("10100", "Enterprise One 2026.3"),))
        assert not [a for a in case.acts("10:05").actions if a.kind in ("comment", "move")]
        case.releases("Enterprise One 2026.3")
        assert [a.kind for a in case.acts("10:10").actions if a.kind in ("comment", "move")] == ["comment"]
        assert case.acts("10:11").actions == ()

    def test_upd_3_a_release_is_not_done_twice_when_it_is_taken_back_and_released_again(self):
        case = history().works("09:05").releases("Enterprise One 2026.3")
        case.acts("10:00")
        case.case = replace(case.case, fix_versions=(FixVersion("10100", "Enterprise One 2026.3"),))
        assert case.acts("10:30").actions == ()
        case.moves(ANN, "11:00", Status.IN_PROGRESS)
        case.acts("11:01")
        case.releases("Enterprise One 2026.3")
        assert not [a for a in case.acts("12:00").actions if a.kind in ("comment", "move")]
        assert case.case.status is Status.IN_PROGRESS

    def test_upd_3_a_release_while_the_solution_stands_is_no_news_when_the_customer_answers_that_it_fails(self):
        case = history().works("09:05").solves("09:30").releases("Enterprise One 2026.3")
        case.acts("10:00")
        case.customer("11:00", "It still fails.")
        case.acts("11:01")
        assert case.case.status is Status.IN_PROGRESS
        assert case.acts("11:02").actions == ()

    def test_upd_3_a_case_reopened_after_the_day_of_the_release_is_not_sent_back_by_it(self):
        case = history().works("09:05").solves("10:00").moves(CLARA, "11:00", Status.CLOSED)
        case.case = replace(case.case, fix_versions=(FixVersion("1", "Enterprise One 2026.3", True, date(2026, 3, 4)),))
        case.customer("2026-03-09 10:00", "It is back.")
        case.acts("2026-03-09 10:01")
        assert case.case.status is Status.IN_PROGRESS

    def test_upd_3_a_case_reopened_before_the_release_is_solved_by_it(self):
        case = history().works("09:05").solves("10:00")
        case.customer("11:00", "It still fails.")
        case.acts("11:01")
        case.case = replace(case.case, fix_versions=(FixVersion("1", "Enterprise One 2026.3", True, date(2026, 3, 2)),))
        case.acts("12:00")
        assert case.case.status is Status.SOLUTION

    def test_upd_3_asked_about_a_moment_before_the_release_was_seen_it_was_not_solved_yet(self):
        case = history().works("09:05").releases("Enterprise One 2026.3")
        case.acts("12:00")
        assert case.decide("11:00").status is Status.IN_PROGRESS

    def test_upd_3_and_upd_2_the_release_that_was_promised_meets_the_target(self):
        case = waiting_for_a_fix().works("09:05")
        case.acts("10:00")
        case.releases("Enterprise One 2026.3").plans("Enterprise One 2026.3", "2026-03-18", out=True)
        case.acts("2026-03-18 14:00")
        clock = case.clock("resolve", "2026-03-18 14:01")
        assert (clock.state, clock.met_at) == (ClockState.MET, datetime(2026, 3, 18, 13, tzinfo=UTC))
