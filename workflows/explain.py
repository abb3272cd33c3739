"""A decision in JSON, and in lines that a support lead can read and check.

The JSON is DESIGN's: instants in UTC with ``Z``, spans in minutes, every line with its clause.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields as fields_of
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Any
from zoneinfo import ZoneInfo

from workflows.actions import Action, Email, SetField, Tell
from workflows.case import Case
from workflows.decision import ApprovalStory, Clock, ClockState, Decision, Interval
from workflows.definitions import DEFINITIONS
from workflows.record import Witness, to_text
from workflows.switches import Switch

_IN_SHADOW = "[in shadow: as it would stand had careflow acted; nothing is written]"


def as_json(decision: Decision) -> dict[str, Any]:
    """The object of ``careflow explain --json`` and ``careflow reconcile --json``."""
    return {
        "key": decision.case.key,
        "mode": "shadow" if decision.in_shadow else "live",
        "at": to_text(decision.at),
        "judged_by": decision.judged_by,
        "switches": {clause: str(switch) for clause, switch in decision.switches.items()},
        "case": _case(decision),
        "clocks": [_clock(decision.case, clock) for clock in decision.clocks],
        "approval": _approval(decision.case, decision.approval),
        "actions": [action_json(action) for action in decision.actions],
        "shadow": _shadow(decision),
        "wake_at": _instant(decision.wake_at),
        "upcoming": [{"at": to_text(n.at), "what": n.what, "clause": n.clause} for n in decision.upcoming],
        "timeline": [
            {"at": to_text(e.at), "what": e.what, "clause": e.clause, "evidence": e.evidence, "by": e.by}
            for e in decision.timeline
        ],
        "remarks": [{"what": r.what, "clause": r.clause} for r in decision.remarks],
        "problems": list(decision.problems),
    }


def _shadow(decision: Decision) -> list[dict[str, Any]]:
    """What clauses in shadow would do now, and what they would have done, with when that was put down."""
    then = dict(decision.case.record.shadowed)
    now = [{**action_json(action), "put_down_at": _instant(then.pop(action.id, None))} for action in decision.shadow]
    before = [{"id": id_, "clause": id_.partition(" ")[0], "put_down_at": to_text(at)} for id_, at in then.items()]
    return [*before, *now]


def action_json(action: Action) -> dict[str, Any]:
    """One action: id, kind, clause, why, and what is its own."""
    own = {field.name: _plain(getattr(action, field.name)) for field in fields_of(action)}
    return {"id": action.id, "kind": action.kind, "clause": action.clause, "why": action.why, **own}


def minutes(span: timedelta | None) -> float | None:
    """A span in minutes; whole ones as whole numbers, seconds as a fraction."""
    if span is None:
        return None
    exact = span.total_seconds() / 60
    return int(exact) if exact == int(exact) else round(exact, 6)


def as_lines(decision: Decision, zone: str) -> Iterator[str]:
    """The case's story on one screen, with instants in the named zone."""
    tz = ZoneInfo(zone)
    case = decision.case
    yield f"{case.key}  {case.summary}" + (f"  {_IN_SHADOW}" if decision.in_shadow else "")
    yield f"  at {_local(decision.at, tz)} ({zone}): {decision.severity}, {decision.status}, SLA {decision.sla_state}"
    yield f"  judged by policy {decision.judged_by}, in force when it was opened (CAL-8)"
    yield f"  {decision.severity} means (SEV-8):"
    yield from ("    " + line for line in DEFINITIONS[decision.severity])
    yield ""
    yield "What happened"
    for event in decision.timeline:
        by = f" by {event.by}" if event.by else ""
        evidence = f" ({event.evidence})" if event.evidence else ""
        yield f"  {_local(event.at, tz)}  {event.clause:<7} {event.what}{by}{evidence}"
    yield ""
    yield "Clocks (time is counted as CAL-1 to CAL-7 say)"
    for clock in decision.clocks:
        yield from _clock_lines(clock, tz)
    yield ""
    yield f"Approval of Critical (SEV-3): {_approval_line(case, decision.approval, tz)}"
    yield ""
    yield "What holds"
    yield from (f"  {remark.clause:<7} {remark.what}" for remark in decision.remarks)
    yield ""
    yield "What would have been done since people last acted" if decision.in_shadow else "What is to be done now"
    for action in decision.actions:
        yield f"  {action.clause:<7} {action_line(action, tz)} — {action.why}"
    if not decision.actions:
        yield "  nothing"
    yield ""
    yield from _switch_lines(decision, tz)
    yield "What comes next"
    for item in decision.upcoming:
        yield f"  {_local(item.at, tz)}  {item.clause:<7} {item.what}"
    if not decision.upcoming:
        yield "  time alone changes nothing"
    if decision.problems:
        yield ""
        yield "What is in the way"
        yield from (f"  {problem}" for problem in decision.problems)


def _switch_lines(decision: Decision, tz: ZoneInfo) -> Iterator[str]:
    if not decision.switches:
        return
    for switch in Switch:
        clauses = [clause for clause, chosen in decision.switches.items() if chosen is switch]
        if clauses:
            yield f"Clauses {switch}: {', '.join(clauses)}"
    for clock in decision.shadow_clocks:
        yield from _clock_lines(clock, tz)
    for action in decision.shadow:
        yield f"  {action.clause:<7} would: {action_line(action, tz)} — {action.why}"
    yield ""


