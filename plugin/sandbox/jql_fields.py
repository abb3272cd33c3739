"""The fields that JQL knows, and how each is compared."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from plugin.sandbox import fields as kinds
from plugin.sandbox.fields import Field, Option
from plugin.sandbox.issue import Issue
from plugin.sandbox.people import Person
from plugin.sandbox.shapes import CATEGORIES, RESOLUTION
from plugin.sandbox.tracker import Tracker

_PERIOD = re.compile(r"[+-]?(\s*\d+[wdhm])+")
_TEXT_WORD = re.compile(r"\w+")
_UNITS = {"w": timedelta(weeks=1), "d": timedelta(days=1), "h": timedelta(hours=1), "m": timedelta(minutes=1)}
_FORMS = ("%Y-%m-%d %H:%M", "%Y/%m/%d %H:%M", "%Y-%m-%d", "%Y/%m/%d")
_ORDERED: dict[str, Callable[[Any, Any], bool]] = {
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
    "=": lambda a, b: a == b,
    "!=": lambda a, b: a != b,
}


class JqlError(ValueError):
    """A query that Jira answers with 400."""


@dataclass(frozen=True, slots=True)
class Clause:
    """A field in JQL. ``value`` is None (or an empty list) where the field is empty.

    ``compare`` makes the test of one value for an operator and what stands right of it.
    """

    name: str
    value: Callable[[Issue], Any]
    compare: Callable[[str, str], Callable[[Any], bool]]
    order: Callable[[Any], Any] = str

    def empty(self, issue: Issue) -> bool:
        """Whether the field is empty on the issue."""
        return self.value(issue) in (None, [], "")

    def test(self, operator: str, right: str) -> Callable[[Issue], bool]:
        """The test of an issue. Empty fields pass none. Raises JqlError."""
        passes = self.compare(operator, right)

        def run(issue: Issue) -> bool:
            value = self.value(issue)
            return value not in (None, [], "") and passes(value)

        return run

    def sort_key(self, issue: Issue) -> tuple[bool, Any]:
        """For ORDER BY: empty ones last."""
        value = self.value(issue)
        return (True, "") if value in (None, [], "") else (False, self.order(value))

    def unsupported(self, operator: str) -> JqlError:
        """The operator does not suit the field."""
        return JqlError(f"The operator '{operator}' is not supported by the '{self.name}' field.")


class Searcher:
    """Finds fields by name for one search of ``account``, at the tracker's present instant."""

    def __init__(self, tracker: Tracker, account: Person) -> None:
        self.tracker = tracker
        self.account = account
        self.now = tracker.clock.now()
        self.zone = ZoneInfo(account.zone)

    def function(self, name: str) -> str:
        """The value of ``now()`` or ``currentUser()``. Raises JqlError for any other."""
        if name.lower() == "now":
            return str(int(self.now.timestamp() * 1000))
        if name.lower() == "currentuser":
            return self.account.account_id if self.tracker.site.cloud else self.account.name
        raise JqlError(f"Unable to find JQL function '{name}()'.")

    def clause(self, name: str) -> Clause:
        """The field of that name. Raises JqlError."""
        built_in = self._built_in().get(name.casefold())
        if built_in:
            return built_in()
        for spec in self.tracker.site.live_fields:
            if name.casefold() in (spec.clause.casefold(), spec.name.casefold(), spec.id.casefold()):
                return self._of_field(spec)
        raise JqlError(f"Field '{name}' does not exist or you do not have permission to view it.")

    def _built_in(self) -> dict[str, Callable[[], Clause]]:
        site = self.tracker.site
        types, categories = site.issue_types, {k: v[2] for k, v in CATEGORIES.items()}
        statuses = [(s.id, s.name) for s in site.statuses]
        resolved = self._names("resolution", lambda i: RESOLUTION if i.resolved else None, [RESOLUTION])
        key, number = self._keys("key"), self._keys("id")
        made: dict[str, Callable[[], Clause]] = {
            "key": lambda: key,
            "issuekey": lambda: key,
            "issue": lambda: key,
            "id": lambda: number,
            "created": lambda: self._dates("created", lambda i: i.created),
            "updated": lambda: self._dates("updated", lambda i: i.updated),
            "resolved": lambda: self._dates("resolved", lambda i: i.resolved),
            "resolution": lambda: resolved,
            "creator": lambda: self._people("creator", lambda i: i.creator),
            "status": lambda: self._names("status", lambda i: (i.status.id, i.status.name), statuses),
            "issuetype": lambda: self._names("issuetype", lambda i: (i.type_id, types[i.type_id]), types.items()),
            "project": lambda: self._names(
                "project",
                lambda i: (i.project.id, i.project.key, i.project.name),
                [(p.id, p.key, p.name) for p in site.projects.values()],
            ),
            "statuscategory": lambda: self._names(
                "statusCategory",
                lambda i: (i.status.category, categories[i.status.category]),
                categories.items(),
            ),
        }
        return made | {"type": made["issuetype"], "issue.key": made["key"]}

    def _of_field(self, spec: Field) -> Clause:
        def value(issue: Issue) -> Any:
            return issue.values.get(spec.id)

        if spec.kind is kinds.DATE_TIME:
            return self._dates(spec.name, value)
        if spec.kind.chooses and not spec.kind.many:
            options = [(o.id, o.value) for o in spec.options]
            return self._names(spec.name, lambda i: (value(i).id, value(i).value) if value(i) else None, options)
        if spec.kind in (kinds.USER, kinds.PERSON):
            return self._people(spec.name, value)
        if spec.kind is kinds.PRIORITY:
            known = [(p.id, p.name) for p in self.tracker.site.priorities]
            clause = self._names(spec.name, lambda i: (value(i).id, value(i).name) if value(i) else None, known)
            return Clause(clause.name, clause.value, clause.compare, lambda v: -int(v[0]))
        if spec.kind.many:
            return self._many(spec, value)
        return _text(spec.name, value)

    def _names(self, name: str, value: Callable[[Issue], Any], known: Iterable[tuple[str, ...]]) -> Clause:
        everything = {word.casefold() for words in known for word in words}

        def compare(operator: str, right: str) -> Callable[[Any], bool]:
            wanted = right.casefold()
            if operator not in ("=", "!="):
                raise JqlError(f"The operator '{operator}' is not supported by the '{name}' field.")
            if wanted not in everything:
                raise JqlError(f"The value '{right}' does not exist for the field '{name}'.")
            return lambda v: (wanted in (str(word).casefold() for word in v)) is (operator == "=")

        return Clause(name, value, compare)

    def _many(self, spec: Field, value: Callable[[Issue], Any]) -> Clause:
        def compare(operator: str, right: str) -> Callable[[Any], bool]:
            if operator not in ("=", "!="):
                raise JqlError(f"The operator '{operator}' is not supported by the '{spec.name}' field.")
            if spec.kind is kinds.VERSIONS and right not in _words(self.tracker.site.versions.values()):
                raise JqlError(f"The value '{right}' does not exist for the field '{spec.clause}'.")
            return lambda v: (right.casefold() in {w.casefold() for w in _words(v)}) is (operator == "=")

        return Clause(spec.name, value, compare)

    def _people(self, name: str, value: Callable[[Issue], Any]) -> Clause:
        def compare(operator: str, right: str) -> Callable[[Any], bool]:
            person = self.tracker.site.people.find(right)
            if operator not in ("=", "!="):
                raise JqlError(f"The operator '{operator}' is not supported by the '{name}' field.")
            if person is None:
                raise JqlError(f"The value '{right}' does not exist for the field '{name}'.")
            return lambda v: (v is person) is (operator == "=")

        return Clause(name, value, compare, lambda v: v.display_name)

    def _keys(self, name: str) -> Clause:
        def compare(operator: str, right: str) -> Callable[[Any], bool]:
            issue = self.tracker.find(right)
            if operator not in _ORDERED:
                raise JqlError(f"The operator '{operator}' is not supported by the '{name}' field.")
            if issue is None:
                raise JqlError(f"An issue with key '{right}' does not exist for field '{name}'.")
            found, compared = issue.id, _ORDERED[operator]
            return lambda v: compared(v, found)

        return Clause(name, lambda i: i.id, compare, int)

    def _dates(self, name: str, value: Callable[[Issue], Any]) -> Clause:
        def compare(operator: str, right: str) -> Callable[[Any], bool]:
            if operator not in _ORDERED:
                raise JqlError(f"The operator '{operator}' is not supported by the '{name}' field.")
            moment, compared = self._instant(name, right), _ORDERED[operator]
            return lambda v: compared(v, moment)

        return Clause(name, value, compare, lambda v: v.timestamp())

    def _instant(self, name: str, text: str) -> datetime:
        if text.isdigit():
            return datetime.fromtimestamp(int(text) / 1000, UTC)
        if _PERIOD.fullmatch(text):
            span = sum((int(n) * _UNITS[u] for n, u in re.findall(r"(\d+)([wdhm])", text)), timedelta(0))
            return self.now - span if text.startswith("-") else self.now + span
        for form in _FORMS:
            try:
                return datetime.strptime(text, form).replace(tzinfo=self.zone).astimezone(UTC)
            except ValueError:
                continue
        raise JqlError(
            f"Date value '{text}' for field '{name}' is invalid. Valid formats include: 'yyyy/MM/dd HH:mm', "
            "'yyyy-MM-dd HH:mm', 'yyyy/MM/dd', 'yyyy-MM-dd', or a period format e.g. '-5d', '4w 2d'."
        )


