"""The ledger: written before what it names is made (``plugin.install.ledger``)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from plugin.install.ground import Ground
from plugin.install.items import Item, Kind, Step, Verb
from plugin.install.kinds.fields import AddContext, AddOptions, MakeField
from plugin.install.kinds.screens import PutOnScreen
from plugin.install.kinds.workflow import ExtendWorkflow
from plugin.install.ledger import PROPERTY, Ledger
from plugin.install.workshop import Workshop


@dataclass(frozen=True, kw_only=True)
class WriteLedger(Step):
    """What is about to be made and cannot bear a mark is put down."""

    verb = Verb.CHANGE
    kind = Kind.LEDGER
    ledger: Ledger

    def carry_out(self, shop: Workshop) -> None:
        """PUT the project's property."""
        shop.write_ledger(self.ledger)


def plan(ground: Ground, items: Iterable[Item]) -> Iterator[Step]:
    """The ledger, where these items make something that it does not name yet."""
    written = after(ground, items)
    if ground.projects and written.as_json() != ground.found.ledger.as_json():
        yield WriteLedger(
            key="ledger",
            name=f"property {PROPERTY} of {ground.projects[0].key}",
            details=("which options, places on screens and in workflows are careflow's",),
            ledger=written,
        )


def after(ground: Ground, items: Iterable[Item]) -> Ledger:
    """The ledger with what these items make."""
    ledger = ground.found.ledger
    by_id = {custom.id: str(field) for field, custom in ground.fields.items()}
    for item in items:
        match item:
            case MakeField(field=field, options=options):
                ledger = ledger.with_options(str(field), options) if options else ledger
            case AddOptions(field=field_id, options=options) | AddContext(field=field_id, options=options):
                ledger = ledger.with_options(by_id[field_id], options) if options else ledger
            case ExtendWorkflow(workflow=workflow, statuses=statuses):
                ledger = ledger.with_statuses(workflow.id, (status.name for status in statuses))
            case PutOnScreen(screen=screen, fields=placed):
                ledger = ledger.with_fields(screen, (str(one.field or one.id) for one in placed))
    return ledger