def _case(decision: Decision) -> dict[str, Any]:
    case = decision.case
    return {
        "id": case.id,
        "summary": case.summary,
        "status": decision.status,
        "jira_status": case.status,
        "severity": decision.severity,
        "sla_state": decision.sla_state,
        "opened_at": to_text(case.opened_at),
        "reporter": case.reporter,
        "assignee": case.assignee,
        "labels": sorted(case.labels),
        "fields": {name: _plain(value) for name, value in case.fields.items()},
    }


def _clock(case: Case, clock: Clock) -> dict[str, Any]:
    return {
        "name": clock.name,
        "clause": clock.clause,
        "table": clock.table,
        "severity": clock.severity,
        "why": clock.why,
        "target_minutes": minutes(clock.target),
        "started_at": _instant(clock.started_at),
        "due_at": _instant(clock.due_at),
        "state": clock.state,
        "met_at": _instant(clock.met_at),
        "met_by": clock.met_by,
        "breached_at": _instant(clock.breached_at),
        "elapsed_minutes": minutes(clock.elapsed) if clock.target else None,
        "remaining_minutes": minutes(clock.remaining),
        "missed_periods": clock.missed,
        "first_missed_at": _instant(clock.first_missed_at),
        "planned_release": {"day": clock.planned.day.isoformat(), "version": clock.planned.version}
        if clock.planned
        else None,
        "intervals": [_interval(interval) for interval in clock.intervals],
    }


def _interval(interval: Interval) -> dict[str, Any]:
    return {
        "from": to_text(interval.start),
        "to": to_text(interval.end),
        "counts": interval.counts,
        "why": interval.why,
    }


def _approval(case: Case, story: ApprovalStory) -> dict[str, Any]:
    return {
        "state": story.state,
        "asked_at": _instant(story.asked_at),
        "asked_by": story.asked_by,
        "asked_in": story.asked_in,
        "decided_at": _instant(story.decided_at),
        "decided_by": story.decided_by,
        "decided_in": story.decided_in,
        "in_place_of": story.in_place_of,
        "why": story.why,
        "clause": "SEV-3",
    }


def _approval_line(case: Case, story: ApprovalStory, tz: ZoneInfo) -> str:
    if story.asked_at is None:
        return "none"
    line = f"{story.state}; asked for by {case.name_of(story.asked_by)} at {_local(story.asked_at, tz)}"
    if story.decided_at:
        place = f" in place of {case.name_of(story.in_place_of)} (SEV-9)" if story.in_place_of else ""
        line += f"; {case.name_of(story.decided_by)}{place} at {_local(story.decided_at, tz)}"
    return f"{line}; {story.why}" if story.why else line


def _clock_lines(clock: Clock, tz: ZoneInfo) -> Iterator[str]:
    if clock.state is ClockState.NONE:
        yield f"  {clock.name:<12} {clock.clause:<7} none: {clock.why}"
        return
    parts = [f"target {_span(clock.target)}", f"elapsed {_span(clock.elapsed)}"]
    if clock.due_at:
        parts.append(f"due {_local(clock.due_at, tz)}")
    if clock.met_at:
        parts.append(f"met {_local(clock.met_at, tz)}")
    elif clock.remaining is not None:
        parts.append(f"left {_span(clock.remaining)}")
    if clock.missed:
        parts.append(f"{clock.missed} missed")
    yield f"  {clock.name:<12} {clock.clause:<7} {clock.state:<8} ({clock.why}) {', '.join(parts)}"
    for interval in clock.intervals:
        sign = "+" if interval.counts else " "
        length = _span(interval.end - interval.start)
        yield f"      {sign} {_local(interval.start, tz)} – {_local(interval.end, tz)}  {length:>9}  {interval.why}"


def action_line(action: Action, tz: tzinfo = UTC) -> str:
    """One action in words."""
    if isinstance(action, SetField):
        value = _local(action.value, tz) if isinstance(action.value, datetime) else action.value
        return f"{action.field} = {value or 'empty'}"
    reader = " in the reader's language (CON-3)" if isinstance(action, (Tell, Email)) else ""
    return f"{action.kind} {action.id.partition(' ')[2]}{reader}"


def _local(instant: datetime, tz: tzinfo) -> str:
    return instant.astimezone(tz).strftime("%a %Y-%m-%d %H:%M:%S")


def _span(span: timedelta | None) -> str:
    if span is None:
        return "–"
    seconds = round(abs(span).total_seconds())
    hours, rest = divmod(seconds, 3600)
    text = f"{hours}:{rest // 60:02}" + (f":{rest % 60:02}" if rest % 60 else "")
    return f"-{text}" if span < timedelta() else text


def _instant(at: datetime | None) -> str | None:
    return to_text(at) if at else None


def _plain(value: object) -> Any:
    if isinstance(value, datetime):
        return to_text(value)
    if isinstance(value, Mapping):
        return {str(k): _plain(v) for k, v in value.items()}
    if isinstance(value, (tuple, frozenset)):
        return [_plain(item) for item in value]
    if isinstance(value, Witness):
        return {"at": to_text(value.at), "by": value.by, "role": value.role, "meaning": value.meaning}
    return value
