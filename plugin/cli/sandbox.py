"""``careflow sandbox``: a Jira to try app.yaml on, until Ctrl-C."""

from __future__ import annotations

import signal
import threading
from datetime import UTC, datetime

import click


@click.command()
@click.option(
    "--site",
    type=click.Choice(["default", "empty", "french", "mistyped"]),
    default="default",
    show_default=True,
    help="What is set up: all that careflow needs, nothing of it, or what a team made by itself, in French or wrongly.",
)
@click.option(
    "--flavour", type=click.Choice(["cloud", "datacenter"]), default="cloud", show_default=True, help="Which Jira."
)
@click.option("--port", type=click.IntRange(0, 65535), default=0, help="0 takes a free one.")
@click.option("--start", type=click.DateTime(), help="Its first moment, in UTC; now, if left out.")
@click.option("--service/--no-service", default=True, help="CARE is a Service Management project, or not.")
@click.option("--webhook", metavar="URL", help="Register a webhook with that address.")
@click.option("--secret", default="", help="The webhook's secret.")
def sandbox(
    site: str, flavour: str, port: int, start: datetime | None, service: bool, webhook: str | None, secret: str
) -> None:
    """Serve a Jira in memory on 127.0.0.1, and print how to reach it: as careflow, and as an administrator."""
    from plugin.sandbox import Clock, Sandbox
    from plugin.sandbox.sites import SITES
    from plugin.serving import must_be_free

    if port:
        must_be_free("127.0.0.1", port)
    stopped = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stopped.set())
    first = start.replace(tzinfo=UTC) if start else None
    with Sandbox(SITES[site](flavour, service), Clock(first), port) as jira:
        if webhook:
            jira.hook(webhook, secret)
        click.echo(f"CAREFLOW_JIRA__URL={jira.url}")
        click.echo(f"CAREFLOW_JIRA__USER={jira.user}")
        click.echo(f"CAREFLOW_JIRA__TOKEN={jira.token}")
        click.echo(f"CAREFLOW_ADMIN__USER={jira.admin_user}")
        click.echo(f"CAREFLOW_ADMIN__TOKEN={jira.site.admin_token}")
        click.echo(f"# open {jira.url}/sandbox in a browser; Ctrl-C ends it, and nothing is kept")
        stopped.wait()
