"""Reads ``field_maps/``: the admin's folder, and the shipped file for each one that the folder lacks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, TypeAlias

from pydantic import TypeAdapter, ValidationError

from plugin.configuration_errors import ConfigurationError, Fault, Place, nearest
from plugin.contacts_schema import ContactEntry, Directory, unknown_names
from plugin.field_map import FieldMap, Kind, MappedField, MappedOption
from plugin.field_map_checks import CLOSED_OPTIONS, ELSEWHERE, Problem, doubled, missing, wrong_fields
from plugin.field_map_schema import (
    CaseTypeEntry,
    FieldEntry,
    OptionEntry,
    ProductEntry,
    RegionEntry,
    RegionsFile,
    Targets,
)
from plugin.one_or_many import Spellings
from plugin.secret_signs import tokens_in
from plugin.validation_faults import faults_of
from plugin.worklists import Worklist, WorklistEntry, worklists, wrong_places
from plugin.yaml_files import Document, KeyPath, dotted, is_there, read
from workflows.policy import Hours, Region
from workflows.products import Product
from workflows.terms import DEFAULT_REGION, Field, Severity, Status, Table

SCHEMAS: Mapping[str, Any] = {
    "fields.yaml": dict[Field, FieldEntry],
    "statuses.yaml": dict[Status, Spellings],
    "priorities.yaml": dict[Severity, Spellings],
    "case_types.yaml": dict[str, CaseTypeEntry],
    "regions.yaml": RegionsFile,
    "products.yaml": dict[str, ProductEntry],
    "contacts.yaml": Directory,
    "worklists.yaml": dict[str, WorklistEntry],
}
"""What may stand in which file."""
FILES = tuple(SCHEMAS)
_INSIDE: Mapping[Field, tuple[str, ...]] = {Field.CASE_TYPE: (), Field.PRODUCT: (), Field.REGION: ("regions",)}
MAY_BE_EMPTY = frozenset({"contacts.yaml", "worklists.yaml"})
"""The files that may say nothing: no contact is named, no list is made."""


@dataclass(frozen=True, slots=True)
class FieldMaps:
    """Everything that the files say. ``case_types``: only those that do not run on SLO-P (as ``Policy`` wants it).

    ``planned``: the Jira versions that are to be there, by name, with their release dates (UPD-2). ``documents``: the
    files themselves, by name, for the places of keys; ``unread``: YAML files beside them that nothing reads.
    """

    field_map: FieldMap
    case_types: Mapping[str, Table | None]
    general_hours: Hours
    product_hours: Mapping[str, Hours]
    regions: Mapping[str, Region]
    products: Mapping[str, Product]
    worklists: tuple[Worklist, ...]
    planned: Mapping[str, date]
    documents: Mapping[str, Document]
    unread: tuple[Path, ...]

    @property
    def read_from(self) -> tuple[Path, ...]:
        """The files that were read."""
        return tuple(Path(document.file) for document in self.documents.values())


def read_field_maps(folder: Path, shipped: Path) -> FieldMaps:
    """Read the files of ``folder``, and from ``shipped`` those that it lacks.

    Raises ConfigurationError with all faults.
    """
    return FieldMapFiles(folder, shipped).result()


class FieldMapFiles:
    """The files, read; not yet known to be right."""

    def __init__(self, folder: Path, shipped: Path) -> None:
        self.shipped = shipped
        self.documents = {name: read(_either(folder / name, shipped / name)) for name in FILES}
        self.faults: list[Fault] = [fault for document in self.documents.values() for fault in document.faults]
        self.faults.extend(fault for document in self.documents.values() for fault in tokens_in(document))
        self.unread = self._strangers(folder)

    def options(self, field: Field) -> tuple[str, ...] | None:
        """The options of a select by their names on the left, of a file with faults too; None where it is no YAML."""
        if field in CLOSED_OPTIONS:
            return CLOSED_OPTIONS[field]
        document = self.documents[ELSEWHERE.get(field, "fields.yaml")]
        inside = _INSIDE.get(field, (field.value, "options"))
        found: Any = document.data or None
        for part in inside:
            found = found.get(part) if isinstance(found, dict) else None
        return tuple(found) if isinstance(found, dict) else None

    def result(self) -> FieldMaps:
        """Raises ConfigurationError with all faults."""
        fields: dict[Field, FieldEntry] | None = self._validated("fields.yaml")
        statuses: dict[Status, tuple[str, ...]] | None = self._validated("statuses.yaml")
        priorities: dict[Severity, tuple[str, ...]] | None = self._validated("priorities.yaml")
        case_types: dict[str, CaseTypeEntry] | None = self._validated("case_types.yaml")
        regions: RegionsFile | None = self._validated("regions.yaml")
        products: dict[str, ProductEntry] | None = self._validated("products.yaml")
        contacts: Directory | None = self._validated("contacts.yaml")
        lists: dict[str, WorklistEntry] | None = self._validated("worklists.yaml")
        if fields is not None:
            self._tell("fields.yaml", wrong_fields(fields))
        self._check_names("statuses.yaml", statuses, tuple(Status))
        self._check_names("priorities.yaml", priorities, tuple(Severity))
        self._check_names("case_types.yaml", _names(case_types))
        self._check_names("products.yaml", _names(products))
        places = regions.regions if regions else None
        self._check_names("regions.yaml", _names(places), (DEFAULT_REGION,), under=("regions",))
        self._check_contacts(contacts or {})
        self._tell("worklists.yaml", wrong_places(lists or {}, self.options), of_key=False)
        if self.faults or not (fields and statuses and priorities and case_types and regions and products):
            raise ConfigurationError(self.faults)
        elsewhere = {
            Field.CASE_TYPE: _options(case_types),
            Field.PRODUCT: _options(products),
            Field.REGION: _options(regions.regions),
        }
        mapped = {field: _mapped(entry, field, elsewhere) for field, entry in fields.items()}
        field_map = FieldMap(mapped, statuses, priorities)
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
            documents=self.documents,
            unread=self.unread,
        )

    def _strangers(self, folder: Path) -> tuple[Path, ...]:
        """YAML files of the folder that nothing reads; one that is surely a misspelt name of a file is a fault."""
        try:
            there = sorted(path for path in folder.iterdir() if path.suffix.lower() in (".yaml", ".yml"))
        except OSError as error:
            self.faults.append(Fault(Place(str(folder)), "", f"cannot be read: {error.strerror or error}"))
            return ()
        lacking = [name for name in FILES if name not in {path.name for path in there}]
        unread = []
        for path in there:
            if path.name in FILES or path.name.startswith("."):
                continue
            if guess := nearest(path.name.removesuffix(".yml") + ".yaml" * path.name.endswith(".yml"), lacking, 0.8):
                problem = f"no file of this name is read: did you mean `{guess}`? Allowed: {', '.join(FILES)}"
                self.faults.append(Fault(Place(str(path), 1, 1), "", problem))
            else:
                unread.append(path)
        return tuple(unread)

    def _validated(self, name: str) -> Any:
        document = self.documents[name]
        if document.faults:
            return None
        if not document.data and name not in MAY_BE_EMPTY:
            problem = "is empty: copy the shipped file, or delete this one and the shipped one is read"
            self.faults.append(Fault(Place(document.file, 1, 1), "", problem))
            return None
        try:
            return TypeAdapter(SCHEMAS[name]).validate_python(document.data)
        except ValidationError as error:
            self.faults.extend(faults_of(error, SCHEMAS[name], document, frozenset()))
            return None

    def _tell(self, name: str, problems: Iterable[Problem], *, of_key: bool = True) -> None:
        document = self.documents[name]
        for path, problem in problems:
            self.faults.append(Fault(document.place(path, of_key=of_key), dotted(path), problem))

    def _check_contacts(self, contacts: Directory) -> None:
        """No contact of a product or region that there is not; those that ship go with the products that ship."""
        folders = {name: Path(document.file).parent for name, document in self.documents.items()}
        if folders["contacts.yaml"] == self.shipped and set(folders.values()) != {self.shipped}:
            return
        self._tell("contacts.yaml", unknown_names(contacts, self.options(Field.PRODUCT), self.options(Field.REGION)))

    def _check_names(
        self,
        name: str,
        spellings: Mapping[Any, tuple[str, ...]] | None,
        needed: tuple[str, ...] = (),
        *,
        under: KeyPath = (),
    ) -> None:
        """No term of ``needed`` is missing, and no spelling means two things."""
        if spellings is not None:
            self._tell(name, missing(spellings, needed, under=under))
            self._tell(name, doubled(spellings, under=under))


Entry: TypeAlias = CaseTypeEntry | RegionEntry | ProductEntry


def _either(own: Path, shipped: Path) -> Path:
    return own if is_there(own) else shipped


def _names(entries: Mapping[str, Entry] | None) -> dict[str, tuple[str, ...]] | None:
    return None if entries is None else {ours: entry.names for ours, entry in entries.items()}


def _options(entries: Mapping[str, Entry]) -> dict[str, OptionEntry]:
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
