"""Who is signed in, in Redis: a session ends when it is not used for a while, after a whole while, or when it is ended.

Two keys for each, of which Redis forgets one after ``idle`` unless it is used, the other after ``longest`` in any case;
both must be there. So no clock is compared, and a Redis that is flushed has signed everybody out.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import timedelta

from redis import Redis

from plugin.board.access import Viewer
from plugin.board.sign_in import secret_values

_WHOSE = "careflow:board:session:"
_AWAKE = "careflow:board:awake:"


@dataclass(frozen=True, slots=True)
class Sessions:
    """``way``: by what people came in; a session that was begun in another way holds no longer (settings changed)."""

    connection: Redis
    idle: timedelta
    longest: timedelta
    way: str

    def begin(self, viewer: Viewer) -> str:
        """A new session; its value, for the cookie. Never one that the browser brought along (session fixation)."""
        value = secret_values.new()
        named = secret_values.digest(value)
        said = json.dumps({"id": viewer.id, "name": viewer.name, "way": self.way})
        pipe = self.connection.pipeline()
        pipe.set(_WHOSE + named, said, px=self.longest)
        pipe.set(_AWAKE + named, 1, px=self.idle)
        pipe.execute()
        return value

    def whose(self, value: str, *, used: bool = True) -> Viewer | None:
        """Who it is; None where there is no such session (any more). ``used``: by a person, so that it stays awake."""
        named = secret_values.digest(value)
        pipe = self.connection.pipeline()
        pipe.get(_WHOSE + named)
        pipe.set(_AWAKE + named, 1, px=self.idle, xx=True) if used else pipe.exists(_AWAKE + named)
        said, awake = pipe.execute()
        if not said or not awake:
            return None
        known = json.loads(said)
        return Viewer(known["id"], known["name"]) if known["way"] == self.way else None

    def end(self, value: str) -> None:
        """It opens nothing any more."""
        named = secret_values.digest(value)
        self.connection.delete(_WHOSE + named, _AWAKE + named)
