"""The lists that people work from: their queries have places, which are filled in with this Jira's names."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from plugin.configuration_errors import ConfigurationError
from plugin.field_map_files import read_field_maps
from plugin.shipped import shipped_folder
from plugin.worklists import Worklist
from workflows.terms import Field, Status

SHIPPED = shipped_folder() / "field_maps"
Faults = Callable[[str], str]


class InPlainNames:
    def field(self, field: Field) -> str:
        return f"<{field}>"

    def has(self, field: Field, ours: str) -> str:
        return f"<{field}> = '{ours}'"

    def is_in(self, status: Status) -> str:
        return f"status in ('{status}', 'also {status}')"

    def unfinished(self) -> str:
        return "not done"


@pytest.fixture
def faults(tmp_path: Path) -> Faults:
    def of(text: str) -> str:
        (tmp_path / "worklists.yaml").write_text(text, encoding="utf-8")
        with pytest.raises(ConfigurationError) as caught:
            read_field_maps(tmp_path, SHIPPED)
        return str(caught.value)

    return of


def one(jql: str, order: str = "created") -> Worklist:
    return Worklist("one", "One", "…", jql, order)


def test_places_are_filled_with_this_jiras_names_and_the_projects_go_before():
    worklist = one("{SLA State: Breached} AND {Status: Closed} AND {open}", "{Response Due}")
    assert worklist.filled(("CARE", "OPS"), InPlainNames()) == (
        "project in (CARE, OPS) AND (<SLA State> = 'Breached' AND status in ('Closed', 'also Closed') AND not done) "
        "ORDER BY <Response Due>"
    )


def test_a_list_knows_the_fields_it_names_its_order_included():
    assert one("{SLA State: Met} AND {Status: New}", "{Restore Due}").fields == {
        Field.SLA_STATE,
        Field.RESTORE_DUE,
    }


def test_the_lists_that_ship_are_those_that_people_work_from():
    lists = read_field_maps(SHIPPED, SHIPPED).worklists
    assert [worklist.id for worklist in lists] == [
        "untriaged",
        "approvals",
        "due_soon",
        "breached",
        "waiting",
        "follow_ups",
        "root_cause",
        "consulting",
        "product_management",
    ]
    assert all(worklist.filled(("CARE",), InPlainNames()).startswith("project in (CARE) AND (") for worklist in lists)


@pytest.mark.parametrize(
    ("jql", "said"),
    [
        ("{Severty} = 1", "`Severty`: did you mean `Severity`?"),
        ("{Severity: Majour}", "`Majour`: did you mean `Major`?"),
        ("{Status: Shut}", "`Shut` is not allowed here; allowed: New, In Progress"),
        ("{opne}", "`opne`: did you mean `open`?"),
        ("{open: yes}", "`open` takes no value"),
    ],
)
def test_a_place_that_nothing_can_fill_is_named_with_its_line(faults: Faults, jql: str, said: str):
    text = faults(f'mine:\n  name: Mine\n  description: Of mine.\n  jql: "{jql}"\n')
    assert "worklists.yaml:4:8: mine.jql: " in text
    assert said in text


def test_a_list_without_a_name_is_a_fault(faults: Faults):
    assert "mine.name: is missing" in faults("mine:\n  description: Of mine.\n  jql: labels = x\n")


def test_planned_releases_are_named_after_their_product(tmp_path: Path):
    text = (SHIPPED / "products.yaml").read_text(encoding="utf-8")
    text = text.replace("PPM Pro:\n", 'PPM Pro:\n  planned: {"2026.12": 2026-12-16}\n', 1)
    (tmp_path / "products.yaml").write_text(text, encoding="utf-8")
    planned = read_field_maps(tmp_path, SHIPPED).planned
    assert {name: day.isoformat() for name, day in planned.items()} == {"PPM Pro 2026.12": "2026-12-16"}
