"""The web application: plain WSGI, for granian or any other server."""

from __future__ import annotations

import logging
from http import HTTPStatus

from flask import Flask, Response, g
from redis import Redis
from redis.exceptions import RedisError
from werkzeug.exceptions import HTTPException

from plugin import metrics
from plugin.board.access import Access
from plugin.board.blueprint import board
from plugin.board.desk import Desk
from plugin.metrics import Counts
from plugin.metrics.exposition import CONTENT_TYPE
from plugin.settings import Settings
from webhooks.receiver import Door, answered, receiver, refused

log = logging.getLogger(__name__)

DESK = "careflow-desk"
"""Under this name the pages' desk is among the application's extensions, to be closed with it."""


def create_app(settings: Settings, connection: Redis, access: Access | None = None) -> Flask:
    """The application. Raises ValueError without a webhook secret: nothing unsigned is ever taken.

    ``connection`` should have short timeouts: Jira waits for an answer. ``access``: who may look at the pages.
    """
    app = Flask("careflow", static_folder=None)
    # Werkzeug cuts a body without a length short at this: one byte more shows the receiver that it was too large.
    app.config["MAX_CONTENT_LENGTH"] = settings.webhook.max_bytes + 1
    counts = Counts(connection)
    door = Door(_secrets(settings), frozenset(settings.projects), settings.webhook.max_bytes, connection, counts)
    app.register_blueprint(receiver(door))
    _add_probes(app, connection, counts)
    if access is not None:
        desk = app.extensions[DESK] = Desk(settings, connection, access)
        app.register_blueprint(board(desk))
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(Exception, _fault)
    app.after_request(_secure)
    return app


def _secrets(settings: Settings) -> tuple[bytes, ...]:
    """The lines of the secret: a second line is one that is being replaced, or is to replace it."""
    secret = settings.webhook.secret.get_secret_value() if settings.webhook.secret else ""
    found = tuple(line.encode() for line in secret.splitlines() if line)
    if not found:
        raise ValueError("webhook.secret is not set")
    return found


def _add_probes(app: Flask, connection: Redis, counts: Counts) -> None:
    @app.get("/healthz")
    def healthz() -> Response:
        return answered(HTTPStatus.OK, {"status": "ok"})

    @app.get("/readyz")
    def readyz() -> Response:
        try:
            # A Redis that is full, or a replica, answers a ping and takes no wake-up.
            connection.set("careflow:ready", 1, ex=60)
        except RedisError as error:
            log.warning("not ready: Redis takes no wake-up: %s", type(error).__name__)
            return refused(HTTPStatus.SERVICE_UNAVAILABLE, "Redis takes no wake-up")
        return answered(HTTPStatus.OK, {"status": "ready"})

    @app.get("/metrics")
    def exposition() -> Response:
        try:
            text = metrics.exposed(counts, connection)
        except RedisError:
            return refused(HTTPStatus.SERVICE_UNAVAILABLE, "Redis does not answer")
        return Response(text, content_type=CONTENT_TYPE)


def _http_error(error: Exception) -> Response:
    code = getattr(error, "code", None) or HTTPStatus.INTERNAL_SERVER_ERROR
    status = HTTPStatus(code)
    answer = refused(status, status.phrase.lower())
    allowed = getattr(error, "valid_methods", None)
    if allowed:
        answer.headers["Allow"] = ", ".join(sorted(allowed))
    return answer


def _fault(error: Exception) -> Response:
    """A fault of ours: nothing was queued, so that Jira may come back (five times at most, FACTS 1.1)."""
    log.error("fault while answering", exc_info=error, extra=g.get("about", {}))
    return refused(HTTPStatus.INTERNAL_SERVER_ERROR, "internal error")


def _secure(answer: Response) -> Response:
    answer.headers.setdefault("X-Content-Type-Options", "nosniff")
    answer.headers.setdefault("X-Frame-Options", "DENY")
    answer.headers.setdefault("Referrer-Policy", "no-referrer")
    answer.headers.setdefault("Cache-Control", "no-store")
    answer.headers.setdefault(
        "Content-Security-Policy",
        "default-src 'none'; style-src 'self'; img-src 'self' data:; script-src 'self'; form-action 'self'; "
        "connect-src 'self'; base-uri 'none'; frame-ancestors 'none'",
    )
    return answer
