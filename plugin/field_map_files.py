"""Reads ``field_maps/``: the admin's folder, and the shipped file for each one that the folder lacks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, TypeAlias, TypeVar

from pydantic import TypeAdapter, ValidationError

from plugin.configuration_errors import ConfigurationError, Fault, choice_problem, folded
from plugin.contacts_schema import ContactEntry, Directory, unknown_names
from plugin.field_map import OWN_FIELDS, FieldMap, Kind, MappedField, MappedOption
from plugin.field_map_schema import (
    CaseTypeEntry,
    FieldEntry,
    OptionEntry,
    ProductEntry,
    RegionEntry,
    RegionsFile,
    Spellings,
    Targets,
)
from plugin.validation_faults import faults_of
from plugin.worklists import Worklist, WorklistEntry, worklists, wrong_places
from plugin.yaml_files import Document, KeyPath, dotted, read
from workflows.policy import Hours, Policy, Region
from workflows.products import Product
from workflows.terms import DEFAULT_REGION, DEFAULT_TIER, Approval, Field, Severity, SlaState, Status, Table

FILES = (
    "fields.yaml",
    "statuses.yaml",
    "priorities.yaml",
    "case_types.yaml",
    "regions.yaml",
    "products.yaml",
    "contacts.yaml",
    "worklists.yaml",
)

_YES_NO = ("Yes", "No")
CLOSED_OPTIONS: Mapping[Field, tuple[str, ...]] = {
    Field.SEVERITY: tuple(Severity),
    Field.REQUESTED_SEVERITY: tuple(Severity),
    Field.CRITICAL_APPROVAL: tuple(Approval),
    Field.DEFECT_ORIGIN: tuple(Policy().origins),
    Field.SCOPE: tuple(Policy().exclusions),
    Field.SYSTEM_WIDE: _YES_NO,
    Field.CODE_CHANGE: _YES_NO,
    Field.WORKAROUND: ("None", "Unstable", "Stable"),
    Field.BILLABLE: _YES_NO,
    Field.SLA_STATE: tuple(SlaState),
}
"""The selects whose options the policy's rules name: all must be mapped, and no others."""
ELSEWHERE = {Field.CASE_TYPE: "case_types.yaml", Field.PRODUCT: "products.yaml", Field.REGION: "regions.yaml"}
"""The selects whose options stand in a file of their own."""
_TEXTS = {Field.INSTANCE, Field.ROOT_CAUSE}
_DATETIMES = {
    Field.RESTORED,
    Field.RESPONSE_DUE,
    Field.RESTORE_DUE,
    Field.RESOLUTION_DUE,
    Field.NEXT_UPDATE_DUE,
    Field.ROOT_CAUSE_DUE,
}
_MAPPED = tuple(field for field in Field if field not in OWN_FIELDS)

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class FieldMaps:
    """Everything that the files say. ``case_types``: only those that do not run on SLO-P (as ``Policy`` wants it).

    ``planned``: the Jira versions that are to be there, by name, with their release dates (UPD-2).
    """

    field_map: FieldMap
    case_types: Mapping[str, Table | None]
    general_hours: Hours
    product_hours: Mapping[str, Hours]
    regions: Mapping[str, Region]
    products: Mapping[str, Product]
    worklists: tuple[Worklist, ...]
    planned: Mapping[str, date]
    read_from: tuple[Path, ...]


def read_field_maps(folder: Path, shipped: Path) -> FieldMaps:
    """Read the files of ``folder``, and from ``shipped`` those that it lacks.

    Raises ConfigurationError with all faults.
    """
    return _Reading(folder, shipped).result()


