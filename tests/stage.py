"""A sandbox Jira for replays: served once, emptied before each; careflow beside it by whatever policy."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from plugin.jira import Connection, Gateway
from plugin.reconcile import Reconciler
from plugin.sandbox import Clock, Flavour, Sandbox, sites
from plugin.settings import Settings, load
from plugin.wording import Wording
from workflows.case import Case
from workflows.policy import Policy
from workflows.policy_versions import Policies
from workflows.surroundings import Need


class Memory:
    """A cache that keeps what a site's shape is, and forgets who is who with every case."""

    LASTING = ("deployment", "fields", "options", "project", "myself")

    def __init__(self) -> None:
        self._kept: dict[str, Any] = {}

    def get(self, key: str) -> Any:
        return self._kept.get(key)

    def put(self, key: str, value: Any, ttl: float) -> None:
        self._kept.pop(key, None)
        if ttl > 0 and "versions:" not in key:  # people move versions while the machine's clock hardly does
            self._kept[key] = value

    def forget(self, *, site: bool = False) -> None:
        """Who is who; with ``site`` also its fields and options."""
        lasting = () if site else self.LASTING
        self._kept = {k: v for k, v in self._kept.items() if any(f":{word}" in k for word in lasting)}


class Stage:
    """One sandbox Jira of a shape, served as long as the process lives, emptied before each replay."""

    def __init__(self, flavour: Flavour) -> None:
        self.flavour = flavour
        self.jira = Sandbox(sites.shipped(flavour), Clock(datetime.fromisoformat("2026-01-01T00:00Z"), frozen=True))
        self.jira.start()
        environ = {
            "CAREFLOW_JIRA__URL": self.jira.url,
            "CAREFLOW_JIRA__USER": self.jira.user,
            "CAREFLOW_JIRA__TOKEN": self.jira.token,
        }
        self.settings: Settings = load(environ)
        self.memory = Memory()
        self.cast: object = None  # whom the site's directory was made for
        self.gateway = AsTold(
            Connection(self.jira.url, self.jira.user, self.jira.token),
            self.settings.field_map(),
            self.settings.groups_by_role,
            self.memory,
            projects=self.settings.projects,
        )

    def careflow(self, policy: Policy) -> Reconciler:
        """At work by a policy."""
        wording = Wording(self.gateway, self.settings.language, by_reader=policy.on("CON-3"))
        return Reconciler(self.gateway, Policies(policy), wording)

    def clear(self) -> None:
        """Nobody and nothing is there any more."""
        site, tracker = self.jira.site, self.jira.tracker
        for known in (tracker.by_key, tracker.by_id, site.versions):
            known.clear()
        tracker.outbox.clear()
        care = site.projects["CARE"]
        care.versions.clear()
        care.next_number = 1
        self.jira.forget_requests()

    def close(self) -> None:
        self.gateway.close()
        self.jira.stop()


class AsTold(Gateway):
    """Asks Jira only for those surroundings that the history told of: of the rest a scenario says nothing."""

    told: frozenset[Need] = frozenset()

    def bring(self, case: Case, needs: frozenset[Need], policy: Policy) -> Case:
        return super().bring(case, needs & self.told, policy)
