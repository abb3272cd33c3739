"""No case is shown to whom Jira does not show it."""

from __future__ import annotations

import pytest
from redis import Redis

from plugin.board.access import Viewer
from plugin.board.sign_in.sight import AT_ONCE
from plugin.jira import JiraError
from plugin.sandbox import Flavour, Sandbox
from tests.plugin.board.sign_in.conftest import Entrance, hide

pytestmark = pytest.mark.usefixtures("valid_requests")
on_cloud = pytest.mark.parametrize("flavour", [Flavour.CLOUD], ids=str)


def viewer(sandbox: Sandbox, name: str) -> Viewer:
    person = sandbox.person(name)
    return Viewer(person.account_id if sandbox.site.cloud else person.name, person.display_name)


def cases(sandbox: Sandbox, number: int) -> list[str]:
    return [sandbox.open_case(by="clara", summary=f"Case {n} of the tests") for n in range(number)]


def asked(sandbox: Sandbox) -> int:
    return sum("viewissue" in request.path for request in sandbox.requests)


def test_a_case_with_a_security_level_is_seen_by_those_in_it_only(by_provider: Entrance, sandbox: Sandbox):
    open_, hidden = cases(sandbox, 2)
    hide(sandbox, hidden)
    sees = by_provider.desk.access.sees
    assert sees(viewer(sandbox, "adam"), [open_, hidden]) == {open_}
    assert sees(viewer(sandbox, "mona"), [open_, hidden]) == {open_, hidden}


def test_on_the_pages_it_is_not_there(by_provider: Entrance, sandbox: Sandbox):
    open_, hidden = (sandbox.open_case(by="clara", summary=text) for text in ("Plain to see", "Not for everybody"))
    by_provider.known()
    hide(sandbox, hidden)
    for name, shown in (("adam", False), ("mona", True)):
        by_provider.person(name)
        browser = by_provider.browser()
        by_provider.sign_in(browser)
        page = browser.get("/board")
        assert page.status_code == 200
        assert "Plain to see" in page.text
        assert open_ in page.text
        assert ("Not for everybody" in page.text, hidden in page.text) == (shown, shown)


def test_a_project_that_one_may_not_browse_is_asked_for_once(by_provider: Entrance, sandbox: Sandbox):
    keys = cases(sandbox, 20)
    sandbox.site.projects["CARE"].browsers = frozenset({"support-managers", "support-agents"})
    sees = by_provider.desk.access.sees
    assert sees(viewer(sandbox, "pia"), keys) == frozenset()
    assert asked(sandbox) == 1
    assert sees(viewer(sandbox, "adam"), keys) == set(keys)


@on_cloud
class TestAPageOfFiftyCases:
    def test_is_asked_for_some_at_a_time_and_then_believed_for_five_minutes(
        self, by_provider: Entrance, sandbox: Sandbox, redis: Redis
    ):
        keys = cases(sandbox, 50)
        adam = viewer(sandbox, "adam")
        sees = by_provider.desk.access.sees
        assert sees(adam, keys) == set(keys)
        assert asked(sandbox) == 51
        assert sees(adam, [*keys, *keys]) == set(keys)
        assert asked(sandbox) == 51
        kept = redis.keys("careflow:board:sees:*")
        assert len(kept) == 51
        assert all(0 < redis.ttl(name) <= 300 for name in kept)

    def test_what_one_sees_another_does_not_see_by_that(self, by_provider: Entrance, sandbox: Sandbox):
        (key,) = cases(sandbox, 1)
        hide(sandbox, key)
        sees = by_provider.desk.access.sees
        assert sees(viewer(sandbox, "mona"), [key]) == {key}
        assert sees(viewer(sandbox, "adam"), [key]) == frozenset()

    def test_a_case_is_hidden_again_when_what_was_believed_has_run_out(
        self, by_provider: Entrance, sandbox: Sandbox, redis: Redis
    ):
        (key,) = cases(sandbox, 1)
        sees, adam = by_provider.desk.access.sees, viewer(sandbox, "adam")
        assert sees(adam, [key]) == {key}
        hide(sandbox, key)
        redis.delete(*redis.keys("careflow:board:sees:*"))
        assert sees(adam, [key]) == frozenset()

    def test_another_jiras_answer_is_not_taken_for_this_ones(self, by_provider: Entrance, sandbox: Sandbox):
        (key,) = cases(sandbox, 1)
        adam = viewer(sandbox, "adam")
        assert by_provider.desk.access.sees(adam, [key]) == {key}
        with Sandbox.default(Flavour.CLOUD) as other:
            by_provider.set(JIRA__URL=other.url)
            assert by_provider.desk.access.sees(adam, [key]) == frozenset()


@on_cloud
class TestWhatJiraDoesNotSay:
    def test_is_not_shown_and_not_remembered(self, by_provider: Entrance, sandbox: Sandbox, redis: Redis):
        keys = cases(sandbox, 3 * AT_ONCE)
        sees, adam = by_provider.desk.access.sees, viewer(sandbox, "adam")
        sees(adam, keys[:1])
        before = set(redis.keys("careflow:board:sees:*"))
        sandbox.stop()
        with pytest.raises(JiraError):
            sees(adam, keys)
        assert set(redis.keys("careflow:board:sees:*")) == before

    def test_is_told_in_words_on_a_page(self, by_provider: Entrance, sandbox: Sandbox, redis: Redis):
        cases(sandbox, 1)
        by_provider.known()
        browser = by_provider.browser()
        by_provider.sign_in(browser)
        sandbox.stop()
        page = browser.get("/board")
        assert (page.status_code, "Case 0" in page.text) == (503, False)

    def test_about_a_case_that_does_not_exist_is_no(self, by_provider: Entrance, sandbox: Sandbox):
        (key,) = cases(sandbox, 1)
        strange = ["CARE-999", "OTHER-1", "care-1", "../x", "", "CARE-1 OR 1=1"]
        assert by_provider.desk.access.sees(viewer(sandbox, "adam"), [key, *strange]) == {key}

    def test_to_an_account_that_may_not_browse_users_is_no(self, by_provider: Entrance, sandbox: Sandbox):
        keys = cases(sandbox, 2)
        sandbox.site.missing_permissions.add("USER_PICKER")
        assert by_provider.desk.access.sees(viewer(sandbox, "adam"), keys) == frozenset()


def test_a_customer_sees_their_own_cases_by_jira_and_nothing_here(by_provider: Entrance, sandbox: Sandbox):
    (own,) = cases(sandbox, 1)
    others = sandbox.open_case(by="camille", summary="Une autre")
    clara = viewer(sandbox, "clara")
    assert by_provider.desk.access.sees(clara, [own, others]) == {own}
    viewers = by_provider.desk.reader.viewers()
    assert not viewers.is_staff(clara.id)
