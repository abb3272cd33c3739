"""How instants and spans are written on the pages."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, tzinfo

from markupsafe import Markup, escape

from workflows.record import to_text


def instant(at: datetime | None, zone: tzinfo = UTC) -> Markup:
    """A ``<time>`` in a zone, to the second where it has any: ``Thu 26 Nov 14:05``; a dash for None."""
    if at is None:
        return Markup("–")
    return Markup('<time datetime="{}">{}</time>').format(to_text(at), written(at, zone))


def written(at: datetime, zone: tzinfo = UTC) -> str:
    """The same as plain text."""
    local = at.astimezone(zone)
    return local.strftime("%a %d %b %Y %H:%M") + (local.strftime(":%S") if local.second else "")


def span(length: timedelta | None) -> str:
    """Hours, minutes and seconds, exactly: ``1:30 h``, ``0:00:05 h``; below zero with a minus; a dash for None."""
    if length is None:
        return "–"
    seconds = round(abs(length).total_seconds())
    hours, rest = divmod(seconds, 3600)
    text = f"{hours}:{rest // 60:02}" + (f":{rest % 60:02}" if rest % 60 else "") + " h"
    return f"−{text}" if length < timedelta() else text


def roughly(length: timedelta | None) -> str:
    """A span at a glance, of two units at most: ``3 d 4 h``, ``25 min``; a dash for None."""
    if length is None:
        return "–"
    minutes = int(abs(length).total_seconds() // 60)
    days, rest = divmod(minutes, 24 * 60)
    hours, left = divmod(rest, 60)
    parts = [f"{days} d"] * bool(days) + [f"{hours} h"] * bool(hours) + [f"{left} min"] * bool(left and not days)
    text = " ".join(parts[:2]) or "under a minute"
    return f"−{text}" if length < timedelta() else text


def coded(text: str) -> Markup:
    """Words in which what is to be typed stands between backticks."""
    code = Markup("<code>{}</code>")
    parts = enumerate(text.split("`"))
    return Markup("").join(code.format(part) if number % 2 else escape(part) for number, part in parts)
