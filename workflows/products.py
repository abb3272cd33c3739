"""What the policy knows of each product: how it is opened, released, reached (SCO-4, OPN-3 to OPN-5, UPD-1, CON-1)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from workflows.terms import Field


class Rhythm(StrEnum):
    """UPD-1: how often a product is released."""

    CONTINUOUS = "continuous"
    MONTHLY = "monthly"
    TWICE_A_MONTH = "twice_a_month"
    EVERY_TWO_WEEKS = "every_two_weeks"
    EVERY_THREE_WEEKS = "every_three_weeks"


@dataclass(frozen=True, slots=True)
class Cadence:
    """UPD-1: a rhythm; ``anchor`` is the date of one release, from which the others are counted (``release_dates``)."""

    rhythm: Rhythm
    anchor: date = date(2026, 1, 1)


@dataclass(frozen=True, slots=True)
class Contact:
    """CON-1: how Customer Care is reached for a product in a region, with the source's own figures."""

    phones: Mapping[str, str] = field(default_factory=dict)  # place → number
    emails: tuple[str, ...] = ()
    form: str = ""  # how a case is opened, as the source calls it
    address: str = ""  # where that is, if the source says so


@dataclass(frozen=True, slots=True)
class Product:
    """One product. ``chat``: where to chat, None where there is no chat (OPN-3)."""

    cadence: Cadence | None = None
    multi_tenant: bool = False  # SCO-4: only the latest version is supported
    designated_only: bool = False  # OPN-4
    required: tuple[Field, ...] = ()  # OPN-5: fields that its form asks for
    chat: str | None = None
    version_prefix: str = ""  # empty: the product's name
    groups: tuple[str, ...] = ()  # the Jira groups of its consultants; empty: the agents'
    contacts: Mapping[str, Contact] = field(default_factory=dict)  # region → contact


FORM = (Field.CASE_TYPE, Field.SEVERITY, Field.INSTANCE)  # OPN-5: what Planview's forms ask for (silent)


def planviews() -> dict[str, Product]:
    """Planview's own products, as ``field_maps/products.yaml`` ships them."""
    monthly = Cadence(Rhythm.MONTHLY)
    continuous = Cadence(Rhythm.CONTINUOUS)
    three_weeks = Cadence(Rhythm.EVERY_THREE_WEEKS)
    return {
        "Enterprise One": Product(monthly, designated_only=True),
        "PPM Pro": Product(monthly, designated_only=True),
        "Projectplace": Product(continuous, multi_tenant=True, required=FORM, chat="https://lc.chat/now/8700631/"),
        "LeanKit": Product(continuous, multi_tenant=True, required=FORM),
        "Spigit": Product(
            Cadence(Rhythm.TWICE_A_MONTH), multi_tenant=True, designated_only=True, chat="in the product"
        ),
        "Daptiv": Product(Cadence(Rhythm.EVERY_TWO_WEEKS), required=FORM),
        "Barometer": Product(three_weeks, required=FORM),
        "Changepoint": Product(monthly, designated_only=True),
        "Clarizen": Product(three_weeks, designated_only=True),
    }


def is_version_of(version: str, product: str, products: Mapping[str, Product]) -> bool:
    """Whether a Jira version belongs to a product: its name begins with the product's (or its ``version_prefix``).

    Whole words, capitals aside; of two products whose names both fit, the longer has it.
    """
    fitting = [name for name, known in products.items() if _begins(version, known.version_prefix or name)]
    longest = max(fitting, key=lambda name: len(products[name].version_prefix or name), default=None)
    return longest == product if longest else _begins(version, product)


def contact_for(product: Product, region: str) -> Contact | None:
    """CON-1: the contact of a region; what the directory gives once holds everywhere, as its hours do (CON-2)."""
    only = next(iter(product.contacts.values())) if len(product.contacts) == 1 else None
    return product.contacts.get(region, only)


def _begins(version: str, prefix: str) -> bool:
    rest = version[len(prefix) :]
    return version[: len(prefix)].casefold() == prefix.casefold() and not rest[:1].isalpha()
