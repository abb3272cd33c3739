from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from responses import matchers

from plugin.jira import Malformed
from tests.plugin.jira.canned import (
    API,
    INSTANCE,
    ORGANIZATIONS,
    PARTICIPANTS,
    RESTORED,
    SEVERITY,
    URL,
    CannedJira,
    entry,
    issue,
    item,
    log,
    said,
    thread,
)
from workflows.terms import Field, Role, Status

RECORDED = Path(__file__).parents[4] / "shared" / "jira" / "responses"


def at(hour: int, minute: int, second: int = 0) -> datetime:
    return datetime(2026, 11, 23, hour, minute, second, tzinfo=UTC)


def read(jira: CannedJira, document: dict[str, Any], **how: Any):
    jira.with_groups().get("issue/CARE-1", document)
    return jira.gateway().read("CARE-1", **how)


def test_a_case_is_read_in_one_request(jira: CannedJira) -> None:
    reading = read(jira, issue(jira))
    case = reading.case
    assert len(jira.asked("issue/")) == 1
    assert (case.key, case.id, case.summary, case.status) == ("CARE-1", "10001", "Nothing works", Status.IN_PROGRESS)
    assert (case.opened_at, case.own_account) == (at(9, 0), jira.id("careflow"))
    assert (case.reporter, case.assignee) == (jira.id("clara"), jira.id("adam"))
    assert case.fields == {Field.SEVERITY: "Major", Field.PRIORITY: "High"}
    assert case.labels == {"needs-product"}
    assert [(v.name, v.released) for v in case.fix_versions] == [("Enterprise One 2026.10", True)]
    assert case.people[jira.id("adam")].roles == {Role.AGENT}
    assert case.people[jira.id("clara")].name == "Clara"
    assert case.is_customer(jira.id("clara"))
    assert not case.problems
    assert reading.complete


def test_only_what_a_case_is_made_of_is_asked_for(cloud: CannedJira) -> None:
    read(cloud, issue(cloud))
    asked = cloud.asked("issue/")[0]
    assert "expand=changelog%2Ctransitions" in asked
    assert "properties=careflow" in asked
    assert "failFast=true" in asked
    assert all(id_ in asked for id_ in (SEVERITY, RESTORED, INSTANCE, PARTICIPANTS, "comment", "status"))
    assert "customfield_10009" not in asked
    assert "description" not in asked


def test_data_center_is_not_asked_to_fail_fast(data_center: CannedJira) -> None:
    read(data_center, issue(data_center))
    assert "failFast" not in data_center.asked("issue/")[0]


def test_now_is_the_answers_date(jira: CannedJira) -> None:
    assert read(jira, issue(jira)).now == at(10, 0, 30)


def test_now_is_never_before_what_was_just_written(jira: CannedJira) -> None:
    late = issue(jira, fields={"updated": "2026-11-23T11:00:31.250+0100"})
    assert read(jira, late).now == datetime(2026, 11, 23, 10, 0, 31, 250_000, tzinfo=UTC)


def test_an_option_unknown_to_the_map_is_left_out_and_named(jira: CannedJira) -> None:
    case = read(jira, issue(jira, fields={SEVERITY: {"value": "Blocker"}})).case
    assert Field.SEVERITY not in case.fields
    assert any("Severity" in p and "'Blocker'" in p and "field map" in p for p in case.problems)


def test_changes_are_told_in_our_terms_oldest_first(jira: CannedJira) -> None:
    person = ("id-adam", "Adam") if jira.cloud else ("KEY-adam", "Adam")
    document = issue(
        jira,
        changelog=log(
            entry(jira, 5, "adam", item(jira, "status", "status", ("1", "Open"), ("3", "Working on it"))),
            entry(
                jira,
                6,
                "mona",
                item(jira, "Severity", SEVERITY, ("7", "Majeur"), ("8", "CRITIQUE")),
                item(jira, "Story Points", "customfield_10009", (None, "1"), (None, "2")),
                item(jira, "description", "description", (None, "a"), (None, "b")),
            ),
            entry(jira, 7, "mona", item(jira, "assignee", "assignee", (None, None), person)),
            entry(jira, 8, "mona", item(jira, "priority", "priority", ("2", "High"), ("1", "Highest"))),
        ),
    )
    changes = read(jira, document).case.changes
    assert [(c.id, c.field, c.before, c.after, c.raw) for c in changes] == [
        ("5", Field.STATUS, "New", "In Progress", "Working on it"),
        ("6", Field.SEVERITY, "Major", "Critical", "CRITIQUE"),
        ("7", Field.ASSIGNEE, None, jira.id("adam"), "Adam"),
        ("8", Field.PRIORITY, "High", "Highest", "Highest"),
    ]
    assert changes[1].by == jira.id("mona")


