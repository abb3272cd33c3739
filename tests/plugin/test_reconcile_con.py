"""CON on a sandbox Jira, over HTTP: how to reach us, and in which language."""

from __future__ import annotations

import pytest

from plugin.jira import MemoryCache
from plugin.reconcile import Reconciler
from plugin.sandbox import Sandbox
from plugin.settings import load
from plugin.workbench import gateway, reconciler


def careflow_on(sandbox: Sandbox) -> Reconciler:
    settings = load(
        {
            "CAREFLOW_JIRA__URL": sandbox.url,
            "CAREFLOW_JIRA__USER": sandbox.user,
            "CAREFLOW_JIRA__TOKEN": sandbox.token,
        }
    )
    return reconciler(settings, gateway(settings, MemoryCache()))


@pytest.fixture
def careflow(sandbox: Sandbox) -> Reconciler:
    return careflow_on(sandbox)


@pytest.mark.usefixtures("valid_requests")
def test_con_1_the_email_names_how_to_reach_us_for_the_product_and_region(sandbox: Sandbox, careflow: Reconciler):
    key = sandbox.open_case("camille", "Panne", {}, severity="Major", product="Enterprise One", support_region="EMEA")
    sandbox.comment(key, "adam", "/solution Videz le cache.")
    wake_at = careflow.run(key).wake_at
    while not sandbox.outbox:
        assert wake_at is not None
        sandbox.set_clock(wake_at)
        wake_at = careflow.run(key).wake_at
    assert "Allemagne : 49-721-95-97-262" in sandbox.outbox[0].text
    assert "customercare@planview.eu" in sandbox.outbox[0].text


@pytest.mark.usefixtures("valid_requests")
def test_con_3_a_language_changed_midway_holds_from_the_next_text_on_and_nothing_is_told_twice(sandbox: Sandbox):
    key = sandbox.open_case("camille", "Panne", {}, severity="Major", support_scope="Third party")
    careflow_on(sandbox).run(key)
    sandbox.person("camille").locale = "en_US"
    sandbox.advance(minutes=10)
    assert careflow_on(sandbox).run(key).decision.actions == ()
    sandbox.edit(key, "adam", {"Support Scope": "Customer network"})
    careflow_on(sandbox).run(key)
    told = [c.body for c in sandbox.issue(key).comments if c.public]
    assert ["politique" in text for text in told] == [True, False]
    assert "EXC-1 of the support policy" in told[1]
