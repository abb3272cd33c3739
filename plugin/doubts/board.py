"""Ways into the board that let nobody in, or the wrong one."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from plugin.doubts.doubt import Doubt
from plugin.settings import Mode, Settings
from plugin.settings_board import SignIn

_OWN = ("email", "preferred_username", "name", "nickname", "upn")


def links_in_shadow(settings: Settings, today: date) -> Iterator[Doubt]:
    """An email by Jira is a write."""
    if settings.board.sign_in is SignIn.LINK and settings.mode is Mode.SHADOW:
        yield Doubt(("board", "sign_in"), "in shadow no link is sent: nobody can sign in; `oidc` works in shadow too")


def accounts_that_people_choose(settings: Settings, today: date) -> Iterator[Doubt]:
    """OpenID Connect Core 1.0, 5.7: only ``sub`` is sure to be one person's; the others people may often change."""
    claim = settings.board.oidc.account_claim
    if claim in _OWN:
        problem = f"`{claim}` is taken as it is, verified or not: whoever can change theirs signs in as anybody"
        yield Doubt(("board", "oidc", "account_claim"), problem)


def groups_without_a_provider(settings: Settings, today: date) -> Iterator[Doubt]:
    """Groups of a provider that nobody comes from."""
    if settings.board.oidc.groups and settings.board.sign_in is SignIn.LINK:
        problem = "these groups are the provider's: who comes by a link is not asked for them"
        yield Doubt(("board", "oidc", "groups"), problem)
