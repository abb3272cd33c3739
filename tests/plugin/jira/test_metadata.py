from __future__ import annotations

import pytest

from plugin.jira import Malformed
from plugin.jira.metadata import located
from tests.plugin.jira.canned import CannedJira, field_map, issue, jira_fields
from workflows.terms import Field

SELECT, NUMBER = "com.atlassian.jira.plugin.system.customfieldtypes:select", "x:float"
ALL = [
    ["customfield_1", "Severity", "option", SELECT],
    ["customfield_2", "Product", "option", SELECT],
    ["customfield_3", "Functionality Restored", "datetime", "x:datetime"],
    ["customfield_4", "Instance", "string", "x:textfield"],
]


def test_fields_are_found_by_any_spelling_of_their_name() -> None:
    fields = located([["customfield_9", "GRAVITE", "option", SELECT], *ALL[1:]], field_map())
    assert fields.located[Field.SEVERITY].id == "customfield_9"
    assert fields.problems == ()


def test_a_missing_field_is_named_with_what_to_do() -> None:
    fields = located(ALL[1:], field_map())
    assert Field.SEVERITY not in fields.located
    assert fields.problems == ("field 'Severity' is not in this Jira: create it, or name yours in the field map",)


def test_a_field_of_another_type_is_named_and_not_used() -> None:
    fields = located([["customfield_1", "Severity", "number", NUMBER], *ALL[1:]], field_map())
    assert Field.SEVERITY not in fields.located
    assert fields.problems == ("field 'Severity' is of type 'number' in this Jira; 'option' is needed",)


def test_of_two_fields_of_one_name_the_one_of_the_right_type_is_used_and_both_are_named() -> None:
    twins = [["customfield_20", "Severity", "option", SELECT], ["customfield_5", "severity", "number", NUMBER]]
    fields = located([*twins, *ALL[1:]], field_map())
    assert fields.located[Field.SEVERITY].id == "customfield_20"
    assert "2 times" in fields.problems[0]
    assert "customfield_20 is used" in fields.problems[0]


def test_of_two_that_fit_the_older_is_used_always() -> None:
    twins = [["customfield_100", "Severity", "option", SELECT], ["customfield_20", "Severity", "option", SELECT]]
    for entries in (twins, twins[::-1]):
        assert located([*entries, *ALL[1:]], field_map()).located[Field.SEVERITY].id == "customfield_20"


def test_a_select_may_be_a_text_field_where_no_options_can_be_made(data_center: CannedJira) -> None:
    fields = located([["customfield_1", "Severity", "string", "x:textfield"], *ALL[1:]], field_map())
    assert fields.located[Field.SEVERITY].kind == "string"


def test_problems_of_the_site_are_told_with_every_case(jira: CannedJira) -> None:
    jira.mock.replace("GET", "https://jira.example.org/rest/api/2/field", json=[])
    jira.with_groups().get("issue/CARE-1", issue(jira))
    case = jira.gateway().read("CARE-1").case
    assert len([problem for problem in case.problems if "is not in this Jira" in problem]) == 4
    assert Field.SEVERITY not in case.fields


def test_a_team_managed_projects_own_field_of_the_same_name_is_passed_over(jira: CannedJira) -> None:
    entries = jira_fields()
    severity = next(entry for entry in entries if entry["name"] == "Severity")
    theirs = {**severity, "id": "customfield_1", "scope": {"type": "PROJECT", "project": {"id": "10099"}}}
    jira.mock.replace("GET", "https://jira.example.org/rest/api/2/field", json=[theirs, *entries])
    jira.with_groups().get("issue/CARE-1", issue(jira))
    assert not [problem for problem in jira.gateway().read("CARE-1").case.problems if "times in this Jira" in problem]


def test_a_field_made_meanwhile_is_seen_after_forget(jira: CannedJira) -> None:
    jira.with_groups().get("issue/CARE-1", issue(jira))
    gateway = jira.gateway()
    gateway.read("CARE-1")
    gateway.forget()
    gateway.read("CARE-1")
    assert len(jira.asked("field")) == 2


@pytest.mark.parametrize(
    ("path", "answer"),
    [(path, answer) for path in ("serverInfo", "myself") for answer in ("maintenance", [1])]
    + [("field", answer) for answer in ("maintenance", {"values": "?"}, [1])],
)
def test_answers_of_another_shape_are_told_with_their_request(jira: CannedJira, path: str, answer: object) -> None:
    jira.mock.replace("GET", f"https://jira.example.org/rest/api/2/{path}", json=answer)
    jira.with_groups().get("issue/CARE-1", issue(jira))
    with pytest.raises(Malformed, match=path):
        jira.gateway().read("CARE-1")