class _Reading:
    def __init__(self, folder: Path, shipped: Path) -> None:
        self.faults: list[Fault] = []
        self.documents: dict[str, Document] = {}
        self.shipped = shipped
        for name in FILES:
            path = folder / name if (folder / name).is_file() else shipped / name
            self.documents[name] = read(path)
            self.faults.extend(self.documents[name].faults)

    def result(self) -> FieldMaps:
        fields = self._validated("fields.yaml", dict[Field, FieldEntry])
        statuses = self._validated("statuses.yaml", dict[Status, Spellings])
        priorities = self._validated("priorities.yaml", dict[Severity, Spellings])
        case_types = self._validated("case_types.yaml", dict[str, CaseTypeEntry])
        regions = self._validated("regions.yaml", RegionsFile)
        products = self._validated("products.yaml", dict[str, ProductEntry])
        contacts = self._validated("contacts.yaml", Directory)
        lists = self._validated("worklists.yaml", dict[str, WorklistEntry])
        if fields is not None:
            self._check_fields(fields)
        for name, found in (("case_types.yaml", case_types), ("products.yaml", products)):
            if found is not None and not found:
                self._fault(name, (), "needs at least one entry")
        self._check_names("statuses.yaml", statuses, tuple(Status))
        self._check_names("priorities.yaml", priorities, tuple(Severity))
        self._check_names("case_types.yaml", _names(case_types))
        self._check_names("products.yaml", _names(products))
        if regions is not None:
            self._check_names("regions.yaml", _names(regions.regions), (DEFAULT_REGION,), under=("regions",))
        if contacts is not None and products is not None and regions is not None:
            self._check_contacts(contacts, products, regions.regions)
        if self.faults or not (fields and statuses and priorities and case_types and regions and products):
            raise ConfigurationError(self.faults)
        elsewhere = {
            Field.CASE_TYPE: _options(case_types),
            Field.PRODUCT: _options(products),
            Field.REGION: _options(regions.regions),
        }
        mapped = {field: _mapped(entry, field, elsewhere) for field, entry in fields.items()}
        field_map = FieldMap(mapped, statuses, priorities)
        for path, problem in wrong_places(lists or {}, field_map):
            self.faults.append(Fault(self.documents["worklists.yaml"].place(path), dotted(path), problem))
        if self.faults:
            raise ConfigurationError(self.faults)
        return self._maps(field_map, case_types, regions, products, contacts or {}, lists or {})

    def _maps(
        self,
        field_map: FieldMap,
        case_types: Mapping[str, CaseTypeEntry],
        regions: RegionsFile,
        products: Mapping[str, ProductEntry],
        contacts: Directory,
        lists: Mapping[str, WorklistEntry],
    ) -> FieldMaps:
        return FieldMaps(
            field_map=field_map,
            case_types={k: _table(e.targets) for k, e in case_types.items() if e.targets is not Targets.PLANVIEW},
            general_hours=Hours(regions.general_hours),
            product_hours={k: Hours(e.hours, e.zone) for k, e in products.items() if e.hours is not None},
            regions={
                k: Region(e.zone, e.holidays, frozenset(e.extra_holidays), frozenset(e.worked_holidays))
                for k, e in regions.regions.items()
            },
            products={k: _product(e, contacts.get(k, {})) for k, e in products.items()},
            worklists=worklists(lists),
            planned={name: day for product, e in products.items() for name, day in _planned(product, e)},
            read_from=tuple(Path(document.file) for document in self.documents.values()),
        )

    def _validated(self, name: str, schema: type[T]) -> T | None:
        document = self.documents[name]
        if document.faults:
            return None
        try:
            return TypeAdapter(schema).validate_python(document.data)
        except ValidationError as error:
            self.faults.extend(faults_of(error, schema, document, frozenset()))
            return None

    def _fault(self, name: str, path: KeyPath, problem: str) -> None:
        self.faults.append(Fault(self.documents[name].place(path, of_key=True), dotted(path), problem))

    def _check_contacts(
        self, contacts: Directory, products: Mapping[str, ProductEntry], regions: Mapping[str, RegionEntry]
    ) -> None:
        """No contact of a product or region that there is not; those that ship go with the products that ship."""
        folders = {name: Path(document.file).parent for name, document in self.documents.items()}
        if folders["contacts.yaml"] == self.shipped and set(folders.values()) != {self.shipped}:
            return
        for path, problem in unknown_names(contacts, products, regions):
            self._fault("contacts.yaml", path, problem)

    def _check_fields(self, fields: Mapping[Field, FieldEntry]) -> None:
        for field in _MAPPED:
            if field not in fields:
                self._fault("fields.yaml", (field.value,), "is missing: every field of the policy must be mapped")
        for field in fields:
            if field in OWN_FIELDS:
                self._fault("fields.yaml", (field.value,), "is Jira's own field and needs no map")
        self._check_names("fields.yaml", {k.value: e.name for k, e in fields.items()}, own=OWN_FIELDS)
        for field, entry in fields.items():
            self._check_options(field, entry)

    def _check_options(self, field: Field, entry: FieldEntry) -> None:
        path: KeyPath = (field.value, "options")
        kind = Kind.TEXT if field in _TEXTS else Kind.DATETIME if field in _DATETIMES else Kind.SELECT
        if field not in OWN_FIELDS and entry.type.value != kind.value:
            self._fault("fields.yaml", (field.value, "type"), f"must be {kind}; found `{entry.type.value}`")
        elif field in ELSEWHERE and entry.options:
            self._fault("fields.yaml", path, f"its options stand in {ELSEWHERE[field]}")
        elif kind is not Kind.SELECT and entry.options:
            self._fault("fields.yaml", path, f"a {kind} field has no options")
        elif kind is Kind.SELECT and field not in ELSEWHERE:
            names = {k: e.names for k, e in entry.options.items()}
            closed = CLOSED_OPTIONS.get(field)
            needed = closed or ((DEFAULT_TIER,) if field is Field.TIER else ())
            self._check_names("fields.yaml", names, needed, under=path)
            for option in entry.options:
                if closed is not None and option not in closed:
                    self._fault("fields.yaml", (*path, option), choice_problem(option, closed))

    def _check_names(
        self,
        name: str,
        spellings: Mapping[str, tuple[str, ...]] | Mapping[Status, tuple[str, ...]] | Mapping[Severity, Any] | None,
        needed: tuple[str, ...] = (),
        *,
        under: KeyPath = (),
        own: Iterable[Field] = (),
    ) -> None:
        """No term of ``needed`` is missing, and no spelling means two things."""
        if spellings is None:
            return
        for term in needed:
            if term not in spellings:
                self._fault(name, (*under, str(term)), "is missing")
        seen: dict[str, str] = {folded(field.value): f"Jira's own field {field.value}" for field in own}
        for ours, names in spellings.items():
            for spelling in names:
                other = seen.setdefault(folded(spelling), f"`{ours}`")
                if other != f"`{ours}`":
                    self._fault(name, (*under, str(ours)), f"the spelling `{spelling}` already belongs to {other}")


