"""Reconcile a case: read it once, decide, write once, and say when to look again.

The order of the requests is what makes a crash between any two of them harmless (FACTS 0): emails go before the PUT
that records them, a transition before the words that claim its status, and internal notes, their own markers, last.
No request that writes is repeated here: after a lost answer the case is reconciled again, from a new reading.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import pairwise
from typing import TypeAlias, TypeVar

from plugin.configuration_errors import UserMistake
from plugin.jira import Forbidden, Gateway, Reading, Refused
from plugin.turns import Lock, Turns, alone
from plugin.wording import Wording
from workflows.actions import Action, Email, Move, Note, Passed, SetField, SetLabel, Shadowed, Tell, Witnessed
from workflows.allowance import Share, share_of
from workflows.applied import applied
from workflows.calendars import zone_of
from workflows.case import Case
from workflows.clauses.fields import AGAIN, as_written
from workflows.clauses.follow_up import EMAIL
from workflows.decide import decide
from workflows.decision import Decision
from workflows.policy import Policy
from workflows.policy_versions import Policies
from workflows.record import Record, Refusal, to_text
from workflows.rehearsal import Rehearsed
from workflows.surroundings import Need
from workflows.terms import Field, Severity, Status

log = logging.getLogger(__name__)

FOUGHT_OVER = 3
CLOCKS_REST_ON = frozenset({Need.VERSIONS})  # SCO-4, UPD-2
A = TypeVar("A", bound=Action)
OnAct: TypeAlias = Callable[[Action, Decision], None]


@dataclass(frozen=True, slots=True)
class Outcome:
    """How the case stands after it was acted on, with the actions that were taken. Instants are in Jira's time.

    ``refused``: what Jira would not take.
    ``unchanged_since``: the issue's ``updated`` where nothing was wanted, None where something was done.
    ``share``: the case's part in its instance's hour of help (SCO-3), where it counts on one.
    ``would``: in shadow, what would have been done, with its moments; nothing was.
    """

    key: str
    now: datetime
    decision: Decision
    wake_at: datetime | None
    unchanged_since: datetime | None = None
    refused: tuple[Refusal, ...] = ()
    share: Share | None = None
    would: tuple[Rehearsed, ...] = ()

    @property
    def alone(self) -> bool:
        """Whether it rests on nothing but the issue and time."""
        return self.decision.case.stands_alone

    @property
    def critical(self) -> bool:
        """Whether it is an open case that is Critical."""
        return self.decision.severity is Severity.CRITICAL and self.decision.status is not Status.CLOSED

    @property
    def written_as(self) -> str | None:
        """Our account, where it has done all that was wanted; None where nothing was, or Jira refused some of it."""
        done = self.unchanged_since is None and not self.would and not self.refused
        return self.decision.case.own_account if done else None

    @property
    def also(self) -> tuple[str, ...]:
        """The keys of the other open cases of the instance: they are to be looked at where its sum has changed."""
        return tuple(key for key in self.share.open_cases if key != self.key) if self.share else ()


class NotYetOpened(UserMistake):
    """Asked about a moment before the case's life began."""


def read_by(gateway: Gateway, key: str, at: datetime | None) -> Reading:
    """Read a case, to ask about it now or at ``at``. Raises NotYetOpened."""
    reading = gateway.read(key)
    if at is not None and at < reading.case.opened_at:
        raise NotYetOpened(f"{reading.case.key} was opened at {to_text(reading.case.opened_at)}, after that moment")
    return reading


