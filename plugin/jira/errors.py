"""What can go wrong between us and Jira, split by who can mend it.

::

    JiraError
    ├── Transient               nobody's fault: the same question may be answered later
    │   ├── RateLimited         429: nothing was done; ``retry_after`` says when to come back, ``scope`` what to slow
    │   ├── Unavailable         5xx, no connection, an answer that breaks off
    │   ├── TimedOut            connected too slowly, or answered too slowly
    │   └── Conflict            409: somebody wrote at the same moment
    ├── Denied                  the admin's: our account may not
    │   ├── Unauthorized        401, or a token that Jira took for nobody's
    │   ├── Forbidden           403
    │   │   └── OutOfScope      the scopes of the token do not cover the request, whatever its account may
    │   └── NotFound            404: not there, or not to be seen by our account
    │       └── Elsewhere       in a project that is not configured: moved there, or asked for by a key that is not ours
    ├── Refused                 ours, or the field map's: 400, 413, 422; ``errors`` names our fields
    │   └── NoTransition        the workflow leads nowhere near that status from here
    ├── Unexpected              what answers is not the Jira that it should be
    │   ├── NotJson             a log-in page, a proxy's error page
    │   ├── Malformed           JSON, but not of the shape that Jira documents
    │   ├── TooLarge            more than one answer of Jira can be
    │   ├── Redirected          sent elsewhere: never followed, the token stays with its host
    │   └── Retired             405, 410, 501: a resource that this Jira does not have (any more)
    ├── NoteNotInternal         an internal note would come out, or came out, for the customer to read
    └── InShadow                careflow is in shadow: a write was asked for, and no request was sent

Every error carries ``method``, ``endpoint`` (the path with its places unfilled), ``path``, ``status`` (None where no
answer came) and ``reason`` (Jira's words, shortened). No header, no body and no credential is kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import ClassVar

from workflows.terms import Field, Status

SAFE = frozenset({"GET", "HEAD"})


class JiraError(Exception):
    """The root: what Jira, or the way to it, answered instead of what was asked."""

    summary: ClassVar[str] = "Jira did not answer as expected"

    def __init__(
        self, reason: str = "", *, method: str = "", endpoint: str = "", path: str = "", status: int | None = None
    ) -> None:
        self.reason = reason
        self.method = method
        self.endpoint = endpoint
        self.path = path
        self.status = status
        super().__init__(reason)

    @property
    def safe(self) -> bool:
        """Whether the request changes nothing in Jira, however often it is sent."""
        return self.method in SAFE

    def __str__(self) -> str:
        request = f"{self.method} {self.path}".strip()
        status = f" ({self.status})" if self.status is not None else ""
        return ": ".join(part for part in (request, self.summary + status, self.reason) if part)


class Transient(JiraError):
    """The same question may be answered later. ``retry_after``: seconds that Jira asked for, None if it did not say."""

    summary = "Jira is not to be had at the moment"

    def __init__(
        self,
        reason: str = "",
        *,
        method: str = "",
        endpoint: str = "",
        path: str = "",
        status: int | None = None,
        retry_after: float | None = None,
    ) -> None:
        super().__init__(reason, method=method, endpoint=endpoint, path=path, status=status)
        self.retry_after = retry_after


class RateLimited(Transient):
    """429: Jira executed nothing. ``reason`` is its ``RateLimit-Reason`` (FACTS 4)."""

    summary = "Jira asks us to slow down"

    @property
    def scope(self) -> str:
        """What to slow: ``endpoint``, ``issue`` or ``everything`` (developer.atlassian.com, rate-limiting)."""
        return {"jira-burst-based": "endpoint", "jira-per-issue-on-write": "issue"}.get(self.reason, "everything")


class Unavailable(Transient):
    """5xx, no connection, or an answer that broke off: of a write nobody knows whether it was done."""

    summary = "Jira cannot be reached"


class TimedOut(Transient):
    """No answer in time: of a write nobody knows whether it was done."""

    summary = "Jira did not answer in time"


class Conflict(Transient):
    """409: somebody wrote the issue at the same moment; read it again first."""

    summary = "somebody else wrote at the same moment"


class Denied(JiraError):
    """Our account may not: an admin has to mend it."""

    summary = "Jira does not let our account do this"


class Unauthorized(Denied):
    """401, or an answer marked as one to nobody: the token is wrong, expired or locked out."""

    summary = "Jira does not accept our token"


class Forbidden(Denied):
    """403."""

    summary = "our account lacks the permission"


class OutOfScope(Forbidden):
    """Atlassian's gateway lets the token not through to Jira (401 there): it was made without a scope for this."""

    summary = "the token lacks a scope"


class NotFound(Denied):
    """404: Jira says the same of what is not there and of what our account may not see."""

    summary = "not there, or not to be seen by our account"


class Elsewhere(NotFound):
    """The issue is in a project that is not configured: our account may see it, the policy is not for it."""

    summary = "in a project that is not configured"


class Refused(JiraError):
    """400, 413, 422. ``errors``: what was refused (our Field, else Jira's own key, ``""`` for the whole) → why."""

    summary = "Jira refused it"

    def __init__(
        self,
        errors: Mapping[Field | str, str],
        *,
        method: str = "",
        endpoint: str = "",
        path: str = "",
        status: int | None = None,
    ) -> None:
        self.errors = dict(errors)
        reason = "; ".join(f"{what}: {why}" if what else why for what, why in self.errors.items())
        super().__init__(reason, method=method, endpoint=endpoint, path=path, status=status)

    def named(self, names: Mapping[str, Field]) -> Refused:
        """The same refusal with Jira's keys told by ``names`` where they are ours."""
        errors = {names.get(str(what), what): why for what, why in self.errors.items()}
        return Refused(errors, method=self.method, endpoint=self.endpoint, path=self.path, status=self.status)


class NoTransition(Refused):
    """No transition leads to ``to``; ``available`` are the statuses that Jira offers from here, by its names."""

    summary = "the workflow has no such transition"

    def __init__(self, to: Status, available: Iterable[str], *, path: str = "") -> None:
        self.to = to
        self.available = tuple(available)
        offered = ", ".join(self.available) or "nothing"
        super().__init__({Field.STATUS: f"{to} is not reachable; Jira offers {offered}"}, path=path)


class Unexpected(JiraError):
    """What answers is not the Jira that it should be: look at the address, a proxy, a maintenance page."""

    summary = "what answers does not look like Jira"


class NotJson(Unexpected):
    """An answer of success that is no JSON: something stands in front of Jira, perhaps for a while."""


class Malformed(Unexpected):
    """JSON of another shape than Jira documents."""

    summary = "the answer is not of Jira's shape"


class TooLarge(Unexpected):
    """An answer larger than we read."""

    summary = "the answer is too large"


class Redirected(Unexpected):
    """A redirect. It is never followed: our token belongs to one host."""

    summary = "the address redirects elsewhere"


class Retired(Unexpected):
    """405, 410 or 501: this Jira has no such resource (any more)."""

    summary = "this Jira has no such resource"


class NoteNotInternal(JiraError):
    """An internal note cannot be kept from the customer. ``removed``: it had come out and was deleted again."""

    summary = "an internal note would be public"

    def __init__(self, reason: str, *, path: str = "", removed: bool | None = None) -> None:
        super().__init__(reason, path=path)
        self.removed = removed


class InShadow(JiraError):
    """A write was asked for while careflow is in shadow (``mode`` in app.yaml). No request was sent."""

    summary = "careflow is in shadow, and writes nothing"
