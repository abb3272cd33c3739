"""The workflow has the statuses of the policy, and lets careflow make the moves that the policy asks for."""

from __future__ import annotations

from collections.abc import Iterator

from plugin.doctor.findings import Finding, NotNow, enumerated, fails, ok, warning
from plugin.doctor.installation import Installation
from workflows.statuses import MOVES
from workflows.terms import Status


def statuses(it: Installation) -> Iterator[Finding]:
    """Every status of the policy is in each project under one of its names; the others are named."""
    for project in it.projects:
        there = it.statuses(project)
        meant = {it.map.status(name) for name in there if it.map.knows_status(name)}
        lacking = [status for status in Status if status not in meant]
        unknown = [name for name in there if not it.map.knows_status(name)]
        if lacking:
            yield fails(
                f"project {project} has no status for {enumerated(lacking)}; it has {enumerated(there)}",
                "add it to the project's workflow, or name the status that means it in field_maps/statuses.yaml",
            )
        if unknown:
            yield warning(
                f"statuses of {project} that count as In Progress: {enumerated(unknown)}",
                "name each in field_maps/statuses.yaml, under In Progress too if that is meant",
            )
        if not lacking and not unknown:
            yield ok(f"project {project}: {enumerated(there)}")


def transitions(it: Installation) -> Iterator[Finding]:
    """From the status of a case that is in it, a transition leads wherever careflow may have to move it."""
    looked: list[str] = []
    faults: list[Finding] = []
    for project in it.projects:
        for name in it.statuses(project):
            wanted = _moves_from(it.map.status(name))
            case = it.case_in(project, name) if wanted else None
            if case is None:
                continue
            looked.append(f"{name} ({case})")
            faults += _missing(it, case, name, wanted)
    if not looked:
        raise NotNow("there is no case yet to look at", "open one, and say: careflow doctor")
    yield from faults or [ok(f"every move is open from {enumerated(looked)}")]


def _missing(it: Installation, case: str, name: str, wanted: dict[Status, str]) -> Iterator[Finding]:
    offered = it.jira.transitions(case)
    reachable = {it.map.status(to) for to in offered}
    for to, clauses in wanted.items():
        if to not in reachable:
            leads = f"it leads to {enumerated(dict.fromkeys(offered))}" if offered else "it leads nowhere"
            yield fails(
                f"{case} in {name}: no transition to {to} for our account ({clauses}); {leads}",
                f"add one to the workflow, from {name} to {it.map.jira_statuses(to)[0]}, without a screen with "
                "required fields and without a condition that keeps our account out; or grant Transition issues",
            )


def _moves_from(status: Status) -> dict[Status, str]:
    """Where our hand may move a case from ``status``, with the clauses."""
    found: dict[Status, dict[str, None]] = {}
    for (before, _), (after, clause) in MOVES.items():
        if before is status:
            found.setdefault(after, {})[clause] = None
    return {after: ", ".join(clauses) for after, clauses in found.items()}
