from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from redis import Redis

from plugin.connecting import connect
from plugin.embedded import EmbeddedRedis
from plugin.settings import Settings
from webhooks.app import create_app

SECRET = "It's a Secret to Everybody"


@pytest.fixture(scope="session")
def redis_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedRedis]:
    with EmbeddedRedis(tmp_path_factory.mktemp("redis")) as server:
        yield server


@pytest.fixture
def redis(redis_server: EmbeddedRedis) -> Iterator[Redis]:
    connection = connect(redis_server.url, patience=5.0)
    connection.flushall()
    yield connection
    connection.close()


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings.model_validate(
        {"project": ["CARE"], "webhook": {"secret": SECRET, "max_bytes": 200_000}, "data_dir": tmp_path}
    )


@pytest.fixture
def client(settings: Settings, redis: Redis) -> FlaskClient:
    return create_app(settings, redis).test_client()
