"""``careflow explain``: why a case stands as it does, each line with its clause."""

from __future__ import annotations

import json
from datetime import datetime

import click

from plugin.case_keys import known_key
from plugin.cli.cases import Moment, jira_at_hand, said
from plugin.configuration_errors import UserMistake, choice_problem
from plugin.jira import JiraError
from plugin.logs import about
from plugin.terminal import printable
from workflows.calendars import zone_of
from workflows.comparison import compared_json, compared_lines
from workflows.decision import Decision
from workflows.explain import as_json, as_lines
from workflows.terms import Field


@click.command()
@click.argument("key")
@click.option("--at", type=Moment(), help="Explain the case as it stood at this moment.")
@click.option("--policy", "version", metavar="NAME", help="Show the verdict of this version of the policy beside it.")
@click.option("--json", "json_wanted", is_flag=True, help="Print one JSON object instead of text.")
def explain(key: str, at: datetime | None, version: str | None, json_wanted: bool) -> None:
    """Explain case KEY: timeline, clocks with their proof, approval, and what comes next. Writes nothing."""
    with jira_at_hand() as (settings, _, path), about(case=key):
        known_key(key, settings)
        policies = settings.policies()
        if version is not None and version not in policies.names:
            raise UserMistake(f"there is no version of the policy {choice_problem(version, policies.names)}")
        other: Decision | None = None
        try:
            if version is None:
                decision = path.look(key, at)
            else:
                decision, other = path.compare(key, at, policies.named(version))
        except JiraError as error:
            click.echo(said(error, key), err=True)
            raise click.exceptions.Exit(1) from error
        if json_wanted:
            found = as_json(decision) if other is None else compared_json(decision, other)
            click.echo(json.dumps(found, ensure_ascii=False))
            return
        zone = zone_of(policies.base, decision.case.text(Field.REGION))
        beside = [] if other is None else ["", *compared_lines(decision, other, zone)]
        for line in (*as_lines(decision, zone), *beside):
            click.echo(printable(line))
