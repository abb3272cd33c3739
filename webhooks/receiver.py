"""``POST /webhooks/jira``: one delivery in, one wake-up out, one answer. The answers are fixed in DESIGN "HTTP".

Never a 2xx for what was not queued: Jira repeats a delivery only after a 5xx or a timeout (FACTS 1.1), so 503 is the
one answer that loses nothing.

Such a request goes past Flask, which would cost as much as half of all the rest (docs/performance.md). It is answered
here alone, by whichever of the two ways it came.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from flask import Flask, request
from redis import Redis
from redis.exceptions import RedisError
from werkzeug.exceptions import ClientDisconnected
from werkzeug.wsgi import get_content_length, get_input_stream

from plugin import queueing
from plugin.metrics import Counts
from plugin.metrics.catalogue import IGNORED, QUEUED, RECEIVED, REFUSED
from webhooks.answer import Answer, faulty, refused
from webhooks.delivery import Delivery, NotADelivery, parse
from webhooks.signature import is_signature, is_signed

log = logging.getLogger(__name__)

PLACE = "/webhooks/jira"
_SIGNATURE = "HTTP_X_HUB_SIGNATURE"  # as WSGI names the header of ``webhooks.signature``
_COME_BACK = ("Retry-After", "30")  # seconds; Jira's own schedule is 5 to 15 minutes whatever it reads here


@dataclass(frozen=True, slots=True)
class Door:
    """What the front door needs to know. ``secrets``: one, or two while the old one is being replaced."""

    secrets: Sequence[bytes]
    projects: frozenset[str]
    max_bytes: int
    connection: Redis
    counts: Counts


class _Refused(Exception):
    """The request is no delivery that is ours; ``answer`` says why."""

    def __init__(self, status: HTTPStatus, why: str) -> None:
        super().__init__(why)
        self.answer = refused(status, why)


def receive_before(app: Flask, door: Door) -> None:
    """Put the door before ``app``, which goes on to answer everything else.

    It has the route as well: for what is written in another way (``//webhooks/jira``), and to refuse other methods.
    """
    app.add_url_rule(PLACE, "receive", lambda: receive(door, request.environ), methods=["POST"])
    app.wsgi_app = _before(app.wsgi_app, door)  # type: ignore[method-assign,assignment]


def _before(app: WSGIApplication, door: Door) -> WSGIApplication:
    def answer(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if environ["REQUEST_METHOD"] == "POST" and environ["PATH_INFO"] == PLACE:
            return receive(door, environ)(environ, start_response)
        return app(environ, start_response)

    return answer


def receive(door: Door, environ: WSGIEnvironment) -> Answer:
    """The answer to a request that brings a delivery. Raises nothing."""
    door.counts.add(RECEIVED)
    delivery: Delivery | None = None
    try:
        delivery = _delivered(door, environ)
        answer = _answer(door, delivery, _is_urgent(environ))
    except _Refused as refusal:
        answer = refusal.answer
    except Exception as error:
        log.error("fault while answering", exc_info=error, extra=delivery.subject if delivery else {})
        answer = faulty()
    if answer.status >= HTTPStatus.BAD_REQUEST:
        door.counts.add(REFUSED, str(answer.status.value))
    return answer


def _delivered(door: Door, environ: WSGIEnvironment) -> Delivery:
    """What is delivered, once it is known to be signed. Raises _Refused."""
    signature = environ.get(_SIGNATURE)
    if not is_signature(signature):  # before the body is read: nobody unsigned is waited for
        raise _unsigned()
    if environ.get("CONTENT_TYPE", "").partition(";")[0].strip().lower() != "application/json":
        raise _Refused(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "send application/json")
    body = _body(door, environ)
    if not is_signed(body, signature, door.secrets):
        raise _unsigned()
    try:
        return parse(body)
    except NotADelivery as error:
        log.warning("webhook refused: its body %s", error)
        raise _Refused(HTTPStatus.BAD_REQUEST, f"the body {error}") from None


def _body(door: Door, environ: WSGIEnvironment) -> bytes:
    """The raw body, of ``max_bytes`` at most. Raises _Refused."""
    if (get_content_length(environ) or 0) > door.max_bytes:
        raise _too_large(door)
    # One byte more than is allowed, which tells the largest body from a larger one.
    most = door.max_bytes + 1
    try:
        if environ.get("wsgi.input_terminated"):  # as granian's, which ends where the body does, with a length or not
            body: bytes = environ["wsgi.input"].read(most)
        else:
            body = get_input_stream(environ, max_content_length=most).read()
    except (ClientDisconnected, OSError):
        raise _Refused(HTTPStatus.BAD_REQUEST, "the body ended early") from None
    if len(body) > door.max_bytes:
        raise _too_large(door)
    return body


def _too_large(door: Door) -> _Refused:
    return _Refused(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"larger than {door.max_bytes} bytes")


def _unsigned() -> _Refused:
    log.warning("webhook refused: not signed with our secret")
    return _Refused(HTTPStatus.UNAUTHORIZED, "not signed with the secret of this webhook")


def _is_urgent(environ: WSGIEnvironment) -> bool:
    """What Jira does in bulk comes after what a person just did (FACTS 1.1)."""
    flow: str = environ.get("HTTP_X_ATLASSIAN_WEBHOOK_FLOW", "")
    return flow.casefold() != "secondary"


def _answer(door: Door, delivery: Delivery, urgent: bool) -> Answer:
    why = _not_ours(door, delivery)
    if why is not None:
        reason, text = why
        door.counts.add(IGNORED, reason)
        return Answer(HTTPStatus.OK, {"ignored": text})
    try:
        queued = _wake(door, delivery, urgent)
    except RedisError as error:
        log.error("webhook not queued, Jira is asked to come back: %s", type(error).__name__, extra=delivery.subject)
        return refused(HTTPStatus.SERVICE_UNAVAILABLE, "cannot be queued at the moment", _COME_BACK)
    if queued is None:
        door.counts.add(IGNORED, "own")
        return Answer(HTTPStatus.OK, {"ignored": "what careflow wrote itself"})
    door.counts.add(QUEUED)
    # What the worker then does, it logs: a line here as well would cost as much as checking the signature.
    log.debug("queued: %s", delivery.event or "a delivery without an event's name", extra=delivery.subject)
    return Answer(HTTPStatus.ACCEPTED, {"queued": queued})


def _not_ours(door: Door, delivery: Delivery) -> tuple[str, str] | None:
    if not delivery.is_used:
        return "event", f"the event {delivery.event} is not used"
    if delivery.project is not None and delivery.project not in door.projects:
        return "project", f"the project {delivery.project} is not configured"
    return None


def _wake(door: Door, delivery: Delivery, urgent: bool) -> str | None:
    """What was queued; None where it was our own writing."""
    if delivery.version_id is not None:
        return queueing.wake_version(door.connection, delivery.version_id, delivered=True).unit
    unit = delivery.key or queueing.case_id_unit(delivery.issue_id or "")
    woken = queueing.wake(door.connection, unit, delivery.event, urgent, delivered=True, by=delivery.by)
    if woken.state == "own":
        return None
    return delivery.key or delivery.issue_id or ""
