"""Signing in by OpenID Connect, and everything that must not let anybody in."""

from __future__ import annotations

import time
from typing import Any

import pytest
from redis import Redis

from plugin.sandbox import Flavour, Sandbox
from tests.plugin.board.sign_in.conftest import SESSION, VISIT, Entrance
from tests.provider import (
    CLIENT,
    CLIENT_SECRET,
    parameters,
    signed_by_another,
    signed_with_the_clients_secret,
    signed_with_the_public_key,
    unsigned,
)

pytestmark = pytest.mark.usefixtures("valid_requests")
on_cloud = pytest.mark.parametrize("flavour", [Flavour.CLOUD], ids=str)


def test_who_is_not_signed_in_is_led_to_sign_in_and_then_to_the_page_that_they_wanted(by_provider: Entrance):
    browser = by_provider.browser()
    first = browser.get("/board/approvals?page=2")
    assert (first.status_code, first.location) == (303, "/board/sign-in?next=/board/approvals%3Fpage%3D2")
    assert "127.0.0.1" in browser.get(first.location).text
    back = by_provider.sign_in(browser, "/board/approvals")
    assert (back.status_code, back.location) == (303, "/board/approvals")
    page = browser.get("/board/approvals")
    assert page.status_code == 200
    assert "Adam Agent" in page.text


@on_cloud
class TestARequestToTheProvider:
    def test_has_a_state_a_nonce_and_a_challenge_that_are_new_each_time(self, by_provider: Entrance):
        browser = by_provider.browser()
        browser.get("/board/sign-in")
        asked = [parameters(browser.get("/board/sign-in/go").location) for _ in range(2)]
        for name in ("state", "nonce", "code_challenge"):
            assert len(asked[0][name]) >= 43
            assert asked[0][name] != asked[1][name]
        assert asked[0]["code_challenge_method"] == "S256"
        assert asked[0]["redirect_uri"] == "https://careflow.example/board/sign-in/back"
        assert asked[0]["scope"] == "openid profile email"

    def test_is_not_made_for_a_browser_that_was_not_shown_the_page(self, by_provider: Entrance):
        assert by_provider.browser().get("/board/sign-in/go").location == "/board/sign-in"

    def test_is_made_so_often_from_one_address_and_no_more(self, by_provider: Entrance):
        browser = by_provider.browser()
        browser.get("/board/sign-in")
        said = [browser.get("/board/sign-in/go").status_code for _ in range(32)]
        assert said == [303] * 30 + [429] * 2
        assert browser.get("/board/sign-in/go", **{"X-Forwarded-For": "9.9.9.9, 192.0.2.7"}).status_code == 303


FORGED: dict[str, dict[str, Any]] = {
    "of another issuer": {"claims": {"iss": "https://evil.example"}},
    "for another audience": {"claims": {"aud": "another-client"}},
    "for us and another, made for that": {"claims": {"aud": [CLIENT, "another"], "azp": "another"}},
    "that has expired": {"claims": {"exp": int(time.time()) - 120}},
    "without an end": {"claims": {"exp": None}},
    "of the future": {"claims": {"nbf": int(time.time()) + 3600}},
    "with another nonce": {"claims": {"nonce": "n" * 43}},
    "without a nonce": {"claims": {"nonce": None}},
    "of nobody": {"claims": {"sub": None}},
    "signed by another key": {"sign": signed_by_another},
    "that is not signed": {"sign": unsigned},
    "signed with the public key": {"sign": signed_with_the_public_key},
    "signed with the client's secret": {"sign": signed_with_the_clients_secret},
    "that is none": {"sign": lambda claims: "no.token.atall"},
    "that is empty": {"sign": lambda claims: ""},
}


@on_cloud
@pytest.mark.parametrize("lies", FORGED.values(), ids=FORGED.keys())
def test_an_id_token_is_refused(by_provider: Entrance, lies: dict[str, Any]):
    for name, lie in lies.items():
        setattr(by_provider.provider.lies, name, lie)
    browser = by_provider.browser()
    answer = by_provider.sign_in(browser)
    assert (answer.status_code, browser.cookie(SESSION)) == (502, None)
    assert "cannot be trusted" in answer.text


