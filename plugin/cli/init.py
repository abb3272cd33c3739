"""``careflow init``: a first app.yaml and field map, from what the Jira site has."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import click

from plugin.configuration_errors import UserMistake
from plugin.credentials.accounts import Account, session_of
from plugin.init import fields, groups, priorities, statuses, survey
from plugin.init.questions import Nobody, Questions, Somebody, fields_asked, groups_asked
from plugin.init.writing import APP, PRIORITIES, Draft, put_fields, put_groups, put_priorities, put_statuses
from plugin.install.found import Found
from plugin.install.sites import reading_of
from plugin.install.wanted import wanted
from plugin.jira import JiraError
from plugin.jira.session import Session
from plugin.jira.survey import Server, server_of
from plugin.logs import listen_to_level
from plugin.schema import write as write_schemas
from plugin.settings import Settings, load
from plugin.settings_sections import Auth
from plugin.texts import languages
from workflows.terms import Severity


@click.command()
@click.option("--yes", is_flag=True, help="Ask nothing: take what is sure, and the defaults.")
@click.option("--project", metavar="KEY", help="The project whose issues are cases.")
@click.option("--dir", "folder", type=click.Path(file_okay=False, path_type=Path), default=Path(), help="Where to.")
@click.option("--force", is_flag=True, help="Replace files that are there.")
def init(yes: bool, project: str | None, folder: Path, force: bool) -> None:
    """Read the Jira site and write a first app.yaml and field map for it. Changes nothing in Jira.

    Finds the project, fields that mean the same (by name, type and options, in English and French), statuses,
    priorities and groups; asks only what it cannot find. Every value that it writes says where it came from.
    """
    questions = _questions(yes)
    draft = Draft()
    with _session() as (settings, session):
        server = server_of(session)
        key, why = _project(session, server, questions, project)
        _put_site(draft, settings, session, key, why)
        found, choices = _read(settings, session, key, questions)
        known = settings.field_map()
        put_fields(draft, choices)
        put_statuses(draft, statuses.meanings(known, found))
        put_priorities(draft, priorities.choices(known, found, _spellings(draft)))
        names = survey.group_names(session)
        chosen = groups_asked(groups.choices(names, settings.groups_by_role), names, questions)
        put_groups(draft, chosen)
    for path in draft.write(folder, force=force):
        click.echo(f"wrote {path}")
    schemas = write_schemas(folder / "field_maps" / "schema")
    click.echo(f"wrote {schemas[0].parent} (for editors)")
    _sum(choices, chosen)


def _questions(yes: bool) -> Questions:
    if yes:
        return Nobody()
    if not sys.stdin.isatty():
        raise UserMistake("nobody is there to ask: say `careflow init --yes`")
    return Somebody()


@contextmanager
def _session() -> Iterator[tuple[Settings, Session]]:
    settings = load()
    settings.require("install")
    listen_to_level("ERROR")
    session = session_of(settings, Account.ADMIN)
    try:
        yield settings, session
    except JiraError as error:
        raise UserMistake(str(error)) from error
    finally:
        session.close()


def _project(session: Session, server: Server, questions: Questions, said: str | None) -> tuple[str, str]:
    known = survey.projects(session, server)
    if said is not None:
        if said not in {project.key for project in known}:
            raise UserMistake(f"the account sees no project {said}: {', '.join(p.key for p in known) or 'none at all'}")
        return said, "you said so"
    if not known:
        raise UserMistake("the account sees no project: make one, or grant it Browse projects")
    if len(known) == 1:
        return known[0].key, f"found: the only project, “{known[0].name}”"
    key = questions.project(known)
    return key, "found: the only service project" if isinstance(questions, Nobody) else "you said so"


def _put_site(draft: Draft, settings: Settings, session: Session, key: str, why: str) -> None:
    draft.put(APP, ("project",), key, why)
    draft.put(APP, ("jira", "url"), settings.jira.url or "", "CAREFLOW_JIRA__URL")
    if settings.jira.auth is not Auth.PLAIN:
        draft.put(APP, ("jira", "auth"), str(settings.jira.auth), "CAREFLOW_JIRA__AUTH")
    if settings.jira.user:
        draft.put(APP, ("jira", "user"), settings.jira.user, "CAREFLOW_JIRA__USER")
    spoken = survey.language(session, languages())
    if spoken:
        draft.put(APP, ("language",), spoken, "found: the language of the account")


def _read(settings: Settings, session: Session, key: str, questions: Questions) -> tuple[Found, list[fields.Choice]]:
    known = settings.field_map()
    asked = replace(wanted(settings), projects=(key,), map=fields.widened(known))
    found = reading_of(session, asked).read()
    return found, fields_asked(known, fields.choices(known, found), questions)


def _spellings(draft: Draft) -> dict[Severity, tuple[str, ...]]:
    text = draft.text(PRIORITIES)
    said = {severity: text.value((str(severity),)) for severity in Severity}
    return {severity: tuple(names) if isinstance(names, list) else (names,) for severity, names in said.items()}


def _sum(choices: list[fields.Choice], chosen: list[groups.Chosen]) -> None:
    there = [choice for choice in choices if choice.match is not None]
    click.echo(f"\n{len(there)} of {len(choices)} fields found; `careflow apply` makes the others.")
    for choice in choices:
        near = [match for match in choice.others if match.here]
        if choice.match is None and near:
            others = ", ".join(f"“{match.there.name}” ({match.there.id})" for match in near)
            click.echo(f"  {choice.field}: {others} may mean it; to use one, put its name first in fields.yaml")
    missing = [one for one in chosen if not one.found]
    for one in missing:
        click.echo(f"  group of {one.role.value}: {one.why} (groups.{one.role.value} in app.yaml)")
    click.echo("Now look at the comments in the files, then: careflow check, careflow plan.")
