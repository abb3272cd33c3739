"""What may stand in app.yaml under ``policy_versions`` (CAL-8) and ``clauses``, and what lies over what."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field

from plugin.configuration_errors import Place, choice_problem
from plugin.settings_approval import Day
from plugin.settings_sections import Section, from_text
from plugin.validation_faults import Places
from plugin.yaml_files import KeyPath
from workflows.policy import BASE
from workflows.switches import CHAPTERS, FIXED, Switch


class PolicyVersion(Section):
    """One line of ``policy_versions``: what differs from the file's own keys, for cases opened from that day on.

    The values are checked where they lie over the file's: what is right depends on both.
    """

    since: Day = Field(alias="from")
    name: str = Field(min_length=1)
    default_severity: Any = None
    premium_tiers: Any = None
    approval: Any = None
    targets: Any = None
    clocks: Any = None
    warn_at: Any = None
    root_cause_remind_days: Any = None
    follow_ups: Any = None
    allowance: Any = None
    authorized_reporters: Any = None
    status_page: Any = None
    support_portal: Any = None

    @property
    def said(self) -> dict[str, Any]:
        """The policy's keys that this version names, as they were written."""
        return {key: getattr(self, key) for key in sorted(self.model_fields_set & POLICY_KEYS)}


POLICY_KEYS = frozenset(PolicyVersion.model_fields) - {"since", "name"}
"""The keys of app.yaml that a version may lay over the file's."""

Versions = Annotated[
    tuple[PolicyVersion, ...], BeforeValidator(lambda value: () if value is None else from_text(value))
]


def doubled(versions: Sequence[PolicyVersion]) -> Iterator[tuple[KeyPath, str]]:
    """Names and dates that stand twice: the path of the later one, and what is wrong."""
    names, days = {BASE: 0}, dict[date, int]()
    for index, version in enumerate(versions):
        if version.name in names:
            whose = f"version {names[version.name]}" if names[version.name] else "the policy of the file itself"
            yield ("policy_versions", index, "name"), f"`{version.name}` is the name of {whose}; each needs its own"
        if version.since in days:
            yield ("policy_versions", index, "from"), f"version {days[version.since]} begins on {version.since} too"
        names.setdefault(version.name, index + 1)
        days.setdefault(version.since, index + 1)


def laid_over(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    """``above`` over ``below``, mappings merged key by key."""
    merged = dict(below)
    for key, value in above.items():
        under = merged.get(key)
        merged[key] = laid_over(under, value) if isinstance(under, Mapping) and isinstance(value, Mapping) else value
    return merged


@dataclass(frozen=True, slots=True)
class Within:
    """The places of a part of app.yaml."""

    places: Places
    prefix: KeyPath

    def place(self, path: KeyPath, *, of_key: bool = False) -> Place:
        """The place of the value, or of the key, at ``path`` of the part."""
        return self.places.place((*self.prefix, *path), of_key=of_key)


def _clause(name: str) -> str:
    if name in FIXED:
        raise ValueError(f"{name} cannot be switched: {FIXED[name]}")
    known = [*CHAPTERS, *(clause for clauses in CHAPTERS.values() for clause in clauses if clause not in FIXED)]
    if name not in known:
        raise ValueError(choice_problem(name, known))
    return name


Clauses = Annotated[
    dict[Annotated[str, AfterValidator(_clause)], Switch],
    BeforeValidator(lambda value: {} if value is None else from_text(value)),
]
"""A clause, or a chapter of them → on, off or shadow."""
