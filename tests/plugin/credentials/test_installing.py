"""``careflow plan`` as the account that installs, and as one whose token has scopes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from plugin.cli import cli
from plugin.credentials.accounts import Account
from plugin.credentials.scopes import least
from plugin.install.apply import carry_out, workshop
from plugin.install.ground import Ground
from plugin.install.plan import Plan, make_plan, validated
from plugin.install.removal import plan_removal
from plugin.install.sites import reading_of
from plugin.install.wanted import wanted
from plugin.sandbox import Clock, Flavour, Sandbox, sites
from tests.atlassian import SCOPED_TOKEN
from tests.conftest import MONDAY_TEN
from tests.plugin.credentials.conftest import Site


class Installer:
    """Plans, applies and uninstalls with the least scopes that README lists."""

    def __init__(self, site: Site) -> None:
        self.session = site.session(Account.ADMIN)
        self.reading = reading_of(self.session, wanted(site.set()))

    def plan(self) -> Plan:
        made = make_plan(self.reading.wanted, self.reading.read())
        return validated(made, workshop(made.ground, self.session))

    def removal(self) -> Plan:
        ground = Ground(self.reading.wanted, self.reading.read())
        return plan_removal(ground, self.reading.count, with_data=True)

    def carry_out(self, plan: Plan) -> list[str]:
        """What could not be done."""
        shop = workshop(plan.ground, self.session)
        outcomes = carry_out(plan, shop, lambda step: None, lambda outcome: None)
        return [outcome.step.name for outcome in outcomes if not outcome.done]


class TestTokenWithScopes:
    @pytest.fixture
    def sandbox(self) -> Iterator[Sandbox]:
        with Sandbox(sites.empty(Flavour.CLOUD), Clock(MONDAY_TEN, frozen=True)) as jira:
            yield jira

    @pytest.fixture
    def installer(self, site: Site, sandbox: Sandbox) -> Installer:
        site.set(ADMIN__AUTH="scoped-token", ADMIN__TOKEN=SCOPED_TOKEN, WEBHOOK__SECRET="s3cret")
        site.set(WEBHOOK__URL="https://careflow.example/webhooks/jira")
        site.atlassian.forwards_as = ("ada@planview.example", sandbox.site.admin_token)
        site.atlassian.token_scopes = frozenset(least(Account.ADMIN, service_management=False))
        return Installer(site)

    def test_everything_but_the_webhooks_is_within_the_least_scopes(self, site: Site, installer: Installer):
        plan = installer.plan()
        assert plan.steps != ()
        assert installer.carry_out(plan) == []
        assert installer.carry_out(installer.removal()) == []
        outside = {one.path.partition("/rest/")[2] for one in site.atlassian.outside}
        assert outside == {"webhooks/1.0/webhook"}

    def test_the_plan_says_what_to_look_for_and_does_nothing_about_the_webhook(self, installer: Installer):
        plan = installer.plan()
        told = [hint.what for hint in plan.hints if "webhooks" in hint.what]
        assert len(told) == 1
        for words in (
            "https://careflow.example/webhooks/jira",
            "CAREFLOW_WEBHOOK__SECRET",
            "CAREFLOW_ADMIN__AUTH=token",
        ):
            assert words in told[0]
        assert "s3cret" not in told[0]
        assert not [step for step in plan.steps if step.key == "webhook"]


class TestTheAccountOfItsOwn:
    @pytest.fixture
    def environ(self, sandbox: Sandbox, tmp_path: Path) -> dict[str, str]:
        own = {"CAREFLOW_JIRA__URL": sandbox.url, "CAREFLOW_JIRA__USER": sandbox.user, "HOME": str(tmp_path)}
        admin = {"USER": "ada@planview.example", "TOKEN": sandbox.site.admin_token}
        return own | {f"CAREFLOW_ADMIN__{name}": value for name, value in admin.items()}

    @staticmethod
    def typed(environ: dict[str, str], *words: str) -> Result:
        return CliRunner().invoke(cli, words, env=environ)

    def test_plan_works_as_it_and_reads_the_cases_as_careflows_own(self, environ: dict[str, str], sandbox: Sandbox):
        sandbox.open_case(by="clara", summary="It is broken", severity="Major")
        result = self.typed(environ | {"CAREFLOW_JIRA__TOKEN": sandbox.token}, "plan")
        assert result.exit_code == 0, result.output
        who = {seen.path.removeprefix("/rest/api/2/"): seen.account for seen in sandbox.requests}
        assert (who["statuses/search"], who["search/jql"]) == ("ada", "careflow")

    def test_without_careflows_own_token_the_cases_are_left_out_or_it_is_asked_for(self, environ: dict[str, str]):
        assert self.typed(environ, "plan", "--no-cases").exit_code == 0
        result = self.typed(environ, "plan")
        assert (result.exit_code, "CAREFLOW_JIRA__TOKEN" in result.stderr) == (2, True)

    def test_without_it_careflows_own_is_too_little(self, environ: dict[str, str], sandbox: Sandbox):
        sandbox.site.missing_permissions.add("ADMINISTER")
        environ |= {"CAREFLOW_JIRA__TOKEN": sandbox.token, "CAREFLOW_ADMIN__TOKEN": ""}
        result = self.typed(environ, "plan")
        assert (result.exit_code, "set CAREFLOW_ADMIN__USER and CAREFLOW_ADMIN__TOKEN" in result.stderr) == (2, True)
