"""The clauses, one module each, in the one order in which they are asked.

A clause is a function ``verdict(facts) -> Verdict``: it returns what is to be done, because of what, and what time
alone will bring, and never acts. To add one, write its module and name it here.
"""

from __future__ import annotations

from collections.abc import Callable

from workflows.clauses import (
    approval,
    approval_reminders,
    closing,
    code_change,
    dues,
    evidence,
    exclusions,
    follow_up,
    reopening,
    requests_unclear,
    root_cause,
    severity,
    solution,
    status_updates,
    triage,
    warnings,
)
from workflows.decision import Verdict
from workflows.facts import Facts

Clause = Callable[[Facts], Verdict]

CLAUSES: tuple[Clause, ...] = (
    triage.verdict,
    severity.verdict,
    approval.verdict,
    approval_reminders.verdict,
    requests_unclear.verdict,
    exclusions.verdict,
    code_change.verdict,
    dues.verdict,
    warnings.verdict,
    status_updates.verdict,
    root_cause.verdict,
    solution.verdict,
    follow_up.verdict,
    closing.verdict,
    reopening.verdict,
    evidence.verdict,
)
