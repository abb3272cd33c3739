from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
import responses
from responses import matchers

from plugin.jira import JiraError, MemoryCache, RateLimited, Unauthorized, Unavailable
from tests.plugin.jira.canned import API, CannedJira, issue, said, thread
from workflows.authorized import Authorized
from workflows.case import Case
from workflows.policy import Policy
from workflows.surroundings import Need
from workflows.terms import Field, Role, Status


def group(jira: CannedJira, name: str, people: list[str], **page: object) -> responses.BaseResponse:
    shown = {"isLast": True, "values": [jira.user(person) for person in people], **page}
    return jira.get(
        "group/member", shown, match=[matchers.query_param_matcher({"groupname": name}, strict_match=False)]
    )


def test_members_beyond_the_first_page_are_members(jira: CannedJira) -> None:
    pages = {0: [f"a{n}" for n in range(50)], 50: ["last"]}
    for start, people in pages.items():
        match = [
            matchers.query_param_matcher({"groupname": "support-agents", "startAt": str(start)}, strict_match=False)
        ]
        jira.get("group/member", {"isLast": start == 50, "values": [jira.user(p) for p in people]}, match=match)
    assert jira.id("last") in {person.id for person in jira.gateway().members(Role.AGENT)}
    assert len(jira.asked("group/member")) == 2


def test_an_inactive_account_is_no_member_to_assign_but_was_staff(jira: CannedJira) -> None:
    group(jira, "support-managers", [])
    page = {"isLast": True, "values": [jira.user("adam"), {**jira.user("ivan"), "active": False}]}
    match = [matchers.query_param_matcher({"groupname": "support-agents"}, strict_match=False)]
    jira.get("group/member", page, match=match)
    jira.get("issue/CARE-1", issue(jira, fields={"comment": thread(said(jira, 1, "ivan"))}))
    gateway = jira.gateway()
    assert [person.id for person in gateway.members(Role.AGENT)] == [jira.id("adam")]
    assert gateway.read("CARE-1").case.is_staff(jira.id("ivan"))


def test_managers_are_asked_for_afresh_when_a_verdict_relies_on_them(jira: CannedJira) -> None:
    group(jira, "support-agents", ["adam"])
    managers = group(jira, "support-managers", ["adam"])
    jira.get("issue/CARE-1", issue(jira))
    gateway = jira.gateway()
    assert Role.MANAGER in gateway.read("CARE-1").case.roles(jira.id("adam"))
    jira.mock.remove(managers)
    group(jira, "support-managers", [])
    assert Role.MANAGER in gateway.read("CARE-1").case.roles(jira.id("adam"))
    afresh = gateway.recheck(gateway.read("CARE-1").case, frozenset({Role.MANAGER}))
    assert Role.MANAGER not in afresh.roles(jira.id("adam"))
    assert Role.MANAGER not in gateway.read("CARE-1").case.roles(jira.id("adam"))


def test_a_group_that_is_not_there_is_nobody_and_named(jira: CannedJira) -> None:
    group(jira, "support-agents", ["adam"])
    jira.answer("GET", "group/member", status=404, json={"errorMessages": ["no such group"]})
    jira.get("issue/CARE-1", issue(jira))
    case = jira.gateway().read("CARE-1").case
    assert case.roles(jira.id("adam")) == {Role.AGENT}
    assert any("'support-managers'" in problem for problem in case.problems)


def no_groups_may_be_listed(jira: CannedJira) -> None:
    jira.answer("GET", "group/member", status=403, json={"errorMessages": ["forbidden"]})
    jira.get("issue/CARE-1", issue(jira))


def groups_of(jira: CannedJira, person: str, *names: str) -> None:
    groups = [{"name": name} for name in names]
    by = {"accountId": f"id-{person}"} if jira.cloud else {"username": person, "expand": "groups"}
    shown = groups if jira.cloud else {**jira.user(person), "groups": {"size": len(groups), "items": groups}}
    jira.get("user/groups" if jira.cloud else "user", shown, match=[matchers.query_param_matcher(by)])


def test_where_groups_may_not_be_listed_each_person_is_asked_for(jira: CannedJira) -> None:
    no_groups_may_be_listed(jira)
    groups_of(jira, "adam", "support-agents", "everybody")
    groups_of(jira, "clara", "everybody")
    gateway = jira.gateway()
    case = gateway.read("CARE-1").case
    assert case.roles(jira.id("adam")) == {Role.AGENT}
    assert not case.is_staff(jira.id("clara"))
    assert gateway.members(Role.AGENT) == ()
    before = len(jira.asked())
    gateway.read("CARE-1")
    assert len(jira.asked()) == before + 1


def test_where_nobodys_groups_may_be_seen_nobody_has_a_role_and_it_is_said(jira: CannedJira) -> None:
    no_groups_may_be_listed(jira)
    jira.answer("GET", "user/groups" if jira.cloud else "user", status=403)
    case = jira.gateway().read("CARE-1").case
    assert not case.is_staff(jira.id("adam"))
    assert len([p for p in case.problems if "role groups" in p]) == 1


