"""A share of ``make chaos``: real processes are killed at work, and every case stands as where nothing goes wrong."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest

from plugin.simulation.judge import differences, stands
from tests.chaos.rounds import rounds
from tests.chaos.strikes import Kind
from tests.chaos.trial import acts_of, calm, tracebacks
from tests.chaos.world import World


@pytest.mark.timeout(300)  # patient: two recoveries on a machine that does much else
def test_whatever_is_killed_at_work_comes_back_and_no_act_is_lost_or_doubled(tmp_path: Path) -> None:
    random = Random(14)
    acts = rounds(random, cases=2, acts=0)
    due = calm(acts)
    with World(tmp_path, 2, random) as world:
        # Three at once: the lease of a killed worker is ten seconds, and is waited for once.
        strikes = [[Kind.SUPERVISOR], [Kind.WORKER, Kind.RECEIVER, Kind.REDIS]]

        def meanwhile() -> None:
            for kind in strikes.pop() if strikes else ():
                world.strikes.strike(kind)

        world.play(acts, meanwhile)
        assert world.come_to_rest() == []
        assert world.strikes.struck.total() == 4
        assert acts_of(due) > 0
        assert differences(stands(world.jira), due, dict.fromkeys(due, 4)) == []
        assert list(tracebacks(world.up.said)) == []
        assert world.up.end() == 0
