"""The sandbox's small page: open a case, comment as a customer, an agent or a manager, move it, move time on.

Plain HTML: no script, nothing from elsewhere. Every form posts and is answered by a redirect.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import wraps
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from flask import Response, redirect, render_template, request
from werkzeug.wrappers import Response as BaseResponse

from plugin.sandbox import fields as kinds
from plugin.sandbox.case_view import CaseView
from plugin.sandbox.rest.answers import Handler

if TYPE_CHECKING:
    from plugin.sandbox.sandbox import Sandbox

SHOWN_CASES = 200
DUES = ("Response Due", "Restore Due", "Resolution Due", "Next Update Due", "Root Cause Due")
STEPS = (
    ("+10 min", timedelta(minutes=10)),
    ("+1 h", timedelta(hours=1)),
    ("+6 h", timedelta(hours=6)),
    ("+1 day", timedelta(days=1)),
)
_PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010804000000b51c0c02"
    "0000000b4944415478da6364f80f00010501012718e3660000000049454e44ae426082"
)


class Page:
    """The handlers of the page."""

    def __init__(self, sandbox: Sandbox) -> None:
        self.sandbox = sandbox

    def offered(self) -> list[tuple[str, str, Handler]]:
        """Method, path, handler."""
        case = "/sandbox/cases/<key>"
        acts: list[tuple[str, Callable[..., str]]] = [
            ("/sandbox/cases", self.open_case),
            (f"{case}/comments", self.comment),
            (f"{case}/fields", self.edit),
            (f"{case}/move", self.move),
            ("/sandbox/time", self.move_time),
        ]
        return [
            ("GET", "/", lambda: _to("/sandbox")),
            ("GET", "/sandbox", self.cases),
            ("GET", case, self.case),
            ("GET", "/sandbox/outbox", self.outbox),
            ("GET", "/sandbox/avatar.png", lambda: Response(_PIXEL, content_type="image/png")),
            *(("POST", path, _redirected(act)) for path, act in acts),
        ]

    def _render(self, template: str, **facts: Any) -> Response:
        shared = {"now": self.sandbox.now(), "site": self.sandbox.site, "people": self._people(), "steps": STEPS}
        asked = {"problem": request.args.get("problem", ""), "here": request.path}
        return Response(render_template(template, **shared, **asked, **facts), content_type="text/html; charset=utf-8")

    def _people(self) -> list[tuple[str, str]]:
        directory, own = self.sandbox.site.people, self.sandbox.site.own_account
        shown = []
        for person in directory.people:
            if person.active and person.name != own:
                groups = ", ".join(g.name for g in directory.groups_of(person))
                role = "customer" if person.kind == "customer" else groups or "in no group"
                shown.append((person.name, f"{person.display_name} ({role})"))
        return shown

    def cases(self) -> Response:
        """The list of cases, the newest first, and the form to open one."""
        shown = [self.sandbox.issue(key) for key in self.sandbox.keys[: -SHOWN_CASES - 1 : -1]]
        site = self.sandbox.site
        place = site.place(next(iter(site.projects.values())))
        offered = [(spec, place.options(spec)) for spec in place.fields if spec.kind is kinds.SELECT]
        return self._render("cases.html", cases=shown, dues=DUES, offered=offered, total=len(self.sandbox.keys))

    def case(self, key: str) -> Response:
        """One case: fields, conversation, history."""
        try:
            shown = self.sandbox.issue(key)
        except KeyError:
            return Response("There is no such case.", 404, content_type="text/plain; charset=utf-8")
        issue = self.sandbox.case(key)
        place = self.sandbox.site.place(issue.project, issue.type_id)
        fields = [(f, shown.fields.get(f.name), place.options(f)) for f in place.fields if f.id != "reporter"]
        leads_to = [transition.to.name for transition in self.sandbox.available(key)]
        return self._render("case.html", case=shown, fields=fields, leads_to=leads_to, story=_story(shown))

    def outbox(self) -> Response:
        """The emails that Jira was asked to send."""
        return self._render("outbox.html", emails=self.sandbox.outbox[::-1])

    def open_case(self) -> str:
        """Open a case from the form."""
        form = request.form
        names = {f.name for f in self.sandbox.site.live_fields} - {"Summary", "Description", "Reporter"}
        given = {name: value for name, value in form.items() if value and name in names}
        description = form.get("description", "")
        return "/sandbox/cases/" + self.sandbox.open_case(
            form["by"], form.get("summary", ""), given, form.get("project", "CARE"), description
        )

    def comment(self, key: str) -> str:
        """Comment from the form; an empty comment is refused, as by Jira."""
        body = request.form.get("body", "").strip()
        if not body:
            raise ValueError("A comment cannot be empty.")
        self.sandbox.comment(key, request.form["by"], body, request.form.get("internal") != "yes")
        return f"/sandbox/cases/{key}"

    def edit(self, key: str) -> str:
        """Set one field from the form."""
        name, raw = request.form["field"], request.form.get("value", "").strip()
        value: Any = raw or None
        if value and self.sandbox.site.field_named(name).kind is kinds.DATE_TIME:
            value = _utc(raw)
        self.sandbox.edit(key, request.form["by"], {name: value})
        return f"/sandbox/cases/{key}"

    def move(self, key: str) -> str:
        """Move the case from the form."""
        self.sandbox.move(key, request.form["by"], request.form["status"])
        return f"/sandbox/cases/{key}"

    def move_time(self) -> str:
        """Move time on by a step or to an instant (UTC), through ``on_time_moved`` where somebody listens."""
        now, step = self.sandbox.now(), request.form.get("step")
        target = now + dict(STEPS)[step] if step else _utc(request.form.get("to", ""))
        if target < now:
            raise ValueError("Time only moves forward.")
        self.sandbox.move_time(target)
        back = request.form.get("back", "")
        return back if back.startswith("/sandbox") else "/sandbox"


def _story(case: CaseView) -> list[tuple[datetime, str, str, str]]:
    """Comments and changes in one, oldest first: instant, who, what kind, text."""
    said = [(c.at, c.by, "public" if c.public else "internal", c.body) for c in case.comments]
    done = [(c.at, c.by, "change", f"{c.field}: {c.before or '–'} → {c.after or '–'}") for c in case.history]
    return sorted([*said, *done], key=lambda entry: entry[0])


def _utc(text: str) -> datetime:
    instant = datetime.fromisoformat(text.replace("Z", "+00:00"))
    return instant if instant.tzinfo else instant.replace(tzinfo=UTC)


def _to(place: str) -> BaseResponse:
    return redirect(place, 303)


def _redirected(act: Callable[..., str]) -> Handler:
    @wraps(act)
    def acted(**arguments: Any) -> BaseResponse:
        try:
            return _to(act(**arguments))
        except (KeyError, ValueError) as wrong:
            back = f"/sandbox/cases/{arguments['key']}" if "key" in arguments else "/sandbox"
            return _to(f"{back}?{urlencode({'problem': str(wrong.args[0])})}")

    return acted
