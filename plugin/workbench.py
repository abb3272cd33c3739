"""What a worker's process builds once: the gateway, the reconciler and the sweep, from the settings."""

from __future__ import annotations

import logging
from datetime import datetime
from typing import TypeAlias

from redis import Redis

from plugin import jobs, queueing
from plugin.connecting import connect, must_answer
from plugin.jira import (
    Cache,
    Connection,
    Forbidden,
    Gateway,
    NotFound,
    ReadOnly,
    RedisCache,
    Refused,
    Session,
    Visibility,
)
from plugin.jobs import Bench
from plugin.logs import listen_to_level
from plugin.queueing import Turn, bind_site
from plugin.reconcile import Reconciler
from plugin.settings import Mode, Settings
from plugin.shadow import IN_SHADOW, Memory, Rehearser, Told
from plugin.sweep import ShadowSweeper, Sweeper
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

OnePath: TypeAlias = Reconciler | Rehearser
"""What acts on a case, or says what it would do: ``mode`` in app.yaml chooses, here alone."""

_PATIENCE = 20.0  # seconds for Jira to answer: whoever asks a worker to stop waits through it (systemd: up to 90)


def work_until_stopped(settings: Settings) -> int:
    """Be a worker; the exit code. The caller has checked the settings (``jira`` and ``redis``). Raises RedisAway."""
    listen_to_level(settings.log_level)
    say_if_in_shadow(settings)
    must_answer(settings.redis.url or "")
    connection = connect(settings.redis.url or "")
    jobs.equip(lambda: bench(settings, connection))
    return work(connection, lambda: bind_site(connection, settings.jira.url or ""))


def bench(settings: Settings, connection: Redis) -> Bench:
    """Everything that jobs work with, on one connection to Redis and one session with Jira."""
    reader = gateway(settings, RedisCache(connection))
    policies, field_map = settings.policies(), settings.field_map()

    def as_the_policy_says(case: Case, now: datetime) -> Decision:
        policy = policies.of(case)
        decision = decide(case, policy, now)
        if Need.VERSIONS not in decision.needs:
            return decision
        try:
            return decide(reader.bring(case, frozenset({Need.VERSIONS}), policy), policy, now)
        except (Refused, Forbidden, NotFound) as error:  # the case says so when it is read on its own
            log.warning("%s: asked without the project's versions: %s", case.key, error)
            return decision

    in_shadow = settings.mode is Mode.SHADOW
    if in_shadow:
        queueing.forget_shadow(connection)
    sweeper = (ShadowSweeper if in_shadow else Sweeper)(
        reader,
        as_the_policy_says,
        connection,
        frozenset(settings.projects),
        unfinished=field_map.jira_statuses(Status.SOLUTION)[:1],
        root_cause=(field_map.name_of(Field.ROOT_CAUSE_DUE), field_map.name_of(Field.ROOT_CAUSE)),
        instance_of=lambda case: instance_of(case, policies.of(case)),
        work_logged=lambda instances: reader.work_logged(instances, policies.base),
    )
    path = one_path(settings, reader, Turn(connection), Told(connection))
    return Bench(connection, path, sweeper, frozenset(settings.projects), settings.sweep.every)


def say_if_in_shadow(settings: Settings) -> None:
    """A line in the log at the start, whatever else is logged."""
    if settings.mode is Mode.SHADOW:
        log.warning("%s", IN_SHADOW)


def one_path(settings: Settings, reader: Gateway, lock: Lock = alone, memory: Memory | None = None) -> OnePath:
    """The one path by ``mode``; workers share a ``lock`` (OPN-2), in shadow a ``memory``."""
    if settings.mode is Mode.SHADOW:
        return Rehearser(reader, settings.policies(), memory)
    return reconciler(settings, reader, lock)


def reconciler(settings: Settings, reader: Gateway, lock: Lock = alone) -> Reconciler:
    """What acts, in the words of the settings' language."""
    policies = settings.policies()
    wording = Wording(reader, settings.language, by_reader=policies.base.on("CON-3"))
    return Reconciler(reader, policies, wording, lock)


def connection(settings: Settings) -> Connection:
    """Where Jira is, and careflow's own account there."""
    token = settings.jira.token.get_secret_value() if settings.jira.token else ""
    return Connection(settings.jira.url or "", settings.jira.user, token, read_timeout=_PATIENCE)


def gateway(settings: Settings, cache: Cache, opens: type[Session] | None = None) -> Gateway:
    """The gateway; workers share a cache in Redis, a command has one in memory.

    ``opens``: the session to have, else that of ``mode``: in shadow one that cannot write.
    """
    notes = settings.notes.visibility
    return Gateway(
        connection(settings),
        settings.field_map(),
        settings.groups_by_role,
        cache,
        note_visibility=Visibility(notes.type, notes.value),
        projects=settings.projects,
        opens=opens or (ReadOnly if settings.mode is Mode.SHADOW else Session),
    )
