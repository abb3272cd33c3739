"""What the clauses only remark on, for ``explain``: each with its clause and the facts of the case."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from tests.histories import ANN, History, history
from workflows.authorized import Authorized
from workflows.policy import Policy
from workflows.products import Contact, Product
from workflows.terms import Field

SHOP = Product(
    chat="in the shop", contacts={"Nordics": Contact({"Sweden": "1", "Norway": "2"}, ("a@x", "b@x"), "F", "A")}
)
LISTED = replace(Policy(), authorized_reporters={"LeanKit": Authorized(("users",))})
EMEA = Product(contacts={"EMEA": Contact(form="F")})


def selling(product: Product = SHOP, **fields: str) -> History:
    return history(policy=Policy(products={"Shop": product}), product="Shop", **fields)


def remarks(case: History, when: str, clause: str) -> list[str]:
    return [remark.what for remark in case.decide(when).remarks if remark.clause == clause]


@pytest.mark.parametrize(
    ("lived", "clause", "expected"),
    [
        (history, "OPN-1", "by phone we answer mon-fri 08:00-18:00 Europe/Stockholm (EMEA); open now"),
        (lambda: history("2026-03-02 07:00"), "OPN-1", "(EMEA); closed now"),
        (lambda: history(region="Americas/APAC"), "OPN-1", "America/Chicago (Americas/APAC); closed now"),
        (lambda: history(tier="Elite"), "OPN-6", "Elite: Critical cases"),
        (
            lambda: selling(region="Nordics"),
            "CON-1",
            "Shop, Nordics: F A; Sweden: 1; Norway: 2; a@x; b@x; chat in the shop",
        ),
        (lambda: selling(EMEA), "CON-1", "Shop, EMEA: F"),
        (history, "SLO-8", "around the clock: resolve"),
        (lambda: history(tier="Elite", severity="Critical"), "SLO-8", "around the clock: respond, restore, resolve"),
        (history, "CON-2", "support hours of any product, EMEA: mon-fri 08:00-18:00 Europe/Stockholm, without"),
        (
            lambda: history(product="LeanKit", region="Americas/APAC"),
            "CON-2",
            "hours of LeanKit, Americas/APAC: mon-fri",
        ),
        (lambda: history(system_wide="Yes"), "SLO-7", "given https://status.planview.com"),
        (
            lambda: history().edits(ANN, "09:00:30", Field.SEVERITY, "Minor"),
            "SLO-9",
            "the targets of Minor count from_open: since 2026-03-02T08:00:00Z",
        ),
        (
            lambda: history(severity="Minor").edits(ANN, "09:00:30", Field.SEVERITY, "Major"),
            "SLO-9",
            "the targets of Major count from_change: since 2026-03-02T08:00:30Z",
        ),
        (
            lambda: history(product="LeanKit", policy=LISTED).amid(reporter_groups=frozenset()),
            "SCO-1",
            "Clara Customer is no authorized reporter for LeanKit",
        ),
        (lambda: history(product="Projectplace"), "UPD-1", "Projectplace is updated continuous"),
        (lambda: history(product="Barometer"), "UPD-1", "Barometer is updated every three weeks"),
        (
            lambda: history(product="Enterprise One", workaround="None"),
            "UPD-1",
            "Enterprise One is updated monthly",
        ),
    ],
)
def test_the_remark_names_the_facts_of_the_case(lived: Callable[[], History], clause: str, expected: str):
    case = lived()
    when = case.case.opened_at.astimezone(case.zone).strftime("%Y-%m-%d %H:01")
    assert any(expected in what for what in remarks(case, when, clause))


@pytest.mark.parametrize(
    ("lived", "clause"),
    [
        (history, "OPN-6"),
        (history, "CON-1"),
        (lambda: selling(Product()), "CON-1"),
        (lambda: history(scope="Third party"), "SLO-8"),
        (lambda: history(scope="Third party"), "CON-2"),
        (history, "SLO-9"),
        (history, "SLO-7"),
        (lambda: history(system_wide="No"), "SLO-7"),
        (lambda: history(system_wide="Yes", policy=replace(Policy(), status_page="")), "SLO-7"),
        (lambda: selling(Product()), "UPD-1"),
        (history, "UPD-1"),
    ],
)
def test_where_nothing_is_to_be_said_nothing_is(lived: Callable[[], History], clause: str):
    assert remarks(lived(), "09:01", clause) == []


def test_slo_8_what_runs_in_support_hours_is_what_does_not_run_around_the_clock():
    assert remarks(history(), "09:01", "SLO-8") == ["around the clock: resolve", "in support hours: respond, restore"]
