"""What doctor asks of a Jira, where the sandbox has no such Jira."""

from __future__ import annotations

from typing import Any

import pytest

from plugin.jira.survey import Server, hooks_of
from tests.plugin.jira.canned import CannedJira

URL = "https://careflow.example/webhooks/jira"
NINE = Server(cloud=False, version="9.12.1", numbers=(9, 12, 1), date=None)
TEN = Server(cloud=False, version="10.3.12", numbers=(10, 3, 12), date=None)


def test_data_center_9_lists_webhooks_where_cloud_does_and_cannot_sign(data_center: CannedJira):
    listed = [{"name": "old", "url": URL, "events": ["comment_created"], "enabled": False, "excludeBody": True}]
    data_center.mock.get("https://jira.example.org/rest/webhooks/1.0/webhook", json=listed)
    hook = hooks_of(data_center.session(), NINE)[0]
    assert (hook.signed, hook.enabled, hook.bodiless, NINE.signs) == (None, False, True, False)


@pytest.mark.parametrize("told", ["project = CARE", '{"issue-related-events-section": "project = CARE"}'])
def test_the_filter_of_data_center_10_is_jql_or_json_with_jql_in_it(data_center: CannedJira, told: str):
    entry: dict[str, Any] = {"name": "new", "url": URL, "events": [], "active": True}
    entry["configuration"] = {"EXCLUDE_BODY": "false", "FILTERS": told}
    data_center.mock.get("https://jira.example.org/rest/jira-webhook/1.0/webhooks", json=[entry])
    assert hooks_of(data_center.session(), TEN)[0].filter == "project = CARE"
