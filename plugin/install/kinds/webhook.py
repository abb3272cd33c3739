"""The webhook: signed with our secret, for every event that is used, of our projects' issues alone.

Cloud takes a secret on admin webhooks; Data Center since version 10, in another form (FACTS 1.3). Older ones cannot
sign, and the receiver takes nothing unsigned.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from plugin.install import wanted
from plugin.install.found import Ability
from plugin.install.ground import Ground
from plugin.install.items import ByHand, Hint, Item, Kind, Refusal, Step, Verb
from plugin.install.workshop import Workshop
from plugin.jira.survey import Hook
from plugin.queries import of_projects
from plugin.subscription import PATH

NAME = "careflow"
KEY = "webhook"
SECTION = "issue-related-events-section"
CLOUD, SINCE_TEN = "webhooks/webhook", "jira-webhook/webhooks"


@dataclass(frozen=True, kw_only=True)
class RegisterHook(Step):
    """A webhook of ours. ``cloud``: in Cloud's form, else in that of Data Center since 10."""

    verb = Verb.ADD
    kind = Kind.WEBHOOK

    url: str
    events: tuple[str, ...]
    jql: str
    cloud: bool

    def carry_out(self, shop: Workshop) -> None:
        """POST webhook."""
        shop.post(self.endpoint, self.body(shop.secret or ""))

    @property
    def endpoint(self) -> str:
        """Where webhooks are registered."""
        return CLOUD if self.cloud else SINCE_TEN

    def body(self, secret: str) -> dict[str, Any]:
        """The registration, always with the secret: nobody can read back which one is there."""
        return self._of_cloud(secret) if self.cloud else self._of_data_center(secret)

    def _of_cloud(self, secret: str) -> dict[str, Any]:
        filters = {SECTION: self.jql}
        shared = {"name": NAME, "url": self.url, "events": list(self.events), "enabled": True}
        return {**shared, "filters": filters, "excludeBody": False, "secret": secret}

    def _of_data_center(self, secret: str) -> dict[str, Any]:
        filters = json.dumps({SECTION: self.jql})
        configuration = {"EXCLUDE_BODY": "false", "SECRET": secret, "FILTERS": filters}
        shared = {"name": NAME, "url": self.url, "events": list(self.events), "active": True}
        return {**shared, "configuration": configuration, "sslVerificationRequired": self.url.startswith("https://")}


@dataclass(frozen=True, kw_only=True)
class ChangeHook(RegisterHook):
    """Another address, other events or another filter for ours."""

    verb = Verb.CHANGE

    hook: str

    def carry_out(self, shop: Workshop) -> None:
        """PUT webhook."""
        shop.put(self.endpoint + "/{hook}", self.body(shop.secret or ""), hook=self.hook)


def plan(ground: Ground) -> Iterator[Item]:
    """What of the webhook is lacking."""
    hook = ground.wanted.hook
    if not ground.projects:
        return
    if hook.url is None:
        yield _refused("no-address", "where Jira reaches careflow is not set", "set `webhook.url` in app.yaml")
    elif hook.secret is None:
        mend = "set CAREFLOW_WEBHOOK__SECRET, or put it into a file webhook__secret in CAREFLOW_SECRETS_DIR"
        yield _refused("no-secret", "the secret that Jira is to sign with is not set", mend)
    elif not ground.found.sees_hooks:
        yield Hint(kind=Kind.WEBHOOK, what=_not_seen(ground, hook, hook.url))
    elif Ability.SIGNED_HOOKS not in ground.found.can:
        yield _unsigned(ground, hook, hook.url)
    else:
        yield from _compared(ground, hook, hook.url)


def _compared(ground: Ground, hook: wanted.Hook, url: str) -> Iterator[Item]:
    named = [there for there in ground.found.hooks if is_ours(there)]
    ours = next((there for there in named if there.url == url), named[0] if named else None)
    others = [there for there in ground.found.hooks if there.url == url and there is not ours]
    sound = next((there for there in others if not list(_differences(ground, hook, url, there))), None)
    if ours is None and sound is not None:
        return  # an administrator registered it by hand
    if ours is None:
        yield RegisterHook(details=_new(hook, url), **_registration(ground, hook, url))
    elif details := tuple(_differences(ground, hook, url, ours)):
        yield ChangeHook(details=details, hook=ours.id, **_registration(ground, hook, url))
    for other in others:
        what = f"the webhook “{other.name}” delivers to {url} too; doubles do no harm"
        yield Hint(kind=Kind.WEBHOOK, what=what)


def is_ours(hook: Hook) -> bool:
    """Whether careflow registered it: a webhook has a name and an address, and no description to mark."""
    return hook.name == NAME and urlsplit(hook.url).path.rstrip("/").endswith(PATH)


def _registration(ground: Ground, hook: wanted.Hook, url: str) -> dict[str, Any]:
    jql, cloud = of_projects(ground.wanted.projects), ground.found.server.cloud
    return {"key": KEY, "name": NAME, "url": url, "events": hook.events, "jql": jql, "cloud": cloud}


def _new(hook: wanted.Hook, url: str) -> tuple[str, ...]:
    return (f"to {url}, signed with CAREFLOW_WEBHOOK__SECRET", f"events: {', '.join(hook.events)}")


def _differences(ground: Ground, hook: wanted.Hook, url: str, there: Hook) -> Iterator[str]:
    if there.url != url:
        yield f"address {there.url} → {url}"
    if lacking := [event for event in hook.events if event not in there.events]:
        yield f"+ events: {', '.join(lacking)}"
    jql = of_projects(ground.wanted.projects)
    # Data Center does not document how it gives a filter back: one that is not to be seen is taken for right.
    if there.filter != jql and (there.filter or ground.found.server.cloud):
        yield f"only what “{jql}” finds" + (f" (now: “{there.filter}”)" if there.filter else "")
    if not there.enabled:
        yield "switched on"
    if there.bodiless:
        yield "with the body, which says which issue it is"
    if there.signed is False:
        yield "signed with CAREFLOW_WEBHOOK__SECRET"


def _refused(reason: str, why: str, mend: str) -> Refusal:
    return Refusal(kind=Kind.WEBHOOK, key=KEY, name=NAME, reason=reason, why=why, mend=mend)


def _not_seen(ground: Ground, hook: wanted.Hook, url: str) -> str:
    return (
        "the token has scopes, and with those Atlassian shows no webhooks. See that there is one (Jira settings ▸ "
        f"System ▸ WebHooks): {url}, with the secret of CAREFLOW_WEBHOOK__SECRET, events {', '.join(hook.events)}, JQL "
        f"{of_projects(ground.wanted.projects)}; or plan with a token without scopes (CAREFLOW_ADMIN__AUTH=token)"
    )


def _unsigned(ground: Ground, hook: wanted.Hook, url: str) -> ByHand:
    return ByHand(
        kind=Kind.WEBHOOK,
        key=KEY,
        name=f"Webhook of {ground.found.server}",
        clicks=(
            "this Jira cannot sign webhooks: put a proxy in front of the receiver that only Jira reaches, and let it "
            "sign (README, Limits), or upgrade Jira to 10",
            f"Jira administration ▸ System ▸ WebHooks ▸ Create: {url}, events {', '.join(hook.events)}",
        ),
        check="webhook.registered",
    )