LISTED = replace(Policy(), authorized_reporters={"LeanKit": Authorized(("leankit-users", "gone"))})


def groups_of_clara(jira: CannedJira) -> frozenset[str] | None:
    at = datetime(2026, 3, 2, tzinfo=UTC)
    fields = {Field.PRODUCT: "LeanKit"}
    case = Case("CARE-1", "1", at, Status.NEW, "careflow", reporter=jira.id("clara"), fields=fields)
    return jira.gateway().bring(case, frozenset({Need.REPORTER_GROUPS}), LISTED).around.reporter_groups


def test_sco_1_the_reporter_is_looked_for_in_the_groups_of_the_product_one_of_which_may_be_missing(
    jira: CannedJira,
) -> None:
    group(jira, "leankit-users", ["carl", "clara"])
    match = [matchers.query_param_matcher({"groupname": "gone"}, strict_match=False)]
    jira.answer("GET", "group/member", status=404, json={}, match=match)
    assert groups_of_clara(jira) == {"leankit-users"}


def test_sco_1_a_refusal_means_no(jira: CannedJira) -> None:
    no_groups_may_be_listed(jira)
    jira.answer("GET", "user/groups" if jira.cloud else "user", status=403)
    assert groups_of_clara(jira) == frozenset()


@pytest.mark.parametrize("status", [503, 429])
def test_sco_1_nobody_is_refused_because_jira_stumbled(jira: CannedJira, status: int) -> None:
    jira.answer("GET", "group/member", status=status, json={})
    with pytest.raises(JiraError):
        groups_of_clara(jira)


@pytest.mark.parametrize(("status", "kind"), [(503, Unavailable), (429, RateLimited), (401, Unauthorized)])
def test_nobody_loses_a_role_because_jira_stumbled(jira: CannedJira, status: int, kind: type[Exception]) -> None:
    jira.answer("GET", "group/member", status=status)
    jira.get("issue/CARE-1", issue(jira))
    with pytest.raises(kind):
        jira.gateway().read("CARE-1")


@pytest.mark.parametrize(("status", "kind"), [(503, Unavailable), (429, RateLimited), (401, Unauthorized)])
def test_nor_when_it_stumbles_over_one_person(jira: CannedJira, status: int, kind: type[Exception]) -> None:
    no_groups_may_be_listed(jira)
    jira.answer("GET", "user/groups" if jira.cloud else "user", status=status)
    with pytest.raises(kind):
        jira.gateway().read("CARE-1")


def test_our_own_account_has_no_role_whatever_group_it_is_in(jira: CannedJira) -> None:
    group(jira, "support-agents", ["careflow"])
    group(jira, "support-managers", ["careflow"])
    jira.get("issue/CARE-1", issue(jira, fields={"comment": thread(said(jira, 1, "careflow"))}))
    case = jira.gateway().read("CARE-1").case
    assert case.own_account == jira.id("careflow")
    assert not case.is_staff(case.own_account)


def test_a_persons_language_is_asked_for_once(jira: CannedJira) -> None:
    by = {"accountId": "id-camille"} if jira.cloud else {"username": "camille"}
    jira.get("user", {**jira.user("camille"), "locale": "fr_FR"}, match=[matchers.query_param_matcher(by)])
    gateway = jira.gateway()
    assert [gateway.locale_of(jira.id("camille")) for _ in range(2)] == ["fr_FR", "fr_FR"]
    assert len(jira.asked("user")) == 1


@pytest.mark.parametrize("status", [403, 404])
def test_a_language_that_we_may_not_see_is_none(jira: CannedJira, status: int) -> None:
    jira.answer("GET", "user", status=status)
    assert jira.gateway().locale_of(jira.id("camille")) is None


def test_a_mention_is_written_as_the_flavour_has_it(jira: CannedJira) -> None:
    assert jira.gateway().mention(jira.id("adam")) == ("[~accountid:id-adam]" if jira.cloud else "[~adam]")


def test_groups_are_shared_by_all_workers_and_asked_again_in_time(jira: CannedJira) -> None:
    group(jira, "support-agents", ["adam"])
    cache = MemoryCache()
    for _ in range(3):
        jira.gateway(cache=cache).members(Role.AGENT)
    assert len(jira.asked("group/member")) == 1
    for _ in range(2):
        jira.gateway(cache=cache, people_for=0.0).members_of(["support-agents"], fresh=True)
    assert len(jira.asked("group/member")) == 3


def test_another_site_shares_nothing_of_the_cache(cloud: CannedJira) -> None:
    cache = MemoryCache()
    group(cloud, "support-agents", ["adam"])
    cloud.gateway(cache=cache).members(Role.AGENT)
    assert cache.get("group:support-agents") is None
    assert cache.get(f"{API.removesuffix('/rest/api/2')}:group:support-agents")
