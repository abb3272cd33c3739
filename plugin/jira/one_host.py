"""How an answer is taken off the wire: from one host only, within a size and a time."""

from __future__ import annotations

import io
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NoReturn
from urllib.parse import urlsplit

import requests
from requests.adapters import HTTPAdapter
from urllib3.exceptions import DecodeError, HTTPError, ReadTimeoutError

from plugin.jira.errors import NotJson, Redirected, TimedOut, TooLarge, Unavailable

LARGEST_ANSWER = 64 * 1024 * 1024  # bytes; 50 issues with 100 comments each are some 10 MB
LONGEST_ANSWER = 4  # times the read timeout: a server that drips holds a worker no longer


def confine(session: requests.Session, address: str, read_timeout: float) -> None:
    """Let a session speak to the host of ``address``, and to no other."""
    _settle(session, address)
    parts = urlsplit(address)
    session.adapters.clear()
    session.mount("https://", NoOtherHost())
    session.mount("http://", NoOtherHost())
    session.mount(f"{parts.scheme}://{parts.netloc}/", OneHost(read_timeout * LONGEST_ANSWER))


def _settle(session: requests.Session, address: str) -> None:
    """Ask the environment once for proxies and certificates: ``requests`` would look through it for each request.

    It would also put in for a password what a .netrc says of the host
    (https://requests.readthedocs.io/en/latest/user/authentication/#netrc-authentication); now what is given is all.
    """
    settled = session.merge_environment_settings(address, {}, None, session.verify, None)
    session.proxies, session.verify = settled["proxies"], settled["verify"]
    session.trust_env = False


@contextmanager
def typed_errors(method: str, endpoint: str, path: str) -> Iterator[None]:
    """What went wrong on the wire, as ``JiraError``."""
    where: dict[str, Any] = {"method": method, "endpoint": endpoint, "path": path}
    try:
        yield
    except Oversized:
        raise TooLarge(f"more than {LARGEST_ANSWER // 1024 // 1024} MB", **where) from None
    except (requests.ConnectTimeout, requests.ReadTimeout) as error:
        raise TimedOut(type(error).__name__, **where) from None
    except requests.exceptions.InvalidURL:
        raise Redirected("not the configured Jira", **where) from None
    except requests.exceptions.ContentDecodingError:
        raise NotJson("its encoding is broken", **where) from None
    except requests.RequestException as error:
        raise Unavailable(type(error).__name__, **where) from None


class OneHost(HTTPAdapter):
    """Reads every answer whole, within a size and a time. ``requests`` knows neither limit."""

    def __init__(self, longest: float) -> None:
        super().__init__()
        self._longest = longest

    def send(self, request: requests.PreparedRequest, *args: Any, **kwargs: Any) -> requests.Response:
        """The answer, read. Raises requests' exceptions, and Oversized."""
        response = super().send(request, *args, **kwargs)
        try:
            response.raw = io.BytesIO(self._whole(response.raw))
        except ReadTimeoutError as error:
            raise requests.ReadTimeout(str(error.__class__.__name__)) from None
        except DecodeError:
            raise requests.exceptions.ContentDecodingError("encoding") from None
        except HTTPError as error:
            raise requests.exceptions.ChunkedEncodingError(error.__class__.__name__) from None
        return response

    def _whole(self, raw: Any) -> bytes:
        deadline = time.monotonic() + self._longest
        body = bytearray()
        # read1 gives what has arrived: read would wait for a full block, however slowly it drips.
        while chunk := raw.read1(65536, decode_content=True):
            body += chunk
            if len(body) > LARGEST_ANSWER:
                raw.close()
                raise Oversized
            if time.monotonic() > deadline:
                raw.close()
                raise requests.ReadTimeout("the answer drips")
        raw.release_conn()
        return bytes(body)


class Oversized(Exception):
    """An answer larger than ``LARGEST_ANSWER``."""


class NoOtherHost(HTTPAdapter):
    """Mounted for every other address: the token goes to one host only."""

    def send(self, request: requests.PreparedRequest, *args: Any, **kwargs: Any) -> NoReturn:
        """Refuse."""
        raise requests.exceptions.InvalidURL("not the configured Jira")
