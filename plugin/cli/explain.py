"""``careflow explain``: why a case stands as it does, each line with its clause."""

from __future__ import annotations

import json
from datetime import datetime

import click

from plugin.cli.cases import Moment, jira_at_hand, known_key, printable, said
from plugin.jira import JiraError
from workflows.explain import as_json, as_lines
from workflows.terms import DEFAULT_REGION, Field


@click.command()
@click.argument("key")
@click.option("--at", type=Moment(), help="Explain the case as it stood at this moment.")
@click.option("--json", "json_wanted", is_flag=True, help="Print one JSON object instead of text.")
def explain(key: str, at: datetime | None, json_wanted: bool) -> None:
    """Explain case KEY: timeline, clocks with their proof, approval, and what comes next. Writes nothing."""
    with jira_at_hand() as (settings, _, reconciler):
        known_key(key, settings)
        try:
            decision = reconciler.look(key, at)
        except JiraError as error:
            click.echo(said(error, key), err=True)
            raise click.exceptions.Exit(1) from error
        if json_wanted:
            click.echo(json.dumps(as_json(decision), ensure_ascii=False))
            return
        region = settings.policy().regions.get(decision.case.text(Field.REGION) or DEFAULT_REGION)
        for line in as_lines(decision, region.zone if region else "UTC"):
            click.echo(printable(line))
