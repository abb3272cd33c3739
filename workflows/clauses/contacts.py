"""CON-1: the directory of Annex 1: per product and region phones, addresses, form or community; and OPN-3's chat.

Nothing to do here: the texts to the customer name the ways (``workflows.directory``), and ``explain`` prints them.
"""

from __future__ import annotations

from workflows.decision import Remark, Verdict
from workflows.directory import ways_to_reach
from workflows.facts import Facts
from workflows.terms import DEFAULT_REGION, Field


def verdict(facts: Facts) -> Verdict:
    """What the directory says for the case's product and region."""
    product = facts.case.text(Field.PRODUCT)
    ways = ways_to_reach(facts.case, facts.policy)
    form = " ".join(part for part in (ways["form"], ways["address"]) if part)
    chat = f"chat {ways['chat']}" if ways["chat"] else ""
    said = [part for part in (form, *ways["phones"].splitlines(), *ways["emails"].splitlines(), chat) if part]
    if product is None or not said:
        return Verdict()
    where = facts.case.text(Field.REGION) or DEFAULT_REGION
    return Verdict(remarks=(Remark(f"{product}, {where}: {'; '.join(said)}", "CON-1"),))
