"""CON-1, OPN-1, OPN-3: how Customer Care is reached for a case: Annex 1's directory, the chat, and the phone's hours.

By the case's present product and region. What the directory gives for one region only holds in every region, as the
hours of these products do (CON-2).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from workflows.calendars import hours_of, zone_of
from workflows.case import Case
from workflows.policy import Policy
from workflows.products import Contact, Product, contact_for
from workflows.terms import DEFAULT_REGION, Field
from workflows.weekly_hours import WEEKDAYS

Window = tuple[str, str]


def contact_of(case: Case, policy: Policy) -> Contact:
    """The directory's entry; an empty one where it has none."""
    return contact_for(_product_of(case, policy), case.text(Field.REGION) or DEFAULT_REGION) or Contact()


def ways_to_reach(case: Case, policy: Policy) -> dict[str, str]:
    """The facts of ``contacts.txt.j2``: phones and emails one a line, the rest empty where there is none."""
    contact, product = contact_of(case, policy), _product_of(case, policy)
    hours, zone = phone_hours(case, policy)
    return {
        "phones": "\n".join(f"{place}: {number}" for place, number in contact.phones.items()),
        "emails": "\n".join(contact.emails),
        "form": contact.form,
        "address": contact.address,
        "chat": product.chat or "",
        "hours": hours,
        "hours_zone": zone,
    }


def phone_hours(case: Case, policy: Policy) -> tuple[str, str]:
    """The weekly hours as ``mon-fri 08:00-18:00, sat 09:00-12:00``, and the named zone that they are in (OPN-1)."""
    hours = hours_of(policy, case.text(Field.PRODUCT))
    week = [(day, tuple(hours.windows.get(day, ()))) for day in WEEKDAYS]
    return ", ".join(_stretches(week)), hours.zone or zone_of(policy, case.text(Field.REGION))


def _product_of(case: Case, policy: Policy) -> Product:
    """What the policy knows of the case's product; nothing, where it has none."""
    return policy.products.get(case.text(Field.PRODUCT) or "", Product())


def _stretches(week: Sequence[tuple[str, tuple[Window, ...]]]) -> Iterator[str]:
    """Days in a row that have the same windows, as one."""
    at = 0
    while at < len(week):
        first, windows = week[at]
        last = at
        while last + 1 < len(week) and week[last + 1][1] == windows:
            last += 1
        if windows:
            days = first if last == at else f"{first}-{week[last][0]}"
            yield " ".join([days, *(f"{opens}-{closes}" for opens, closes in windows)])
        at = last + 1
