"""The scenarios, in the order of their dates: time only moves on.

2026 has 1 May, a holiday in Sweden, on a Friday, and Ascension Day on Thursday 14 May.
"""

from __future__ import annotations

from datetime import datetime

from plugin.demo.checks import Scenario
from plugin.demo.local_time import moment
from plugin.demo.scenarios import closing, disorder, severity, targets

START: datetime = moment("Mon 2026-04-20 08:55")
"""The sandbox's first moment."""

SCENARIOS: tuple[Scenario, ...] = (
    targets.MAJOR_DEFECT,
    severity.CRITICAL_ASKED_FOR,
    targets.STATUS_UPDATES,
    targets.WAITING,
    closing.NO_RESPONSE,
    closing.REOPENED,
    targets.SATURDAY_NIGHT,
    severity.REJECTED,
    targets.OUT_OF_SCOPE,
    disorder.LOST_WEBHOOK,
    disorder.DISORDER,
)
