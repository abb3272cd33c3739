"""The past under other policies: verdicts by hand at the boundary second, and equal to what live reconciling did."""

from __future__ import annotations

from datetime import timedelta
from random import Random

import pytest

from plugin.backtest.candidates import Candidate, what_ifs
from plugin.backtest.running import Backtest
from plugin.backtest.sums import Sums
from plugin.backtest.tables import sentence
from plugin.configuration_errors import UserMistake
from plugin.histories.codec import History as Read
from plugin.histories.codec import decoded, encoded
from tests.generated import a_case
from tests.histories import History, history
from workflows.clauses.dues import DUE_FIELDS
from workflows.decide import decide
from workflows.policy import Policy
from workflows.policy_versions import Policies
from workflows.terms import ClockName, Field
from workflows.trial import CaseTrial, Verdict, tried

PRESENT = Policies(Policy())


def trials(case: History, *cells: str, hours: float = 24, acts: bool = False) -> list[CaseTrial]:
    """The case some hours after its opening, under what-ifs."""
    candidates = [candidate for cell in cells for candidate in what_ifs(cell, PRESENT)]
    now = case.case.opened_at + timedelta(hours=hours)
    return Backtest(PRESENT, candidates, acts).of(Read(case.case, now, now))


@pytest.mark.parametrize(
    ("answered", "after"),
    [("09:45:00", Verdict.MET), ("09:45:01", Verdict.BREACHED), ("10:00:00", Verdict.BREACHED)],
)
def test_a_verdict_flips_at_the_second_after_the_other_target(answered: str, after: Verdict):
    case = history("2026-03-02 09:00", severity="Major").agent(answered)
    (trial,) = trials(case, "Major respond 45m")
    assert (ClockName.RESPOND, Verdict.MET, after) in trial.verdicts
    assert [change.name for change in trial.flips] == ([ClockName.RESPOND] if after is Verdict.BREACHED else [])


def test_it_says_by_how_much_and_from_when_to_when_the_due_moves():
    case = history("2026-03-02 09:00", severity="Major").agent("09:52")
    (trial,) = trials(case, "Major respond 45m")
    (change,) = trial.flips
    assert change.over == timedelta(minutes=7)
    assert change.due_before is not None
    assert change.due_after == change.due_before - timedelta(minutes=15)


def test_the_sentence_names_the_target_before_and_the_cases():
    (candidate,) = what_ifs("Major respond 45m", PRESENT)
    sums = Sums()
    for minute in ("09:30", "09:52", "10:30"):
        for trial in trials(history("2026-03-02 09:00", severity="Major").agent(minute), "Major respond 45m"):
            sums.add(trial)
    assert sentence(candidate, sums, PRESENT) == (
        "Major respond 45 min instead of 1 h: 1 more breach, 0 fewer, of 3 cases. More: CARE-1 by 7 min."
    )


def test_a_target_that_is_taken_away_has_no_verdict():
    (trial,) = trials(history("2026-03-02 09:00", severity="Major"), "Major respond none")
    assert (ClockName.RESPOND, Verdict.BREACHED, Verdict.NONE) in trial.verdicts


def test_several_values_are_several_candidates():
    found = trials(history("2026-03-02 09:00", severity="Major").agent("09:40"), "Major respond 30m,45m,60m")
    assert [bool(trial.flips) for trial in found] == [True, False, False]


def test_another_table_or_severity_leaves_a_case_as_it_is():
    case = history("2026-03-02 09:00", severity="Major").agent("09:52")
    assert not any(trial.differs for trial in trials(case, "SLO-N Major respond 45m", "Minor respond 1m"))


def test_what_would_have_been_done_otherwise_is_told_act_by_act():
    case = history("2026-03-02 09:00", severity="Major").agent("09:52")
    (trial,) = trials(case, "Major respond 45m", acts=True)
    assert {act.action.clause for act in trial.doings.new} >= {"SLO-11"} or trial.doings.moved
    assert any(act.action.clause == "SLO-10" for act, _ in trial.doings.moved)  # the warnings come sooner


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Majour respond 45m", "did you mean `Major`"),
        ("Major respnd 45m", "did you mean `respond`"),
        ("SLO-X Major respond 45m", "there is no table"),
        ("Major respond 45 parsecs", "unknown unit"),
        ("Major respond", "say severity, clock and target"),
        ("", "say severity, clock and target"),
        ("Major respond -5m", "no duration"),
    ],
)
def test_a_what_if_that_cannot_be_read_says_what_can_stand_there(text: str, said: str):
    with pytest.raises(UserMistake, match=said):
        what_ifs(text, PRESENT)


def test_it_equals_what_live_reconciling_did():
    """Cases that careflow has acted on all their life: judged from disk they stand as Jira says, and nothing flips."""
    random, same = Random(7), Backtest(PRESENT, [Candidate("the same", PRESENT)])
    for number in range(10):
        lived = a_case(random, number)
        lived.runs(lived.case.opened_at + timedelta(days=20))
        now = lived.case.opened_at + timedelta(days=20)
        read = decoded(encoded(Read(lived.case, now, now)))
        (trial,) = same.of(read)
        assert not trial.differs
        decision = decide(read.case, PRESENT.of(read.case), now)
        assert decision.sla_state == lived.case.text(Field.SLA_STATE)
        assert {f: c.due_at for c, f in ((c, DUE_FIELDS[c.name]) for c in decision.clocks)} == {
            field: lived.case.moment(field) for field in DUE_FIELDS.values()
        }
        assert trial.verdicts == tried(decision, decision).verdicts
