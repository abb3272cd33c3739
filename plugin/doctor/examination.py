"""Making the checks, one after the other; what one of them cannot ask is a finding too."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from redis.exceptions import RedisError

from plugin.doctor.catalogue import CHECKS
from plugin.doctor.findings import Check, Finding, Level, NotNow, fails, skipped
from plugin.doctor.installation import Installation
from plugin.doctor.mends import mend
from plugin.jira import JiraError


@dataclass(frozen=True, slots=True)
class Line:
    """A finding, and the id of the check that found it."""

    id: str
    finding: Finding


def examine(it: Installation, checks: Iterable[Check] = CHECKS) -> Iterator[Line]:
    """Every finding as soon as it is there. A check whose need fell out is skipped, and says because of which."""
    culprits: dict[str, str] = {}  # id of a check that fell out → id of the check because of which
    for check in checks:
        culprit = next((culprits[need] for need in check.needs if need in culprits), None)
        found = [skipped(f"because of {culprit}")] if culprit else _looked(it, check)
        for finding in found:
            if finding.level in (Level.FAILS, Level.SKIPPED):
                culprits[check.id] = culprit or check.id
            yield Line(check.id, finding)


def _looked(it: Installation, check: Check) -> Iterator[Finding]:
    try:
        yield from check.look(it)
    except NotNow as reason:
        yield skipped(str(reason), reason.mend)
    except JiraError as error:
        yield fails(str(error), mend(error, it))
    except RedisError as error:
        yield fails(
            f"Redis does not answer: {type(error).__name__}",
            "start it, or correct CAREFLOW_REDIS__URL (address, password, TLS as rediss://)",
        )
