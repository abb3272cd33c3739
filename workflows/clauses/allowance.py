"""SCO-3: custom reports, configuration and self-installations get one hour of help in all per instance.

The work logged on such cases (``Support Scope``) is added up over all cases of the ``Instance``, closed ones and other
products' too. At 80 % the assignee is told in an internal note. Once it is used up each open case of the instance,
those opened later at once, is ``Billable``, bears the label ``consulting`` and loses its assignee, once: whoever takes
it afterwards stays; the customer is told once.

When work logs are deleted or shortened so that some is left again, or the case's scope or instance turns out another,
what careflow made billable is as it was before, and leaves consulting's queue. The customer was told otherwise:
nothing is told twice, so an internal note leaves it to people to say so. A closed case is left as it is; work logged
on it counts for the others.
"""

from __future__ import annotations

from collections.abc import Iterator

from workflows.actions import Action, Note, Tell
from workflows.allowance import Used, counted_since, instance_of, used
from workflows.case import Change
from workflows.clauses.fields import wanted
from workflows.clauses.labels import labelled, unlabelled
from workflows.clauses.scope_signs import FUNCTIONAL, of_scope
from workflows.decision import Remark, Verdict
from workflows.facts import Facts
from workflows.record import to_text
from workflows.surroundings import Need
from workflows.terms import YES, Field, Role

CLAUSE = "SCO-3"
LABEL = "consulting"  # SCO-2's: the filter of it is Consulting's queue


def verdict(facts: Facts) -> Verdict:
    """The warning, the hand-over, or what takes it back."""
    if instance_of(facts.case, facts.policy) is None:
        return Verdict(() if facts.closed else tuple(_taken_back(facts, None)))
    spent = used(facts.case, facts.policy)
    if spent is None:
        return Verdict(needs=frozenset({Need.WORK_LOGGED}))
    remarks = (Remark(str(spent), CLAUSE),)
    if facts.closed:
        return Verdict(remarks=remarks)
    actions = _handed_over(facts, spent) if spent.up else (*_taken_back(facts, spent), *_warning(facts, spent))
    return Verdict(tuple(actions), remarks=remarks)


def is_used_up(facts: Facts) -> bool:
    """Whether the case belongs to Consulting by this clause, as far as is known."""
    spent = used(facts.case, facts.policy)
    return spent is not None and spent.up


def _handed_over(facts: Facts, spent: Used) -> Iterator[Action]:
    why = str(spent)
    yield from wanted(facts, Field.BILLABLE, YES, CLAUSE, why)
    if not of_scope(facts.case, FUNCTIONAL):  # else SCO-2 hands it over
        yield from labelled(facts, LABEL, CLAUSE, why)
        if not _is_consultings(facts, spent):
            yield from wanted(facts, Field.ASSIGNEE, None, CLAUSE, why)
    minutes, limit = spent.minutes
    portal = facts.policy.support_portal
    told = Tell(
        f"{CLAUSE} told",
        CLAUSE,
        why,
        "allowance_used_up",
        facts.customer_facts(instance=spent.instance, minutes=minutes, limit=limit, portal=portal),
    )
    if not facts.done(told.id):
        yield told


def _is_consultings(facts: Facts, spent: Used) -> bool:
    """Whether the assignee is of Consulting, or was decided on by somebody since the case was handed over.

    Once we have emptied the assignee it is not done again, even if other work logs use the allowance up now.
    """
    case = facts.case
    if case.assignee is not None and Role.CONSULTING in case.roles(case.assignee):
        return True
    assigned = [change for change in case.changes if change.field is Field.ASSIGNEE]
    by_people = [c.at for c in assigned if c.by != case.own_account]  # ours (OPN-2) is nobody's decision
    billed = _made_billable(facts)
    emptied = [
        c.at for c in assigned if c.by == case.own_account and c.after is None and billed and c.at >= billed[0].at
    ]
    if emptied:
        return any(at >= emptied[0] for at in by_people)
    return spent.since is not None and any(at > spent.since and at >= counted_since(case) for at in by_people)


def _warning(facts: Facts, spent: Used) -> Iterator[Action]:
    if spent.percent < spent.rules.warn_at or _made_billable(facts):
        return
    minutes, limit = spent.minutes
    note = Note(
        f"{CLAUSE} {spent.rules.warn_at} %",
        CLAUSE,
        str(spent),
        "allowance_warning",
        ("assignee",),
        {"instance": spent.instance, "minutes": minutes, "limit": limit, "percent": str(spent.percent)},
    )
    if not facts.done(note.id):
        yield note


def _made_billable(facts: Facts) -> list[Change]:
    """Whenever we made the case billable."""
    case = facts.case
    return [c for c in case.changes if c.field is Field.BILLABLE and c.by == case.own_account and c.after == YES]


def _taken_back(facts: Facts, spent: Used | None) -> Iterator[Action]:
    """Only what we did and nobody has touched since; the history shows both, so it is done once."""
    if not _made_billable(facts):
        return
    made = _made_billable(facts)[-1]
    newest = next(c for c in reversed(facts.case.changes) if c.field is Field.BILLABLE)
    why = str(spent) if spent else "the case counts on no instance's allowance any more"
    if newest is made:
        yield from wanted(facts, Field.BILLABLE, made.before, CLAUSE, why)
        if not of_scope(facts.case, FUNCTIONAL):
            yield from unlabelled(facts, LABEL, CLAUSE, why)
    elif newest.by != facts.case.own_account:  # somebody has decided otherwise since
        return
    minutes, limit = spent.minutes if spent else ("", "")
    note = Note(
        f"{CLAUSE} not billable · {to_text(made.at)}",
        CLAUSE,
        why,
        "allowance_left",
        ("assignee",),
        {"minutes": minutes, "limit": limit, "instance": spent.instance if spent else ""},
    )
    if not facts.done(note.id):
        yield note
