"""What doctor says of tokens, their scopes and their end, and of the account that installs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from plugin.credentials.accounts import Account, connection_of, consented
from plugin.credentials.consent import code_in, granted
from plugin.credentials.grants import LONGEST
from plugin.credentials.listener import redirect_to
from plugin.credentials.scopes import least
from plugin.doctor import Finding, Installation, Level, examine
from plugin.jira import MemoryCache
from plugin.sandbox import Flavour, Sandbox
from plugin.sandbox.rest.answers import Routes, answer
from plugin.settings import load
from plugin.workbench import gateway_by
from tests.atlassian import APP, APP_SECRET, SCOPED_TOKEN, AtlassianOnLoopback
from tests.plugin.doctor.conftest import NOBODY, Doctor, Report

LEAST = frozenset(least(Account.CAREFLOW, service_management=True))
CLOUD = pytest.mark.parametrize("flavour", [Flavour.CLOUD])
DATA_CENTER = pytest.mark.parametrize("flavour", [Flavour.DATA_CENTER])


@pytest.fixture
def atlassian(sandbox: Sandbox) -> Iterator[AtlassianOnLoopback]:
    with AtlassianOnLoopback(sandbox) as running:
        yield running


class CloudDoctor:
    """Examines a site that is reached by way of Atlassian's hosts."""

    def __init__(self, atlassian: AtlassianOnLoopback, data_dir: Path) -> None:
        self.atlassian = atlassian
        self.environ = {"CAREFLOW_JIRA__URL": atlassian.site, "CAREFLOW_DATA_DIR": str(data_dir)}

    def set(self, **said: str) -> None:
        self.environ |= {f"CAREFLOW_{name}": value for name, value in said.items()}

    def by_a_consent(self, account: Account = Account.CAREFLOW, **changes: object) -> None:
        """Somebody consents as ``atlassian.granted`` says."""
        self.set(**{f"{account.upper()}__AUTH": "oauth"}, JIRA__CLIENT_ID=APP, JIRA__CLIENT_SECRET=APP_SECRET)
        tokens = consented(load(self.environ), account, self.atlassian.addresses)
        asked = tokens.server.consent(least(account, service_management=True), redirect_to(8765))
        grant = granted(tokens.server, asked, code_in(self.atlassian.browse(asked.address), asked), tokens.site)
        with tokens.file.locked():
            tokens.file.write(replace(grant, **changes))  # type: ignore[arg-type]

    def examine(self) -> Report:
        settings, cache = load(self.environ), MemoryCache()
        gateway = gateway_by(connection_of(settings, cache=cache, atlassian=self.atlassian.addresses), settings, cache)
        it = Installation(settings, gateway, NOBODY, self.atlassian.addresses)
        found: dict[str, list[Finding]] = {}
        try:
            for line in examine(it):
                found.setdefault(line.id, []).append(line.finding)
        finally:
            it.close()
        assert "hunter2" not in str(found)
        return Report(found)


@pytest.fixture
def cloud(atlassian: AtlassianOnLoopback, tmp_path: Path) -> CloudDoctor:
    return CloudDoctor(atlassian, tmp_path)


@pytest.fixture
def scoped(cloud: CloudDoctor, sandbox: Sandbox) -> CloudDoctor:
    cloud.set(JIRA__AUTH="scoped-token", JIRA__USER=sandbox.user, JIRA__TOKEN=SCOPED_TOKEN)
    cloud.atlassian.token_scopes = LEAST
    return cloud


