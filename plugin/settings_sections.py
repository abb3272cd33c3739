"""What may stand in app.yaml, section by section; the shipped app.yaml documents each key.

The defaults are those of the policy, so that an empty file says the same as the shipped one.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import timedelta
from enum import StrEnum
from typing import Annotated, Any
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, SecretStr, model_validator

from plugin.durations import Duration
from workflows.policy import Allowance, CountFrom, Coverage, FollowUps, Policy
from workflows.terms import ClockName, Role, Severity, Table

_PROJECT_KEY = re.compile(r"[A-Z][A-Z0-9_]{1,254}")
DEFAULT_MAX_BYTES = 25 * 1024 * 1024  # Cloud drops a payload above 25 MB (FACTS 1.1)


def from_text(value: Any) -> Any:
    """An environment variable holds text only: JSON where it looks like it."""
    if isinstance(value, str) and value.lstrip()[:1] in ("{", "["):
        try:
            return json.loads(value)
        except json.JSONDecodeError as error:
            raise ValueError(f"is not valid JSON: {error.msg} at character {error.pos + 1}") from None
    return value


def as_many(value: Any) -> Any:
    """One name, names with commas between, or JSON, as a list; anything else as it is."""
    value = from_text(value)
    if isinstance(value, str):
        return [part.strip() for part in value.split(",") if part.strip()]
    return value


def _no_blank(names: tuple[str, ...]) -> tuple[str, ...]:
    if not all(name.strip() for name in names):
        raise ValueError("a name may not be empty")
    return names


Many = Annotated[tuple[str, ...], BeforeValidator(as_many), AfterValidator(_no_blank)]
"""One name or a list of names."""
Numbers = Annotated[tuple[int, ...], BeforeValidator(as_many)]


def _projects(keys: tuple[str, ...]) -> tuple[str, ...]:
    if not keys:
        raise ValueError("needs at least one project key")
    for key in keys:
        if not _PROJECT_KEY.fullmatch(key):
            guess = f": did you mean `{key.upper()}`?" if _PROJECT_KEY.fullmatch(key.upper()) else ""
            raise ValueError(f"`{key}` is no project key{guess}" + ("" if guess else "; allowed: like CARE"))
    return keys


def _site(url: str) -> str:
    parts = _split(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError("must be an address like https://example.atlassian.net")
    if parts.username is not None or parts.password is not None:
        raise ValueError("must not hold a user or a password: they have keys of their own")
    return url.rstrip("/")


def _split(url: str) -> Any:
    try:
        parts = urlsplit(url)
        parts.port  # noqa: B018 raises ValueError on a port that is none
    except ValueError:
        raise ValueError("is no address: its host or port cannot be read") from None
    return parts


def _redis(url: str) -> str:
    if _split(url).scheme not in ("redis", "rediss", "unix", "sentinel"):
        raise ValueError("must be an address like redis://localhost:6379/0 (rediss:// with TLS)")
    return url


Projects = Annotated[Many, AfterValidator(_projects)]
Site = Annotated[str, AfterValidator(_site)]
RedisUrl = Annotated[str, AfterValidator(_redis)]


class Section(BaseModel):
    """A section of app.yaml: no key is unknown; left empty, it holds its defaults."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    @model_validator(mode="before")
    @classmethod
    def _empty_or_json(cls, value: Any) -> Any:
        return {} if value is None else from_text(value)


class Auth(StrEnum):
    """How an account shows Jira who it is. ``scoped-token`` and ``oauth``: Cloud, by way of api.atlassian.com."""

    PLAIN = "token"
    SCOPED = "scoped-token"
    OAUTH = "oauth"


class AccountSection(Section):
    """An account of Jira's. ``user`` empty: ``token`` is sent alone, as a Data Center access token is."""

    auth: Auth = Auth.PLAIN
    user: str = ""
    token: SecretStr | None = None


class JiraSection(AccountSection):
    """The site, and the account that careflow works as. ``client_id`` and ``client_secret``: of the OAuth app."""

    url: Site | None = None
    client_id: str | None = None
    client_secret: SecretStr | None = None


class AdminSection(AccountSection):
    """The account that plans, applies, uninstalls and writes the first app.yaml; the one of ``jira`` where none is."""

    @property
    def is_set(self) -> bool:
        """Whether there is an account of its own."""
        return self.token is not None or self.auth is Auth.OAUTH


class WebhookSection(Section):
    """What a delivery must satisfy, and where it goes. ``max_bytes``: of a body; ``url``: the receiver's, for Jira."""

    secret: SecretStr | None = None
    url: Site | None = None
    max_bytes: int = Field(default=DEFAULT_MAX_BYTES, gt=0)


