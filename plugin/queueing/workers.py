"""Who works on the queues, as RQ's registry has it: it forgets one that was killed within two minutes."""

from __future__ import annotations

from redis import Redis
from rq import Worker
from rq.worker import BaseWorker

from plugin.queueing.units import QUEUES


def workers(connection: Redis) -> list[BaseWorker]:
    """The workers of our queues that are alive."""
    return [worker for worker in Worker.all(connection=connection) if set(worker.queue_names()) & set(QUEUES)]
