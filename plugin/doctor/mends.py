"""What to type or click after an error of Jira's, by its kind; the error itself has Jira's own words."""

from __future__ import annotations

from plugin.credentials.accounts import Account
from plugin.credentials.cloud_id import TENANT_INFO
from plugin.credentials.scopes import opening
from plugin.doctor.findings import enumerated
from plugin.doctor.installation import Installation
from plugin.jira import Denied, JiraError, OutOfScope, RateLimited, Redirected, Transient, Unauthorized, Unexpected
from plugin.settings_sections import Auth

_SERVICE_ACCOUNTS = "admin.atlassian.com ▸ Directory ▸ Service accounts"


def mend(error: JiraError, it: Installation) -> str:
    """For an error that our own account met with."""
    match error:
        case JiraError(endpoint=endpoint) if endpoint == TENANT_INFO and not isinstance(error, Transient):
            return (
                "only Jira Cloud has tokens with scopes, and tells its cloud id: correct CAREFLOW_JIRA__URL, or set "
                "CAREFLOW_JIRA__AUTH=token"
            )
        case Unauthorized():
            return _another_token(it)
        case OutOfScope():
            scopes = opening(Account.CAREFLOW, f"{error.method} {error.endpoint}")
            return f"see jira.scopes: the token needs {enumerated(scopes)}" if scopes else "see jira.scopes"
        case RateLimited():
            return "run it again in a while"
        case Redirected() | Unexpected():
            return "set CAREFLOW_JIRA__URL to Jira's own address, as in Jira settings ▸ System ▸ Base URL"
        case Denied() if error.endpoint == "serverInfo":
            return "there is no Jira at CAREFLOW_JIRA__URL: correct it (with the context path, if it has one)"
        case Denied():
            return "grant our account what the line says, in Jira"
        case Transient():
            return "open CAREFLOW_JIRA__URL on this machine: is it right, is Jira up, is a proxy needed (HTTPS_PROXY)?"
        case _:
            return "look at what Jira says, and at jira.url"


def _another_token(it: Installation) -> str:
    said = it.settings.jira
    if said.auth is Auth.OAUTH:
        return "run `careflow connect` on this machine"
    if said.auth is Auth.SCOPED:
        return (
            f"make a new API token ({_SERVICE_ACCOUNTS}; for other accounts id.atlassian.com ▸ Security) and set "
            "CAREFLOW_JIRA__TOKEN to it; CAREFLOW_JIRA__USER is the email of its account"
        )
    if said.user:
        return (
            "make a new API token (id.atlassian.com ▸ Security) and set CAREFLOW_JIRA__TOKEN to it; "
            "CAREFLOW_JIRA__USER is the email of its owner. If it has scopes, set CAREFLOW_JIRA__AUTH=scoped-token"
        )
    return (
        "make a new personal access token (Data Center: your profile ▸ Personal Access Tokens) and set "
        "CAREFLOW_JIRA__TOKEN to it; on Cloud CAREFLOW_JIRA__USER must be the account's email"
    )
