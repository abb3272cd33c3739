"""Whoever may look at the board can sign in, and Jira says what they may see."""

from __future__ import annotations

from collections.abc import Iterator

from plugin.doctor.findings import Finding, enumerated, fails, ok, warning
from plugin.doctor.installation import Installation
from plugin.settings import Mode
from plugin.settings_board import SignIn

_CLOSED = "closed: nobody may look at /board (README, Who may look)"


def sign_in(it: Installation) -> Iterator[Finding]:
    """The provider answers, or links can be sent; where people come back to is named, for the provider's own list."""
    board = it.settings.board
    if board.sign_in is SignIn.OIDC:
        yield _provider(it)
    elif board.sign_in is SignIn.LINK and it.settings.mode is Mode.SHADOW:
        what = "in shadow no link is sent: whoever is not signed in stays out"
        yield warning(what, "set `board.sign_in: oidc` in app.yaml, or `mode: live` once you trust careflow")
    elif board.sign_in is SignIn.LINK:
        yield ok(f"by links that Jira emails, to {board.url}/board/sign-in/link/…")
    else:
        yield ok(_CLOSED)


def _provider(it: Installation) -> Finding:
    from plugin.board.sign_in.oidc import BACK, Provider, ProviderAway

    said = it.settings.board.oidc
    redirect = f"{it.settings.board.url}{BACK}"
    try:
        Provider(said, redirect).configuration()
    except ProviderAway as error:
        mend = f"open {said.issuer}/.well-known/openid-configuration on this machine: correct board.oidc.issuer"
        return fails(f"{said.issuer} is no OpenID Connect provider that answers: {error}", mend)
    return ok(f"{said.issuer} answers; it has to know {redirect} as the address that people are sent back to")


def sight(it: Installation) -> Iterator[Finding]:
    """Jira says of an open case who may browse it: of our own account, which reads it, it has to say yes."""
    if not it.settings.board.is_open:
        yield ok(_CLOSED)
        return
    viewers = it.gateway.viewers()
    unsaid = [case for case in it.cases if not viewers.sees(it.account.id, case)]
    if not unsaid:
        yield ok(f"Jira says who may browse {enumerated(it.cases)}")
    else:
        yield fails(
            f"Jira does not say who may browse {enumerated(unsaid)}: nobody would see a case on the board",
            f"Jira settings ▸ System ▸ Global permissions: add {it.account.name} to "
            f"{'Browse users and groups' if it.server.cloud else 'Browse users'}",
        )
