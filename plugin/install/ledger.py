"""What careflow made and cannot mark: options, places on screens and in workflows, Data Center's filters.

The ledger is a property of the first configured project, ``careflow-install``; those of the others are read too. It is
written before the things are made: broken off in between it names what is not there, which does no harm, while a thing
that it lacks would count as another's, and stay when careflow is uninstalled.
https://developer.atlassian.com/cloud/jira/platform/jira-entity-properties/: 32,768 characters, both Jiras.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

PROPERTY = "careflow-install"
_VERSION = 1


@dataclass(frozen=True, slots=True)
class Ledger:
    """What was made, kind by kind.

    ``options``: by the policy's name of the field; ``screens``: by the id of the screen, names of fields; ``statuses``:
    by the id of the workflow; ``filters``: by the id of the list, Jira's id. ``there``: the project has the property.
    """

    options: Mapping[str, frozenset[str]] = field(default_factory=dict)
    screens: Mapping[str, frozenset[str]] = field(default_factory=dict)
    statuses: Mapping[str, frozenset[str]] = field(default_factory=dict)
    filters: Mapping[str, str] = field(default_factory=dict)
    there: bool = False

    def with_options(self, of: str, values: Iterable[str]) -> Ledger:
        """And these options of a field."""
        return replace(self, options=_with(self.options, of, values))

    def with_fields(self, screen: str, fields: Iterable[str]) -> Ledger:
        """And these fields on a screen."""
        return replace(self, screens=_with(self.screens, screen, fields))

    def with_statuses(self, workflow: str, names: Iterable[str]) -> Ledger:
        """And these statuses in a workflow."""
        return replace(self, statuses=_with(self.statuses, workflow, names))

    def with_filter(self, worklist: str, filter_id: str) -> Ledger:
        """And this filter."""
        return replace(self, filters={**self.filters, worklist: filter_id})

    def together(self, other: Ledger) -> Ledger:
        """What either has."""
        both = self
        for of, values in other.options.items():
            both = both.with_options(of, values)
        for screen, fields in other.screens.items():
            both = both.with_fields(screen, fields)
        for workflow, names in other.statuses.items():
            both = both.with_statuses(workflow, names)
        return replace(both, filters={**other.filters, **both.filters}, there=self.there or other.there)

    def as_json(self) -> dict[str, Any]:
        """The property's value."""
        return {
            "version": _VERSION,
            "options": {of: sorted(values) for of, values in sorted(self.options.items())},
            "screens": {screen: sorted(fields) for screen, fields in sorted(self.screens.items())},
            "statuses": {workflow: sorted(names) for workflow, names in sorted(self.statuses.items())},
            "filters": dict(sorted(self.filters.items())),
        }


def read(value: object) -> Ledger:
    """The ledger that a property holds; whatever is not of its shape is passed over: people can edit it."""
    told = value if isinstance(value, Mapping) else {}
    filters = told.get("filters")
    known = {str(k): str(v) for k, v in filters.items()} if isinstance(filters, Mapping) else {}
    options, screens, statuses = (_sets(told.get(kind)) for kind in ("options", "screens", "statuses"))
    return Ledger(options, screens, statuses, known, there=True)


def _sets(value: object) -> dict[str, frozenset[str]]:
    if not isinstance(value, Mapping):
        return {}
    return {str(key): frozenset(map(str, names)) for key, names in value.items() if isinstance(names, list)}


def _with(known: Mapping[str, frozenset[str]], key: str, values: Iterable[str]) -> dict[str, frozenset[str]]:
    return {**known, key: known.get(key, frozenset()) | frozenset(values)}
