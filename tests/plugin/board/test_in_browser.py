"""Every page as people have it: on a phone and a wall, in the dark, by keyboard, by ear, without JavaScript."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

from plugin.board.access import OpenToAll
from plugin.sandbox import Flavour
from tests.plugin.board.browser import CHROMIUM, NO_CHROMIUM, WIDTHS, served, window
from tests.plugin.board.conftest import Office
from webhooks.app import create_app

pytestmark = [
    pytest.mark.skipif(CHROMIUM is None, reason=NO_CHROMIUM),
    pytest.mark.parametrize("flavour", [Flavour.CLOUD], ids=str),
]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as play:
        chromium = play.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield chromium
        chromium.close()


@pytest.fixture
def site(office: Office) -> Iterator[str]:
    """A day at a support desk, and its pages."""
    waits = office.open("Nobody can log in: the certificate <expired>", Severity="Critical", Support_Tier="Elite")
    asked = office.open("The board does not load", Severity="Major", Product="LeanKit", Support_Region="EMEA")
    office.open("A very long summary " + "that goes on and on " * 8, Severity="Minor", Product="Enterprise One")
    office.jira.comment(asked, "clara", "please raise the severity to Critical: our closing is blocked")
    office.later(minutes=35)
    office.jira.comment(asked, "mona", "/reject One team is not all of them.")
    office.jira.comment(asked, "adam", "We look into it.")
    office.later(hours=1)
    office.jira.move(asked, "adam", "In Progress")
    office.jira.move(asked, "adam", "Waiting for Customer")
    office.jira.comment(waits, "adam", "A new certificate is on its way.")
    office.later(minutes=20)
    office.careflow()
    with served(create_app(office.settings, office.redis, OpenToAll())) as base:
        yield base


PAGES = (
    "/board",
    "/board/report",
    "/board/backtest",
    "/board?severity=Minor",
    "/board/approvals",
    "/board/cases/CARE-2",
)


@pytest.mark.parametrize(("width", "scheme"), [(390, "light"), (1280, "dark")])
def test_axe_finds_nothing_on_any_page(browser: Browser, site: str, width: int, scheme: str):
    with window(browser, site, width, scheme) as shown:
        found = []
        for path in PAGES:
            shown.go(path)
            found += [f"{path}: {violation}" for violation in shown.violations()]
    assert found == []


def test_no_page_is_wider_than_its_window_complains_or_asks_another_host(browser: Browser, site: str):
    found = []
    for width in WIDTHS:
        for scheme in ("light", "dark"):
            with window(browser, site, width, scheme) as shown:
                for path in PAGES:
                    shown.said.clear()
                    shown.go(path)
                    found += [f"{path} at {width} px, {scheme}: {complaint}" for complaint in shown.complaints()]
    assert found == []


def test_a_page_that_is_not_there_says_so_in_words(browser: Browser, site: str):
    with window(browser, site) as shown:
        shown.go("/board/nothing-here")
        shown.said.clear()  # Chromium tells of every 404
        assert shown.complaints() == []
        assert shown.page.inner_text("h1") == "There is no such page"


def test_the_board_is_read_and_filtered_by_keyboard_alone(browser: Browser, site: str):
    with window(browser, site) as shown:
        shown.go("/board")
        assert shown.walk(1) == ["Skip to the content"]
        shown.page.keyboard.press("Enter")
        shown.page.focus("select[name=severity]")
        shown.page.keyboard.type("Min")
        shown.page.keyboard.press("Enter")
        shown.page.focus("form.filters button")
        shown.page.keyboard.press("Enter")
        shown.page.wait_for_url("**/board?severity=Minor*")
        assert shown.page.locator("table.cases tbody tr").count() == 1


def test_without_javascript_everything_is_there_but_the_refreshing(browser: Browser, site: str):
    with window(browser, site, script=False) as shown:
        shown.go("/board")
        assert "Nobody can log in: the certificate <expired>" in shown.page.inner_text("main")
        assert shown.page.locator("#refreshing button").count() == 0


def test_the_board_is_brought_up_to_date_by_itself_until_somebody_stops_it(browser: Browser, site: str, office: Office):
    with window(browser, site) as shown:
        shown.page.clock.install()
        shown.go("/board")
        office.open("Printed upside down", Severity="Minor")
        shown.page.clock.run_for(31_000)
        shown.page.get_by_text("Printed upside down").wait_for()
        shown.page.get_by_role("button", name="Stop refreshing").click()
        office.open("Printed sideways", Severity="Minor")
        shown.page.clock.run_for(90_000)
        assert shown.page.get_by_role("button", name="Keep it up to date").is_visible()
        assert shown.page.get_by_text("Printed sideways").count() == 0


def test_a_manager_comes_from_the_board_to_what_waits_and_from_there_to_jira(
    browser: Browser, site: str, office: Office
):
    with window(browser, site) as shown:
        shown.go("/board")
        shown.page.get_by_role("link", name="Critical asked for").first.click()
        shown.page.wait_for_url("**/board/approvals")
        link = shown.page.get_by_role("link", name="Decide in Jira").first
        assert (link.get_attribute("href") or "").startswith(f"{office.jira.url}/browse/CARE-")


def test_a_case_is_scrubbed_by_keyboard_and_by_a_click_into_its_picture(browser: Browser, site: str):
    with window(browser, site) as shown:
        shown.go("/board/cases/CARE-2")
        assert "as it stands" in shown.page.inner_text(".standing")
        shown.page.focus("#slider")
        shown.page.keyboard.press("Home")
        shown.page.locator(".standing", has_text="as it stood Mon 23 Nov 2026 11:00").wait_for()
        assert shown.page.url.endswith("?at=2026-11-23T10%3A00%3A00Z")
        assert shown.page.evaluate("document.activeElement.id") == "slider"
        shown.page.keyboard.press("End")
        shown.page.locator(".standing", has_text="as it stands").wait_for()
        shown.page.locator("svg.picture").click(position={"x": 300, "y": 100})
        shown.page.wait_for_url("**?at=2026-11-23T1*")
        assert shown.complaints() == []


def test_without_javascript_a_case_is_read_and_scrubbed_by_links_and_a_form(browser: Browser, site: str):
    with window(browser, site, script=False) as shown:
        shown.go("/board/cases/CARE-2")
        assert not shown.page.locator("#slider").is_visible()
        assert shown.page.get_by_role("img", name="The life of CARE-2").is_visible()
        shown.page.get_by_role("link", name="Event before").click()
        shown.page.wait_for_url("**?at=*")
        shown.page.get_by_label("Moment, in Europe/Stockholm").fill("2026-11-23T11:20:00")
        shown.page.get_by_role("button", name="Show this moment").click()
        shown.page.locator(".standing", has_text="as it stood Mon 23 Nov 2026 11:20").wait_for()
        shown.page.get_by_role("link", name="See it now").click()
        shown.page.locator(".standing", has_text="as it stands").wait_for()


def test_on_paper_a_case_has_its_picture_and_every_table_and_nothing_to_press(browser: Browser, site: str):
    with window(browser, site, width=720) as shown:
        shown.go("/board/cases/CARE-2")
        shown.page.emulate_media(media="print")
        assert shown.page.locator("svg.picture").is_visible()
        assert shown.page.get_by_text("Status in Jira").is_visible()
        assert not shown.page.get_by_role("button", name="Show this moment").is_visible()
        assert not shown.page.get_by_role("link", name="Closer").is_visible()
