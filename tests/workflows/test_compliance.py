"""How a clock of a case counts in a period, and what is added up of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests.histories import history
from workflows.compliance import NO_PRODUCT, Entry, Outcome, Tally, concerns, entries_of, tallied
from workflows.decision import Clock, ClockState
from workflows.period import month
from workflows.summary import Summary, summary_of
from workflows.terms import ClockName, Severity

MARCH = month("2026-03")
HOUR = timedelta(hours=1)
ZONES = {"EMEA": ZoneInfo("Europe/Stockholm"), "Americas/APAC": ZoneInfo("America/Chicago")}
BEGINS, ENDS = datetime(2026, 2, 28, 23, tzinfo=UTC), datetime(2026, 3, 31, 22, tzinfo=UTC)  # March in Stockholm
MOMENT = timedelta.resolution


def zone_of(region: str | None) -> ZoneInfo:
    return ZONES[region or "EMEA"]


def case(*clocks: Clock, **how: Any) -> Summary:
    summary = summary_of(history("2026-03-02 09:00", product="LeanKit", tier="Elite").decide("10:00"))
    return replace(summary, clocks=clocks or summary.clocks, **how)


def clock(name: ClockName = ClockName.RESPOND, state: ClockState = ClockState.RUNNING, **how: Any) -> Clock:
    return replace(Clock(name, "SLO-2", state, target=HOUR, severity=Severity.MINOR), **how)


def entry(one: Clock, **how: Any) -> Entry:
    return next(entries_of([case(one, **how)], MARCH, zone_of))


class TestTheVerdict:
    @pytest.mark.parametrize(
        ("at", "outcome", "told"),
        [
            (BEGINS - MOMENT, Outcome.BEFORE, ""),
            (BEGINS, Outcome.MET, "2026-03"),
            (ENDS - MOMENT, Outcome.MET, "2026-03"),
            (ENDS, Outcome.BEFORE, ""),
        ],
    )
    def test_a_clock_counts_in_the_month_in_which_it_was_decided(self, at, outcome, told):
        found = entry(clock(state=ClockState.MET, met_at=at))
        assert (found.outcome, found.decided_at, found.month) == (outcome, at, told)
        assert found.decided is (outcome is Outcome.MET)

    def test_the_month_is_that_of_the_region(self):
        met = clock(state=ClockState.MET, met_at=BEGINS)
        assert entry(met, region="Americas/APAC").outcome is Outcome.BEFORE
        assert entry(replace(met, met_at=ENDS), region="Americas/APAC").month == "2026-03"

    @pytest.mark.parametrize(
        ("state", "outcome"),
        [
            (ClockState.RUNNING, Outcome.RUNNING),
            (ClockState.PAUSED, Outcome.PAUSED),
            (ClockState.NONE, Outcome.NO_TARGET),
        ],
    )
    def test_what_is_not_decided_counts_apart(self, state, outcome):
        found = entry(clock(state=state))
        assert (found.outcome, found.decided_at, found.month, found.decided) == (outcome, None, "", False)

    def test_without_a_target_nothing_was_decided_whatever_it_says(self):
        assert entry(clock(state=ClockState.NONE, met_at=BEGINS)).decided_at is None

    def test_breached_goes_before_met_and_for_communicate_it_is_the_first_missed_period(self):
        late: dict[str, Any] = {"breached_at": BEGINS, "met_at": ENDS - MOMENT, "first_missed_at": BEGINS + HOUR}
        found = entry(clock(**late))
        assert (found.outcome, found.decided_at) == (Outcome.BREACHED, BEGINS)
        found = entry(clock(ClockName.COMMUNICATE, **late))
        assert (found.outcome, found.decided_at) == (Outcome.BREACHED, BEGINS + HOUR)
        assert entry(clock(ClockName.COMMUNICATE, breached_at=BEGINS)).outcome is Outcome.RUNNING


class TestAnEntry:
    def test_its_severity_is_that_whose_target_counted_else_the_cases(self):
        assert entry(clock()).severity == "Minor"
        assert entry(clock(severity=None)).severity == "Major"

    def test_its_product(self):
        assert entry(clock()).product == "LeanKit"
        assert entry(clock(), product=None).product == NO_PRODUCT

    def test_how_much_of_the_target_was_used_up_when_it_was_met(self):
        met = clock(met_at=BEGINS, elapsed=HOUR / 2)
        assert entry(met).used == 0.5
        assert entry(replace(met, met_at=None)).used is None
        assert entry(replace(met, target=None)).used is None

    def test_how_late_it_is_so_far(self):
        late = clock(breached_at=BEGINS, elapsed=3 * HOUR)
        assert entry(late).late_by == 2 * HOUR
        assert entry(replace(late, breached_at=None)).late_by is None
        assert entry(replace(late, target=None)).late_by is None
        assert entry(replace(late, name=ClockName.COMMUNICATE, first_missed_at=BEGINS)).late_by is None


class TestWhichCasesConcernAPeriod:
    CLOSED = datetime(2026, 2, 28, 23, tzinfo=UTC)  # the first of March in Stockholm

    def test_an_open_case_and_one_that_was_closed_on_the_first_day_or_later(self):
        none = clock(state=ClockState.NONE, met_at=BEGINS)
        assert concerns(case(none), MARCH, zone_of)
        assert concerns(case(none, closed_at=self.CLOSED), MARCH, zone_of)
        assert not concerns(case(none, closed_at=self.CLOSED - MOMENT), MARCH, zone_of)
        assert not concerns(case(none, closed_at=self.CLOSED, region="Americas/APAC"), MARCH, zone_of)

    @pytest.mark.parametrize(
        ("met_at", "concerned"), [(None, True), (BEGINS, True), (ENDS, False), (BEGINS - MOMENT, False)]
    )
    def test_a_closed_one_while_it_owes_something_or_if_that_came_in_the_period(self, met_at, concerned):
        closed = case(clock(state=ClockState.NONE), clock(met_at=met_at), closed_at=datetime(2026, 2, 1, tzinfo=UTC))
        assert concerns(closed, MARCH, zone_of) is concerned

    def test_what_it_owes_is_asked_of_by_the_days_of_its_region(self):
        old = datetime(2026, 2, 1, tzinfo=UTC)
        closed = case(clock(met_at=BEGINS), closed_at=old, region="Americas/APAC")
        assert not concerns(closed, MARCH, zone_of)


def test_entries_are_added_up_by_what_is_asked_for():
    cases = [case(), case(product=None), case(clock(state=ClockState.MET, met_at=BEGINS))]
    entries = list(entries_of(cases, MARCH, zone_of))
    assert {key: len(tally.entries) for key, tally in tallied(entries).items()} == {(): 11}
    by_clock = tallied(entries, "clock")
    assert {key: len(tally.entries) for key, tally in by_clock.items()} == {
        ("respond",): 3, ("restore",): 2, ("resolve",): 2, ("communicate",): 2, ("root_cause",): 2,
    }  # fmt: skip
    assert len(tallied(entries, "product", "tier")[NO_PRODUCT, "Elite"].entries) == 5
    assert len(tallied(entries, "month", "severity")["2026-03", "Minor"].entries) == 1


@pytest.mark.parametrize(
    ("met", "breached", "part"), [(3, 1, 0.75), (0, 2, 0.0), (2, 0, 1.0), (2, 2, 0.5), (0, 0, None)]
)
def test_compliance_is_the_part_of_what_was_decided_that_was_met(met, breached, part):
    outcomes = [Outcome.MET] * met + [Outcome.BREACHED] * breached + [Outcome.RUNNING, Outcome.BEFORE]
    tally = Tally(tuple(Entry(case(), clock(), outcome) for outcome in outcomes))
    assert (len(tally.met), len(tally.breached), tally.compliance) == (met, breached, part)
    assert len(tally.of(Outcome.RUNNING, Outcome.MET)) == met + 1
