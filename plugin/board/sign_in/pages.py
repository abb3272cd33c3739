"""The pages where one signs in and out: the only ones that are open to everybody. They say nothing of any case."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from http import HTTPStatus
from typing import TypeVar

from flask import Blueprint, redirect, request
from werkzeug.wrappers import Response

from plugin.board import forms
from plugin.board.access import Viewer
from plugin.board.showing import show
from plugin.board.sign_in import limits, refusals, secret_values
from plugin.board.sign_in.access import SIGN_IN, BySignIn, host_of
from plugin.board.sign_in.identity import account
from plugin.board.sign_in.links import Links
from plugin.board.sign_in.oidc import BACK, NotVouchedFor, Provider, ProviderAway
from plugin.board.sign_in.return_paths import safe
from plugin.board.told import Instead
from plugin.settings import Mode
from plugin.settings_board import SignIn

T = TypeVar("T")
log = logging.getLogger(__name__)

_BEGUN = "careflow:board:begun:"
_UNFINISHED = 600  # seconds that somebody may take at the provider
_LONGEST_NAME = 254  # an email has no more (RFC 5321, 4.5.3.1.3)


def pages(access: BySignIn) -> Blueprint:
    """``/board/sign-in`` and ``/board/sign-out``."""
    board = access.settings.board
    routes = Blueprint("entrance", __name__)
    _add_form(routes, access)
    if board.sign_in is SignIn.OIDC:
        _add_provider(routes, access, Provider(board.oidc, access.origin + BACK))
    else:
        links = Links(access.connection, access.origin, lambda: access.gateway)
        access.closes(links.close)
        _add_links(routes, access, links)

    @routes.post("/sign-out")
    def sign_out() -> Response:
        session = access.cookies.session()
        if session is not None:
            forms.must_be_ours(access.origin, secret_values.form_token(session))
            access.sessions.end(session)
        answer = redirect(SIGN_IN, HTTPStatus.SEE_OTHER)
        access.cookies.take_session(answer)
        return answer

    return routes


def _add_form(routes: Blueprint, access: BySignIn) -> None:
    @routes.get("/sign-in")
    def form() -> Response:
        visit = access.cookies.visit() or secret_values.new()
        answer = show(
            "sign_in.html",
            way=access.settings.board.sign_in,
            provider=host_of(access.settings.board.oidc.issuer or ""),
            shadow=access.settings.mode is Mode.SHADOW,
            path=safe(request.args.get("next")),
            token=secret_values.form_token(visit),
        )
        access.cookies.give_visit(answer, visit)
        return answer


def _add_provider(routes: Blueprint, access: BySignIn, provider: Provider) -> None:
    @routes.get("/sign-in/go")
    def go() -> Response:
        """A link and no form: ``form-action`` of our policy would stop the way to another host."""
        visit = access.cookies.visit()
        if visit is None:
            return redirect(SIGN_IN, HTTPStatus.SEE_OTHER)
        _must_not_be_too_often(access)
        begun = _from(provider.begin)
        kept = {
            "visit": secret_values.digest(visit),
            "nonce": begun.nonce,
            "verifier": begun.verifier,
            "path": safe(request.args.get("next")),
        }
        access.connection.set(_BEGUN + secret_values.digest(begun.state), json.dumps(kept), ex=_UNFINISHED)
        return redirect(begun.address, HTTPStatus.SEE_OTHER)

    @routes.get("/sign-in/back")
    def back() -> Response:
        kept = _begun(access)
        if "error" in request.args:
            raise Instead(refusals.DECLINED)
        code, issuer = request.args.get("code", ""), request.args.get("iss")
        claims = _from(lambda: provider.end(code, issuer, kept["nonce"], kept["verifier"]))
        viewer = account(access.settings.board.oidc, claims, access.gateway.viewers())
        return _let_in(access, viewer, kept["path"])


def _begun(access: BySignIn) -> dict[str, str]:
    """What the state belongs to: once, and in the browser that was sent off with it."""
    state, visit = request.args.get("state"), access.cookies.visit()
    if state is None or visit is None or not secret_values.is_one(state):
        raise Instead(refusals.STALE)
    key = _BEGUN + secret_values.digest(state)
    pipe = access.connection.pipeline()  # not GETDEL, which Redis has since 6.2
    pipe.get(key)
    pipe.delete(key)
    said = pipe.execute()[0]
    kept: dict[str, str] = json.loads(said) if said else {}
    if not kept or not secret_values.same(kept["visit"], secret_values.digest(visit)):
        raise Instead(refusals.STALE)
    return kept


def _from(ask: Callable[[], T]) -> T:
    """What the provider answers; in words where it does not."""
    try:
        return ask()
    except ProviderAway as error:
        log.error("sign-in: %s", error)
        raise Instead(refusals.PROVIDER_AWAY) from None
    except NotVouchedFor as error:
        log.warning("sign-in refused: %s", error)
        raise Instead(refusals.NOT_VOUCHED_FOR) from None


def _add_links(routes: Blueprint, access: BySignIn, links: Links) -> None:
    @routes.post("/sign-in")
    def ask() -> Response:
        visit = _visit_of_ours(access)
        if access.settings.mode is Mode.SHADOW:
            raise Instead(refusals.IN_SHADOW)
        _must_not_be_too_often(access)
        who = request.form.get("who", "").strip()
        if who and len(who) <= _LONGEST_NAME:
            links.ask(who, visit, safe(request.form.get("next")))
        return show("link_sent.html")

    @routes.get("/sign-in/link/<value>")
    def opened(value: str) -> Response:
        visit = access.cookies.visit()
        if visit is None or not secret_values.is_one(value):
            raise Instead(refusals.NO_LINK)
        return show("link.html", value=value, token=secret_values.form_token(visit))

    @routes.post("/sign-in/link/<value>")
    def used(value: str) -> Response:
        found = links.use(value, _visit_of_ours(access))
        if found is None:
            raise Instead(refusals.NO_LINK)
        return _let_in(access, *found)


def _visit_of_ours(access: BySignIn) -> str:
    """The visit of a form that is one of ours."""
    visit = access.cookies.visit()
    if visit is None:
        raise Instead(forms.NOT_FROM_HERE)
    forms.must_be_ours(access.origin, secret_values.form_token(visit))
    return visit


def _must_not_be_too_often(access: BySignIn) -> None:
    if not limits.allows(access.connection, "address", limits.address(), limits.OF_ADDRESS):
        log.warning("too many sign-ins from one address")
        raise Instead(refusals.TOO_OFTEN)


def _let_in(access: BySignIn, viewer: Viewer, path: str) -> Response:
    """Staff, asked of Jira now: a new session, and on to the page that was wanted."""
    if not access.sight.is_staff(viewer.id, fresh=True):
        log.warning("sign-in refused: account %s is not staff", viewer.id)
        raise Instead(refusals.NOT_STAFF)
    before = access.cookies.session()
    if before is not None:
        access.sessions.end(before)
    answer = redirect(safe(path), HTTPStatus.SEE_OTHER)
    access.cookies.give_session(answer, access.sessions.begin(viewer))
    log.info("account %s signed in", viewer.id)
    return answer
