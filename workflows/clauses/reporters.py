"""SCO-1, OPN-4: cases are reported by a designated administrator or an authorized user.

Silent: a reporter who is in no group or list of ``authorized_reporters`` for the product (where app.yaml has one) gets
one public answer that names what to do, and the dispatchers one internal note; the case is not closed by itself. OPN-4
is the clause for the products that designated administrators alone open cases for: Enterprise One, PPM Pro, Spigit,
Changepoint and Clarizen. Staff may report for anybody.
"""

from __future__ import annotations

from workflows.actions import Note, Tell
from workflows.authorized import Authorized
from workflows.case import Case
from workflows.decision import Remark, Verdict
from workflows.facts import Facts
from workflows.surroundings import Need
from workflows.terms import Field


def verdict(facts: Facts) -> Verdict:
    """The answer and the note, each once, whatever becomes of the product or the list later."""
    product = facts.case.text(Field.PRODUCT) or ""
    listed = facts.policy.authorized_reporters.get(product)
    if listed is None or facts.closed or not _is_judged(facts.case):
        return Verdict()
    if facts.case.reporter in listed.people:
        return Verdict()
    if listed.groups and facts.case.around.reporter_groups is None:
        return Verdict(needs=frozenset({Need.REPORTER_GROUPS}))
    return Verdict() if _is_member(facts.case, listed) else _answered(facts, product)


def _is_judged(case: Case) -> bool:
    reporter = case.reporter
    return reporter is not None and reporter != case.own_account and not case.is_staff(reporter)


def _is_member(case: Case, listed: Authorized) -> bool:
    return bool((case.around.reporter_groups or frozenset()) & set(listed.groups))


def _answered(facts: Facts, product: str) -> Verdict:
    known = facts.policy.products.get(product)
    designated = known is not None and known.designated_only
    clause = "OPN-4" if designated else "SCO-1"
    reporter = facts.case.name_of(facts.case.reporter)
    why = f"{reporter} is no authorized reporter for {product}"
    tell = Tell(
        f"{clause} told",
        clause,
        why,
        "not_authorized",
        facts.customer_facts(product=product, designated="yes" if designated else ""),
    )
    note = Note(
        f"{clause} dispatchers",
        clause,
        why,
        "not_authorized",
        ("dispatchers",),
        {"reporter": reporter, "product": product, "designated": "yes" if designated else ""},
    )
    missing = tuple(action for action in (tell, note) if not _is_done(facts, action.id))
    return Verdict(missing, remarks=(Remark(why, clause),))


def _is_done(facts: Facts, act_id: str) -> bool:
    what = act_id.split()[1]
    return any(facts.done(f"{clause} {what}") for clause in ("SCO-1", "OPN-4"))
