"""A flood: many times more deliveries than the workers can do, and what must stay small, stays small.

Each delivery is one that Jira made for a person's act, signed; it brings no news, so that every case must stand after
the flood as before it. Jira takes 50 ms for each request, as it does in life; time stands.
"""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from random import Random
from urllib.parse import urlsplit

from plugin import queueing
from plugin.sandbox import Fault
from plugin.sandbox.webhooks import Delivery
from plugin.simulation.acts import play
from plugin.simulation.judge import Difference, differences, stands
from tests.chaos.rounds import rounds
from tests.chaos.strikes import children
from tests.chaos.trial import Verdict, acts_of, data_folder
from tests.chaos.world import World
from tests.plugin.running import has_its_dues

_CASES = 60
_SENDERS, _EACH = 4, 100  # threads, deliveries a second of each
_SLOW = 0.05  # seconds
_FLAT = 1.1  # by which memory may grow in the last part of the flood
_RESULTS = 70  # seconds: RQ keeps its results for 60; memory of Redis is compared before and after they were there
_CONNECTIONS = 1.0  # MB that more connections of receiver and workers may take
_LOOK = 0.5


@dataclass(frozen=True, slots=True)
class Sample:
    """MB, but ``queued`` jobs; at so many seconds into the flood."""

    at: float
    queued: int
    receiver: float
    workers: float
    redis: float


class Flood:
    """Sends until it is stopped; ``answers`` counts statuses."""

    def __init__(self, world: World, random: Random) -> None:
        self.answers: Counter[int] = Counter()
        self._world = world
        self._over = threading.Event()
        letters = {each.body: each for each in world.jira.deliveries if _is_by_a_person(each)}
        self._letters = [(each.body, world.jira.webhooks.headers(each)) for each in letters.values()]
        self._random = random
        self._threads = [threading.Thread(target=self._send, name="flood") for _ in range(_SENDERS)]

    def __enter__(self) -> Flood:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        for thread in self._threads:
            thread.join()

    def _send(self) -> None:
        to = urlsplit(self._world.up.url)
        client = HTTPConnection(to.hostname or "", to.port, timeout=30)
        while not self._over.wait(1 / _EACH):
            body, headers = self._random.choice(self._letters)
            client.request("POST", to.path, body, headers)
            answer = client.getresponse()
            answer.read()
            self.answers[answer.status] += 1
        client.close()


def flooded(seed: int, workers: int = 2, seconds: float = 120) -> Verdict:
    """Let the flood come for so long."""
    began = time.monotonic()
    opened = [together[0] for together in rounds(Random(seed), _CASES, 0)[:_CASES]]
    with data_folder() as folder, World(folder, workers, Random(seed)) as world:
        for act in opened:
            play(act, world.jira, world.keys)
        world.steps.settle()
        due, before = stands(world.jira), _used(world)
        world.jira.faults.add(Fault(path="/rest/*", hang=_SLOW, count=10**9))
        with Flood(world, Random(seed)) as flood:
            samples, waited = _watched(world, seconds)
        ended = time.monotonic()
        found = [Difference("lost", "the queue", what) for what in world.come_to_rest()]
        rest = time.monotonic() - ended
        world.jira.faults.clear()
        found += differences(stands(world.jira), due)
        time.sleep(_RESULTS)
        after = _used(world)
        found += [Difference("state", "the flood", what) for what in _swollen(flood, samples, waited)]
        if after > before * _FLAT + _CONNECTIONS:
            found.append(Difference("state", "the flood", f"Redis grew from {before:.1f} to {after:.1f} MB"))
        return Verdict(
            "flood",
            seed,
            workers,
            {},
            flood.answers.total(),
            acts_of(due),
            found,
            rest,
            time.monotonic() - began,
            [*_told(flood, samples, waited, seconds), f"memory of Redis: {before:.1f} MB before, {after:.1f} MB after"],
        )


def _is_by_a_person(delivery: Delivery) -> bool:
    return delivery.event == "jira:issue_created"


def _watched(world: World, seconds: float) -> tuple[list[Sample], float]:
    """Samples, and for how long a case that was opened in the midst of the flood waited for its dues."""
    began = time.monotonic()
    key, opened, waited = "", 0.0, -1.0
    samples: list[Sample] = []
    while (at := time.monotonic() - began) < seconds:
        samples.append(_sample(world, at))
        if not key and at > seconds / 2:
            key, opened = world.jira.open_case("clara", "In the flood", {"Severity": "Critical"}), time.monotonic()
        if key and waited < 0 and has_its_dues(world.jira, key):
            waited = time.monotonic() - opened
        time.sleep(_LOOK)
    return samples, waited


def _sample(world: World, at: float) -> Sample:
    receiver, workers = world.up.parts("receiver"), world.up.parts("worker")
    return Sample(
        at,
        sum(queueing.standing(world.redis).queued.values()),
        sum(map(resident, [*receiver, *(child for pid in receiver for child in children(pid))])),
        sum(map(resident, workers)),
        _used(world),
    )


def _used(world: World) -> float:
    return int(world.redis.info("memory")["used_memory"]) / 1e6


def resident(pid: int) -> float:
    """MB of a process in memory; 0 where it has gone."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return 0.0
    return next((int(line.split()[1]) / 1e3 for line in lines if line.startswith("VmRSS")), 0.0)


def _swollen(flood: Flood, samples: list[Sample], waited: float) -> Iterator[str]:
    if set(flood.answers) != {202}:
        yield f"answers were {dict(flood.answers)}"
    if (most := max(each.queued for each in samples)) > _CASES + 2:
        yield f"{most} jobs were queued for {_CASES + 1} cases and the sweep"
    if waited < 0:
        yield "a Critical case that was opened in the flood had no dues at its end"
    early, late = _halves(samples)
    for name in ("receiver", "workers"):
        was, became = _mean(early, name), _mean(late, name)
        if became > was * _FLAT:
            yield f"memory of {name} grew from {was:.1f} to {became:.1f} MB"


def _halves(samples: list[Sample]) -> tuple[list[Sample], list[Sample]]:
    """The tenths in the middle and at the end."""
    part = max(1, len(samples) // 10)
    middle = len(samples) // 2
    return samples[middle : middle + part], samples[-part:]


def _mean(samples: list[Sample], name: str) -> float:
    return sum(float(getattr(each, name)) for each in samples) / len(samples)


def _told(flood: Flood, samples: list[Sample], waited: float, seconds: float) -> Iterator[str]:
    early, late = _halves(samples)
    yield f"{flood.answers.total() / seconds:.0f} deliveries/s for {seconds:.0f} s, answers {dict(flood.answers)}"
    yield f"at most {max(each.queued for each in samples)} jobs queued, for {_CASES} cases"
    yield f"a Critical case opened in the midst had its dues after {waited:.1f} s"
    yield f"memory of Redis: at most {max(each.redis for each in samples):.1f} MB"
    for name in ("receiver", "workers"):
        yield f"memory of {name}: {_mean(early, name):.1f} MB in the middle, {_mean(late, name):.1f} MB at the end"
