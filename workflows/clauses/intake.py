"""OPN-5, OPN-7: what a case still lacks when it is opened.

OPN-7: a case without a case type carries the label ``needs-case-type``, one without a product ``needs-product``, so
that the dispatchers see and complete it (OPN-2); the label goes once somebody sets the field. The case types, each
with its description, stand in ``field_maps/case_types.yaml``.

OPN-5: Projectplace, LeanKit, Barometer and Daptiv are opened by a form of their own. What it asks for (``required`` in
``field_maps/products.yaml``) and a case lacks, whatever way it came, is asked of the customer once, all in one message.
"""

from __future__ import annotations

from collections.abc import Iterator

from workflows.actions import Action, SetLabel, Tell
from workflows.decision import Verdict
from workflows.facts import Facts
from workflows.statuses import SOLVED
from workflows.terms import Field

LABELS = {Field.CASE_TYPE: ("OPN-7", "needs-case-type"), Field.PRODUCT: ("OPN-2", "needs-product")}


def verdict(facts: Facts) -> Verdict:
    """The labels on, or off again, and the one question to the customer."""
    return Verdict((*_labels(facts), *_asked(facts)))


def is_set(facts: Facts, field: Field) -> bool:
    """Whether somebody has set a field; a severity that a comment asked for is set (SEV-2)."""
    if field is Field.SEVERITY:
        return facts.severities.now.set_by_hand
    return field in facts.case.fields


def _labels(facts: Facts) -> Iterator[Action]:
    for field, (clause, label) in LABELS.items():
        lacks, present = not is_set(facts, field), label in facts.case.labels
        if lacks and not present and not facts.closed:
            yield SetLabel(f"{clause} {label} on", clause, f"{field} is not set", label, present=True)
        elif present and not lacks:
            yield SetLabel(f"{clause} {label} off", clause, f"{field} is set", label, present=False)


def _asked(facts: Facts) -> Iterator[Action]:
    product = facts.case.text(Field.PRODUCT)
    known = facts.policy.products.get(product) if product else None
    lacking = [field for field in known.required if not is_set(facts, field)] if known else []
    if not product or not lacking or facts.status in SOLVED:
        return
    tell = Tell(
        f"OPN-5 asked {product}",
        "OPN-5",
        f"the form of {product} asks for {', '.join(lacking)}",
        "form_incomplete",
        facts.customer_facts(product=product, fields="\n".join(lacking)),
    )
    if not facts.done(tell.id):
        yield tell
