"""One seed tried: its acts in a world in which nothing goes wrong, then in one in which much does, and a verdict.

Beside the two worlds being alike, nothing may be left in the queue, and what the calm one promised is counted again by
``plugin.report.recompute``, which has none of careflow's code: both worlds would be wrong alike if clocks were.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import groupby
from random import Random

from plugin.jira import MemoryCache
from plugin.report.recompute import recompute
from plugin.report.statement import statement
from plugin.simulation import acts as people
from plugin.simulation import plan as faults
from plugin.simulation.acts import Act
from plugin.simulation.judge import LATEST, SOON, Difference, Stands, differences, stands
from plugin.simulation.plan import PROMPT, Fault, Kind, Thing
from plugin.simulation.world import Circumstances, Spinning, World
from plugin.workbench import gateway, reconciler
from workflows.decision import Decision
from workflows.period import Period


@dataclass(frozen=True, slots=True)
class Seed:
    """What a trial is made from: the same numbers are the same trial."""

    number: int
    cases: int = 3
    acts: int = 6
    around: Circumstances = field(default_factory=Circumstances)

    def history(self) -> list[Act]:
        """What people do."""
        return people.seeded(Random(self.number), self.cases, self.acts)

    def plan(self, calm: World) -> list[Fault]:
        """What goes wrong, of all that a calm world had to strike."""
        return faults.seeded(Random(f"faults of {self.number}"), calm.strikes.counted)


@dataclass(frozen=True, slots=True)
class Verdict:
    """``checked``: the once-only acts (comments, notes, emails) that were due; ``struck``: faults, by kind.

    ``overtaken``: how many of the acts were idle before careflow could do them; ``found``: what is wrong; ``at_fault``:
    the cases that it is about.
    """

    seed: Seed
    history: Sequence[Act]
    plan: Sequence[Fault]
    requests: int
    checked: int
    struck: Mapping[Kind, int]
    found: Sequence[Difference]
    trace: str
    overtaken: int = 0
    at_fault: Sequence[int] = ()

    def count(self, kind: str) -> int:
        """How many differences there are of a kind."""
        return sum(each.kind == kind for each in self.found)


def tried(redis_url: str, seed: Seed) -> Verdict:
    """Play both worlds on the Redis at ``redis_url``, which is emptied."""
    history = seed.history()
    calm = World(redis_url, history, around=seed.around)
    calm.play()
    return held_against(redis_url, seed, history, seed.plan(calm), calm)


def held_against(
    redis_url: str, seed: Seed, history: Sequence[Act], plan: Sequence[Fault], calm: World | None = None
) -> Verdict:
    """Play a history under a plan, beside the calm world of the same history."""
    if calm is None:
        calm = World(redis_url, history, around=seed.around)
        calm.play()
    due = stands(calm.jira)
    found = [*_left(calm), *_miscounted(calm)]
    struck = World(redis_url, history, plan, seed.around)
    try:
        struck.play()
    except Spinning as error:
        found.append(Difference("state", "all cases", str(error)))
    else:
        latest = SOON if set(struck.strikes.struck) <= PROMPT else LATEST
        found += [*differences(stands(struck.jira), due, struck.wire.excused, latest), *_left(struck)]
    trace = calm.wire.trace.hexdigest() + struck.wire.trace.hexdigest()
    requests = sum(world.strikes.counted[thing] for world in (calm, struck) for thing in (Thing.READ, Thing.WRITE))
    wrong = [each for each in found if each.kind != "overtaken"]
    wrong_cases = {each.case for each in wrong}
    return Verdict(
        seed,
        history,
        plan,
        requests,
        checked=_acts_of(due),
        struck=struck.strikes.struck,
        found=wrong,
        trace=trace,
        overtaken=len(found) - len(wrong),
        at_fault=[case for case, key in calm.keys.items() if key in wrong_cases],
    )


def _acts_of(due: Mapping[str, Stands]) -> int:
    return sum(len(moments) for case in due.values() for kept in (case.acts, case.emails) for moments in kept.values())


def _left(world: World) -> Iterator[Difference]:
    for what in world.left():
        yield Difference("lost", "the queue", what)


def _miscounted(world: World) -> Iterator[Difference]:
    """What an independent count of every clock's time says otherwise."""
    reader = gateway(world.settings, MemoryCache(), opens=world.wire.session())
    path = reconciler(world.settings, reader)
    readings = [reader.read(key) for key in world.jira.keys]
    judged = sorted((path.judge(each.case, each.now) for each in readings), key=_reporter)
    first, last = people.START.date(), world.jira.now().date() + timedelta(days=1)
    for name, decisions in groupby(judged, key=_reporter):
        made = statement(name, [*decisions], world.settings, Period(first, last))
        for wrong in recompute(made):
            yield Difference("state", name, wrong)
    reader.close()


def _reporter(decision: Decision) -> str:
    return decision.case.reporter or ""


def total(verdicts: Sequence[Verdict]) -> Counter[Kind]:
    """The faults of all trials, by kind."""
    return sum((Counter(verdict.struck) for verdict in verdicts), Counter())
