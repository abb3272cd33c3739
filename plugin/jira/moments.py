"""Instants as Jira spells them, in and out.

REST answers say ``2026-11-23T10:00:00.000+0000``; the changelog of a date-time field says it in other ways too
(``2026-11-23T10:00:00.0+0000``, ``23/Nov/26 10:00 AM``, milliseconds since 1970), by version and settings.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta, tzinfo
from email.utils import parsedate_to_datetime

_ISO = re.compile(
    r"(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?\s*(Z|[+-]\d\d(?::?\d\d)?)?", re.IGNORECASE
)
_MILLISECONDS = re.compile(r"\d{12,14}")
# Jira's default "complete date/time format", dd/MMM/yy h:mm a, and what admins make of it
# (confluence.atlassian.com/adminjiraserver, "Configuring the look and feel").
_DISPLAYED = (
    "%d/%b/%y %I:%M %p",
    "%d/%b/%Y %I:%M %p",
    "%d/%b/%y %H:%M",
    "%d/%b/%Y %H:%M",
    "%d %b %Y %H:%M",
    "%d/%m/%Y %H:%M",
    "%b %d, %Y, %I:%M %p",
)


def instant(text: object, zone: tzinfo = UTC) -> datetime | None:
    """The instant in UTC that ``text`` names, or None. ``zone`` is for the ways of writing that bear none."""
    if not isinstance(text, str):
        return None
    stripped = text.strip()
    try:
        if _MILLISECONDS.fullmatch(stripped):
            return datetime.fromtimestamp(0, UTC) + timedelta(milliseconds=int(stripped))
        return (_iso(stripped, zone) or _displayed(stripped, zone)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def local_date(text: object) -> date | None:
    """A date without a zone (a version's ``releaseDate``); None where there is none, or none that can be read."""
    try:
        return date.fromisoformat(str(text or "")[:10])
    except ValueError:
        return None


def _iso(text: str, zone: tzinfo) -> datetime | None:
    match = _ISO.fullmatch(text)
    if match is None:
        return None
    day, minute, second, fraction, offset = match.groups()
    plain = datetime.fromisoformat(f"{day}T{minute}:{second or '00'}.{(fraction or '0')[:6].ljust(6, '0')}")
    if offset is None:
        return plain.replace(tzinfo=zone)
    if offset in "Zz":
        return plain.replace(tzinfo=UTC)
    digits = offset[1:].replace(":", "").ljust(4, "0")
    return datetime.fromisoformat(f"{plain.isoformat()}{offset[0]}{digits[:2]}:{digits[2:]}")


def _displayed(text: str, zone: tzinfo) -> datetime:
    for form in _DISPLAYED:
        try:
            return datetime.strptime(text, form).replace(tzinfo=zone)
        except ValueError:
            continue
    raise ValueError(text)


def stamp(moment: datetime) -> str:
    """What Jira takes for a date-time field; it refuses ``+00:00`` and missing fractions (pycontribs/jira#1358)."""
    utc = moment.astimezone(UTC)
    return f"{utc:%Y-%m-%dT%H:%M:%S}.{utc.microsecond // 1000:03d}+0000"


def http_date(text: str | None) -> datetime | None:
    """The instant of a ``Date`` header, in whole seconds; None where there is none or it is none."""
    if not text:
        return None
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError):
        return None
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)


def seconds_until(retry_after: str | None, date: datetime | None) -> float | None:
    """The wait that a ``Retry-After`` asks for: seconds, or a date counted from the answer's own ``Date``.

    None where it is missing or says nothing (Data Center sends 0 while tokens remain: FACTS 4).
    """
    if not retry_after:
        return None
    if re.fullmatch(r"\s*\d{1,12}(\.\d*)?\s*", retry_after):
        return float(retry_after)
    until = http_date(retry_after)
    if until is None or date is None:
        return None
    return max(0.0, (until - date).total_seconds())
