"""Does over again on a sandbox Jira what was done to a ``History``, with careflow at work over HTTP, and compares.

The people of the history are the people of the site, under the same ids; what they did gets the ids that it has there;
so that what careflow makes of it can be compared word for word.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any

from plugin.reconcile import Outcome
from plugin.sandbox import fields as kinds
from plugin.sandbox.issue import Issue, Worklog
from plugin.sandbox.people import Directory
from plugin.sandbox.people import Person as Account
from plugin.sandbox.projects import Version
from plugin.sandbox.workflow import Transition
from tests.histories import Acted, Asked, Became, History
from tests.stage import Stage
from workflows.actions import Action, Email, Note, SetField, Tell
from workflows.applied import applied
from workflows.case import Case, Change, Comment, Person
from workflows.decide import decide
from workflows.decision import Decision
from workflows.policy import Policy
from workflows.record import PROPERTY
from workflows.surroundings import Colleague, Need, WorkLog
from workflows.terms import Field, Role, Status

OURS_FROM = 90_001  # ids of what careflow and the site make: never those of what people did
ITS_OWN_ACCOUNT = "careflow"
CASE_TYPE_ID = "10001"


class Unplayable(Exception):
    """This cannot be done to a Jira by those who use it; the text is the reason."""


class Differs(AssertionError):
    """Over HTTP it came out otherwise."""


class Replay:
    """One history on one Jira."""

    def __init__(self, stage: Stage, history: History) -> None:
        self.stage = stage
        self.jira = stage.jira
        self.site = stage.jira.site
        self.script = _edits_joined(history.script)
        first = self.script[0]
        assert isinstance(first, Became)
        self.case = first.case
        self.policy = history.policy
        self.newest = self.case.opened_at
        self.acts: list[tuple[Action, ...]] = []

    # -- the whole ------------------------------------------------------------------------------------------------

    def run(self) -> None:
        """Raises Unplayable or Differs."""
        self.stage.clear()
        self._open()
        for step in self.script:
            if isinstance(step, Became):
                self._become(step.case)
            elif isinstance(step, Acted):
                self._act(step)
        self._end()

    def _act(self, step: Acted) -> None:
        if step.killed:
            raise Unplayable("careflow was killed half-way")
        outcome = self._reconcile(step.at, step.policy)
        _same(f"what it did at {step.at}", _acts(step.done), _acts(outcome.decision.actions))
        _same(f"what Jira refused at {step.at}", (), outcome.refused)
        self.acts.append(step.done)
        self.case = step.case

    def _end(self) -> None:
        """Careflow acts a last time on both, and is at rest."""
        last = [step for step in self.script if isinstance(step, Asked | Acted)]
        policy = last[-1].policy if last else self.policy
        at = max([self.newest, *(step.at for step in last)])
        decision = decide(self.case, policy, at)
        settled = applied(self.case, decision.actions, at)
        outcome = self._reconcile(at, policy)
        _same(f"what it did in the end, at {at}", _acts(decision.actions), _acts(outcome.decision.actions))
        _same("what Jira refused in the end", (), outcome.refused)
        self.acts.append(decision.actions)
        rests, there = decision, outcome.decision
        if decision.actions:
            rests, there = decide(settled, policy, at), self._reconcile(at, policy).decision
        _same("what it does at the fixed point", (), there.actions)
        for name, seen_here, seen_there in zip(_VIEWS, _view(rests), _view(there), strict=True):
            _same(name, seen_here, seen_there)
        _same("what was said", self._said_here(settled), self._said_there())

    def _reconcile(self, at: datetime, policy: Policy) -> Outcome:
        if at < self.newest:
            raise Unplayable("careflow acted before what people had done by then")
        self.jira.set_clock(at)
        self.newest = at
        told = {need for need in Need if getattr(self.case.around, need.value) is not None}
        self.stage.gateway.told = frozenset(told)
        return self.stage.careflow(policy).run(self.key)

    def _said_here(self, settled: Case) -> tuple[int, int, list[str]]:
        """Public comments of ours (one for all that is told at once), emails, and the last lines of our notes."""
        publicly = sum(any(isinstance(action, Tell) for action in done) for done in self.acts)
        mails = sum(isinstance(action, Email) for done in self.acts for action in done)
        notes = [action.reference for done in self.acts for action in done if isinstance(action, Note)]
        return publicly, mails, sorted(notes)

    def _said_there(self) -> tuple[int, int, list[str]]:
        ours = [c for c in self.jira.issue(self.key).comments if c.by == ITS_OWN_ACCOUNT and int(c.id) >= OURS_FROM]
        notes = [c.body.splitlines()[-1] for c in ours if not c.public]
        return sum(c.public for c in ours), len(self.jira.outbox), sorted(notes)

    # -- what people do -------------------------------------------------------------------------------------------

    def _open(self) -> None:
        case = self.case
        self.jira.set_clock(case.opened_at)
        self._people(case)
        self.jira.tracker._next.update(issue=int(case.id), history=OURS_FROM, comment=OURS_FROM)
        values = {
            "summary": case.summary,
            "reporter": self._account(case.reporter),
            "assignee": self._account(case.assignee),
            "priority": None,
            self.site.field_named("Request participants").id: [
                self._account(person) for person in sorted(case.customers - {case.reporter})
            ],
        }
        values |= {self._id(name): self._value(name, value) for name, value in case.fields.items()}
        creator = self._account(case.creator or case.reporter or ITS_OWN_ACCOUNT)
        issue = self.jira.tracker.create(creator, "CARE", values, CASE_TYPE_ID)
        issue.status = self.site.status_named(case.status)
        self.key, self.issue = issue.key, issue
        self._by_hand(replace(case, labels=frozenset(), fix_versions=(), affects=()), case)

    def _become(self, after: Case) -> None:
        before, self.case = self.case, after
        if after.around.problems:
            raise Unplayable("Jira would not tell of something")
        if after.opened_at != before.opened_at:
            raise Unplayable("it was opened at another time")
        if after.people != before.people:
            self._people(after)
        self._converse(before, after)
        changes = [change for change in after.changes if change not in before.changes]
        if len(after.changes) != len(before.changes) + len(changes):
            raise Unplayable("something was taken out of Jira's history")
        if any(not change.id.isdecimal() for change in changes):
            raise Unplayable("careflow was killed half-way")
        if after.record != before.record:  # whoever may edit an issue may set its properties
            self.issue.properties[PROPERTY] = after.record.to_json()
        for _, at_once in groupby(changes, key=lambda change: change.id):
            self._edit(list(at_once))
        self._by_hand(before, after)

    def _people(self, case: Case) -> None:
        """The site's directory; the one of the history before is as good where the same people are in it."""
        others = {*case.customers, case.reporter, case.creator, case.assignee, ITS_OWN_ACCOUNT} - {None}
        named = {str(id_): case.people.get(str(id_)) or Person(str(id_)) for id_ in {*case.people, *others}}
        if self.stage.cast == named:
            return
        people = self.site.people = Directory()
        for id_, person in sorted(named.items()):
            groups = [self.stage.settings.groups_by_role[role][0] for role in sorted(person.roles)]
            account = Account(id_, person.name or id_, f"{id_}@planview.example", account_id=id_, key=f"KEY{id_}")
            account.active = person.active
            people.add(account, groups)
        self._recast(named)

    def _recast(self, cast: object = None) -> None:
        """The groups are others now than they were."""
        self.stage.cast = cast
        self.stage.memory.forget()

    def _converse(self, before: Case, after: Case) -> None:
        known = {comment.id: comment for comment in before.comments}
        for comment in after.comments:
            if comment.id not in known:
                self._comment(comment)
            elif comment != known[comment.id]:
                raise Unplayable("somebody edited a comment")
        for gone in known.keys() - {comment.id for comment in after.comments}:
            if not gone.isdecimal():
                raise Unplayable("somebody deleted a note of careflow's")
            self.jira.delete_comment(self.key, gone, str(known[gone].by))

    def _comment(self, comment: Comment) -> None:
        self._at(comment.at)
        with self._numbered("comment", comment.id):
            self.jira.comment(self.key, comment.by, comment.body, comment.public)

    def _edit(self, changes: list[Change]) -> None:
        """What one person changed at once: an edit, or a transition."""
        first, tracker = changes[0], self.jira.tracker
        self._at(first.at)
        by = self._account(first.by)
        values = {self._id(c.field): self._value(c.field, c.after) for c in changes if c.field is not Field.STATUS}
        moves = [self._status(Status(str(c.after)), c.raw) for c in changes if c.field is Field.STATUS]
        with self._numbered("history", first.id):
            for to in moves:
                tracker.move(by, self.issue, Transition("0", f"to {to.name}", to), values)
            if not moves:
                tracker.edit(by, self.issue, values)
        if not self.issue.history or str(self.issue.history[-1].id) != first.id:
            raise Unplayable("somebody changed something to what it was already")

    def _at(self, moment: datetime) -> None:
        if moment < self.newest:
            raise Unplayable("somebody acted before what was done already")
        self.newest = moment
        self.jira.set_clock(moment)

    @contextmanager
    def _numbered(self, kind: str, id_: str) -> Iterator[None]:
        """What is made meanwhile bears the id that it has in the history."""
        counters = self.jira.tracker._next
        ours = counters[kind]
        counters[kind] = int(id_)
        yield
        counters[kind] = ours

    # -- what is as it is without anybody's doing -----------------------------------------------------------------

    def _by_hand(self, before: Case, after: Case) -> None:
        """What a test put into the case and into no history of it, and what lies around it."""
        changed = {c.field for c in after.changes if c not in before.changes}
        for name in {*before.fields, *after.fields} - changed:
            if before.fields.get(name) != after.fields.get(name):
                self.issue.values[self._id(name)] = self._value(name, after.fields.get(name))
        if before.assignee != after.assignee and Field.ASSIGNEE not in changed:
            self.issue.values["assignee"] = self._account(after.assignee)
        if before.status is not after.status and Field.STATUS not in changed:
            self.issue.status = self.site.status_named(after.status)
        if before.creator != after.creator:
            self.issue.creator = self._account(after.creator)
        if before.labels != after.labels:
            self.issue.values["labels"] = sorted(after.labels)
        if before.customers != after.customers or before.reporter != after.reporter:
            raise Unplayable("somebody else became the customer")
        self._versions(before, after)
        self.site.versions = {version.id: version for version in self.site.projects["CARE"].versions}
        if before.around != after.around:
            self._surround(before, after)

    def _versions(self, before: Case, after: Case) -> None:
        if after.around.versions != before.around.versions:
            for told in after.around.versions or ():
                self._version(told.name, told.id, told.released, told.release_date, told.archived)
        if after.fix_versions != before.fix_versions:
            found = [self._version(v.name, v.id, v.released, v.release_date) for v in after.fix_versions]
            for version, fixed_in in zip(found, after.fix_versions, strict=True):
                version.id = fixed_in.id
            self.issue.values["fixVersions"] = found
        if after.affects != before.affects:
            self.issue.values["versions"] = [self._version(name) for name in after.affects]

    def _version(
        self, name: str, id_: str = "", released: bool | None = None, day: Any = None, archived: bool = False
    ) -> Version:
        """The project's version of that name, made as told; made up where nothing was told of it."""
        care = self.site.projects["CARE"]
        found = next((v for v in care.versions if v.name == name), None)
        if found is None:
            found = Version(id_ or f"9{len(care.versions)}", name, care)
            care.versions.append(found)
        if released is not None:
            found.released, found.archived = released, archived
            found.release_date = day or found.release_date
        return found

    def _surround(self, before: Case, after: Case) -> None:
        told = after.around
        if told.consultants is not None and told.consultants != before.around.consultants:
            product = self.policy.products.get(after.text(Field.PRODUCT) or "")
            groups = (product.groups if product else ()) or self.stage.settings.groups_by_role[Role.AGENT]
            self._team(groups[0], told.consultants)
        if told.on_call is not None and told.on_call != before.around.on_call:
            self._team(self.stage.settings.groups_by_role[Role.ON_CALL][0], told.on_call)
        if told.reporter_groups is not None:
            for group in told.reporter_groups:
                self.site.people.group(group).members.append(self._account(after.reporter))
            self._recast()
        if told.work_logs != before.around.work_logs or told.work_logged != before.around.work_logged:
            self._work(after)

    def _team(self, group: str, told: tuple[Colleague, ...]) -> None:
        """Exactly these are in the group, and have so many open cases beside this one."""
        members = self.site.people.group(group).members
        members[:] = [self._account(colleague.person) for colleague in told]
        self._recast()
        for colleague in told:
            for _ in range(colleague.open_cases):
                self._beside({"assignee": self._account(colleague.person)})

    def _work(self, after: Case) -> None:
        told, logs = after.around, list(after.around.work_logs)
        rest = (told.work_logged or timedelta()) - sum((log.span for log in logs), timedelta())
        if rest:
            logs.append(WorkLog(after.key, self.newest, rest))
        alike = {self._id(n): self._value(n, after.fields.get(n)) for n in (Field.INSTANCE, Field.SCOPE)}
        for key in {*told.instance_cases, *(log.case for log in logs)}:
            issue = self.jira.tracker.find(key) or self._beside(alike, key)
            issue.worklogs[:] = [
                Worklog(n, log.at, self._account("ann"), log.at, int(log.span.total_seconds()))
                for n, log in enumerate(logs, start=1)
                if log.case == key
            ]

    def _beside(self, values: Mapping[str, Any], key: str = "") -> Issue:
        """Another case of the project."""
        project = self.site.projects["CARE"]
        if key:
            project.next_number = int(key.rpartition("-")[2])
        return self.jira.tracker.create(
            self._account(self.case.reporter), "CARE", {"summary": "Another", **values}, CASE_TYPE_ID
        )

    # -- in the site's terms --------------------------------------------------------------------------------------

    def _account(self, person: str | None) -> Any:
        return self.site.people.the(person) if person else None

    def _id(self, name: Field) -> str:
        return self.site.field_named(name).id

    def _value(self, name: Field, value: Any) -> Any:
        spec = self.site.field_named(name)
        if name is Field.ASSIGNEE:
            return self._account(value)
        if spec.kind is kinds.SELECT and value is not None and value not in {o.value for o in spec.options}:
            self.site.add_option(spec.contexts[0], str(value))
            self.stage.memory.forget(site=True)
        return self.jira.value(name, value)

    def _status(self, status: Status, raw: str) -> Any:
        if raw and raw not in {known.name for known in self.site.statuses}:
            return self.site.add_status(raw, "indeterminate")
        return self.site.status_named(raw or status)


