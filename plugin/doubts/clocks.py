"""Targets and times that stand in the wrong order, and lines of ``clocks.coverage`` that come too late."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import pairwise, product

from plugin.doubts.doubt import Doubt
from plugin.durations import written
from plugin.settings import Settings
from plugin.yaml_files import KeyPath
from workflows.policy import Coverage, CoverageRule
from workflows.terms import DEFAULT_TIER, ClockName, Field, Severity

_IN_ORDER = (ClockName.RESPOND, ClockName.RESTORE, ClockName.RESOLVE)


def reminded_after_escalated(settings: Settings, today: date) -> Iterator[Doubt]:
    """SEV-6: the second line hears of it before the managers are reminded."""
    rules = settings.approval
    if rules.escalate_after < rules.remind_after:
        problem = f"the second line is told before the managers are reminded (after {written(rules.remind_after)})"
        yield Doubt(("approval", "escalate_after"), problem)


def longer_for_the_more_severe(settings: Settings, today: date) -> Iterator[Doubt]:
    """A target that gives more time to the severer case."""
    for table, rows in settings.policy().targets.items():
        for clock in ClockName:
            targets = [(severity, rows[severity][clock].span) for severity in Severity if clock in rows[severity]]
            for (severe, longer), (lesser, shorter) in pairwise(targets):
                if longer > shorter:
                    problem = f"{severe} has {written(longer)} to {clock}, {lesser} only {written(shorter)}"
                    yield Doubt(_the_written(settings, table, (severe, clock), (lesser, clock)), problem)


def done_before_it_is_begun(settings: Settings, today: date) -> Iterator[Doubt]:
    """A target for responding that ends after the one for restoring, or that after the one for resolving."""
    for table, rows in settings.policy().targets.items():
        for severity, cells in rows.items():
            targets = [(clock, cells[clock].span) for clock in _IN_ORDER if clock in cells]
            for (first, longer), (then, shorter) in pairwise(targets):
                if longer > shorter:
                    problem = f"{written(longer)} to {first} is more than the {written(shorter)} to {then}"
                    yield Doubt(_the_written(settings, table, (severity, first), (severity, then)), problem)


def _the_written(settings: Settings, table: str, *cells: tuple[Severity, ClockName]) -> KeyPath:
    """Of two cells the one that app.yaml writes: the other may be the policy's own."""
    paths = [("targets", str(table), str(severity), str(clock)) for severity, clock in cells]
    return next((path for path in paths if settings.origins.document.holds(path)), paths[0])


def lines_that_never_decide(settings: Settings, today: date) -> Iterator[Doubt]:
    """SLO-8: the first line that fits decides; what fits only where another did before never does."""
    rules = settings.policy().coverage
    deciding = {_first(rules, *case) for case in _cases(settings)}
    for index in range(len(rules)):
        if index not in deciding:
            problem = (
                "never decides: wherever it fits, a line above it does, or it fits nowhere; move it up or take it out"
            )
            yield Doubt(("clocks", "coverage", index), problem)


def premium_but_not_around_the_clock(settings: Settings, today: date) -> Iterator[Doubt]:
    """OPN-6 against SLO-8: a tier with 24x7 support for Critical whose Critical clocks run in support hours."""
    rules = settings.policy().coverage
    for index, tier in enumerate(settings.premium_tiers):
        first = _first(rules, ClockName.RESPOND, Severity.CRITICAL, tier, None)
        if first is None or rules[first].coverage is not Coverage.ALWAYS:
            problem = f"{tier} has 24x7 support, but clocks.coverage lets its Critical cases run in support hours"
            yield Doubt(("premium_tiers", index), problem)


def _cases(settings: Settings) -> Iterator[tuple[ClockName, Severity, str, str | None]]:
    field_map = settings.field_map()
    tiers = {DEFAULT_TIER, *field_map.options(Field.TIER)}
    return product(ClockName, Severity, tiers, (None, *field_map.options(Field.PRODUCT)))


def _first(
    rules: tuple[CoverageRule, ...], clock: ClockName, severity: Severity, tier: str, product_: str | None
) -> int | None:
    return next((i for i, rule in enumerate(rules) if rule.fits(clock, severity, tier, product_)), None)
