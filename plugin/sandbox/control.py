"""The HTTP twin of ``Sandbox``'s methods, for other processes: ``/sandbox/api/…``, JSON in and out.

Errors are ``{"error": text}``: 404 for a case, person or field that is not there, 400 for what cannot be done.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import wraps
from typing import TYPE_CHECKING, Any

from flask import Response, request

from plugin.sandbox.faults import Fault, When
from plugin.sandbox.fields import Json
from plugin.sandbox.rest.answers import Handler

if TYPE_CHECKING:
    from plugin.sandbox.sandbox import Sandbox


class Control:
    """The handlers."""

    def __init__(self, sandbox: Sandbox) -> None:
        self.sandbox = sandbox

    def offered(self) -> list[tuple[str, str, Handler]]:
        """Method, path, handler."""
        case = "/sandbox/api/cases/<key>"
        rules: list[tuple[str, str, Callable[..., Any]]] = [
            ("GET", "/sandbox/api", self.state),
            ("POST", "/sandbox/api/cases", self.open_case),
            ("GET", case, self.sandbox.issue),
            ("DELETE", case, lambda key: self.sandbox.delete_case(key, _sent("by"))),
            ("POST", f"{case}/comments", self.comment),
            ("PUT", f"{case}/comments/<comment>", self.edit_comment),
            ("DELETE", f"{case}/comments/<comment>", self.delete_comment),
            ("POST", f"{case}/fields", lambda key: self.sandbox.edit(key, _sent("by"), _sent("fields"))),
            ("POST", f"{case}/move", lambda key: self.sandbox.move(key, _sent("by"), _sent("status"))),
            ("POST", f"{case}/assign", lambda key: self.sandbox.assign(key, _sent("by"), _sent("to", None))),
            ("POST", f"{case}/work", self.log_work),
            ("PUT", f"{case}/work/<worklog>", self.edit_work),
            ("DELETE", f"{case}/work/<worklog>", self.delete_work),
            ("POST", "/sandbox/api/versions/<name>/release", lambda name: self.sandbox.release(name)),
            ("POST", "/sandbox/api/time", self.move_time),
            ("POST", "/sandbox/api/faults", self.plan_fault),
            ("DELETE", "/sandbox/api/faults", self.sandbox.faults.clear),
            ("POST", "/sandbox/api/faults/webhooks", self.plan_webhook_fault),
            ("POST", "/sandbox/api/search", lambda: self.sandbox.stale_search(float(_sent("lag_seconds")))),
            ("POST", "/sandbox/api/fields/<name>", self.change_field),
            ("POST", "/sandbox/api/hooks", self.hook),
            ("POST", "/sandbox/api/settle", lambda: {"settled": self.sandbox.settle(float(_sent("timeout", 10)))}),
            ("GET", "/sandbox/api/requests", lambda: self.sandbox.requests),
            ("DELETE", "/sandbox/api/requests", self.sandbox.forget_requests),
            ("GET", "/sandbox/api/outbox", lambda: self.sandbox.outbox),
            ("GET", "/sandbox/api/deliveries", self.deliveries),
        ]
        return [(method, path, _json(handler)) for method, path, handler in rules]

    def state(self) -> Json:
        """Where it is, what time it is there, which cases there are."""
        jira = self.sandbox
        shown = {"url": jira.url, "user": jira.user, "flavour": jira.site.flavour, "now": jira.now()}
        return {**shown, "cases": jira.keys, "people": [p.name for p in jira.site.people.people]}

    def open_case(self) -> Json:
        """``{"by", "summary", "fields", "project", "description"}`` → ``{"key"}``."""
        project, description = _sent("project", "CARE"), _sent("description", "")
        key = self.sandbox.open_case(_sent("by"), _sent("summary"), _sent("fields", {}), project, description)
        return {"key": key}

    def comment(self, key: str) -> Json:
        """``{"by", "body", "public"}`` → ``{"id"}``."""
        return {"id": self.sandbox.comment(key, _sent("by"), _sent("body"), _sent("public", True))}

    def edit_comment(self, key: str, comment: str) -> None:
        """``{"by", "body"}``."""
        self.sandbox.edit_comment(key, comment, _sent("by"), _sent("body"))

    def delete_comment(self, key: str, comment: str) -> None:
        """``{"by"}``."""
        self.sandbox.delete_comment(key, comment, _sent("by"))

    def log_work(self, key: str) -> Json:
        """``{"by", "minutes"}`` → ``{"id"}``."""
        return {"id": self.sandbox.log_work(key, _sent("by"), timedelta(minutes=float(_sent("minutes"))))}

    def edit_work(self, key: str, worklog: str) -> None:
        """``{"by", "minutes"}``."""
        self.sandbox.edit_work(key, worklog, _sent("by"), timedelta(minutes=float(_sent("minutes"))))

    def delete_work(self, key: str, worklog: str) -> None:
        """``{"by"}``."""
        self.sandbox.delete_work(key, worklog, _sent("by"))

    def move_time(self) -> Json:
        """``{"advance_seconds"}`` or ``{"to": instant in ISO 8601 with zone}``; ``{"now"}`` comes back."""
        if _sent("to", None):
            self.sandbox.set_clock(datetime.fromisoformat(_sent("to")))
        else:
            self.sandbox.advance(timedelta(seconds=float(_sent("advance_seconds"))))
        return {"now": self.sandbox.now()}

    def plan_fault(self) -> None:
        """The fields of ``Fault``."""
        planned = {**_body(), "when": When(_sent("when", "before"))}
        self.sandbox.faults.add(Fault(**planned))

    def plan_webhook_fault(self) -> None:
        """``{"kind": lost | doubled | delayed | reordered, "count", "seconds"}``."""
        self.sandbox.faults.webhooks(_sent("kind"), int(_sent("count", 1)), float(_sent("seconds", 0)))

    def change_field(self, name: str) -> None:
        """``{"hidden", "dropped", "without_option"}``: what a field is made to do wrong, or right again."""
        sent = _body()
        if "hidden" in sent:
            self.sandbox.hide_field(name, bool(sent["hidden"]))
        if "dropped" in sent:
            self.sandbox.drop_field(name, bool(sent["dropped"]))
        if "without_option" in sent:
            self.sandbox.remove_option(name, str(sent["without_option"]))

    def hook(self) -> Json:
        """``{"url", "secret", "events", "jql"}`` → ``{"id"}``."""
        events = tuple(_sent("events", ()))
        return {"id": self.sandbox.hook(_sent("url"), _sent("secret", ""), events, _sent("jql", "")).id}

    def deliveries(self) -> list[Json]:
        """What went out, to whom, and what each attempt got."""
        return [
            {
                "event": d.event,
                "url": d.hook.url,
                "at": d.at,
                "statuses": d.statuses,
                "lost": d.lost,
                "identifier": d.identifier,
                "body": json.loads(d.body) if d.body else None,
            }
            for d in self.sandbox.deliveries
        ]


def _json(handler: Callable[..., Any]) -> Handler:
    @wraps(handler)
    def answered(**arguments: Any) -> Response:
        try:
            return _answer(handler(**arguments), 200)
        except KeyError as missing:
            return _answer({"error": f"not found: {missing.args[0]}"}, 404)
        except (TypeError, ValueError) as wrong:
            return _answer({"error": str(wrong)}, 400)

    return answered


def _answer(value: Any, status: int) -> Response:
    return Response(json.dumps(value, default=_plain, ensure_ascii=False), status, content_type="application/json")


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat().replace("+00:00", "Z")
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return dataclasses.asdict(value)
    raise TypeError(f"{value!r} has no JSON")


def _body() -> Json:
    sent = json.loads(request.get_data() or b"{}")
    if not isinstance(sent, dict):
        raise ValueError("an object is needed")
    return sent


_NEEDED = object()


def _sent(name: str, default: Any = _NEEDED) -> Any:
    value = _body().get(name, default)
    if value is _NEEDED:
        raise ValueError(f"{name!r} is missing")
    return value
