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
    """UPD-1: a rhythm; ``anchor`` is the date of one release, from which the others are counted."""

    rhythm: Rhythm
    anchor: date = date(2026, 1, 5)


@dataclass(frozen=True, slots=True)
class Contact:
    """CON-1: how Customer Care is reached for a product in a region, with the source's own figures."""

    phones: Mapping[str, str] = field(default_factory=dict)  # place → number
    emails: tuple[str, ...] = ()
    form: str = ""  # how a case is opened: an address, or what the source calls it


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


def planviews() -> dict[str, Product]:
    """Planview's own products, as ``field_maps/products.yaml`` ships them."""
    return {
        "Enterprise One": Product(designated_only=True),
        "PPM Pro": Product(designated_only=True),
        "Projectplace": Product(multi_tenant=True),
        "LeanKit": Product(multi_tenant=True),
        "Spigit": Product(multi_tenant=True, designated_only=True),
        "Daptiv": Product(),
        "Barometer": Product(),
        "Changepoint": Product(designated_only=True),
        "Clarizen": Product(designated_only=True),
    }
