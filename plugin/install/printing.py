"""A plan as people read it, like a diff, within the columns of a terminal; and as JSON for programs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

import click

from plugin.due_moves import DueMove
from plugin.install.apply import Outcome
from plugin.install.items import ByHand, Kind, Refusal, Step, Verb, Waiting
from plugin.install.plan import Plan, step_as_json
from plugin.terminal import printable, wrapped
from workflows.record import to_text

_COLOURS = {Verb.ADD: "green", Verb.CHANGE: "yellow", Verb.REMOVE: "red"}
_WIDEST_NAME = 30
_MOST_MOVES = 30  # lines of dues that a terminal is given; the JSON has them all


def as_lines(plan: Plan, width: int, verb: str = "plan") -> Iterator[str]:
    """The whole plan. ``verb``: which command shows it."""
    found = plan.ground.found
    projects = ", ".join(plan.ground.wanted.projects)
    where = f"{found.server} at {plan.ground.wanted.site}"
    yield from _wrapped(f"careflow {verb}: {where}, project {projects}, as {found.account}", "", "  ", width)
    for kind in Kind:
        steps = [step for step in plan.steps if step.kind is kind]
        if steps:
            yield ""
            yield click.style(kind.value, bold=True)
            yield from _steps(steps, width)
    yield from _by_hand(plan.by_hand, width)
    yield from _refused(plan.refused, width)
    yield from _waiting(plan.waiting, width)
    if plan.hints:
        yield from ("", click.style("Left as it is", bold=True))
        for hint in plan.hints:
            yield from _wrapped(f"· {hint.what}", "  ", "    ", width)


def _steps(steps: Sequence[Step], width: int) -> Iterator[str]:
    column = min(max(len(step.name) for step in steps), _WIDEST_NAME) + 6
    for step in steps:
        yield from _step(step, column, width)


def _step(step: Step, column: int, width: int) -> Iterator[str]:
    head = f"  {step.verb.sign} {step.name}"
    margin = " " * column
    lines = [line for detail in step.details for line in _wrapped(detail, margin, margin + "  ", width)]
    beside = lines.pop(0).lstrip() if lines and len(head) < column else ""
    head, *more = _wrapped(head.strip(), "  ", "    ", width)
    yield click.style(head, fg=_COLOURS[step.verb]) + (" " * (column - len(head)) + beside if beside else "")
    yield from (*more, *lines)
    for warning in step.warnings:
        for line in _wrapped(f"! {warning}", margin, margin + "  ", width):
            yield click.style(line, fg="yellow")


def _by_hand(items: Sequence[ByHand], width: int) -> Iterator[str]:
    if not items:
        return
    yield from ("", click.style("To do by hand: this Jira has no REST for it", bold=True))
    for number, item in enumerate(items, start=1):
        yield from _wrapped(f"{number}. {item.name} (then `careflow doctor` looks: {item.check})", "  ", "     ", width)
        for click_ in item.clicks:
            yield from _wrapped(click_, "     ", "       ", width)


def _refused(items: Sequence[Refusal], width: int) -> Iterator[str]:
    if not items:
        return
    yield from ("", click.style("Refused: it would not be safe", bold=True))
    for item in items:
        for line in _wrapped(f"✗ {item.name} [{item.reason}]: {item.why}", "  ", "    ", width):
            yield click.style(line, fg="red")
        yield from _wrapped(f"→ {item.mend}", "    ", "      ", width)


def _waiting(items: Sequence[Waiting], width: int) -> Iterator[str]:
    if not items:
        return
    yield from ("", click.style("For a later apply", bold=True))
    for item in items:
        yield from _wrapped(f"… {item.name}, once these are done: {', '.join(item.waits_for)}", "  ", "    ", width)


def moves_as_lines(moves: Sequence[DueMove], width: int) -> Iterator[str]:
    """The dues that would move."""
    if not moves:
        return
    cases = len({move.key for move in moves})
    count = f"{cases} open case{'' if cases == 1 else 's'}"
    yield from ("", click.style(f"Dues that would move once careflow runs: {count}", bold=True))
    keys = max(len(move.key) for move in moves)
    for move in moves[:_MOST_MOVES]:
        line = f"{move.key:<{keys}}  {move.field:<16} {_moment(move.before)} → {_moment(move.after)}"
        yield from _wrapped(line, "  ", "      ", width)
    if len(moves) > _MOST_MOVES:
        yield f"  and {len(moves) - _MOST_MOVES} more: careflow plan --json"


def _moment(instant: datetime | None) -> str:
    return instant.astimezone(UTC).strftime("%Y-%m-%d %H:%MZ") if instant else "none"


def sum_of(plan: Plan, *, command: str) -> Iterator[str]:
    """The last lines: how much, the digest, and what to type to carry it out."""
    yield ""
    if plan.settled:
        yield click.style("Nothing to do: the site has what careflow needs.", fg="green")
        return
    counts = [f"{plan.count(verb)} to {verb}" for verb in Verb]
    counts += [f"{len(plan.by_hand)} by hand"] if plan.by_hand else []
    counts += [f"{len(plan.refused)} refused"] if plan.refused else []
    counts += [f"{len(plan.waiting)} waiting"] if plan.waiting else []
    yield f"Plan {plan.digest}: {', '.join(counts)}."
    if plan.steps:
        yield f"Nothing has been changed. To carry it out: {command} --plan {plan.digest}"


def progress(outcome: Outcome, number: int, total: int) -> str:
    """A line of apply."""
    step = outcome.step
    place = f"[{number:>{len(str(total))}}/{total}]"
    if outcome.done:
        return f"{place} {click.style(step.verb.sign, fg=_COLOURS[step.verb])} {printable(step.name)}"
    why = str(outcome.error) if outcome.error else f"it needs {', '.join(outcome.without)}, which could not be made"
    return f"{place} {click.style('✗', fg='red')} {printable(f'{step.name}: {why}')}"


def as_json(plan: Plan, moves: Iterable[DueMove] | None = None) -> dict[str, Any]:
    """The plan for programs; ``settled`` is True where nothing is to be done by anybody."""
    found = plan.ground.found
    told: dict[str, Any] = {
        "site": plan.ground.wanted.site,
        "jira": str(found.server),
        "account": found.account,
        "projects": list(plan.ground.wanted.projects),
        "digest": plan.digest,
        "settled": plan.settled,
        "steps": [step_as_json(step) for step in plan.steps],
        "by_hand": [_hand_as_json(item) for item in plan.by_hand],
        "refused": [_refusal_as_json(item) for item in plan.refused],
        "waiting": [
            {"kind": item.kind.value, "name": item.name, "waits_for": list(item.waits_for)} for item in plan.waiting
        ],
        "hints": [{"kind": hint.kind.value, "what": hint.what} for hint in plan.hints],
    }
    if moves is not None:
        told["dues"] = [_move_as_json(move) for move in moves]
    return told


def _hand_as_json(item: ByHand) -> dict[str, Any]:
    return {"kind": item.kind.value, "name": item.name, "clicks": list(item.clicks), "check": item.check}


def _refusal_as_json(item: Refusal) -> dict[str, Any]:
    told = {"kind": item.kind.value, "name": item.name, "reason": item.reason}
    return {**told, "why": item.why, "mend": item.mend}


def _move_as_json(move: DueMove) -> dict[str, Any]:
    before, after = (to_text(m) if m else None for m in (move.before, move.after))
    return {"key": move.key, "field": str(move.field), "from": before, "to": after}


def _wrapped(text: str, first: str, further: str, width: int) -> list[str]:
    return wrapped(printable(text), first, further, width)  # names are other people's text
