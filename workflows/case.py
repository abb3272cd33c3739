"""A case: a Jira issue in a configured project, in Planview's terms, with its whole history.

The gateway (``plugin/jira/reading``) builds it from one read of Jira; everything else is derived from it.
Instants are aware datetimes in UTC. Persons are named by their Jira id (Cloud: accountId; Data Center: name).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import TypeAlias

from workflows.record import Record
from workflows.surroundings import Surroundings
from workflows.terms import Field, Role, Status

Value: TypeAlias = str | datetime | None


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who acts on a case. ``roles`` is what Jira's groups said when the case was read."""

    id: str
    name: str = ""
    roles: frozenset[Role] = frozenset()
    active: bool = True


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment as it stands now. ``public``: the customer can read it.

    ``edited_by``: who has edited it last, where that is somebody else than its author; empty otherwise.
    """

    id: str
    at: datetime
    by: str
    body: str
    public: bool = True
    edited_by: str = ""

    @property
    def evidence(self) -> str:
        """The id under which it is cited and witnessed."""
        return f"c{self.id}"


@dataclass(frozen=True, slots=True)
class Change:
    """One item of Jira's changelog, in our terms.

    ``id`` is the history entry's id. ``raw`` is the new value as Jira's changelog spells it (of a status: its name),
    for what no term of ours covers.
    """

    id: str
    at: datetime
    by: str
    field: Field
    before: Value
    after: Value
    raw: str = ""

    @property
    def evidence(self) -> str:
        """The id under which it is cited and witnessed."""
        return f"h{self.id}/{self.field}"


@dataclass(frozen=True, slots=True)
class Labelling:
    """Somebody put a label on the case (``present``), or took it off."""

    id: str
    at: datetime
    by: str
    label: str
    present: bool

    @property
    def evidence(self) -> str:
        """As that of a change; nothing rests on it."""
        return f"h{self.id}/labels"


@dataclass(frozen=True, slots=True)
class FixVersion:
    """A Jira version that the case is to be fixed in (CLO-1, UPD-3). ``release_date``: local, as Jira keeps it.

    ``since``: when somebody named it on the case; None: when the case was opened.
    """

    id: str
    name: str
    released: bool = False
    release_date: date | None = None
    since: datetime | None = None

    @property
    def evidence(self) -> str:
        """The id under which its release is witnessed."""
        return f"v{self.id}"


@dataclass(frozen=True, slots=True)
class Case:
    """Everything that one read of Jira says of an issue.

    ``comments``, ``changes`` and ``labellings`` are complete and oldest first. ``fields`` holds every mapped field that
    has a value; an option that the map does not know is left out and named in ``problems``.
    ``customers`` are the reporter, the request participants and the members of the organization (whether or not
    some of them are staff: ``is_customer`` says who counts).
    """

    key: str
    id: str
    opened_at: datetime
    status: Status
    own_account: str
    summary: str = ""
    reporter: str | None = None
    first_reporter: str | None = None  # where it was opened for somebody else than ``reporter``
    creator: str | None = None  # who filed it: perhaps an agent on the phone
    assignee: str | None = None
    customers: frozenset[str] = frozenset()
    people: Mapping[str, Person] = field(default_factory=dict)
    fields: Mapping[Field, str | datetime] = field(default_factory=dict)
    labels: frozenset[str] = frozenset()
    fix_versions: tuple[FixVersion, ...] = ()
    comments: tuple[Comment, ...] = ()
    changes: tuple[Change, ...] = ()
    reachable: frozenset[Status] | None = None  # statuses that a transition leads to now; None: not asked
    record: Record = field(default_factory=Record)
    affects: tuple[str, ...] = ()  # names of the versions that the case affects (SCO-4)
    around: Surroundings = field(default_factory=Surroundings)  # what was asked of Jira beyond the issue
    problems: tuple[str, ...] = ()
    labellings: tuple[Labelling, ...] = ()

    def text(self, name: Field) -> str | None:
        """The value of a select or text field, or None."""
        value = self.fields.get(name)
        return value if isinstance(value, str) else None

    def moment(self, name: Field) -> datetime | None:
        """The value of a date-time field, or None."""
        value = self.fields.get(name)
        return value if isinstance(value, datetime) else None

    def roles(self, person: str) -> frozenset[Role]:
        """The role groups that ``person`` is in at the read; none for our own account and for the unknown."""
        if person == self.own_account:
            return frozenset()
        known = self.people.get(person)
        return known.roles if known else frozenset()

    def is_staff(self, person: str) -> bool:
        """Staff: a member of any role group."""
        return bool(self.roles(person))

    def is_customer(self, person: str) -> bool:
        """Customer: reporter, participant or of the organization, as far as they are not staff."""
        return person in self.customers and person != self.own_account and not self.is_staff(person)

    @property
    def stands_alone(self) -> bool:
        """Whether what is wanted of it rests on nothing but itself: no version, no work logged elsewhere, no group."""
        return not self.fix_versions and self.around == Surroundings()

    def name_of(self, person: str | None) -> str:
        """The display name of a person, or the id where Jira gave no name."""
        if person is None:
            return "nobody"
        known = self.people.get(person)
        return known.name if known and known.name else person

    def as_of(self, at: datetime) -> Case:
        """The case as it stood at ``at``: later comments, changes, records taken away, fields and labels wound back.

        What Jira keeps no history of (deleted or edited comments, people's groups) is as it is now.
        """
        fields: dict[Field, str | datetime] = dict(self.fields)
        status, assignee = self.status, self.assignee
        for change in reversed(self.changes):
            if change.at <= at:
                break
            if change.field is Field.STATUS:
                status = Status(change.before) if isinstance(change.before, str) else status
            elif change.field is Field.ASSIGNEE:
                assignee = change.before if isinstance(change.before, str) else None
            elif change.before is None:
                fields.pop(change.field, None)
            else:
                fields[change.field] = change.before
        return replace(
            self,
            status=status,
            assignee=assignee,
            fields=fields,
            labels=self._labels_at(at),
            labellings=tuple(entry for entry in self.labellings if entry.at <= at),
            comments=tuple(c for c in self.comments if c.at <= at),
            changes=tuple(c for c in self.changes if c.at <= at),
            fix_versions=tuple(self._version_at(version, at) for version in self.fix_versions),
            record=self.record.as_of(at),
        )

    def _labels_at(self, at: datetime) -> frozenset[str]:
        labels = set(self.labels)
        for entry in reversed(self.labellings):
            if entry.at <= at:
                break
            (labels.discard if entry.present else labels.add)(entry.label)
        return frozenset(labels)

    def _version_at(self, version: FixVersion, at: datetime) -> FixVersion:
        """A version whose release was first seen later was not released yet."""
        witness = self.record.witnessed.get(version.evidence)
        return replace(version, released=False) if witness is not None and witness.at > at else version
