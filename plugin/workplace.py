"""A worker's process: it works until it is stopped, and takes the settings anew between two jobs."""

from __future__ import annotations

from redis import Redis

from plugin import jobs
from plugin.connecting import connect, must_answer
from plugin.logs import listen_to_level
from plugin.metrics import Counts
from plugin.queueing import bind_rules, bind_site, wake
from plugin.queueing.units import SWEEP
from plugin.reloading import Hangup, read_again
from plugin.settings import Settings
from plugin.workbench import bench, rules_of, say_if_in_shadow
from plugin.worker import work

_QUICK = 3.0  # seconds for Redis to take what was counted, or to ring


def work_until_stopped(settings: Settings, *, leads: bool = True) -> int:
    """Be a worker; the exit code. The caller has checked the settings (``jira`` and ``redis``). Raises RedisAway.

    ``leads`` as for ``plugin.reloading.read_again``.
    """
    hangup = Hangup()
    listen_to_level(settings.log_level, settings.log_format)
    say_if_in_shadow(settings)
    must_answer(settings.redis.url or "")
    place = Workplace(settings, leads)
    place.equip()

    def between_jobs() -> None:
        if hangup.came():
            place.read_again()

    return work(place.connection, place.connect_quickly(), place.bind, between_jobs)


class Workplace:
    """A worker's settings and connections; between two jobs the settings may be replaced."""

    def __init__(self, settings: Settings, leads: bool) -> None:
        self.connection = connect(settings.redis.url or "")
        self._settings = settings
        self._leads = leads
        self._counts = Counts(self.connect_quickly())

    def connect_quickly(self) -> Redis:
        """Another connection to the same Redis, for what does not wait long."""
        return connect(self._settings.redis.url or "", patience=_QUICK)

    def equip(self) -> None:
        """Let jobs work by the settings from now on."""
        settings = self._settings
        jobs.equip(lambda: bench(settings, self.connection, self._counts))

    def bind(self) -> None:
        """Forget what was learned of another Jira, or by other rules. Raises redis' errors."""
        bind_site(self.connection, self._settings.jira.url or "")
        bind_rules(self.connection, rules_of(self._settings))

    def read_again(self) -> None:
        """Take the settings as they are now, and look over all cases by them. Raises redis' errors."""
        settings = read_again(self._settings, "jira", "redis", leads=self._leads)
        if settings is not None:
            self._settings = settings
            self.equip()
            self.bind()
            wake(self.connection, SWEEP, "the settings were read again")
