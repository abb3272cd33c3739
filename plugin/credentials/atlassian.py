"""Atlassian's addresses: its authorization server, and the gateway by which tokens with scopes reach Jira Cloud.

https://developer.atlassian.com/cloud/jira/platform/oauth-2-3lo-apps/
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Atlassian:
    """``login`` and ``api``: base addresses. Nothing that an admin sets leads to others than Atlassian's own."""

    login: str = "https://auth.atlassian.com"
    api: str = "https://api.atlassian.com"

    @property
    def consent(self) -> str:
        """Where somebody consents, in a browser."""
        return f"{self.login}/authorize"

    @property
    def token(self) -> str:
        """Where codes and refresh tokens are exchanged."""
        return f"{self.login}/oauth/token"

    @property
    def revocation(self) -> str:
        """Where tokens are given up (RFC 7009); Atlassian documents it for its other clients only."""
        return f"{self.login}/oauth/revoke"

    @property
    def resources(self) -> str:
        """Which sites an access token opens, with which scopes."""
        return f"{self.api}/oauth/token/accessible-resources"

    def jira(self, cloud_id: str) -> str:
        """The base address of a site's API."""
        return f"{self.api}/ex/jira/{cloud_id}"


ATLASSIAN = Atlassian()
