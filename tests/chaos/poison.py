"""Poison: a case that fails whenever it is read is left alone, shown, holds nobody up, and is taken up again."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from random import Random

import requests

from plugin import queueing
from plugin.demo.time_machine import Unsettled
from plugin.sandbox import Fault
from plugin.simulation.acts import Act, play
from plugin.simulation.judge import Difference, differences, stands
from tests.chaos.rounds import rounds
from tests.chaos.trial import Verdict, acts_of, calm, data_folder
from tests.chaos.world import World
from tests.plugin.running import ROOT

_CASES = 5
_PATIENCE = 60.0  # seconds


class NeverSo(AssertionError):
    """What was waited for did not come about; the text is what."""


def poisoned(seed: int, workers: int = 2) -> Verdict:
    """The first case is refused (400), the second fails on Jira's side (503); the others are well."""
    began = time.monotonic()
    opened = [together[0] for together in rounds(Random(seed), _CASES, 0)[:_CASES]]
    last = opened[-1].minute
    said = [_comment(last + 30 + number / 10, number) for number in range(1, _CASES + 1)]
    again = _comment(last + 60, 1)
    due = calm([opened, said, [again]])
    with data_folder() as folder, World(folder, workers, Random(seed)) as world:
        _all(world, opened)
        bad, ill, *well = (world.keys[number] for number in range(1, _CASES + 1))
        steps = list[str]()
        found = []
        try:
            steps += _while_poisoned(world, bad, ill, well, said)
            steps += _mended(world, bad, again)
            world.live_on()
        except (NeverSo, Unsettled) as error:
            found.append(Difference("lost", "poison", str(error)))
        ended = time.monotonic()
        found += [Difference("lost", "the queue", what) for what in world.come_to_rest()]
        rest = time.monotonic() - ended
        found += differences(stands(world.jira), due)
        return Verdict(
            "poison",
            seed,
            workers,
            {},
            sum(len(each.statuses) for each in world.jira.deliveries),
            acts_of(due),
            found,
            rest,
            time.monotonic() - began,
            steps,
        )


def _comment(minute: float, case: int) -> Act:
    return Act(minute, case, "comments", "clara", {"body": "It still does not load."})


def _all(world: World, acts: list[Act]) -> None:
    for act in acts:
        world.steps.move(act.at)
        play(act, world.jira, world.keys)
    world.steps.settle()


def _while_poisoned(world: World, bad: str, ill: str, well: list[str], said: list[Act]) -> Iterator[str]:
    world.steps.move(said[0].at)
    for key, status in ((bad, 400), (ill, 503)):
        world.jira.faults.add(Fault("GET", f"/rest/api/2/issue/{key}", 10**6, status=status))
    for act in said:
        play(act, world.jira, world.keys)
    began = time.monotonic()
    dirty = lambda: {unit.decode() for unit in world.redis.hkeys("careflow:dirty")}  # noqa: E731
    _until(lambda: bad in _parked(world), f"{bad} is parked")
    _until(lambda: not dirty() & set(well), "the others are done")
    yield f"parked, and the others done, after {time.monotonic() - began:.1f} s"
    _until(lambda: bad in _doctor(world), f"`careflow doctor` names {bad}")
    _until(lambda: "careflow_parked 1" in _page(world, "/metrics"), "/metrics counts it")
    yield "shown by doctor and /metrics"


def _mended(world: World, bad: str, again: Act) -> Iterator[str]:
    command = [sys.executable, "-m", "plugin", "reconcile", bad]
    refused = subprocess.run(command, cwd=ROOT, env=world.up.environ, capture_output=True, text=True)
    if refused.returncode == 0:
        raise NeverSo(f"`careflow reconcile {bad}` fails while it is poisoned")
    world.jira.faults.clear()
    done = subprocess.run(command, cwd=ROOT, env=world.up.environ, capture_output=True, text=True)
    if done.returncode:
        raise NeverSo(f"`careflow reconcile {bad}` mends it: {done.stderr}")
    yield "mended by command"
    world.steps.settle()
    world.steps.move(again.at)
    play(again, world.jira, world.keys)
    world.steps.settle()
    _until(lambda: not _parked(world), f"{bad} is not parked any more")
    yield "not parked any more once it has changed"


def _parked(world: World) -> set[str]:
    return {each.unit for each in queueing.park_list(world.redis)}


def _doctor(world: World) -> str:
    command = [sys.executable, "-m", "plugin", "doctor"]
    environ = world.up.environ | {"COLUMNS": "200"}
    told = subprocess.run(command, cwd=ROOT, env=environ, capture_output=True, text=True).stdout
    return "\n".join(line for line in told.splitlines() if "parked" in line)


def _page(world: World, path: str) -> str:
    return requests.get(world.up.url.removesuffix("/webhooks/jira") + path, timeout=10).text


def _until(holds: Callable[[], object], what: str) -> None:
    began = time.monotonic()
    while not holds():
        if time.monotonic() - began > _PATIENCE:
            raise NeverSo(f"it never came to be that {what}")
        time.sleep(0.2)
