"""``careflow worker``: one worker alone."""

from __future__ import annotations

import click

from plugin.settings import load


@click.command()
def worker() -> None:
    """Work on the cases that are queued, until SIGTERM or Ctrl-C; what runs is finished first.

    Start as many as there is work for, on as many machines. Ends with 1 when Redis stays away, so that whatever
    started it starts it again.
    """
    from plugin.workbench import work_until_stopped

    settings = load()
    settings.require("jira", "redis")
    raise SystemExit(work_until_stopped(settings))
