"""Our own writing comes back as deliveries, and brings no news: the case was decided on as it is after it.

A delivery by our account about a case that runs, or that we have just written to, wakes nobody (``WAKE`` in
``scripts``). That costs no certainty: what Jira did otherwise than we asked, the sweep finds as it finds a lost event.
"""

from __future__ import annotations

from datetime import timedelta

from redis import Redis

OWN = "careflow:own"
WROTE = "careflow:wrote:"
_COMES_BACK = timedelta(seconds=60)  # Jira delivers within 30 s (FACTS 1.1); what comes later is looked at


def remember_written(connection: Redis, key: str, account: str) -> None:
    """A case was written to by our account, and stands as it was wanted."""
    with connection.pipeline(transaction=False) as pipe:
        pipe.set(OWN, account)
        pipe.set(WROTE + key, 1, ex=_COMES_BACK)
        pipe.execute()
