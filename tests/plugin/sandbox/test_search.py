"""JQL, and the searches of both flavours."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from plugin.sandbox import Flavour, Sandbox
from plugin.sandbox.jql import parse
from plugin.sandbox.jql_fields import JqlError, Searcher
from tests.plugin.sandbox.conftest import Client

Find = Callable[[str], list[str]]


@pytest.fixture
def find(sandbox: Sandbox) -> Find:
    """Summaries found; three cases, opened a day apart."""
    for summary, fields in (
        ("one", {"Severity": "Major", "labels": ["old", "Elite"], "fix_versions": ["Enterprise One 2026.12"]}),
        ("two", {"Severity": "Minor", "assignee": "adam"}),
        ("three", {}),
    ):
        sandbox.open_case(by="clara", summary=summary, fields=fields)
        sandbox.advance(days=1)
    sandbox.move("CARE-1", "adam", "Closed")

    def run(jql: str) -> list[str]:
        query = parse(jql, Searcher(sandbox.tracker, sandbox.person("careflow")))
        return [str(i.values["summary"]) for i in query.run(sandbox.tracker.by_id.values())]

    return run


@pytest.mark.parametrize("flavour", [Flavour.CLOUD])
@pytest.mark.parametrize(
    ("jql", "found"),
    [
        ("", "three two one"),
        ("project = CARE", "three two one"),
        ('project = "Customer Care" order by created', "one two three"),
        ("status = Closed", "one"),
        ("status != closed", "three two"),
        ("statusCategory = Done", "one"),
        ('statusCategory != Done AND Severity = "Minor"', "two"),
        ("cf[10102] = Major", "one"),
        ("Severity in (Major, Minor) order by key asc", "one two"),
        ("Severity not in (Major)", "two"),
        ("Severity != Major", "two"),
        ("Severity is EMPTY", "three"),
        ("Severity is not empty", "two one"),
        ("Severity = empty", "three"),
        ("labels = old", "one"),
        ("labels in (old, new)", "one"),
        ("fixVersion = 'Enterprise One 2026.12'", "one"),
        ("fixVersion = 10001", "one"),
        ("assignee = currentUser()", ""),
        ("assignee is not empty", "two"),
        ("key = CARE-2", "two"),
        ("key in (CARE-3, CARE-1)", "three one"),
        ("id in (10001, 10002) ORDER BY id DESC", "two one"),
        ("key > CARE-1", "three two"),
        ("created >= -1d", "three"),
        ('created < "2026-11-24 10:00"', "one"),
        ('created >= "2026/11/24 10:00"', "three two"),
        ("created > '2026-11-24'", "three two"),
        ("updated >= -5m", "one"),
        ("NOT (status = Closed OR assignee is not empty)", "three"),
        ("not status = Closed and Severity = Minor or key = CARE-1", "two one"),
        ("summary ~ thr", "three"),
        (r'summary ~ "\"three\""', "three"),
        (r'summary ~ "\"thr\""', ""),
        ("ORDER BY Severity, created DESC", "one two three"),
        ("priority = Medium order by updated desc", "one three two"),
    ],
)
def test_what_a_query_finds(find: Find, jql: str, found: str) -> None:
    assert find(jql) == found.split()


@pytest.mark.parametrize("flavour", [Flavour.CLOUD])
@pytest.mark.parametrize(
    "jql",
    [
        "nonsense = 1",
        "status = Nowhere",
        "project = NOPE",
        "Severity = Terrible",
        "key = CARE-99",
        "fixVersion = 'no such version'",
        "assignee = nobody",
        "status",
        "status = ",
        "status = New and",
        "(status = New",
        "status = New order",
        "status in New",
        'updated >= "2026-11-23 10:00:30"',
        "updated >= yesterday",
        "status > New",
        "summary = one",
        "assignee in membersOf(x)",
        "status was New",
        "status = New status = New",
        "status = New & project = CARE",
        "issue.property[careflow].v = 1",
    ],
)
def test_what_it_does_not_know_is_an_error(find: Find, jql: str) -> None:
    with pytest.raises(JqlError):
        find(jql)


@pytest.mark.parametrize("flavour", [Flavour.CLOUD])
def test_dates_are_in_the_searchers_time_zone(find: Find, sandbox: Sandbox) -> None:
    sandbox.person("careflow").zone = "America/New_York"
    assert find('created >= "2026-11-24 05:00"') == ["three", "two"]
    assert find('created >= "2026-11-24 05:01"') == ["three"]


@pytest.mark.usefixtures("find")
@pytest.mark.parametrize("flavour", [Flavour.CLOUD])
class TestCloud:
    def test_the_old_search_is_gone(self, rest: Client) -> None:
        assert rest("GET", "search", params={"jql": "project = CARE"}).status_code == 410
        assert rest("POST", "search", json={"jql": "project = CARE"}).status_code == 410

    def test_a_search_gives_ids_only_unless_fields_are_named(self, rest: Client) -> None:
        issues = rest.get("search/jql", jql="project = CARE")["issues"]
        assert all("fields" not in issue for issue in issues)
        issues = rest.get("search/jql", jql="project = CARE", fields="status")["issues"]
        assert all(list(issue["fields"]) == ["status"] for issue in issues)

    def test_pages_go_by_token_and_the_last_has_none(self, rest: Client) -> None:
        first = rest.get("search/jql", jql="project = CARE order by key", maxResults=2)
        assert (len(first["issues"]), first["isLast"], "total" in first) == (2, False, False)
        last = rest.get(
            "search/jql", jql="project = CARE order by key", maxResults=2, nextPageToken=first["nextPageToken"]
        )
        assert ([i["key"] for i in last["issues"]], last["isLast"]) == (["CARE-3"], True)
        assert "nextPageToken" not in last

    def test_an_unbounded_query_and_too_many_properties_are_refused(self, rest: Client) -> None:
        assert rest("GET", "search/jql", params={"jql": "order by created"}).status_code == 400
        body = {"jql": "project = CARE", "properties": list("abcdef")}
        assert rest("POST", "search/jql", json=body).status_code == 400
        assert rest("POST", "search/jql", json={"jql": "project = CARE", "startAt": 0}).status_code == 400
        assert rest("GET", "search/jql", params={"jql": "colour = red"}).status_code == 400

    def test_forty_changelog_entries_come_with_each_issue(self, rest: Client, sandbox: Sandbox) -> None:
        for number in range(50):
            sandbox.edit("CARE-2", "adam", {"Instance": f"host {number}"})
        query = {"jql": "key = CARE-2", "fields": ["status"], "expand": "changelog"}
        [issue] = rest("POST", "search/jql", json=query).json()["issues"]
        assert (len(issue["changelog"]["histories"]), issue["changelog"]["total"]) == (40, 50)
        fetched = rest("POST", "issue/bulkfetch", json={"issueIdsOrKeys": ["CARE-2", "X-1"], "expand": ["changelog"]})
        assert len(fetched.json()["issues"][0]["changelog"]["histories"]) == 40
        assert len(fetched.json()["issueErrors"]) == 1
        logs = rest("POST", "changelog/bulkfetch", json={"issueIdsOrKeys": ["CARE-1", "CARE-2"], "maxResults": 30})
        assert logs.json()["nextPageToken"]
        assert sum(len(log["changeHistories"]) for log in logs.json()["issueChangeLogs"]) == 30


@pytest.mark.usefixtures("find")
@pytest.mark.parametrize("flavour", [Flavour.DATA_CENTER])
class TestDataCenter:
    def test_pages_go_by_start_and_total(self, rest: Client) -> None:
        page = rest.get("search", jql="project = CARE order by key", startAt=1, maxResults=1, fields="summary")
        assert (page["startAt"], page["maxResults"], page["total"]) == (1, 1, 3)
        assert [i["fields"]["summary"] for i in page["issues"]] == ["two"]

    def test_a_post_may_name_expand_as_a_list_or_a_text_and_an_empty_query_finds_all(self, rest: Client) -> None:
        for expand in (["changelog"], "changelog"):
            found = rest("POST", "search", json={"jql": "", "expand": expand, "fields": ["status"]}).json()
            assert (found["total"], all("changelog" in i for i in found["issues"])) == (3, True)

    def test_there_is_no_enhanced_search(self, rest: Client) -> None:
        assert rest("GET", "search/jql", params={"jql": "project = CARE"}).status_code == 404
        assert rest("GET", "search", params={"jql": "colour = red"}).status_code == 400


@pytest.mark.parametrize("flavour", [Flavour.CLOUD])
def test_ten_thousand_cases_do_not_slow_a_read_down(rest: Client, sandbox: Sandbox) -> None:
    def one_read() -> float:
        began = time.monotonic()
        rest.get("issue/CARE-1", expand="changelog")
        return time.monotonic() - began

    clara = sandbox.person("clara")
    sandbox.open_case(by="clara", summary="one")
    alone = min(one_read() for _ in range(20))
    for number in range(9999):
        sandbox.tracker.create(clara, "CARE", {"summary": str(number)})
    among_many = min(one_read() for _ in range(20))
    assert among_many < 3 * alone + 0.005
    assert len(rest.get("search/jql", jql="project = CARE and status = New", maxResults=5000)["issues"]) == 5000
