"""Who may look, as ``board`` in app.yaml says: the one place that knows the ways in."""

from __future__ import annotations

from redis import Redis

from plugin.board.access import Access, Closed
from plugin.settings import Settings


def access_by(settings: Settings, connection: Redis) -> Access:
    """Closed, or by signing in."""
    if not settings.board.is_open:
        return Closed()
    # Imported here: where the board is closed, nobody pays for it.
    from plugin.board.sign_in.access import BySignIn
    from plugin.board.sign_in.pages import pages

    return BySignIn(settings, connection, pages)
