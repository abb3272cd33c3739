"""Connections to Redis by URL: ``redis://``, ``rediss://`` (TLS), ``unix://`` and ``sentinel://``."""

from __future__ import annotations

from urllib.parse import parse_qs, unquote, urlsplit

from redis import Redis
from redis.backoff import ExponentialBackoff
from redis.exceptions import BusyLoadingError, RedisError
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.retry import Retry
from redis.sentinel import Sentinel

_SENTINEL_PORT = 26379


def connect(url: str, patience: float | None = None, kind: type[Redis] = Redis) -> Redis:
    """A client; nothing is asked of the server yet. Raises ValueError on an address that is none.

    ``patience``: seconds to wait for a connection and for an answer, without trying again; None waits as RQ's
    blocking reads need it, and a connection that broke is tried again. ``kind``: of client.

    ``sentinel://user:password@host:26379,host2:26379/SERVICE?db=0`` asks the sentinels for the master of SERVICE.
    """
    options: dict[str, object] = {"health_check_interval": 30}
    if patience is not None:
        # A connection that Redis closed meanwhile (a restart) is the one thing worth a second try.
        once = Retry(ExponentialBackoff(base=0.02, cap=0.02), 1, supported_errors=(RedisConnectionError,))
        options |= {"socket_timeout": patience, "socket_connect_timeout": patience, "retry": once}
    if not url.startswith("sentinel://"):
        return kind.from_url(url, **options)
    parts = urlsplit(url)
    hosts = [_host(text) for text in parts.netloc.rpartition("@")[2].split(",")]
    sentinels = Sentinel(hosts, socket_timeout=patience or 5.0)  # type: ignore[no-untyped-call]
    login = {"username": unquote(parts.username or "") or None, "password": unquote(parts.password or "") or None}
    db = int(parse_qs(parts.query).get("db", ["0"])[0])
    service = parts.path.strip("/") or "mymaster"
    client: Redis = sentinels.master_for(service, kind, db=db, **login, **options)  # type: ignore[no-untyped-call]
    return client


def told(error: RedisError) -> str:
    """An error of Redis in one line, for logs and messages."""
    return f"{type(error).__name__}: {(str(error).splitlines() or [''])[0]}"


def must_answer(url: str) -> None:
    """Raises RedisAway where Redis does not answer soon. One that still reads its data back does."""
    client = connect(url, patience=5.0)
    try:
        client.ping()
    except BusyLoadingError:
        return
    except RedisError as error:
        raise RedisAway(f"Redis does not answer at CAREFLOW_REDIS__URL: {told(error)}") from None
    finally:
        client.close()


class RedisAway(Exception):
    """Redis does not answer when a worker starts. For people to read."""


def _host(text: str) -> tuple[str, int]:
    host, _, port = text.rpartition(":") if ":" in text else (text, "", "")
    return host, int(port or _SENTINEL_PORT)
