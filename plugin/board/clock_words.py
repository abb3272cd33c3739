"""Where a clock stands, in two lines: how much, and why it says so."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import tzinfo

from plugin.board.formats import span, written
from workflows.decision import Clock, ClockState
from workflows.terms import ClockName


@dataclass(frozen=True, slots=True)
class Standing:
    """``much`` at a glance; ``why`` the clock says so, ending in its evidence in parentheses where there is any."""

    much: str
    why: str


def standing(clock: Clock, zone: tzinfo) -> Standing:
    """Of a clock that has started."""
    if clock.state is ClockState.MET and clock.met_at:
        return Standing(f"met in {span(clock.elapsed)}", f"met {written(clock.met_at, zone)}{_by(clock)}")
    if clock.state is ClockState.BREACHED and clock.breached_at:
        return Standing(_over(clock), _breached(clock, zone))
    left = f"{span(clock.remaining)} left"
    if clock.state is ClockState.PAUSED:
        return Standing(left, f"stands still since {_last(clock, zone)}")
    return Standing(
        left, f"counts since {_last(clock, zone)}" if _counts(clock) else f"stands still since {_last(clock, zone)}"
    )


def _over(clock: Clock) -> str:
    if clock.name is ClockName.COMMUNICATE:
        return f"{clock.missed} missed" if clock.missed != 1 else "1 period missed"
    return f"over by {span(-clock.remaining)}" if clock.remaining is not None else "over"


def _breached(clock: Clock, zone: tzinfo) -> str:
    due = f"was due {written(clock.breached_at, zone)}" if clock.breached_at else ""
    return (
        f"{due}; met late {written(clock.met_at, zone)}{_by(clock)}" if clock.met_at else f"{due}, and is not met yet"
    )


def _by(clock: Clock) -> str:
    return f" ({clock.met_by})" if clock.met_by else ""


def _counts(clock: Clock) -> bool:
    return not clock.intervals or clock.intervals[-1].counts


def _last(clock: Clock, zone: tzinfo) -> str:
    """Since when it has been as it is, and the reason where it stands still."""
    if not clock.intervals:
        return written(clock.started_at, zone) if clock.started_at else ""
    last = clock.intervals[-1]
    since = written(last.start, zone)
    return since if last.counts else f"{since}: {last.why.removeprefix('paused: ')}"
