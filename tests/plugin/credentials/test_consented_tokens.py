"""Access tokens of a consent: one host each, renewed in time and once, by one process for all."""

from __future__ import annotations

import logging
import os
import stat
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from plugin.credentials.accounts import connection_of
from plugin.credentials.consent import NotConsented
from plugin.credentials.grants import EARLY, Grant, now
from plugin.jira import Malformed, MemoryCache, RateLimited, Redirected, Unauthorized, Unavailable
from plugin.sandbox import Sandbox
from plugin.workbench import gateway_by
from tests.atlassian import APP_SECRET, CLOUD_ID, HOUR, LEEWAY
from tests.plugin.credentials.conftest import Site

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def grant(oauth: Site) -> Grant:
    return oauth.consent()


def run_out(site: Site, by: timedelta = timedelta(hours=1)) -> Grant:
    """The access token has run out, by the clock of this machine."""
    file = site.tokens().file
    grant = file.read()
    assert grant is not None
    file.write(replace(grant, expires_at=now() - by))
    return grant


def kept(site: Site) -> Grant:
    grant = site.tokens().file.read()
    assert grant is not None
    return grant


def test_each_secret_goes_to_one_host(oauth: Site, grant: Grant):
    run_out(oauth)
    oauth.session().get("myself")
    assert oauth.atlassian.hosts_that_heard(APP_SECRET) == {"login"}
    assert oauth.atlassian.hosts_that_heard(grant.refresh_token) == {"login"}
    assert oauth.atlassian.hosts_that_heard(grant.access_token) == {"api"}
    assert oauth.atlassian.hosts_that_heard(kept(oauth).access_token) == {"api"}


def test_the_site_itself_is_asked_nothing(oauth: Site, grant: Grant):
    oauth.session().get("myself")
    assert "site" not in {one.host for one in oauth.atlassian.heard}


