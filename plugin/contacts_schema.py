"""CON-1: what may stand in ``field_maps/contacts.yaml``."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Annotated, Any
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, JsonValue, WithJsonSchema, model_validator

from plugin.configuration_errors import choice_problem, shown
from plugin.one_or_many import listed, one_or_list
from workflows.products import Contact

_NUMBER = re.compile(r"\+?[\d()][\d ()./-]{3,}")
_ADDRESS = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]+")


def _number(text: Any) -> str:
    number = str(text) if isinstance(text, (str, int)) and not isinstance(text, bool) else ""
    if not _NUMBER.fullmatch(number):
        raise ValueError(
            f"`{shown(text)}` is no telephone number; allowed: digits, blanks, ( ) - . / and a + before them"
        )
    return number


def _email(text: str) -> str:
    if not _ADDRESS.fullmatch(text):
        raise ValueError(f"`{text}` is no email address, as in customercare@example.com")
    return text


def _web(text: str) -> str:
    if urlsplit(text).scheme not in ("http", "https") or not urlsplit(text).netloc:
        raise ValueError(f"`{text}` is no web address; allowed: https://…")
    return text


_NUMBER_SCHEMA = {
    "anyOf": [{"type": "string", "pattern": f"^{_NUMBER.pattern}$"}, {"type": "integer", "minimum": 1000}],
    "examples": ["+46 8 586 302 60"],
}
_EMAIL_SCHEMA = {"type": "string", "pattern": f"^{_ADDRESS.pattern}$", "examples": ["customercare@example.com"]}
_WEB_SCHEMA = {
    "type": "string",
    "pattern": r"^https?://[^\s/?#\[\]\\]+([/?#]\S*)?$",
    "examples": ["https://example.com"],
}
Number = Annotated[str, BeforeValidator(_number), WithJsonSchema(_NUMBER_SCHEMA)]
Email = Annotated[str, AfterValidator(_email), WithJsonSchema(_EMAIL_SCHEMA)]
Emails = Annotated[tuple[Email, ...], BeforeValidator(listed), WithJsonSchema(one_or_list(_EMAIL_SCHEMA))]
Web = Annotated[str, AfterValidator(_web), WithJsonSchema(_WEB_SCHEMA)]
_SOME_WAY: list[JsonValue] = [
    {"required": ["form"], "properties": {"form": {"minLength": 1}}},
    {"required": ["address"], "properties": {"address": {"type": "string"}}},
    {"required": ["phones"], "properties": {"phones": {"minProperties": 1}}},
    {"required": ["emails"], "properties": {"emails": {"minItems": 1}}},
]


class ContactEntry(BaseModel):
    """How Customer Care is reached for a product in a region; at least one way."""

    model_config = ConfigDict(extra="forbid", frozen=True, json_schema_extra={"anyOf": _SOME_WAY})

    form: str = ""
    address: Web | None = None
    phones: dict[str, Number] = {}
    emails: Emails = ()

    @model_validator(mode="after")
    def _some_way(self) -> ContactEntry:
        if not (self.form or self.address or self.phones or self.emails):
            raise ValueError("gives no way to reach Customer Care: form, address, phones or emails")
        return self

    @property
    def contact(self) -> Contact:
        """As the policy has it."""
        return Contact(dict(self.phones), self.emails, self.form, self.address or "")


Directory = dict[str, dict[str, ContactEntry]]
"""Product → region → contact."""


def unknown_names(
    directory: Directory, products: Sequence[str] | None, regions: Sequence[str] | None
) -> Iterator[tuple[tuple[str, ...], str]]:
    """The keys that are no product or region, each with why it is not allowed; None: nothing can be said of them."""
    for product, places in directory.items():
        if products is not None and product not in products:
            yield (product,), choice_problem(product, products)
        for region in places:
            if regions is not None and region not in regions:
                yield (product, region), choice_problem(region, regions)
