"""What a plan is made of. Every item has a key; what another needs is named by it.

::

    Step      what apply does, with one or more requests
    ByHand    what this Jira does not do by REST: where to click, and the check of ``careflow doctor`` that sees it
    Refusal   what would not be safe, by a reason with a stable name, and how it is mended
    Waiting   what is for a later apply: something that it needs is done by hand or refused
    Hint      worth knowing; nothing is done about it
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, ClassVar, TypeAlias

if TYPE_CHECKING:
    from plugin.install.workshop import Workshop


class Verb(StrEnum):
    """What happens to a thing, with the sign that a diff has for it."""

    ADD = "add"
    CHANGE = "change"
    REMOVE = "remove"

    @property
    def sign(self) -> str:
        """``+``, ``~`` or ``-``."""
        return {Verb.ADD: "+", Verb.CHANGE: "~", Verb.REMOVE: "-"}[self]


class Kind(StrEnum):
    """What kind of thing it is: the headings of a plan, in the order in which they are carried out."""

    PROJECT = "Projects"
    LEDGER = "Ledger"
    FIELD = "Custom fields"
    SCREEN = "Screens"
    WORKFLOW = "Statuses and workflow"
    PRIORITY = "Priorities"
    VERSION = "Versions"
    FILTER = "Saved filters"
    DASHBOARD = "Dashboard"
    WEBHOOK = "Webhook"


@dataclass(frozen=True, kw_only=True)
class Step(ABC):
    """Something that apply does. ``details``: lines below its name; ``warnings``: what else it brings about."""

    verb: ClassVar[Verb]
    kind: ClassVar[Kind]

    key: str
    name: str
    details: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    needs: frozenset[str] = frozenset()

    @abstractmethod
    def carry_out(self, shop: Workshop) -> None:
        """Make it so. Raises JiraError; done again after it was broken off, it goes on where it stopped."""


@dataclass(frozen=True, kw_only=True)
class ByHand:
    """What a person does in Jira's pages. ``clicks``: one line each; ``check``: the id in ``careflow doctor``."""

    kind: Kind
    key: str
    name: str
    clicks: tuple[str, ...]
    check: str
    needs: frozenset[str] = frozenset()


@dataclass(frozen=True, kw_only=True)
class Refusal:
    """What is not done, since it would not be safe. ``reason`` is one of ``REASONS``."""

    kind: Kind
    key: str
    name: str
    reason: str
    why: str
    mend: str


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """What a later apply does, once everything of ``waits_for`` (names for people) is there."""

    kind: Kind
    key: str
    name: str
    waits_for: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Hint:
    """What is left as it is, and worth knowing."""

    kind: Kind
    what: str


Item: TypeAlias = Step | ByHand | Refusal | Waiting | Hint

REASONS = {
    "other-type": "a field has our name and another type; Jira cannot change a field's type",
    "renamed": "what careflow made bears another name now",
    "option-disabled": "an option that we need is switched off in Jira",
    "option-in-use": "an option that is not wanted any more stands in cases",
    "team-managed": "the project is team-managed: its fields and workflow are its own",
    "no-project": "there is no such project, or the account does not see it",
    "no-screen": "the screens of the project cannot be told",
    "workflow-shared": "other projects use the workflow too",
    "workflow-read-only": "Jira does not let this workflow be edited",
    "workflow-invalid": "Jira's own validation refuses the changed workflow",
    "scheme-shared": "other projects use the priority scheme too",
    "name-taken": "something of another's has the name already",
    "not-yours": "another account owns it, and Jira lets only its owner change it",
    "no-address": "nobody has said where Jira reaches careflow",
    "no-secret": "the secret of the webhook is not set",
    "in-use": "it holds data of cases",
}
"""Why something is refused: an id for each, never given another meaning (README lists them)."""
