"""Statuses, and the transitions that careflow and people need (CLO).

What is there is given back to Jira as it was: the update names the whole workflow, and what it left out would be gone
(https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-workflows/#api-rest-api-3-workflows-update-post).
A status or transition is only ever added, and only to a workflow that is the projects' own.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from plugin.install import found
from plugin.install.found import Ability, Workflow
from plugin.install.ground import Ground
from plugin.install.items import ByHand, Hint, Item, Kind, Refusal, Step, Verb
from plugin.install.mark import marked
from plugin.install.workshop import Workshop
from workflows.statuses import MOVES, SOLVED
from workflows.terms import Status

NAMES: Mapping[Status, str] = {
    Status.NEW: "Back to new",
    Status.IN_PROGRESS: "Work on it",
    Status.WAITING: "Wait for the customer",
    Status.SOLUTION: "Provide a solution",
    Status.CLOSED: "Close",
}
"""What a new transition is called, by where it leads."""
OURS: Mapping[tuple[Status, Status], str] = {
    (before, after): ", ".join(dict.fromkeys(c for (b, _), (a, c) in MOVES.items() if (b, a) == (before, after)))
    for (before, _), (after, _) in MOVES.items()
}
"""The moves of our own hand, with their clauses."""
PEOPLES = ((Status.NEW, Status.IN_PROGRESS), (Status.NEW, Status.WAITING), (Status.IN_PROGRESS, Status.WAITING))
"""Moves that people make; added only with a status of which no transition knows yet."""


@dataclass(frozen=True, slots=True)
class NewStatus:
    """A status that a workflow lacks. ``id`` where the site has one of that name."""

    name: str
    category: str
    id: str = ""

    @property
    def reference(self) -> str:
        """How the update calls it: a UUID of its name, so that the same plan is the same request."""
        return self.id or str(uuid5(NAMESPACE_URL, f"careflow:status:{self.name}"))


@dataclass(frozen=True, slots=True)
class NewTransition:
    """A transition that a workflow lacks; by names, ``sources`` in the order of the workflow."""

    name: str
    to: str
    sources: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class ExtendWorkflow(Step):
    """Statuses and transitions are added to a workflow, in one request."""

    verb = Verb.CHANGE
    kind = Kind.WORKFLOW

    workflow: Workflow
    statuses: tuple[NewStatus, ...]
    transitions: tuple[NewTransition, ...]

    def carry_out(self, shop: Workshop) -> None:
        """POST workflows/update, which is live at once. Jira refuses it when the workflow has changed meanwhile."""
        shop.post("workflows/update", self.payload())

    def payload(self) -> dict[str, Any]:
        """The whole workflow with the additions."""
        there = [
            kept(status, ("id", "name", "statusCategory", "statusReference", "description"))
            for status in self.workflow.raw_statuses
        ]
        return {"statuses": [*there, *map(_status, self.statuses)], "workflows": [self._whole()]}

    def _whole(self) -> dict[str, Any]:
        raw = self.workflow.raw
        keys = ("id", "description", "version", "startPointLayout", "loopedTransitionContainerLayout")
        layouts = ("statusReference", "layout", "properties", "approvalConfiguration")
        statuses = [{"properties": {}, **kept(status, layouts)} for status in raw["statuses"]]
        new = [{"statusReference": status.reference, "properties": {}} for status in self.statuses]
        return {
            **kept(raw, keys),
            "statuses": [*statuses, *new],
            "transitions": [*map(given_back, self.workflow.transitions), *self._new_transitions()],
        }

    def _new_transitions(self) -> Iterator[dict[str, Any]]:
        references = {s["name"]: s["statusReference"] for s in self.workflow.raw_statuses}
        references |= {status.name: status.reference for status in self.statuses}
        taken = [int(t["id"]) for t in self.workflow.transitions if str(t["id"]).isdigit()]
        for number, transition in enumerate(self.transitions, start=1):
            yield {
                "id": str(max(taken, default=0) + 10 * number),
                "type": "DIRECTED",
                "name": transition.name,
                "description": marked("", "transition"),
                "toStatusReference": references[transition.to],
                "links": [{"fromStatusReference": references[source]} for source in transition.sources],
                "properties": {},
                "actions": [],
                "triggers": [],
                "validators": [],
            }


def _status(status: NewStatus) -> dict[str, Any]:
    body = {"name": status.name, "statusCategory": status.category, "statusReference": status.reference}
    return body | ({"id": status.id} if status.id else {"description": marked("", f"status {status.name}")})


def kept(raw: Mapping[str, Any], keys: tuple[str, ...]) -> dict[str, Any]:
    """These keys of what Jira gave, as it gave them."""
    return {key: raw[key] for key in keys if raw.get(key) is not None}


def given_back(transition: Mapping[str, Any]) -> dict[str, Any]:
    """A transition with its rules as they were."""
    return {key: value for key, value in transition.items() if value is not None}


def plan(ground: Ground) -> Iterator[Item]:
    """What the workflows of the projects' issues lack."""
    for workflow in ground.found.workflows:
        yield from _Compared(ground, workflow).items()


