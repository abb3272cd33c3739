"""Signing in by a link that Jira emails, and everything that must not let anybody in."""

from __future__ import annotations

import re
from typing import Any

import pytest
from redis import Redis

from plugin.sandbox import Flavour, Sandbox
from plugin.sandbox.tracker import Email
from tests.plugin.board.sign_in.conftest import ORIGIN, SESSION, VISIT, Browser, Entrance, hide
from tests.plugin.running import until

pytestmark = pytest.mark.usefixtures("valid_requests")
on_cloud = pytest.mark.parametrize("flavour", [Flavour.CLOUD], ids=str)


def ask(browser: Browser, who: str, path: str = "/board") -> Any:
    return browser.post("/board/sign-in", {"who": who, "next": path, "token": browser.token()})


def sent(entrance: Entrance, number: int = 1) -> list[Email]:
    """The emails, when there are as many."""
    until(lambda: len(entrance.jira.outbox) >= number)
    return entrance.jira.outbox


def link_in(mail: Email) -> str:
    (address,) = set(re.findall(rf"{ORIGIN}(/board/sign-in/link/[\w-]{{43}})", mail.text + mail.html))
    return str(address)


def press(browser: Browser, link: str) -> Any:
    return browser.post(link, {"token": browser.token(link)})


def nothing_is_sent(entrance: Entrance) -> bool:
    """After all that was asked for has been looked into: Mona's, asked for last, has come, and nothing else."""
    ask(entrance.browser(), "mona@planview.example")
    return [mail.to for mail in sent(entrance)] == [("mona",)]


def test_a_link_goes_to_the_account_alone_and_signs_in_at_the_press_of_a_button(by_link: Entrance):
    browser = by_link.browser()
    assert "Look into your mail" in ask(browser, "adam@planview.example", "/board/approvals").text
    (mail,) = sent(by_link)
    assert (mail.to, mail.subject) == (("adam",), "Sign in to careflow")
    link = link_in(mail)
    assert "One step is left" in browser.get(link).text
    answer = press(browser, link)
    assert (answer.status_code, answer.location) == (303, "/board/approvals")
    assert "Adam Agent" in browser.get("/board/approvals").text


def test_one_may_give_ones_id_instead_of_ones_email(by_link: Entrance, sandbox: Sandbox):
    adam = sandbox.person("adam")
    ask(by_link.browser(), adam.account_id if sandbox.site.cloud else adam.name)
    assert sent(by_link)[0].to == ("adam",)


@on_cloud
class TestALink:
    @pytest.fixture
    def browser(self, by_link: Entrance) -> Browser:
        return by_link.browser()

    @pytest.fixture
    def link(self, by_link: Entrance, browser: Browser) -> str:
        ask(browser, "adam@planview.example")
        return link_in(sent(by_link)[0])

    def test_works_once(self, browser: Browser, link: str):
        token = browser.token(link)
        assert browser.post(link, {"token": token}).status_code == 303
        browser.sign_out()
        browser.get("/board/sign-in")
        again = press(browser, link)
        assert (again.status_code, browser.cookie(SESSION)) == (403, None)
        assert "This link does not work" in again.text

    def test_works_for_ten_minutes(self, browser: Browser, link: str, redis: Redis):
        (kept,) = redis.keys("careflow:board:link:*")
        assert 0 < redis.ttl(kept) <= 600
        redis.delete(kept)
        assert press(browser, link).status_code == 403

    def test_is_not_used_up_by_being_opened(self, browser: Browser, link: str, by_link: Entrance):
        for _ in range(3):
            assert browser.get(link).status_code == 200
            by_link.browser().get(link)
        assert press(browser, link).status_code == 303

    def test_does_not_work_in_another_browser_and_works_on_in_the_right_one(
        self, by_link: Entrance, browser: Browser, link: str
    ):
        other = by_link.browser()
        assert other.get(link).status_code == 403  # it asked for nothing at all
        other.get("/board/sign-in")
        assert (press(other, link).status_code, other.cookie(SESSION)) == (403, None)
        assert press(browser, link).status_code == 303

    def test_does_not_work_without_the_token_of_its_page(self, browser: Browser, link: str):
        assert browser.post(link).status_code == 403
        assert browser.post(link, {"token": "0" * 64}).status_code == 403
        assert browser.post(link, {"token": browser.token(link)}, Origin="https://evil.example").status_code == 403

    def test_is_kept_as_a_digest_only(self, link: str, redis: Redis, browser: Browser):
        (name,) = redis.keys("careflow:board:link:*")
        kept = f"{name!r} {redis.get(name)!r}"
        assert "Adam Agent" in kept
        assert link.rpartition("/")[2] not in kept
        assert (browser.cookie(VISIT) or "?") not in kept

    def test_is_of_no_use_to_who_is_no_longer_staff(self, browser: Browser, link: str, sandbox: Sandbox):
        sandbox.site.people.group("support-agents").members.remove(sandbox.person("adam"))
        answer = press(browser, link)
        assert (answer.status_code, browser.cookie(SESSION)) == (403, None)
        assert "You may not look at this board" in answer.text

    def test_that_is_guessed_does_not_work(self, browser: Browser, link: str):
        for guess in ("A" * 43, link.rpartition("/")[2][:-1] + "!", "x"):
            assert press(browser, f"/board/sign-in/link/{guess}").status_code == 403

    def test_is_in_no_log(self, by_link: Entrance, browser: Browser, caplog: pytest.LogCaptureFixture):
        caplog.set_level("DEBUG")
        ask(browser, "mona@planview.example")
        link = link_in(sent(by_link)[-1])
        press(browser, link)
        assert "a sign-in link was sent" in caplog.text
        assert link.rpartition("/")[2] not in caplog.text
        assert (browser.cookie(SESSION) or "?") not in caplog.text


