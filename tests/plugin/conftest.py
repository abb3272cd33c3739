from __future__ import annotations

from collections.abc import Iterator

import pytest
from redis import Redis

from plugin.connecting import connect
from plugin.embedded import EmbeddedRedis


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
