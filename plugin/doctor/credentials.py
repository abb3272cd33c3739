"""What the tokens reach, how long they last, and the account that installs."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from plugin.credentials.accounts import Account, by_gateway, consented
from plugin.credentials.resources import of_site, resources
from plugin.credentials.scopes import SERVICE_DESK, missing, needless, opening, operations, too_broad
from plugin.doctor.findings import Finding, counted, enumerated, fails, ok, skipped, warning
from plugin.doctor.installation import Installation
from plugin.jira import Denied, OutOfScope, Retired, Unauthorized, Unexpected
from plugin.jira.session import Session
from plugin.jira.survey import AccessToken
from plugin.settings import Mode
from plugin.settings_sections import Auth

_SOON = timedelta(days=30)
_ADMINISTER = "ADMINISTER"
_CONSOLE = "developer.atlassian.com ▸ the app ▸ Permissions"
# Operations that the account which installs asks, and the classic scope that opens each: our own has no use for them.
_BEYOND = {"GET issuetypescreenscheme": "manage:jira-configuration", "GET screens": "manage:jira-project"}


def scopes(it: Installation) -> Iterator[Finding]:
    """None lacks, and none is for nothing."""
    said = it.settings.jira
    if said.auth is Auth.OAUTH:
        yield from _consented_to(it, Account.CAREFLOW)
    elif said.auth is Auth.SCOPED or by_gateway(said.url or "", it.atlassian):
        yield from _tried(it)
    elif it.server.cloud:
        yield ok("the API token has no scopes: it may whatever our account may")
    else:
        yield ok("Data Center's tokens have no scopes: ours may whatever our account may")


def _consented_to(it: Installation, account: Account) -> Iterator[Finding]:
    """As Atlassian lists them."""
    tokens = consented(it.settings, account, it.atlassian)
    resource = of_site(resources(it.atlassian, tokens.current()), tokens.site, it.atlassian)
    if resource is None:
        yield fails(f"the consent is no longer for {tokens.site}", _on_this_machine(tokens.mend))
        return
    lacking = missing(account, resource.scopes, service_management=_has_service_projects(it))
    idle = needless(account, resource.scopes)
    broad = [one for one in too_broad(account, resource.scopes) if one not in idle]
    if lacking:
        yield fails(f"the consent lacks {enumerated(lacking)}", f"add them ({_CONSOLE}), then: {tokens.mend}")
    if idle:
        what = f"the consent has {enumerated(idle)}, which careflow does not need"
        yield warning(what, f"take them out ({_CONSOLE}), then: {tokens.mend}")
    if broad:
        what = f"the consent has {enumerated(broad)}, with which more can be managed than careflow needs"
        yield warning(what, "use the granular scopes instead that README lists under Credentials")
    if not lacking and not idle and not broad:
        yield ok(f"the consent has the scopes that are needed: {enumerated(sorted(resource.scopes))}")


def _tried(it: Installation) -> Iterator[Finding]:
    """Nobody lists the scopes of an API token: each operation is tried, on what is not there."""
    wanted = list(_to_be_tried(it))
    shut = [operation for operation in wanted if not it.jira.is_in_scope(*operation.split(" "))]
    beyond = [scope for operation, scope in _BEYOND.items() if it.jira.is_in_scope(*operation.split(" "))]
    if shut:
        needed = dict.fromkeys(scope for operation in shut for scope in opening(Account.CAREFLOW, operation))
        yield fails(
            f"the token's scopes do not open {enumerated(shut)}",
            f"make a new token that also has {enumerated(needed)} (README, Credentials, has the whole list)",
        )
    if beyond:
        yield warning(
            f"the token reaches further than careflow needs: it has {enumerated(beyond)}, or granular scopes like them",
            "make a new token without them (README, Credentials, has the whole list)",
        )
    if not shut and not beyond:
        reads = " to read; in shadow no write is tried" if it.settings.mode is Mode.SHADOW else ""
        yield ok(f"the token's scopes open all {counted(len(wanted), 'operation')} that careflow asks{reads}")


def _to_be_tried(it: Installation) -> Iterator[str]:
    """In shadow our session cannot write, not even where nothing is."""
    service = _has_service_projects(it)
    for operation in operations(Account.CAREFLOW):
        reads = operation.startswith("GET ")
        if (service or SERVICE_DESK not in operation) and (reads or it.settings.mode is Mode.LIVE):
            yield operation


def _has_service_projects(it: Installation) -> bool:
    try:
        return any(it.service.values())
    except Denied:  # jira.project says why
        return False


def _on_this_machine(command: str) -> str:
    return f"run `{command}` on this machine"


def expiry(it: Installation) -> Iterator[Finding]:
    """Where it can be known."""
    said = it.settings.jira
    if said.auth is Auth.OAUTH:
        tokens = consented(it.settings, Account.CAREFLOW, it.atlassian)
        yield _ends("the consent", tokens.grant().ends_at, _now(it), _on_this_machine(tokens.mend) + " before")
    elif it.server.cloud:
        yield skipped(
            "Atlassian tells nobody when an API token runs out; it does a year after it was made, or earlier",
            "put the day into your calendar: id.atlassian.com ▸ Security ▸ API tokens, or of a service account "
            "admin.atlassian.com ▸ Directory ▸ Service accounts",
        )
    else:
        yield _of_personal_tokens(it)


def _of_personal_tokens(it: Installation) -> Finding:
    look = "your profile ▸ Personal Access Tokens, signed in as our account"
    try:
        known = it.jira.own_tokens()
    except (Denied, Retired, Unexpected) as error:
        return skipped(f"this Jira does not tell when tokens run out ({error.summary})", f"look yourself: {look}")
    now = _now(it)
    alive = [token for token in known if token.expires_at is None or token.expires_at > now]
    ending = sorted((token for token in alive if token.expires_at), key=lambda token: token.expires_at or now)
    if not ending:
        return ok("our account's tokens never run out" if alive else "Jira lists no token of our account's")
    return _first_to_end(ending[0], len(alive), now, look)


def _first_to_end(token: AccessToken, of: int, now: datetime, look: str) -> Finding:
    name = f"the token “{token.name}”" + (f" (one of {of}; Jira does not say which is used here)" if of > 1 else "")
    mend = f"make another before ({look}) and set CAREFLOW_JIRA__TOKEN to it"
    return _ends(name, token.expires_at or now, now, mend)


def _ends(what: str, at: datetime, now: datetime, mend: str) -> Finding:
    if at - now < _SOON:
        return warning(f"{what} ends on {at.date()}", mend)
    return ok(f"{what} holds until {at.date()}")


def _now(it: Installation) -> datetime:
    """Jira's clock, or this machine's where it tells none: a day more or less does not matter."""
    return it.server.date or datetime.now(UTC)  # noqa: TID251


def installer(it: Installation) -> Iterator[Finding]:
    """It is accepted, and administers Jira."""
    if not it.settings.admin.is_set:
        yield skipped(
            "no account of its own installs: `careflow plan` and `apply` work as careflow's own",
            "set CAREFLOW_ADMIN__USER and CAREFLOW_ADMIN__TOKEN, and take our own account out of the administrators",
        )
        return
    try:
        yield _administers(it.administrator)
        if it.settings.admin.auth is Auth.OAUTH:
            yield from _consented_to(it, Account.ADMIN)
    except (Unauthorized, OutOfScope) as error:
        yield fails(str(error), _mend_of_installer(it))


def _administers(session: Session) -> Finding:
    name = str(session.get("myself").object().get("displayName") or "")
    told = session.get("mypermissions", {"permissions": _ADMINISTER}).object().get("permissions") or {}
    if (told.get(_ADMINISTER) or {}).get("havePermission") is True:
        return ok(f"{name} administers Jira")
    return fails(
        f"{name} does not administer Jira: nothing can be planned as it",
        f"Jira settings ▸ System ▸ Global permissions: add {name} to Administer Jira, or set another account",
    )


def _mend_of_installer(it: Installation) -> str:
    if it.settings.admin.auth is Auth.OAUTH:
        return _on_this_machine("careflow connect --admin")
    return "make a new token for it and set CAREFLOW_ADMIN__TOKEN; on Cloud CAREFLOW_ADMIN__USER is the account's email"
