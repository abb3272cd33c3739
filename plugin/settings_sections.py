"""What may stand in app.yaml, section by section; the shipped app.yaml documents each key.

The defaults are those of the policy, so that an empty file says the same as the shipped one.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from enum import StrEnum
from typing import Annotated, Any

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    GetJsonSchemaHandler,
    SecretStr,
    WithJsonSchema,
    model_validator,
)

from plugin import durations
from plugin.configuration_errors import WrongAt
from plugin.durations import Duration
from plugin.one_or_many import Many, OrNothing, from_text, one_or_list
from plugin.settings_values import MOST_DAYS, Attempts, RedisUrl, Site
from workflows.policy import Allowance, CountFrom, Coverage, FollowUps, Policy
from workflows.terms import ClockName, Role, Severity, Table

DEFAULT_MAX_BYTES = 25 * 1024 * 1024  # Cloud drops a payload above 25 MB (FACTS 1.1)


class Section(BaseModel):
    """A section of app.yaml: no key is unknown; left empty, it holds its defaults."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    @classmethod
    def __get_pydantic_json_schema__(cls, core_schema: Any, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        """With what stands before validation: nothing, where no key is required."""
        schema = handler(core_schema)
        keys = handler.resolve_ref_schema(schema)
        if not keys.get("required"):
            keys["type"] = ["object", "null"]
        return schema

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

    runs: Coverage = Field(description="always, or in the support_hours of product and region")
    clock: ClockName | None = Field(default=None, description="the clock that it is for; left out: every clock")
    severity: Severity | None = Field(default=None, description="the severity; left out: every severity")
    tiers: Many | None = Field(default=None, description="a tier or a list of tiers; left out: every tier")
    products: Many | None = Field(default=None, description="a product or a list of them; left out: every product")


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
    coverage: Annotated[tuple[CoverageEntry, ...], BeforeValidator(from_text)] = Field(
        default_factory=_default_coverage
    )


class TargetEntry(Section):
    """One cell of the SLO tables: a duration, or ``{within: 2h, no_code_change: true}``."""

    within: Duration = Field(description="The time within which it is to be done.")
    no_code_change: bool = Field(default=False, description="Whether it holds only if no code change is needed (SLO-3)")

    @model_validator(mode="before")
    @classmethod
    def _duration_alone(cls, value: Any) -> Any:
        return value if isinstance(value, Mapping) else {"within": value}

    @classmethod
    def __get_pydantic_json_schema__(cls, core_schema: Any, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        """Either form."""
        return {"anyOf": [durations.SCHEMA, handler(core_schema)]}


TargetTables = Annotated[dict[Table, dict[Severity, dict[ClockName, TargetEntry | None]]], OrNothing({})]
"""Cells lie over the policy's; ``null`` takes one away."""


class FollowUpsSection(Section):
    """CLO-3: in business days after Solution Provided."""

    days: Attempts = FollowUps().days
    close_after: int = Field(default=FollowUps().close_after, gt=0, le=MOST_DAYS)
    min_gap: int = Field(default=FollowUps().min_gap, ge=0, le=MOST_DAYS)

    @model_validator(mode="after")
    def _attempts_within(self) -> FollowUpsSection:
        if self.days[-1] > self.close_after:
            problem = f"every attempt must lie within the {self.close_after} days of close_after; found {self.days[-1]}"
            raise WrongAt(("days",), problem)
        return self


Scopes = Annotated[Many, WithJsonSchema(one_or_list({"enum": list(Policy().exclusions)}))]


class AllowanceSection(Section):
    """SCO-3: one hour of help per instance; ``warn_at`` in percent of it."""

    scopes: Scopes = tuple(sorted(Allowance().scopes))
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
