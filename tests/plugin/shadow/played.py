"""The demo's scenarios on a sandbox Jira, with careflow at work in this process: it acts, or it is in shadow.

It hears of every deed at once, save in a hurry, and wakes at the moments at which it said so; what it did, or said it
would do, is kept with its moment.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from rich.console import Console

from plugin.demo.checks import Result, Scenario
from plugin.demo.narrator import Narrator
from plugin.demo.scenarios import START
from plugin.demo.stage import Stage
from plugin.jira import MemoryCache
from plugin.reconcile import Outcome
from plugin.sandbox import Flavour, Sandbox
from plugin.sandbox.tracker import Event
from plugin.settings import Settings, load
from plugin.shadow import Memory
from plugin.workbench import OnePath, gateway, one_path
from workflows.actions import Action

SECOND = timedelta(seconds=1)


def settings_on(jira: Sandbox, **variables: str) -> Settings:
    return load(
        {
            "CAREFLOW_JIRA__URL": jira.url,
            "CAREFLOW_JIRA__USER": jira.user,
            "CAREFLOW_JIRA__TOKEN": jira.token,
            **variables,
        }
    )


class Hands:
    """The sandbox's time, and careflow working through it: in place of the demo's time machine and its processes."""

    def __init__(self, jira: Sandbox, path: OnePath) -> None:
        self.jira = jira
        self.path = path
        self.wakes: dict[str, datetime] = {}
        self.told_of: dict[str, None] = {}
        self.outcomes: list[Outcome] = []
        jira.tracker.listeners.append(self._hear)

    def move(self, target: datetime, seen: Callable[[], None] = lambda: None) -> None:
        self.settle()
        while (due := min(self.wakes.values(), default=target)) <= target and self.wakes:
            moment = due + SECOND - timedelta(microseconds=due.microsecond) if due.microsecond else due
            self.jira.set_clock(max(moment, self.jira.now()))
            for key in [key for key, at in self.wakes.items() if at <= moment]:
                self._run(key)
            seen()
        self.jira.set_clock(max(target, self.jira.now()))
        self.settle()

    def sweep(self) -> None:
        self.settle()

    def settle(self) -> None:
        while self.told_of:
            self._run(next(iter(self.told_of)))

    def _hear(self, event: Event) -> None:
        if event.issue is not None:
            self.told_of[event.issue.key] = None

    def _run(self, key: str) -> None:
        self.wakes.pop(key, None)
        self.told_of.pop(key, None)
        outcome = self.path.run(key)
        self.outcomes.append(outcome)
        if outcome.wake_at is not None:
            self.wakes[key] = outcome.wake_at

    def acts(self, key: str) -> list[tuple[datetime, Action]]:
        """What was done on a case, and when."""
        return [(o.now, action) for o in self.outcomes if o.key == key for action in o.decision.actions]


class _Parts:
    """What a scenario needs of the demo's parts."""

    def __init__(self, jira: Sandbox, explainer: OnePath) -> None:
        self.jira = jira
        self.explainer = explainer


class _Stage(Stage):
    def settle(self) -> None:
        """And nobody does two things in one instant."""
        super().settle()
        self.jira.advance(seconds=1)

    def kills_the_worker(self) -> None:
        """There is no worker beside this process."""


def play(scenario: Scenario, flavour: Flavour, memory: Memory | None = None, **variables: str) -> tuple[Sandbox, Hands]:
    """Play a scenario to its end; the sandbox is still served, and the caller's to stop."""
    jira = Sandbox.default(flavour, START, frozen=True)
    jira.start()
    settings = settings_on(jira, **variables)
    path = one_path(settings, gateway(settings, MemoryCache()), memory=memory)
    hands: Any = Hands(jira, path)
    parts: Any = _Parts(jira, path)
    result = Result(scenario.name, scenario.clauses)
    scenario.play(_Stage(parts, hands, Narrator(Console(file=io.StringIO())), result))
    return jira, hands