@on_cloud
@pytest.mark.parametrize(
    "who",
    [
        "clara@customer.example",
        "stella@planview.example",
        "ivan@planview.example",
        "careflow@planview.example",
        "@" * 300,
    ],
)
def test_whoever_is_asked_for_the_page_says_the_same_and_who_is_not_staff_gets_nothing(by_link: Entrance, who: str):
    first, second = by_link.browser(), by_link.browser()
    said = ask(first, who)
    assert said.status_code == 200
    assert said.text == ask(second, "adam@planview.example").text
    assert [mail.to for mail in sent(by_link)] == [("adam",)]


@on_cloud
def test_the_page_does_not_wait_for_what_is_looked_up(by_link: Entrance, sandbox: Sandbox):
    """Neither the words nor the time they take tell whether there is such an account."""
    browser = by_link.browser()
    token = browser.token()
    before = len(sandbox.requests)
    with sandbox.tracker.lock:
        answer = browser.post("/board/sign-in", {"who": "adam@planview.example", "token": token})
        assert answer.status_code == 200
    assert len(sandbox.requests) >= before


@on_cloud
class TestNoLinkIsSent:
    def test_to_one_account_more_than_three_times(self, by_link: Entrance, sandbox: Sandbox):
        for who in ("adam@planview.example", sandbox.person("adam").account_id) * 3:
            assert "Look into your mail" in ask(by_link.browser(), who).text
        ask(by_link.browser(), "mona@planview.example")
        until(lambda: any(mail.to == ("mona",) for mail in sandbox.outbox))
        until(lambda: len(sandbox.outbox) == 4)
        assert sorted(mail.to for mail in sandbox.outbox) == [("adam",)] * 3 + [("mona",)]

    def test_for_an_address_that_asks_too_often(self, by_link: Entrance):
        browser = by_link.browser()
        token = browser.token()
        said = [browser.post("/board/sign-in", {"who": "x", "token": token}).status_code for _ in range(31)]
        assert said == [200] * 30 + [429]

    def test_for_a_form_of_another_page(self, by_link: Entrance, sandbox: Sandbox):
        browser = by_link.browser()
        form = {"who": "adam@planview.example", "token": browser.token()}
        for headers in (
            {"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"},
            {"Sec-Fetch-Site": "same-site"},
            {"Sec-Fetch-Site": "", "Origin": "null"},
            {"Sec-Fetch-Site": "", "Origin": ""},
        ):
            assert browser.post("/board/sign-in", form, **headers).status_code == 403
        assert browser.post("/board/sign-in", {"who": "adam@planview.example"}).status_code == 403
        assert by_link.browser().post("/board/sign-in", form).status_code == 403
        assert sandbox.outbox == []
        assert browser.post("/board/sign-in", form, **{"Sec-Fetch-Site": ""}).status_code == 200  # an older browser

    def test_in_shadow(self, by_link: Entrance, sandbox: Sandbox):
        by_link.set(MODE="shadow")
        browser = by_link.browser()
        page = browser.get("/board/sign-in")
        assert "runs in shadow" in page.text
        assert "<form" not in page.text
        asked = browser.post("/board/sign-in", {"who": "adam@planview.example", "token": by_link.browser().token()})
        assert asked.status_code == 403
        assert [r for r in sandbox.requests if r.method != "GET"] == []

    def test_where_no_case_is_theirs_to_see(self, by_link: Entrance, caplog: pytest.LogCaptureFixture):
        caplog.set_level("INFO")
        sandbox = by_link.jira
        for key in sandbox.keys:
            hide(sandbox, key)
        ask(by_link.browser(), "adam@planview.example")
        until(lambda: "there is no case that they may see" in caplog.text)
        assert sandbox.outbox == []

    def test_while_jira_refuses_or_is_down(self, by_link: Entrance, sandbox: Sandbox, caplog: pytest.LogCaptureFixture):
        sandbox.site.outgoing_mail = False
        assert "Look into your mail" in ask(by_link.browser(), "adam@planview.example").text
        until(lambda: "a sign-in link could not be sent" in caplog.text)
