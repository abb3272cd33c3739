"""The ready-made sites are what their docstrings say, on both Jiras."""

from __future__ import annotations

from typing import Any

import pytest

from plugin.field_map_files import read_field_maps
from plugin.sandbox import Clock, Flavour, Sandbox, sites
from plugin.sandbox.sites import SITES
from plugin.shipped import shipped_folder
from tests.conftest import MONDAY_TEN

MAPS = shipped_folder() / "field_maps"
EVERY_SITE = pytest.mark.parametrize("name", SITES)


def set_up(name: str, flavour: Flavour) -> dict[str, Any]:
    with Sandbox(SITES[name](flavour, True), Clock(MONDAY_TEN, frozen=True)) as jira:
        return jira.snapshot()


@EVERY_SITE
@pytest.mark.parametrize("service", [True, False])
def test_a_case_can_be_opened_and_closed_on_every_site(name: str, flavour: Flavour, service: bool) -> None:
    with Sandbox(SITES[name](flavour, service), Clock(MONDAY_TEN, frozen=True)) as jira:
        key = jira.open_case(by="clara", summary="It is broken")
        [done] = {t.to.name for t in jira.available(key) if t.to.category == "done"} & {"Closed", "Done", "Fermé"}
        jira.move(key, "adam", done)
        assert jira.case(key).resolved is not None
        assert jira.issue(key).priority == "Medium"


@EVERY_SITE
def test_two_of_a_site_are_alike_to_the_last_id(name: str, flavour: Flavour) -> None:
    assert set_up(name, flavour) == set_up(name, flavour)


@EVERY_SITE
def test_the_other_project_is_there_with_all_that_its_people_made(name: str, flavour: Flavour) -> None:
    told = set_up(name, flavour)
    screens = {key: project["screens"] for key, project in told["projects"].items()}
    flows = {key: set(project["workflows"].values()) for key, project in told["projects"].items()}
    assert screens["CARE"] != screens["OTHER"]
    assert not flows["CARE"] & flows["OTHER"]
    assert {found["owner"] for found in told["filters"].values()} == {"stella", "pia"}
    assert [sorted(board["gadgets"]) for board in told["dashboards"].values()]
    assert told["properties"]["OTHER"]
    assert told["webhooks"] == {}


def test_on_an_empty_site_no_field_bears_one_of_our_names(flavour: Flavour) -> None:
    ours = read_field_maps(MAPS, MAPS).field_map
    custom = [field.name for field in sites.empty(flavour).live_fields if field.custom]
    assert [name for name in custom if ours.field_named(name)] == []


def test_on_the_french_site_some_fields_and_statuses_are_known_and_others_only_look_like_ours(flavour: Flavour) -> None:
    site, ours = sites.french(flavour), read_field_maps(MAPS, MAPS).field_map
    known = {field.name for field in site.live_fields if field.custom and ours.field_named(field.name)}
    assert known == {"Gravité", "Produit", "Région du support", "Canal", "Solution de contournement"}
    assert all(ours.knows_status(status.name) for status in site.workflow.statuses)
    assert "équipe-support" in site.people.groups


def test_on_the_mistyped_site_our_names_mean_something_else(flavour: Flavour) -> None:
    site = sites.mistyped(flavour)
    types = {field.name: field.kind.schema["type"] for field in site.live_fields}
    assert (types["Severity"], types["Response Due"], types["Root Cause"]) == ("array", "string", "date")
    assert [field.name for field in site.live_fields].count("Support Tier") == 2
    with Sandbox(site) as jira:
        assert [jira.issue(key)["Product"] for key in jira.keys] == ["Troux"]


def test_an_account_that_only_works_on_cases_administers_none_of_the_sites_that_others_made(flavour: Flavour) -> None:
    for make in (sites.empty, sites.french, sites.mistyped):
        site = make(flavour)
        careflow, ada = site.people.the("careflow"), site.people.the("ada")
        assert not site.may(careflow, "ADMINISTER")
        assert site.may(careflow, "EDIT_ISSUES")
        assert site.may(ada, "ADMINISTER")