class Reconciler:
    """The one path of webhooks, timers, the sweep and the command line."""

    def __init__(
        self,
        gateway: Gateway,
        policies: Policies,
        wording: Wording,
        lock: Lock = alone,
        on_act: OnAct = lambda action, decision: None,
    ) -> None:
        """``on_act`` is told of every action that was carried out (for metrics)."""
        self._gateway = gateway
        self._policies = policies
        self._wording = wording
        self._lock = lock
        self._on_act = on_act

    def look(self, key: str, at: datetime | None = None) -> Decision:
        """Read and decide, for *now* or for a moment of the case's life; writes nothing."""
        return self._decided(read_by(self._gateway, key, at), at)

    def compare(self, key: str, at: datetime | None, version: Policy) -> tuple[Decision, Decision]:
        """CAL-8: the verdict in force, and that of another version of the policy, on one reading; writes nothing."""
        reading = read_by(self._gateway, key, at)
        _, other = self._supplied(reading.case, at or reading.now, None, version)
        return self._decided(reading, at), other

    def decide(self, case: Case, now: datetime) -> Decision:
        """What the policy says of a case that has been read."""
        return decide(case, self._policies.of(case), now)

    def judge(self, case: Case, at: datetime) -> Decision:
        """How a case that has been read stood at a moment; beyond it only what clocks rest on is asked of Jira.

        For looking at many cases: what is to be done about one, ``look`` and ``run`` say.
        """
        policy = self._policies.of(case)
        decision = decide(case, policy, at)
        if not decision.needs & CLOCKS_REST_ON:
            return decision
        return decide(self._gateway.bring(case, CLOCKS_REST_ON, policy), policy, at)

    def run(self, key: str) -> Outcome:
        """Read, decide and act. Raises ``plugin.jira.JiraError``; what was done until then stays done."""
        with Turns(self._lock) as turns:
            return self._run(key, turns)

    def _run(self, key: str, turns: Turns) -> Outcome:
        reading = self._gateway.read(key)
        decision = self._decided(reading, turns=turns)
        if turns.waited:  # meanwhile somebody may have assigned it
            reading = self._gateway.read(key)
            decision = self._decided(reading, turns=turns)
        policy = self._policies.of(reading.case)
        share = share_of(decision.case, policy)
        if not decision.actions:
            return Outcome(reading.case.key, reading.now, decision, decision.wake_at, reading.updated, share=share)
        zone = zone_of(policy, reading.case.text(Field.REGION))
        visit = _Visit(self._gateway, self._wording, zone, decision, self._on_act)
        visit.act()
        after = applied(decision.case, visit.done, decision.at)
        after = replace(after, record=visit.record)
        stands = decide(after, policy, decision.at)
        done = replace(stands, actions=decision.actions)
        return Outcome(reading.case.key, reading.now, done, stands.wake_at, refused=tuple(visit.refused), share=share)

    def _decided(self, reading: Reading, at: datetime | None = None, turns: Turns | None = None) -> Decision:
        policy = self._policies.of(reading.case)
        case, decision = self._supplied(reading.case, at or reading.now, turns, policy)
        if at is None and decision.relies_on:
            # SEV-4: who may decide is asked of Jira at this moment, not of the cache.
            fresh = self._gateway.recheck(case, decision.relies_on)
            _, decision = self._supplied(fresh, reading.now, turns, policy)
        return decision

    def _supplied(self, case: Case, at: datetime, turns: Turns | None, policy: Policy) -> tuple[Case, Decision]:
        """Decided with all that clauses asked for; what they ask for again could not be had."""
        decision = decide(case, policy, at)
        brought: frozenset[Need] = frozenset()
        while lacking := decision.needs - brought:
            if turns is not None:
                turns.take(case, lacking, policy)
            case = self._gateway.bring(case, lacking, policy)
            brought |= lacking
            decision = decide(case, policy, at)
        return case, decision


