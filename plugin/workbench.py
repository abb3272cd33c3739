"""What a worker's process builds once: the gateway, the reconciler and the sweep, from the settings."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable
from datetime import datetime
from typing import TypeAlias

from redis import Redis

from plugin import queueing
from plugin.board.index import Index
from plugin.board.shown import Shown
from plugin.credentials.accounts import connection_of
from plugin.jira import (
    Cache,
    Connection,
    Forbidden,
    Gateway,
    NotFound,
    ReadAhead,
    ReadOnly,
    RedisCache,
    Refused,
    Session,
    Visibility,
)
from plugin.jira.session import Call
from plugin.jobs import Bench
from plugin.metrics import Counts, Observer
from plugin.metrics.standing import installed_version
from plugin.queueing import Turn
from plugin.reconcile import OnAct, Reconciler
from plugin.settings import Mode, Settings
from plugin.shadow import IN_SHADOW, Memory, Rehearser, Told
from plugin.sweep import ShadowSweeper, Sweeper
from plugin.turns import Lock, alone
from plugin.wording import Wording
from workflows.actions import Action
from workflows.allowance import instance_of
from workflows.case import Case
from workflows.decide import decide
from workflows.decision import Decision
from workflows.surroundings import Need
from workflows.terms import Field, Status

log = logging.getLogger(__name__)

OnePath: TypeAlias = Reconciler | Rehearser
"""What acts on a case, or says what it would do: ``mode`` in app.yaml chooses, here alone."""

_NO_RULES = {"jira", "admin", "webhook", "redis", "data_dir", "sweep", "log_level", "log_format", "install", "board"}


def rules_of(settings: Settings) -> str:
    """A digest of all by which a case is judged: the settings, the field maps, and this version of careflow."""
    said = settings.model_dump_json(exclude=_NO_RULES)
    files = [path.read_bytes() for path in settings.maps.read_from if path.is_file()]
    return hashlib.sha256(b"\0".join([installed_version().encode(), said.encode(), *files])).hexdigest()


def bench(
    settings: Settings, connection: Redis, counts: Counts | None = None, opens: type[Session] | None = None
) -> Bench:
    """Everything that jobs work with, on one connection to Redis and one session with Jira.

    ``counts``: where what was done is added up; by default on the same connection. ``opens``: as for ``gateway``.
    """
    observer = Observer(counts or Counts(connection))
    cache = ReadAhead(RedisCache(connection))
    reader = gateway(settings, cache, opens=opens, on_call=observer.called)
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
    path = one_path(settings, reader, Turn(connection), Told(connection), observer.acted)
    projects, every = frozenset(settings.projects), settings.sweep.every
    shown = Shown(path, Index(connection))
    return Bench(connection, shown, sweeper, projects, every, observer.ran, reader.close, cache.stretch)


def say_if_in_shadow(settings: Settings) -> None:
    """A line in the log at the start, whatever else is logged."""
    if settings.mode is Mode.SHADOW:
        log.warning("%s", IN_SHADOW)


def _unseen(action: Action, decision: Decision) -> None:
    """Nobody counts what is done."""


def one_path(
    settings: Settings,
    reader: Gateway,
    lock: Lock = alone,
    memory: Memory | None = None,
    on_act: OnAct = _unseen,
) -> OnePath:
    """The one path by ``mode``; workers share a ``lock`` (OPN-2), in shadow a ``memory``."""
    if settings.mode is Mode.SHADOW:
        return Rehearser(reader, settings.policies(), memory)
    return reconciler(settings, reader, lock, on_act)


def reconciler(settings: Settings, reader: Gateway, lock: Lock = alone, on_act: OnAct = _unseen) -> Reconciler:
    """What acts, in the words of the settings' language."""
    policies = settings.policies()
    wording = Wording(reader, settings.language, by_reader=policies.base.on("CON-3"))
    return Reconciler(reader, policies, wording, lock, on_act)


def gateway(
    settings: Settings,
    cache: Cache,
    *,
    opens: type[Session] | None = None,
    on_call: Callable[[Call], None] | None = None,
) -> Gateway:
    """The gateway; workers share a cache in Redis, a command has one in memory.

    ``opens``: the session to have, else that of ``mode``: in shadow one that cannot write. ``on_call`` is told of each
    request (for metrics).
    """
    return gateway_by(connection_of(settings, cache=cache), settings, cache, opens=opens, on_call=on_call)


def gateway_by(
    connection: Connection,
    settings: Settings,
    cache: Cache,
    *,
    opens: type[Session] | None = None,
    on_call: Callable[[Call], None] | None = None,
) -> Gateway:
    """The same, by a way to Jira that is known already."""
    notes = settings.notes.visibility
    return Gateway(
        connection,
        settings.field_map(),
        settings.groups_by_role,
        cache,
        note_visibility=Visibility(notes.type, notes.value),
        projects=settings.projects,
        opens=opens or (ReadOnly if settings.mode is Mode.SHADOW else Session),
        on_call=on_call,
    )
