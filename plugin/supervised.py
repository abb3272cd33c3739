"""What the supervisor starts, as ``python -m plugin.supervised receiver HOST PORT`` and ``… worker``.

The settings come from the environment, as for every command; the supervisor has checked them.
"""

from __future__ import annotations

import logging
import sys

from plugin.connecting import RedisAway
from plugin.logs import listen_to_level
from plugin.orphans import end_with_parent
from plugin.serving import serve
from plugin.settings import load

log = logging.getLogger(__name__)


def main(arguments: list[str]) -> int:
    """Run one part until it is told to stop, or its supervisor is gone; the exit code."""
    end_with_parent()
    if arguments[0] == "receiver":
        settings = load()
        listen_to_level(settings.log_level, settings.log_format)
        serve(arguments[1], int(arguments[2]))
        return 0
    from plugin.workbench import work_until_stopped

    try:
        return work_until_stopped(load())
    except RedisAway as away:  # the supervisor starts it again
        log.error("%s", away)
        return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