@on_cloud
class TestComingBack:
    def test_with_a_code_that_was_used_before_lets_nobody_in(self, by_provider: Entrance):
        browser = by_provider.browser()
        back = by_provider.back(browser)
        assert browser.get(back).status_code == 303
        browser.sign_out()
        browser.get("/board/sign-in")
        answer = browser.get(back)
        assert (answer.status_code, browser.cookie(SESSION)) == (403, None)

    def test_with_somebody_elses_code_under_ones_own_state_lets_nobody_in(self, by_provider: Entrance):
        """PKCE: the code belongs to the other's verifier."""
        mine, theirs = by_provider.browser(), by_provider.browser()
        stolen = parameters(by_provider.back(theirs))["code"]
        state = parameters(by_provider.back(mine))["state"]
        answer = mine.get(f"/board/sign-in/back?code={stolen}&state={state}")
        assert (answer.status_code, mine.cookie(SESSION)) == (502, None)

    def test_in_another_browser_signs_nobody_in_as_somebody_else(self, by_provider: Entrance):
        """Login CSRF: an attacker hands on the address that the provider sent them back to."""
        attacker, victim = by_provider.browser(), by_provider.browser()
        back = by_provider.back(attacker)
        victim.get("/board/sign-in")
        for browser in (victim, by_provider.browser()):
            assert (browser.get(back).status_code, browser.cookie(SESSION)) == (403, None)

    @pytest.mark.parametrize("state", ["", "x" * 43, "../../etc"])
    def test_with_another_state_lets_nobody_in(self, by_provider: Entrance, state: str):
        browser = by_provider.browser()
        code = parameters(by_provider.back(browser))["code"]
        assert browser.get(f"/board/sign-in/back?code={code}&state={state}").status_code == 403
        assert "POST /realms/main/token" not in by_provider.provider.asked

    def test_from_another_provider_lets_nobody_in(self, by_provider: Entrance):
        browser = by_provider.browser()
        back = by_provider.back(browser).replace("&iss=", "&iss=https%3A%2F%2Fevil.example%2F")
        assert (browser.get(back).status_code, browser.cookie(SESSION)) == (502, None)

    def test_later_than_in_ten_minutes_lets_nobody_in(self, by_provider: Entrance, redis: Redis):
        browser = by_provider.browser()
        back = by_provider.back(browser)
        (begun,) = redis.keys("careflow:board:begun:*")
        assert 0 < redis.ttl(begun) <= 600
        redis.delete(begun)
        assert browser.get(back).status_code == 403

    def test_after_declining_there_says_so(self, by_provider: Entrance):
        browser = by_provider.browser()
        state = parameters(by_provider.back(browser))["state"]
        answer = browser.get(f"/board/sign-in/back?error=access_denied&error_description=<b>x&state={state}")
        assert (answer.status_code, "did not sign you in" in answer.text, "<b>x" in answer.text) == (403, True, False)


@on_cloud
class TestWhoSomebodyIs:
    @pytest.mark.parametrize(
        "claims",
        [{"email_verified": False}, {"email_verified": "true"}, {"email_verified": None}, {"email": None}],
        ids=str,
    )
    def test_is_not_taken_from_an_email_that_is_not_verified(self, by_provider: Entrance, claims: dict[str, Any]):
        by_provider.person("adam", **claims)
        answer = by_provider.sign_in(by_provider.browser())
        assert (answer.status_code, "No Jira account is yours" in answer.text) == (403, True)

    def test_is_nobody_where_two_accounts_have_the_email(self, by_provider: Entrance, sandbox: Sandbox):
        sandbox.person("mona").email = "adam@planview.example"
        assert by_provider.sign_in(by_provider.browser()).status_code == 403

    def test_is_not_somebody_whose_email_only_begins_alike(self, by_provider: Entrance):
        by_provider.person("adam", email="adam@planview.exampl")
        assert by_provider.sign_in(by_provider.browser()).status_code == 403

    def test_is_nobody_whose_account_is_not_active(self, by_provider: Entrance):
        by_provider.person("ivan")
        assert by_provider.sign_in(by_provider.browser()).status_code == 403

    @pytest.mark.parametrize("name", ["clara", "stella", "careflow"])
    def test_has_to_be_staff(self, by_provider: Entrance, name: str, sandbox: Sandbox):
        by_provider.person(name, email=sandbox.person(name).email)
        browser = by_provider.browser()
        assert (by_provider.sign_in(browser).status_code, browser.cookie(SESSION)) == (403, None)

    @pytest.mark.parametrize(
        ("groups", "lets_in"),
        [(["care", "x"], True), ("care", True), (["x"], False), ([], False), (None, False), ({"care": 1}, False)],
        ids=str,
    )
    def test_has_to_be_in_one_of_the_groups_where_there_are_any(
        self, by_provider: Entrance, groups: object, lets_in: bool
    ):
        by_provider.set(BOARD__OIDC__GROUPS="care, desk", BOARD__OIDC__GROUPS_CLAIM="teams")
        by_provider.person("adam", teams=groups)
        assert by_provider.sign_in(by_provider.browser()).status_code == (303 if lets_in else 403)

    def test_may_stand_in_userinfo_alone(self, by_provider: Entrance):
        by_provider.provider.thin = True
        assert by_provider.sign_in(by_provider.browser()).status_code == 303

    def test_is_not_taken_from_a_userinfo_of_somebody_else(self, by_provider: Entrance):
        by_provider.provider.thin = True
        by_provider.provider.lies.userinfo = by_provider.provider.person | {"sub": "another"}
        assert by_provider.sign_in(by_provider.browser()).status_code == 502


