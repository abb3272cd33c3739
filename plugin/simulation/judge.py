"""Holds a world in which things went wrong against the one of the same acts in which nothing did.

Compared, case by case: its status; every field, labels, assignee and priority; the ids of the once-only acts that are
on record; each public comment of careflow by its words before a list, and each internal note by its reference, how
often it is there; to whom an email went, about what, how often.

An act may carry the number that Jira gave a comment or a change, which counts those of the whole site: here it is
told by whose it was, and when. Who of a group was assigned in turn (OPN-2, OPN-6) depends on which of two cases came
first, and each that is late or early changes whose turn it is with the next: somebody of the same group is as good.
An email may be there once more for each time that Jira accepted it and the run ended before it was on record (killed,
or refused in between): that it is lost instead would be worse, and that is all that may differ. Each act must come
when it is due, or within two hours after it, whatever went wrong; where nothing did that the queue alone could not
mend, within minutes. What was not done may have been *overtaken* while careflow could not act: by a later warning
(SLO-5, SLO-10), or by people, who took back the request that a note was to be about, lowered the severity before
somebody on call was assigned (OPN-6), or solved or closed the case; then it may come when they reopen it. That is
counted apart. The order of comments is not compared.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import chain
from typing import Any

from plugin.sandbox import Sandbox
from plugin.sandbox.case_view import CaseView
from workflows.record import PROPERTY, Record, from_text

_OWN = "careflow"
_RECORD, _ASSIGNEE = "on record", "Assignee"
_STILL = ("Waiting for Customer", "Solution Provided", "Closed")  # in which clocks do not run
_ON_CALL = "OPN-6 on call · "
_WARNING_CLAUSES = ("SLO-10", "SLO-5")
_WARNINGS = tuple(f"note {clause}" for clause in _WARNING_CLAUSES)
LATEST = timedelta(hours=2)  # a webhook that was lost, a search that is stale twice in a row, a sweep, and some retries
SOON = timedelta(minutes=10)
_EXACT = timedelta(seconds=1)  # Jira's Date header has whole seconds
_PART = re.compile(r"\n-{4}\n")  # what was to be told at the same time is one comment
_LIST = "\n* "
_REFERENCE = re.compile(r"careflow · (.+)")
_NUMBER = re.compile(r"\b[ch]\d{5,}\b")  # of a comment or a change


@dataclass(frozen=True, slots=True)
class Stands:
    """How a case stands. ``state``: by the name of what is compared; ``acts``: when each was done, by its id.

    ``people``: when somebody else did something. ``assigned``: whom careflow assigned, in order, each with the groups
    that hold them. ``reopened``: when clocks ran on.
    """

    state: Mapping[str, Any]
    acts: Mapping[str, list[datetime]]
    emails: Mapping[str, list[datetime]]
    people: Sequence[datetime] = ()
    assigned: Sequence[tuple[str, frozenset[str]]] = ()
    reopened: Sequence[datetime] = ()


@dataclass(frozen=True, slots=True)
class Difference:
    """``kind``: ``lost``, ``overtaken``, ``doubled``, ``late`` or ``state``; ``what`` in words."""

    kind: str
    case: str
    what: str

    def __str__(self) -> str:
        return f"{self.case}: {self.kind}: {self.what}"


def stands(jira: Sandbox) -> dict[str, Stands]:
    """Every case of a sandbox, to be compared."""
    return {key: _stands(jira, jira.issue(key)) for key in jira.keys}


def differences(
    seen: Mapping[str, Stands],
    due: Mapping[str, Stands],
    excused: Mapping[str, int] | None = None,
    latest: timedelta = LATEST,
) -> list[Difference]:
    """What of ``seen`` is not as ``due``, or came more than ``latest`` after it.

    ``excused``: how many emails of a case may be there once more.
    """
    found: list[Difference] = []
    for key, meant in due.items():
        case = seen.get(key)
        if case is None:
            found.append(Difference("state", key, "there is no such case"))
            continue
        found += _state(key, case, meant, latest)
        found += _acts(key, case, case.acts, meant.acts, latest)
        found += _acts(key, case, case.emails, meant.emails, latest, (excused or {}).get(key, 0))
    return found


def _state(key: str, case: Stands, meant: Stands, latest: timedelta) -> Iterator[Difference]:
    passed = _overtaken_on_call(case, meant) if latest == LATEST else set()
    for act in sorted(passed):
        yield Difference("overtaken", key, act)
    for name, due in meant.state.items():
        seen = case.state[name]
        if name == _RECORD:
            due = [act for act in due if act not in passed]
        if seen != due and not (name == _ASSIGNEE and (passed or _turned_otherwise(seen, due, case, meant))):
            yield Difference("state", key, f"{name} is {_told(seen)}, not {_told(due)}")


def _turned_otherwise(seen: Any, due: Any, case: Stands, meant: Stands) -> bool:
    """Whether it was another's turn when the case was assigned: what that one did since, or did not, counts from then.

    OPN-6 leaves a case with an assignee who has acted on it. Both still have it from careflow, as one of a group.
    """
    if [who for who, groups in (*case.assigned[-1:], *meant.assigned[-1:]) if groups] != [seen, due]:
        return False
    turns = zip(case.assigned, meant.assigned, strict=False)
    return next((bool(mine[1] & theirs[1]) for mine, theirs in turns if mine[0] != theirs[0]), False)


def _overtaken_on_call(case: Stands, meant: Stands) -> set[str]:
    """OPN-6 assigns for a moment: it is past where people have gone on before careflow could."""
    lacking = {*meant.state.get(_RECORD, ())} - {*case.state.get(_RECORD, ())}
    return {
        act
        for act in lacking
        if act.startswith(_ON_CALL) and _is_overtaken(act, from_text(act.removeprefix(_ON_CALL)), case)
    }


def _acts(
    key: str,
    case: Stands,
    seen: Mapping[str, list[datetime]],
    due: Mapping[str, list[datetime]],
    latest: timedelta,
    more: int = 0,
) -> Iterator[Difference]:
    for act in sorted({*due, *seen}):
        done, meant = seen.get(act, []), due.get(act, [])
        over = len(done) - len(meant)
        overtaken = latest == LATEST and bool(meant) and _is_overtaken(act, meant[-1], case)
        if over < 0:
            yield Difference("overtaken" if overtaken else "lost", key, f"{act}: {len(done)} of {len(meant)}")
        elif over > more:
            yield Difference("doubled", key, f"{act}: {len(done)} instead of {len(meant)}")
        elif not _in_time(done, meant, latest):
            kind = "overtaken" if overtaken and _brought_back(act, done[-1], meant[-1], case) else "late"
            yield Difference(kind, key, f"{act}: at {_moments(done)}, not {_moments(meant)}")
        more -= max(0, min(over, more))


def _is_overtaken(act: str, when: datetime, case: Stands) -> bool:
    """Whether what was due at a moment had become idle before careflow could do it."""
    clause = next((clause for clause in _WARNINGS if act.startswith(clause)), None)
    warnings = [case.acts[other] for other in case.acts if clause and other.startswith(clause)]
    after = [*case.people, *chain.from_iterable(warnings)]
    return any(when < moment <= when + LATEST for moment in after)


def _brought_back(act: str, done: datetime, meant: datetime, case: Stands) -> bool:
    """Whether a warning that people had overtaken by solving or closing the case came when it was reopened."""
    reopened = [moment for moment in case.reopened if moment > meant]
    return act.startswith(_WARNINGS) and any(moment <= done <= moment + LATEST for moment in reopened)


def _in_time(done: list[datetime], meant: list[datetime], latest: timedelta) -> bool:
    """Whether each came when it was due, or soon after; one that may be doubled, soon after the same moment."""
    within = [[-_EXACT <= at - when <= latest for when in meant] for at in done]
    return all(map(any, within)) and all(map(any, zip(*within, strict=True)))


def _moments(moments: list[datetime]) -> str:
    return ", ".join(map(_told, moments))


def _stands(jira: Sandbox, case: CaseView) -> Stands:
    names = _names(case)
    record = Record.from_json(case.properties.get(PROPERTY))
    state = {"Status": case.status, **case.fields, _RECORD: _recorded(record, names)}
    state["Labels"] = sorted(case.labels)
    acts: dict[str, list[datetime]] = defaultdict(list)
    for comment in case.comments:
        for part in _PART.split(comment.body) if comment.by == _OWN else ():
            acts[_act(part, public=comment.public, names=names)].append(comment.at)
    emails: dict[str, list[datetime]] = defaultdict(list)
    for mail in jira.outbox:
        if mail.key == case.key:
            emails[f"email “{mail.subject}” to {', '.join(mail.to)}"].append(mail.at)
    people = [comment.at for comment in case.comments if comment.by != _OWN]
    people += [change.at for change in case.history if change.by != _OWN]
    reopened = [change.at for change in case.history if change.field == "status" and change.before in _STILL]
    return Stands(state, acts, emails, people, [*_assigned(jira, case)], reopened)


def _assigned(jira: Sandbox, case: CaseView) -> Iterator[tuple[str, frozenset[str]]]:
    directory = jira.site.people
    for change in case.history:
        if change.by == _OWN and change.field == "assignee" and change.after:
            person = directory.the(change.after)
            groups = directory.groups_of(person) if person.active and person.name != _OWN else ()
            yield person.name, frozenset(group.name for group in groups)


def _recorded(record: Record, names: Mapping[str, str]) -> list[str]:
    """The ids of acts; not of warnings, which are there when a later one overtook them too."""
    return sorted(_named(act, names) for act in record.acts if not act.startswith(_WARNING_CLAUSES))


def _act(body: str, *, public: bool, names: Mapping[str, str]) -> str:
    """A note by its reference; a comment by its first words: what OPN-5 asks for is what lacks at that moment."""
    lines = body.strip().splitlines() or [""]
    found = _REFERENCE.fullmatch(lines[-1].strip())
    if found and not public:
        return f"note {_named(found[1], names)}"
    return f"{'comment' if public else 'note'} “{_named(' '.join(body.partition(_LIST)[0].split()), names)}”"


def _names(case: CaseView) -> dict[str, str]:
    """By the number of a comment or a change: whose it is, and when."""
    comments = {f"c{comment.id}": f"{comment.by}'s comment of {comment.at}" for comment in case.comments}
    return comments | {f"h{change.id}": f"{change.by}'s change of {change.at}" for change in case.history}


def _named(text: str, names: Mapping[str, str]) -> str:
    return _NUMBER.sub(lambda found: names.get(found[0], found[0]), text)


def _told(value: Any) -> str:
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M:%S}"
    return "empty" if value is None else str(value)
