"""``webhooks/openapi.yaml`` tells of every route that the application has, and of no other."""

from __future__ import annotations

import re
from pathlib import Path

import yaml
from redis import Redis

from plugin.board.access import OpenToAll
from plugin.settings import Settings
from webhooks.app import create_app

DOCUMENT = yaml.safe_load((Path(__file__).parents[2] / "webhooks" / "openapi.yaml").read_text(encoding="utf-8"))
# Style, a stray /, and what is not there.
FILES_AND_THE_REST = {"/board/static/{name}", "/board/", "/board/{elsewhere}"}


def test_it_has_the_routes_of_the_application(settings: Settings, redis: Redis) -> None:
    rules = create_app(settings, redis, OpenToAll()).url_map.iter_rules()
    routes = {
        (re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule), method.lower())
        for rule in rules
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    documented = {(path, method) for path, methods in DOCUMENT["paths"].items() for method in methods}
    assert {route for route in routes if route[0] not in FILES_AND_THE_REST} == documented


def test_its_version_is_that_of_careflow() -> None:
    said = (Path(__file__).parents[2] / "pyproject.toml").read_text(encoding="utf-8")
    assert f'version = "{DOCUMENT["info"]["version"]}"' in said
