"""The words that scenarios are written in: who does what, until when, and what is then to be seen.

As in ``case = stage.customer.opens("The board does not load", severity="Major")``, ``stage.until("09:40")``,
``stage.agent.comments("…")`` and ``case.shows("Response Due", "Mon 2026-04-20 10:00", "SLO-P")``.
"""

from __future__ import annotations

import os
import signal
from datetime import date, datetime

from rq import Worker

from plugin.demo.checks import Result
from plugin.demo.local_time import day_of, moment
from plugin.demo.narrator import Narrator
from plugin.demo.news import Reader
from plugin.demo.parts import Parts
from plugin.demo.sight import Case
from plugin.demo.time_machine import TimeMachine
from plugin.sandbox.people import Person

_ROLES = {
    "support-agents": "agent",
    "support-managers": "manager",
}


class Stage:
    """Where a scenario is played. All times are local to Stockholm (``plugin.demo.local_time``)."""

    def __init__(self, parts: Parts, machine: TimeMachine, narrator: Narrator, result: Result) -> None:
        self.parts = parts
        self.jira = parts.jira
        self.narrator = narrator
        self.result = result
        self.customer = Actor(self, "clara")
        self.french_customer = Actor(self, "camille")
        self.agent = Actor(self, "adam")
        self.manager = Actor(self, "mona")
        self._machine = machine
        self._readers: dict[str, Reader] = {}
        self._case = ""
        self._hurried = False

    @property
    def day(self) -> date:
        """The local date."""
        return day_of(self.jira.now())

    @property
    def case(self) -> str:
        """The key of the case that people act on: the one opened last."""
        return self._case

    def until(self, when: str) -> None:
        """Let time pass, with all that careflow does on the way."""
        self._machine.move(moment(when, self.day), self.look)
        self.look()

    def hurries_to(self, when: str) -> None:
        """Let a short time pass in which careflow hears of nothing; what people do then is not waited for either."""
        self._hurried = True
        self.jira.set_clock(moment(when, self.day))

    def catches_up(self) -> None:
        """Careflow hears of what was done in a hurry."""
        self._hurried = False
        self.settle()

    def says(self, text: str) -> None:
        """A word to the reader."""
        self.narrator.remark(self.jira.now(), text)

    def loses(self, deliveries: int) -> None:
        """The next deliveries of Jira's webhook never arrive."""
        self.jira.faults.webhooks("lost", deliveries)
        self.says("Jira's webhook gets lost on the way: careflow hears of nothing.")

    def doubles(self, deliveries: int) -> None:
        """The next deliveries arrive twice."""
        self.jira.faults.webhooks("doubled", deliveries)
        self.says("Jira delivers each of its next webhooks twice.")

    def reorders(self, deliveries: int) -> None:
        """The next deliveries arrive in reverse order."""
        self.jira.faults.webhooks("reordered", deliveries)
        self.says("Jira's next webhooks arrive late and in the wrong order.")

    def sweeps(self) -> None:
        """The sweep runs, as it does every ten minutes."""
        self.says("The sweep, every ten minutes, looks over all open cases.")
        self._machine.sweep()
        self.look()

    def kills_the_worker(self) -> None:
        """Kill -9; the supervisor starts another."""
        for worker in Worker.all(connection=self.parts.redis):
            if worker.pid:
                os.kill(worker.pid, signal.SIGKILL)
                self.says(f"kill -9 {worker.pid}: the worker is gone. The supervisor starts another.")

    def settle(self) -> None:
        """Wait until careflow has done what there is to do, unless in a hurry."""
        if not self._hurried:
            self._machine.settle()
            self.look()

    def look(self) -> None:
        """Tell the reader what careflow has done since."""
        self.narrator.progress(self.jira.now())
        for reader in self._readers.values():
            for news in reader.news():
                self.narrator.careflow(news)

    def opened(self, key: str) -> Case:
        """A case comes on the stage."""
        self._case = key
        self._readers[key] = Reader(self.jira, key)
        return Case(self, key)

    def ends(self) -> None:
        """Close what is still open, so that it is not dragged along."""
        self._hurried = False
        self.jira.faults.clear()
        for key in self._readers:
            if self.jira.issue(key).status != "Closed":
                self.jira.move(key, "adam", "Closed")
        self._machine.settle()


class Actor:
    """Somebody who acts on the stage's present case; each act is followed by what careflow makes of it."""

    def __init__(self, stage: Stage, name: str) -> None:
        self._stage = stage
        self._name = name

    def opens(self, summary: str, **fields: str) -> Case:
        """Open a case as this person; an agent is put on it at once. Fields by name: ``support_tier="Platinum"``."""
        given = {"product": "Enterprise One", "assignee": "adam", **fields}
        key = self._stage.jira.open_case(self._name, summary, given)
        told = ", ".join(v for k, v in given.items() if k in ("severity", "product", "support_tier"))
        self._tell(f"opens {key} “{summary}”: {told}")
        case = self._stage.opened(key)
        self._stage.settle()
        return case

    def comments(self, body: str) -> None:
        """Comment publicly."""
        self._stage.jira.comment(self._case, self._name, body)
        self._tell(f"writes: “{' '.join(body.split())}”")
        self._stage.settle()

    def moves_to(self, status: str) -> None:
        """Make a transition."""
        self._stage.jira.move(self._case, self._name, status)
        self._tell(f"moves the case to {status}")
        self._stage.settle()

    def sets(self, field: str, value: str | None) -> None:
        """Edit a field; a date-time is given as a moment."""
        given: str | datetime | None = value
        if field == "Functionality Restored" and value:
            given = moment(value, self._stage.day)
        self._stage.jira.edit(self._case, self._name, {field: given})
        self._tell(f"sets {field} to {value}" if value else f"empties {field}")
        self._stage.settle()

    @property
    def _case(self) -> str:
        return self._stage.case

    def _tell(self, what: str) -> None:
        person = self._stage.jira.person(self._name)
        self._stage.narrator.act(self._stage.jira.now(), f"{person.display_name} ({self._role(person)}) {what}")

    def _role(self, person: Person) -> str:
        groups = [group.name for group in self._stage.jira.site.people.groups_of(person)]
        return next((_ROLES[name] for name in groups if name in _ROLES), "customer")
