"""Access tokens from a consent: renewed before they run out, and when Jira refuses one.

Several processes of one machine share the file of the consent. One of them renews, under the file's lock; the others
find what it got.
"""

from __future__ import annotations

from dataclasses import dataclass

from plugin.credentials.authorization import AuthorizationServer, ConsentEnded
from plugin.credentials.grants import Grant, GrantFile, now
from plugin.jira.errors import Unauthorized


@dataclass(frozen=True, slots=True)
class ConsentedTokens:
    """Of one account, for ``site``. ``mend``: the command by which somebody consents."""

    file: GrantFile
    server: AuthorizationServer
    site: str
    mend: str

    def base(self) -> str:
        """The base address of the site's API."""
        return self.server.atlassian.jira(self.grant().cloud_id)

    def current(self) -> str:
        """One that is good for a request that begins now."""
        grant = self.grant()
        return grant.access_token if grant.is_good(now()) else self._renewed(grant.access_token)

    def renewed(self, refused: str) -> str:
        """Another than ``refused``."""
        return self._renewed(refused)

    def grant(self) -> Grant:
        """The consent. Raises Unauthorized where there is none for this site and app."""
        grant = self.file.read()
        if grant is None:
            raise Unauthorized(f"nobody has consented on this machine yet: run `{self.mend}`")
        if (grant.site, grant.client_id) != (self.site, self.server.client_id):
            what = "site" if grant.site != self.site else "app"
            raise Unauthorized(f"the consent is for another {what} than is set (for {grant.site}): run `{self.mend}`")
        return grant

    def _renewed(self, stale: str) -> str:
        with self.file.locked():
            grant = self.grant()
            if grant.access_token == stale or not grant.is_good(now()):
                grant = self._refreshed(grant)
                self.file.write(grant)
            return grant.access_token

    def _refreshed(self, grant: Grant) -> Grant:
        asked_at = now()
        try:
            return grant.renewed(self.server.refresh(grant.refresh_token), asked_at)
        except ConsentEnded as error:
            raise Unauthorized(f"{error.reason}: run `{self.mend}`", method="POST", endpoint=error.endpoint) from None
