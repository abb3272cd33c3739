"""SCO-1, OPN-4: who may report cases of a product, as ``authorized_reporters`` in app.yaml says."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Authorized:
    """Jira groups by name, and people by their Jira id (Cloud: accountId; Data Center: name)."""

    groups: tuple[str, ...] = ()
    people: frozenset[str] = frozenset()
