"""Where Jira is, and what each request to it bears."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol
from urllib.parse import urlsplit


class Tokens(Protocol):
    """Access tokens that run out (OAuth 2.0). Raises JiraError; Unauthorized where only an admin can mend it."""

    def current(self) -> str:
        """One that is still good."""
        ...

    def renewed(self, refused: str) -> str:
        """Another than the one that Jira has refused."""
        ...


@dataclass(frozen=True, slots=True)
class Connection:
    """Where Jira is and who we are. Cloud: email and API token; Data Center: no user, and a personal access token.

    ``url`` is the site's address, as people know it; it may have a context path (``https://jira.example.org/jira``).
    ``base`` asks where the API is, if that is elsewhere; ``tokens`` take the place of user and token. Timeouts are in
    seconds. Raises ValueError on an address that no session should be opened to.
    """

    url: str
    user: str = ""
    token: str = field(default="", repr=False)
    connect_timeout: float = 5.0
    read_timeout: float = 30.0
    verify: bool | str = True  # or the path of a bundle of certificates
    base: Callable[[], str] | None = field(default=None, repr=False)
    tokens: Tokens | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        parts = urlsplit(self.url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError("Jira's address must begin with https:// and name a host")
        if parts.username or parts.password or parts.query or parts.fragment:
            raise ValueError("Jira's address must bear no credentials, query or fragment")
