"""What Jira checks before a workflow is changed; ``faults`` finds nothing where the change can be made.

Which message real Jira gives for what is published nowhere; the codes here are the sandbox's own but for
``NON_UNIQUE_STATUS_NAME`` (OAS-C, "Validate update workflows").
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from plugin.sandbox.fields import Json
from plugin.sandbox.rest.answers import objects
from plugin.sandbox.rest.statuses import faults_of
from plugin.sandbox.site import Site
from plugin.sandbox.tracker import Tracker
from plugin.sandbox.workflow import Status, Workflow

_NAME_LIMIT = 60
_TYPES = ("INITIAL", "GLOBAL", "DIRECTED")


@dataclass(frozen=True, slots=True)
class WorkflowFault:
    """Something wrong with a payload. ``about``: which element, in the form of WorkflowElementReference."""

    code: str
    message: str
    type: str = "WORKFLOW"
    about: Json = field(default_factory=dict)

    def shown(self) -> Json:
        """As the validation answers it."""
        shown = {"code": self.code, "message": self.message, "type": self.type, "level": "ERROR"}
        return {**shown, "elementReference": self.about}


def is_outdated(site: Site, payload: Json) -> bool:
    """Whether a workflow was changed since the payload was made from it."""
    for sent in objects(payload, "workflows"):
        flow = site.workflows.get(str(sent.get("id")))
        version = {"id": flow.version_id, "versionNumber": flow.version} if flow else None
        if flow is not None and sent.get("version") != version:
            return True
    return False


def faults(tracker: Tracker, payload: Json) -> list[WorkflowFault]:
    """All that is wrong. Raises Problem 400 where the payload is of another shape altogether."""
    statuses, workflows = objects(payload, "statuses"), objects(payload, "workflows")
    found = list(_of_statuses(tracker.site, statuses))
    listed = {str(one.get("statusReference")) for one in statuses}
    for sent in workflows:
        flow = tracker.site.workflows.get(str(sent.get("id")))
        if flow is None or not flow.editable:
            found.append(WorkflowFault("WORKFLOW_NOT_FOUND", f"There is no workflow {sent.get('id')} to change."))
            continue
        found += _of_placed(sent, listed)
        found += _of_transitions(sent)
        found += _of_removed(tracker, flow, sent, statuses)
    return found


def _of_statuses(site: Site, statuses: list[Json]) -> Iterator[WorkflowFault]:
    known = {status.id: status for status in site.statuses}
    names: dict[str, str] = {status.name.casefold(): status.id for status in site.statuses if not status.project}
    references = [str(sent.get("statusReference")) for sent in statuses]
    for sent, reference in zip(statuses, references, strict=True):
        about = {"statusReference": reference}
        if references.count(reference) > 1:
            yield WorkflowFault("STATUS_REFERENCE", "A reference is given to one status.", "STATUS", about)
        for text in faults_of(sent):
            yield WorkflowFault("STATUS_INVALID", text, "STATUS", about)
        id_ = sent.get("id")
        if id_ is not None and str(id_) not in known:
            yield WorkflowFault("STATUS_NOT_FOUND", f"There is no status with the ID {id_}.", "STATUS", about)
        itself = reference if id_ is None else str(id_)
        if names.setdefault(str(sent.get("name")).casefold(), itself) != itself:
            yield WorkflowFault("NON_UNIQUE_STATUS_NAME", "You must use a unique status name.", "STATUS", about)


def _of_placed(sent: Json, listed: set[str]) -> Iterator[WorkflowFault]:
    for reference in _placed(sent):
        if reference not in listed:
            about = {"statusReference": reference}
            yield WorkflowFault("STATUS_NOT_LISTED", "The status is not among the statuses.", "STATUS_LAYOUT", about)


def _of_transitions(sent: Json) -> Iterator[WorkflowFault]:
    placed, transitions = set(_placed(sent)), objects(sent, "transitions")
    ids = [str(one["id"]) for one in transitions if one.get("id") is not None]
    if len(set(ids)) < len(ids) or not all(id_.isdigit() for id_ in ids):
        yield WorkflowFault("TRANSITION_ID", "Ids of transitions are whole numbers, each given once.", "TRANSITION")
    if sum(one.get("type") == "INITIAL" for one in transitions) != 1:
        yield WorkflowFault("INITIAL_TRANSITION", "A workflow has exactly one initial transition.", "TRANSITION")
    for one in transitions:
        about = {"transitionId": str(one.get("id"))}
        for text in _of_transition(one, placed):
            yield WorkflowFault("TRANSITION_INVALID", f"{one.get('name')}: {text}", "TRANSITION", about)


def _of_transition(sent: Json, placed: set[str]) -> Iterator[str]:
    name, links = sent.get("name"), objects(sent, "links")
    if not isinstance(name, str) or not 0 < len(name) <= _NAME_LIMIT:
        yield f"a name of at most {_NAME_LIMIT} characters is needed"
    if sent.get("type") not in _TYPES:
        yield f"the type is one of {', '.join(_TYPES)}"
    if (sent.get("type") == "DIRECTED") is not bool(links):
        yield "links are those of a DIRECTED transition, which has some"
    ends = {str(sent.get("toStatusReference")), *(str(link.get("fromStatusReference")) for link in links)}
    if not ends <= placed:
        yield "it leads from or to a status that the workflow does not have"


def _of_removed(tracker: Tracker, flow: Workflow, sent: Json, statuses: list[Json]) -> Iterator[WorkflowFault]:
    """A status that issues are in goes only where it is said which one they get."""
    ids = {str(one.get("statusReference")): str(one.get("id")) for one in statuses}
    kept = {ids.get(reference) for reference in _placed(sent)}
    gone = [status for status in flow.statuses if status.id not in kept]
    for issue in tracker.by_id.values():
        if issue.status in gone and tracker.site.workflow_of(issue.project, issue.type_id) is flow:
            if migrated(sent, issue.project.id, issue.type_id, issue.status) in _placed(sent):
                continue
            pair = {"projectId": issue.project.id, "issueTypeId": issue.type_id}
            about = {"statusMappingReference": pair}
            text = f"Issues are in the status {issue.status.name}; a mapping is needed."
            yield WorkflowFault("STATUS_MAPPING", text, "STATUS_MAPPING", about)
            return


def migrated(sent: Json, project: str, type_id: str, status: Status) -> str | None:
    """The reference of the status that issues get for one that goes."""
    mappings: list[Any] = []
    for one in objects(sent, "statusMappings"):
        if (str(one.get("projectId")), str(one.get("issueTypeId"))) == (project, type_id):
            mappings += objects(one, "statusMigrations")
    for one in [*mappings, *objects(sent, "defaultStatusMappings")]:
        if str(one.get("oldStatusReference")) == status.id:
            return str(one.get("newStatusReference"))
    return None


def _placed(sent: Json) -> list[str]:
    return [str(one.get("statusReference")) for one in objects(sent, "statuses")]
