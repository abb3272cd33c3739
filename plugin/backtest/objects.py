"""A backtest for programs: plain values for JSON. Instants in UTC with ``Z``, spans in minutes."""

from __future__ import annotations

from typing import Any

from plugin.backtest.sums import Sums
from workflows.explain import action_json, minutes
from workflows.record import to_text
from workflows.rehearsal import Rehearsed
from workflows.trial import CaseTrial, ClockChange


def case_json(candidate: str, case: CaseTrial) -> dict[str, Any]:
    """One case in which something differs."""
    return {
        "candidate": candidate,
        "key": case.key,
        "customer": case.customer,
        "severity": case.severity,
        "at": to_text(case.at),
        "clocks": [_clock(change) for change in case.clocks],
        "standing": [{"what": s.what, "before": s.before, "after": s.after} for s in case.standing],
        "acts": {
            "no_more": [_act(act) for act in case.doings.no_more],
            "new": [_act(act) for act in case.doings.new],
            "moved": [{**_act(after), "before": to_text(before.at)} for before, after in case.doings.moved],
        },
    }


def sums_json(candidate: str, sums: Sums, *, complete: bool) -> dict[str, Any]:
    """The last line of a candidate."""
    return {
        "candidate": candidate,
        "complete": complete,
        "cases": sums.cases,
        "different": len(sums.different),
        "breached": {name: {"present": sums.before[name], "candidate": sums.after[name]} for name in sums.before},
        "flips": [
            {"clock": name, "before": before, "after": after, "cases": number}
            for (name, before, after), number in sorted(sums.flips.items())
        ],
        "by_customer": [
            {"customer": customer, "severity": severity, "before": before, "after": after, "clocks": number}
            for (customer, severity, before, after), number in sorted(sums.by_customer.items())
        ],
        "acts": [{"clause": clause, "what": kind, "acts": n} for (clause, kind), n in sorted(sums.doings.items())],
    }


def _clock(change: ClockChange) -> dict[str, Any]:
    return {
        "name": change.name,
        "clause": change.clause,
        "before": change.before,
        "after": change.after,
        "flips": change.flips,
        "due_before": to_text(change.due_before) if change.due_before else None,
        "due_after": to_text(change.due_after) if change.due_after else None,
        "over_minutes": minutes(change.over),
    }


def _act(act: Rehearsed) -> dict[str, Any]:
    return {"at": to_text(act.at), **action_json(act.action)}
