"""The field map: this Jira's names for Planview's terms."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from plugin.configuration_errors import ConfigurationError
from plugin.field_map import FieldMap, Kind
from plugin.field_map_files import FILES, FieldMaps, read_field_maps
from plugin.shipped import shipped_folder
from workflows.policy import Hours, Policy, Region
from workflows.terms import Field, Severity, SlaState, Status

SHIPPED = shipped_folder() / "field_maps"
Over = Callable[..., FieldMaps]


@pytest.fixture(scope="module")
def field_map() -> FieldMap:
    return read_field_maps(SHIPPED, SHIPPED).field_map


@pytest.fixture
def over(tmp_path: Path) -> Over:
    """Reads the shipped maps with one file replaced, or with one change in the shipped text of it."""

    def read(name: str, text: str | None = None, *, change: tuple[str, str] | None = None) -> FieldMaps:
        if change is not None:
            shipped = (SHIPPED / name).read_text(encoding="utf-8")
            assert change[0] in shipped
            text = shipped.replace(*change, 1)
        assert text is not None
        (tmp_path / name).write_text(text, encoding="utf-8")
        return read_field_maps(tmp_path, SHIPPED)

    return read


def faults(read: Callable[[], object]) -> str:
    with pytest.raises(ConfigurationError) as caught:
        read()
    return str(caught.value)


def test_every_field_has_a_name_and_is_found_by_it(field_map: FieldMap) -> None:
    for field in Field:
        assert field_map.name_of(field) == field.value
        assert field_map.field_named(field.value.upper()) is field
    assert field_map.field_named("gravite") is Field.SEVERITY
    assert field_map.field_named("Story Points") is None


def test_options_are_known_in_english_and_french_whatever_the_capitals_and_accents(field_map: FieldMap) -> None:
    assert field_map.to_ours(Field.SEVERITY, "MOYEN") == "Moderate"
    assert field_map.to_ours(Field.TIER, "élite") == "Elite"
    assert field_map.to_ours(Field.TIER, "E\u0301LITE") == "Elite"
    assert field_map.to_ours(Field.SYSTEM_WIDE, "oui") == "Yes"
    assert field_map.to_ours(Field.WORKAROUND, "None") == "None"
    assert field_map.to_ours(Field.SEVERITY, "Sev 1") is None


def test_every_option_is_written_so_that_it_is_read_back(field_map: FieldMap) -> None:
    for field in field_map.fields:
        for ours in field_map.options(field):
            assert field_map.to_ours(field, field_map.to_jira(field, ours)) == ours
            assert all(field_map.to_ours(field, spelling) == ours for spelling in field_map.spellings(field, ours))


def test_the_terms_of_the_policy_are_all_mapped(field_map: FieldMap) -> None:
    assert field_map.options(Field.SEVERITY) == tuple(Severity)
    assert field_map.options(Field.SLA_STATE) == tuple(SlaState)
    assert field_map.options(Field.SCOPE) == tuple(Policy().exclusions)
    assert set(Policy().product_hours) <= set(field_map.options(Field.PRODUCT))
    assert field_map.options(Field.REGION) == tuple(Policy().regions)
    assert len(field_map.options(Field.CASE_TYPE)) == 9
    assert len(field_map.options(Field.PRODUCT)) == 9


def test_the_definitions_of_the_severities_are_at_hand(field_map: FieldMap) -> None:
    for severity in Severity:
        assert len(field_map.description(Field.SEVERITY, severity)) > 50


def test_a_status_that_no_map_names_counts_as_in_progress(field_map: FieldMap) -> None:
    assert field_map.status("résolu") is Status.SOLUTION
    assert field_map.status("Peer review") is Status.IN_PROGRESS
    assert not field_map.knows_status("Peer review")
    assert field_map.jira_statuses(Status.CLOSED)[0] == "Closed"
    assert field_map.to_ours(Field.STATUS, "Fermé") == Status.CLOSED
    assert field_map.to_jira(Field.STATUS, Status.WAITING) == "Waiting for Customer"


def test_a_priority_is_known_by_its_first_spelling(field_map: FieldMap) -> None:
    assert field_map.to_ours(Field.PRIORITY, "Moyenne") == "Medium"
    assert field_map.to_ours(Field.PRIORITY, "Lowest") == "Lowest"
    assert field_map.to_jira(Field.PRIORITY, "Medium") == "Medium"


def test_texts_and_instants_pass_as_they_are(field_map: FieldMap) -> None:
    assert field_map.kind(Field.RESTORED) is Kind.DATETIME
    assert field_map.to_ours(Field.INSTANCE, "acme-prod") == "acme-prod"
    assert field_map.to_jira(Field.RESPONSE_DUE, "2026-01-01T00:00:00Z") == "2026-01-01T00:00:00Z"


def test_an_option_that_does_not_exist_cannot_be_written(field_map: FieldMap) -> None:
    with pytest.raises(ValueError, match="Severity has no option 'Sev 1'"):
        field_map.to_jira(Field.SEVERITY, "Sev 1")


def test_an_admin_maps_other_names(over: Over) -> None:
    maps = over("fields.yaml", change=("names: [Critical, Critique]", "names: [Sev 1, P1 – Blocker, Critical]"))
    assert maps.field_map.to_jira(Field.SEVERITY, "Critical") == "Sev 1"
    assert maps.field_map.to_ours(Field.SEVERITY, "p1 – blocker") == "Critical"


def test_opn_5_what_a_form_asks_for_and_opn_2_whose_the_cases_are_is_read(over: Over) -> None:
    change = ("  names: Spigit\n", "  names: Spigit\n  required: [Instance]\n  groups: spigit-team\n")
    spigit = over("products.yaml", change=change).products["Spigit"]
    assert (spigit.required, spigit.groups) == ((Field.INSTANCE,), ("spigit-team",))


@pytest.mark.parametrize(
    ("key", "told"),
    [
        ("required: [Instnce]", "Spigit.required[1]: `Instnce`: did you mean `Instance`?"),
        ("required: [Assignee]", "`Assignee` is Jira's own field"),
        ("groups: ['']", "a name may not be empty"),
    ],
)
def test_opn_5_a_form_that_asks_for_what_is_no_field_is_told(over: Over, key: str, told: str) -> None:
    change = ("  names: Spigit\n", f"  names: Spigit\n  {key}\n")
    assert told in faults(lambda: over("products.yaml", change=change))


def test_own_products_regions_and_hours_are_read(over: Over) -> None:
    maps = over(
        "products.yaml",
        "Widget:\n  names: Widget\n  hours: {mon-thu: ['08:00-12:00', '13:00-24:00'], sat: 09:00-10:00}\n",
    )
    window = (("08:00", "12:00"), ("13:00", "24:00"))
    week = {"mon": window, "tue": window, "wed": window, "thu": window, "sat": (("09:00", "10:00"),)}
    assert maps.product_hours == {"Widget": Hours(week)}
    maps = over(
        "regions.yaml",
        "general_hours: {mon-fri: 09:00-17:00}\n"
        "regions:\n  EMEA: {names: EMEA, zone: Europe/Paris, holidays: FR, extra_holidays: [2026-12-24]}\n",
    )
    assert maps.regions == {"EMEA": Region("Europe/Paris", "FR", frozenset({"2026-12-24"}))}


@pytest.mark.parametrize(
    ("name", "change", "told"),
    [
        ("fields.yaml", ("    Major:\n      names", "    Majour:\n      names"), "`Majour`: did you mean `Major`?"),
        ("fields.yaml", ("    Major:\n      names", "    Majour:\n      names"), "Severity.options.Major: is missing"),
        ("fields.yaml", ("Instance:\n", "Instanz:\n"), "`Instanz`: did you mean `Instance`?"),
        ("fields.yaml", ("type: text", "type: txt"), "`txt`: did you mean `text`?"),
        ("fields.yaml", ("type: text", "type: select"), "Instance.type: must be text; found `select`"),
        ("fields.yaml", ("type: text", "typ: text"), "unknown key `typ`: did you mean `type`?"),
        ("fields.yaml", ("Yes: [Yes, Oui]", "Yes: [Yes, Non]"), "the spelling `Non` already belongs to `Yes`"),
        ("fields.yaml", ("name: Instance", "name: [Instance, priority]"), "belongs to Jira's own field Priority"),
        ("fields.yaml", ("name: Instance", "name: []"), "needs at least one name"),
        ("statuses.yaml", ("New: [New", "New: [Closed"), "the spelling `Closed` already belongs to `New`"),
        ("statuses.yaml", ("Closed: [", "Close: ["), "`Close`: did you mean `Closed`?"),
        ("case_types.yaml", ("targets: SLO-N", "targets: SLO-X"), "Allowed: SLO-P, SLO-N, none"),
        ("regions.yaml", ("zone: Europe/Stockholm", "zone: Europe/Stokholm"), "is no zone of the tz database"),
        ("regions.yaml", ("holidays: SE", "holidays: SX1"), "no public holidays are known for `SX1`"),
        ("regions.yaml", ("  EMEA:\n", "  EU:\n"), "regions.EMEA: is missing"),
        ("regions.yaml", ("mon-fri: 08:00-18:00", "mon-fry: 08:00-18:00"), "`fry`: did you mean `fri`?"),
        ("regions.yaml", ("08:00-18:00\n", "8-18\n"), "`8-18` is no window; allowed: HH:MM-HH:MM"),
        ("regions.yaml", ("08:00-18:00\n", "18:00-08:00\n"), "closes before it opens"),
        ("regions.yaml", ("08:00-18:00\n", "['08:00-12:00', '11:00-18:00']\n"), "overlap"),
        ("regions.yaml", ("08:00-18:00\n", "08:00-25:00\n"), "`25:00` is no time of day"),
    ],
)
def test_what_is_wrong_in_a_map_is_told_with_file_line_and_key(
    over: Over, name: str, change: tuple[str, str], told: str
) -> None:
    message = faults(lambda: over(name, change=change))
    assert told in message
    assert f"{name}:" in message


def test_faults_of_several_files_are_told_at_once(tmp_path: Path) -> None:
    for name in FILES:
        (tmp_path / name).write_text("Nonsense: {a: 1}\n", encoding="utf-8")
    message = faults(lambda: read_field_maps(tmp_path, SHIPPED))
    assert all(f"{name}:1:" in message for name in FILES)
