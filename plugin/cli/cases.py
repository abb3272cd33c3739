"""What the commands about cases share: a gateway without Redis, and moments as people type them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any

import click

from plugin.jira import Gateway, JiraError, MemoryCache
from plugin.logs import listen_to_level
from plugin.settings import Settings, load
from plugin.workbench import OnePath, gateway, one_path
from workflows.record import from_text


class Moment(click.ParamType[datetime]):
    """An instant with its zone, as in 2026-11-23T10:00:00Z or 2026-11-23T11:00+01:00."""

    name = "TIME"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        """The instant in UTC; usage error where it is none or has no zone."""
        if isinstance(value, datetime):
            return value
        try:
            return from_text(value)
        except ValueError:
            self.fail(f"{value!r} is no instant with a zone; write it as 2026-11-23T10:00:00Z", param, ctx)


class Day(click.ParamType[date]):
    """A date, as in 2026-11-23."""

    name = "DATE"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """The date; usage error where it is none."""
        if isinstance(value, date):
            return value
        try:
            return date.fromisoformat(value)
        except ValueError:
            self.fail(f"{value!r} is no date; write it as 2026-11-23", param, ctx)


@contextmanager
def jira_at_hand() -> Iterator[tuple[Settings, Gateway, OnePath]]:
    """Settings, gateway and the one path of this process. Raises ConfigurationError when Jira is not configured."""
    settings = load()
    settings.require("jira")
    listen_to_level("WARNING", settings.log_format)
    reader = gateway(settings, MemoryCache())
    try:
        yield settings, reader, one_path(settings, reader)
    finally:
        reader.close()


def said(error: JiraError, key: str) -> str:
    """One line on what Jira answered."""
    return f"careflow: {key}: {error}"
