"""What may stand in the files of ``field_maps/``."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    GetJsonSchemaHandler,
    WithJsonSchema,
    model_validator,
)

from plugin.days import Country, Day, DayOff, Zone
from plugin.field_map import MAPPED, OWN_FIELDS, Kind
from plugin.one_or_many import SPELLINGS_SCHEMA, Listed, Spellings, listed
from plugin.weeks import Week
from workflows.products import Cadence, Rhythm
from workflows.terms import Field as CaseField

_STRICT = ConfigDict(extra="forbid", frozen=True)


class FieldType(StrEnum):
    """The types that fields.yaml may give."""

    SELECT = Kind.SELECT.value
    DATETIME = Kind.DATETIME.value
    TEXT = Kind.TEXT.value


class OptionEntry(BaseModel):
    """An option: spellings alone, or with a description."""

    model_config = _STRICT

    names: Spellings = Field(description="its spelling in Jira, or a list: the first is written, all are recognised")
    description: str = Field(default="", description="what Jira shows of it (SEV-8)")

    @model_validator(mode="before")
    @classmethod
    def _spellings_alone(cls, value: Any) -> Any:
        return value if isinstance(value, Mapping) else {"names": value}

    @classmethod
    def __get_pydantic_json_schema__(cls, core_schema: Any, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        """Either form."""
        return {"anyOf": [*SPELLINGS_SCHEMA["anyOf"], handler(core_schema)]}


class FieldEntry(BaseModel):
    """An entry of fields.yaml."""

    model_config = _STRICT

    name: Spellings
    type: FieldType
    options: dict[str, OptionEntry] = {}
    description: str = ""


class Targets(StrEnum):
    """SLO-1: which table of targets a case type runs on."""

    PLANVIEW = "SLO-P"
    NOT_PLANVIEW = "SLO-N"
    NONE = "none"


class CaseTypeEntry(BaseModel):
    """An entry of case_types.yaml."""

    model_config = _STRICT

    names: Spellings
    targets: Targets = Targets.PLANVIEW
    description: str = ""


class RegionEntry(BaseModel):
    """An entry of ``regions`` in regions.yaml."""

    model_config = _STRICT

    names: Spellings
    zone: Zone
    holidays: Country | None = None
    extra_holidays: tuple[DayOff, ...] = ()
    worked_holidays: tuple[DayOff, ...] = ()


class RegionsFile(BaseModel):
    """regions.yaml."""

    model_config = _STRICT

    general_hours: Week
    regions: dict[str, RegionEntry]


class ReleaseEntry(BaseModel):
    """UPD-1: ``release`` of a product: a rhythm alone, or with the date of one release."""

    model_config = _STRICT

    rhythm: Rhythm = Field(description="how often it is updated")
    anchor: Day | None = Field(default=None, description="the date of one release, from which the others are counted")

    @model_validator(mode="before")
    @classmethod
    def _rhythm_alone(cls, value: Any) -> Any:
        return value if isinstance(value, Mapping) else {"rhythm": value}

    @classmethod
    def __get_pydantic_json_schema__(cls, core_schema: Any, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        """Either form."""
        return {"anyOf": [{"enum": [rhythm.value for rhythm in Rhythm]}, handler(core_schema)]}

    @property
    def cadence(self) -> Cadence:
        """As the policy has it."""
        return Cadence(self.rhythm) if self.anchor is None else Cadence(self.rhythm, self.anchor)


def _asked_of_customers(field: CaseField) -> CaseField:
    if field in OWN_FIELDS:
        raise ValueError(f"`{field}` is Jira's own field; allowed: those of fields.yaml")
    return field


Asked = Annotated[
    CaseField, AfterValidator(_asked_of_customers), WithJsonSchema({"enum": [field.value for field in MAPPED]})
]


class ProductEntry(BaseModel):
    """An entry of products.yaml."""

    model_config = _STRICT

    names: Spellings
    hours: Week | None = None
    zone: Zone | None = None
    multi_tenant: bool = False
    designated_only: bool = False
    version_prefix: str = ""
    release: ReleaseEntry | None = None
    chat: str | None = None
    required: Annotated[tuple[Asked, ...], BeforeValidator(listed)] = ()
    groups: Listed = ()
    planned: dict[str, Day] = {}

    @property
    def cadence(self) -> Cadence | None:
        """UPD-1: how often it is released."""
        return None if self.release is None else self.release.cadence
