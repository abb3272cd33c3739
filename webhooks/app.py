"""The web application: plain WSGI, for granian or any other server."""

from __future__ import annotations

import logging
from http import HTTPStatus

from flask import Flask, Response
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
from webhooks.answer import SECURE, Answer, faulty, refused
from webhooks.receiver import Door, receive_before

log = logging.getLogger(__name__)

DESK = "careflow-desk"
"""Under this name the pages' desk is among the application's extensions, to be closed with it."""


def create_app(settings: Settings, connection: Redis, access: Access | None = None) -> Flask:
    """The application. Raises ValueError without a webhook secret: nothing unsigned is ever taken.

    ``connection`` should have short timeouts: Jira waits for an answer. ``access``: who may look at the pages.
    """
    app = Flask("careflow", static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = settings.webhook.max_bytes  # of the pages' forms; deliveries go past Flask
    counts = Counts(connection)
    door = Door(_secrets(settings), frozenset(settings.projects), settings.webhook.max_bytes, connection, counts)
    receive_before(app, door)
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
    def healthz() -> Answer:
        return Answer(HTTPStatus.OK, {"status": "ok"})

    @app.get("/readyz")
    def readyz() -> Answer:
        try:
            # A Redis that is full, or a replica, answers a ping and takes no wake-up.
            connection.set("careflow:ready", 1, ex=60)
        except RedisError as error:
            log.warning("not ready: Redis takes no wake-up: %s", type(error).__name__)
            return refused(HTTPStatus.SERVICE_UNAVAILABLE, "Redis takes no wake-up")
        return Answer(HTTPStatus.OK, {"status": "ready"})

    @app.get("/metrics")
    def exposition() -> Response | Answer:
        try:
            text = metrics.exposed(counts, connection)
        except RedisError:
            return refused(HTTPStatus.SERVICE_UNAVAILABLE, "Redis does not answer")
        return Response(text, content_type=CONTENT_TYPE)


def _http_error(error: Exception) -> Answer:
    code = getattr(error, "code", None) or HTTPStatus.INTERNAL_SERVER_ERROR
    status = HTTPStatus(code)
    allowed = getattr(error, "valid_methods", None)
    return refused(status, status.phrase.lower(), *([("Allow", ", ".join(sorted(allowed)))] if allowed else []))


def _fault(error: Exception) -> Answer:
    log.error("fault while answering", exc_info=error)
    return faulty()


def _secure(answer: Response) -> Response:
    for name, value in SECURE.items():
        answer.headers.setdefault(name, value)
    return answer
