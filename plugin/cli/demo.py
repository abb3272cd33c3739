"""``careflow demo``: the policy's scenarios on embedded parts."""

from __future__ import annotations

import sys
from io import TextIOWrapper

import click


@click.command()
@click.option("--exit", "leave", is_flag=True, help="End after the table, instead of staying up for the browser.")
@click.option(
    "--flavour", type=click.Choice(["cloud", "datacenter"]), default="cloud", show_default=True, help="Which Jira."
)
@click.option("--json", "json_wanted", is_flag=True, help="Print one JSON object; the account goes to stderr.")
def demo(leave: bool, flavour: str, json_wanted: bool) -> None:
    """Play the policy's scenarios on a sandbox Jira, with the real receiver, Redis and worker.

    Needs no Jira, no Redis and no settings. Ends with 0 only if every scenario ended as the policy says.
    """
    from rich.console import Console

    from plugin.demo.narrator import Narrator
    from plugin.demo.show import as_json, show

    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")  # a terminal that knows no “→” shows “?”
    console = Console(stderr=json_wanted, highlight=False, emoji=False)
    try:
        results = show(Narrator(console), flavour, stay=not leave)
    except KeyboardInterrupt:
        click.echo("careflow: ended before the last scenario", err=True)
        raise click.exceptions.Exit(1) from None
    if json_wanted:
        click.echo(as_json(results))
    raise click.exceptions.Exit(0 if all(result.ok for result in results) else 1)
