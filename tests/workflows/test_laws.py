"""Laws that hold for every history, however people behave and whatever gets lost between Jira and careflow."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.histories import ANN, BOB, CAMILLE, CLARA, MAX, MONA, OTTO, OWN, SAM, History, history
from workflows.decision import ClockState
from workflows.surroundings import Colleague
from workflows.switches import CHAPTERS, FIXED, Switch, switches
from workflows.terms import ClockName, Field, Severity, Status

PEOPLE = (CLARA, CAMILLE, ANN, BOB, MAX, MONA, SAM)
NO_MANAGERS = (CLARA, CAMILLE, ANN, BOB, SAM)
BODIES = (
    "Looking into it.",
    "/severity Critical",
    "/severity Minor",
    "/severity Major",
    "/approve it is down",
    "/reject no",
    "/solution restart it",
    "/solved",
    "/accept",
    "/reopen",
    "Thank you!",
    "It still fails.",
)


@dataclass(frozen=True)
class Deed:
    """Something that somebody does ``after`` minutes after what was before."""

    after: int
    by: str
    what: str
    value: str | None

    def done(self, case: History, at: datetime) -> None:
        match self.what:
            case "comment":
                case.comments(self.by, at, self.value or "")
            case "internal":
                case.comments(self.by, at, self.value or "", public=False)
            case "move":
                case.moves(self.by, at, Status(self.value or Status.NEW))
            case "restored":
                case.edits(self.by, at, Field.RESTORED, at)
            case "assign":
                case.assigns(self.by, at, self.value)
            case field:
                case.edits(self.by, at, Field[field], self.value)


def deeds(people: tuple[str, ...] = PEOPLE) -> st.SearchStrategy[list[Deed]]:
    def deed(what: str, values: tuple[str | None, ...]) -> st.SearchStrategy[Deed]:
        return st.builds(Deed, st.integers(1, 400), st.sampled_from(people), st.just(what), st.sampled_from(values))

    yes_or_no = ("Yes", "No", None)
    return st.lists(
        st.one_of(
            deed("comment", BODIES),
            deed("internal", BODIES),
            deed("move", tuple(Status)),
            deed("SEVERITY", (*Severity, None)),
            deed("REQUESTED_SEVERITY", ("Critical", None)),
            deed("CRITICAL_APPROVAL", ("Approved", "Rejected", None)),
            deed("CODE_CHANGE", yes_or_no),
            deed("SCOPE", ("Third party", "Functional", "Enhancement", None)),
            deed("DEFECT_ORIGIN", ("Planview software", "Not Planview software", None)),
            deed("SYSTEM_WIDE", yes_or_no),
            deed("TIER", ("Elite", "Standard", None)),
            deed("restored", (None,)),
            deed("ROOT_CAUSE", ("a full disk", None)),
            deed("CASE_TYPE", ("Defect", "Functional", "Enhancement", None)),
            deed("PRODUCT", ("Projectplace", "Enterprise One", None)),
            deed("WORKAROUND", ("None", "Unstable", "Stable", None)),
            deed("CHANNEL", ("Chat", "Emergency phone", None)),
            deed("assign", (ANN, BOB, OTTO, None)),
        ),
        max_size=7,
    )


def staffed(severity: str | None) -> History:
    """A case of which everything is known that a clause may ask for, so that it can be assigned."""
    case = history(severity=severity)
    case.plans("Enterprise One 2026.3", "2026-03-03").plans("Enterprise One 2026.4", "2026-03-18")
    case.plans("Projectplace 1", "2026-02-01", out=True).plans("Projectplace 2", "2026-02-02", out=True)
    case.affects("Projectplace 1")
    return case.amid(consultants=(Colleague(ANN, 2), Colleague(BOB, 1)), on_call=(Colleague(OTTO, 0),))


FATES = ("at once", "seen", "seen twice", "late", "lost")
severities = st.sampled_from((*Severity, None))


def played(case: History, doings: list[Deed], after_each: Callable[[int], None] = lambda _: None) -> datetime:
    """Let the deeds happen; a moment after the last one."""
    at = case.case.opened_at
    for number, deed in enumerate(doings):
        at += timedelta(minutes=deed.after)
        deed.done(case, at)
        after_each(number)
    return at + timedelta(minutes=1)


@given(severities, deeds())
def test_fixed_point_deciding_again_after_acting_yields_nothing(severity, doings):
    case = staffed(severity)
    end = played(case, doings)
    case.acts(end)
    assert case.acts(end).actions == ()


@given(severities, deeds(), st.integers(1, 3000))
def test_acting_at_each_wake_up_yields_nothing_more_at_that_moment(severity, doings, later):
    case = staffed(severity)
    end = played(case, doings)
    for decision in case.runs(end + timedelta(minutes=later))[-3:]:
        assert decision.wake_at is None or decision.wake_at > decision.at
    assert case.acts(end + timedelta(minutes=later)).actions == ()


@settings(max_examples=60)
@given(severities, deeds(), st.lists(st.sampled_from(FATES), min_size=7, max_size=7))
def test_no_loss_doubling_or_delay_of_events_changes_the_final_state(severity, doings, fates):
    prompt, unlucky = staffed(severity), staffed(severity)
    played(prompt, doings, lambda _: _act_a_moment_later(prompt))

    def maybe(number: int) -> None:
        fate = fates[number]
        for _ in range({"seen": 1, "seen twice": 2}.get(fate, 0)):
            _act_a_moment_later(unlucky)
        if fate == "at once":
            _act_a_moment_later(unlucky, seconds=0)
        if fate == "late" and number:
            _act_a_moment_later(unlucky, seconds=40)

    end = played(unlucky, doings, maybe)
    for case in (prompt, unlucky):
        case.acts(end)
    assert _state(prompt, end) == _state(unlucky, end)


def _act_a_moment_later(case: History, seconds: int = 5) -> None:
    newest = max([case.case.opened_at, *(c.at for c in case.case.changes), *(c.at for c in case.case.comments)])
    case.acts(newest + timedelta(seconds=seconds))


def _state(case: History, at: datetime) -> object:
    decision = case.decide(at)
    clocks = [(c.name, c.state, c.started_at, c.due_at, c.met_at, c.elapsed) for c in decision.clocks]
    # A label is for a queue of open cases: on a closed one none is put on or taken off any more.
    labels = None if decision.status is Status.CLOSED else case.case.labels
    return decision.status, decision.severity, decision.approval.state, clocks, case.case.fields, labels


@given(severities, deeds())
def test_a_clocks_counted_intervals_add_up_to_its_elapsed_time_and_leave_no_gap(severity, doings):
    case = staffed(severity)
    for clock in case.decide(played(case, doings)).clocks:
        assert sum((i.end - i.start for i in clock.intervals if i.counts), timedelta()) == clock.elapsed
        for one, other in zip(clock.intervals, clock.intervals[1:], strict=False):
            assert one.end == other.start
        if clock.state is ClockState.MET:
            assert clock.target is not None
            assert clock.due_at is None or clock.met_at <= clock.due_at


@given(st.integers(1, 3000), st.integers(1, 3000), st.integers(1, 3000))
def test_waiting_never_makes_a_resolve_due_earlier(works, waits, later):
    at = history().case.opened_at
    start, stop = at + timedelta(minutes=works), at + timedelta(minutes=works + waits)
    now = stop + timedelta(minutes=later)
    steady, waiting = history().works(start), history().works(start).waits(start).works(stop)
    dues = [case.clock(ClockName.RESOLVE, now).due_at for case in (steady, waiting)]
    assert dues[0] is not None
    assert dues[1] is not None
    assert dues[0] <= dues[1]
    early = dues[0] <= start  # used up before the wait began
    assert early or dues[1] - dues[0] == timedelta(minutes=waits)


@given(st.sampled_from((Severity.MAJOR, Severity.MINOR, None)), deeds(NO_MANAGERS))
def test_nobody_outside_the_managers_group_ever_gets_a_case_to_critical(severity, doings):
    case = staffed(severity)
    end = played(case, doings, lambda _: _act_a_moment_later(case))
    case.acts(end)
    assert case.case.text(Field.SEVERITY) != Severity.CRITICAL
    assert not any(c.by == OWN and c.field is Field.SEVERITY and c.after == "Critical" for c in case.case.changes)


@given(severities, deeds())
def test_asked_about_a_past_moment_it_answers_as_it_did_then(severity, doings):
    case = staffed(severity)
    half = doings[: len(doings) // 2]
    then = played(case, half)
    at_the_time = case.decide(then).clocks
    rest = doings[len(half) :]
    at = then
    for deed in rest:
        at += timedelta(minutes=deed.after)
        if deed.what not in ("TIER",):
            deed.done(case, at)
    assert case.decide(then).clocks == at_the_time


SWITCHABLE = [clause for clauses in CHAPTERS.values() for clause in clauses if clause not in FIXED]
chosen = st.dictionaries(st.sampled_from((*CHAPTERS, *SWITCHABLE)), st.sampled_from(Switch), max_size=6)


def switched(severity: str | None, chosen: dict[str, Switch]) -> History:
    case = staffed(severity)
    case.policy = replace(case.policy, switches=dict(switches(chosen)))
    return case


@settings(max_examples=200)
@given(severities, deeds(), chosen)
def test_the_fixed_point_holds_whichever_clauses_are_off_or_in_shadow(severity, doings, chosen):
    case = switched(severity, chosen)
    end = played(case, doings)
    decision = case.acts(end)
    assert case.acts(end).actions == ()
    off = {clause for clause, switch in decision.switches.items() if switch is not Switch.ON}
    assert off.isdisjoint(action.clause for action in decision.actions if action.kind != "shadowed")
    for action in decision.shadow:
        assert action.id not in {a.id for a in decision.actions if a.kind != "shadowed"}


@settings(max_examples=60)
@given(severities, deeds(), chosen, st.integers(1, 3000))
def test_so_it_does_at_each_wake_up(severity, doings, chosen, later):
    case = switched(severity, chosen)
    end = played(case, doings)
    for decision in case.runs(end + timedelta(minutes=later))[-3:]:
        assert decision.wake_at is None or decision.wake_at > decision.at
    assert case.acts(end + timedelta(minutes=later)).actions == ()


@settings(max_examples=60)
@given(severities, deeds(), chosen)
def test_a_clause_in_shadow_is_in_force_no_more_than_one_that_is_off(severity, doings, chosen):
    off = {name: Switch.OFF if switch is Switch.SHADOW else switch for name, switch in chosen.items()}
    shadow, without = switched(severity, chosen), switched(severity, off)
    for case in (shadow, without):
        end = played(case, doings, lambda _: None)
        _act_a_moment_later(case)
        case.acts(end)
    assert _state(shadow, end) == _state(without, end)


@settings(max_examples=60)
@given(severities, deeds(), chosen, st.lists(st.sampled_from(("seen", "lost")), min_size=7, max_size=7))
def test_no_loss_of_events_changes_the_final_state_whichever_clauses_are_on(severity, doings, chosen, fates):
    prompt, unlucky = switched(severity, chosen), switched(severity, chosen)
    played(prompt, doings, lambda _: _act_a_moment_later(prompt))
    end = played(unlucky, doings, lambda n: _act_a_moment_later(unlucky) if fates[n] == "seen" else None)
    for case in (prompt, unlucky):
        case.acts(end)
    assert _state(prompt, end) == _state(unlucky, end)


@settings(max_examples=60)
@given(severities, deeds(), chosen)
def test_the_fixed_point_holds_after_a_switch_was_turned(severity, doings, chosen):
    case = staffed(severity)
    half = doings[: len(doings) // 2]
    case.acts(played(case, half))
    case.policy = replace(case.policy, switches=dict(switches(chosen)))
    end = case.case.opened_at + timedelta(days=30)
    case.acts(end)
    assert case.acts(end).actions == ()
