"""The administrator's registration of webhooks: Cloud's, and Data Center's since version 10.

Neither is in the OpenAPI documents. Data Center 10 silently ignores the older keys ``filters`` and ``secret``
(https://jira.atlassian.com/browse/JRASERVER-78733), and so does the sandbox.
"""

from __future__ import annotations

import json
from typing import Any

from flask import Response

from plugin.sandbox.fields import Json
from plugin.sandbox.rest.answers import Problem, Routes, answer, body, nothing, part, texts
from plugin.sandbox.tracker import Tracker
from plugin.sandbox.webhooks import Hook, Webhooks

_SECTION = "issue-related-events-section"


class HookRoutes(Routes):
    """What both registrations have in common."""

    def __init__(self, tracker: Tracker, webhooks: Webhooks) -> None:
        super().__init__(tracker)
        self.webhooks = webhooks

    def parsed(self, sent: Json, hook: Hook) -> None:
        """Put what was sent into the hook."""
        raise NotImplementedError

    def shown(self, hook: Hook) -> Json:
        """The hook as this API shows it."""
        raise NotImplementedError

    def _allowed(self) -> None:
        if not self.may("ADMINISTER"):
            raise Problem(403, "You do not have permission to manage webhooks.")

    def _hook(self, number: int) -> Hook:
        self._allowed()
        found = self.webhooks.hooks.get(number)
        if found is None:
            raise Problem(404, f"There is no webhook {number}.")
        return found

    def listing(self) -> Response:
        """GET all."""
        self._allowed()
        return answer([self.shown(hook) for hook in self.webhooks.hooks.values()])

    def create(self) -> Response:
        """POST one."""
        self._allowed()
        sent, hook = body(), Hook(0, "", "")
        self._put(hook, sent)
        return answer(self.shown(self.webhooks.register(hook)), 201)

    def read(self, number: int) -> Response:
        """GET one."""
        return answer(self.shown(self._hook(number)))

    def edit(self, number: int) -> Response:
        """PUT one."""
        hook = self._hook(number)
        self._put(hook, body())
        return answer(self.shown(hook))

    def delete(self, number: int) -> Response:
        """DELETE one."""
        del self.webhooks.hooks[self._hook(number).id]
        return nothing()

    def _put(self, hook: Hook, sent: Json) -> None:
        hook.name, hook.url = str(sent.get("name", hook.name)), str(sent.get("url", hook.url))
        if not hook.name or not hook.url.startswith(("http://", "https://")):
            raise Problem(400, "A webhook needs a name and a URL.")
        if "events" in sent:
            hook.events = texts(sent, "events")
        self.parsed(sent, hook)


class CloudHookRoutes(HookRoutes):
    """``/rest/webhooks/1.0/webhook``: the secret goes in and never comes out again (``isSigned``)."""

    base = "/rest/webhooks/1.0"
    rules = (
        ("GET", "/webhook", "listing"),
        ("POST", "/webhook", "create"),
        ("GET", "/webhook/<int:number>", "read"),
        ("PUT", "/webhook/<int:number>", "edit"),
        ("DELETE", "/webhook/<int:number>", "delete"),
    )

    def parsed(self, sent: Json, hook: Hook) -> None:
        """``filters``, ``excludeBody``, ``secret``, ``enabled``."""
        hook.exclude_body = bool(sent.get("excludeBody", hook.exclude_body))
        hook.active = bool(sent.get("enabled", hook.active))
        hook.secret = str(sent.get("secret") or hook.secret)
        if "filters" in sent:
            hook.jql = str(part(sent, "filters", dict, {}).get(_SECTION, ""))

    def shown(self, hook: Hook) -> Json:
        """As Cloud shows it."""
        shown = {"name": hook.name, "url": hook.url, "excludeBody": hook.exclude_body, "events": list(hook.events)}
        shown |= {"filters": {_SECTION: hook.jql}, "enabled": hook.active, "isSigned": bool(hook.secret)}
        return {**shown, "self": f"{self.shapes.base}{self.base}/webhook/{hook.id}"}


class DataCenterHookRoutes(HookRoutes):
    """``/rest/jira-webhook/1.0/webhooks``: everything is in ``configuration``, as strings."""

    base = "/rest/jira-webhook/1.0"
    rules = (
        ("GET", "/webhooks", "listing"),
        ("POST", "/webhooks", "create"),
        ("GET", "/webhooks/<int:number>", "read"),
        ("PUT", "/webhooks/<int:number>", "edit"),
        ("DELETE", "/webhooks/<int:number>", "delete"),
    )

    def parsed(self, sent: Json, hook: Hook) -> None:
        """``configuration`` and ``active``. FILTERS: plain JQL, or JSON with the section; both are taken here."""
        hook.active = bool(sent.get("active", hook.active))
        configuration = part(sent, "configuration", dict, {})
        hook.secret = str(configuration.get("SECRET") or hook.secret)
        hook.exclude_body = str(configuration.get("EXCLUDE_BODY", hook.exclude_body)).lower() == "true"
        if "FILTERS" in configuration:
            hook.jql = _filter(configuration["FILTERS"])

    def shown(self, hook: Hook) -> Json:
        """As Data Center shows it."""
        configuration = {"EXCLUDE_BODY": str(hook.exclude_body).lower(), "FILTERS": json.dumps({_SECTION: hook.jql})}
        shown = {"id": hook.id, "name": hook.name, "url": hook.url, "events": list(hook.events)}
        shown |= {"configuration": configuration, "active": hook.active, "scopeType": "global"}
        return {**shown, "sslVerificationRequired": True}


def _filter(raw: Any) -> str:
    text = str(raw or "")
    if not text.lstrip().startswith("{"):
        return text
    try:
        return str(json.loads(text).get(_SECTION, ""))
    except ValueError as wrong:
        raise Problem(400, "configuration.FILTERS is not JSON.") from wrong
