"""A finger on any row of the policy: ``careflow explain`` has a line that cites it, on a case that it concerns."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest

from plugin.settings import Settings
from tests.histories import ANN, BOB, CAMILLE, CLARA, MAX, OTTO, History, history
from workflows.authorized import Authorized
from workflows.explain import as_json, as_lines
from workflows.policy import ApprovalRules, Policy
from workflows.stand_ins import StandIn
from workflows.surroundings import Colleague
from workflows.switches import CHAPTERS
from workflows.terms import Field, Status

CLAUSES = tuple(clause for clauses in CHAPTERS.values() for clause in clauses)
RANGE = re.compile(r"([A-Z]{3})-(\d+) to \1-(\d+)")
N = "Not Planview software"
SHIPPED = Settings().policy()  # with Annex 1's directory


def told(case: History, when: str) -> str:
    """What explain prints before careflow acts, and after."""
    before = case.decide(when)
    case.acts(when)
    return "\n".join([*as_lines(before, "UTC"), *as_lines(case.decide(when), "UTC")])


def cited(case: History, when: str) -> set[str]:
    text = told(case, when)
    ranged = {f"{chapter}-{n}" for chapter, a, b in RANGE.findall(text) for n in range(int(a), int(b) + 1)}
    return ranged | {clause for clause in CLAUSES if re.search(rf"\b{clause}\b", text)}


def asked() -> History:
    return history().customer("09:10", "/severity Critical")


def staffed(**how: str) -> History:
    case = history(**how).amid(consultants=(Colleague(ANN, 2), Colleague(BOB, 1)), on_call=(Colleague(OTTO, 0),))
    case.case = replace(case.case, assignee=None)
    return case


def stood_in() -> History:
    rules = ApprovalRules(stand_ins=(StandIn(MAX, BOB, date(2026, 3, 2), date(2026, 3, 6)),))
    return (
        history(policy=Policy(approval=rules))
        .customer("09:10", "/severity Critical")
        .comments(BOB, "09:20", "/approve")
    )


def outage() -> History:
    return history(severity="Critical", defect_origin=N, system_wide="Yes").edits(
        ANN, "10:00", Field.RESTORED, history().instant("09:50")
    )


def outdated() -> History:
    case = history(product="Projectplace").affects("Projectplace 1")
    return case.plans("Projectplace 1", "2026-01-01", out=True).plans("Projectplace 2", "2026-02-01", out=True)


def next_release() -> History:
    case = history(product="Enterprise One", workaround="None")
    return case.plans("Enterprise One 2026.3", "2026-03-18")


def helped() -> History:
    case = history(scope="Custom report / configuration / self-install", instance="acme")
    return case.amid(work_logged=timedelta(hours=1))


def unauthorized(product: str = "Enterprise One") -> History:
    policy = Policy(authorized_reporters={product: Authorized(people=frozenset({CAMILLE}))})
    return history(policy=policy, product=product).amid(reporter_groups=frozenset())


CASES: dict[str, tuple[Callable[[], History], str]] = {
    "SEV-1": (lambda: history(severity=None), "09:01"),
    "SEV-2": (lambda: history(severity="Minor").customer("09:10", "/severity Major"), "09:11"),
    "SEV-3": (asked, "09:11"),
    "SEV-4": (lambda: asked().agent("09:12", "/approve"), "09:13"),
    "SEV-5": (lambda: history(severity="Critical"), "09:01"),
    "SEV-6": (asked, "09:25"),
    "SEV-7": (history, "09:01"),
    "SEV-8": (history, "09:01"),
    "SEV-9": (stood_in, "09:21"),
    "SLO-P": (history, "09:01"),
    "SLO-N": (lambda: history(defect_origin=N), "09:01"),
    "SLO-1": (lambda: history(case_type="Functional"), "09:01"),
    "SLO-2": (history, "09:01"),
    "SLO-3": (history, "09:01"),
    "SLO-4": (history, "09:01"),
    "SLO-5": (lambda: history(severity="Critical"), "09:01"),
    "SLO-6": (outage, "10:01"),
    "SLO-7": (lambda: history(scope="Third party", system_wide="Yes"), "09:01"),
    "SLO-8": (history, "09:01"),
    "SLO-9": (lambda: history(severity="Minor").edits(ANN, "10:00", Field.SEVERITY, "Major"), "10:01"),
    "SLO-10": (history, "09:31"),
    "SLO-11": (history, "09:01"),
    "SLO-12": (lambda: history().solves("10:00").works("11:00"), "11:01"),
    "SLO-13": (lambda: history().agent("09:05"), "09:06"),
    **{
        clause: (lambda scope=scope: history(scope=scope), "09:01")  # type: ignore[misc]
        for scope, clause in Policy().exclusions.items()
    },
    "SCO-1": (lambda: unauthorized("Daptiv"), "09:01"),
    "SCO-2": (lambda: history(scope="Functional"), "09:01"),
    "SCO-3": (helped, "09:01"),
    "SCO-4": (outdated, "09:01"),
    "SCO-5": (lambda: history(scope="Enhancement"), "09:01"),
    "OPN-1": (history, "09:01"),
    "OPN-2": (lambda: staffed(product="Enterprise One", case_type="Defect"), "09:01"),
    "OPN-3": (lambda: history(product="LeanKit", channel="Chat"), "09:01"),
    "OPN-4": (unauthorized, "09:01"),
    "OPN-5": (lambda: history(product="LeanKit"), "09:01"),
    "OPN-6": (lambda: history(tier="Elite"), "09:01"),
    "OPN-7": (history, "09:01"),
    "CLO-1": (lambda: history().agent("09:10", "/solution"), "09:11"),
    "CLO-2": (lambda: history().solves("09:10").customer("09:20", "/accept"), "09:21"),
    "CLO-3": (lambda: history().solves("09:10"), "09:21"),
    "CLO-4": (lambda: history().solves("09:10").customer("09:20", "It still fails."), "09:21"),
    "CLO-5": (lambda: history().moves(CLARA, "09:10", Status.CLOSED).customer("09:20", "/reopen"), "09:21"),
    "CLO-6": (lambda: history().waits("09:10").customer("09:20", "Here it is."), "09:21"),
    "UPD-1": (lambda: history(product="Enterprise One", workaround="None").plans(), "09:01"),
    "UPD-2": (next_release, "09:01"),
    "UPD-3": (lambda: history().releases("Enterprise One 2026.3"), "09:01"),
    "CON-1": (lambda: history(policy=SHIPPED, product="LeanKit"), "09:01"),
    "CON-2": (history, "09:01"),
    "CON-3": (lambda: history(scope="Third party"), "09:01"),
    **dict.fromkeys(CHAPTERS["CAL"], (history, "09:01")),
}


@pytest.mark.parametrize("clause", CLAUSES)
def test_a_line_of_explain_cites_the_clause_on_a_case_that_it_concerns(clause):
    case, when = CASES[clause]
    assert clause in cited(case(), when)


def test_each_event_action_and_clock_bears_a_clause_of_the_policy():
    for build, when in CASES.values():
        found = as_json(build().decide(when))
        for part in ("timeline", "actions", "clocks", "upcoming", "remarks"):
            assert {item["clause"] for item in found[part]} <= set(CLAUSES), part