def test_labels_and_fix_versions_have_a_history_too(jira: CannedJira) -> None:
    def labels(before: str, after: str, field_id: str = "labels") -> dict[str, Any]:
        return item(jira, "labels", field_id, (None, before), (None, after))

    named = item(jira, "Fix Version", "fixVersions", (None, None), ("5", "Enterprise One 2026.10"))
    items = (
        labels("", "vip"),
        labels("vip", "needs-product urgent"),
        labels("needs-product urgent", "needs-product"),
        named,
        labels("a", "b", "customfield_10009"),
    )
    document = issue(jira, changelog=log(*(entry(jira, n, "adam", one) for n, one in enumerate(items, start=4))))
    case = read(jira, document).case
    assert [(e.id, e.label, e.present) for e in case.labellings] == [
        ("4", "vip", True),
        ("5", "needs-product", True),
        ("5", "urgent", True),
        ("5", "vip", False),
        ("6", "urgent", False),
    ]
    assert {entry.by for entry in case.labellings} == {jira.id("adam")}
    assert case.fix_versions[0].since == at(9, 0, 7)
    assert case.as_of(at(9, 0, 5)).labels == {"needs-product", "urgent"}
    assert case.as_of(at(9, 0, 4)).labels == {"vip"}
    assert case.as_of(at(9, 0, 3)).labels == frozenset()


def test_a_person_whom_data_center_names_by_key_alone_is_looked_up_once(data_center: CannedJira) -> None:
    former = item(data_center, "assignee", "assignee", ("KEY-gone", "Gone"), ("KEY-adam", "Adam"))
    document = issue(data_center, changelog=log(entry(data_center, 5, "adam", former, former)))
    data_center.get(
        "user", {"name": "gone", "key": "KEY-gone"}, match=[matchers.query_param_matcher({"key": "KEY-gone"})]
    )
    case = read(data_center, document).case
    assert case.changes[0].before == "gone"
    assert len(data_center.asked("user")) == 1


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("2026-11-23T10:00:00.0+0100", "23/Nov/26 10:00 AM"),
        ("2026-11-23T09:00:00+0000", ""),
        ("2026-11-23T09:00Z", ""),
        ("1795424400000", ""),
        (None, "23/Nov/26 10:00 AM"),  # in our account's zone, Paris
    ],
)
def test_date_times_of_the_changelog_are_understood_as_jira_spells_them(
    jira: CannedJira, code: str | None, text: str
) -> None:
    changed = item(jira, "Functionality Restored", RESTORED, (None, None), (code, text))
    document = issue(jira, changelog=log(entry(jira, 5, "adam", changed)))
    assert read(jira, document).case.changes[0].after == at(9, 0)


def test_a_date_time_that_nobody_can_read_is_named_not_guessed(jira: CannedJira) -> None:
    changed = item(jira, "Functionality Restored", RESTORED, (None, None), (None, "lundi matin"))
    case = read(jira, issue(jira, changelog=log(entry(jira, 5, "adam", changed)))).case
    assert case.changes[0].after is None
    assert any("Functionality Restored" in p and "lundi matin" in p for p in case.problems)


def test_the_last_change_of_a_date_time_led_to_its_value_now(jira: CannedJira) -> None:
    changed = item(jira, "Functionality Restored", RESTORED, (None, None), (None, "23/Nov/26 10:15 AM"))
    document = issue(
        jira, fields={RESTORED: "2026-11-23T09:15:42.000+0000"}, changelog=log(entry(jira, 5, "adam", changed))
    )
    case = read(jira, document).case
    assert case.changes[0].after == case.moment(Field.RESTORED) == at(9, 15, 42)


def test_comments_are_internal_when_jira_says_so_in_any_way(jira: CannedJira) -> None:
    internal = [{"key": "sd.public.comment", "value": {"internal": True}}]
    conversation = thread(
        said(jira, 1, "clara", jsdPublic=True),
        said(jira, 2, "adam", jsdPublic=False),
        said(jira, 3, "adam", properties=internal),
        said(jira, 4, "adam", visibility={"type": "group", "value": "support-agents"}),
        said(jira, 5, "adam"),
    )
    case = read(jira, issue(jira, fields={"comment": conversation})).case
    assert [c.public for c in case.comments] == [True, False, False, False, True]


