"""Jira knows where to deliver what happens: the registered webhook, as an administrator sees it."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

from plugin.doctor.findings import Finding, counted, enumerated, fails, ok, skipped, warning
from plugin.doctor.installation import Installation
from plugin.jira import Denied, Unauthorized
from plugin.jira.survey import Hook, hooks_of
from plugin.subscription import EVENTS, PATH

_PAGE = "Jira settings ▸ System ▸ WebHooks"


def registered(it: Installation) -> Iterator[Finding]:
    """There is one with our path, it is on, signed, whole, and tells of every event that is used."""
    try:
        hooks = hooks_of(it.administrator, it.server)
    except (Denied, Unauthorized):
        yield skipped(
            "only an administrator sees the webhooks: our account need not be one, and no other is set that is",
            f"look yourself: {_PAGE}: an enabled one to https://your-host{PATH}, with the secret of "
            f"CAREFLOW_WEBHOOK__SECRET, for {enumerated(EVENTS)}",
        )
        return
    ours = [hook for hook in hooks if urlsplit(hook.url).path.rstrip("/").endswith(PATH)]
    alive = [hook for hook in ours if hook.enabled]
    if not ours:
        yield fails(
            f"none of {counted(len(hooks), 'webhook')} leads to {PATH}: careflow hears of nothing but by its sweep",
            f"{_PAGE} ▸ Create: URL https://your-host{PATH}, the secret of CAREFLOW_WEBHOOK__SECRET, events "
            f"{enumerated(EVENTS)}",
        )
    elif not alive:
        yield fails(f"the webhook {ours[0].name} is switched off", f"{_PAGE} ▸ {ours[0].name}: enable it")
    for hook in alive:
        faults = list(_faults(it, hook))
        yield from faults or [ok(f"{hook.name} delivers {counted(len(hook.events), 'event')} to {hook.url}")]
    if len(alive) > 1:
        names = enumerated(hook.name for hook in alive)
        yield warning(f"{len(alive)} webhooks deliver to us ({names})", f"{_PAGE}: keep one; doubles only cost time")


def _faults(it: Installation, hook: Hook) -> Iterator[Finding]:
    edit = f"{_PAGE} ▸ {hook.name} ▸ Edit"
    if absent := [event for event in EVENTS if event not in hook.events]:
        yield fails(f"{hook.name} does not tell of {enumerated(absent)}", f"{edit}: tick them")
    if hook.bodiless:
        yield fails(f"{hook.name} sends no body: nobody can know which issue it is", f"{edit}: untick Exclude body")
    if hook.signed is False:
        yield fails(
            f"{hook.name} is not signed, so that the receiver refuses its deliveries (401)",
            f"{edit}: set the secret to the value of CAREFLOW_WEBHOOK__SECRET",
        )
    if not it.server.signs:
        yield warning(
            f"{it.server} cannot sign webhooks",
            "let a proxy that only Jira reaches sign them (README, Limits), or upgrade Jira to 10",
        )
    if left_out := _filtered_out(it, hook):
        yield warning(
            f"{hook.name} delivers only what “{hook.filter}” finds, which does not name {enumerated(left_out)}",
            f"{edit}: make the filter project in ({', '.join(it.settings.projects)}), or leave it empty",
        )


def _filtered_out(it: Installation, hook: Hook) -> list[str]:
    """Projects that a filter does not name; whether it finds their issues otherwise, people know."""
    words = set("".join(sign if sign.isalnum() or sign == "_" else " " for sign in hook.filter.upper()).split())
    return [project for project in it.settings.projects if words and project not in words]
