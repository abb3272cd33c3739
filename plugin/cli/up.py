"""``careflow up``: everything in one command."""

from __future__ import annotations

import click

from plugin.logs import listen_to_level
from plugin.settings import load


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", default=8080, show_default=True, type=click.IntRange(0, 65535), help="0: any that is free.")
@click.option("--workers", default=1, show_default=True, type=click.IntRange(1, 64), help="How many workers.")
def up(host: str, port: int, workers: int) -> None:
    """Receive Jira's webhooks and work on the cases, until SIGTERM or Ctrl-C.

    Uses the configured Redis or, when none is, an embedded one that persists in the data folder. What runs is
    finished before it ends.
    """
    from plugin.supervisor import Supervisor
    from plugin.workbench import say_if_in_shadow

    settings = load()
    settings.require("jira", "webhook", "board")
    listen_to_level(settings.log_level, settings.log_format)
    say_if_in_shadow(settings)

    def announce(url: str) -> None:
        click.echo(f"careflow is up: {url}/webhooks/jira")

    raise SystemExit(Supervisor(settings, host, port, workers, announce).run())
