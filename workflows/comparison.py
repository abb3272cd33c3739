"""CAL-8: the verdict of the policy in force, and that of another version beside it. For people, and as JSON."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from workflows.actions import Action
from workflows.decision import Clock, ClockState, Decision
from workflows.explain import action_line, as_json

_WIDTH = 34


def compared_json(decision: Decision, other: Decision) -> dict[str, Any]:
    """The object of ``careflow explain --json``, with the whole of the other verdict as ``compared_with``."""
    return {**as_json(decision), "compared_with": as_json(other)}


def compared_lines(decision: Decision, other: Decision, zone: str) -> Iterator[str]:
    """Both verdicts side by side; ``*`` marks what differs. Instants in the named zone."""
    tz = ZoneInfo(zone)
    yield f"Judged anew, for comparison only (CAL-8): {other.judged_by} beside {decision.judged_by}, which is in force"
    yield _row(" ", "", decision.judged_by, other.judged_by)
    for name, one, two in _pairs(decision, other, tz):
        yield _row(" " if one == two else "*", name, one, two)
    for first, second in ((decision, other), (other, decision)):
        for action in _lacking(first.actions, second.actions):
            yield f"  to be done only by {first.judged_by}: {action.clause} {action_line(action, tz)}"


def _pairs(decision: Decision, other: Decision, tz: ZoneInfo) -> Iterator[tuple[str, str, str]]:
    yield "severity", decision.severity, other.severity
    yield "status", decision.status, other.status
    yield "SLA State", decision.sla_state, other.sla_state
    for one, two in zip(decision.clocks, other.clocks, strict=True):
        yield one.name, _clock(one, tz), _clock(two, tz)
    yield "approval", decision.approval.state, other.approval.state
    yield "looks again", _instant(decision.wake_at, tz), _instant(other.wake_at, tz)


def _clock(clock: Clock, tz: ZoneInfo) -> str:
    if clock.state is ClockState.NONE:
        return "none"
    moment = clock.met_at or clock.due_at
    word = "met" if clock.met_at else "due"
    if clock.met_at and clock.state is ClockState.MET:
        return f"met {_instant(moment, tz)}"
    return f"{clock.state}, {word} {_instant(moment, tz)}" if moment else str(clock.state)


def _instant(at: datetime | None, tz: ZoneInfo) -> str:
    return at.astimezone(tz).strftime("%Y-%m-%d %H:%M:%S") if at else "–"


def _row(mark: str, name: str, one: str, two: str) -> str:
    return f"{mark} {name:<12} {one:<{_WIDTH}} {two}".rstrip()


def _lacking(actions: tuple[Action, ...], others: tuple[Action, ...]) -> Iterator[Action]:
    known = {action.id for action in others}
    return (action for action in actions if action.id not in known)
