"""Whether people can sign in to the board, and whether Jira says what they may see."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from plugin.doctor import Level
from plugin.sandbox import Flavour
from tests.plugin.doctor.conftest import Doctor
from tests.provider import Provider

URL = "https://careflow.example"
on_cloud = pytest.mark.parametrize("flavour", [Flavour.CLOUD], ids=str)


@pytest.fixture
def provider(doctor: Doctor) -> Iterator[Provider]:
    provider = Provider({}).start()
    said = {"URL": URL, "SIGN_IN": "oidc", "OIDC__ISSUER": provider.issuer, "OIDC__CLIENT_ID": "careflow"}
    said |= {"OIDC__CLIENT_SECRET": "hunter2"}
    doctor.environ |= {f"CAREFLOW_BOARD__{name}": value for name, value in said.items()}
    yield provider
    provider.stop()


@pytest.fixture
def by_link(doctor: Doctor) -> None:
    doctor.environ |= {"CAREFLOW_BOARD__SIGN_IN": "link", "CAREFLOW_BOARD__URL": URL}


@on_cloud
def test_a_closed_board_is_well(doctor: Doctor, case: str):
    report = doctor.examine()
    for check in ("board.sign_in", "board.sight"):
        assert report.only(check).level is Level.OK
        assert "closed" in report.only(check).what


@on_cloud
def test_a_provider_that_answers_is_told_with_the_address_that_it_has_to_know(doctor: Doctor, provider: Provider):
    found = doctor.examine().only("board.sign_in")
    assert found.level is Level.OK
    assert f"{URL}/board/sign-in/back" in found.what


@on_cloud
@pytest.mark.parametrize("issuer", ["https://another.example", None])
def test_a_provider_that_names_itself_otherwise_fails(doctor: Doctor, provider: Provider, issuer: str | None):
    provider.lies.configuration = {"issuer": issuer}
    found = doctor.examine().only("board.sign_in")
    assert found.level is Level.FAILS
    assert "board.oidc.issuer" in found.mend


@on_cloud
def test_a_provider_without_the_clients_secret_fails(doctor: Doctor, provider: Provider):
    del doctor.environ["CAREFLOW_BOARD__OIDC__CLIENT_SECRET"]
    found = doctor.examine().findings["configuration"]
    assert [f.level for f in found if "board.oidc.client_secret" in f.what] == [Level.FAILS]


@on_cloud
def test_links_are_not_sent_in_shadow(doctor: Doctor, by_link: None):
    assert doctor.examine().level("board.sign_in") is Level.OK
    doctor.environ["CAREFLOW_MODE"] = "shadow"
    assert doctor.examine().level("board.sign_in") is Level.WARNING


def test_that_jira_does_not_say_who_may_browse_is_told_with_the_way_out(doctor: Doctor, by_link: None, case: str):
    assert doctor.examine().level("board.sight") is Level.OK
    doctor.jira.site.missing_permissions.add("USER_PICKER")
    found = doctor.examine().only("board.sight")
    assert found.level is Level.FAILS
    assert case in found.what
    assert "Browse users" in found.mend
