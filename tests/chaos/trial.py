"""One scenario tried: the same acts in a calm world on virtual time and with real processes that are struck."""

from __future__ import annotations

import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from random import Random

from plugin.demo.time_machine import Unsettled
from plugin.embedded import EmbeddedRedis
from plugin.simulation.acts import Act
from plugin.simulation.judge import Difference, Stands, differences, stands
from plugin.simulation.world import World as Calm
from tests.chaos.disk import mounted
from tests.chaos.rounds import history, rounds
from tests.chaos.strikes import Kind
from tests.chaos.world import World


@dataclass(frozen=True, slots=True)
class Scenario:
    """``kinds`` strike ``strikes`` times at random while ``cases`` live ``acts`` each, and their end.

    ``pause``: seconds between two strikes on average; half of them wait until the last has been made up for.
    ``disk``: the data folder is a file system of its own, of so many MB (0: it is not).
    """

    name: str
    workers: int
    kinds: Sequence[Kind]
    strikes: int = 15
    pause: float = 3.0
    cases: int = 6
    acts: int = 3
    disk: int = 0


@dataclass(frozen=True, slots=True)
class Verdict:
    """What came of a scenario. ``checked``: once-only acts that were due; ``rest``: seconds from the end to rest."""

    name: str
    seed: int
    workers: int
    struck: Mapping[Kind, int]
    deliveries: int
    checked: int
    found: Sequence[Difference]
    rest: float
    seconds: float
    told: Sequence[str] = ()

    def count(self, *kinds: str) -> int:
        """How many differences there are of these kinds."""
        return sum(each.kind in kinds for each in self.found)


def tried(scenario: Scenario, seed: int) -> Verdict:
    """Play both worlds. Where careflow's log says more than lines, that is a difference too."""
    began = time.monotonic()
    acts = rounds(Random(seed), scenario.cases, scenario.acts)
    due = calm(acts)
    with data_folder(scenario.disk) as folder, World(folder, scenario.workers, Random(f"strikes {seed}")) as world:
        found: list[Difference] = []
        try:
            with world.strikes.at_random(scenario.kinds, scenario.pause, scenario.strikes):
                world.play(acts)
        except Unsettled as error:
            found.append(Difference("lost", "the queue", str(error)))
        ended = time.monotonic()
        found += [Difference("lost", "the queue", what) for what in world.come_to_rest()]
        rest = time.monotonic() - ended
        seen = stands(world.jira)
        # An email that was accepted and not recorded when something was killed goes again; so does no other act.
        excused = dict.fromkeys(due, world.strikes.struck.total())
        found += differences(seen, due, excused)
        found += [Difference("state", "the log", line) for line in tracebacks(world.up.said)]
        if world.strikes.ended:
            found.append(Difference("state", "careflow up", f"ended by itself {world.strikes.ended} times"))
        return Verdict(
            scenario.name,
            seed,
            scenario.workers,
            Counter(world.strikes.struck),
            sum(len(each.statuses) for each in world.jira.deliveries),
            acts_of(due),
            found,
            rest,
            time.monotonic() - began,
        )


def calm(acts: Sequence[Sequence[Act]]) -> dict[str, Stands]:
    """How cases stand where nothing goes wrong."""
    with tempfile.TemporaryDirectory() as folder, EmbeddedRedis(Path(folder)) as redis:
        world = Calm(redis.url, history(acts))
        world.play()
        return stands(world.jira)


def acts_of(due: Mapping[str, Stands]) -> int:
    """How many once-only acts there are."""
    return sum(len(moments) for case in due.values() for moments in (*case.acts.values(), *case.emails.values()))


def tracebacks(said: Path) -> Iterator[str]:
    """The last line of each traceback in a log: careflow tells of what goes wrong in lines."""
    lines = iter(said.read_text(errors="replace").splitlines())
    for line in lines:
        if line.startswith("Traceback"):
            yield next((last for last in lines if last and not last.startswith((" ", "Traceback"))), "a traceback")


@contextmanager
def data_folder(disk: int = 0) -> Iterator[Path]:
    """A folder for ``CAREFLOW_DATA_DIR``; with ``disk`` MB of its own. Raises CannotMount."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="careflow-chaos-")))
        if disk:
            stack.enter_context(mounted(folder, disk))
        yield folder