@CLOUD
class TestScopedToken:
    def test_with_the_least_scopes_all_of_jira_is_well(self, scoped: CloudDoctor, case: str):
        report = scoped.examine()
        assert [check for check in report.failing if check.startswith("jira.")] == []
        assert report.only("jira.scopes").what == "the token's scopes open all 30 operations that careflow asks"
        assert "by way of http://127.0.0.1" in report.only("jira.connection").what

    @pytest.mark.parametrize("scope", sorted(LEAST))
    def test_each_scope_that_is_lacking_is_named_with_what_it_does_not_open(self, scoped: CloudDoctor, scope: str):
        scoped.atlassian.token_scopes = LEAST - {scope}
        report = scoped.examine()
        found = report.only("jira.scopes" if scope != "read:jira-user" else "jira.account")
        assert (found.level, scope in found.mend) == (Level.FAILS, True)

    def test_a_write_that_is_not_opened_is_found_without_writing(
        self, scoped: CloudDoctor, case: str, sandbox: Sandbox
    ):
        scoped.atlassian.token_scopes = LEAST - {"write:jira-work"}
        found = scoped.examine().only("jira.scopes")
        assert "PUT issue/{issue}, POST issue/{issue}/transitions" in found.what
        assert [seen.method for seen in sandbox.requests if not seen.is_read] == []

    def test_trying_the_writes_changes_nothing(self, scoped: CloudDoctor, case: str, sandbox: Sandbox):
        before = sandbox.case(case)
        scoped.examine()
        wrote = [(seen.method, seen.path, seen.status) for seen in sandbox.requests if not seen.is_read]
        assert {path.split("/")[5] for _, path, _ in wrote} == {"0"}
        assert {status for _, _, status in wrote} == {404}
        assert sandbox.case(case) == before

    def test_in_shadow_no_write_is_tried(self, scoped: CloudDoctor, sandbox: Sandbox):
        scoped.set(MODE="shadow")
        scoped.atlassian.token_scopes = LEAST - {"write:jira-work"}
        found = scoped.examine().only("jira.scopes")
        assert (
            found.what
            == "the token's scopes open all 25 operations that careflow asks to read; in shadow no write is tried"
        )
        assert [seen.method for seen in sandbox.requests if not seen.is_read] == []

    def test_a_token_that_reaches_further_is_warned_of(self, scoped: CloudDoctor):
        scoped.atlassian.token_scopes = LEAST | {"manage:jira-configuration"}
        found = scoped.examine().only("jira.scopes")
        assert (found.level, "it has manage:jira-configuration" in found.what) == (Level.WARNING, True)

    def test_without_service_projects_their_scope_is_not_missed(self, scoped: CloudDoctor, sandbox: Sandbox):
        sandbox.site.projects["CARE"].service = False
        scoped.atlassian.token_scopes = frozenset(least(Account.CAREFLOW, service_management=False))
        assert scoped.examine().level("jira.scopes") is Level.OK

    def test_a_wrong_one_says_where_to_make_another(self, scoped: CloudDoctor):
        scoped.set(JIRA__TOKEN="hunter2-expired")
        mend = scoped.examine().only("jira.connection").mend
        assert "Service accounts" in mend
        assert "CAREFLOW_JIRA__TOKEN" in mend

    def test_a_site_that_is_no_cloud_is_named_before_any_token_is(self, scoped: CloudDoctor, sandbox: Sandbox):
        scoped.set(JIRA__URL=sandbox.url)  # it tells no cloud id
        assert "CAREFLOW_JIRA__AUTH=token" in scoped.examine().only("jira.connection").mend


@CLOUD
class TestConsent:
    def test_with_the_least_scopes_all_of_jira_is_well(self, cloud: CloudDoctor, case: str):
        cloud.by_a_consent()
        report = cloud.examine()
        assert [check for check in report.failing if check.startswith("jira.")] == []
        assert report.only("jira.scopes").what.startswith(
            "the consent has the scopes that are needed: read:avatar:jira"
        )

    def test_lacking_needless_and_broad_scopes_are_told_apart(self, cloud: CloudDoctor):
        granular = {"read:group:jira", "read:avatar:jira"}
        cloud.atlassian.granted = LEAST - granular | {"manage:jira-configuration", "manage:jira-webhook"}
        cloud.atlassian.granted -= {"write:jira-work"}
        cloud.by_a_consent()
        lacking, idle, broad = cloud.examine().findings["jira.scopes"]
        assert (lacking.level, "write:jira-work" in lacking.what, "careflow connect" in lacking.mend) == (
            Level.FAILS,
            True,
            True,
        )
        assert (idle.level, "manage:jira-webhook" in idle.what) == (Level.WARNING, True)
        assert (broad.level, "manage:jira-configuration" in broad.what) == (Level.WARNING, True)

    def test_a_consent_that_was_taken_back_says_to_connect(self, cloud: CloudDoctor):
        cloud.by_a_consent()
        cloud.atlassian.end_consents()
        found = cloud.examine().only("jira.connection")
        assert (found.level, found.mend) == (Level.FAILS, "run `careflow connect` on this machine")

    def test_one_that_ends_within_thirty_days_is_warned_of(self, cloud: CloudDoctor, sandbox: Sandbox):
        cloud.by_a_consent(consented_at=sandbox.now() - LONGEST + timedelta(days=29))
        found = cloud.examine().only("jira.expiry")
        assert (found.level, "ends on 2026-12-22" in found.what) == (Level.WARNING, True)
        cloud.by_a_consent(consented_at=sandbox.now() - LONGEST + timedelta(days=31))
        assert cloud.examine().level("jira.expiry") is Level.OK


class PersonalTokens(Routes):
    """What a Data Center tells of one's own tokens; ``listed`` is set by a test."""

    base = "/rest/pat/latest"
    rules = (("GET", "/tokens", "listing"),)
    listed: list[dict[str, object]]

    def listing(self):
        return answer(self.listed)


