"""What a session is worth, how it ends, and that a form of another page does nothing with it."""

from __future__ import annotations

import pytest
from redis import Redis

from plugin.board.access import Closed, OpenToAll
from plugin.board.opening import access_by
from plugin.sandbox import Flavour, Sandbox
from tests.plugin.board.sign_in.conftest import ORIGIN, SESSION, VISIT, Browser, Entrance
from webhooks.app import create_app

pytestmark = pytest.mark.parametrize("flavour", [Flavour.CLOUD], ids=str)


@pytest.fixture
def browser(by_provider: Entrance) -> Browser:
    """Adam's, signed in."""
    browser = by_provider.browser()
    assert by_provider.sign_in(browser).status_code == 303
    return browser


def is_in(browser: Browser) -> bool:
    return browser.get("/board/approvals").status_code == 200


class TestTheCookie:
    def test_is_for_this_host_by_https_and_for_no_script(self, by_provider: Entrance):
        browser = by_provider.browser()
        back = by_provider.sign_in(browser)
        cookies = back.headers.getlist("Set-Cookie")
        (begun,) = [cookie for cookie in cookies if cookie.startswith(f"{SESSION}=")]
        assert {part.strip() for part in begun.split(";")[1:]} == {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"}
        assert browser.cookie(VISIT) is None

    def test_is_kept_to_the_board_on_loopback(self, by_provider: Entrance):
        by_provider.set(BOARD__URL="http://127.0.0.1:8080")
        client = by_provider.app.test_client()
        (visit,) = client.get("/board/sign-in", base_url="http://127.0.0.1:8080").headers.getlist("Set-Cookie")
        assert visit.startswith("careflow-visit=")
        assert {part.strip() for part in visit.split(";")[1:]} == {"HttpOnly", "Path=/board", "SameSite=Lax"}

    def test_is_in_redis_as_a_digest_only(self, browser: Browser, redis: Redis):
        names = redis.keys("careflow:board:*")
        kept = f"{names} {[redis.get(name) for name in names]}"
        assert "careflow:board:session:" in kept
        assert (browser.cookie(SESSION) or "?") not in kept


class TestASession:
    def test_is_never_one_that_the_browser_brought_along(self, by_provider: Entrance):
        """Session fixation, before signing in and with one that somebody else has."""
        attacker, victim = by_provider.browser(), by_provider.browser()
        by_provider.sign_in(attacker)
        planted = attacker.cookie(SESSION) or ""
        for value in ("A" * 43, planted):
            victim.plant(SESSION, value)
            by_provider.person("mona")
            assert by_provider.sign_in(victim).status_code == 303
            assert victim.cookie(SESSION) not in ("A" * 43, planted)
            assert "Mona Manager" in victim.get("/board/approvals").text
        assert not is_in(attacker)  # what was planted is ended

    def test_ends_by_signing_out_for_whoever_has_its_cookie(self, by_provider: Entrance, browser: Browser):
        thief = by_provider.browser()
        thief.plant(SESSION, browser.cookie(SESSION) or "")
        assert is_in(thief)
        out = browser.sign_out()
        assert (out.status_code, out.location, browser.cookie(SESSION)) == (303, "/board/sign-in", None)
        assert not is_in(thief)

    @pytest.mark.parametrize("kept", ["session", "awake"])
    def test_ends_after_its_times(self, browser: Browser, redis: Redis, kept: str):
        times = {"session": 12 * 3600, "awake": 2 * 3600}
        (name,) = redis.keys(f"careflow:board:{kept}:*")
        assert times[kept] - 60 < redis.ttl(name) <= times[kept]
        redis.delete(name)  # as Redis does then
        assert not is_in(browser)

    def test_stays_awake_by_being_used_but_not_by_a_page_that_refreshes_itself(self, browser: Browser, redis: Redis):
        (awake,) = redis.keys("careflow:board:awake:*")
        (whole,) = redis.keys("careflow:board:session:*")
        for name in (awake, whole):
            redis.expire(name, 100)
        assert browser.get("/board/approvals", **{"Sec-Fetch-Dest": "empty"}).status_code == 200
        assert redis.ttl(awake) <= 100
        assert is_in(browser)
        assert redis.ttl(awake) > 7000
        assert redis.ttl(whole) <= 100

    def test_ends_when_redis_is_flushed(self, browser: Browser, redis: Redis):
        redis.flushall()
        assert not is_in(browser)

    @pytest.mark.parametrize(
        "changed",
        [{"BOARD__OIDC__GROUPS": "care"}, {"BOARD__SIGN_IN": "link"}, {"BOARD__URL": "https://other.example"}],
    )
    def test_holds_no_longer_where_people_come_in_another_way(
        self, by_provider: Entrance, browser: Browser, changed: dict[str, str]
    ):
        after = by_provider.set(**changed).browser()
        after.plant(SESSION, browser.cookie(SESSION) or "")
        assert not is_in(after)

    def test_holds_when_other_settings_change(self, by_provider: Entrance, browser: Browser):
        after = by_provider.set(WARN_AT="60").browser()
        after.plant(SESSION, browser.cookie(SESSION) or "")
        assert is_in(after)


class TestWhoIsNoLongerStaff:
    def test_is_out_within_five_minutes(self, browser: Browser, sandbox: Sandbox, redis: Redis):
        sandbox.site.people.group("support-agents").members.remove(sandbox.person("adam"))
        (believed,) = redis.keys("careflow:board:staff:*")
        assert redis.ttl(believed) <= 300
        redis.delete(believed)
        said = browser.get("/board/approvals")
        assert (said.status_code, "You may not look at this board" in said.text) == (403, True)
        assert not is_in(browser)

    def test_is_out_when_their_account_is_switched_off(self, browser: Browser, sandbox: Sandbox, redis: Redis):
        sandbox.person("adam").active = False
        redis.delete(*redis.keys("careflow:board:staff:*"))
        assert browser.get("/board/approvals").status_code == 403

    def test_is_nobody_while_jira_does_not_say(self, browser: Browser, sandbox: Sandbox, redis: Redis):
        redis.delete(*redis.keys("careflow:board:staff:*"))
        sandbox.stop()
        said = browser.get("/board/approvals")
        assert (said.status_code, "Jira does not answer" in said.text) == (503, True)

    def test_is_known_where_groups_may_not_be_listed_too(self, browser: Browser, sandbox: Sandbox, redis: Redis):
        sandbox.site.may_read_groups = False
        redis.delete(*redis.keys("careflow:board:staff:*"))
        assert is_in(browser)
        sandbox.person("adam").active = False
        redis.delete(*redis.keys("careflow:board:staff:*"))
        assert not is_in(browser)


class TestAFormOfAnotherPage:
    def test_signs_nobody_out(self, browser: Browser):
        token = browser.token("/board")
        assert len(token) == 64
        assert browser.post("/board/sign-out").status_code == 403
        assert browser.post("/board/sign-out", {"token": "é" * 64}).status_code == 403
        assert browser.post("/board/sign-out", {"token": token}, **{"Sec-Fetch-Site": "cross-site"}).status_code == 403
        assert browser.post("/board/sign-out", {"token": token}, Origin="https://evil.example").status_code == 403
        assert is_in(browser)

    def test_does_nothing_on_any_page(self, by_provider: Entrance):
        done: list[str] = []

        def act() -> str:
            done.append("done")
            return "done"

        by_provider.app.add_url_rule("/board/act", "board.act", act, methods=["POST"])
        browser = by_provider.browser()
        assert browser.post("/board/act").status_code == 401
        by_provider.sign_in(browser)
        token = browser.token("/board")
        assert browser.post("/board/act").status_code == 403
        assert browser.post("/board/act", {"token": token}, Origin="null").status_code == 403
        assert done == []
        assert browser.post("/board/act", {"token": token}).text == "done"


class TestAScript:
    def test_is_told_to_sign_in_instead_of_getting_that_page(self, by_provider: Entrance):
        assert by_provider.browser().get("/board", **{"Sec-Fetch-Dest": "empty"}).status_code == 401


def test_signing_in_never_leads_elsewhere(by_provider: Entrance):
    browser = by_provider.browser()
    asked = {"next": "//evil.example/board"}
    browser.client.get("/board/sign-in", query_string=asked, base_url=ORIGIN)
    sent = browser.client.get("/board/sign-in/go", query_string=asked, base_url=ORIGIN)
    assert browser.get(by_provider.provider.consent(sent.location).removeprefix(ORIGIN)).location == "/board"


@pytest.mark.parametrize("path", ["/board", "/board/sign-in", "/board/approvals", "/board/static/board.css"])
def test_every_page_has_its_headers(by_provider: Entrance, browser: Browser, path: str):
    headers = browser.get(path).headers
    assert headers["Strict-Transport-Security"] == "max-age=31536000"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert headers["Cache-Control"] == ("no-store" if "static" not in path else "public, max-age=3600")


class TestAsItIsShipped:
    @pytest.mark.parametrize("path", ["/board", "/board/approvals", "/board/", "/board?x=1"])
    def test_the_board_is_closed_and_says_how_it_is_opened(self, closed: Entrance, path: str):
        closed.jira.open_case(by="clara", summary="The board does not load")
        closed.known()
        answer = closed.browser().get(path)
        assert answer.status_code == 403
        assert "board.sign_in" in answer.text
        assert "does not load" not in answer.text
        assert "Approvals" not in answer.text
        assert isinstance(closed.desk.access, Closed)

    def test_it_is_as_closed_where_one_would_sign_in(self, closed: Entrance):
        assert closed.browser().get("/board/sign-in").status_code == 403


class TestTheDemosBoard:
    @pytest.fixture
    def client(self, closed: Entrance, redis: Redis) -> Browser:
        return Browser(create_app(closed.settings, redis, OpenToAll()))

    @pytest.mark.parametrize(
        ("url", "status"),
        [
            ("http://127.0.0.1:8080", 200),
            ("http://localhost:1", 200),
            ("http://[::1]:8080", 200),
            ("http://evil.example", 403),
            ("http://127.0.0.1.evil.example", 403),
            ("http://localhost.evil.example:8080", 403),
        ],
    )
    def test_is_open_under_a_name_of_this_machine_only(self, client: Browser, url: str, status: int):
        assert client.client.get("/board/approvals", base_url=url).status_code == status

    def test_is_closed_to_other_machines(self, client: Browser):
        other = {"REMOTE_ADDR": "192.0.2.7"}
        assert client.client.get("/board", base_url="http://localhost", environ_base=other).status_code == 403

    def test_takes_no_form_of_another_page(self, client: Browser):
        client.app.add_url_rule("/board/act", "board.act", lambda: "done", methods=["POST"])
        own = {"Origin": "http://localhost:8080", "Sec-Fetch-Site": "same-origin"}
        for headers, status in ((own, 200), ({**own, "Origin": "http://evil.example"}, 403), ({}, 403)):
            said = client.client.post("/board/act", base_url="http://localhost:8080", headers=headers)
            assert said.status_code == status

    def test_is_opened_by_no_setting(self, closed: Entrance, redis: Redis):
        assert not isinstance(access_by(closed.settings, redis), OpenToAll)
