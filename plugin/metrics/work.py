"""What is counted of a worker's doings: reconciles, acts on cases, requests to Jira."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from plugin.jira.session import Call
from plugin.metrics.catalogue import (
    ACTIONS,
    BREACHES,
    JIRA_REQUESTS,
    JIRA_SECONDS,
    RATE_LIMITED,
    RECONCILE_SECONDS,
    RECONCILES,
    WARNINGS,
    Metric,
    Run,
)
from plugin.metrics.counting import Counts
from workflows.actions import Action, Note
from workflows.decision import Decision
from workflows.terms import ClockName

# The notes that say so, by the name of their text, and the clock where the note's facts do not name it.
_SAYS: Mapping[str, tuple[Metric, ClockName | None]] = {
    "breach": (BREACHES, None),
    "update_missed": (BREACHES, ClockName.COMMUNICATE),
    "warning": (WARNINGS, None),
    "update_reminder": (WARNINGS, ClockName.COMMUNICATE),
    "root_cause_reminder": (WARNINGS, ClockName.ROOT_CAUSE),
}


@dataclass(frozen=True, slots=True)
class Observer:
    """Told by jobs, the reconciler and the gateway what they did."""

    counts: Counts

    def ran(self, outcome: Run, seconds: float) -> None:
        """A case was looked at."""
        self.counts.add(RECONCILES, outcome)
        self.counts.observe(RECONCILE_SECONDS, seconds)

    def acted(self, action: Action, decision: Decision) -> None:
        """An action of a decision was carried out. Each breach and warning has one note, so it is counted once."""
        self.counts.add(ACTIONS, action.kind, action.clause)
        if isinstance(action, Note) and action.text in _SAYS:
            metric, clock = _SAYS[action.text]
            name = clock or action.facts["clock"]
            severity = next((c.severity for c in decision.clocks if c.name == name and c.severity), decision.severity)
            self.counts.add(metric, name, severity)

    def called(self, call: Call) -> None:
        """Jira was asked something."""
        status = call.outcome if call.status is None else str(call.status)
        self.counts.add(JIRA_REQUESTS, call.method, call.endpoint, status)
        self.counts.observe(JIRA_SECONDS, call.seconds, call.method, call.endpoint)
        if call.scope:
            self.counts.add(RATE_LIMITED, call.scope)
