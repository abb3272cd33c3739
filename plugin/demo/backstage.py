"""What the demo runs beside itself: ``python -m plugin.demo.backstage FOLDER``, an embedded Redis and ``careflow up``.

A process of its own, since the supervisor is one: it takes the signals of its process. It says in one line of JSON
where it is (the Redis with its password, so through the pipe to its parent only) and ends when told, or when its
parent is gone, however that ended.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

from plugin.embedded import EmbeddedRedis
from plugin.logs import listen_to_level
from plugin.orphans import end_with_parent
from plugin.settings import load
from plugin.supervisor import Supervisor

HOST = "127.0.0.1"


def main(folder: str) -> int:
    """Run until SIGTERM; the exit code."""
    end_with_parent()
    with EmbeddedRedis(Path(folder)) as redis:
        os.environ["CAREFLOW_REDIS__URL"] = redis.url  # noqa: TID251 as an admin would configure it, for all parts
        settings = load()
        listen_to_level(settings.log_level, settings.log_format)

        def announce(url: str) -> None:
            print(json.dumps({"receiver": url, "redis": redis.url}), flush=True)

        return Supervisor(settings, HOST, 0, 1, announce, open_board=True).run()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
