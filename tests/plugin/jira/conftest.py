from __future__ import annotations

from collections.abc import Iterator

import pytest
import responses

from tests.plugin.jira.canned import CannedJira


@pytest.fixture
def mocked() -> Iterator[responses.RequestsMock]:
    with responses.RequestsMock(assert_all_requests_are_fired=False) as mock:
        yield mock


@pytest.fixture(params=["cloud", "data center"])
def jira(request: pytest.FixtureRequest, mocked: responses.RequestsMock) -> CannedJira:
    """Both flavours, one after the other."""
    return CannedJira(mocked, cloud=request.param == "cloud")


@pytest.fixture
def cloud(mocked: responses.RequestsMock) -> CannedJira:
    return CannedJira(mocked, cloud=True)


@pytest.fixture
def data_center(mocked: responses.RequestsMock) -> CannedJira:
    return CannedJira(mocked, cloud=False)
