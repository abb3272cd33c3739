"""What a page says in words where it has nothing to show."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus

from redis.exceptions import RedisError
from werkzeug.exceptions import HTTPException

from plugin.jira.errors import Forbidden, JiraError, NotFound
from plugin.reconcile import NotYetOpened


@dataclass(frozen=True, slots=True)
class Words:
    """A page's status, its heading, and what to do. ``way_on``: where to go from here; empty: nowhere."""

    status: HTTPStatus
    title: str
    text: str
    way_on: str = "/board"


class Instead(Exception):
    """Raised by a page: show these words in its place."""

    def __init__(self, words: Words) -> None:
        super().__init__(words.title)
        self.words = words


def no_case(key: str) -> Words:
    """The same whether it does not exist or may not be seen: who may not see a case learns nothing of it."""
    text = "It does not exist, or your Jira account may not see it. Check the key; a case may have been moved."
    return Words(HTTPStatus.NOT_FOUND, f"There is no case {key}", text)


def in_words(error: Exception, key: str = "") -> Words:
    """What to say of an error; ``key``: the case that was asked for."""
    if isinstance(error, Instead):
        return error.words
    if isinstance(error, (NotFound, Forbidden)) and key:
        return no_case(key)
    if isinstance(error, NotYetOpened):
        return Words(HTTPStatus.NOT_FOUND, "The case was not open yet", f"{error}.")
    if isinstance(error, JiraError):
        text = "Nothing was lost: try again in a moment. `careflow doctor` says what is wrong if it stays so."
        return Words(HTTPStatus.SERVICE_UNAVAILABLE, "Jira does not answer", text)
    if isinstance(error, RedisError):
        text = "The pages need it for sessions and the list of open cases. Try again in a moment."
        return Words(HTTPStatus.SERVICE_UNAVAILABLE, "Redis does not answer", text)
    if isinstance(error, HTTPException) and error.code and error.code < HTTPStatus.INTERNAL_SERVER_ERROR:
        return Words(HTTPStatus(error.code), _HTTP.get(error.code, HTTPStatus(error.code).phrase), "")
    text = "It is a fault in careflow, and stands in its log. Jira and the work on cases are not touched by it."
    return Words(HTTPStatus.INTERNAL_SERVER_ERROR, "This page cannot be shown", text)


_HTTP = {404: "There is no such page", 405: "That cannot be done here"}
