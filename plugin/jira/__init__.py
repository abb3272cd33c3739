"""The gateway to Jira, Cloud and Data Center: its vocabulary stops in this package.

``Gateway`` reads cases and writes actions; ``next_step`` says what to do after an error.
"""

from plugin.jira.cache import Cache, MemoryCache, ReadAhead, RedisCache
from plugin.jira.connection import Connection
from plugin.jira.errors import (
    Conflict,
    Denied,
    Forbidden,
    InShadow,
    JiraError,
    Malformed,
    NoteNotInternal,
    NotFound,
    NotJson,
    NoTransition,
    OutOfScope,
    RateLimited,
    Redirected,
    Refused,
    Retired,
    TimedOut,
    TooLarge,
    Transient,
    Unauthorized,
    Unavailable,
    Unexpected,
)
from plugin.jira.gateway import Gateway
from plugin.jira.reading import Reading
from plugin.jira.retrying import Again, Drop, PutBack, next_step
from plugin.jira.session import Call, ReadOnly, Session
from plugin.jira.writing import Visibility

__all__ = [
    "Again",
    "Cache",
    "Call",
    "Conflict",
    "Connection",
    "Denied",
    "Drop",
    "Forbidden",
    "Gateway",
    "InShadow",
    "JiraError",
    "Malformed",
    "MemoryCache",
    "NoTransition",
    "NotFound",
    "NotJson",
    "NoteNotInternal",
    "OutOfScope",
    "PutBack",
    "RateLimited",
    "ReadAhead",
    "ReadOnly",
    "Reading",
    "Redirected",
    "RedisCache",
    "Refused",
    "Retired",
    "Session",
    "TimedOut",
    "TooLarge",
    "Transient",
    "Unauthorized",
    "Unavailable",
    "Unexpected",
    "Visibility",
    "next_step",
]
