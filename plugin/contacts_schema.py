"""CON-1: what may stand in ``field_maps/contacts.yaml``."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Annotated, Any
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, model_validator

from plugin.configuration_errors import choice_problem
from workflows.products import Contact

_NUMBER = re.compile(r"\+?[\d()][\d ()./-]{3,}")
_ADDRESS = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]+")


def _number(text: Any) -> str:
    number = str(text) if isinstance(text, (str, int)) and not isinstance(text, bool) else ""
    if not _NUMBER.fullmatch(number):
        raise ValueError(f"`{text}` is no telephone number; allowed: digits, blanks, ( ) - . / and a + before them")
    return number


def _email(text: str) -> str:
    if not _ADDRESS.fullmatch(text):
        raise ValueError(f"`{text}` is no email address, as in customercare@example.com")
    return text


def _web(text: str) -> str:
    if urlsplit(text).scheme not in ("http", "https") or not urlsplit(text).netloc:
        raise ValueError(f"`{text}` is no web address; allowed: https://…")
    return text


def _as_list(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


Number = Annotated[str, BeforeValidator(_number)]
Email = Annotated[str, AfterValidator(_email)]
Web = Annotated[str, AfterValidator(_web)]


class ContactEntry(BaseModel):
    """How Customer Care is reached for a product in a region; at least one way."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    form: str = ""
    address: Web | None = None
    phones: dict[str, Number] = {}
    emails: Annotated[tuple[Email, ...], BeforeValidator(_as_list)] = ()

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
    directory: Directory, products: Mapping[str, object], regions: Mapping[str, object]
) -> Iterator[tuple[tuple[str, ...], str]]:
    """The keys that are no product or region, each with why it is not allowed."""
    for product, places in directory.items():
        if product not in products:
            yield (product,), choice_problem(product, tuple(products))
        for region in places:
            if region not in regions:
                yield (product, region), choice_problem(region, tuple(regions))
