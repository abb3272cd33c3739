"""From what the provider says of somebody to one Jira account."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from plugin.board.access import Viewer
from plugin.board.sign_in import refusals
from plugin.board.told import Instead
from plugin.jira.viewers import Viewers
from plugin.settings_board import OidcSection


def account(said: OidcSection, claims: Mapping[str, Any], viewers: Viewers) -> Viewer:
    """The account. Raises Instead in words where there is none, and JiraError."""
    if said.groups and not set(said.groups) & set(_texts(claims.get(said.groups_claim))):
        raise Instead(refusals.NOT_IN_GROUP)
    if said.account_claim:
        named = claims.get(said.account_claim)
        found = viewers.account(named) if isinstance(named, str) and named else None
    else:
        email = claims.get("email")
        # Only true: a provider that lets people write any email there, unverified, would let them be anybody.
        verified = claims.get("email_verified") is True
        found = viewers.by_email(email) if verified and isinstance(email, str) else None
    if found is None:
        raise Instead(refusals.NO_ACCOUNT)
    return Viewer(found.id, found.name)


def _texts(claim: Any) -> list[str]:
    """A claim that is one group, or a list of them."""
    if isinstance(claim, str):
        return [claim]
    return [one for one in claim if isinstance(one, str)] if isinstance(claim, list) else []
