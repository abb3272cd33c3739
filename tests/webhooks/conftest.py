from __future__ import annotations

from pathlib import Path

import pytest
from flask.testing import FlaskClient
from redis import Redis

from plugin.settings import Settings
from webhooks.app import create_app

SECRET = "It's a Secret to Everybody"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings.model_validate(
        {"project": ["CARE"], "webhook": {"secret": SECRET, "max_bytes": 200_000}, "data_dir": tmp_path}
    )


@pytest.fixture
def client(settings: Settings, redis: Redis) -> FlaskClient:
    return create_app(settings, redis).test_client()
