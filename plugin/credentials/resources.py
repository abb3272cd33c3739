"""Which sites a consent opens, with which scopes, as Atlassian tells it to the access token."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from plugin.credentials.asking import ask
from plugin.credentials.atlassian import Atlassian

RESOURCES = "oauth/token/accessible-resources"


@dataclass(frozen=True, slots=True)
class Resource:
    """A site; ``id`` is its cloud id, ``url`` its address as people know it."""

    id: str
    url: str
    scopes: frozenset[str]


def resources(atlassian: Atlassian, bearer: str) -> list[Resource]:
    """Each site once; it comes once for each of its products. Raises JiraError."""
    answer = ask(atlassian.resources, RESOURCES, bearer)
    scopes: dict[str, set[str]] = {}
    urls: dict[str, str] = {}
    for told in answer.list():
        if not isinstance(told.get("id"), str) or not isinstance(told.get("scopes"), list):
            raise answer.malformed("sites with id and scopes are due")
        scopes.setdefault(told["id"], set()).update(map(str, told["scopes"]))
        urls[told["id"]] = str(told.get("url") or "")
    return [Resource(id_, urls[id_], frozenset(named)) for id_, named in scopes.items()]


def of_site(known: Iterable[Resource], site: str, atlassian: Atlassian) -> Resource | None:
    """The one that ``site`` is the address of, its own or the gateway's."""
    wanted = _bare(site)
    return next((one for one in known if wanted in (_bare(one.url), _bare(atlassian.jira(one.id)))), None)


def _bare(address: str) -> str:
    return address.strip().rstrip("/").casefold()
