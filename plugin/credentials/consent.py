"""From the address that the browser was sent back to, to a consent for the configured site."""

from __future__ import annotations

import hmac
from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

from plugin.credentials.authorization import AuthorizationServer, Consent
from plugin.credentials.grants import Grant, now
from plugin.credentials.resources import of_site, resources

_REASONS = {
    "access_denied": "the consent was refused",
    "invalid_scope": "the app does not have all the scopes that careflow asks for: add them under Permissions",
    "unauthorized_client": "the app's callback URL is another: set it under Authorization",
}


class NotConsented(Exception):
    """There is no consent, or it is none for the configured site. Its text is for people."""


class AnotherAttempt(NotConsented):
    """The address is not of this attempt: the state in it is not the one that was sent along."""


def code_in(address: str, consent: Consent) -> str:
    """The authorization code in the address that the browser was sent back to. Raises NotConsented."""
    said = parse_qs(urlsplit(address).query)
    if not hmac.compare_digest(said.get("state", [""])[0].encode(), consent.state.encode()):
        raise AnotherAttempt("that address is not of this attempt: open the one that was printed last")
    if error := said.get("error", [""])[0]:
        raise NotConsented(_REASONS.get(error, "Atlassian could not ask for the consent"))
    if not (code := said.get("code", [""])[0]):
        raise NotConsented("that address holds no answer")
    return code


def granted(server: AuthorizationServer, consent: Consent, code: str, site: str) -> Grant:
    """What was consented to, for ``site``. Raises NotConsented where it is for other sites, and JiraError."""
    asked_at = now()
    issued = server.exchange(code, consent)
    known = resources(server.atlassian, issued.access_token)
    resource = of_site(known, site, server.atlassian)
    if resource is None:
        server.revoke(issued.refresh_token)
        others = ", ".join(one.url or one.id for one in known) or "no site"
        raise NotConsented(f"the consent is for {others}, but jira.url is {site}: choose that site when you consent")
    grant = Grant.first(issued, asked_at, site=site, cloud_id=resource.id, client_id=server.client_id)
    return replace(grant, scopes=tuple(sorted(resource.scopes)))