def test_a_netrc_does_not_take_the_place_of_the_token(
    oauth: Site, grant: Grant, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    (tmp_path / "netrc").write_text("machine 127.0.0.1 login somebody password hunter2\n")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    oauth.session().get("myself")
    assert oauth.atlassian.heard[-1].authorization == f"Bearer {grant.access_token}"


def test_a_case_is_read_and_written_by_a_consent(oauth: Site, grant: Grant, sandbox: Sandbox):
    key = sandbox.open_case(by="clara", summary="It is broken", severity="Major")
    settings, cache = oauth.set(), MemoryCache()
    gateway = gateway_by(connection_of(settings, cache=cache, atlassian=oauth.atlassian.addresses), settings, cache)
    gateway.note(gateway.read(key).case, "Seen.")
    assert [comment.body for comment in sandbox.case(key).comments] == ["Seen."]


def test_a_token_that_is_good_is_not_renewed(oauth: Site, grant: Grant):
    session = oauth.session()
    for _ in range(3):
        session.get("myself")
    assert oauth.atlassian.exchanges("refresh_token") == []


def test_a_token_is_renewed_before_it_runs_out_and_the_new_ones_are_kept(oauth: Site, grant: Grant):
    run_out(oauth, by=-EARLY / 2)
    oauth.session().get("myself")
    assert [one.form["refresh_token"] for one in oauth.atlassian.exchanges("refresh_token")] == [grant.refresh_token]
    after = kept(oauth)
    assert after.refresh_token != grant.refresh_token
    assert after.access_token != grant.access_token
    assert after.is_good(now())
    assert after.consented_at == grant.consented_at
    assert stat.S_IMODE(oauth.tokens().file.path.stat().st_mode) == 0o600


def test_a_token_that_jira_refuses_is_renewed_and_the_request_sent_again(oauth: Site, grant: Grant, sandbox: Sandbox):
    key = sandbox.open_case(by="clara", summary="It is broken")
    oauth.atlassian.time += HOUR  # it has run out there, while this machine's clock stands
    session = oauth.session()
    session.send("POST", "issue/{issue}/comment", {"body": "Once."}, issue=key)
    assert [comment.body for comment in sandbox.case(key).comments] == ["Once."]
    assert len(oauth.atlassian.exchanges("refresh_token")) == 1


def test_it_is_renewed_once_for_a_request_that_is_refused_again(oauth: Site, grant: Grant):
    oauth.atlassian.shut = True
    with pytest.raises(Unauthorized):
        oauth.session().get("myself")
    assert len(oauth.atlassian.exchanges("refresh_token")) == 1


def test_another_process_may_have_renewed_it_already(oauth: Site, grant: Grant):
    one, other = oauth.session(), oauth.tokens()
    one.get("myself")
    assert other.renewed(grant.access_token) != grant.access_token
    assert other.renewed(grant.access_token) == kept(oauth).access_token
    one.get("myself")
    assert len(oauth.atlassian.exchanges("refresh_token")) == 1


@pytest.fixture
def two(oauth: Site) -> Iterator[list[subprocess.Popen[str]]]:
    addresses = oauth.atlassian.addresses
    command = [sys.executable, str(Path(__file__).with_name("asks_for_a_token.py")), addresses.login, addresses.api]
    environ = {"PYTHONPATH": str(ROOT), **oauth.environ}
    pipe = subprocess.PIPE
    running = [subprocess.Popen(command, env=environ, stdin=pipe, stdout=pipe, text=True) for _ in range(2)]
    yield running
    for process in running:
        process.kill()
        process.communicate()


def test_of_two_processes_one_renews_and_both_have_the_new_token(oauth: Site, grant: Grant, two):
    run_out(oauth)
    oauth.atlassian.lingers = 0.5  # the second asks while the first waits for its answer
    for process in two:
        assert process.stdout.readline() == "ready\n"
    for process in two:
        process.stdin.write("now\n")
        process.stdin.flush()
    answers = [process.stdout.readline().strip() for process in two]
    assert answers == [kept(oauth).access_token] * 2
    assert len(oauth.atlassian.exchanges("refresh_token")) == 1


class TestLostAnswers:
    def test_a_lost_answer_is_asked_for_again_at_once(self, oauth: Site, grant: Grant):
        run_out(oauth)
        oauth.atlassian.lose_answers = 2
        assert oauth.session().get("myself").status == 200
        sent = [one.form["refresh_token"] for one in oauth.atlassian.exchanges("refresh_token")]
        assert sent == [grant.refresh_token] * 3

    def test_after_three_the_case_is_put_back_and_within_ten_minutes_all_is_well(self, oauth: Site, grant: Grant):
        run_out(oauth)
        oauth.atlassian.lose_answers = 3
        with pytest.raises(Unavailable):
            oauth.session().get("myself")
        assert kept(oauth).refresh_token == grant.refresh_token
        oauth.atlassian.time += LEEWAY - 1
        assert oauth.session().get("myself").status == 200

    def test_later_the_consent_has_ended_and_the_mend_is_to_connect(self, oauth: Site, grant: Grant):
        run_out(oauth)
        oauth.atlassian.lose_answers = 3
        with pytest.raises(Unavailable):
            oauth.session().get("myself")
        oauth.atlassian.time += LEEWAY + 1
        with pytest.raises(Unauthorized, match="run `careflow connect`"):
            oauth.session().get("myself")


class TestWhatOnlyAPersonMends:
    def test_a_consent_that_was_taken_back(self, oauth: Site, grant: Grant):
        oauth.atlassian.end_consents()
        with pytest.raises(Unauthorized, match="Atlassian no longer takes the consent: run `careflow connect`"):
            oauth.session().get("myself")

    def test_no_consent(self, oauth: Site):
        with pytest.raises(Unauthorized, match="nobody has consented on this machine yet: run `careflow connect`"):
            oauth.session().get("myself")
        assert oauth.atlassian.heard == []

    def test_a_consent_for_another_site_or_app_is_used_for_neither(self, oauth: Site, grant: Grant):
        oauth.set(JIRA__URL="https://other.example")
        with pytest.raises(Unauthorized, match=r"for another site than is set .* run `careflow connect`"):
            oauth.session().get("myself")
        oauth.set(JIRA__URL=oauth.atlassian.site, JIRA__CLIENT_ID="another")
        with pytest.raises(Unauthorized, match="for another app than is set"):
            oauth.session().get("myself")
        assert [one for one in oauth.atlassian.heard if one.path.startswith("/ex/jira")] == []

    @pytest.mark.parametrize("text", ["", "{", "[]", "{}", '{"site": "https://x"}'])
    def test_a_file_that_was_spoiled(self, oauth: Site, grant: Grant, text: str):
        oauth.tokens().file.path.write_text(text)
        with pytest.raises(Unauthorized, match="does not hold a consent"):
            oauth.session().get("myself")

    def test_a_wrong_secret_of_the_app(self, oauth: Site, grant: Grant):
        oauth.set(JIRA__CLIENT_SECRET="hunter2-wrong")
        run_out(oauth)
        with pytest.raises(Unauthorized, match="CAREFLOW_JIRA__CLIENT_SECRET") as caught:
            oauth.session().get("myself")
        assert "hunter2" not in str(caught.value)
        assert kept(oauth).refresh_token == grant.refresh_token


class TestTheConsentItself:
    def test_one_for_another_site_is_given_up_and_names_what_it_is_for(self, oauth: Site):
        oauth.atlassian.sites = [{"id": "0" * 36, "url": "https://other.example", "name": "other"}]
        with pytest.raises(NotConsented) as caught:
            oauth.consent()
        assert str(caught.value).startswith(
            "the consent is for https://other.example, but jira.url is http://127.0.0.1"
        )
        assert oauth.atlassian.heard[-1].path == "/oauth/revoke"
        assert oauth.tokens().file.read() is None

    def test_of_several_sites_the_configured_one_is_taken_however_it_is_spelled(self, oauth: Site):
        oauth.atlassian.sites = [
            {"id": "0" * 36, "url": "https://other.example", "name": "other"},
            {"id": CLOUD_ID, "url": f"{oauth.atlassian.site.upper()}/", "name": "example"},
        ]
        assert oauth.consent().cloud_id == CLOUD_ID
        assert oauth.session().get("myself").status == 200

    def test_a_site_comes_once_for_each_of_its_products(self, oauth: Site):
        oauth.atlassian.sites *= 2
        assert oauth.consent().cloud_id == CLOUD_ID

    def test_the_code_is_of_no_use_to_whoever_lacks_the_verifier(self, oauth: Site):
        tokens = oauth.tokens()
        asked = tokens.server.consent(["read:jira-work"], "http://localhost:1/callback")
        back = oauth.atlassian.browse(asked.address)
        code = back.partition("code=")[2]
        with pytest.raises(Unauthorized):
            tokens.server.exchange(code, replace(asked, verifier="x" * 64))


class TestTheAuthorizationServer:
    @pytest.mark.parametrize(
        ("failures", "error"),
        [
            ([(429, {"Retry-After": "30"}, {})], RateLimited),
            ([(503, {"Retry-After": "30"}, {})], Unavailable),
            ([(500, {}, {})] * 3, Unavailable),
            ([(302, {"Location": "https://elsewhere.example/"}, {})], Redirected),
            ([(200, {}, {"refresh_token": "hunter2", "expires_in": 3600})], Malformed),
            ([(200, {}, {"access_token": "hunter2", "expires_in": "soon"})], Malformed),
            ([(200, {}, b"<html>hunter2</html>")], Malformed),
            ([(400, {}, {"error": "hunter2", "error_description": "hunter2"})], Malformed),
        ],
    )
    def test_what_it_answers_instead_of_tokens_is_an_error_of_its_kind(
        self, oauth: Site, grant: Grant, failures, error
    ):
        oauth.atlassian.failures = failures
        run_out(oauth)
        with pytest.raises(error) as caught:
            oauth.session().get("myself")
        assert "hunter2" not in f"{caught.value!r} {caught.value}"
        assert oauth.session().get("myself").status == 200  # nothing was lost

    def test_an_answer_without_a_refresh_token_leaves_the_old_one_in_force(self, oauth: Site, grant: Grant):
        oauth.atlassian.keeps_refresh_tokens = True
        for _ in range(2):
            run_out(oauth)
            assert oauth.session().get("myself").status == 200
            assert kept(oauth).refresh_token == grant.refresh_token

    def test_how_long_to_wait_is_kept(self, oauth: Site, grant: Grant):
        oauth.atlassian.failures = [(429, {"Retry-After": "1847"}, {})]
        run_out(oauth)
        with pytest.raises(RateLimited) as caught:
            oauth.session().get("myself")
        assert caught.value.retry_after == 1847

    def test_a_short_failure_is_asked_again(self, oauth: Site, grant: Grant):
        oauth.atlassian.failures = [(502, {}, {}), (500, {}, {})]
        run_out(oauth)
        assert oauth.session().get("myself").status == 200


class TestTheFile:
    def test_what_cannot_be_kept_is_no_traceback(self, oauth: Site, tmp_path: Path):
        (tmp_path / "file").write_text("")
        oauth.set(DATA_DIR=str(tmp_path / "file"))
        with pytest.raises(Unavailable, match="tokens cannot be kept"), oauth.tokens().file.locked():
            pass

    def test_a_write_that_is_broken_off_leaves_the_old_one(self, oauth: Site, grant: Grant):
        path = oauth.tokens().file.path
        path.with_suffix(".new").write_text("half")
        assert kept(oauth) == grant
        run_out(oauth)
        assert oauth.session().get("myself").status == 200
        assert not path.with_suffix(".new").exists()

    def test_it_is_its_owners_alone_whatever_the_umask_and_whatever_it_was_before(self, oauth: Site):
        before = os.umask(0)
        try:
            oauth.consent()
            path = oauth.tokens().file.path
            path.chmod(0o644)
            run_out(oauth)
            oauth.session().get("myself")
        finally:
            os.umask(before)
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700

    def test_a_consent_comes_back_from_it_as_it_was(self, oauth: Site, grant: Grant):
        assert kept(oauth) == grant


def test_tokens_are_in_no_log_no_error_and_no_repr(oauth: Site, grant: Grant, caplog: pytest.LogCaptureFixture):
    caplog.set_level(logging.DEBUG)
    run_out(oauth)
    session = oauth.session()
    session.get("myself")
    oauth.atlassian.time += 2 * HOUR
    oauth.atlassian.end_consents()
    with pytest.raises(Unauthorized) as caught:
        session.get("myself")
    tokens = oauth.tokens()
    shown = f"{caplog.text} {caught.value!r} {caught.value} {session!r} {session._connection!r} {tokens!r} {grant!r}"
    assert "hunter2" not in shown
    assert "hunter2" not in repr(tokens.server.consent([], "http://localhost:1/callback"))


def test_authlib_is_imported_only_by_those_who_go_by_a_consent():
    modules = "plugin.workbench, plugin.cli.doctor, plugin.cli.install, plugin.cli.reconcile, webhooks.app"
    code = f"import sys, {modules}; sys.exit('authlib' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0