def _text(name: str, value: Callable[[Issue], Any]) -> Clause:
    def compare(operator: str, right: str) -> Callable[[Any], bool]:
        if operator not in ("~", "!~"):
            raise JqlError(f"The operator '{operator}' is not supported by the '{name}' field.")
        phrase = re.fullmatch(r'"(.*)"', right.strip(), re.DOTALL)
        if phrase:  # the words in their order, whatever signs stand between them
            sought = f" {' '.join(_TEXT_WORD.findall(phrase[1].casefold()))} "
            return lambda v: _holds(v, sought) is (operator == "~")
        wanted = [word.casefold().strip("*") for word in right.split()]
        return lambda v: all(word in str(v).casefold() for word in wanted) is (operator == "~")

    return Clause(name, value, compare)


def _holds(value: Any, sought: str) -> bool:
    return bool(sought.strip()) and sought in f" {' '.join(_TEXT_WORD.findall(str(value).casefold()))} "


def _words(values: Iterable[Any]) -> set[str]:
    """By what labels, versions, people and organizations are known in a query."""
    found: set[str] = set()
    for value in values:
        if isinstance(value, str):
            found.add(value)
        elif isinstance(value, Option):
            found |= {value.id, value.value}
        elif isinstance(value, Person):
            found |= {value.name, value.account_id, value.display_name}
        else:
            found |= {str(value.id), value.name}
    return found
