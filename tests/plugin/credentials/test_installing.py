"""``careflow plan`` as an account whose token has scopes: with the least of them all is read but the webhooks."""

from __future__ import annotations

import pytest

from plugin.credentials.accounts import Account
from plugin.credentials.scopes import least
from plugin.install.plan import Plan, make_plan
from plugin.install.sites import reading_of
from plugin.install.wanted import wanted
from plugin.sandbox import Sandbox
from tests.atlassian import SCOPED_TOKEN
from tests.plugin.credentials.conftest import Site


@pytest.fixture
def plan(site: Site, sandbox: Sandbox) -> Plan:
    site.set(ADMIN__AUTH="scoped-token", ADMIN__TOKEN=SCOPED_TOKEN, WEBHOOK__SECRET="s3cret")
    settings = site.set(WEBHOOK__URL="https://careflow.example/webhooks/jira")
    site.atlassian.forwards_as = ("ada@planview.example", sandbox.site.admin_token)
    site.atlassian.token_scopes = frozenset(least(Account.ADMIN, service_management=False))
    reading = reading_of(site.session(Account.ADMIN), wanted(settings))
    return make_plan(reading.wanted, reading.read())


def test_everything_but_the_webhooks_is_within_the_least_scopes(site: Site, plan: Plan):
    assert [one.path.partition("/rest/")[2] for one in site.atlassian.outside] == ["webhooks/1.0/webhook"]


def test_the_plan_says_what_to_look_for_and_does_nothing_about_the_webhook(plan: Plan):
    told = [hint.what for hint in plan.hints if "webhooks" in hint.what]
    assert len(told) == 1
    for words in ("https://careflow.example/webhooks/jira", "CAREFLOW_WEBHOOK__SECRET", "CAREFLOW_ADMIN__AUTH=token"):
        assert words in told[0]
    assert "s3cret" not in told[0]
    assert not [step for step in plan.steps if step.key == "webhook"]
