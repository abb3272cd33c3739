"""The comparison as people read it: one case act by act, days and clauses as a table, clauses in plain sentences."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import groupby
from zoneinfo import ZoneInfo

from plugin.terminal import wrapped
from workflows.agreement import Agreement, CaseAgreement, Sum
from workflows.contrary import Contrary
from workflows.counterpart import Compared, Outcome
from workflows.doings import later
from workflows.explain import action_line
from workflows.switches import Switch

_COLUMNS: tuple[tuple[str, int, Outcome | None], ...] = (
    ("same", 4, Outcome.SAME),
    ("otherwise", 9, Outcome.OTHERWISE),
    ("did not", 7, Outcome.NOT),
    ("careflow", 8, Outcome.CAREFLOW),
    ("counted", 7, Outcome.COUNTED),
)
LEGEND = (
    "would: what careflow would have done. same: people did so too. otherwise: people did something else. "
    "did not: nobody did anything about it so far. careflow: it really did it. counted: a note, an email, a due, which "
    "nobody can be compared with. against: what people did against the policy. A day is that of the case's region."
)
_NOTHING = "·"
_ACT, _ANSWER = (" " * 2, " " * 4), (" " * 30, " " * 32)  # margins: of the first line, of further ones
_KEYS_FROM = 100  # columns: there is room to name cases


def case_lines(one: CaseAgreement, width: int) -> Iterator[str]:
    """One case, act by act, with why and what people did.

    Of notes that say the same again and again there are the first and the last.
    """
    tz = ZoneInfo(one.zone)
    yield f"{one.case.key}  {one.case.summary}  ({one.zone})"
    told = [(act.act.at, _act_lines(act, one, tz, width)) for act in _without_series(one.acts)]
    told += [(contrary.at, _contrary_lines(contrary, one, tz, width)) for contrary in one.contrary]
    for _, lines in sorted(told, key=lambda entry: entry[0]):
        yield from lines
    if not told:
        yield "  nothing would have been done"
    if one.rehearsal.broken_off:
        yield f"  rehearsed up to {_local(one.rehearsal.until, tz)} only: there is too much of it"
    yield ""


def _without_series(acts: Sequence[Compared]) -> Iterator[Compared]:
    ends: dict[object, list[Compared]] = {}
    for act in acts:
        ends.setdefault(act.act.kind, [act, act])[1] = act
    return (act for act in acts if any(act is end for end in ends[act.act.kind]))


def _contrary_lines(contrary: Contrary, one: CaseAgreement, tz: ZoneInfo, width: int) -> list[str]:
    who = one.case.name_of(contrary.by)
    return wrapped(f"{_local(contrary.at, tz)}  {contrary.clause:<7} AGAINST: {who} {contrary.what}", *_ACT, width)


def _act_lines(compared: Compared, one: CaseAgreement, tz: ZoneInfo, width: int) -> list[str]:
    action = compared.act.action
    what = f"{_local(compared.act.at, tz)}  {action.clause:<7} {action_line(action, tz)} — {action.why}"
    said = _people(compared, one)
    return [*wrapped(what, *_ACT, width), *(wrapped(said, *_ANSWER, width) if said else ())]


def _people(compared: Compared, one: CaseAgreement) -> str:
    found = compared.found
    if found.outcome is Outcome.CAREFLOW:
        return "careflow did it"
    who = one.case.name_of(found.by) if found.by else "people"
    span = compared.later
    when = f" {later(span)}" if span else ""
    return f"→ {who} {found.what}{when}" if found.what else ""


def table_lines(agreement: Agreement, width: int) -> Iterator[str]:
    """The table by day and clause, and what its columns mean."""
    columns = [c for c in _COLUMNS if c[2] is not Outcome.CAREFLOW or _is_live(agreement)]
    heads = "  ".join(f"{name:>{wide}}" for name, wide, _ in columns)
    yield f"{'day':<10}  {'clause':<6}  would  {heads}  against"
    rows = sorted(agreement.days.items())
    order = agreement.in_order()
    for day, of_day in groupby(rows, key=lambda row: row[0][0]):
        shown = str(day)
        for (_, clause), found in sorted(of_day, key=lambda row: order.index(row[0][1])):
            yield _row(shown, clause, found, columns, width)
            shown = ""
    yield "-" * (len(heads) + 36)
    for number, clause in enumerate(order):
        yield _row("" if number else "all days", clause, agreement.clauses[clause], columns, width)
    yield ""
    yield from wrapped(LEGEND, "", "", width)


def _is_live(agreement: Agreement) -> bool:
    return any(found.outcomes[Outcome.CAREFLOW] for found in agreement.clauses.values())


def _row(day: str, clause: str, found: Sum, columns: Sequence[tuple[str, int, Outcome | None]], width: int) -> str:
    cells = "  ".join(f"{_number(found.outcomes[outcome] if outcome else 0):>{wide}}" for _, wide, outcome in columns)
    row = f"{day:<10}  {clause:<6}  {_number(found.would):>5}  {cells}  {_number(found.contrary):>7}"
    room = width - len(row) - 2
    return row if width < _KEYS_FROM else f"{row}  {_keys(found, room)}"


def _keys(found: Sum, room: int) -> str:
    named = list(found.keys)
    while named and len(" ".join(named)) > room:
        named.pop()
    return " ".join(named)


def reading_lines(agreement: Agreement, width: int) -> Iterator[str]:
    """A clause after the other in plain sentences."""
    for clause in agreement.in_order():
        margin = f"{clause + ':':<7} "
        for sentence in agreement.readings(clause):
            yield from wrapped(sentence, margin, " " * 8, width)
            margin = " " * 8


def ending_lines(agreement: Agreement, chosen: dict[str, Switch], width: int) -> Iterator[str]:
    """On which clauses both agreed throughout, and what switches on just these."""
    if not agreement.agreed:
        yield from wrapped("On no clause have people done the same throughout: none to switch on yet.", "", "", width)
        return
    named = ", ".join(f"{clause} ({agreement.clauses[clause].comparable})" for clause in agreement.agreed)
    text = f"Agreed throughout, in so many acts: {named}. In app.yaml this switches on just these:"
    yield from wrapped(text, "", "", width)
    yield ""
    yield "mode: live"
    yield from clauses_lines(chosen, width)


def clauses_lines(chosen: dict[str, Switch], width: int) -> Iterator[str]:
    """``clauses`` as app.yaml has it, broken into lines."""
    entries = ", ".join(f"{name}: {switch}" for name, switch in chosen.items())
    yield from wrapped(f"clauses: {{{entries}}}", "", " " * 10, min(width, 120))


def _number(number: int) -> str:
    return str(number) if number else _NOTHING


def _local(at: datetime, tz: ZoneInfo) -> str:
    return at.astimezone(tz).strftime("%a %Y-%m-%d %H:%M:%S")
