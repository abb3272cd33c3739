"""OPN-3, OPN-6: a case that came by a channel which is not its own.

OPN-3: there is chat for Projectplace and Spigit only, and only in normal hours (the support hours of product and
region, at the moment when the case was opened). Another chat case keeps its clocks, and a note tells the agent the
right channels for its product, from the directory (CON-1), with the hours of the phone (OPN-1).

OPN-6: the emergency phone is for Critical cases of the premium tiers. A case of another tier or severity is flagged to
the dispatchers, internally; not while a request for Critical is under review.
"""

from __future__ import annotations

from collections.abc import Iterator

from workflows.actions import Note
from workflows.decision import Verdict
from workflows.directory import ways_to_reach
from workflows.facts import Facts
from workflows.products import Product
from workflows.statuses import SOLVED
from workflows.terms import DEFAULT_TIER, Channel, Field, Severity


def verdict(facts: Facts) -> Verdict:
    """The two notes, each once."""
    if facts.status in SOLVED:
        return Verdict()
    return Verdict(tuple(note for note in (*_chat(facts), *_emergency(facts)) if not facts.done(note.id)))


def _chat(facts: Facts) -> Iterator[Note]:
    name = facts.case.text(Field.PRODUCT)
    if facts.case.text(Field.CHANNEL) != Channel.CHAT or name is None:
        return
    product = facts.policy.products.get(name) or Product()
    in_hours = facts.support_hours.is_open(facts.case.opened_at)
    if product.chat and in_hours:
        return
    why = "it was opened outside normal hours" if product.chat else f"there is no chat for {name}"
    yield Note(
        f"OPN-3 chat {name}",
        "OPN-3",
        why,
        "chat_outside_hours" if product.chat else "chat_not_for_product",
        ("assignee",),
        {"product": name, **ways_to_reach(facts.case, facts.policy)},
    )


def _emergency(facts: Facts) -> Iterator[Note]:
    if facts.case.text(Field.CHANNEL) != Channel.EMERGENCY_PHONE:
        return
    severity, tier = facts.severities.now.severity, facts.case.text(Field.TIER) or DEFAULT_TIER
    asked = severity is Severity.CRITICAL or facts.severities.approval.state == "pending"
    if asked and facts.premium:
        return
    yield Note(
        "OPN-6 emergency phone",
        "OPN-6",
        f"the emergency phone is for Critical cases of premium tiers; this one is {severity}, {tier}",
        "emergency_phone",
        ("dispatchers",),
        {"severity": severity, "tier": tier, "tiers": ", ".join(sorted(facts.policy.premium_tiers))},
    )
