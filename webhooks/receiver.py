"""``POST /webhooks/jira``: one delivery in, one wake-up out, one answer. The answers are fixed in DESIGN "HTTP".

Never a 2xx for what was not queued: Jira repeats a delivery only after a 5xx or a timeout (FACTS 1.1), so 503 is the
one answer that loses nothing.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus

from flask import Blueprint, Response, g, request
from redis import Redis
from redis.exceptions import RedisError
from werkzeug.exceptions import ClientDisconnected

from plugin import queueing
from plugin.logs import about
from plugin.metrics import Counts
from plugin.metrics.catalogue import IGNORED, QUEUED, RECEIVED, REFUSED
from webhooks.delivery import Delivery, NotADelivery, parse
from webhooks.signature import HEADER, is_signature, is_signed

log = logging.getLogger(__name__)

_COME_BACK = "30"  # seconds; Jira's own schedule is 5 to 15 minutes whatever it reads here


@dataclass(frozen=True, slots=True)
class Door:
    """What the front door needs to know. ``secrets``: one, or two while the old one is being replaced."""

    secrets: Sequence[bytes]
    projects: frozenset[str]
    max_bytes: int
    connection: Redis
    counts: Counts


def receiver(door: Door) -> Blueprint:
    """The route for Jira's deliveries."""
    routes = Blueprint("receiver", __name__)

    @routes.post("/webhooks/jira")
    def receive() -> Response:
        door.counts.add(RECEIVED)
        answer = _receive(door)
        if answer.status_code >= HTTPStatus.BAD_REQUEST:
            door.counts.add(REFUSED, str(answer.status_code))
        return answer

    return routes


def _receive(door: Door) -> Response:
    if not is_signature(request.headers.get(HEADER)):  # before the body is read: nobody unsigned is waited for
        return _unsigned()
    if request.mimetype != "application/json":
        return refused(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "send application/json")
    if (request.content_length or 0) > door.max_bytes:
        return _too_large(door)
    try:
        body = request.get_data(cache=False, parse_form_data=False)
    except ClientDisconnected:
        return refused(HTTPStatus.BAD_REQUEST, "the body ended early")
    if len(body) > door.max_bytes:  # it came in chunks, without a length
        return _too_large(door)
    if not is_signed(body, request.headers.get(HEADER), door.secrets):
        return _unsigned()
    try:
        delivery = parse(body)
    except NotADelivery as error:
        log.warning("webhook refused: its body %s", error)
        return refused(HTTPStatus.BAD_REQUEST, f"the body {error}")
    g.about = delivery.subject  # for a fault that ends the request
    with about(**delivery.subject):
        return _answer(door, delivery)


def _answer(door: Door, delivery: Delivery) -> Response:
    why = _not_ours(door, delivery)
    if why is not None:
        reason, text = why
        door.counts.add(IGNORED, reason)
        return answered(HTTPStatus.OK, {"ignored": text})
    try:
        queued = _wake(door, delivery)
    except RedisError as error:
        log.error("webhook not queued, Jira is asked to come back: %s", type(error).__name__)
        answer = refused(HTTPStatus.SERVICE_UNAVAILABLE, "cannot be queued at the moment")
        answer.headers["Retry-After"] = _COME_BACK
        return answer
    if queued is None:
        door.counts.add(IGNORED, "own")
        return answered(HTTPStatus.OK, {"ignored": "what careflow wrote itself"})
    door.counts.add(QUEUED)
    log.info("queued: %s", delivery.event or "a delivery without an event's name")
    return answered(HTTPStatus.ACCEPTED, {"queued": queued})


def _not_ours(door: Door, delivery: Delivery) -> tuple[str, str] | None:
    if not delivery.is_used:
        return "event", f"the event {delivery.event} is not used"
    if delivery.project is not None and delivery.project not in door.projects:
        return "project", f"the project {delivery.project} is not configured"
    return None


def _wake(door: Door, delivery: Delivery) -> str | None:
    """What was queued; None where it was our own writing."""
    if delivery.version_id is not None:
        return queueing.wake_version(door.connection, delivery.version_id, delivered=True).unit
    # What Jira does in bulk comes after what a person just did (FACTS 1.1).
    urgent = request.headers.get("X-Atlassian-Webhook-Flow", "").casefold() != "secondary"
    unit = delivery.key or queueing.case_id_unit(delivery.issue_id or "")
    woken = queueing.wake(door.connection, unit, delivery.event, urgent, delivered=True, by=delivery.by)
    if woken.state == "own":
        return None
    return delivery.key or delivery.issue_id or ""


def _unsigned() -> Response:
    log.warning("webhook refused: not signed with our secret")
    return refused(HTTPStatus.UNAUTHORIZED, "not signed with the secret of this webhook")


def _too_large(door: Door) -> Response:
    return refused(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"larger than {door.max_bytes} bytes")


def answered(status: HTTPStatus, body: dict[str, object]) -> Response:
    """A JSON answer."""
    return Response(json.dumps(body) + "\n", status=status, mimetype="application/json")


def refused(status: HTTPStatus, why: str) -> Response:
    """A JSON answer that says what is wrong with the request."""
    return answered(status, {"error": why})
