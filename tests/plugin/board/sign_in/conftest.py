"""Browsers in front of a closed board: a sandbox Jira behind it, a provider beside it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Any
from urllib.parse import urlsplit

import pytest
from flask import Flask
from redis import Redis
from werkzeug.test import TestResponse

from plugin.board.desk import Desk
from plugin.board.opening import access_by
from plugin.field_map_files import FieldMaps
from plugin.sandbox import Sandbox
from plugin.settings import Settings, load
from plugin.workbench import bench
from tests.provider import CLIENT, CLIENT_SECRET, Provider
from webhooks.app import DESK, create_app

ORIGIN = "https://careflow.example"
VISIT, SESSION = "__Host-careflow-visit", "__Host-careflow-session"


@cache
def shipped_maps() -> FieldMaps:
    return load({}).maps


@dataclass
class Browser:
    """One browser, with its cookies; it says of each request where it came from, as browsers do."""

    app: Flask

    def __post_init__(self) -> None:
        self.client = self.app.test_client()

    def get(self, path: str, **headers: str) -> TestResponse:
        said = {"Sec-Fetch-Dest": "document", **headers}
        return self.client.get(path, base_url=ORIGIN, headers=said, buffered=True)

    def post(self, path: str, form: dict[str, str] | None = None, **headers: str) -> TestResponse:
        said = {"Sec-Fetch-Site": "same-origin", "Origin": ORIGIN, **headers}
        return self.client.post(path, base_url=ORIGIN, data=form or {}, headers={k: v for k, v in said.items() if v})

    def cookie(self, name: str) -> str | None:
        found = self.client.get_cookie(name, "careflow.example")
        return found.value if found else None

    def plant(self, name: str, value: str) -> None:
        self.client.set_cookie(name, value, domain="careflow.example", secure=True, path="/")

    def token(self, path: str = "/board/sign-in") -> str:
        """The token in the form of a page."""
        return self.get(path).text.partition('name="token" value="')[2].partition('"')[0]

    def sign_out(self) -> TestResponse:
        return self.post("/board/sign-out", {"token": self.token("/board")})


@dataclass
class Entrance:
    """The app with its settings; ``browser()`` is a new one each time."""

    jira: Sandbox
    redis: Redis
    environ: dict[str, str]
    provider: Provider
    opened: list[Flask] = field(default_factory=list)

    def set(self, **values: str) -> Entrance:
        """Other settings, from the next browser on."""
        self.environ |= {f"CAREFLOW_{name}": value for name, value in values.items()}
        self.opened.clear()
        return self

    @property
    def settings(self) -> Settings:
        """As ``load`` has them; the field maps are read once for all tests."""
        said: dict[str, Any] = {}
        for name, value in self.environ.items():
            *path, key = name.removeprefix("CAREFLOW_").lower().split("__")
            section = said
            for part in path:
                section = section.setdefault(part, {})
            section[key] = value
        settings = Settings.model_validate(said)
        settings._maps = shipped_maps()
        return settings

    @property
    def app(self) -> Flask:
        if not self.opened:
            self.opened.append(create_app(self.settings, self.redis, access_by(self.settings, self.redis)))
        return self.opened[0]

    @property
    def desk(self) -> Desk:
        desk: Desk = self.app.extensions[DESK]
        return desk

    def browser(self) -> Browser:
        return Browser(self.app)

    def person(self, name: str, **claims: Any) -> None:
        """Who consents at the provider from now on."""
        person = {"sub": f"sub-of-{name}", "email": f"{name}@planview.example", "email_verified": True}
        self.provider.person = person | {"groups": ["everybody"]} | claims

    def back(self, browser: Browser, path: str = "/board/approvals") -> str:
        """The way through the provider, up to the address that the browser is sent back to."""
        browser.get(f"/board/sign-in?next={path}")
        sent = browser.get(f"/board/sign-in/go?next={path}")
        assert sent.status_code == 303, sent.text
        there = urlsplit(self.provider.consent(sent.location))
        assert f"{there.scheme}://{there.netloc}" == ORIGIN
        return f"{there.path}?{there.query}"

    def sign_in(self, browser: Browser, path: str = "/board/approvals") -> TestResponse:
        """By the provider."""
        return browser.get(self.back(browser, path))

    def known(self) -> None:
        """Careflow has looked at every case, so that the board has lines."""
        at_work = bench(self.settings, self.redis)
        for key in self.jira.keys:
            at_work.reconciler.run(key)
        at_work.close()


def hide(sandbox: Sandbox, key: str) -> None:
    """From everybody but the managers, and careflow."""
    sandbox.site.people.group("careflow-alone").members[:] = [sandbox.person("careflow")]
    sandbox.restrict(key, "support-managers", "careflow-alone")


@pytest.fixture(scope="session")
def the_provider() -> Iterator[Provider]:
    provider = Provider({}).start()
    yield provider
    provider.stop()


@pytest.fixture
def provider(the_provider: Provider) -> Provider:
    the_provider.__init__({})  # type: ignore[misc]
    return the_provider


@pytest.fixture
def closed(sandbox: Sandbox, redis: Redis, provider: Provider) -> Iterator[Entrance]:
    """As it is shipped."""
    environ = {
        "CAREFLOW_JIRA__URL": sandbox.url,
        "CAREFLOW_JIRA__USER": sandbox.user,
        "CAREFLOW_JIRA__TOKEN": sandbox.token,
        "CAREFLOW_WEBHOOK__SECRET": "hunter2-webhook",
    }
    entrance = Entrance(sandbox, redis, environ, provider)
    entrance.person("adam")
    yield entrance
    for app in entrance.opened:
        app.extensions[DESK].close()


@pytest.fixture
def by_provider(closed: Entrance) -> Entrance:
    return closed.set(
        BOARD__SIGN_IN="oidc",
        BOARD__URL=ORIGIN,
        BOARD__OIDC__ISSUER=closed.provider.issuer,
        BOARD__OIDC__CLIENT_ID=CLIENT,
        BOARD__OIDC__CLIENT_SECRET=CLIENT_SECRET,
    )


@pytest.fixture
def by_link(closed: Entrance) -> Entrance:
    closed.jira.open_case(by="clara", summary="The board does not load")
    return closed.set(BOARD__SIGN_IN="link", BOARD__URL=ORIGIN)
