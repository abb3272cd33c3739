"""Fixtures that every test may use: a sandbox Jira, in both shapes, and the check of what it was asked."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from hypothesis import settings
from redis import Redis

from plugin.connecting import connect
from plugin.embedded import EmbeddedRedis
from plugin.sandbox import Flavour, Sandbox
from plugin.settings_loading import Loaded, Loading
from tests import editor, openapi

settings.register_profile("careflow", deadline=None)  # machines are noisy: no time is asserted
settings.load_profile("careflow")

MONDAY_TEN = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def levels_of_logs() -> Iterator[None]:
    """How much a command logs that a test has run in this process is not how much the next test hears."""
    before = {logger: logger.level for logger in map(logging.getLogger, ("", "plugin", "webhooks"))}
    yield
    for logger, level in before.items():
        logger.setLevel(level)


@pytest.fixture(params=[Flavour.CLOUD, Flavour.DATA_CENTER], ids=str)
def flavour(request: pytest.FixtureRequest) -> Flavour:
    """Both Jiras; a test that needs only one parametrizes ``flavour`` itself."""
    return Flavour(request.param)


@pytest.fixture
def sandbox(flavour: Flavour) -> Iterator[Sandbox]:
    """A served sandbox at Monday, 23 November 2026, 10:00 UTC; its time moves only by hand."""
    with Sandbox.default(flavour, start=MONDAY_TEN, frozen=True) as jira:
        yield jira


@pytest.fixture
def valid_requests(sandbox: Sandbox) -> Iterator[None]:
    """At the end of the test every REST request that the sandbox got is one that Atlassian's documents describe."""
    openapi.need_documents()
    yield
    openapi.assert_valid(sandbox.site.flavour, sandbox.requests)


@pytest.fixture(scope="session")
def redis_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedRedis]:
    """A Redis for the session, in each of xdist's processes one of its own."""
    with EmbeddedRedis(tmp_path_factory.mktemp("redis")) as server:
        yield server


@pytest.fixture
def redis(redis_server: EmbeddedRedis) -> Iterator[Redis]:
    """A connection to it, with nothing in it yet."""
    connection = connect(redis_server.url, patience=5.0)
    # A worker that an earlier test killed may still stand in line for a job there, until Redis has seen its end.
    connection.client_kill_filter(_type="normal", skipme=True)
    connection.flushall()
    yield connection
    connection.close()


@pytest.fixture(autouse=True, scope="session")
def an_editor_marks_nothing_in_what_is_right() -> Iterator[None]:
    """Every app.yaml and field map that a test loads is right by the shipped JSON Schemas too (README, Editors)."""
    result = Loading.result

    def looked_at(loading: Loading) -> Loaded:
        loaded = result(loading)
        for path in (loaded.app_file, *loaded.maps.read_from):
            assert (path, editor.marks(path)) == (path, [])
        return loaded

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Loading, "result", looked_at)
        yield