Listed: TypeAlias = CaseTypeEntry | RegionEntry | ProductEntry


def _names(entries: Mapping[str, Listed] | None) -> dict[str, tuple[str, ...]] | None:
    return None if entries is None else {ours: entry.names for ours, entry in entries.items()}


def _options(entries: Mapping[str, Listed]) -> dict[str, OptionEntry]:
    return {
        ours: OptionEntry(names=entry.names, description=getattr(entry, "description", ""))
        for ours, entry in entries.items()
    }


def _mapped(entry: FieldEntry, field: Field, elsewhere: Mapping[Field, Mapping[str, OptionEntry]]) -> MappedField:
    options = tuple(
        MappedOption(ours, option.names, option.description)
        for ours, option in elsewhere.get(field, entry.options).items()
    )
    return MappedField(field, entry.name, Kind(entry.type.value), options, entry.description)


def _product(entry: ProductEntry, contacts: Mapping[str, ContactEntry]) -> Product:
    return Product(
        cadence=entry.cadence,
        chat=entry.chat,
        required=entry.required,
        groups=entry.groups,
        multi_tenant=entry.multi_tenant,
        designated_only=entry.designated_only,
        version_prefix=entry.version_prefix,
        contacts={region: contact.contact for region, contact in contacts.items()},
    )


def _planned(product: str, entry: ProductEntry) -> Iterator[tuple[str, date]]:
    for name, day in entry.planned.items():
        yield f"{entry.version_prefix or product} {name}", day


def _table(targets: Targets) -> Table | None:
    return None if targets is Targets.NONE else Table(targets.value)
