"""OPN-1: the channels are Community and phone around the clock, email, chat and the emergency phone.

A call is taken at any hour, but answered without limit only in business hours: those of the case's product and region
(CON-2). ``careflow explain`` and the texts that name a phone give them. OPN-6: premium tiers reach us at any hour for
Critical, by the emergency phone.
"""

from __future__ import annotations

from workflows import directory
from workflows.decision import Remark, Verdict
from workflows.facts import Facts
from workflows.terms import DEFAULT_REGION, Field


def verdict(facts: Facts) -> Verdict:
    """Nothing to do: what holds of phoning in this case (OPN-1), and of a premium tier's nights (OPN-6)."""
    hours, zone = phone_hours(facts)
    where = facts.case.text(Field.REGION) or DEFAULT_REGION
    now = "open now" if facts.support_hours.is_open(facts.now) else "closed now"
    remarks = [Remark(f"by phone we answer {hours} {zone} ({where}); {now}", "OPN-1")]
    if facts.premium:
        tier = facts.case.text(Field.TIER)
        remarks.append(Remark(f"{tier}: Critical cases are taken at any hour by the emergency phone", "OPN-6"))
    return Verdict(remarks=tuple(remarks))


def phone_hours(facts: Facts) -> tuple[str, str]:
    """The weekly hours as ``mon-fri 08:00-18:00, sat 09:00-12:00``, and the named zone that they are in."""
    return directory.phone_hours(facts.case, facts.policy)