def _edits_joined(script: Sequence[Became | Asked | Acted]) -> list[Became | Asked | Acted]:
    """What a test put down field by field under one id was one edit."""
    joined: list[Became | Asked | Acted] = []
    for step in script:
        before = joined[-1] if joined else None
        if isinstance(step, Became) and isinstance(before, Became) and _is_one_edit(before.case, step.case):
            joined.pop()
        joined.append(step)
    return joined


def _is_one_edit(before: Case, after: Case) -> bool:
    added = after.changes[len(before.changes) :]
    return bool(before.changes and added) and all(change.id == before.changes[-1].id for change in added)


# -- comparing --------------------------------------------------------------------------------------------------------

_VIEWS = (
    "clocks",
    "approval",
    "severity, status, SLA state, labels",
    "assignee",
    "fields",
    "acts",
    "witnesses",
    "acts in shadow",
)


def _acts(actions: tuple[Action, ...]) -> list[str]:
    return sorted(f"{a.clause} {a.kind} {a.id}" + (f" = {a.value}" if isinstance(a, SetField) else "") for a in actions)


def _view(decision: Decision) -> tuple[Any, ...]:
    case, record = decision.case, decision.case.record
    return (
        decision.clocks,
        decision.approval,
        (decision.severity, decision.status, decision.sla_state, sorted(case.labels)),
        case.assignee,
        dict(case.fields),
        dict(record.acts),
        dict(record.witnessed),
        dict(record.shadowed),
    )


def _same(what: str, here: object, there: object) -> None:
    if here != there:
        raise Differs(f"{what}\n  by the policy alone: {here!r}\n  over HTTP:           {there!r}")
