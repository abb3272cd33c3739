"""``careflow simulate``: people at random, a Jira that fails, workers that are killed; nothing lost or doubled."""

from __future__ import annotations

import json
import logging
import os
import signal
import sys
import tempfile
from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from plugin.cli.progress import progress
from plugin.orphans import end_with_parent

if TYPE_CHECKING:
    from plugin.simulation.trial import Seed, Verdict


class Seeds(click.ParamType[range]):
    """One seed, or a range of them."""

    name = "N[-M]"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> range:
        """The numbers; usage error where they are none."""
        if isinstance(value, range):
            return value
        first, _, last = str(value).partition("-")
        if not (first.isdecimal() and (last or first).isdecimal() and int(first) <= int(last or first)):
            self.fail(f"{value!r} is no range of seeds; write 7, or 1-20", param, ctx)
        return range(int(first), int(last or first) + 1)


@click.command()
@click.option("--seeds", type=Seeds(), default="1-10", show_default=True, help="Which worlds: a number, or from-to.")
@click.option("--cases", type=click.IntRange(1, 500), default=3, show_default=True, help="Cases in each world.")
@click.option("--acts", type=click.IntRange(0, 100), default=6, show_default=True, help="Acts on each, at random.")
@click.option("--jira", type=click.Choice(["cloud", "datacenter", "both"]), default="both", show_default=True)
@click.option("--skew", type=int, help="Seconds that Redis' clock goes before Jira's. Default: each seed its own.")
@click.option("--jobs", type=click.IntRange(1), default=os.cpu_count() or 1, help="Worlds at once. Default: the cores.")
@click.option("--tries", type=click.IntRange(0), default=40, show_default=True, help="To shorten one that fails.")
@click.option("--json", "json_wanted", is_flag=True, help="Print one JSON object instead of tables.")
def simulate(
    seeds: range, cases: int, acts: int, jira: str, skew: int | None, jobs: int, tries: int, json_wanted: bool
) -> None:
    """Play seeded worlds in which everything breaks, and hold each against one in which nothing does.

    In each, customers, agents and managers act at random on cases in a sandbox Jira, on virtual time. Requests fail,
    webhooks are lost, doubled and late, workers are killed between any two steps, Redis is emptied. At the end every
    case must stand as it does without all that, with each act done exactly once. The same seed is the same run. Ends
    with 1 if one does not; prints the shortest history that still fails.
    """
    from plugin.simulation import telling
    from plugin.simulation.trial import Seed
    from plugin.simulation.world import Circumstances, skew_of

    flavours = ["cloud", "datacenter"] if jira == "both" else [jira]
    wanted = [
        Seed(number, cases, acts, Circumstances(flavour, skew_of(number) if skew is None else timedelta(seconds=skew)))
        for number in seeds
        for flavour in flavours
    ]
    verdicts = list(_tried(wanted, min(jobs, len(wanted)), tries))
    if json_wanted:
        click.echo(json.dumps(telling.as_json(verdicts), indent=2))
    else:
        for line in (*telling.table(verdicts), "", *telling.faults(verdicts)):
            click.echo(line)
    failed = [verdict for verdict in verdicts if verdict.found]
    for verdict in failed:
        for line in ("", *telling.failure(verdict)):
            click.echo(line, err=json_wanted)
    raise click.exceptions.Exit(1 if failed else 0)


def _tried(seeds: list[Seed], jobs: int, tries: int) -> Iterator[Verdict]:
    """In processes of their own: each has a Redis for itself, and what careflow logs there is not printed."""
    with progress() as tell, get_context("spawn").Pool(jobs, _begin) as pool:
        for number, verdict in enumerate(pool.imap(partial(verdict_on, tries=tries), seeds), 1):
            tell(f"{number} of {len(seeds)} worlds played")
            yield verdict
        pool.close()
        pool.join()


def _begin() -> None:
    """Of each such process: it ends with this one, and ends its Redis before."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    end_with_parent()
    logging.disable(logging.CRITICAL)


def verdict_on(seed: Seed, tries: int) -> Verdict:
    """The verdict on a seed; where it failed, on the shortest history found that still fails."""
    from plugin.embedded import EmbeddedRedis
    from plugin.simulation.shrinking import shortened
    from plugin.simulation.trial import tried

    with tempfile.TemporaryDirectory() as folder, EmbeddedRedis(Path(folder)) as redis:
        verdict = tried(redis.url, seed)
        return shortened(redis.url, verdict, tries) if verdict.found else verdict
