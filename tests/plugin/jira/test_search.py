from __future__ import annotations

from responses import matchers

from tests.plugin.jira.canned import CannedJira, entry, issue, log, said, thread


def page(jira: CannedJira, numbers: range, **more: object) -> dict[str, object]:
    issues = [{**issue(jira), "id": str(10000 + n), "key": f"CARE-{n}", "properties": {}} for n in numbers]
    return {"issues": issues, **more}


def three_pages(jira: CannedJira, last: int = 120) -> None:
    jira.with_groups()
    for start in range(0, last, 50):
        numbers = range(start + 1, min(start + 50, last) + 1)
        if jira.cloud:
            token = {} if numbers[-1] == last else {"nextPageToken": f"t{start + 50}"}
            asked = {"nextPageToken": f"t{start}"} if start else {}
            match = [matchers.query_param_matcher(asked, strict_match=False)] if asked else []
            jira.get("search/jql", page(jira, numbers, **token), match=match)
        else:
            match = [matchers.query_param_matcher({"startAt": str(start)}, strict_match=False)]
            jira.get("search", page(jira, numbers, total=last, startAt=start, maxResults=50), match=match)


def test_a_hundred_and_twenty_cases_are_a_few_requests(jira: CannedJira) -> None:
    three_pages(jira)
    keys = [reading.case.key for reading in jira.gateway().search("project = CARE")]
    assert keys == [f"CARE-{n}" for n in range(1, 121)]
    assert len(jira.asked("search")) == 3
    assert len(jira.asked()) == 8  # three pages, the site, its fields, ourselves, two groups


def test_what_is_found_is_asked_for_as_in_a_read(jira: CannedJira) -> None:
    three_pages(jira, 1)
    list(jira.gateway().search("project = CARE", page=7))
    asked = jira.asked("search")[0]
    assert "expand=changelog" in asked
    assert "maxResults=7" in asked
    assert ("properties=careflow" in asked) is jira.cloud


def test_issues_just_heard_of_are_found_on_cloud_whatever_its_index_says(cloud: CannedJira) -> None:
    three_pages(cloud, 1)
    list(cloud.gateway().search("project = CARE", recent=["10001", "10002"]))
    assert "reconcileIssues=10001%2C10002" in cloud.asked("search")[0]


def test_a_page_token_that_repeats_itself_ends_the_search(cloud: CannedJira) -> None:
    cloud.with_groups().get("search/jql", page(cloud, range(1, 2), nextPageToken="t1"))
    assert len(list(cloud.gateway().search("project = CARE"))) == 2


def found(jira: CannedJira, document: dict[str, object]) -> tuple[bool, tuple[str, ...]]:
    jira.with_groups().get("search/jql" if jira.cloud else "search", {"issues": [document], "total": 1})
    reading = next(iter(jira.gateway().search("project = CARE")))
    return reading.complete, reading.lacks


def test_a_case_that_fits_is_complete_on_cloud(cloud: CannedJira) -> None:
    assert found(cloud, issue(cloud)) == (True, ())


def test_a_history_cut_at_forty_is_said_to_be(cloud: CannedJira) -> None:
    cut = log(*(entry(cloud, n, "adam") for n in range(20, 60)), total=60)
    assert found(cloud, issue(cloud, changelog=cut)) == (False, ("changelog",))


def test_a_conversation_cut_short_is_said_to_be(cloud: CannedJira) -> None:
    assert found(cloud, issue(cloud, fields={"comment": thread(said(cloud, 1, "clara"), total=9)})) == (
        False,
        ("comments",),
    )


def test_data_centers_search_gives_no_record(data_center: CannedJira) -> None:
    assert found(data_center, issue(data_center)) == (False, ("record",))


def test_keys_alone_are_light(jira: CannedJira) -> None:
    three_pages(jira, 3)
    assert list(jira.gateway().search_keys("project = CARE")) == ["CARE-1", "CARE-2", "CARE-3"]
    assert "fields=key" in jira.asked("search")[0]
    assert "expand" not in jira.asked("search")[0]
