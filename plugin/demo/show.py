"""The demo from beginning to end: start the parts, play the scenarios, tell how they ended, stay up if asked."""

from __future__ import annotations

import json
import signal
from collections.abc import Iterable
from contextlib import ExitStack
from threading import Event
from time import monotonic
from typing import Any

from plugin.demo.checks import Result, Scenario
from plugin.demo.narrator import Narrator
from plugin.demo.parts import Parts
from plugin.demo.scenarios import SCENARIOS, START
from plugin.demo.stage import Stage
from plugin.demo.time_machine import TimeMachine, Unsettled


def show(narrator: Narrator, flavour: str, stay: bool) -> list[Result]:
    """Play every scenario; ``stay``: then keep everything up until SIGINT or SIGTERM."""
    began = monotonic()
    title = "Jira Cloud" if flavour == "cloud" else "Jira Data Center"
    narrator.line(f"careflow demo: Planview's Customer Care policy on a sandbox {title}", "bold")
    stop = _listen()
    with ExitStack() as stage:
        with narrator:
            narrator.line("Starting the Jira, a Redis, the receiver and a worker; a few seconds …")
            parts = stage.enter_context(Parts(flavour, START))
            machine = TimeMachine(parts.jira, parts.redis)
            _introduce(narrator, parts)
            results = _play(parts, machine, narrator)
        narrator.table(results)
        _conclude(narrator, results, monotonic() - began)
        if stay:
            _stay(narrator, parts, machine, stop)
    return results


def as_json(results: Iterable[Result]) -> str:
    """The same as one JSON object, for a program."""
    played = list(results)
    found: dict[str, Any] = {"ok": all(result.ok for result in played), "scenarios": [_plain(r) for r in played]}
    return json.dumps(found, ensure_ascii=False, indent=2)


def _plain(result: Result) -> dict[str, Any]:
    return {
        "name": result.name,
        "clauses": result.clauses.split(),
        "ok": result.ok,
        "seconds": round(result.seconds, 2),
        "checks": [
            {"what": c.what, "clause": c.clause, "expected": c.expected, "found": c.found, "ok": c.ok}
            for c in result.checks
        ],
        "stopped": result.stopped or None,
    }


def _listen() -> Event:
    """SIGTERM ends the demo as Ctrl-C does."""
    stop = Event()

    def asked(number: int, frame: object) -> None:
        stop.set()
        raise KeyboardInterrupt

    signal.signal(signal.SIGTERM, asked)
    signal.signal(signal.SIGINT, asked)
    return stop


def _introduce(narrator: Narrator, parts: Parts) -> None:
    narrator.line(f"  Jira      {parts.jira.url}/sandbox")
    narrator.line(f"  careflow  {parts.receiver}, signed webhooks only;", indent=" " * 12)
    narrator.line("            an RQ worker on an embedded Redis")
    narrator.line(
        "  Times are Stockholm's, where EMEA's support hours are counted. → is what careflow does, ✓ what was held "
        "against the policy; on the right stands the clause.",
        indent="  ",
    )


def _play(parts: Parts, machine: TimeMachine, narrator: Narrator) -> list[Result]:
    results = [Result(scenario.name, scenario.clauses) for scenario in SCENARIOS]
    for number, (scenario, result) in enumerate(zip(SCENARIOS, results, strict=True), start=1):
        began = monotonic()
        narrator.begin(number, len(SCENARIOS), scenario)
        try:
            _play_one(scenario, Stage(parts, machine, narrator, result))
        except Unsettled as error:  # what has got stuck would hold up the next as well
            for left in results[number - 1 :]:
                left.stopped = str(error)
        except Exception as error:  # a scenario that cannot go on has failed; the others are still played
            result.stopped = f"{type(error).__name__}: {error}"
        result.seconds = monotonic() - began
        if result.stopped:
            narrator.line(f"It cannot go on: {result.stopped}", "bold red")
            narrator.line(f"careflow said last:\n{parts.last_words()}")
        if results[-1].stopped:
            break
    return results


def _play_one(scenario: Scenario, stage: Stage) -> None:
    try:
        scenario.play(stage)
    finally:
        stage.ends()


def _conclude(narrator: Narrator, results: list[Result], seconds: float) -> None:
    ended = sum(result.ok for result in results)
    checks = sum(len(result.checks) for result in results)
    narrator.line()
    verdict = f"{ended} of {len(results)} scenarios ended as the policy says; {checks} checks in {seconds:.0f} s."
    narrator.line(verdict, "bold green" if ended == len(results) else "bold red")


def _stay(narrator: Narrator, parts: Parts, machine: TimeMachine, stop: Event) -> None:
    """Time runs again, and the page moves it through every wake-up on the way."""

    def moved(target: Any) -> None:
        machine.move(target)
        machine.sweep()
        machine.settle()

    parts.jira.on_time_moved = moved
    parts.jira.clock.run()
    narrator.line()
    narrator.line(f"Everything is still up. Open {parts.jira.url}/sandbox in a browser and try:", "bold")
    for text in (
        "open a case as Clara Customer, severity Major, and watch its dues appear",
        "comment as Clara: “please raise the severity to Critical”, then as Adam Agent, then as Mona Manager: /approve",
        "move it to Solution Provided and time on by some days: emails go out, and the case is closed",
    ):
        narrator.line(f"  · {text}", indent="    ")
    narrator.line(f"careflow's board, open on this machine only: {parts.board}", "bold")
    narrator.line("Ctrl-C ends everything.")
    try:
        stop.wait()
    except KeyboardInterrupt:
        narrator.line("Ending …")
