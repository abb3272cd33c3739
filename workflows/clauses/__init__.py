"""The clauses, one module each, in the one order in which they are asked.

A clause is a function ``verdict(facts) -> Verdict``: it returns what is to be done, because of what, and what time
alone will bring, and never acts. To add one, write its module and name it here.
"""

from __future__ import annotations

from collections.abc import Callable

from workflows.clauses import (
    allowance,
    approval,
    approval_reminders,
    channels,
    clock_rules,
    closing,
    code_change,
    consulting,
    contacts,
    dues,
    enhancement,
    evidence,
    exclusions,
    follow_up,
    intake,
    next_release,
    phone,
    reopening,
    reporters,
    requests_unclear,
    root_cause,
    routing,
    severity,
    solution,
    status_updates,
    triage,
    unsupported_version,
    warnings,
)
from workflows.decision import Verdict
from workflows.facts import Facts

Clause = Callable[[Facts], Verdict]

CLAUSES: tuple[Clause, ...] = (
    phone.verdict,
    contacts.verdict,
    clock_rules.verdict,
    triage.verdict,
    intake.verdict,
    severity.verdict,
    approval.verdict,
    approval_reminders.verdict,
    requests_unclear.verdict,
    channels.verdict,
    reporters.verdict,
    exclusions.verdict,
    consulting.verdict,
    allowance.verdict,
    enhancement.verdict,
    unsupported_version.verdict,
    code_change.verdict,
    routing.verdict,
    next_release.verdict,
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
