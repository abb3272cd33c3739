"""What somebody is told who is not let in."""

from __future__ import annotations

from http import HTTPStatus

from plugin.board.told import Words

SIGN_IN_FIRST = Words(
    HTTPStatus.UNAUTHORIZED,
    "Sign in first",
    "You are not signed in, or not any more.",
    way_on="/board/sign-in",
)
NOT_STAFF = Words(
    HTTPStatus.FORBIDDEN,
    "You may not look at this board",
    "It is for the members of the support groups in Jira (`groups` in app.yaml). If you should be one, ask whoever "
    "administers Jira, and sign in again.",
    way_on="/board/sign-in",
)
TOO_OFTEN = Words(
    HTTPStatus.TOO_MANY_REQUESTS,
    "Too many tries",
    "There were too many sign-ins from this address. Try again in ten minutes.",
    way_on="/board/sign-in",
)
NO_LINK = Words(
    HTTPStatus.FORBIDDEN,
    "This link does not work",
    "It works once, for ten minutes, and only in the browser in which you asked for it. Ask for a new one.",
    way_on="/board/sign-in",
)
IN_SHADOW = Words(
    HTTPStatus.SERVICE_UNAVAILABLE,
    "No links are sent in shadow",
    "careflow runs in shadow and writes nothing to Jira, no email either. An administrator can open the board by "
    "OpenID Connect meanwhile, or set `mode: live`.",
    way_on="",
)
STALE = Words(
    HTTPStatus.FORBIDDEN,
    "The sign-in was not finished",
    "It took longer than ten minutes, was used before, or was begun in another browser. Begin again.",
    way_on="/board/sign-in",
)
DECLINED = Words(
    HTTPStatus.FORBIDDEN,
    "The provider did not sign you in",
    "It was broken off there, or the provider does not let you use careflow. Try again, or ask whoever runs it.",
    way_on="/board/sign-in",
)
NOT_VOUCHED_FOR = Words(
    HTTPStatus.BAD_GATEWAY,
    "The provider's answer cannot be trusted",
    "You were not signed in. Try again; if it stays so, `careflow doctor` and the log say what is wrong.",
    way_on="/board/sign-in",
)
PROVIDER_AWAY = Words(
    HTTPStatus.BAD_GATEWAY,
    "The provider does not answer",
    "Nothing is wrong with you: try again in a moment. If it stays so, `careflow doctor` says what is wrong.",
    way_on="/board/sign-in",
)
NOT_IN_GROUP = Words(
    HTTPStatus.FORBIDDEN,
    "You may not look at this board",
    "The provider knows you, but names none of the groups that may look (`board.oidc.groups` in app.yaml). Ask whoever "
    "runs it.",
    way_on="/board/sign-in",
)
NO_ACCOUNT = Words(
    HTTPStatus.FORBIDDEN,
    "No Jira account is yours",
    "The provider knows you, but what it says leads to no single active Jira account: your verified email there must "
    "be the one of your Jira account, and visible to careflow. Where emails are hidden, an administrator names "
    "`board.oidc.account_claim` (README, Who may look).",
    way_on="/board/sign-in",
)
