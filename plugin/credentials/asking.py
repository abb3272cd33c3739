"""One question to Atlassian beside Jira's own API, with the same care: one host, no redirect, limits, typed errors."""

from __future__ import annotations

import requests

from plugin.jira.one_host import confine, typed_errors
from plugin.jira.session import Answer, understood

TIMEOUTS = (5.0, 20.0)  # seconds to connect, and to read


def ask(address: str, endpoint: str, bearer: str = "") -> Answer:
    """GET ``address``, which errors call ``endpoint``. Raises JiraError."""
    headers = {"Accept": "application/json"}
    if bearer:
        headers["Authorization"] = f"Bearer {bearer}"
    with requests.Session() as session, typed_errors("GET", endpoint, endpoint):
        confine(session, address, TIMEOUTS[1])
        response = session.get(address, headers=headers, timeout=TIMEOUTS, allow_redirects=False)
    return understood(response, "GET", endpoint, endpoint)
