"""What a changed field leaves in the changelog."""

from __future__ import annotations

from typing import Any

from plugin.sandbox.fields import Field
from plugin.sandbox.issue import Item
from plugin.sandbox.shapes import Shapes


def items_of(spec: Field, before: Any, after: Any, shapes: Shapes) -> list[Item]:
    """The changelog's items for one field. Versions get one item for each that came or went (seen in payloads)."""
    if spec.id in ("fixVersions", "versions"):
        gone = [v for v in before or [] if v not in (after or [])]
        come = [v for v in after or [] if v not in (before or [])]
        return [Item(spec.log_name, spec.id, v.id, v.name, None, None) for v in gone] + [
            Item(spec.log_name, spec.id, None, None, v.id, v.name) for v in come
        ]
    # A custom field that is emptied ends at "" and not at null, where it began (Jira's own custom field types).
    nothing = ("", "") if spec.custom else (None, None)
    was = spec.kind.log(before, shapes) if before is not None else (None, None)
    now = spec.kind.log(after, shapes) if after is not None else nothing
    return [Item(spec.log_name, spec.id, was[0], was[1], now[0], now[1])]
