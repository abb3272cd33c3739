"""The address by which tokens with scopes reach a site: Atlassian's gateway, with the site's cloud id in it.

The site itself tells its id to everybody, without credentials
(https://support.atlassian.com/jira/kb/retrieve-my-atlassian-sites-cloud-id).
"""

from __future__ import annotations

import re
from datetime import timedelta

from plugin.credentials.asking import ask
from plugin.credentials.atlassian import Atlassian
from plugin.jira.cache import PerSite

TENANT_INFO = "_edge/tenant_info"
_KNOWN_FOR = timedelta(days=1).total_seconds()
_ID = re.compile(r"[0-9A-Za-z][0-9A-Za-z-]{7,63}")


class GatewayAddress:
    """Asks for the id once a day. Called, it answers the base address of the site's API; raises JiraError."""

    def __init__(self, site: str, cache: PerSite, atlassian: Atlassian) -> None:
        self._site = site.rstrip("/")
        self._cache = cache
        self._atlassian = atlassian

    def __call__(self) -> str:
        """Whatever the cache or the site say, the address is one of Atlassian's gateway."""
        known = self._cache.get("cloud-id")
        if not _is_id(known):
            known = self._asked()
            self._cache.put("cloud-id", known, _KNOWN_FOR)
        return self._atlassian.jira(str(known))

    def _asked(self) -> str:
        answer = ask(f"{self._site}/{TENANT_INFO}", TENANT_INFO)
        told = answer.object().get("cloudId")
        if not _is_id(told):
            raise answer.malformed("a cloud id is due")
        return str(told)


def _is_id(value: object) -> bool:
    return isinstance(value, str) and _ID.fullmatch(value) is not None
