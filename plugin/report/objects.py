"""The report as one JSON object. README documents every key. Instants in UTC, spans in minutes, parts of 1."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from plugin.report.definitions import DEFINITIONS
from workflows.compliance import DIMENSIONS, Entry, Outcome, tallied
from workflows.decision import ApprovalStory
from workflows.explain import minutes
from workflows.record import to_text
from workflows.report import Report
from workflows.terms import ClockName


def report_json(report: Report) -> dict[str, Any]:
    """Everything that is added up, each number with the keys behind it."""
    return {
        "from": report.period.first.isoformat(),
        "to": report.period.last.isoformat(),
        "until": to_text(report.until) if report.until else None,
        "complete": report.complete,
        "definitions": dict(DEFINITIONS),
        "cases": [case.key for case in report.cases],
        "opened": [case.key for case in report.opened],
        "unread": list(report.unread),
        "clocks": [_clock(report, name) for name in ClockName],
        "cells": _cells(report),
        "breaches": [_breach(entry) for entry in report.breaches],
        "approvals": [{"key": r.case.key, **_review(r.story), "took_minutes": minutes(r.took)} for r in report.reviews],
        "follow_ups": [{"key": f.case.key, "number": f.number, "at": to_text(f.at)} for f in report.follow_ups],
        "closings": [
            {"key": c.key, "at": to_text(c.closed_at) if c.closed_at else None, "clause": c.closed_under or None}
            for c in report.closed
        ],
        "solutions": [
            {"key": s.case.key, "at": to_text(s.at), "reopened_at": to_text(s.reopened_at) if s.reopened_at else None}
            for s in report.solutions
        ],
        "reopen_rate": report.reopen_rate,
        "root_cause_due": [_breach(entry) for entry in report.root_causes],
    }


def _clock(report: Report, name: ClockName) -> dict[str, Any]:
    entries = [entry for entry in report.entries if entry.clock.name is name]
    of_clock = tallied(entries).get(())
    return {
        "clock": name,
        "compliance": of_clock.compliance if of_clock else None,
        **{outcome.name.lower(): _keys(e for e in entries if e.outcome is outcome) for outcome in Outcome},
        "missed_periods": sum(entry.clock.missed for entry in entries),
    }


def _cells(report: Report) -> list[dict[str, Any]]:
    """What was decided, by everything that it is told by."""
    decided = (entry for entry in report.entries if entry.decided)
    return [
        {**dict(zip(DIMENSIONS, key, strict=True)), "met": _keys(tally.met), "breached": _keys(tally.breached)}
        for key, tally in sorted(tallied(decided, *DIMENSIONS).items())
    ]


def _keys(entries: Iterable[Entry]) -> list[str]:
    return [entry.case.key for entry in entries]


def _breach(entry: Entry) -> dict[str, Any]:
    clock = entry.clock
    return {
        "key": entry.case.key,
        "clock": clock.name,
        "clause": clock.clause,
        "severity": entry.severity,
        "target_minutes": minutes(clock.target),
        "due_at": to_text(clock.due_at) if clock.due_at else None,
        "breached_at": to_text(entry.decided_at) if entry.decided_at else None,
        "met_at": to_text(clock.met_at) if clock.met_at else None,
        "late_minutes": minutes(entry.late_by),
        "missed_periods": clock.missed,
    }


def _review(story: ApprovalStory) -> dict[str, Any]:
    return {
        "state": story.state,
        "asked_at": to_text(story.asked_at) if story.asked_at else None,
        "asked_by": story.asked_by,
        "decided_at": to_text(story.decided_at) if story.decided_at else None,
        "decided_by": story.decided_by,
        "in_place_of": story.in_place_of,
        "why": story.why,
    }
