"""``careflow connect``: somebody consents, in a browser, that careflow works as their account (OAuth 2.0)."""

from __future__ import annotations

from datetime import timedelta

import click

from plugin.configuration_errors import UserMistake
from plugin.credentials.accounts import Account, consented
from plugin.credentials.atlassian import ATLASSIAN, Atlassian
from plugin.credentials.authorization import Consent
from plugin.credentials.consent import AnotherAttempt, NotConsented, code_in, granted
from plugin.credentials.grants import UNUSED, Grant
from plugin.credentials.listener import Listener, redirect_to
from plugin.credentials.scopes import least
from plugin.credentials.tokens import ConsentedTokens
from plugin.jira import Connection, JiraError
from plugin.jira.session import Session
from plugin.logs import listen_to_level
from plugin.settings import Settings, load
from plugin.settings_sections import Auth
from plugin.terminal import printable

_PORT = 8765
_WAIT = timedelta(minutes=10)
_APPS = "https://id.atlassian.com/manage-profile/apps"
_WHO = {
    Account.CAREFLOW: "as careflow's own account, not as yourself: what careflow writes bears its name",
    Account.ADMIN: "as the account that installs: it has to administer Jira",
}


@click.command()
@click.option("--admin", is_flag=True, help="For the account that installs, instead of careflow's own.")
@click.option("--port", default=_PORT, show_default=True, type=click.IntRange(1, 65535), help="Where to wait.")
@click.option("--paste", is_flag=True, help="Do not wait: ask for the address that the browser ends at.")
@click.option("--without-service-management", is_flag=True, help="Leave out the scope that only it needs.")
@click.option("--forget", is_flag=True, help="Give the consent up and delete it.")
@click.pass_obj
def connect(
    atlassian: Atlassian | None,
    admin: bool,
    port: int,
    paste: bool,
    without_service_management: bool,
    forget: bool,
) -> None:
    """Let an account of Jira Cloud consent that careflow works as it (OAuth 2.0; jira.auth: oauth).

    Prints the address to open, waits on 127.0.0.1 for the answer, and keeps the tokens in a file of this machine that
    only its owner can read. Each machine that runs careflow is connected by itself.
    """
    account = Account.ADMIN if admin else Account.CAREFLOW
    tokens = consented(_settings(account), account, atlassian or ATLASSIAN)
    if forget:
        _forget(tokens)
        return
    scopes = least(account, service_management=not without_service_management)
    consent = tokens.server.consent(scopes, redirect_to(port))
    try:
        code = _pasted(consent, account) if paste else _heard(consent, account, port)
        grant = granted(tokens.server, consent, code, tokens.site)
        with tokens.file.locked():
            tokens.file.write(grant)
    except (NotConsented, JiraError) as error:
        click.echo(f"careflow: not connected: {printable(str(error))}", err=True)
        raise click.exceptions.Exit(1) from error
    _say_what_it_is(tokens, grant, scopes)


def _settings(account: Account) -> Settings:
    settings = load()
    said = settings.admin if account is Account.ADMIN else settings.jira
    if said.auth is not Auth.OAUTH:
        raise UserMistake(f"set {account}.auth to oauth first: CAREFLOW_{account.upper()}__AUTH=oauth, or in app.yaml")
    settings.require("install" if account is Account.ADMIN else "jira")
    listen_to_level("ERROR")
    return settings


def _ask(consent: Consent, account: Account) -> None:
    click.echo(f"Open this address in a browser, and sign in there {_WHO[account]}.\n\n  {consent.address}\n")
    click.echo(
        f"The app's callback URL must be {consent.redirect} (developer.atlassian.com ▸ the app ▸ Authorization)."
    )


def _heard(consent: Consent, account: Account, port: int) -> str:
    """The code, from a browser of this machine. Raises NotConsented."""
    with Listener(port, consent) as listener:
        _ask(consent, account)
        click.echo(
            "Waiting for the answer. If the browser is on another machine, end this with Ctrl-C and use --paste."
        )
        address = listener.wait(_WAIT.total_seconds())
    if address is None:
        raise NotConsented(f"no answer came within {_WAIT.total_seconds() / 60:.0f} minutes")
    return code_in(address, consent)


def _pasted(consent: Consent, account: Account) -> str:
    """The code, from an address that somebody pastes; it is not shown. Raises NotConsented."""
    _ask(consent, account)
    click.echo("The browser will end at an address that it cannot open. Copy it from its address bar.")
    while True:
        try:
            return code_in(click.prompt("The address (not shown)", hide_input=True), consent)
        except AnotherAttempt as error:
            click.echo(f"careflow: {error}", err=True)


def _say_what_it_is(tokens: ConsentedTokens, grant: Grant, scopes: tuple[str, ...]) -> None:
    click.echo(f"The tokens are in {tokens.file.path}.")
    if lacking := [scope for scope in scopes if scope not in grant.scopes]:
        click.echo(f"It lacks {', '.join(lacking)}: add them to the app (Permissions), and connect again.", err=True)
    session = Session(Connection(tokens.site, base=tokens.base, tokens=tokens))
    try:
        who = str(session.get("myself").object().get("displayName") or "")
    except JiraError as error:
        click.echo(f"careflow: connected, but Jira does not let it in: {printable(str(error))}", err=True)
        raise click.exceptions.Exit(1) from error
    finally:
        session.close()
    unused = f"or when it is not used for {UNUSED.days} days"
    click.echo(f"Connected: careflow works on {tokens.site} as {printable(who)}.")
    click.echo(f"It ends on {grant.ends_at.date()}, {unused}: connect again before.")


def _forget(tokens: ConsentedTokens) -> None:
    with tokens.file.locked():
        try:
            grant = tokens.file.read()
        except JiraError:
            grant = None
        given_up = grant is not None and tokens.server.revoke(grant.refresh_token)
        tokens.file.delete()
    if grant is None:
        click.echo(f"There was no consent in {tokens.file.path}.")
        return
    said = "Atlassian confirms that its tokens are given up" if given_up else "Atlassian did not confirm it"
    click.echo(f"Forgotten: {tokens.file.path} is deleted; {said}.")
    click.echo(f"To take the consent back as well, sign in as that account: {_APPS}")
