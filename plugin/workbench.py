"""What a worker's process builds once: the gateway, the reconciler and the sweep, from the settings."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime

from redis import Redis

from plugin import jobs
from plugin.connecting import connect, must_answer
from plugin.jira import Cache, Connection, Forbidden, Gateway, NotFound, RedisCache, Refused, Visibility
from plugin.jira.session import Call
from plugin.jobs import Bench
from plugin.logs import listen_to_level
from plugin.metrics import Counts, Observer
from plugin.queueing import Turn, bind_site
from plugin.reconcile import OnAct, Reconciler
from plugin.settings import Settings
from plugin.sweep import Sweeper
from plugin.turns import Lock, alone
from plugin.wording import Wording
from plugin.worker import work
from workflows.allowance import instance_of
from workflows.case import Case
from workflows.decide import decide
from workflows.decision import Decision
from workflows.surroundings import Need
from workflows.terms import Field, Status

log = logging.getLogger(__name__)

_QUICK = 3.0  # seconds for Redis to take what was counted
_PATIENCE = 20.0  # seconds for Jira to answer: whoever asks a worker to stop waits through it (systemd: up to 90)


def work_until_stopped(settings: Settings) -> int:
    """Be a worker; the exit code. The caller has checked the settings (``jira`` and ``redis``). Raises RedisAway."""
    listen_to_level(settings.log_level, settings.log_format)
    must_answer(settings.redis.url or "")
    connection = connect(settings.redis.url or "")
    counts = Counts(connect(settings.redis.url or "", patience=_QUICK))
    jobs.equip(lambda: bench(settings, connection, counts))
    return work(connection, lambda: bind_site(connection, settings.jira.url or ""))


def bench(settings: Settings, connection: Redis, counts: Counts | None = None) -> Bench:
    """Everything that jobs work with, on one connection to Redis and one session with Jira.

    ``counts``: where what was done is added up; by default on the same connection.
    """
    observer = Observer(counts or Counts(connection))
    reader = gateway(settings, RedisCache(connection), observer.called)
    policies, field_map = settings.policies(), settings.field_map()

    def as_the_policy_says(case: Case, now: datetime) -> Decision:
        policy = policies.of(case)
        decision = decide(case, policy, now)
        if Need.VERSIONS not in decision.needs:
            return decision
        try:
            return decide(reader.bring(case, frozenset({Need.VERSIONS}), policy), policy, now)
        except (Refused, Forbidden, NotFound) as error:  # the case says so when it is read on its own
            log.warning("asked without the project's versions: %s", error)
            return decision

    sweeper = Sweeper(
        reader,
        as_the_policy_says,
        connection,
        frozenset(settings.projects),
        unfinished=field_map.jira_statuses(Status.SOLUTION)[:1],
        root_cause=(field_map.name_of(Field.ROOT_CAUSE_DUE), field_map.name_of(Field.ROOT_CAUSE)),
        instance_of=lambda case: instance_of(case, policies.of(case)),
        work_logged=lambda instances: reader.work_logged(instances, policies.base),
    )
    one_path = reconciler(settings, reader, Turn(connection), observer.acted)
    return Bench(connection, one_path, sweeper, frozenset(settings.projects), settings.sweep.every, observer.ran)


def reconciler(
    settings: Settings, reader: Gateway, lock: Lock = alone, on_act: OnAct = lambda action, decision: None
) -> Reconciler:
    """The one path, in the words of the settings' language; workers share a ``lock`` (OPN-2)."""
    policies = settings.policies()
    wording = Wording(reader, settings.language, by_reader=policies.base.on("CON-3"))
    return Reconciler(reader, policies, wording, lock, on_act)


def gateway(settings: Settings, cache: Cache, on_call: Callable[[Call], None] | None = None) -> Gateway:
    """The gateway; workers share a cache in Redis, a command has one in memory."""
    token = settings.jira.token.get_secret_value() if settings.jira.token else ""
    notes = settings.notes.visibility
    return Gateway(
        Connection(settings.jira.url or "", settings.jira.user, token, read_timeout=_PATIENCE),
        settings.field_map(),
        settings.groups_by_role,
        cache,
        note_visibility=Visibility(notes.type, notes.value),
        projects=settings.projects,
        on_call=on_call,
    )
