"""The comparison as programs read it: an object for each case, and one for the sums. README documents every key."""

from __future__ import annotations

from typing import Any

from workflows.agreement import Agreement, CaseAgreement, Sum, Window
from workflows.contrary import Contrary
from workflows.counterpart import Compared, Outcome
from workflows.doings import sentence
from workflows.explain import action_json, minutes
from workflows.record import to_text
from workflows.switches import Switch


def case_json(one: CaseAgreement) -> dict[str, Any]:
    """One case: every act in the window with its counterpart, and what people did against the policy."""
    return {
        "key": one.case.key,
        "summary": one.case.summary,
        "zone": one.zone,
        "judged_by": one.rehearsal.decision.judged_by,
        "until": to_text(one.rehearsal.until),
        "broken_off": one.rehearsal.broken_off,
        "acts": [_act(act, one) for act in one.acts],
        "against": [_against(contrary, one) for contrary in one.contrary],
        "problems": list(one.rehearsal.decision.problems),
    }


def _act(compared: Compared, one: CaseAgreement) -> dict[str, Any]:
    found = compared.found
    people = {
        "at": to_text(found.at) if found.at else None,
        "by": found.by or None,
        "what": found.what,
        "later_minutes": minutes(compared.later),
    }
    return {
        "day": one.day_of(compared.act.at).isoformat(),
        "at": to_text(compared.act.at),
        "outcome": found.outcome,
        "people": people if found.what else None,
        **action_json(compared.act.action),
    }


def _against(contrary: Contrary, one: CaseAgreement) -> dict[str, Any]:
    return {
        "day": one.day_of(contrary.at).isoformat(),
        "at": to_text(contrary.at),
        "clause": contrary.clause,
        "kind": contrary.kind,
        "by": contrary.by,
        "what": contrary.what,
    }


def sums_json(agreement: Agreement, window: Window, chosen: dict[str, Switch], *, complete: bool) -> dict[str, Any]:
    """The last object. ``chosen``: ``clauses`` of the app.yaml that switches on what both agreed on."""
    order = agreement.in_order()
    days = sorted(agreement.days.items(), key=lambda row: (row[0][0], order.index(row[0][1])))
    return {
        "from": window.first.isoformat() if window.first else None,
        "to": window.last.isoformat() if window.last else None,
        "cases": agreement.cases,
        "complete": complete,
        "days": [{"day": day.isoformat(), "clause": clause, **_sum(found)} for (day, clause), found in days],
        "clauses": [_clause(agreement, clause) for clause in order],
        "agreed": list(agreement.agreed),
        "app_yaml": {"mode": "live", "clauses": {name: str(switch) for name, switch in chosen.items()}}
        if agreement.agreed
        else None,
    }


def _clause(agreement: Agreement, clause: str) -> dict[str, Any]:
    doings = sorted(agreement.doings.get(clause, {}).items())
    return {
        "clause": clause,
        **_sum(agreement.clauses[clause]),
        "agreed": agreement.clauses[clause].agreed,
        "readings": list(agreement.readings(clause)),
        "doings": [
            {
                "reading": sentence(doing, tally),
                "would": tally.acts,
                "cases": tally.cases,
                **{outcome: tally.outcomes[outcome] for outcome in Outcome},
                "met_afterwards": tally.met,
                "target_fell_away": tally.lapsed,
                "later_minutes": minutes(tally.later),
            }
            for doing, tally in doings
        ],
    }


def _sum(found: Sum) -> dict[str, Any]:
    return {
        "would": found.would,
        **{outcome: found.outcomes[outcome] for outcome in Outcome},
        "against": found.contrary,
        "some_cases": list(found.keys),
    }