def test_data_centers_service_projects_are_asked_who_reads_a_comment(data_center: CannedJira) -> None:
    internal = said(data_center, 1, "adam", properties=[{"key": "sd.public.comment", "value": {"internal": True}}])
    public = said(data_center, 2, "adam", properties=[])
    data_center.get("issue/CARE-1/comment", thread(internal, public))
    document = issue(
        data_center,
        fields={
            "project": {"key": "CARE", "projectTypeKey": "service_desk"},
            "comment": thread(said(data_center, 1, "adam"), said(data_center, 2, "adam")),
        },
    )
    case = read(data_center, document).case
    assert [c.public for c in case.comments] == [False, True]
    assert any("expand=properties" in asked for asked in data_center.asked("issue/CARE-1/comment"))


def test_comments_beyond_the_first_page_are_fetched(jira: CannedJira) -> None:
    everything = [said(jira, n, "clara", f"number {n}") for n in range(1, 251)]
    for start in (100, 200):
        page = thread(*everything[start : start + 100], total=250, start=start)
        match = [matchers.query_param_matcher({"startAt": str(start)}, strict_match=False)]
        jira.get("issue/CARE-1/comment", page, match=match)
    reading = read(jira, issue(jira, fields={"comment": thread(*everything[:100], total=250)}))
    assert len(reading.case.comments) == 250
    assert len(jira.asked("issue/CARE-1/comment")) == 2
    assert reading.complete


def test_a_conversation_embedded_from_its_end_is_fetched_from_its_start(jira: CannedJira) -> None:
    everything = [said(jira, n, "clara", f"number {n}") for n in range(1, 151)]
    for start in (0, 100):
        page = thread(*everything[start : start + 100], total=150, start=start)
        match = [matchers.query_param_matcher({"startAt": str(start)}, strict_match=False)]
        jira.get("issue/CARE-1/comment", page, match=match)
    reading = read(jira, issue(jira, fields={"comment": thread(*everything[50:], total=150)}))
    assert [c.body for c in reading.case.comments[:2]] == ["number 1", "number 2"]
    assert len(reading.case.comments) == 150


def test_history_beyond_the_newest_hundred_is_fetched_on_cloud(cloud: CannedJira) -> None:
    flip = [("1", "Open"), ("3", "In Progress")]
    everything = [
        entry(cloud, n, "adam", item(cloud, "status", "status", flip[n % 2], flip[1 - n % 2])) for n in range(1, 251)
    ]
    for start in (0, 100):
        page = {"values": everything[start : start + 100], "total": 250, "isLast": False, "startAt": start}
        match = [matchers.query_param_matcher({"startAt": str(start), "maxResults": "100"})]
        cloud.get("issue/CARE-1/changelog", page, match=match)
    reading = read(cloud, issue(cloud, changelog=log(*everything[150:], total=250)))
    assert sorted({int(c.id) for c in reading.case.changes}) == list(range(1, 251))
    assert len(cloud.asked("issue/CARE-1/changelog")) == 2
    assert reading.complete


def test_a_history_that_data_center_cuts_short_is_said_to_be(data_center: CannedJira) -> None:
    reading = read(data_center, issue(data_center, changelog=log(entry(data_center, 5, "adam"), total=7)))
    assert (reading.complete, reading.lacks) == (False, ("changelog",))


def test_what_jira_left_out_of_an_issue_is_asked_for(cloud: CannedJira) -> None:
    document = issue(cloud, fields={"comment": None})
    del document["changelog"]
    change = entry(cloud, 5, "adam", item(cloud, "status", "status", ("1", "Open"), ("3", "In Progress")))
    cloud.get("issue/CARE-1/changelog", {"values": [change], "total": 1, "isLast": True})
    cloud.get("issue/CARE-1/comment", thread(said(cloud, 1, "clara")))
    reading = read(cloud, document)
    assert (len(reading.case.changes), len(reading.case.comments), reading.complete) == (1, 1, True)


def test_an_issue_without_any_history_is_whole(cloud: CannedJira) -> None:
    document = issue(cloud, fields={"comment": None}, changelog=None)
    cloud.get("issue/CARE-1/changelog", {"values": [], "total": 0, "isLast": True})
    cloud.get("issue/CARE-1/comment", thread())
    assert read(cloud, document).complete


def test_a_former_assignee_has_the_name_that_the_history_gives(jira: CannedJira) -> None:
    person = ("id-zoe", "Zoe Gone") if jira.cloud else ("KEY-zoe", "Zoe Gone")
    if not jira.cloud:
        jira.get("user", jira.user("zoe"))
    changed = item(jira, "assignee", "assignee", (None, None), person)
    case = read(jira, issue(jira, changelog=log(entry(jira, 5, "adam", changed)))).case
    assert case.name_of(jira.id("zoe")) == "Zoe Gone"


