"""What somebody consented to, kept in a file that its owner alone may read: Atlassian gives each refresh token once.

One file for each account and machine. Whoever renews the tokens holds its lock: of two who send the same refresh
token, one would get an error, and later than ten minutes after its use the whole consent ends
(https://community.developer.atlassian.com/t/54172).
"""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from plugin.jira.errors import Unauthorized, Unavailable
from workflows.record import from_text, to_text

EARLY = timedelta(minutes=2)  # a token is renewed so long before it runs out: one request takes less
LONGEST = timedelta(days=365)  # a consent ends then, however often it was renewed
UNUSED = timedelta(
    days=90
)  # or when it was not renewed for so long (https://community.developer.atlassian.com/t/54172)


def now() -> datetime:
    """In whole seconds, by this machine's own clock: the tokens are its own too, and no other clock is asked first."""
    return datetime.now(UTC).replace(microsecond=0)  # noqa: TID251


@dataclass(frozen=True, slots=True)
class Issued:
    """Tokens as the authorization server gave them. ``expires_in``: seconds; ``scopes`` empty where it named none."""

    access_token: str = field(repr=False)
    refresh_token: str = field(repr=False)
    expires_in: float
    scopes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Grant:
    """A consent: to which app (``client_id``), for which site, with which scopes, since when; and its tokens."""

    site: str
    cloud_id: str
    client_id: str
    scopes: tuple[str, ...]
    consented_at: datetime
    renewed_at: datetime
    expires_at: datetime
    access_token: str = field(repr=False)
    refresh_token: str = field(repr=False)

    @classmethod
    def first(cls, issued: Issued, at: datetime, *, site: str, cloud_id: str, client_id: str) -> Grant:
        """What has been consented to ``at``."""
        expires = at + timedelta(seconds=issued.expires_in)
        tokens = (issued.access_token, issued.refresh_token)
        return cls(site, cloud_id, client_id, issued.scopes, at, at, expires, *tokens)

    def renewed(self, issued: Issued, at: datetime) -> Grant:
        """The same with new tokens."""
        return replace(
            self,
            scopes=issued.scopes or self.scopes,
            renewed_at=at,
            expires_at=at + timedelta(seconds=issued.expires_in),
            access_token=issued.access_token,
            refresh_token=issued.refresh_token,
        )

    def is_good(self, at: datetime) -> bool:
        """Whether the access token will do for a request that begins now."""
        return at < self.expires_at - EARLY

    @property
    def ends_at(self) -> datetime:
        """When somebody has to consent again, however often it is renewed."""
        return self.consented_at + LONGEST


class GrantFile:
    """The file of one account. Written whole or not at all."""

    def __init__(self, data_dir: Path, account: str) -> None:
        self.path = data_dir / "oauth" / f"{account}.json"

    def read(self) -> Grant | None:
        """What it holds; None where there is none. Raises Unauthorized where it cannot be read."""
        try:
            return _from_json(json.loads(self.path.read_text(encoding="utf-8")))
        except FileNotFoundError:
            return None
        except OSError as error:
            raise Unauthorized(f"{self.path} cannot be read: {error.strerror}") from None
        except (ValueError, KeyError, TypeError):
            raise Unauthorized(f"{self.path} does not hold a consent") from None

    def write(self, grant: Grant) -> None:
        """Keep it, on the disk when this returns. Raises Unavailable where it cannot be kept."""
        new = self.path.with_suffix(".new")
        try:
            new.unlink(missing_ok=True)
            descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "w", encoding="utf-8") as file:
                json.dump(_as_json(grant), file)
                file.flush()
                os.fsync(file.fileno())
            new.replace(self.path)
            _sync(self.path.parent)
        except OSError as error:
            raise Unavailable(f"new tokens cannot be kept in {self.path}: {error.strerror}") from None

    def delete(self) -> None:
        """Forget it."""
        self.path.unlink(missing_ok=True)

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Alone among all processes of this machine; gone with its process, however that ends. Raises Unavailable."""
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            descriptor = os.open(self.path.with_suffix(".lock"), os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as error:
            raise Unavailable(f"tokens cannot be kept in {self.path.parent}: {error.strerror}") from None
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield
        finally:
            os.close(descriptor)


def _sync(folder: Path) -> None:
    """The name is on the disk too (fsync(2))."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _as_json(grant: Grant) -> dict[str, Any]:
    return {
        "site": grant.site,
        "cloud_id": grant.cloud_id,
        "client_id": grant.client_id,
        "scopes": list(grant.scopes),
        "consented_at": to_text(grant.consented_at),
        "renewed_at": to_text(grant.renewed_at),
        "expires_at": to_text(grant.expires_at),
        "access_token": grant.access_token,
        "refresh_token": grant.refresh_token,
    }


def _from_json(told: Any) -> Grant:
    return Grant(
        site=str(told["site"]),
        cloud_id=str(told["cloud_id"]),
        client_id=str(told["client_id"]),
        scopes=tuple(map(str, told["scopes"])),
        consented_at=from_text(told["consented_at"]),
        renewed_at=from_text(told["renewed_at"]),
        expires_at=from_text(told["expires_at"]),
        access_token=str(told["access_token"]),
        refresh_token=str(told["refresh_token"]),
    )
