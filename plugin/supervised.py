"""What the supervisor starts, as ``python -m plugin.supervised receiver HOST PORT`` and ``… worker``.

``receiver HOST PORT open-board`` is the demo's: everybody on this machine may look at the pages.

The settings come from the supervisor, which has checked them; when it says so, they are read again.
"""

from __future__ import annotations

import logging
import sys

from plugin.connecting import RedisAway
from plugin.handing_on import OPEN_BOARD, SupervisorGone, handed_on
from plugin.logs import listen_to_level
from plugin.orphans import end_with_parent
from plugin.serving import serve

log = logging.getLogger(__name__)


def main(arguments: list[str]) -> int:
    """Run one part until it is told to stop, or its supervisor is gone; the exit code."""
    end_with_parent()
    try:
        settings = handed_on(sys.stdin.buffer)
    except SupervisorGone:
        return 1
    if arguments[0] == "receiver":
        listen_to_level(settings.log_level, settings.log_format)
        serve(settings, arguments[1], int(arguments[2]), leads=False, open_board=OPEN_BOARD in arguments[3:])
        return 0
    from plugin.workplace import work_until_stopped

    try:
        return work_until_stopped(settings, leads=False)
    except RedisAway as away:  # the supervisor starts it again
        log.error("%s", away)
        return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
