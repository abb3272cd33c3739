"""What people do, in rounds: in each, every case has its next act, and between two rounds everything comes to rest.

So people find each case as they would in a calm world, whatever was killed meanwhile: the same human acts, in both.
What runs at once, and is struck, are the cases of one round.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import zip_longest
from random import Random

from plugin.simulation.acts import Act, seeded

_BETWEEN = 0.2  # minutes between two acts of a round
_SOON, _DAY = 5.0, 30 * 60.0  # minutes between two rounds, at least and at most


def rounds(random: Random, cases: int, acts: int) -> list[list[Act]]:
    """Rounds of the lives that ``plugin.simulation.acts`` makes; each opening has a round of its own.

    Who is opened first gets the first of the agents (OPN-2), and two workers would take two cases in any order.
    """
    history = seeded(random, cases, acts)
    lives = [[act for act in history if act.case == case] for case in range(1, cases + 1)]
    openings = [[life[0]] for life in lives]
    others = [[act for act in together if act] for together in zip_longest(*(life[1:] for life in lives))]
    made, minute = [], 0.0
    for together in (*openings, *others):
        made.append([replace(act, minute=round(minute + _BETWEEN * at, 2)) for at, act in enumerate(together)])
        minute = made[-1][-1].minute + random.choice((random.uniform(_SOON, 90), random.uniform(90, _DAY)))
    return made


def history(made: Sequence[Sequence[Act]]) -> list[Act]:
    """All acts, in the order of time."""
    return [act for together in made for act in together]
