"""The gateway against the sandbox Jira over real HTTP, in both shapes; requests held against Atlassian's documents."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from plugin.field_map_files import read_field_maps
from plugin.jira import (
    Connection,
    Gateway,
    MemoryCache,
    NotFound,
    NoTransition,
    RateLimited,
    Refused,
    TimedOut,
    Unauthorized,
    Unavailable,
)
from plugin.sandbox import Flavour, Sandbox
from workflows.record import Record
from workflows.terms import Field, Role, Status

MAPS = Path(__file__).parents[3] / "field_maps"
GROUPS = {
    Role.AGENT: ("support-agents",),
    Role.MANAGER: ("support-managers",),
    Role.DISPATCHER: ("support-dispatchers",),
    Role.SECOND_LINE: ("support-second-line",),
    Role.ON_CALL: ("support-oncall",),
    Role.CONSULTING: ("consulting",),
    Role.PRODUCT_MANAGEMENT: ("product-management",),
}


@pytest.fixture
def gateway(sandbox: Sandbox) -> Gateway:
    connection = Connection(sandbox.url, sandbox.user, sandbox.token, read_timeout=0.5)
    return Gateway(connection, read_field_maps(MAPS, MAPS).field_map, GROUPS, MemoryCache())


@pytest.fixture
def key(sandbox: Sandbox) -> str:
    return sandbox.open_case(by="clara", summary="It is broken", severity="Major", product="Enterprise One")


def id_of(sandbox: Sandbox, name: str) -> str:
    person = sandbox.person(name)
    return person.account_id if sandbox.site.cloud else person.name


@pytest.mark.usefixtures("valid_requests")
def test_a_case_lives_through_reading_and_writing(sandbox: Sandbox, gateway: Gateway, key: str) -> None:
    sandbox.advance(minutes=5)
    sandbox.comment(key, "adam", "We look into it.")
    sandbox.comment(key, "agnes", "He broke it himself.", public=False)
    sandbox.assign(key, "dora", "adam")
    sandbox.edit(key, "adam", severity="Critical")
    sandbox.edit(key, "adam", {"Functionality Restored": datetime(2026, 11, 23, 9, 58, 12, tzinfo=UTC)})
    reading = gateway.read(key)
    case = reading.case
    assert reading.now == sandbox.now()
    assert case.problems == ()
    assert (case.status, case.fields[Field.SEVERITY], case.fields[Field.PRODUCT]) == (
        Status.NEW,
        "Critical",
        "Enterprise One",
    )
    assert [(c.by, c.public) for c in case.comments] == [
        (id_of(sandbox, "adam"), True),
        (id_of(sandbox, "agnes"), False),
    ]
    told = {(c.field, c.before, c.after) for c in case.changes}
    assert (Field.SEVERITY, "Major", "Critical") in told
    assert (Field.ASSIGNEE, None, id_of(sandbox, "adam")) in told
    assert (Field.RESTORED, None, datetime(2026, 11, 23, 9, 58, 12, tzinfo=UTC)) in told
    assert case.roles(id_of(sandbox, "adam")) == {Role.AGENT}
    assert case.is_customer(id_of(sandbox, "clara"))

    due = reading.now + timedelta(hours=4, minutes=30)
    record = Record(acts={"OPN-1 hello": reading.now})
    gateway.write(
        case,
        fields={Field.RESPONSE_DUE: due, Field.SLA_STATE: "On track", Field.PRIORITY: "Highest"},
        labels_add=["consulting"],
        comment="Thank you.",
        record=record,
    )
    gateway.note(case, "careflow · a note")
    gateway.move(case, Status.IN_PROGRESS)
    gateway.email(case, "Hello", "Hello", "<p>Hello</p>")

    again = gateway.read(case.id).case
    assert (again.status, again.record, again.labels) == (Status.IN_PROGRESS, record, {"consulting"})
    assert again.fields[Field.RESPONSE_DUE] == due
    assert [c.public for c in again.comments] == [True, False, True, False]
    assert again.comments[-1].by == again.own_account
    assert [mail.to for mail in sandbox.outbox] == [("clara",)]


@pytest.mark.usefixtures("valid_requests")
def test_members_languages_and_search_ask_only_what_is_documented(sandbox: Sandbox, gateway: Gateway, key: str) -> None:
    assert id_of(sandbox, "mona") in {person.id for person in gateway.members(Role.MANAGER)}
    assert id_of(sandbox, "ivan") not in {person.id for person in gateway.members(Role.AGENT)}
    assert gateway.locale_of(id_of(sandbox, "camille")) == "fr_FR"
    assert [reading.case.key for reading in gateway.search("project = CARE")] == [key]
    assert list(gateway.search_keys("project = CARE ORDER BY key")) == [key]
    assert gateway.key_of(gateway.read(key).case.id) == key
    sandbox.site.may_read_groups = False
    connection = Connection(sandbox.url, sandbox.user, sandbox.token)
    other = Gateway(connection, read_field_maps(MAPS, MAPS).field_map, GROUPS, MemoryCache())
    sandbox.comment(key, "mona", "Hello.")
    assert other.read(key).case.roles(id_of(sandbox, "mona")) == {Role.MANAGER}


def test_the_second_read_is_one_request_on_cloud(sandbox: Sandbox, gateway: Gateway, key: str) -> None:
    gateway.read(key)
    sandbox.forget_requests()
    gateway.read(key)
    assert len(sandbox.requests) == 1


@pytest.mark.parametrize("flavour", [Flavour.CLOUD])
@pytest.mark.usefixtures("valid_requests")
def test_long_histories_and_conversations_are_read_whole(sandbox: Sandbox, gateway: Gateway, key: str) -> None:
    sandbox.site.embedded_comments = 20
    for number in range(130):
        sandbox.advance(seconds=30)
        sandbox.comment(key, "clara", f"number {number}")
        sandbox.edit(key, "adam", severity=("Critical", "Minor")[number % 2])
    reading = gateway.read(key)
    assert reading.complete
    assert [c.body for c in reading.case.comments] == [f"number {n}" for n in range(130)]
    severities = [c.after for c in reading.case.changes if c.field is Field.SEVERITY]
    assert severities[-130:] == ["Critical", "Minor"] * 65


def test_a_field_off_the_screen_is_refused_by_our_name_and_nothing_is_written(
    sandbox: Sandbox, gateway: Gateway, key: str
) -> None:
    sandbox.hide_field("Response Due")
    case = gateway.read(key).case
    with pytest.raises(Refused) as caught:
        gateway.write(case, fields={Field.RESPONSE_DUE: sandbox.now(), Field.SLA_STATE: "On track"}, comment="Hello.")
    assert set(caught.value.errors) == {Field.RESPONSE_DUE}
    assert not sandbox.issue(key).comments


def test_an_option_that_is_gone_is_refused_by_our_name(sandbox: Sandbox, gateway: Gateway, key: str) -> None:
    sandbox.remove_option("SLA State", "On track")
    case = gateway.read(key).case
    with pytest.raises(Refused) as caught:
        gateway.write(case, fields={Field.SLA_STATE: "On track"})
    assert set(caught.value.errors) == {Field.SLA_STATE}


def test_faults_of_jira_are_told_apart(sandbox: Sandbox, gateway: Gateway, key: str) -> None:
    case = gateway.read(key).case
    path = "/rest/api/2/issue/*"
    sandbox.faults.rate_limit(1847, "jira-burst-based", path=path)
    with pytest.raises(RateLimited) as limited:
        gateway.read(key)
    assert limited.value.retry_after == 1847
    sandbox.faults.rate_limit(sandbox.now() + timedelta(seconds=90), path=path)
    with pytest.raises(RateLimited) as dated:
        gateway.read(key)
    assert dated.value.retry_after == 90
    sandbox.faults.fail(401, path=path)
    with pytest.raises(Unauthorized):
        gateway.read(key)
    sandbox.faults.hang(1.5, path=path)
    with pytest.raises(TimedOut):
        gateway.read(key)
    sandbox.faults.reset("PUT", path, when="after")
    with pytest.raises(Unavailable):
        gateway.write(case, fields={}, comment="Hello.")
    assert [c.body for c in sandbox.issue(key).comments] == ["Hello."]  # once: it was not sent again


def test_a_read_that_stumbles_is_asked_again(sandbox: Sandbox, gateway: Gateway, key: str) -> None:
    gateway.read(key)
    sandbox.faults.reset("GET", "/rest/api/2/issue/*")
    sandbox.faults.fail(502, "GET", "/rest/api/2/issue/*")
    assert gateway.read(key).case.key == key


def test_a_case_that_is_not_there_is_not_found(gateway: Gateway) -> None:
    with pytest.raises(NotFound):
        gateway.read("CARE-404")


def test_a_wrong_token_is_said_to_be(sandbox: Sandbox) -> None:
    wrong = Gateway(
        Connection(sandbox.url, sandbox.user, "wrong"), read_field_maps(MAPS, MAPS).field_map, GROUPS, MemoryCache()
    )
    with pytest.raises(Unauthorized):
        wrong.read("CARE-1")


def test_a_status_without_a_transition_is_told(sandbox: Sandbox, gateway: Gateway, key: str) -> None:
    sandbox.site.transitions[:] = [t for t in sandbox.site.transitions if t.to.name != "Closed"]
    case = gateway.read(key).case
    assert Status.CLOSED not in (case.reachable or ())
    with pytest.raises(NoTransition):
        gateway.move(case, Status.CLOSED)


def test_managers_are_asked_for_afresh(sandbox: Sandbox, gateway: Gateway, key: str) -> None:
    sandbox.comment(key, "mona", "Hello.")
    mona = id_of(sandbox, "mona")
    assert gateway.read(key).case.roles(mona) == {Role.MANAGER}
    sandbox.site.people.group("support-managers").members.remove(sandbox.person("mona"))
    assert gateway.read(key).case.roles(mona) == {Role.MANAGER}
    assert gateway.recheck(gateway.read(key).case, frozenset({Role.MANAGER})).roles(mona) == frozenset()


@pytest.mark.usefixtures("valid_requests")
def test_notes_of_a_project_without_service_management_stay_among_agents(flavour: Flavour, sandbox: Sandbox) -> None:
    sandbox.site.projects["CARE"].service = False
    key = sandbox.open_case(by="clara", summary="It is broken")
    connection = Connection(sandbox.url, sandbox.user, sandbox.token)
    gateway = Gateway(connection, read_field_maps(MAPS, MAPS).field_map, GROUPS, MemoryCache())
    gateway.note(gateway.read(key).case, "Only us.")
    assert [c.public for c in gateway.read(key).case.comments] == [False]


@pytest.mark.parametrize("flavour", [Flavour.CLOUD])
def test_a_sweep_of_a_hundred_and_twenty_cases_is_a_few_reads(sandbox: Sandbox, gateway: Gateway) -> None:
    for number in range(120):
        sandbox.open_case(by="clara", summary=f"number {number}", severity="Major")
    readings = list(gateway.search("project = CARE"))
    assert len(readings) == 120
    assert all(reading.complete for reading in readings)
    assert len(sandbox.requests) <= 20


def test_an_organizations_members_are_customers(sandbox: Sandbox, gateway: Gateway) -> None:
    key = sandbox.open_case(by="clara", summary="It is broken", fields={"Organizations": "Acme Corp"})
    case = gateway.read(key).case
    assert case.is_customer(id_of(sandbox, "carl")), case.problems
