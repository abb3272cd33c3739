"""Clauses in shadow: what they would have done is decided and explained, and nothing of it is carried out.

The case is decided on twice: once as if those clauses were off, which is what is in force, and, once that has been
carried out, as if they were on. What is still wanted then is what they would have done. The record puts each such act
down once, with the moment, so that a series (a reminder after a reminder) goes on in shadow as it would in earnest.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from workflows.actions import Action, Passed, Shadowed, Witnessed
from workflows.applied import applied
from workflows.case import Case
from workflows.decision import Decision, Next
from workflows.record import SHADOWED_MOST, replaced_in_shadow


def rehearsed_case(decision: Decision) -> Case:
    """The case once what is in force has been carried out, and with it what was done in shadow before."""
    case = applied(decision.case, decision.actions, decision.at)
    record = case.record
    return replace(case, record=replace(record, acts={**record.shadowed, **record.acts}))


def with_shadow(decision: Decision, rehearsal: Decision) -> Decision:
    """The decision in force, with what the clauses in shadow would do beside it."""
    done = tuple(a for a in rehearsal.actions if not isinstance(a, Witnessed))
    shadow = tuple(a for a in done if not isinstance(a, Passed))
    clocks = tuple(clock for clock in rehearsal.clocks if clock not in decision.clocks)
    ahead = {(n.at, n.what) for n in decision.upcoming}
    would = [Next(n.at, f"in shadow: {n.what}", n.clause) for n in rehearsal.upcoming if (n.at, n.what) not in ahead]
    upcoming = tuple(sorted((*decision.upcoming, *would), key=lambda n: n.at))
    return replace(
        decision,
        actions=(*decision.actions, *_put_down(decision, done)),
        shadow=shadow,
        shadow_clocks=clocks,
        upcoming=upcoming,
        wake_at=upcoming[0].at if upcoming else None,
        needs=decision.needs | rehearsal.needs,
    )


def _put_down(decision: Decision, shadow: tuple[Action, ...]) -> Iterator[Shadowed]:
    """What is not in the record yet, as far as there is room: a full record takes no more, so that none is repeated.

    Also what would have been passed over, since another act's words say it: else it would be wanted after that act.
    """
    known = decision.case.record.shadowed
    room = SHADOWED_MOST - len(known)
    for action in {action.id: action for action in shadow}.values():
        if action.id in known:
            continue
        if not replaced_in_shadow(known, action.id):
            room -= 1
        if room >= 0:
            yield Shadowed(action.id, action.clause, f"in shadow: {action.why}")