class _Visit:
    """One decision being carried out."""

    def __init__(self, gateway: Gateway, wording: Wording, zone: str, decision: Decision, on_act: OnAct) -> None:
        self._gateway = gateway
        self._wording = wording
        self._zone = zone
        self._decision = decision
        self._on_act = on_act
        self._case = decision.case
        self._now = decision.at
        self._actions = decision.actions
        self.record = decision.case.record
        self.done: list[Action] = []
        self.refused: list[Refusal] = []

    def act(self) -> None:
        """Emails, the transition, the one PUT, the notes."""
        kept = [email for email in self._of(Email) if self._send(email)]
        moves = [self._move(move) for move in self._of(Move)]
        self._write(kept, moved=all(moves))
        for note in self._of(Note):
            self._gateway.note(self._case, self._wording.note(self._case, note, self._zone))
            self._log(note)
            self.done.append(note)

    def _of(self, kind: type[A]) -> list[A]:
        return [action for action in self._actions if isinstance(action, kind)]

    def _send(self, email: Email) -> bool:
        text = self._wording.email(self._case, email)
        try:
            self._gateway.email(self._case, text.subject, text.text, text.html)
        except (Refused, Forbidden) as error:  # outgoing mail is off, or nobody can be written to
            self._refuse(EMAIL, email.id, str(error))
            return False
        self._log(email)
        return True

    def _move(self, move: Move) -> bool:
        try:
            self._gateway.move(self._case, move.to)
        except (Refused, Forbidden) as error:
            self._refuse(Field.STATUS, move.to, str(error))
            return False
        self._log(move)
        self.done.append(move)
        return True

    def _write(self, sent: list[Email], *, moved: bool) -> None:
        """The one PUT; a field that Jira refuses is left out, named, and the rest written."""
        fields = {action.field: action for action in self._of(SetField) if not self._is_in_vain(action)}
        labels = self._of(SetLabel)
        tells = [tell for tell in self._of(Tell) if self._can_be_told(tell, sent, moved=moved)]
        while True:
            record = self._recorded(fields.values(), [*tells, *sent, *self._of(Passed)])
            if record == self._case.record and not (fields or labels or tells):
                return
            try:
                self._gateway.write(
                    self._case,
                    fields={name: action.value for name, action in fields.items()},
                    labels_add=[label.label for label in labels if label.present],
                    labels_remove=[label.label for label in labels if not label.present],
                    comment=self._wording.comment(self._case, tells),
                    record=record,
                )
            except Refused as refused:
                culprits = [name for name in refused.errors if name in fields]
                if not culprits:
                    raise
                for name in culprits:
                    action = fields.pop(Field(name))
                    self._refuse(name, as_written(action.value), refused.errors[name])
            else:
                break
        self.record = record
        put_down = [*self._of(Passed), *self._of(Witnessed), *self._of(Shadowed)]
        written: list[Action] = [*fields.values(), *labels, *tells, *sent, *put_down]
        for done in written:
            self._log(done)
        self.done += written

    def _can_be_told(self, tell: Tell, sent: list[Email], *, moved: bool) -> bool:
        """Words that claim a status wait for it; those that go with an email, for the email."""
        if tell.after is not None and self._case.status is not tell.after and not moved:
            return False
        emails = self._of(Email)
        return not (tell.text in {e.text for e in emails} and tell.text not in {e.text for e in sent})

    def _is_in_vain(self, action: SetField) -> bool:
        """STYLE 11: a value that does not stay is not sent for ever; it is shown to people instead."""
        value = as_written(action.value)
        changed = self._changed_since(action.field)
        if self._case.record.written.get(action.field) == AGAIN + value and not changed:
            self._refuse(action.field, value, "Jira accepted it twice and did not keep it")
            return True
        if self._times_undone(action) >= FOUGHT_OVER:
            self._refuse(action.field, value, f"undone {FOUGHT_OVER} times within an hour by somebody else")
            return True
        return False

    def _times_undone(self, action: SetField) -> int:
        """How often somebody undid just this in the last hour: an automation that does would loop with us."""
        lately = self._now - timedelta(hours=1)
        history = [c for c in self._case.changes if c.field is action.field and c.at > lately]
        return sum(
            ours.by == self._case.own_account != theirs.by and as_written(ours.after) == as_written(action.value)
            for ours, theirs in pairwise(history)
        )

    def _changed_since(self, field: Field) -> bool:
        """Whether the newest change of a field is somebody else's: then the value was there, and was changed."""
        newest = next((c for c in reversed(self._case.changes) if c.field is field), None)
        return newest is not None and newest.by != self._case.own_account

    def _recorded(self, fields: Iterable[SetField], acts: Sequence[Action]) -> Record:
        record = self._case.record
        written = dict(record.written)
        refused = {name: refusal for name, refusal in record.refused.items() if self._still_refused(name)}
        for action in fields:
            value = as_written(action.value)
            sent_before = record.written.get(action.field) in (value, AGAIN + value)
            written[action.field] = AGAIN + value if sent_before and not self._changed_since(action.field) else value
            refused.pop(action.field, None)
        if any(isinstance(act, Email) for act in acts):
            refused.pop(EMAIL, None)
        refused.update({refusal.what: refusal for refusal in self.refused})
        grown = replace(
            record,
            acts={**record.acts, **{action.id: self._now for action in acts}},
            witnessed={**record.witnessed, **{w.evidence: w.witness for w in self._of(Witnessed)}},
            refused=refused,
            written=written,
        )
        return grown.with_shadowed([action.id for action in self._of(Shadowed)], self._now).fitting()

    def _still_refused(self, what: str) -> bool:
        """A refused transition or email is forgotten once it was made."""
        if what == Field.STATUS:
            return not any(isinstance(action, Move) for action in self.done)
        return True

    def _refuse(self, what: str, value: str, reason: str) -> None:
        log.warning("Jira refused %s = %s: %s", what, value or "empty", reason)
        self.refused.append(Refusal(str(what), value, reason, self._now))

    def _log(self, action: Action) -> None:
        log.info("%s (%s): %s", action.kind, action.id, action.why)
        self._on_act(action, self._decision)
