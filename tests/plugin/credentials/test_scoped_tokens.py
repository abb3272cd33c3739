"""Tokens with scopes: by Atlassian's gateway, whose address careflow finds, and to no other host."""

from __future__ import annotations

from pathlib import Path

import pytest

from plugin.credentials.accounts import connection_of
from plugin.jira import Malformed, MemoryCache, NotFound, OutOfScope, Redirected, Unauthorized, Unavailable
from plugin.jira.cache import PerSite
from plugin.sandbox import Sandbox
from plugin.workbench import gateway_by
from tests.atlassian import CLOUD_ID, SCOPED_TOKEN
from tests.plugin.credentials.conftest import Site
from tests.plugin.jira.loopback import Loopback, answers, resets


@pytest.fixture
def scoped(site: Site, sandbox: Sandbox) -> Site:
    site.set(JIRA__AUTH="scoped-token", JIRA__USER=sandbox.user, JIRA__TOKEN=SCOPED_TOKEN)
    return site


def test_the_admin_gives_the_sites_address_and_careflow_finds_the_gateways(scoped: Site):
    assert scoped.session().get("myself").object()["displayName"] == "Careflow"
    asked = [(one.host, f"{one.method} {one.path}") for one in scoped.atlassian.heard]
    assert asked == [("site", "GET /_edge/tenant_info"), ("api", f"GET /ex/jira/{CLOUD_ID}/rest/api/2/myself")]


def test_the_token_goes_to_the_gateway_only(scoped: Site):
    scoped.session().get("myself")
    assert scoped.atlassian.hosts_that_heard(SCOPED_TOKEN) == {"api"}


def test_a_session_with_the_gateway_speaks_to_no_other_host(scoped: Site):
    session = scoped.session()
    session.get("myself")
    assert session._client is not None
    with pytest.raises(Exception, match="not the configured Jira"):
        session._client._session.request("GET", f"{scoped.atlassian.site}/rest/api/2/myself")


def test_it_is_sent_with_the_accounts_email_or_alone(scoped: Site):
    scoped.session().get("myself")
    scoped.set(JIRA__USER="")
    scoped.session().get("myself")
    headers = [one.authorization for one in scoped.atlassian.heard if one.host == "api"]
    assert [header.partition(" ")[0] for header in headers] == ["Basic", "Bearer"]


def test_with_another_accounts_email_it_is_wrong(scoped: Site):
    scoped.set(JIRA__USER="somebody@example.org")
    with pytest.raises(Unauthorized):
        scoped.session().get("myself")


def test_the_cloud_id_is_asked_once_a_day_by_all_who_share_a_cache(scoped: Site):
    cache = MemoryCache()
    for _ in range(3):
        scoped.session(cache=cache).get("myself")
    assert len([one for one in scoped.atlassian.heard if one.host == "site"]) == 1


def test_a_cache_cannot_send_the_token_elsewhere(scoped: Site):
    cache = MemoryCache()
    PerSite(cache, scoped.atlassian.site).put("cloud-id", "x@evil.example/", 60)
    assert scoped.session(cache=cache).get("myself").status == 200


def test_the_gateways_own_address_is_taken_as_it_is(scoped: Site):
    scoped.set(JIRA__URL=f"{scoped.atlassian.addresses.api}/ex/jira/{CLOUD_ID}")
    assert scoped.session().get("myself").status == 200
    assert {one.host for one in scoped.atlassian.heard} == {"api"}


def test_a_case_is_read_and_written_through_the_gateway(scoped: Site, sandbox: Sandbox):
    key = sandbox.open_case(by="clara", summary="It is broken", severity="Major")
    settings, cache = scoped.set(), MemoryCache()
    gateway = gateway_by(connection_of(settings, cache=cache, atlassian=scoped.atlassian.addresses), settings, cache)
    case = gateway.read(key).case
    gateway.note(case, "Seen.")
    assert [comment.body for comment in sandbox.case(key).comments] == ["Seen."]


def test_a_scope_that_is_lacking_is_no_wrong_token(scoped: Site):
    scoped.atlassian.token_scopes = frozenset({"read:jira-user"})
    scoped.atlassian.covers = lambda method, path, scopes: path.endswith("/myself")
    session = scoped.session()
    assert session.get("myself").status == 200
    with pytest.raises(OutOfScope, match="the token lacks a scope"):
        session.get("field")


@pytest.mark.parametrize(
    ("play", "error"),
    [
        (answers("no such page", "404 Not Found"), NotFound),
        (answers("<html>Log in</html>"), Exception),
        (answers('{"cloudId": "../../evil"}'), Malformed),
        (answers("{}"), Malformed),
        (answers("", "302 Found", "Location: https://elsewhere.example/"), Redirected),
        (resets(), Unavailable),
    ],
)
def test_a_site_that_does_not_tell_its_id_is_an_error_and_gets_no_token(scoped: Site, play, error):
    server = Loopback(play)
    scoped.set(JIRA__URL=server.url)
    try:
        with pytest.raises(error):
            scoped.session().get("myself")
    finally:
        server.close()
    assert not any(SCOPED_TOKEN.encode() in request or b"uthorization" in request for request in server.requests)
    assert scoped.atlassian.heard == []


def test_a_netrc_puts_in_no_credentials(scoped: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    (tmp_path / "netrc").write_text("machine 127.0.0.1 login somebody password hunter2\n")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    scoped.session().get("myself")
    assert [one.authorization for one in scoped.atlassian.heard if one.host == "site"] == [""]
