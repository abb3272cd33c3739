"""``careflow serve``: the receiver alone."""

from __future__ import annotations

import click

from plugin.logs import listen_to_level
from plugin.settings import load


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", default=8080, show_default=True, type=click.IntRange(1, 65535))
@click.option("--processes", default=2, show_default=True, type=click.IntRange(1, 64), help="How many processes.")
def serve(host: str, port: int, processes: int) -> None:
    """Receive Jira's webhooks and queue them, until SIGTERM or Ctrl-C. Needs a Redis that workers work on."""
    from plugin import serving

    settings = load()
    settings.require("webhook", "redis", "board")
    listen_to_level(settings.log_level, settings.log_format)
    serving.must_be_free(host, port)
    serving.serve(settings, host, port, processes)
