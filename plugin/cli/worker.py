"""``careflow worker``: one worker alone."""

from __future__ import annotations

import click

from plugin.settings import load


@click.command()
def worker() -> None:
    """Work on the cases that are queued, until SIGTERM or Ctrl-C; what runs is finished first.

    Start as many as there is work for, on as many machines. Ends with 1 when Redis does not answer at the start;
    when it goes away later, or takes nothing, the worker waits for it.
    """
    from plugin.connecting import RedisAway
    from plugin.workplace import work_until_stopped

    settings = load()
    settings.require("jira", "redis")
    try:
        raise SystemExit(work_until_stopped(settings))
    except RedisAway as away:
        click.echo(f"careflow: {away}", err=True)
        raise SystemExit(1) from None
