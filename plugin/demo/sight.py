"""What can be held against the policy: a case's fields, the words to the customer, notes, emails, clocks.

Fields, comments and emails are read in the sandbox, a clock's state by what ``careflow explain`` says.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from plugin.demo.checks import Check
from plugin.demo.local_time import moment, said
from plugin.demo.news import REFERENCE
from workflows.decision import Clock
from workflows.terms import ClockName

if TYPE_CHECKING:
    from plugin.demo.stage import Stage

EMPTY = "empty"


class Case:
    """A case on the stage. Every method but ``key`` holds one expectation against what there is."""

    def __init__(self, stage: Stage, key: str) -> None:
        self._stage = stage
        self.key = key

    def shows(self, field: str, expected: str | None, clause: str) -> None:
        """A field's value (``Status`` too); a date-time as a moment, None for an empty field."""
        view = self._stage.jira.issue(self.key)
        value = view.status if field == "Status" else view[field]
        found = said(value) if isinstance(value, datetime) else str(value or EMPTY)
        wanted = self._moment(expected) if field.endswith(("Due", "Restored")) else expected or EMPTY
        self._check(f"{field} is {wanted}", clause, wanted, found)

    def shows_no(self, clause: str, *fields: str) -> None:
        """Several fields are empty."""
        for field in fields:
            self.shows(field, None, clause)

    def told(self, words: str, clause: str, times: int = 1) -> None:
        """So often careflow has told the customer something with these words."""
        found = [c for c in self._spoken(public=True) if words in c]
        self._count(f"the customer was told “{words}”", clause, times, len(found))

    def told_nothing(self, clause: str) -> None:
        """Careflow has not spoken to the customer."""
        heard = " / ".join(self._spoken(public=True)) or "nothing"
        self._check("careflow told the customer nothing", clause, "nothing", heard)

    def noted(self, act: str, clause: str, times: int = 1, words: str = "") -> None:
        """So often there is an internal note whose reference begins so (and with these words in it)."""
        found = [c for c in self._spoken(public=False) if _reference(c).startswith(act) and words in c]
        named = f"internal note “{act}”" + (f" with “{words}”" if words else "")
        self._count(named, clause, times, len(found))

    def emailed(self, clause: str, *moments: str) -> None:
        """Emails went to the customer at these moments, and no others."""
        sent = [said(mail.at) for mail in self._stage.jira.outbox if mail.key == self.key]
        wanted = ", ".join(self._moment(one) for one in moments) or EMPTY
        self._check(f"emails to the customer: {wanted}", clause, wanted, ", ".join(sent) or EMPTY)

    def clock(self, name: str, expected: str, clause: str) -> None:
        """A clock's state as ``careflow explain`` has it: running, paused, met, breached, none."""
        self._check(f"the clock “{name}” is {expected}", clause, expected, str(self._explained(name).state))

    def missed(self, periods: int, clause: str) -> None:
        """How many periods passed without a status update."""
        found = self._explained(ClockName.COMMUNICATE).missed
        self._check(f"status updates missed: {periods}", clause, str(periods), str(found))

    def _explained(self, name: str) -> Clock:
        decision = self._stage.parts.explainer.look(self.key)
        return next(clock for clock in decision.clocks if clock.name == name)

    def _spoken(self, public: bool) -> list[str]:
        own = self._stage.jira.site.own_account
        return [c.body for c in self._stage.jira.issue(self.key).comments if c.by == own and c.public is public]

    def _moment(self, text: str | None) -> str:
        return said(moment(text, self._stage.day)) if text else EMPTY

    def _count(self, what: str, clause: str, wanted: int, found: int) -> None:
        self._check(f"{what}, {_often(wanted)}", clause, _often(wanted), _often(found))

    def _check(self, what: str, clause: str, expected: str, found: str) -> None:
        check = Check(what, clause, expected, found)
        self._stage.result.checks.append(check)
        self._stage.narrator.check(self._stage.jira.now(), check)


def _often(times: int) -> str:
    return {0: "not at all", 1: "once", 2: "twice"}.get(times, f"{times} times")


def _reference(body: str) -> str:
    return body.splitlines()[-1].removeprefix(REFERENCE)
