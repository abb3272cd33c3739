"""The settings of a supervisor, handed on to the processes that it starts.

They do not read the files themselves: a part that died is started again with the settings that are in force, also while
an admin's app.yaml is wrong. By a pipe, since what is secret has no place among arguments.
"""

from __future__ import annotations

import pickle
from typing import IO

from plugin.settings import Settings

OPEN_BOARD = "open-board"
"""What the demo's supervisor tells its receiver beside: an argument, so that no setting can say it."""


class SupervisorGone(Exception):
    """It was killed before it had handed on everything: there is nobody left to work for."""


def hand_on(settings: Settings, to: IO[bytes]) -> None:
    """Write the settings, and close. Raises OSError where nobody reads any more."""
    with to:
        to.write(pickle.dumps(settings))


def handed_on(source: IO[bytes]) -> Settings:
    """The settings that the process that started this one wrote. Raises SupervisorGone."""
    try:
        found = pickle.load(source)  # noqa: S301 from our own supervisor, by a pipe that nobody else can write to
    except (EOFError, pickle.UnpicklingError):
        raise SupervisorGone from None
    if not isinstance(found, Settings):
        raise TypeError("what was handed on are no settings")
    return found
