"""A share of ``make chaos``: real processes are killed at work, and every case stands as where nothing goes wrong."""

from __future__ import annotations

from pathlib import Path
from random import Random

from plugin.simulation.judge import differences, stands
from tests.chaos.rounds import rounds
from tests.chaos.strikes import Kind
from tests.chaos.trial import acts_of, calm, tracebacks
from tests.chaos.world import World


def test_who_kills_worker_receiver_and_redis_at_work_loses_no_act_and_doubles_none(tmp_path: Path) -> None:
    random = Random(14)
    acts = rounds(random, cases=2, acts=0)
    due = calm(acts)
    with World(tmp_path, 2, random) as world:
        kinds = [Kind.REDIS, Kind.RECEIVER, Kind.WORKER]

        def strike_all() -> None:  # at once: the lease of a killed worker is ten seconds, and is waited for once
            while kinds:
                world.strikes.strike(kinds.pop())

        world.play(acts, meanwhile=strike_all)
        assert world.come_to_rest() == []
        assert not kinds
        assert acts_of(due) > 0
        assert differences(stands(world.jira), due, dict.fromkeys(due, world.strikes.struck.total())) == []
        assert list(tracebacks(world.up.said)) == []
        assert world.up.end() == 0
