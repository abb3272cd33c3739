"""The reading that fits a Jira."""

from __future__ import annotations

from collections.abc import Callable

from plugin.install.cloud import CloudReading
from plugin.install.data_center import DataCenterReading
from plugin.install.reading import Reading
from plugin.install.wanted import Wanted
from plugin.jira.session import Session
from plugin.jira.survey import server_of


def reading_of(session: Session, wanted: Wanted, tell: Callable[[str], object] = lambda what: None) -> Reading:
    """Cloud's or Data Center's. Raises JiraError."""
    server = server_of(session)
    kind = CloudReading if server.cloud else DataCenterReading
    return kind(session, server, wanted, tell)
