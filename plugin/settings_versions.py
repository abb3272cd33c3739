"""What may stand in app.yaml under ``policy_versions`` (CAL-8) and ``clauses``, and what lies over what."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import AfterValidator, Field, WithJsonSchema

from plugin.configuration_errors import Place, nearest
from plugin.days import Day
from plugin.one_or_many import OrNothing, from_text
from plugin.settings_sections import Section
from plugin.validation_faults import Places
from plugin.yaml_files import KeyPath
from workflows.policy import BASE
from workflows.switches import CHAPTERS, FIXED, Switch

Name = Annotated[str, Field(json_schema_extra={"not": {"const": BASE}})]


class PolicyVersion(Section):
    """One line of ``policy_versions``: what differs from the file's own keys, for cases opened from that day on.

    The values are checked where they lie over the file's: what is right depends on both.
    """

    since: Day = Field(alias="from", description="the first day that it holds, in the zone of the case's region")
    name: Name = Field(min_length=1, description="its name, for `careflow explain KEY --policy NAME`")
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

Versions = Annotated[tuple[PolicyVersion, ...], OrNothing(())]


def entries(said: Any) -> list[tuple[int, Mapping[str, Any]]]:
    """The versions of a raw value of ``policy_versions`` that can be looked at at all, each with its index."""
    try:
        parsed = from_text(said)
    except ValueError:
        return []  # told of where it is validated
    return [(i, entry) for i, entry in enumerate(parsed if isinstance(parsed, list) else []) if isinstance(entry, dict)]


def doubled(versions: Sequence[tuple[int, Mapping[str, Any]]]) -> Iterator[tuple[KeyPath, str]]:
    """Names and dates that stand twice: the path of the later one, and what is wrong."""
    names, days = {BASE: 0}, dict[str, int]()
    for index, entry in versions:
        name, day = str(entry.get("name")), str(entry.get("from"))
        if "name" in entry and name in names:
            whose = f"version {names[name]}" if names[name] else "the policy of the file itself"
            yield ("policy_versions", index, "name"), f"`{name}` is the name of {whose}; each needs its own"
        if "from" in entry and day in days:
            yield ("policy_versions", index, "from"), f"version {days[day]} begins on {day} too"
        names.setdefault(name, index + 1)
        days.setdefault(day, index + 1)


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

    def written(self, path: KeyPath) -> KeyPath:
        """As much of ``path`` as was written in the part."""
        return self.places.written((*self.prefix, *path))[len(self.prefix) :]


def _clause(name: str) -> str:
    if name in FIXED:
        raise ValueError(f"{name} cannot be switched: {FIXED[name]}")
    if name in SWITCHED:
        return name
    of_chapter = [clause for clause in SWITCHED if clause.startswith(name[:3].upper())]
    allowed = ", ".join(of_chapter) or f"{', '.join(CHAPTERS)}, and their clauses, as in SLO-10"
    guess = nearest(name, of_chapter or SWITCHED)
    meant = f": did you mean `{guess}`? Allowed" if guess else " is no clause; allowed"
    raise ValueError(f"`{name}`{meant}: {allowed}")


SWITCHED = tuple(name for chapter, clauses in CHAPTERS.items() for name in (chapter, *clauses) if name not in FIXED)
"""What has a switch: each chapter, and its clauses."""
_SWITCH = {"enum": [switch.value for switch in Switch]}
Clauses = Annotated[
    dict[Annotated[str, AfterValidator(_clause)], Switch],
    OrNothing({}),
    WithJsonSchema(
        {
            "type": ["object", "null"],
            "properties": {name: {**_SWITCH, "description": f"Whether {name} is carried out."} for name in SWITCHED},
            "additionalProperties": False,
        }
    ),
]
"""A clause, or a chapter of them → on, off or shadow."""
