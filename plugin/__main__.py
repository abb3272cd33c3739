"""The ``careflow`` command, and ``python -m plugin``. Nothing is imported here before it is known how to be stopped."""

from __future__ import annotations

import os
import signal
import sys

_UNTIL_STOPPED = {"up", "serve", "worker"}


def main() -> None:
    """Run the command line."""
    if _UNTIL_STOPPED.intersection(sys.argv[1:]):
        # These end with 0 when they are told to end, also while they still import: until then nothing was begun that
        # would have to be put away. What they begin brings its own handlers.
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: os._exit(0))
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGHUP})  # it waits until it can be heeded (plugin.reloading)
    from plugin.cli import main as command_line

    command_line()


if __name__ == "__main__":
    main()
