"""The board with 10,000 open cases: milliseconds until a page is answered, by the application on a real Redis.

``first``: in a process that has no lines yet; ``then``: the following pages; ``changed``: after 100 cases have changed.
Beside it in the same run: a page of the same application that reads nothing.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import tempfile
from collections.abc import Callable
from dataclasses import asdict, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from statistics import median
from time import perf_counter

from redis import Redis

from benchmarks.figures import Figure
from plugin.board.access import OpenToAll
from plugin.board.index import Index
from plugin.connecting import connect
from plugin.embedded import EmbeddedRedis
from plugin.sandbox import Flavour, Sandbox
from plugin.settings import load
from webhooks.app import create_app
from workflows.case import Case
from workflows.decide import decide
from workflows.policy import Policy
from workflows.terms import Field, Severity, Status

OPEN, PAGES, GOAL = 10_000, 50, 300.0
START = datetime(2026, 11, 23, 10, tzinfo=UTC)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="for programs")
    wanted = parser.parse_args()
    found = measured()
    if wanted.json:
        bare = found.pop("a page that reads nothing")
        named = {f"board, {OPEN:,} open cases, {name}": value for name, value in found.items()}
        lines = [
            Figure(name, value, "ms", GOAL, beside="a page that reads nothing", beside_value=bare)
            for name, value in named.items()
        ]
        print(json.dumps([asdict(line) for line in lines]))
        return 0
    print(f"the board, {OPEN:,} open cases{'ms':>18}   goal under {GOAL:.0f}")
    for name, milliseconds in found.items():
        print(f"{name:32}{milliseconds:>12.1f}")
    return 0 if max(found.values()) < GOAL else 1


def measured() -> dict[str, float]:
    """Milliseconds by what was asked for."""
    with EmbeddedRedis(Path(tempfile.mkdtemp())) as server, Sandbox.default(Flavour.CLOUD, START, frozen=True) as jira:
        redis = connect(server.url, patience=5.0)
        fill(redis)
        settings = load(
            {
                "CAREFLOW_JIRA__URL": jira.url,
                "CAREFLOW_JIRA__USER": jira.user,
                "CAREFLOW_JIRA__TOKEN": jira.token,
                "CAREFLOW_WEBHOOK__SECRET": "a-secret-of-the-benchmark-0123456",
            }
        )
        create_app(settings, redis, OpenToAll()).test_client().get("/board")  # what Python and Jinja keep
        pages = create_app(settings, redis, OpenToAll()).test_client()
        pages.get("/board/approvals/nothing")
        return {
            "first": timed(lambda: pages.get("/board")),
            "then, median": median(timed(partial(pages.get, f"/board?page={n}")) for n in range(1, PAGES)),
            "filtered, median": median(timed(lambda: pages.get("/board?severity=Major")) for _ in range(PAGES)),
            "100 changed, median": median(changed(redis, lambda: pages.get("/board")) for _ in range(10)),
            "a page that reads nothing": median(timed(lambda: pages.get("/healthz")) for _ in range(PAGES)),
        }


def timed(what: Callable[[], object]) -> float:
    """Milliseconds."""
    began = perf_counter()
    what()
    return (perf_counter() - began) * 1000


def changed(redis: Redis, what: Callable[[], object]) -> float:
    """The same after a hundred cases have changed."""
    fill(redis, random.sample(range(OPEN), 100), status=Status.WAITING)
    return timed(what)


def fill(redis: Redis, numbers: object = None, status: Status = Status.IN_PROGRESS) -> None:
    """Open cases of all severities, opened over the last days."""
    chance, index = random.Random(1), Index(redis)
    opened = Case("CARE-0", "10000", START, status, "careflow", summary="The board does not load for all of our users")
    for number in numbers if isinstance(numbers, list) else range(OPEN):
        at = START - timedelta(minutes=chance.randrange(3 * 24 * 60))
        fields = {Field.SEVERITY: chance.choice(list(Severity)), Field.PRODUCT: chance.choice(["LeanKit", "Clarizen"])}
        case = replace(opened, key=f"CARE-{number}", id=str(number), opened_at=at, fields=fields, reporter="clara")
        index.show(decide(case, Policy(), START))


if __name__ == "__main__":
    sys.exit(main())
