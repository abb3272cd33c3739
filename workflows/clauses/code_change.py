"""SLO-3: a required code change takes the restore target away (and for SLO-N Major the resolve target), and says so."""

from __future__ import annotations

from workflows.actions import Note
from workflows.clocks import exclusion, table_of
from workflows.decision import ClockState, Verdict
from workflows.facts import Facts
from workflows.milestones import code_change_since
from workflows.product_versions import unsupported
from workflows.record import to_text
from workflows.terms import ClockName


def verdict(facts: Facts) -> Verdict:
    """An internal note, once for each time that ``Code Change Required`` was set."""
    since = code_change_since(facts.case)
    if since is None or facts.closed or exclusion(facts.case, facts.policy) or unsupported(facts.case, facts.policy):
        return Verdict()
    table = table_of(facts.case, facts.policy)
    targets = facts.policy.targets.get(table, {}).get(facts.severities.now.severity, {}) if table else {}
    removed = [
        name
        for name in (ClockName.RESTORE, ClockName.RESOLVE)
        if name in targets and targets[name].no_code_change and facts.clock(name).state is ClockState.NONE
    ]
    if not removed:
        return Verdict()
    note = Note(
        f"SLO-3 code change {to_text(since)}",
        "SLO-3",
        "Code Change Required is Yes",
        "restore_target_removed",
        ("assignee",),
        {"clocks": ", ".join(removed)},
    )
    return Verdict(() if facts.done(note.id) else (note,))
