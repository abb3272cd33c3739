"""``python -m plugin.sandbox``: a Jira to try app.yaml on, until Ctrl-C."""

from __future__ import annotations

import signal
import threading
from datetime import UTC, datetime

import click

from plugin.sandbox import Flavour, Sandbox


@click.command()
@click.option(
    "--flavour", type=click.Choice([f.value for f in Flavour]), default=Flavour.CLOUD.value, show_default=True
)
@click.option("--port", type=click.IntRange(0, 65535), default=0, help="0 takes a free one.")
@click.option("--start", type=click.DateTime(), help="Its first moment, in UTC; now, if left out.")
@click.option("--service/--no-service", default=True, help="CARE is a Service Management project, or not.")
@click.option("--webhook", metavar="URL", help="Register a webhook with that address.")
@click.option("--secret", default="", help="The webhook's secret.")
def main(flavour: str, port: int, start: datetime | None, service: bool, webhook: str | None, secret: str) -> None:
    """Serve the shipped site on 127.0.0.1 and print how to reach it."""
    stopped = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stopped.set())
    first = start.replace(tzinfo=UTC) if start else None
    with Sandbox.default(flavour, first, service=service, port=port) as jira:
        if webhook:
            jira.hook(webhook, secret)
        click.echo(f"CAREFLOW_JIRA__URL={jira.url}")
        click.echo(f"CAREFLOW_JIRA__USER={jira.user}")
        click.echo(f"CAREFLOW_JIRA__TOKEN={jira.token}")
        click.echo(f"Open {jira.url}/sandbox in a browser. Ctrl-C ends it; nothing is kept.")
        stopped.wait()


if __name__ == "__main__":
    main()
