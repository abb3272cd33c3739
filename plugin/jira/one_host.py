"""How an answer is taken off the wire: from one host only, within a size and a time."""

from __future__ import annotations

import io
import time
from typing import Any, NoReturn

import requests
from requests.adapters import HTTPAdapter
from urllib3.exceptions import DecodeError, HTTPError, ReadTimeoutError

LARGEST_ANSWER = 64 * 1024 * 1024  # bytes; 50 issues with 100 comments each are some 10 MB


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
