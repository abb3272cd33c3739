"""Which scopes a token of Jira Cloud needs for what careflow asks, operation by operation (``scopes.yaml``).

An operation is opened by any one of several sets of scopes, so that more than one list is enough. ``least`` is the one
that reaches least far: the classic scopes, but granular ones where a classic one would let its bearer configure Jira.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import TypeAlias

from plugin.credentials.accounts import Account
from plugin.yaml_files import read_or_raise

Ways: TypeAlias = tuple[frozenset[str], ...]
"""What opens an operation: all scopes of any one of the sets; nothing at all where there is none."""

_SECTIONS = {Account.CAREFLOW: "working", Account.ADMIN: "installing"}
_LEAST: Mapping[Account, tuple[str, ...]] = {
    Account.CAREFLOW: (
        "read:jira-work",
        "write:jira-work",
        "read:jira-user",
        # Who is in a group: its classic scope is manage:jira-configuration.
        "read:group:jira",
        "read:user:jira",
        "read:avatar:jira",
    ),
    Account.ADMIN: (
        "read:jira-work",
        "write:jira-work",
        "read:jira-user",
        "manage:jira-configuration",
        "manage:jira-project",
    ),
}
# Who is in an organization: its classic scope is manage:servicedesk-customer.
_OF_SERVICE = {Account.CAREFLOW: ("read:organization.user:jira-service-management",), Account.ADMIN: ()}
SERVICE_DESK = "servicedesk/"


@cache
def operations(account: Account) -> Mapping[str, Ways]:
    """``GET issue/{issue}`` and so on, each with what opens it."""
    told = read_or_raise(Path(__file__).with_name("scopes.yaml")).data[_SECTIONS[account]]
    return {operation: tuple(frozenset(way.split()) for way in ways) for operation, ways in told.items()}


def least(account: Account, *, service_management: bool) -> tuple[str, ...]:
    """The scopes that an account needs."""
    return (*_LEAST[account], *(_OF_SERVICE[account] if service_management else ()))


def closed(account: Account, scopes: Collection[str], *, service_management: bool) -> list[str]:
    """The operations that these scopes do not open."""
    return [
        operation
        for operation, ways in operations(account).items()
        if (service_management or SERVICE_DESK not in operation) and not _opens(scopes, ways)
    ]


def missing(account: Account, scopes: Collection[str], *, service_management: bool) -> list[str]:
    """The scopes that are lacking beside these."""
    shut = closed(account, scopes, service_management=service_management)
    lacking = {one for operation in shut for one in opening(account, operation)}
    return [one for one in least(account, service_management=True) if one in lacking - set(scopes)]


def opening(account: Account, operation: str) -> list[str]:
    """Those of ``least`` that open an operation."""
    known = least(account, service_management=True)
    ways = operations(account).get(operation, ())
    return next(([one for one in known if one in way] for way in ways if way <= set(known)), [])


def needless(account: Account, scopes: Iterable[str]) -> list[str]:
    """The scopes that can go without closing an operation, those first that reach furthest."""
    kept = set(scopes)
    shut = closed(account, kept, service_management=True)
    for scope in sorted(kept, key=lambda one: (not _manages(one), one.count(":") == 1, one)):
        if closed(account, kept - {scope}, service_management=True) == shut:
            kept.remove(scope)
    return sorted(set(scopes) - kept)


def too_broad(account: Account, scopes: Iterable[str]) -> list[str]:
    """The scopes that let their bearer manage what the account need not, and that others could take the place of."""
    return sorted(one for one in scopes if _manages(one) and one not in _LEAST[account])


def _opens(scopes: Collection[str], ways: Ways) -> bool:
    return not ways or any(way <= set(scopes) for way in ways)


def _manages(scope: str) -> bool:
    return scope.startswith("manage:")