@DATA_CENTER
class TestPersonalAccessTokens:
    @pytest.fixture
    def tokens(self, sandbox: Sandbox) -> PersonalTokens:
        routes = PersonalTokens(sandbox.tracker)
        sandbox.app.router.add(routes)
        return routes

    @pytest.mark.parametrize(
        ("ends", "level", "words"),
        [
            ("2026-12-20T10:00:00.000+0000", Level.WARNING, "the token “careflow” ends on 2026-12-20"),
            ("2027-06-01T10:00:00.000+0000", Level.OK, "the token “careflow” holds until 2027-06-01"),
            (None, Level.OK, "our account's tokens never run out"),
        ],
    )
    def test_its_end_is_told(self, doctor: Doctor, tokens: PersonalTokens, ends: str, level: Level, words: str):
        old = {"id": 1, "name": "last year's", "expiringAt": "2026-01-01T00:00:00.000+0000"}
        tokens.listed = [old, {"id": 2, "name": "careflow", "expiringAt": ends}]
        found = doctor.examine().only("jira.expiry")
        assert (found.level, found.what) == (level, words)

    def test_of_several_the_first_to_end_is_told(self, doctor: Doctor, tokens: PersonalTokens):
        ends = ("2027-06-01T10:00:00.000+0000", "2026-12-01T10:00:00.000+0000")
        tokens.listed = [{"id": n, "name": f"t{n}", "expiringAt": at} for n, at in enumerate(ends)]
        found = doctor.examine().only("jira.expiry")
        assert "“t1” (one of 2; Jira does not say which is used here) ends on 2026-12-01" in found.what

    def test_a_jira_that_does_not_tell_is_no_fault(self, doctor: Doctor):
        found = doctor.examine().only("jira.expiry")
        assert (found.level, "Personal Access Tokens" in found.mend) == (Level.SKIPPED, True)


@CLOUD
def test_of_an_api_token_nobody_knows_the_end(doctor: Doctor):
    found = doctor.examine().only("jira.expiry")
    assert (found.level, "calendar" in found.mend) == (Level.SKIPPED, True)


def test_a_token_without_scopes_has_none_to_look_at(doctor: Doctor):
    assert doctor.examine().level("jira.scopes") is Level.OK


@CLOUD
def test_a_plain_token_that_is_refused_may_be_one_with_scopes(doctor: Doctor):
    doctor.environ["CAREFLOW_JIRA__TOKEN"] = "wrong"
    assert "CAREFLOW_JIRA__AUTH=scoped-token" in doctor.examine().only("jira.account").mend


def test_what_is_only_for_faults_is_warned_of(doctor: Doctor):
    doctor.jira.site.missing_permissions.add("DELETE_OWN_COMMENTS")
    first, second = doctor.examine().findings["jira.permissions"]
    assert (first.level, "Delete own comments" in first.what) == (Level.WARNING, True)
    assert second.level is Level.OK


class TestTheAccountThatInstalls:
    @pytest.fixture
    def doctor(self, doctor: Doctor) -> Doctor:
        doctor.environ["CAREFLOW_ADMIN__USER"] = doctor.jira.user
        doctor.environ["CAREFLOW_ADMIN__TOKEN"] = doctor.jira.token
        return doctor

    def test_it_administers_jira(self, doctor: Doctor):
        assert doctor.examine().only("admin.account").what == "Careflow administers Jira"

    def test_one_that_does_not_fails(self, doctor: Doctor):
        doctor.jira.site.missing_permissions.add("ADMINISTER")
        found = doctor.examine().only("admin.account")
        assert (found.level, "Global permissions" in found.mend) == (Level.FAILS, True)

    def test_a_wrong_token_of_it_says_which(self, doctor: Doctor):
        doctor.environ["CAREFLOW_ADMIN__TOKEN"] = "hunter2"
        found = doctor.examine().only("admin.account")
        assert (found.level, "CAREFLOW_ADMIN__TOKEN" in found.mend, "hunter2" in str(found)) == (
            Level.FAILS,
            True,
            False,
        )

    def test_none_is_no_fault(self, doctor: Doctor):
        del doctor.environ["CAREFLOW_ADMIN__TOKEN"]
        assert doctor.examine().level("admin.account") is Level.SKIPPED


@CLOUD
def test_the_scopes_of_the_installing_accounts_consent_are_looked_at_too(cloud: CloudDoctor):
    cloud.by_a_consent()
    cloud.atlassian.granted = frozenset(least(Account.ADMIN, service_management=True)) - {"manage:jira-project"}
    cloud.by_a_consent(Account.ADMIN)
    first, second = cloud.examine().findings["admin.account"]
    assert first.level is Level.OK
    assert (second.level, "manage:jira-project" in second.what) == (Level.FAILS, True)
    assert "careflow connect --admin" in second.mend
