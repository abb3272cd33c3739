"""The plan: what apply would do, as a value with a digest. It is pure but for Jira's own validation of workflows."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from plugin.install.found import Found
from plugin.install.ground import Ground
from plugin.install.items import ByHand, Hint, Item, Kind, Refusal, Step, Verb, Waiting
from plugin.install.kinds import dashboard, fields, filters, ledger, priorities, screens, versions, webhook, workflow
from plugin.install.wanted import Wanted
from plugin.install.workshop import Workshop

_DIGITS = 12  # of the digest: enough for a person to compare, too many to meet twice


@dataclass(frozen=True)
class Plan:
    """``items`` in the order in which they are carried out, made on ``ground``."""

    ground: Ground
    items: tuple[Item, ...]

    @property
    def steps(self) -> tuple[Step, ...]:
        """What apply does."""
        return tuple(item for item in self.items if isinstance(item, Step))

    @property
    def by_hand(self) -> tuple[ByHand, ...]:
        """What people do in Jira's pages."""
        return tuple(item for item in self.items if isinstance(item, ByHand))

    @property
    def refused(self) -> tuple[Refusal, ...]:
        """What is not done."""
        return tuple(item for item in self.items if isinstance(item, Refusal))

    @property
    def waiting(self) -> tuple[Waiting, ...]:
        """What is for a later apply."""
        return tuple(item for item in self.items if isinstance(item, Waiting))

    @property
    def hints(self) -> tuple[Hint, ...]:
        """What is worth knowing."""
        return tuple(item for item in self.items if isinstance(item, Hint))

    @property
    def settled(self) -> bool:
        """Whether the site is as it should be: nothing is to be done by anybody."""
        return not (self.steps or self.by_hand or self.refused or self.waiting)

    def count(self, verb: Verb) -> int:
        """How many steps add, change or remove something."""
        return sum(step.verb is verb for step in self.steps if step.kind is not Kind.LEDGER)

    @cached_property
    def digest(self) -> str:
        """The same for the same steps on the same site: what was shown is what is carried out."""
        told = {"site": self.ground.wanted.site, "steps": [step_as_json(step) for step in self.steps]}
        return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()[:_DIGITS]


def step_as_json(step: Step) -> dict[str, Any]:
    """A step for programs."""
    return {
        "action": step.verb.value,
        "kind": step.kind.value,
        "name": step.name,
        "details": list(step.details),
        "warnings": list(step.warnings),
    }


def make_plan(wanted: Wanted, found: Found) -> Plan:
    """What of ``wanted`` the site lacks."""
    ground = Ground(wanted, found)
    items = list(_waiting(_items(ground)))
    return Plan(ground, (*ledger.plan(ground, items), *items))


def validated(plan: Plan, shop: Workshop) -> Plan:
    """The plan with what Jira's own validation refuses of the workflows named as refused. Raises JiraError."""
    items = [_validated(item, shop) if isinstance(item, workflow.ExtendWorkflow) else item for item in plan.items]
    return Plan(plan.ground, tuple(_waiting(items)))


def _items(ground: Ground) -> Iterator[Item]:
    yield from _projects(ground)
    of_fields = list(fields.plan(ground))
    yield from of_fields
    coming = frozenset(item.field for item in of_fields if isinstance(item, fields.MakeField))
    yield from screens.plan(ground, coming)
    for kind in (workflow, priorities, versions, filters, dashboard, webhook):
        yield from kind.plan(ground)


def _projects(ground: Ground) -> Iterator[Refusal]:
    for key in ground.wanted.projects:
        there = ground.found.projects.get(key)
        if there is None:
            yield _refused(key, "no-project", "it is not there, or the account does not see it", "correct `project`")
        elif there.team_managed:
            why = "it is team-managed: its fields, screens and workflow are its own, and not shared by REST"
            yield _refused(key, "team-managed", why, "make a company-managed project, and move the cases there")


def _refused(key: str, reason: str, why: str, mend: str) -> Refusal:
    name = f"Project {key}"
    return Refusal(kind=Kind.PROJECT, key=f"project {key}", name=name, reason=reason, why=why, mend=mend)


def _waiting(items: Iterable[Item]) -> Iterator[Item]:
    """What needs something that is done by hand, refused or waiting itself, waits."""
    names: dict[str, str] = {}
    known = list(items)
    for item in known:
        if isinstance(item, (ByHand, Refusal, Waiting)):
            names[item.key] = item.name
    for item in known:
        if isinstance(item, Step) and (blocked := sorted(item.needs & names.keys())):
            names[item.key] = item.name
            yield Waiting(
                kind=item.kind, key=item.key, name=item.name, waits_for=tuple(names[need] for need in blocked)
            )
        else:
            yield item


def _validated(step: workflow.ExtendWorkflow, shop: Workshop) -> Item:
    body = {"payload": step.payload(), "validationOptions": {"levels": ["ERROR"]}}
    errors = shop.post("workflows/update/validation", body).object().get("errors") or ()
    if not errors:
        return step
    words = "; ".join(str(error.get("message") or error.get("code")) for error in errors if isinstance(error, dict))
    return Refusal(
        kind=step.kind,
        key=step.key,
        name=step.name,
        reason="workflow-invalid",
        why=f"Jira says: {words}",
        mend="; ".join(("add in the workflow's editor", *step.details)),
    )