def test_the_account_may_be_named_by_a_claim(by_provider: Entrance, sandbox: Sandbox):
    mona = sandbox.person("mona")
    by_provider.set(BOARD__OIDC__ACCOUNT_CLAIM="jira")
    by_provider.person("adam", jira=mona.account_id if sandbox.site.cloud else mona.name)
    browser = by_provider.browser()
    assert by_provider.sign_in(browser).status_code == 303
    assert "Mona Manager" in browser.get("/board/approvals").text


@on_cloud
@pytest.mark.parametrize("named", ["712020:nobody", "", None, 7, ["712020:x"]], ids=str)
def test_an_account_that_is_none_is_nobody_whatever_the_email(by_provider: Entrance, named: object):
    by_provider.set(BOARD__OIDC__ACCOUNT_CLAIM="jira")
    by_provider.person("adam", jira=named)
    assert by_provider.sign_in(by_provider.browser()).status_code == 403


@on_cloud
class TestAProvider:
    @pytest.mark.parametrize(
        "configuration",
        [
            {"issuer": "https://evil.example"},
            {"token_endpoint": "http://evil.example/token"},
            {"jwks_uri": None},
            {"authorization_endpoint": "javascript:alert(1)"},
        ],
        ids=str,
    )
    def test_that_names_itself_otherwise_or_not_by_https_is_not_used(
        self, by_provider: Entrance, configuration: dict[str, Any]
    ):
        by_provider.provider.lies.configuration = configuration
        browser = by_provider.browser()
        browser.get("/board/sign-in")
        answer = browser.get("/board/sign-in/go")
        assert (answer.status_code, "does not answer" in answer.text) == (502, True)

    @pytest.mark.parametrize(
        "answer",
        [
            (302, {"Location": "http://127.0.0.1:9/token"}, ""),
            (500, {}, "oops"),
            (200, {"Content-Type": "application/json"}, "no json"),
            (200, {"Content-Type": "application/json"}, "[]"),
        ],
        ids=str,
    )
    def test_whose_token_endpoint_fails_lets_nobody_in(self, by_provider: Entrance, answer: Any):
        by_provider.provider.lies.token_answer = answer
        browser = by_provider.browser()
        assert (by_provider.sign_in(browser).status_code, browser.cookie(SESSION)) == (502, None)

    def test_that_is_down_is_told_in_words(self, by_provider: Entrance):
        by_provider.set(BOARD__OIDC__ISSUER="http://127.0.0.1:9/realms/main")
        browser = by_provider.browser()
        browser.get("/board/sign-in")
        assert "does not answer" in browser.get("/board/sign-in/go").text

    def test_and_what_it_sends_reaches_no_log(self, by_provider: Entrance, caplog: pytest.LogCaptureFixture):
        caplog.set_level("DEBUG")
        browser = by_provider.browser()
        back = by_provider.back(browser)
        visit = browser.cookie(VISIT) or ""
        browser.get(back)
        said = caplog.text
        by_provider.provider.lies.claims = {"nonce": "n" * 43}
        again = by_provider.back(by_provider.browser())
        hidden = [*parameters(back).values(), *parameters(again).values(), CLIENT_SECRET]
        hidden += [browser.cookie(SESSION) or "?", visit]
        assert "signed in" in said
        assert [secret for secret in hidden if secret in caplog.text and not secret.startswith("http")] == []
