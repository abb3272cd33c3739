"""CLO-1, UPD-3 in rehearsal: when the release of a fix version would have been seen.

Jira keeps the date of a release, not its moment. A release that was witnessed was seen then; any other counts from the
opening of the support hours on its date, or from when somebody named the version on the case, if that was later. One
without a date is not seen: nobody can say when it came out.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from workflows.calendars import support_hours
from workflows.case import Case, FixVersion
from workflows.policy import Policy
from workflows.terms import Field


def seen_by(at: datetime, versions: tuple[FixVersion, ...], case: Case, policy: Policy) -> tuple[FixVersion, ...]:
    """``versions`` with those released that would have been seen to be by ``at``."""
    moments = ((version, seen_at(version, case, policy)) for version in versions)
    return tuple(replace(version, released=seen is not None and seen <= at) for version, seen in moments)


def sightings(versions: tuple[FixVersion, ...], case: Case, policy: Policy) -> Iterator[datetime]:
    """When those of ``versions`` that are out would have been seen to be."""
    moments = (seen_at(version, case, policy) for version in versions)
    return (seen for seen in moments if seen is not None)


def seen_at(version: FixVersion, case: Case, policy: Policy) -> datetime | None:
    """When the release of a version would have been seen; None for one that is not out, or without a date."""
    witness = case.record.witnessed.get(version.evidence)
    if witness is not None:
        return witness.at
    if not version.released or version.release_date is None:
        return None
    hours = support_hours(policy, case.text(Field.PRODUCT), case.text(Field.REGION))
    day = hours.business_day_after(version.release_date, 0)
    return max(hours.opening(day), version.since or case.opened_at)
