"""The test of the tests: what loses and doubles in the field's tools is found, each by the faults that bring it out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import pytest

from plugin.embedded import EmbeddedRedis
from plugin.simulation.acts import Act
from plugin.simulation.plan import Fault, Kind, Thing
from plugin.simulation.trial import Seed, held_against
from plugin.simulation.world import World
from tests.plugin.simulation import planted
from workflows import calendars

FRIDAY = 4 * 24 * 60 + 4 * 60  # minutes after the start: 10:00 in London, two days before its clocks change


def opening(minute: float, severity: str, tier: str) -> Act:
    given = {"Severity": severity, "Product": "Enterprise One", "Support Tier": tier, "Support Region": "EMEA"}
    return Act(minute, 1, "opens", "clara", {**given, "Case Type": "Defect"})


REVIEWED = (
    opening(60, "Major", "Platinum"),
    Act(130.1, 1, "comments", "agnes", {"body": "/severity Critical The whole site is down."}),
    Act(141.2, 1, "comments", "adam", {"body": "/approve"}),
    Act(200.3, 1, "comments", "mona", {"body": "/reject It is slow, not down."}),
    Act(300.4, 1, "restores", "adam"),
    Act(400.5, 1, "moves", "adam", {"to": "Solution Provided"}),
    Act(410.6, 1, "moves", "clara", {"to": "Closed"}),
)
WATCHED = (
    opening(60, "Critical", "Platinum"),  # 30 minutes to respond: half of it is over after 15, four fifths after 24
    Act(74.3, 1, "notes", "agnes", {"body": "Seen in the logs too."}),
    Act(83.3, 1, "notes", "agnes", {"body": "It is the disk."}),
    Act(95.4, 1, "comments", "agnes", {"body": "We are looking into it."}),
    Act(96.5, 1, "comments", "mona", {"body": "/approve"}),
    Act(300.4, 1, "restores", "adam"),
    Act(400.5, 1, "moves", "adam", {"to": "Solution Provided"}),
    Act(410.6, 1, "moves", "clara", {"to": "Closed"}),
)
OVER_THE_WEEKEND = (
    opening(FRIDAY + 12 * 60, "Moderate", "Standard"),
    Act(FRIDAY + 4 * 24 * 60, 1, "moves", "adam", {"to": "Solution Provided"}),
    Act(FRIDAY + 4 * 24 * 60 + 10, 1, "moves", "clara", {"to": "Closed"}),
)


def each(thing: Thing, kind: Kind, step: int = 1) -> list[Fault]:
    return [Fault(thing, number, kind) for number in range(0, 400, step)]


CLASSES = [
    (planted.marker_written_separately, REVIEWED, each(Thing.WRITE, Kind.KILLED_AFTER, step=2)),
    (planted.wake_up_lost_while_running, REVIEWED, each(Thing.ACT, Kind.DURING)),
    (planted.now_read_twice, WATCHED, each(Thing.READ, Kind.SLOW)),
    (planted.group_failure_is_allowed, REVIEWED, each(Thing.ACT, Kind.NO_GROUPS)),
    (planted.naive_over_a_clock_change, OVER_THE_WEEKEND, []),
]
by_class = pytest.mark.parametrize(
    ("plant", "history", "plan"), CLASSES, ids=lambda each: getattr(each, "__name__", "")
)


@pytest.fixture
def patch() -> Iterator[pytest.MonkeyPatch]:
    with pytest.MonkeyPatch.context() as patch:
        yield patch
    calendars.forget()


@pytest.mark.parametrize(("plant", "history", "plan"), CLASSES, ids=[plant.__name__ for plant, *_ in CLASSES])
def test_faults_do_no_harm_until_the_bug_is_planted_that_they_bring_out(
    redis_server: EmbeddedRedis,
    patch: pytest.MonkeyPatch,
    plant: Callable[[pytest.MonkeyPatch], None],
    history: Sequence[Act],
    plan: Sequence[Fault],
) -> None:
    calm = World(redis_server.url, history)
    calm.play()
    assert held_against(redis_server.url, Seed(0), history, plan, calm).found == []
    plant(patch)
    assert held_against(redis_server.url, Seed(0), history, plan, calm).found != []
