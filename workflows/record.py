"""What careflow has put down about a case: the value of the issue property ``careflow``.

It holds only what Jira's own history cannot say: once-only acts that leave no trace of their own (public comments
by their purpose, emails, warnings passed over), what was witnessed when it was first seen (SLO-13), and fields that
Jira refused. Anyone who may edit the issue can change a property, so nothing here gives anyone a right to decide on
Critical that the history does not.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

PROPERTY = "careflow"
SHADOWED_MOST = 60  # acts in shadow that are kept: some six thousand characters
MOST = 30_000  # characters; Jira takes 32,768 (https://developer.atlassian.com/cloud/jira/platform/jira-entity-properties/)


def to_text(instant: datetime) -> str:
    """ISO 8601 in UTC with ``Z``; milliseconds only where there are some."""
    utc = instant.astimezone(UTC)
    spec = "milliseconds" if utc.microsecond else "seconds"
    return utc.isoformat(timespec=spec).replace("+00:00", "Z")


def from_text(text: str) -> datetime:
    """The instant that ``to_text`` wrote. Raises ValueError on anything else."""
    instant = datetime.fromisoformat(text)
    if instant.tzinfo is None:
        raise ValueError(f"no zone in {text!r}")
    return instant.astimezone(UTC)


@dataclass(frozen=True, slots=True)
class Witness:
    """An act that established something, as it was judged when first seen (SLO-13).

    ``role`` is ``manager``, ``staff``, ``customer`` or ``nobody``; ``meaning`` says what the act was taken for.
    """

    at: datetime
    by: str
    role: str
    meaning: str


@dataclass(frozen=True, slots=True)
class Refusal:
    """A field, status or email that Jira would not take, with its own words."""

    what: str
    value: str
    reason: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Record:
    """The property, parsed. ``acts``: id of a once-only act → when it was done.

    ``written``: field → the value last sent, to see a write that Jira accepts and drops. ``forgotten``: up to when
    witnesses had to make room; they are not put down again. ``shadowed``: id of an act that a clause in shadow would
    have done → when.
    """

    acts: Mapping[str, datetime] = field(default_factory=dict)
    witnessed: Mapping[str, Witness] = field(default_factory=dict)
    refused: Mapping[str, Refusal] = field(default_factory=dict)
    written: Mapping[str, str] = field(default_factory=dict)
    forgotten: datetime | None = None
    shadowed: Mapping[str, datetime] = field(default_factory=dict)

    def as_of(self, at: datetime) -> Record:
        """Only what had been put down by ``at``."""
        return replace(
            self,
            acts={k: v for k, v in self.acts.items() if v <= at},
            witnessed={k: w for k, w in self.witnessed.items() if w.at <= at},
            refused={k: r for k, r in self.refused.items() if r.at <= at},
            shadowed={k: v for k, v in self.shadowed.items() if v <= at},
        )

    def with_shadowed(self, act_ids: Iterable[str], at: datetime) -> Record:
        """The record with acts in shadow; of a field only the newest value is kept."""
        shadowed = dict(self.shadowed)
        for act_id in act_ids:
            for old in replaced_in_shadow(shadowed, act_id):
                del shadowed[old]
            shadowed[act_id] = at
        return replace(self, shadowed=shadowed)

    def to_json(self) -> dict[str, Any]:
        """The value to store; ``from_json`` reads it back."""
        return {
            "v": 1,
            "acts": {k: to_text(v) for k, v in self.acts.items()},
            "witnessed": {k: _witness_json(w) for k, w in self.witnessed.items()},
            "refused": {k: [r.what, r.value, r.reason, to_text(r.at)] for k, r in self.refused.items()},
            "written": dict(self.written),
            **({"forgotten": to_text(self.forgotten)} if self.forgotten else {}),
            **({"shadowed": {k: to_text(v) for k, v in self.shadowed.items()}} if self.shadowed else {}),
        }

    def fitting(self) -> Record:
        """The record without its oldest witnesses, as far as Jira would not take it otherwise.

        What a case of hundreds of acts forgets is its earliest evidence; the history itself stays in Jira.
        """
        excess = len(json.dumps(self.to_json())) - MOST
        witnessed, forgotten = dict(self.witnessed), self.forgotten
        for act_id, witness in sorted(self.witnessed.items(), key=lambda entry: entry[1].at):
            if excess <= 0:
                break
            excess -= len(act_id) + len(json.dumps(_witness_json(witness)))
            del witnessed[act_id]
            forgotten = witness.at
        return replace(self, witnessed=witnessed, forgotten=forgotten)

    @classmethod
    def from_json(cls, value: object) -> Record:
        """The record in a property's value; what does not parse is passed over (people can edit properties)."""
        if not isinstance(value, Mapping):
            return cls()
        return cls(
            acts=dict(_parsed(value.get("acts"), from_text)),
            witnessed=dict(_parsed(value.get("witnessed"), _witness)),
            refused=dict(_parsed(value.get("refused"), _refusal)),
            written=dict(_parsed(value.get("written"), str)),
            forgotten=dict(_parsed({"at": value.get("forgotten")}, from_text)).get("at"),
            shadowed=dict(_parsed(value.get("shadowed"), from_text)),
        )


def replaced_in_shadow(known: Iterable[str], act_id: str) -> list[str]:
    """The acts in shadow that set the same field for the same clause before."""
    field_of, is_field, _ = act_id.partition(" = ")
    return [old for old in known if is_field and old != act_id and old.startswith(f"{field_of} = ")]


def _witness_json(witness: Witness) -> list[str]:
    return [to_text(witness.at), witness.by, witness.role, witness.meaning]


def _witness(value: Any) -> Witness:
    return Witness(from_text(value[0]), str(value[1]), str(value[2]), str(value[3]))


def _refusal(value: Any) -> Refusal:
    return Refusal(str(value[0]), str(value[1]), str(value[2]), from_text(value[3]))


def _parsed(items: object, parse: Any) -> list[tuple[str, Any]]:
    found: list[tuple[str, Any]] = []
    if isinstance(items, Mapping):
        for key, value in items.items():
            try:
                found.append((str(key), parse(value)))
            except (ValueError, TypeError, IndexError, KeyError):
                continue
    return found
