"""SIGHUP: the settings are read again while the process runs; those that are wrong change nothing.

The signal is blocked, and taken where there is time for it: no request, job or write is interrupted by it, and one that
comes while a process starts waits until it is up. What is blocked is inherited by the processes that are started.
"""

from __future__ import annotations

import logging
import os
import signal
from collections.abc import Callable, Iterator, Mapping
from threading import Thread

from plugin.configuration_errors import ConfigurationError
from plugin.logs import listen_to_level
from plugin.orphans import stop_this_process
from plugin.settings import Settings, load

log = logging.getLogger(__name__)

_FIXED: Mapping[str, Callable[[Settings], object]] = {
    "redis.url": lambda settings: settings.redis.url,
    "data_dir": lambda settings: settings.data_dir,
}
"""What a process keeps until it is started anew."""


class Hangup:
    """SIGHUP for this process. Where the terminal that it was started from is closed, it means that: the process ends.

    Made at the beginning, before any thread.
    """

    def __init__(self) -> None:
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGHUP})
        self._on_terminal = os.isatty(0)

    def came(self) -> bool:
        """Whether the settings are to be read again; once for each time that it was asked."""
        return signal.SIGHUP in signal.sigpending() and self._take()

    def each(self, do: Callable[[], object]) -> None:
        """Call ``do`` each time, in a thread of its own."""
        Thread(target=self._wait, args=(do,), name="hangup", daemon=True).start()

    def _wait(self, do: Callable[[], object]) -> None:
        while True:
            if self._take():
                do()

    def _take(self) -> bool:
        signal.sigwait({signal.SIGHUP})
        if self._on_terminal and not os.isatty(0):
            stop_this_process()
            return False
        return True


def read_again(now: Settings, *needs: str, leads: bool) -> Settings | None:
    """The settings as they are now, with what cannot change as it was; None where they are wrong, which the log tells.

    ``needs`` as for ``Settings.require``. ``leads``: this process was told by the admin, not by another one, and so is
    the one that says what became of it.
    """
    try:
        read = load()
        read.require(*needs)
    except ConfigurationError as error:
        log.error("the settings are wrong, those from before stay in force (%d faults)", len(error.faults))
        for fault in error.faults:
            log.error("%s", fault)
        return None
    listen_to_level(read.log_level, read.log_format)
    for key in _changed(now, read) if leads else ():
        log.warning("%s has changed: that needs a restart, the one from before stays in force", key)
    log.log(logging.INFO if leads else logging.DEBUG, "the settings were read again from %s", read.app_file)
    return read.model_copy(update={"redis": now.redis, "data_dir": now.data_dir})


def _changed(now: Settings, read: Settings) -> Iterator[str]:
    return (key for key, value in _FIXED.items() if value(now) != value(read))
