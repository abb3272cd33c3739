from __future__ import annotations

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from redis import Redis

from plugin.board.access import Access, OpenToAll
from plugin.sandbox import Sandbox
from plugin.settings import Settings, load
from webhooks.app import create_app

Opened = Callable[[Access], FlaskClient]


@pytest.fixture
def settings(sandbox: Sandbox) -> Settings:
    return load(
        {
            "CAREFLOW_JIRA__URL": sandbox.url,
            "CAREFLOW_JIRA__USER": sandbox.user,
            "CAREFLOW_JIRA__TOKEN": sandbox.token,
            "CAREFLOW_WEBHOOK__SECRET": "It's a Secret to Everybody",
        }
    )


@pytest.fixture
def opened(settings: Settings, redis: Redis) -> Opened:
    """The pages, for whom an access lets in."""
    return lambda access: create_app(settings, redis, access).test_client()


@pytest.fixture
def board(opened: Opened) -> FlaskClient:
    """The pages, open to all."""
    return opened(OpenToAll())
