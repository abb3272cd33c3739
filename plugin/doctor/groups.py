"""The groups behind the roles are there, can be read, and are not empty."""

from __future__ import annotations

from collections.abc import Iterator

from plugin.doctor.findings import Finding, counted, enumerated, fails, ok, warning
from plugin.doctor.installation import Installation
from plugin.jira.people import MISSING, REFUSED
from workflows.terms import Role

_WITHOUT: dict[Role, str] = {
    Role.AGENT: "nobody is staff by it, and nothing anybody writes counts as a response",
    Role.MANAGER: "nobody can approve Critical",
    Role.DISPATCHER: "nobody is told of what is untriaged",
    Role.SECOND_LINE: "nobody hears of an approval that is not decided",
    Role.ON_CALL: "nobody is on call for premium cases",
    Role.CONSULTING: "nobody takes functional support",
    Role.PRODUCT_MANAGEMENT: "nobody hears of enhancements",
}
_VITAL = frozenset({Role.AGENT, Role.MANAGER})
_MAKE = "Jira settings ▸ User management ▸ Groups: {do}, or name another group under `groups.{role}` in app.yaml"


def groups(it: Installation) -> Iterator[Finding]:
    """Role by role; what is vital fails, the rest warns."""
    members: list[str] = []
    refused: list[str] = []
    for role, names in it.settings.groups_by_role.items():
        active = 0
        for name in names:
            roster = it.jira.group(name)
            active += sum(person.active and person.id != it.account.id for person in roster.people)
            if roster.state == REFUSED:
                refused.append(name)
            elif roster.state == MISSING:
                yield _lacking(role, f"there is no group {name} ({role})", f"make {name}")
        if active:
            members.append(f"{role} {active}")
        elif any(it.jira.group(name).state not in (MISSING, REFUSED) for name in names):
            yield _lacking(role, f"nobody active is in {enumerated(names)} ({role})", "add somebody")
        elif not names:
            yield _lacking(role, f"no group is named for {role}", "make one")
    yield from _of_products(it)
    yield from _of_reporters(it)
    if refused:
        yield _unlisted(it, refused)
    if members:
        yield ok(f"active members: {enumerated(members)}")


def _of_reporters(it: Installation) -> Iterator[Finding]:
    """SCO-1: a group that is not there has nobody in it, so that its reporters would all be turned away."""
    for product, entry in it.settings.authorized_reporters.items():
        groups = [name for name in entry.groups if name not in entry.people]  # a plain list may name people
        missing = [name for name in groups if it.jira.group(name).state == MISSING]
        if missing:
            told = f"whoever is in it is told they may not report {product}"
            what = f"there is no group {enumerated(missing)}: {told}"
            yield warning(what, f"make it, or name another under `authorized_reporters.{product}` in app.yaml")


def _of_products(it: Installation) -> Iterator[Finding]:
    """OPN-2: a product's own consultants, where products.yaml names their groups."""
    for product, known in it.settings.maps.products.items():
        rosters = [it.jira.group(name) for name in known.groups]
        active = any(person.active and person.id != it.account.id for roster in rosters for person in roster.people)
        if rosters and not active and not any(roster.state == REFUSED for roster in rosters):
            what = f"nobody active is in {enumerated(known.groups)}: no case of {product} is assigned"
            yield warning(what, "add somebody, or name another group under `groups` of the product in products.yaml")


def _lacking(role: Role, what: str, do: str) -> Finding:
    how = _MAKE.format(do=do, role=role.value)
    return (fails if role in _VITAL else warning)(f"{what}: {_WITHOUT[role]}", how)


def _unlisted(it: Installation, refused: list[str]) -> Finding:
    which = f"our account may not list {counted(len(refused), 'group')} ({enumerated(refused)})"
    grant = (
        f"Jira settings ▸ System ▸ Global permissions: add {it.account.name} to Browse users and groups"
        if it.server.cloud
        else f"only an administrator may list groups on Data Center: make {it.account.name} one, or leave it so"
    )
    if it.jira.may_ask_for_groups_of(it.account.id):
        instead = "it asks for each person's own instead; notes name no members, and nobody is assigned (OPN-2)"
        return warning(f"{which}; {instead}", grant)
    return fails(f"{which}, nor ask for a person's groups: nobody has a role", grant)