@dataclass(frozen=True)
class _Compared:
    ground: Ground
    workflow: Workflow

    def items(self) -> Iterator[Item]:
        statuses = tuple(self._statuses())
        if Ability.WORKFLOWS not in self.ground.found.can:
            if statuses:
                yield self._by_hand(statuses)
            return
        transitions = tuple(self._transitions(statuses))
        if statuses or transitions:
            refusal = self._refusal(statuses, transitions)
            yield refusal or self._step(statuses, transitions)
        yield from self._hints()

    def _meaning(self, status: found.Status) -> Status:
        return self.ground.wanted.map.status(status.name)

    def _statuses(self) -> Iterator[NewStatus]:
        known = self.ground.wanted.map.knows_status
        meant = {self._meaning(status) for status in self.workflow.statuses if known(status.name)}
        for status in self.ground.wanted.statuses:
            # New is where cases begin: nothing would lead to another one that is only added.
            if status not in meant and not (status is Status.NEW and self.workflow.beginning):
                added = self.ground.added_status(status)
                yield NewStatus(added.name, added.category, added.id)

    def _transitions(self, new: tuple[NewStatus, ...]) -> Iterator[NewTransition]:
        lacking: dict[Status, dict[str, None]] = {}
        for before, after in (*OURS, *PEOPLES):
            for source in self._sources(before, new):
                if not self._leads(source, after) and ((before, after) in OURS or self._unknown(after, source, new)):
                    lacking.setdefault(after, {})[source] = None
        for after, sources in lacking.items():
            yield NewTransition(NAMES[after], self._target(after, new), tuple(sources))

    def _sources(self, meaning: Status, new: tuple[NewStatus, ...]) -> list[str]:
        """The names of the statuses of a meaning; what is done and means nothing to us is left alone."""
        there = [
            status.name
            for status in self.workflow.statuses
            if self._meaning(status) is meaning and (status.category != "DONE" or meaning in SOLVED)
        ]
        return there + [one.name for one in new if self.ground.wanted.map.status(one.name) is meaning]

    def _target(self, meaning: Status, new: tuple[NewStatus, ...]) -> str:
        known = self.ground.wanted.map.knows_status
        there = [s.name for s in self.workflow.statuses if known(s.name) and self._meaning(s) is meaning]
        order = {name: number for number, name in enumerate(self.ground.wanted.statuses[meaning])}
        names = there + [one.name for one in new if self.ground.wanted.map.status(one.name) is meaning]
        return min(names, key=lambda name: order.get(name, len(order)))

    def _unknown(self, after: Status, source: str, new: tuple[NewStatus, ...]) -> bool:
        """Whether one end is new: then people have no way there or from there yet."""
        added = {one.name for one in new}
        return source in added or self._target(after, new) in added

    def _leads(self, source: str, after: Status) -> bool:
        """Whether a transition leads from ``source`` to a status that means ``after``."""
        names = self.workflow.name_of
        known = self.ground.wanted.map
        for transition in self.workflow.transitions:
            to = names.get(str(transition.get("toStatusReference")), "")
            if not known.knows_status(to) or known.status(to) is not after or transition["type"] == "INITIAL":
                continue
            sources = {names.get(str(link.get("fromStatusReference"))) for link in transition.get("links") or ()}
            if transition["type"] == "GLOBAL" or source in sources:
                return True
        return False

    def _details(self, statuses: tuple[NewStatus, ...], transitions: tuple[NewTransition, ...]) -> tuple[str, ...]:
        new = [f"+ status {s.name}" + (" (the site has it)" if s.id else "") for s in statuses]
        ways = [f"+ transition “{t.name}”: {', '.join(t.sources)} → {t.to}" for t in transitions]
        return (*new, *ways)

    def _step(self, statuses: tuple[NewStatus, ...], transitions: tuple[NewTransition, ...]) -> ExtendWorkflow:
        return ExtendWorkflow(
            key=f"workflow {self.workflow.name}",
            name=f"Workflow “{self.workflow.name}” of {', '.join(self.workflow.projects)}",
            details=self._details(statuses, transitions),
            workflow=self.workflow,
            statuses=statuses,
            transitions=transitions,
        )

    def _refusal(self, statuses: tuple[NewStatus, ...], transitions: tuple[NewTransition, ...]) -> Refusal | None:
        clicks = "; ".join(self._details(statuses, transitions))
        reason, why, mend = "", "", ""
        if not self.workflow.editable:
            reason, why = "workflow-read-only", "Jira does not let it be edited"
            mend = (
                f"copy it (Jira administration ▸ Workflows) and put the copy into the project's scheme, then: {clicks}"
            )
        elif self.workflow.others:
            reason, why = "workflow-shared", f"{len(self.workflow.others)} other projects use it too"
            mend = f"give the project a copy of it, or let their admins agree and add in its editor: {clicks}"
        if not reason:
            return None
        name = f"Workflow “{self.workflow.name}”"
        return Refusal(
            kind=Kind.WORKFLOW, key=f"workflow {self.workflow.name}", name=name, reason=reason, why=why, mend=mend
        )

    def _by_hand(self, statuses: tuple[NewStatus, ...]) -> ByHand:
        names = ", ".join(status.name for status in statuses)
        ways = "; ".join(f"{before} → {after}" for before, after in (*OURS, *PEOPLES))
        keys = ", ".join(self.workflow.projects)
        return ByHand(
            kind=Kind.WORKFLOW,
            key=f"workflow {self.workflow.name}",
            name=f"Statuses of {keys}",
            clicks=(
                f"Jira administration ▸ Issues ▸ Workflows ▸ the workflow of {keys} ▸ Edit: add the statuses {names}",
                "(or name the statuses that mean them in field_maps/statuses.yaml: `careflow init` does)",
                f"let transitions lead {ways}; then publish it",
            ),
            check="jira.statuses",
        )

    def _hints(self) -> Iterator[Hint]:
        first = self.workflow.beginning
        if first and self.ground.wanted.map.status(first) is not Status.NEW:
            yield Hint(
                kind=Kind.WORKFLOW,
                what=f"in “{self.workflow.name}” cases begin in {first}, which does not count as New: "
                "name it under New in field_maps/statuses.yaml (`careflow init` does)",
            )
