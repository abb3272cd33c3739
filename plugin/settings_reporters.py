"""What may stand in app.yaml under ``authorized_reporters``: who may report cases of a product (SCO-1, OPN-4)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import BeforeValidator, model_validator

from plugin.settings_sections import Many, Section, as_many, from_text
from workflows.authorized import Authorized


class ReportersEntry(Section):
    """One product: ``{groups: …, people: …}``, or a plain list of names, each a group's or a person's Jira id."""

    groups: Many = ()
    people: Many = ()

    @model_validator(mode="before")
    @classmethod
    def _plain_list(cls, value: Any) -> Any:
        value = as_many(value)
        return {"groups": value, "people": value} if isinstance(value, list) else value

    @model_validator(mode="after")
    def _names_somebody(self) -> ReportersEntry:
        if not self.groups and not self.people:
            raise ValueError("names nobody: no case of the product could be reported; leave the product out instead")
        return self

    def authorized(self) -> Authorized:
        """The same, as the policy has it."""
        return Authorized(self.groups, frozenset(self.people))


Reporters = Annotated[
    dict[str, ReportersEntry], BeforeValidator(lambda value: {} if value is None else from_text(value))
]


def products_named(said: Any) -> tuple[str, ...]:
    """The products that a raw value of ``authorized_reporters`` names; none where it is not even a mapping."""
    try:
        parsed = from_text(said)
    except ValueError:
        return ()  # told of where it is validated
    return tuple(str(name) for name in parsed) if isinstance(parsed, Mapping) else ()
