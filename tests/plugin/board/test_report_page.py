"""``/board/report`` on a sandbox Jira and an embedded Redis: what it shows, to whom, and what it reads again."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

import pytest
from flask.testing import FlaskClient
from redis import Redis
from werkzeug.wrappers import Response

from plugin.board.access import OpenToAll, Viewer
from plugin.report import background
from plugin.sandbox import Flavour, Sandbox
from plugin.settings import Settings, load
from tests.plugin.report.lived import lived
from webhooks.app import create_app

pytestmark = pytest.mark.parametrize("flavour", [Flavour.CLOUD])
PAGE = "/board/report"


class SeesOnly(OpenToAll):
    """Somebody who may see a few cases in Jira."""

    def __init__(self, *keys: str) -> None:
        self.keys = keys

    def viewer(self) -> Viewer | Response:
        return Viewer("clara", "Clara")

    def sees(self, viewer: Viewer, keys: Iterable[str]) -> frozenset[str]:
        return frozenset(keys) & frozenset(self.keys)


@pytest.fixture
def settings(sandbox: Sandbox) -> Settings:
    return load(
        {
            "CAREFLOW_JIRA__URL": sandbox.url,
            "CAREFLOW_JIRA__USER": sandbox.user,
            "CAREFLOW_JIRA__TOKEN": sandbox.token,
            "CAREFLOW_WEBHOOK__SECRET": "s3cret",
        }
    )


@pytest.fixture
def keys(sandbox: Sandbox) -> list[str]:
    return lived(sandbox)


@pytest.fixture
def client(settings: Settings, redis: Redis, monkeypatch: pytest.MonkeyPatch) -> Iterator[FlaskClient]:
    monkeypatch.setattr(background, "PATIENCE", 60.0)
    with create_app(settings, redis, OpenToAll()).test_client() as client:
        yield client


def numbers(page: str) -> dict[str, int]:
    """Every linked number by what it counts."""
    return {title: int(n) for n, title in re.findall(r'aria-label="(\d+): ([^"]*)"', page)}


def reads(sandbox: Sandbox) -> list[str]:
    """The searches that brought whole cases since they were last looked at."""
    found = [seen.path for seen in sandbox.requests if "changelog" in str(seen.query)]
    sandbox.forget_requests()
    return found


def test_it_shows_the_numbers_and_the_cases_behind_each(client: FlaskClient, keys: list[str]):
    answer = client.get(PAGE)
    page = answer.text
    assert answer.status_code == 200
    assert "2026-10-01 to 2026-11-03" in page
    found = numbers(page)
    assert (found["Respond: met"], found["Respond: breached"], found["Cases"]) == (1, 2, 4)
    href = re.search(r'href="([^"]*)" aria-label="2: Respond: breached"', page)
    assert href is not None
    behind = client.get(PAGE + href[1].partition("#")[0].replace("&amp;", "&")).text
    section = behind.partition('id="cases"')[2].partition("</section>")[0]
    assert re.findall(r'href="/board/cases/([^"]*)"', section) == [keys[1], keys[2]]
    assert "&lt;b&gt;" not in section
    assert "<b>Board" not in page


def test_the_policy_of_contents_is_kept(client: FlaskClient, keys: list[str]):
    page = client.get(PAGE).text
    assert re.findall(r"<[^>]+\sstyle=", page) == []
    assert "<style" not in page
    assert "<script" not in page
    del keys


def test_only_what_has_changed_is_read_again(client: FlaskClient, keys: list[str], sandbox: Sandbox, redis: Redis):
    client.get(PAGE)
    assert len(reads(sandbox)) == 1
    client.get(PAGE)
    assert reads(sandbox) == [], "just now it was as good as new"
    _as_if_a_minute_had_gone_by(redis)
    sandbox.comment(keys[3], "adam", "See the manual.")
    sandbox.forget_requests()
    page = client.get(PAGE).text
    (search,) = (seen for seen in sandbox.requests if "changelog" in str(seen.query))
    assert keys[3] in str(search.query)
    assert not any(key in str(search.query) for key in keys[:1])
    assert numbers(page)["Cases"] == 4


def test_a_deadline_that_passes_is_seen_although_nothing_has_changed(
    client: FlaskClient, keys: list[str], sandbox: Sandbox, redis: Redis
):
    assert numbers(client.get(f"{PAGE}?from=2026-11-01&to=2026-11-30").text)["Respond: breached"] == 1
    fresh = sandbox.open_case(by="clara", summary="New", severity="Minor", support_region="EMEA", case_type="Defect")
    _as_if_a_minute_had_gone_by(redis)
    assert numbers(client.get(f"{PAGE}?from=2026-11-01&to=2026-11-30").text)["Respond: running"] == 1
    sandbox.advance(hours=48)
    _as_if_a_minute_had_gone_by(redis)
    assert numbers(client.get(f"{PAGE}?from=2026-11-01&to=2026-11-30").text)["Respond: breached"] == 2
    del keys, fresh


def test_a_case_that_is_gone_does_not_count_any_more(
    client: FlaskClient, keys: list[str], sandbox: Sandbox, redis: Redis
):
    client.get(PAGE)
    sandbox.delete_case(keys[0], "adam")
    _as_if_a_minute_had_gone_by(redis)
    assert numbers(client.get(PAGE).text)["Cases"] == 3


def test_filters_choose_cases_and_a_month_is_a_period(client: FlaskClient, keys: list[str]):
    october = client.get(f"{PAGE}?month=2026-10").text
    assert "2026-10-01 to 2026-10-31" in october
    assert numbers(october)["Cases"] == 2
    assert numbers(client.get(f"{PAGE}?product=Daptiv").text)["Cases"] == 1
    elite = client.get(f"{PAGE}?tier=Elite").text
    assert numbers(elite)["Cases"] == 2
    assert "<option selected>Elite</option>" in elite
    assert "tier=Elite" in elite.partition('aria-label="2: Cases"')[0].rpartition("href=")[2]
    del keys


def test_all_cases_count_and_those_are_named_that_the_viewer_may_see(
    settings: Settings, redis: Redis, keys: list[str], client: FlaskClient
):
    everything = client.get(PAGE).text
    for who, named in ((SeesOnly(keys[1]), {keys[1]}), (SeesOnly(), set())):
        page = create_app(settings, redis, who).test_client().get(f"{PAGE}?show=cases").text
        assert numbers(page) == numbers(everything)
        assert set(re.findall(r"/board/cases/([A-Z]+-\d+)", page)) == named
        assert "not named to you" in page
        assert ("=1+1" in page) == bool(named)
        assert "Board" not in page.partition("<h1>")[2]


class BrowsesNothing(SeesOnly):
    """Somebody who may not browse the project."""

    def browses(self, viewer: Viewer, projects: Iterable[str]) -> frozenset[str]:
        return frozenset()


def test_of_a_project_that_the_viewer_may_not_browse_nothing_counts(
    settings: Settings, redis: Redis, keys: list[str], client: FlaskClient
):
    assert numbers(client.get(PAGE).text)["Cases"] == len(keys)
    page = create_app(settings, redis, BrowsesNothing(*keys)).test_client().get(PAGE).text
    assert numbers(page).get("Cases", 0) == 0
    assert "/board/cases/" not in page


@pytest.mark.parametrize("query", ["month=2026-99", "from=yesterday", "from=2026-12-01&to=2026-11-01"])
def test_a_wrong_day_is_told_in_words(client: FlaskClient, keys: list[str], query: str):
    answer = client.get(f"{PAGE}?{query}")
    assert answer.status_code == 400
    assert "That is no" in answer.text
    del keys


def test_a_jira_that_is_down_is_told_in_words_unless_the_report_is_known(
    client: FlaskClient, keys: list[str], sandbox: Sandbox, redis: Redis
):
    asked = f"{PAGE}?month=2026-10"
    sandbox.faults.fail(503, count=99)
    answer = client.get(asked)
    assert (answer.status_code, "Jira does not answer" in answer.text) == (503, True)
    sandbox.faults.clear()
    assert client.get(asked).status_code == 200
    _as_if_a_minute_had_gone_by(redis)
    sandbox.faults.fail(503, count=99)
    assert numbers(client.get(asked).text)["Cases"] == 2
    del keys


def test_while_it_is_first_read_the_page_says_how_far_it_is(
    settings: Settings, redis: Redis, keys: list[str], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(background, "PATIENCE", 0.0)
    with create_app(settings, redis, OpenToAll()).test_client() as client:
        page = client.get(f"{PAGE}?month=2026-10").text
        assert "is being read" in page
        assert 'href="/board/report?month=2026-10"' in page
        for thread in background.threading.enumerate():
            if thread.name == "report":
                thread.join(30)
        assert numbers(client.get(f"{PAGE}?month=2026-10").text)["Cases"] == 2
    del keys


def test_a_case_that_cannot_be_read_is_named(client: FlaskClient, keys: list[str], sandbox: Sandbox):
    for number in range(45):  # more history than a search brings: such a case is read alone
        sandbox.edit(keys[2], "adam", {"Instance": f"acme-{number}"})
    sandbox.faults.fail(403, path=f"*/issue/{keys[2]}", count=9)
    page = client.get(PAGE).text
    assert "Could not be read, and are not counted" in page
    assert numbers(page)["Cases"] == 3


def _as_if_a_minute_had_gone_by(redis: Redis) -> None:
    for name in redis.scan_iter("careflow:report:*:fresh"):
        redis.delete(name)
