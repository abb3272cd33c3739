"""What Jira refused on open cases, and what stands in the way of it now."""

from __future__ import annotations

from collections.abc import Iterator

from plugin.configuration_errors import folded
from plugin.doctor.findings import Finding, counted, fails, ok
from plugin.doctor.installation import Installation
from plugin.field_map import Kind
from workflows.clauses.follow_up import EMAIL
from workflows.record import Refusal, to_text
from workflows.terms import Field

_CASES, _ALONE = 1000, 20  # the cases changed last; on Data Center each is a request
_LINES = 20
_NOTHING = (
    "nothing that doctor sees stands in the way now; should it come again, look for an automation, a validator or a "
    "field context that undoes it"
)


def refused(it: Installation) -> Iterator[Finding]:
    """Case, field, value, Jira's words, and the mend."""
    looked = found = 0
    for case, record in it.jira.records(it.unfinished(), _CASES, _ALONE):
        looked += 1
        for refusal in record.refused.values():
            found += 1
            if found <= _LINES:
                yield fails(_line(case, refusal), _mend(it, case, refusal))
    if found > _LINES:
        yield fails(f"{found - _LINES} more refusals", "begin with those above: the reason may be the same")
    if not found:
        which = "open case" if looked < _CASES and it.server.cloud else "open case that was changed last"
        yield ok(f"Jira refused nothing on {counted(looked, which, which.replace('case', 'cases'))}")


def _line(case: str, refusal: Refusal) -> str:
    value = f" = {refusal.value}" if refusal.value and refusal.what != EMAIL else ""
    return f"{case}: Jira refused {refusal.what}{value} at {to_text(refusal.at)}: {refusal.reason}"


def _mend(it: Installation, case: str, refusal: Refusal) -> str:
    """By what is found now, not by Jira's words: they differ by version and language (STYLE 13)."""
    again = "; it is tried again a day after the refusal"
    if refusal.what == EMAIL:
        return "Jira settings ▸ System ▸ Outgoing mail: switch it on; and see that the reporter has an address" + again
    if refusal.what == Field.STATUS:
        return f"see jira.transitions: the workflow must let our account move {case} to {refusal.value}" + again
    try:
        field = Field(refusal.what)
    except ValueError:
        return "see what Jira says" + again
    return (_in_the_way(it, case, field, refusal.value) or _NOTHING) + again


def _in_the_way(it: Installation, case: str, field: Field, value: str) -> str:
    where = it.jira.fields().where(field)
    name = it.map.name_of(field)
    if where is None:
        return f"see jira.fields: {name} is not in this Jira, or of another type"
    shown = it.screen(case)
    if where.id not in shown:
        project = case.rpartition("-")[0]
        return f"put {name} on the edit screen (project {project} ▸ Project settings ▸ Screens)"
    if it.map.kind(field) is Kind.SELECT and where.kind == "option" and value:
        there = {folded(option) for option in shown[where.id]}
        if not there & {folded(spelling) for spelling in it.map.spellings(field, value)}:
            return f"add the option {value} (Custom fields ▸ {name} ▸ Options)"
    return ""
