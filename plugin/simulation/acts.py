"""What people do in a world, as data: seeded, at random, within what the policy lets them try.

An act names a case by its number in this world and a moment in minutes from the start. It is played whatever the case
looks like by then; a status that the workflow does not offer is passed over, as somebody who finds no such button.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random

from plugin.sandbox import Sandbox

START = datetime(2026, 10, 19, 6, 0, tzinfo=UTC)  # a Monday; the Sunday after, Europe leaves summer time
CUSTOMERS = ("clara", "camille")
AGENTS = ("adam", "agnes")
MANAGERS = ("mona", "marc")
_SEVERITIES = ("Critical", "Major", "Moderate", "Minor")
_FIRST_DAY, _GAP = 24 * 60, 30 * 60  # minutes: in which cases are opened, and at most between two acts on one
_SOON = 5  # minutes: at least between two acts on a case
_CAUGHT_UP = 150  # minutes: by then a button is there that a late careflow brings (``judge.LATEST``, and a while)
_IN_FIVE_DAYS = 5 * 24 * 60  # minutes: by then clocks have changed in the regions of EMEA


@dataclass(frozen=True, slots=True)
class Act:
    """``by`` does ``kind`` to case number ``case``, ``minute`` minutes after the start; ``given``: with what."""

    minute: float
    case: int
    kind: str
    by: str
    given: dict[str, str] = field(default_factory=dict)

    @property
    def at(self) -> datetime:
        """The moment."""
        return START + timedelta(minutes=self.minute)

    def __str__(self) -> str:
        """One line of a history."""
        said = ", ".join(f"{name} {text!r}" for name, text in self.given.items())
        return f"{self.at:%a %d %b %H:%M:%S}  case {self.case}: {self.by} {self.kind} {said}".rstrip()


def seeded(random: Random, cases: int, acts: int) -> list[Act]:
    """So many cases, each with so many acts after its opening, in the order of time."""
    made = [act for case in range(1, cases + 1) for act in _life(random, case, acts)]
    return sorted(made, key=lambda act: act.minute)


def _life(random: Random, case: int, acts: int) -> list[Act]:
    """Opened, so many deeds of anybody, and an end as teams bring it about: decided, solved, and accepted or not."""
    customer = random.choice(CUSTOMERS)
    minute = random.uniform(0, _FIRST_DAY) + random.choice((0, _IN_FIVE_DAYS))
    life = [Act(round(minute, 2), case, "opens", customer, _opening(random))]
    end = [
        ("comments", random.choice(MANAGERS), {"body": random.choice(("/approve", "/reject not as bad as that"))}),
        ("restores", random.choice(AGENTS), {}),
        ("moves", random.choice(AGENTS), {"to": "Solution Provided"}),
        ("comments", customer, {"body": random.choice(("/accept", "/reopen", "Thank you."))}),
        ("moves", random.choice(AGENTS), {"to": "Solution Provided"}),
    ]
    for kind, by, given in [*(_deed(random, customer) for _ in range(acts)), *end]:
        gap = random.choice((random.uniform(_SOON, 90), random.uniform(90, _GAP)))
        minute += max(gap, _CAUGHT_UP) if kind == "moves" else gap
        life.append(Act(round(minute, 2), case, kind, by, given))
    return life


def _opening(random: Random) -> dict[str, str]:
    given = {
        "Severity": random.choice(_SEVERITIES),
        "Product": random.choice(("Enterprise One", "Projectplace", "Daptiv")),
        "Support Tier": random.choice(("Standard", "Platinum")),
        "Support Region": random.choice(("EMEA", "Americas/APAC")),
        "Case Type": random.choice(("Defect", "Performance", "Functional", "Issue/Error")),
    }
    if random.random() < 0.15:
        del given["Severity"]
    return given


def _deed(random: Random, customer: str) -> tuple[str, str, dict[str, str]]:
    agent, manager = random.choice(AGENTS), random.choice(MANAGERS)
    deeds: list[tuple[int, str, str, dict[str, str]]] = [
        (5, "comments", agent, {"body": "We are looking into it."}),
        (4, "comments", customer, {"body": "It still does not load."}),
        (2, "notes", agent, {"body": "Seen in the logs too."}),
        (3, "moves", agent, {"to": random.choice(("In Progress", "Waiting for Customer"))}),
        (3, "moves", agent, {"to": "Solution Provided"}),
        (1, "moves", random.choice((customer, agent)), {"to": "Closed"}),
        (2, "comments", agent, {"body": f"/severity {random.choice(_SEVERITIES)}"}),
        (2, "comments", agent, {"body": "/severity Critical The whole site is down."}),
        (2, "edits", agent, {"Severity": random.choice(_SEVERITIES)}),
        (2, "comments", manager, {"body": random.choice(("/approve", "/reject not as bad as that"))}),
        (2, "comments", random.choice((agent, customer)), {"body": "/approve"}),
        (1, "comments", customer, {"body": random.choice(("/solved", "/reopen", "/accept"))}),
        (2, "restores", agent, {}),
        (1, "edits", agent, {"Code Change Required": random.choice(("Yes", "No"))}),
        (1, "edits", agent, {"Defect Origin": "Not Planview software"}),
        (1, "edits", agent, {"Support Scope": random.choice(("Functional", "Customization"))}),
        (1, "works", agent, {"minutes": str(random.choice((20, 50)))}),
    ]
    (chosen,) = random.choices(deeds, [weight for weight, *_ in deeds])
    return chosen[1], chosen[2], chosen[3]


def play(act: Act, jira: Sandbox, keys: dict[int, str]) -> None:
    """Do it in a sandbox Jira; ``keys`` are those of the cases that were opened so far."""
    if act.kind == "opens":
        keys[act.case] = jira.open_case(act.by, f"Case {act.case}", act.given)
        return
    key = keys.get(act.case)
    if key is None:  # its opening was left out: a history that is being shortened
        return
    match act.kind:
        case "comments" | "notes":
            jira.comment(key, act.by, act.given["body"], public=act.kind == "comments")
        case "moves":
            if act.given["to"] in {transition.to.name for transition in jira.available(key)}:
                jira.move(key, act.by, act.given["to"])
        case "edits":
            jira.edit(key, act.by, act.given)
        case "restores":
            jira.edit(key, act.by, {"Functionality Restored": act.at})
        case "works":
            jira.log_work(key, act.by, timedelta(minutes=float(act.given["minutes"])))
        case _:
            raise ValueError(f"nobody knows how to do {act.kind!r}")
