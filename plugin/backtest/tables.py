"""A backtest as people read it, within the width of their terminal."""

from __future__ import annotations

from collections.abc import Iterator

from plugin.backtest.candidates import Candidate, present_target, span
from plugin.backtest.sums import Sums
from plugin.terminal import wrapped
from workflows.explain import action_line
from workflows.policy_versions import Policies
from workflows.record import to_text
from workflows.terms import ClockName
from workflows.trial import CaseTrial, ClockChange, Verdict

_NAMED = 40  # cases that a sentence names
_IN, _FURTHER = " " * 2, " " * 4


def lines_of(candidate: Candidate, sums: Sums, present: Policies, width: int, *, acts: bool) -> Iterator[str]:
    """One candidate: the sentence, the clocks, the customers, and what would have been done."""
    yield ""
    yield from wrapped(sentence(candidate, sums, present), "", _IN, width)
    if not sums.different:
        yield f"{_IN}Nothing differs in {sums.cases} cases."
        return
    yield ""
    yield f"{_IN}{'clock':<13}{'breached now':>13}{'then':>7}{'more':>7}{'fewer':>7}"
    for name in ClockName:
        more = sum(n for (clock, _, to), n in sums.flips.items() if clock is name and to is Verdict.BREACHED)
        fewer = sum(n for (clock, was, _), n in sums.flips.items() if clock is name and was is Verdict.BREACHED)
        if sums.before[name] or sums.after[name]:
            yield f"{_IN}{name:<13}{sums.before[name]:>13}{sums.after[name]:>7}{more or '·':>7}{fewer or '·':>7}"
    if sums.moved_dues:
        yield f"{_IN}{sums.moved_dues} dues are at another time, without another verdict."
    yield from _customers(sums, width)
    if acts:
        yield from _doings(sums)


def sentence(candidate: Candidate, sums: Sums, present: Policies) -> str:
    """``Major respond 45 min instead of 60 min: 12 more breaches, 0 fewer: CARE-3 by 7 min, …``."""
    more = list(sums.breaches(more=True))
    told = headline(candidate, sums, present)
    named = ", ".join(_named(case, change) for case, change in more[:_NAMED])
    rest = f" and {len(more) - _NAMED} others" if len(more) > _NAMED else ""
    return f"{told} More: {named}{rest}." if named else told


def headline(candidate: Candidate, sums: Sums, present: Policies) -> str:
    """The same without the cases."""
    name = candidate.name
    if candidate.cell is not None:
        name = f"{candidate.cell} instead of {span(present_target(present, candidate.cell))}"
    more, fewer = (sum(1 for _ in sums.breaches(more=which)) for which in (True, False))
    return f"{name}: {more} more {_breaches(more)}, {fewer} fewer, of {sums.cases} cases."


def case_lines(case: CaseTrial, width: int) -> Iterator[str]:
    """One case and all that differs in it."""
    yield from wrapped(f"{case.key}  {case.title}  ({case.severity}, {case.customer})", "", _IN, width)
    for change in case.clocks:
        verdict = f"{change.before} → {change.after}" if change.flips else str(change.after)
        dues = f", due {_moment(change.due_before)} → {_moment(change.due_after)}"
        over = f", by {span(change.over)}" if change.over and change.after is Verdict.BREACHED else ""
        yield from wrapped(f"{change.name} ({change.clause}): {verdict}{over}{dues}", _IN, _FURTHER, width)
    for standing in case.standing:
        yield f"{_IN}{standing.what}: {standing.before} → {standing.after}"
    for word, acts in (("no more", case.doings.no_more), ("new", case.doings.new)):
        for act in acts:
            text = f"{word}: {to_text(act.at)} {act.action.clause} {action_line(act.action)}"
            yield from wrapped(text, _IN, _FURTHER, width)
    for before, after in case.doings.moved:
        text = f"moved: {to_text(before.at)} → {to_text(after.at)} {before.action.clause} {action_line(after.action)}"
        yield from wrapped(text, _IN, _FURTHER, width)


def _customers(sums: Sums, width: int) -> Iterator[str]:
    if not sums.by_customer:
        return
    yield ""
    yield f"{_IN}Verdicts that flip, by customer and severity"
    for (customer, severity, before, after), number in sorted(sums.by_customer.items(), key=lambda e: (-e[1], e[0])):
        yield from wrapped(f"{number:>4}  {customer}, {severity}: {before} → {after}", _IN, _FURTHER, width)


def _doings(sums: Sums) -> Iterator[str]:
    yield ""
    yield f"{_IN}What would have been done otherwise"
    clauses = sorted({clause for clause, _ in sums.doings})
    yield f"{_IN}{'clause':<10}{'new':>7}{'no more':>9}{'at another time':>17}"
    for clause in clauses:
        counts = [sums.doings[clause, kind] or "·" for kind in ("new", "no more", "at another time")]
        yield f"{_IN}{clause:<10}{counts[0]:>7}{counts[1]:>9}{counts[2]:>17}"
    if not clauses:
        yield f"{_IN}nothing"


def _named(case: CaseTrial, change: ClockChange) -> str:
    return f"{case.key} by {span(change.over)}" if change.over else case.key


def _breaches(number: int) -> str:
    return "breach" if number == 1 else "breaches"


def _moment(at: object) -> str:
    return f"{at:%Y-%m-%d %H:%M:%S}Z" if at else "–"
