"""Changing workflows, on Cloud.

An update names the whole workflow: a status or transition that it leaves out is gone, as in Jira. A status without an
id is made. The form is that of https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-workflows/.
"""

from __future__ import annotations

from collections.abc import Mapping

from flask import Response

from plugin.sandbox.fields import Json
from plugin.sandbox.rest.answers import Problem, Routes, answer, body, objects, part, texts
from plugin.sandbox.rest.statuses import change
from plugin.sandbox.rest.tasks import running
from plugin.sandbox.rest.workflow_checks import faults, is_outdated, migrated
from plugin.sandbox.rest.workflows import shown_workflows
from plugin.sandbox.workflow import Status, Transition, Workflow

_OWN_KEYS = frozenset({"id", "name", "description", "type", "toStatusReference", "links"})
_KEPT = ("startPointLayout", "loopedTransitionContainerLayout")

Statuses = Mapping[str, Status]


class WorkflowUpdateRoutes(Routes):
    """``/workflows/update``; 401 to who may not (OAS-C)."""

    rules = (
        ("POST", "/workflows/update", "update"),
        ("POST", "/workflows/update/validation", "validate"),
    )
    cloud_only = frozenset({"update", "validate"})

    def validate(self) -> Response:
        """POST update/validation: the same checks, and nothing is changed."""
        self.need_administrator(401)
        sent = body()
        levels = texts(part(sent, "validationOptions", dict, {}), "levels", ("ERROR", "WARNING"))
        found = faults(self.tracker, part(sent, "payload", dict, {}))
        return answer({"errors": [fault.shown() for fault in found if "ERROR" in levels]})

    def update(self) -> Response:
        """POST update: all workflows of the payload, or none. 409 where one was changed meanwhile."""
        self.need_administrator(401)
        sent = body()
        if is_outdated(self.site, sent):
            raise Problem(409, "The workflow was updated by somebody else. Read it again, and retry.")
        found = faults(self.tracker, sent)
        if found:
            raise Problem(400, *(fault.message for fault in found))
        statuses = {str(one["statusReference"]): self._status(one) for one in objects(sent, "statuses")}
        changed, moved = [], 0
        for one in objects(sent, "workflows"):
            flow = self.site.workflows[str(one["id"])]
            before = flow.statuses
            rebuild(flow, one, statuses)
            changed.append(flow)
            moved += self._migrate(flow, set(before) - set(flow.statuses), one, statuses)
        task = running(self, "Migrate issues").id if moved else None
        return answer({**shown_workflows(changed), "taskId": task})

    def _status(self, sent: Json) -> Status:
        """The status of that id, changed as the payload says; without one, a new one."""
        for status in self.site.statuses:
            if status.id == str(sent.get("id")):
                break
        else:
            status = Status(self.site.number("status"), "", "")
            self.site.statuses.append(status)
        change(status, sent)
        return status

    def _migrate(self, flow: Workflow, gone: set[Status], sent: Json, statuses: Statuses) -> int:
        """Move the issues that are in a status which is gone; how many there were."""
        moved = 0
        for issue in self.tracker.by_id.values():
            if issue.status in gone and self.place_of(issue).workflow is flow:
                reference = migrated(sent, issue.project.id, issue.type_id, issue.status)
                to = statuses[str(reference)]
                self.tracker.move(self.account, issue, Transition("0", f"to {to.name}", to))
                moved += 1
        return moved


def rebuild(flow: Workflow, sent: Json, statuses: Statuses) -> None:
    """Make a workflow what the payload says; what the sandbox does not understand is kept."""
    placed = {statuses[str(one["statusReference"])]: one for one in sent["statuses"]}
    flow.statuses = list(placed)
    flow.layouts = {s.id: {k: v for k, v in one.items() if k != "statusReference"} for s, one in placed.items()}
    first = next(one for one in sent["transitions"] if one["type"] == "INITIAL")
    flow.initial = statuses[str(first["toStatusReference"])]
    flow.creation = {key: value for key, value in first.items() if key not in ("toStatusReference", "links", "type")}
    taken = [int(one["id"]) for one in sent["transitions"] if one.get("id") is not None]
    flow.transitions = []
    for one in sent["transitions"]:
        if one is not first:
            id_ = int(one["id"]) if one.get("id") is not None else max(taken, default=0) + 10
            taken.append(id_)
            flow.transitions.append(_transition(str(id_), one, statuses))
    flow.rest.update({key: sent[key] for key in _KEPT if key in sent})
    flow.description = str(sent.get("description", flow.description) or "")
    flow.version += 1


def _transition(id_: str, sent: Json, statuses: Statuses) -> Transition:
    links = {statuses[str(link["fromStatusReference"])]: link for link in sent.get("links") or ()}
    made = Transition(id_, str(sent["name"]), statuses[str(sent["toStatusReference"])], tuple(links))
    made.ports = {s.id: {k: v for k, v in link.items() if k.endswith("Port")} for s, link in links.items()}
    made.description = str(sent.get("description") or "")
    made.rest = {key: value for key, value in sent.items() if key not in _OWN_KEYS}
    return made
