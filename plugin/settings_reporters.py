"""What may stand in app.yaml under ``authorized_reporters``: who may report cases of a product (SCO-1, OPN-4)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import Field, GetJsonSchemaHandler, WithJsonSchema, model_validator

from plugin.one_or_many import SOME_SCHEMA, Many, OrNothing, as_many, from_text
from plugin.settings_sections import Section
from workflows.authorized import Authorized

Somebody = Annotated[Many, WithJsonSchema(SOME_SCHEMA)]


class ReportersEntry(Section):
    """One product: ``{groups: …, people: …}``, or a plain list of names, each a group's or a person's Jira id."""

    groups: Somebody = Field(default=(), description="a Jira group or a list of groups")
    people: Somebody = Field(default=(), description="a person's Jira id or a list of them")

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

    @classmethod
    def __get_pydantic_json_schema__(cls, core_schema: Any, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        """Either form."""
        return {"anyOf": [*SOME_SCHEMA["anyOf"], {**handler(core_schema), "minProperties": 1}]}

    def authorized(self) -> Authorized:
        """The same, as the policy has it."""
        return Authorized(self.groups, frozenset(self.people))


Reporters = Annotated[dict[str, ReportersEntry], OrNothing({})]


def products_named(said: Any) -> tuple[str, ...]:
    """The products that a raw value of ``authorized_reporters`` names; none where it is not even a mapping."""
    try:
        parsed = from_text(said)
    except ValueError:
        return ()  # told of where it is validated
    return tuple(str(name) for name in parsed) if isinstance(parsed, Mapping) else ()
