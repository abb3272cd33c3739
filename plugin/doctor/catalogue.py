"""Every check of ``careflow doctor``, in the order in which they are made. The order stands only here.

An id never changes its meaning and is never given again: scripts and README rely on them.
"""

from __future__ import annotations

from plugin.doctor import (
    account,
    arrival,
    board,
    configuration,
    credentials,
    delivery,
    fields,
    groups,
    lists,
    refusals,
    webhook,
    work,
    workflow,
)
from plugin.doctor.findings import Check

_ACCOUNT = ("jira.account",)
_REDIS = ("redis.connection",)

CHECKS: tuple[Check, ...] = (
    Check("configuration", "app.yaml and the field maps are right, secrets are set", configuration.configuration),
    Check("mode", "careflow acts, or is in shadow and only says what it would do", configuration.mode),
    Check("jira.connection", "Jira answers at `jira.url`", account.connection),
    Check("jira.account", "the token is accepted; whose it is", account.account, ("jira.connection",)),
    Check("jira.scopes", "the token's scopes are those that careflow needs", credentials.scopes, _ACCOUNT),
    Check("jira.expiry", "the token does not run out soon, where that can be known", credentials.expiry, _ACCOUNT),
    Check("jira.clock", "how far this machine's clock is from Jira's (for information)", account.clock, _ACCOUNT),
    Check("jira.project", "every configured project can be seen", account.projects, _ACCOUNT),
    Check("jira.permissions", "our account has the least permissions", account.permissions, _ACCOUNT),
    Check("jira.administration", "our account has no more than it needs", account.administration, _ACCOUNT),
    Check("admin.account", "the account that installs administers Jira", credentials.installer, ("jira.connection",)),
    Check("jira.notes", "internal notes can be kept from customers", account.notes, _ACCOUNT),
    Check("jira.groups", "the groups of the roles exist, can be read, and have members", groups.groups, _ACCOUNT),
    Check("jira.fields", "every field exists by name, once, and of the right type", fields.fields, _ACCOUNT),
    Check("jira.screen", "the fields are on the edit screen of an open case", fields.screen, _ACCOUNT),
    Check("jira.options", "the options of an open case are those of the field map", fields.options, _ACCOUNT),
    Check("jira.priorities", "the priorities of the severities exist", fields.priorities, _ACCOUNT),
    Check("jira.statuses", "the projects have the statuses of the policy", workflow.statuses, _ACCOUNT),
    Check("jira.transitions", "the moves of careflow are open from where cases are", workflow.transitions, _ACCOUNT),
    Check("jira.lists", "the saved filters and the dashboard are there", lists.lists, _ACCOUNT),
    Check("webhook.registered", "a signed webhook with every event leads to us", webhook.registered, _ACCOUNT),
    Check("webhook.delivery", "the receiver takes a signed delivery, and refuses a forged one", delivery.delivery),
    Check("board.sign_in", "whoever may look at the board can sign in", board.sign_in),
    Check("board.sight", "Jira says which cases somebody may see", board.sight, _ACCOUNT),
    Check("redis.connection", "Redis answers and is new enough", work.redis),
    Check("webhook.arrival", "what Jira delivers arrives", arrival.arrival, (*_REDIS, *_ACCOUNT)),
    Check("work.workers", "a worker is alive", work.workers, _REDIS),
    Check("work.queue", "nothing waits long in the queue", work.queue, _REDIS),
    Check("work.parked", "no case is left alone after failing again and again", work.parked, _REDIS),
    Check("work.timers", "no timer is late", work.timers, (*_REDIS, "jira.connection")),
    Check("cases.refused", "Jira has refused nothing on the open cases", refusals.refused, _ACCOUNT),
)