def test_participants_and_the_organization_are_customers(jira: CannedJira) -> None:
    values = {"isLastPage": True, "values": [jira.user("carl"), jira.user("adam")]}
    jira.mock.get(f"{URL}/rest/servicedeskapi/organization/4/user", json=values)
    document = issue(jira, fields={PARTICIPANTS: [jira.user("pam")], ORGANIZATIONS: [{"id": "4", "name": "Acme"}]})
    case = read(jira, document).case
    assert case.customers == {jira.id(name) for name in ("clara", "pam", "carl", "adam")}
    assert case.is_customer(jira.id("carl"))
    assert not case.is_customer(jira.id("adam"))


def test_an_organization_that_we_may_not_see_is_a_problem_not_a_failure(jira: CannedJira) -> None:
    jira.mock.get(f"{URL}/rest/servicedeskapi/organization/4/user", status=403)
    case = read(jira, issue(jira, fields={ORGANIZATIONS: [{"id": "4"}]})).case
    assert case.customers == {jira.id("clara")}
    assert any("organization 4" in problem for problem in case.problems)


@pytest.mark.parametrize("as_text", [False, True])
def test_our_record_is_read_with_the_case(jira: CannedJira, as_text: bool) -> None:
    record: Any = {"v": 1, "acts": {"OPN-1 hello": "2026-11-23T09:10:00Z"}}
    document = issue(jira, properties={"careflow": json.dumps(record) if as_text else record})
    assert read(jira, document).case.record.acts == {"OPN-1 hello": at(9, 10)}


def test_statuses_that_the_workflow_offers_are_known_from_the_read(jira: CannedJira) -> None:
    offered = [{"id": "2", "name": "Finish", "to": {"name": "Done"}}, {"id": "3", "name": "Ask", "to": {"name": "X"}}]
    assert read(jira, issue(jira, transitions=offered)).case.reachable == {Status.CLOSED, Status.IN_PROGRESS}


def test_an_anonymous_comment_is_nobodys(jira: CannedJira) -> None:
    comment = {k: v for k, v in said(jira, 1, "clara").items() if k != "author"}
    assert read(jira, issue(jira, fields={"comment": thread(comment)})).case.comments[0].by == ""


@pytest.mark.parametrize("broken", [{"status": None}, {"created": "yesterday"}, {"comment": {"comments": ["?"]}}])
def test_an_issue_of_another_shape_is_an_error_of_ours_not_a_traceback(
    jira: CannedJira, broken: dict[str, Any]
) -> None:
    with pytest.raises(Malformed, match="issue/CARE-1"):
        read(jira, issue(jira, fields=broken))


def test_an_id_leads_to_its_key(jira: CannedJira) -> None:
    jira.get("issue/10001", {"id": "10001", "key": "CARE-1", "fields": {"project": {"key": "CARE"}}})
    assert jira.gateway().key_of("10001") == "CARE-1"
    assert jira.asked("issue/") == ["GET issue/10001?fields=project"]


def test_field_ids_and_groups_are_asked_for_once(jira: CannedJira) -> None:
    jira.with_groups().get("issue/CARE-1", issue(jira))
    gateway = jira.gateway()
    gateway.read("CARE-1")
    before = len(jira.asked())
    gateway.read("CARE-1")
    assert len(jira.asked()) == before + 1


@pytest.mark.skipif(not RECORDED.is_dir(), reason="../shared/jira/responses is not here")
@pytest.mark.parametrize("name", ["spec_testdata_SP-10.json", "spec_testdata_SP-13.json", "spec_testdata_SP-15.json"])
def test_recorded_issues_of_jira_cloud_are_read(cloud: CannedJira, name: str) -> None:
    recorded = json.loads((RECORDED / name).read_text())
    cloud.with_groups().get("issue/SP-1", recorded)
    cloud.mock.get(re.compile(f"{URL}/rest/servicedeskapi/organization/.*"), json={"values": [], "isLastPage": True})
    cloud.get(f"issue/{recorded['key']}/comment", {"comments": [], "total": 0})
    case = cloud.gateway().read("SP-1").case
    assert case.key == recorded["key"]
    assert [c.at for c in case.changes] == sorted(c.at for c in case.changes)
    assert all(c.field is not Field.STATUS or c.raw for c in case.changes)
    assert f"{API}/issue/{recorded['key']}/changelog" not in cloud.asked()
