"""SCO-4: a product's versions among the project's, in the order in which they came out, and which are supported.

Supported are the latest release and the one before; of a multi-tenant product only the latest. Silent: a case is judged
by what had come out by the day it was opened, in the zone of its region, so that an update released meanwhile takes no
promise away; only where it names a version that came out later (the customer has updated since) does everything
released count.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from workflows.case import Case
from workflows.policy import Policy
from workflows.products import is_version_of
from workflows.surroundings import Version
from workflows.terms import DEFAULT_REGION, Field

_DIGITS = re.compile(r"(\d+)")


@dataclass(frozen=True, slots=True)
class Unsupported:
    """The newest version that a case names, and those that are supported instead, newest first."""

    version: str
    supported: tuple[str, ...]


def of_product(versions: Iterable[Version], product: str, policy: Policy) -> tuple[Version, ...]:
    """The versions of one product, by release date, then name; those without a date come first."""
    found = [version for version in versions if is_version_of(version.name, product, policy.products)]
    return tuple(sorted(found, key=lambda v: (v.release_date or date.min, _natural(v.name))))


def are_lacking(case: Case) -> bool:
    """Whether nothing can be said of the versions that the case names before the project's are known."""
    return bool(case.affects and case.text(Field.PRODUCT)) and case.around.versions is None


def unsupported(case: Case, policy: Policy) -> Unsupported | None:
    """SCO-4: what the case says of its version, where that is out of support.

    A case that names several is out of support when all of them are. None too where there is nothing to judge: no
    product, no version of it, or one that is not released.
    """
    product, versions = case.text(Field.PRODUCT), case.around.versions
    if product is None or versions is None:
        return None
    named = [version for version in of_product(versions, product, policy) if version.name in case.affects]
    if not named or not all(version.released for version in named):
        return None
    supported = _supported(of_product(versions, product, policy), named, case, policy)
    if any(version in supported for version in named):
        return None
    return Unsupported(named[-1].name, tuple(version.name for version in reversed(supported)))


def _supported(versions: tuple[Version, ...], named: list[Version], case: Case, policy: Policy) -> tuple[Version, ...]:
    releases = [version for version in versions if version.released]
    opened = _day_of_opening(case, policy)
    if all(_was_out(version, opened) for version in named):
        releases = [version for version in releases if _was_out(version, opened)]
    product = policy.products.get(case.text(Field.PRODUCT) or "")
    return tuple(releases[-1:] if product and product.multi_tenant else releases[-2:])


def _was_out(version: Version, day: date) -> bool:
    return version.release_date is None or version.release_date <= day


def _day_of_opening(case: Case, policy: Policy) -> date:
    region = policy.regions.get(case.text(Field.REGION) or DEFAULT_REGION)
    return case.opened_at.astimezone(ZoneInfo(region.zone if region else "UTC")).date()


def _natural(name: str) -> tuple[str | int, ...]:
    """2026.10 comes after 2026.9."""
    return tuple(int(part) if n % 2 else part.casefold() for n, part in enumerate(_DIGITS.split(name)))
