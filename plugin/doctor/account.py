"""Jira answers, and lets careflow's account do what it has to do there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from plugin.credentials.accounts import by_gateway
from plugin.doctor.findings import Finding, counted, enumerated, fails, ok, skipped, warning
from plugin.doctor.installation import Installation
from plugin.on_this_machine import is_loopback
from plugin.settings_sections import Auth, VisibilityType

NEEDED: Mapping[str, str] = {
    "BROWSE_PROJECTS": "Browse projects",
    "EDIT_ISSUES": "Edit issues",
    "ADD_COMMENTS": "Add comments",
    "TRANSITION_ISSUES": "Transition issues",
    "ASSIGN_ISSUES": "Assign issues",
}
"""The least permissions in a project, by the keys of GET mypermissions."""
WISHED: Mapping[str, str] = {"DELETE_OWN_COMMENTS": "Delete own comments"}
"""For what goes wrong only."""
BROWSE_USERS = "USER_PICKER"  # Cloud calls it "Browse users and groups"
NEEDLESS: Mapping[str, str] = {"ADMINISTER": "Administer Jira", "ADMINISTER_PROJECTS": "Administer projects"}
_SKEW = 60.0  # seconds worth mentioning


def connection(it: Installation) -> Iterator[Finding]:
    """Which Jira answers."""
    url = it.settings.jira.url or ""
    said, server = it.settings.jira, it.server
    indirect = said.auth is not Auth.PLAIN and not by_gateway(url, it.atlassian)
    yield ok(f"{server} answers at {url}" + (f", by way of {it.atlassian.api}" if indirect else ""))
    if urlsplit(url).scheme == "http" and not is_loopback(url):
        yield warning(
            "the address begins with http: whoever listens on the way can read the token",
            "set CAREFLOW_JIRA__URL to the address with https://",
        )


def account(it: Installation) -> Iterator[Finding]:
    """Whose token it is. Being in a role group does no harm: our account has no role in any rule."""
    groups = sorted(name for names in it.settings.groups_by_role.values() for name in names)
    member = [name for name in dict.fromkeys(groups) if name in it.account.groups]
    inside = f", a member of {enumerated(member)} (it has no role by that)" if member else ""
    yield ok(f"the token is {it.account.name}'s{inside}")


def clock(it: Installation) -> Iterator[Finding]:
    """Only for information: careflow goes by Jira's clock."""
    if it.server.date is None:
        yield skipped("Jira's answer bears no date: the time of the newest change in a case is used instead")
        return
    here = datetime.now(UTC)  # noqa: TID251 this machine's own clock is what is looked at
    skew = (here - it.server.date).total_seconds()
    if abs(skew) < _SKEW:
        yield ok("this machine's clock and Jira's agree")
    else:
        side = "behind" if skew > 0 else "ahead of"
        span = timedelta(seconds=round(abs(skew)))
        yield ok(f"Jira's clock is {span} {side} this machine's; careflow goes by Jira's")


def projects(it: Installation) -> Iterator[Finding]:
    """Every configured project is there and can be seen."""
    for project, service in it.service.items():
        if service is None:
            yield fails(
                f"project {project} is not there, or our account may not see it",
                "correct `project` in app.yaml, or grant the account Browse projects "
                f"(project {project} ▸ Project settings ▸ Permissions)",
            )
        else:
            yield ok(f"project {project} is a {'service' if service else 'software or business'} project")


def permissions(it: Installation) -> Iterator[Finding]:
    """The least permissions, project by project."""
    for project in it.projects:
        held = it.jira.permissions(project, [*NEEDED, *WISHED, BROWSE_USERS])
        grant = f"project {project} ▸ Project settings ▸ Permissions: grant them to {it.account.name}"
        lacking = [name for key, name in NEEDED.items() if not held.get(key)]
        if lacking:
            yield fails(f"in {project} our account lacks {enumerated(lacking)}", grant)
        if wished := [name for key, name in WISHED.items() if not held.get(key)]:
            what = f"in {project} our account lacks {enumerated(wished)}"
            yield warning(f"{what}: an internal note that came out public by mistake could not be taken back", grant)
        if not held.get(BROWSE_USERS):
            yield fails(
                "our account lacks Browse users and groups: nobody's role can be known",
                f"Jira settings ▸ System ▸ Global permissions: add {it.account.name} to Browse users and groups",
            )
        if not lacking and held.get(BROWSE_USERS):
            yield ok(f"in {project}: {enumerated(NEEDED.values())}; and Browse users")


def administration(it: Installation) -> Iterator[Finding]:
    """More than it needs: what a stolen token could do."""
    found: dict[str, str] = {}
    for project in it.projects:
        held = it.jira.permissions(project, NEEDLESS)
        found |= {key: name for key, name in NEEDLESS.items() if held.get(key)}
    if not found:
        yield ok("our account administers nothing")
    elif not it.server.cloud:
        yield ok(f"our account has {enumerated(found.values())}; careflow uses it to list groups, and for nothing else")
    else:
        yield warning(
            f"our account has {enumerated(found.values())}, which careflow does not need",
            f"take {it.account.name} out of the administrators; `careflow plan` and `apply` can work as another "
            "account (CAREFLOW_ADMIN__USER, CAREFLOW_ADMIN__TOKEN)",
        )


def notes(it: Installation) -> Iterator[Finding]:
    """Internal notes can be kept from customers."""
    plain = [project for project in it.projects if not it.service[project]]
    if not plain:
        yield ok("internal comments of Service Management keep notes from customers")
        return
    visibility = it.settings.notes.visibility
    names = f"{counted(len(plain), 'project')} without Service Management ({enumerated(plain)})"
    if visibility.type is VisibilityType.ROLE:
        yield skipped(
            f"{names}: whether our account is in the project role {visibility.value} cannot be seen",
            f"Project settings ▸ People: {it.account.name} must be in {visibility.value}, or Jira refuses the notes",
        )
    elif visibility.value in it.account.groups:
        yield ok(f"{names}: only the group {visibility.value} reads internal notes, and our account is in it")
    else:
        yield fails(
            f"{names}: our account is not in {visibility.value}, so that Jira refuses internal notes for it",
            f"add {it.account.name} to {visibility.value} (it gets no role by that), or name a group that it is in "
            "under `notes` in app.yaml",
        )
