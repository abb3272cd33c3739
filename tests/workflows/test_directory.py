"""CON-1, OPN-1: how Customer Care is reached, and when the phone is answered."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.histories import history
from workflows.directory import contact_of, phone_hours, ways_to_reach
from workflows.policy import Hours, Policy
from workflows.products import Contact, Product, contact_for

DAY, HALF = (("08:00", "18:00"),), (("09:00", "12:00"),)
BOTH = (*HALF, ("13:00", "17:00"))


@pytest.mark.parametrize(
    ("windows", "said"),
    [
        (dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), DAY), "mon-fri 08:00-18:00"),
        (
            {**dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), DAY), "sat": HALF},
            "mon-fri 08:00-18:00, sat 09:00-12:00",
        ),
        ({"mon": DAY, "wed": DAY}, "mon 08:00-18:00, wed 08:00-18:00"),
        ({"mon": BOTH, "tue": BOTH, "sun": HALF}, "mon-tue 09:00-12:00 13:00-17:00, sun 09:00-12:00"),
        ({"sat": DAY, "sun": DAY}, "sat-sun 08:00-18:00"),
        ({"mon": (), "tue": DAY}, "tue 08:00-18:00"),
    ],
)
def test_opn_1_days_in_a_row_with_the_same_hours_are_said_as_one(windows, said):
    policy = Policy(general_hours=Hours(windows))
    assert phone_hours(history().case, policy) == (said, "Europe/Stockholm")


def test_opn_1_the_hours_are_in_the_zone_of_the_product_else_of_the_region():
    american = history(region="Americas/APAC", product="LeanKit").case
    assert phone_hours(american, Policy()) == ("mon-fri 08:00-18:00", "America/Chicago")
    daptiv = history(region="Americas/APAC", product="Daptiv").case
    assert phone_hours(daptiv, Policy()) == ("mon-fri 02:00-19:30", "Europe/Stockholm")


EUROPE = Contact({"UK": "+44", "Sweden": "+46"}, ("a@x", "b@x"), "the form", "https://x")
AMERICA = Contact({"USA": "+1"})


def test_con_1_the_contact_is_that_of_the_region_or_the_only_one():
    both = Product(contacts={"EMEA": EUROPE, "Americas/APAC": AMERICA})
    assert [contact_for(both, region) for region in ("EMEA", "Americas/APAC", "Mars")] == [EUROPE, AMERICA, None]
    one = Product(contacts={"EMEA": EUROPE})
    assert contact_for(one, "Mars") is EUROPE
    assert contact_for(Product(), "EMEA") is None


def test_con_1_the_facts_for_the_text():
    widget = Product(contacts={"EMEA": EUROPE, "Americas/APAC": AMERICA}, chat="https://chat")
    policy = replace(Policy(), products={"Widget": widget})
    assert ways_to_reach(history(product="Widget").case, policy) == {
        "phones": "UK: +44\nSweden: +46",
        "emails": "a@x\nb@x",
        "form": "the form",
        "address": "https://x",
        "chat": "https://chat",
        "hours": "mon-fri 08:00-18:00",
        "hours_zone": "Europe/Stockholm",
    }
    elsewhere = history(product="Widget", region="Americas/APAC").case
    assert contact_of(elsewhere, policy) == AMERICA
    for nobodys in (history().case, history(product="Gadget").case, history(product="Widget", region="Mars").case):
        assert contact_of(nobodys, policy) == Contact()
    told = ways_to_reach(history().case, policy)
    assert [told[name] for name in ("phones", "emails", "form", "address", "chat")] == [""] * 5
