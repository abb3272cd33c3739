"""CAL-8: versions of the policy that change nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from plugin.doubts.doubt import Doubt
from plugin.settings import Settings


def without_a_difference(settings: Settings, today: date) -> Iterator[Doubt]:
    """A version that says the same as the one in force on the day before."""
    policies = settings.policies()
    index = {version.name: i for i, version in enumerate(settings.policy_versions)}
    before = policies.base
    for dated in sorted(policies.dated, key=lambda version: version.since):
        name = dated.policy.version
        if replace(dated.policy, version=before.version) == before:
            problem = f"`{name}` says the same as `{before.version}`, which is in force before it: it changes nothing"
            yield Doubt(("policy_versions", index[name]), problem)
        before = dated.policy
