"""SCO-4: which version of a product came when, and which are supported."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from tests.histories import History, history
from workflows.policy import Policy
from workflows.product_versions import Unsupported, are_lacking, of_product, unsupported
from workflows.products import FORM, Product, is_version_of
from workflows.surroundings import Version

POLICY = replace(Policy(), products={"Widget": Product(), "Cloud": Product(multi_tenant=True)})


def version(name: str, day: str = "", *, out: bool = True) -> Version:
    return Version(name, name, out, False, date.fromisoformat(day) if day else None)


def naming(*names: str, versions: tuple[Version, ...] | None, product: str = "Widget", **how: str) -> History:
    return history(product=product, policy=POLICY, **how).affects(*names).amid(versions=versions)


def told(case: History) -> tuple[str, tuple[str, ...]] | None:
    found = unsupported(case.case, POLICY)
    return (found.version, found.supported) if found else None


def test_versions_come_in_the_order_of_their_dates_then_of_their_names_and_undated_ones_first():
    names = ["Widget 2026.10", "Widget 2026.9", "widget 2026.11", "Gadget 1", "Widget"]
    same_day = [version(name, "2026-02-01") for name in names]
    found = of_product([*same_day, version("Widget 1", "2026-01-31"), version("Widget 99")], "Widget", POLICY)
    ordered = ["Widget 99", "Widget 1", "Widget", "Widget 2026.9", "Widget 2026.10", "widget 2026.11"]
    assert [one.name for one in found] == ordered


RELEASED = tuple(version(f"Widget {n}", f"2026-0{n}-20") for n in (1, 2, 3))


@pytest.mark.parametrize(
    ("opened", "named", "supported"),
    [
        ("2026-03-19 09:00", "Widget 1", None),  # the one before the latest
        ("2026-03-20 09:00", "Widget 1", ("Widget 3", "Widget 2")),  # released on the day itself
        ("2026-03-21 09:00", "Widget 2", None),
        ("2026-02-10 09:00", "Widget 3", None),  # updated since
    ],
)
def test_supported_are_the_latest_of_the_day_of_the_opening_and_the_one_before(opened, named, supported):
    case = history(opened, product="Widget", policy=POLICY).affects(named).amid(versions=RELEASED)
    assert told(case) == ((named, supported) if supported else None)


def test_the_day_is_that_of_the_region():
    for region, supported in (("EMEA", False), ("Americas/APAC", True), ("Mars", False)):
        case = history("2026-03-20 02:00", product="Widget", region=region).affects("Widget 1").amid(versions=RELEASED)
        assert (unsupported(case.case, POLICY) is None) is supported


def test_of_a_multi_tenant_product_only_the_latest_is_supported():
    versions = tuple(version(f"Cloud {n}", f"2026-02-0{n}") for n in (1, 2, 3))
    for old in ("Cloud 1", "Cloud 2"):
        assert told(naming(old, versions=versions, product="Cloud")) == (old, ("Cloud 3",))
    assert told(naming("Cloud 3", versions=versions, product="Cloud")) is None


def test_of_several_that_a_case_names_one_that_is_supported_is_enough():
    many = tuple(version(f"Widget {n}", f"2026-01-{n:02}") for n in (1, 2, 3, 4))
    assert told(naming("Widget 1", "Widget 3", versions=many)) is None
    assert told(naming("Widget 2", "Widget 1", versions=many)) == ("Widget 2", ("Widget 4", "Widget 3"))


def test_where_it_names_one_that_came_out_later_everything_released_counts():
    versions = (*RELEASED, version("Widget 4", "2026-04-20"))
    assert told(naming("Widget 2", "Widget 4", versions=versions)) is None
    assert told(naming("Widget 2", versions=versions)) is None


def test_what_is_not_released_counts_for_nothing():
    versions = (version("Widget 1", "2026-01-01"), version("Widget 2", "2026-02-01"), version("Widget 3", out=False))
    assert told(naming("Widget 1", versions=versions)) is None
    assert told(naming("Widget 3", versions=versions)) is None
    old = (version("Widget 0", "2025-01-01"), *versions)
    assert told(naming("Widget 0", "Widget 3", versions=old)) is None
    assert told(naming("Widget 0", versions=old)) == ("Widget 0", ("Widget 2", "Widget 1"))


def test_there_is_nothing_to_judge_without_a_product_its_versions_or_one_that_it_names():
    assert told(naming("Widget 1", versions=None)) is None
    assert told(naming("Gadget 1", versions=RELEASED)) is None
    assert told(naming(versions=RELEASED)) is None
    assert unsupported(history().affects("Widget 1").amid(versions=RELEASED).case, POLICY) is None


@pytest.mark.parametrize(
    ("names", "product", "versions", "lacking"),
    [
        (("Widget 1",), "Widget", None, True),
        (("Widget 1",), "Widget", (), False),
        ((), "Widget", None, False),
        (("Widget 1",), "", None, False),
    ],
)
def test_the_projects_versions_are_asked_for_where_something_can_be_said_of_them(names, product, versions, lacking):
    assert are_lacking(naming(*names, versions=versions, product=product).case) is lacking


@pytest.mark.parametrize(
    ("name", "product", "belongs"),
    [
        ("Widget-2", "Widget", True),
        ("W2", "Short", True),
        ("Widget Pro 2", "Widget", False),
        ("Widget Pro 2", "Widget Pro", True),
        ("WIDGET PRO 2", "Widget Pro", True),
        ("Unheard of 3", "Unheard of", True),
        ("Unheard of 3", "Widget", False),
        ("Widge", "Widget", False),
        ("Widgets 2", "Widget", False),
        ("V-Agile 5", "Zed", False),
        ("V-Agile 5", "Alpha", True),
        ("V-5", "Zed", True),
    ],
)
def test_of_two_products_whose_names_fit_the_longer_has_the_version(name, product, belongs):
    products = {"Widget": Product(), "Widget Pro": Product(), "Short": Product(version_prefix="W")}
    products |= {"Zed": Product(version_prefix="V"), "Alpha": Product(version_prefix="V-Agile")}
    assert is_version_of(name, product, products) is belongs


def test_what_is_unsupported_is_told_with_what_is_supported_newest_first():
    case = history("2026-03-21 09:00", product="Widget", policy=POLICY).affects("Widget 1").amid(versions=RELEASED)
    assert unsupported(case.case, POLICY) == Unsupported("Widget 1", ("Widget 3", "Widget 2"))


def test_planviews_products_are_those_of_the_source():
    products = Policy().products
    multi_tenant = {name for name, product in products.items() if product.multi_tenant}
    designated = {name for name, product in products.items() if product.designated_only}
    by_form = {name: product.required for name, product in products.items() if product.required}
    chats = {name: product.chat for name, product in products.items() if product.chat}
    assert multi_tenant == {"LeanKit", "Spigit", "Projectplace"}, "SCO-4"
    assert designated == {"Enterprise One", "PPM Pro", "Spigit", "Changepoint", "Clarizen"}, "OPN-4"
    assert by_form == dict.fromkeys(("Projectplace", "LeanKit", "Daptiv", "Barometer"), FORM), "OPN-5"
    assert chats == {"Projectplace": "https://lc.chat/now/8700631/", "Spigit": "in the product"}, "OPN-3"
