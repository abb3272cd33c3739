"""``PEER=limit|enqueue|celery|dramatiq|huey``: each on granian as careflow is; 2 processes. Reads SECRET, REDIS, PORT.

``limit`` does what cannot be left out: the HMAC and one round trip to Redis, of two commands in a pipeline. The others
are Flask, HMAC, JSON, and one job by the library's own call, whose argument is the key and not the payload.
"""

import hashlib
import hmac
import json
import os
from typing import Any

from redis import Redis

PEER, SECRET, REDIS = os.environ["PEER"], os.environ["SECRET"].encode(), os.environ["REDIS"]


def signed(body: bytes, header: str) -> bool:
    """As all of them verify."""
    return hmac.compare_digest("sha256=" + hmac.new(SECRET, body, hashlib.sha256).hexdigest(), header)


def limit() -> Any:
    """Bare WSGI."""
    redis = Redis.from_url(REDIS)

    def app(environ: Any, start_response: Any) -> Any:
        body = environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"]))
        if not signed(body, environ.get("HTTP_X_HUB_SIGNATURE", "")):
            start_response("401 Unauthorized", [("Content-Length", "0")])
            return [b""]
        pipe = redis.pipeline(transaction=False)
        pipe.set("limit", 1)
        pipe.rpush("limits", 1)
        pipe.execute()
        start_response("202 Accepted", [("Content-Length", "0")])
        return [b""]

    return app


def work(key: str) -> None:
    """The job."""


def queue() -> Any:
    """The call that queues a job."""
    if PEER == "enqueue":
        from rq import Queue

        jobs = Queue(connection=Redis.from_url(REDIS))
        return lambda key: jobs.enqueue("benchmarks.receivers.wsgi_peers.work", key)
    if PEER == "celery":
        from celery import Celery

        app = Celery(broker=REDIS)
        app.conf.task_ignore_result = True
        return app.task(work).delay
    if PEER == "dramatiq":
        import dramatiq
        from dramatiq.brokers.redis import RedisBroker

        dramatiq.set_broker(RedisBroker(url=REDIS))
        return dramatiq.actor(work).send
    from huey import RedisHuey

    return RedisHuey(url=REDIS).task()(work)


def flask() -> Any:
    """Flask, as its documentation has it."""
    from flask import Flask, request

    app, enqueue = Flask(__name__), queue()

    @app.post("/webhooks/jira")
    def receive() -> Any:
        body = request.get_data()
        if not signed(body, request.headers.get("X-Hub-Signature", "")):
            return {"error": "signature"}, 401
        key = json.loads(body)["issue"]["key"]
        enqueue(key)
        return {"queued": key}, 202

    return app


def load() -> Any:
    """What granian calls in each of its processes."""
    return limit() if PEER == "limit" else flask()


if __name__ == "__main__":
    from granian import Granian
    from granian.constants import Interfaces

    Granian(
        "benchmarks.receivers.wsgi_peers:load",
        port=int(os.environ["PORT"]),
        interface=Interfaces.WSGI,
        workers=2,
        blocking_threads=int(os.environ.get("THREADS", "4")),
        factory=True,
        log_enabled=False,
    ).serve()
