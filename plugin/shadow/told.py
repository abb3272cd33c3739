"""What is new of a rehearsal: a worker tells each act once, the command line what has come since people last acted."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from redis import Redis

from plugin import queueing
from workflows.actions import SetField
from workflows.record import to_text
from workflows.rehearsal import Rehearsal, Rehearsed
from workflows.terms import Field


class Memory(Protocol):
    """Knows what of a case has been told before."""

    def new(self, key: str, rehearsal: Rehearsal) -> tuple[Rehearsed, ...]:
        """The acts that have not been told yet."""

    def keep(self, key: str, rehearsal: Rehearsal, updated: datetime) -> None:
        """All acts have been told, of a case as Jira had it at ``updated``."""


class Latest:
    """Remembers nothing: new is the answer to what people did last, and what time has brought since."""

    def new(self, key: str, rehearsal: Rehearsal) -> tuple[Rehearsed, ...]:
        """The latest acts."""
        del key
        return rehearsal.latest

    def keep(self, key: str, rehearsal: Rehearsal, updated: datetime) -> None:
        """Nothing is put down."""


class Told:
    """Remembers in Redis, for all workers. Of a case that it does not know the latest acts are new."""

    def __init__(self, connection: Redis) -> None:
        self._connection = connection

    def new(self, key: str, rehearsal: Rehearsal) -> tuple[Rehearsed, ...]:
        """The acts that no worker has told of."""
        known = queueing.rehearsed(self._connection, key)
        if known is None:
            return rehearsal.latest
        return tuple(act for act in rehearsal.seen if _mark(act) not in known)

    def keep(self, key: str, rehearsal: Rehearsal, updated: datetime) -> None:
        """Put down all of them, and when to look again unless people do something before."""
        queueing.remember_rehearsed(self._connection, key, map(_mark, rehearsal.seen))
        settled = queueing.Settled(updated, rehearsal.wake_at, rehearsal.decision.case.stands_alone)
        queueing.remember_settled(self._connection, key, settled, queueing.SHADOW)


def _mark(act: Rehearsed) -> str:
    """Whom careflow would assign changes with what everybody has: that it would is told once (OPN-2)."""
    action = act.action
    assigns = isinstance(action, SetField) and action.field is Field.ASSIGNEE
    return f"{to_text(act.at)} {action.id.partition(' = ')[0] if assigns else action.id}"