class RedisSection(Section):
    """``url`` None: an embedded one is used by ``careflow up``. May hold a password: not shown."""

    url: RedisUrl | None = Field(default=None, repr=False)


class InstallSection(Section):
    """``screens``: names of the Jira screens that get the fields; those of the projects where it is empty."""

    screens: Many = ()


class GroupsSection(Section):
    """Jira's groups for each role; a member of any is staff."""

    agents: Many = ("support-agents",)
    managers: Many = ("support-managers",)
    dispatchers: Many = ("support-dispatchers",)
    second_line: Many = ("support-second-line",)
    on_call: Many = ("support-oncall",)
    consulting: Many = ("consulting",)
    product_management: Many = ("product-management",)

    def by_role(self) -> dict[Role, tuple[str, ...]]:
        """The group names of each role."""
        return {role: getattr(self, role.value) for role in Role}


class CoverageEntry(Section):
    """SLO-8: one line of ``clocks.coverage``."""

    runs: Coverage
    clock: ClockName | None = None
    severity: Severity | None = None
    tiers: Many | None = None
    products: Many | None = None


def _default_coverage() -> tuple[CoverageEntry, ...]:
    return tuple(
        CoverageEntry(
            runs=rule.coverage,
            clock=rule.clock,
            severity=rule.severity,
            tiers=None if rule.tiers is None else tuple(sorted(rule.tiers)),
            products=None if rule.products is None else tuple(sorted(rule.products)),
        )
        for rule in Policy().coverage
    )


class ClocksSection(Section):
    """SLO-8, SLO-9: when clocks run, and where a changed severity's targets count from."""

    on_raise: CountFrom = CountFrom.CHANGE
    on_lower: CountFrom = CountFrom.OPEN
    coverage: tuple[CoverageEntry, ...] = Field(default_factory=_default_coverage)


class TargetEntry(Section):
    """One cell of the SLO tables: a duration, or ``{within: 2h, no_code_change: true}``."""

    within: Duration
    no_code_change: bool = False

    @model_validator(mode="before")
    @classmethod
    def _duration_alone(cls, value: Any) -> Any:
        return value if isinstance(value, Mapping) else {"within": value}


TargetTables = Annotated[
    dict[Table, dict[Severity, dict[ClockName, TargetEntry | None]]],
    BeforeValidator(lambda value: {} if value is None else from_text(value)),
]
"""Cells lie over the policy's; ``null`` takes one away."""


class FollowUpsSection(Section):
    """CLO-3: in business days after Solution Provided."""

    days: Numbers = FollowUps().days
    close_after: int = Field(default=FollowUps().close_after, gt=0)
    min_gap: int = Field(default=FollowUps().min_gap, ge=0)

    @model_validator(mode="after")
    def _two_attempts_within(self) -> FollowUpsSection:
        days = self.days
        if len(days) < 2:
            raise ValueError("days: needs at least two attempts: a case is closed only after two (CLO-3)")
        if list(days) != sorted(set(days)) or days[0] < 1:
            raise ValueError("days: must rise and begin with 1 or more, as in [3, 7]")
        if days[-1] > self.close_after:
            raise ValueError(f"days: every attempt must lie within the {self.close_after} days of close_after")
        return self


class AllowanceSection(Section):
    """SCO-3: one hour of help per instance; ``warn_at`` in percent of it."""

    scopes: Many = tuple(sorted(Allowance().scopes))
    limit: Duration = Allowance().limit
    warn_at: int = Field(default=Allowance().warn_at, ge=1, le=99)


class SweepSection(Section):
    """How often all open cases are looked at for what webhooks missed."""

    every: Duration = timedelta(minutes=10)


class VisibilityType(StrEnum):
    """What Jira can restrict a comment to."""

    GROUP = "group"
    ROLE = "role"


class VisibilitySection(Section):
    """Jira's own form of a comment's ``visibility``."""

    type: VisibilityType = VisibilityType.GROUP
    value: str = Field(default="support-agents", min_length=1)


class NotesSection(Section):
    """How an internal note is kept from customers in a project that is no service project."""

    visibility: VisibilitySection = VisibilitySection()


def _percents(values: tuple[int, ...]) -> tuple[int, ...]:
    if list(values) != sorted(set(values)) or not all(0 < value < 100 for value in values):
        raise ValueError("must be rising percentages between 1 and 99, as in [50, 80]")
    return values


Percents = Annotated[Numbers, AfterValidator(_percents)]
