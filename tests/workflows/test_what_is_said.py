"""Each word that careflow says: by which clause, in which text, to whom, and with the facts that the text speaks of.

The wording is in ``plugin/texts``. What every text to a customer is given (``Facts.customer_facts``) is left out.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

import pytest

from tests.histories import ANN, BOB, SAM, History, history
from workflows.actions import Note, Tell
from workflows.authorized import Authorized
from workflows.case import Case
from workflows.decision import Decision
from workflows.facts import establish
from workflows.policy import ApprovalRules, OnCreate, Policy
from workflows.products import Contact, Product
from workflows.stand_ins import StandIn
from workflows.surroundings import Surroundings, Version, WorkLog
from workflows.switches import Switch, switches
from workflows.terms import Field, Status

E1 = "Enterprise One"
STAND_IN = Policy(approval=ApprovalRules(stand_ins=(StandIn("max", BOB, date(2026, 3, 2), date(2026, 3, 2)),)))
LATER = Policy(approval=ApprovalRules(escalate_after=timedelta(minutes=25)))
ACCEPTED = Policy(approval=ApprovalRules(on_create=OnCreate.ACCEPT))
LISTED = replace(Policy(), authorized_reporters={"LeanKit": Authorized(("users",)), E1: Authorized(("admins",))})
CHAT = Product(
    chat="in the product", contacts={"EMEA": Contact({"Sweden": "1", "Norway": "2"}, ("a@x", "b@x"), "F", "A")}
)


@dataclass(frozen=True)
class Word:
    """``to``: whom a note mentions, or in which status the customer is told; ``because``: what stands in its why."""

    id: str
    text: str
    to: tuple[str, ...] | Status | None
    facts: dict[str, str]
    because: str = ""
    clause: str = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "clause", self.id.split()[0])

    def is_said_in(self, decision: Decision, case: Case) -> None:
        (said,) = [action for action in decision.actions if action.id == self.id]
        assert isinstance(said, (Note, Tell))
        facts = dict(said.facts)
        if isinstance(said, Tell):
            common = establish(case, Policy(), case.opened_at).customer_facts()
            assert common.items() <= facts.items()
            facts = {name: value for name, value in facts.items() if name not in common}
        to = said.to if isinstance(said, Note) else said.after
        assert (said.clause, said.text, to, facts) == (self.clause, self.text, self.to, self.facts)
        assert self.because in said.why


def asked(policy: Policy | None = None) -> History:
    return history(policy=policy).customer("09:10", "/severity Critical")


def reminded() -> History:
    case = asked(STAND_IN)
    case.acts("09:30")
    return case


def restored() -> History:
    """A Critical case with a root cause to report, due on Tuesday 17 March at 11:00."""
    how = {"system_wide": "Yes", "defect_origin": "Not Planview software"}
    case = history(severity="Critical", policy=replace(ACCEPTED, status_page=""), **how).agent("09:05").solves("11:00")
    case.acts("11:01")
    return case


def released() -> History:
    return history(status=Status.WAITING).releases("2026.3")


def closed() -> History:
    case = history().solves("10:00").customer("10:10", "/accept")
    case.acts("10:11")
    return case.customer("11:00", "It fails again.")


def out_of_support() -> History:
    known = (
        Version("1", "LeanKit 2025.1", True, False, date(2025, 1, 1)),
        Version("2", "LeanKit 2026.1", True, False, date(2026, 1, 1)),
        Version("3", "LeanKit 2025.2", True, False, date(2025, 6, 1)),
    )
    return history(product="LeanKit").affects("LeanKit 2025.1").amid(versions=known)


def helped(case: History, minutes: int) -> History:
    """So much work is logged on the instance's cases by 09:30."""
    span = timedelta(minutes=minutes)
    logs = (WorkLog("CARE-9", case.instant("09:30"), span),)
    case.case = replace(case.case, around=Surroundings(work_logged=span, work_logs=logs, instance_cases=("CARE-1",)))
    return case


def report(minutes: int) -> History:
    scope = "Custom report / configuration / self-install"
    return helped(history(scope=scope, instance="acme"), minutes)


def given_back() -> History:
    case = report(60)
    case.acts("09:31")
    return helped(case, 48)


def rescoped() -> History:
    case = report(60)
    case.acts("09:31")
    return case.edits(ANN, "09:40", Field.SCOPE, None)


def planned(product: str) -> History:
    return history(product=product, workaround="None").plans(f"{E1} 2026.3", "2026-03-18")


def reported(product: str) -> History:
    return history(product=product, policy=LISTED).amid(reporter_groups=frozenset())


def chat(opened: str, product: Product) -> History:
    return history(opened, policy=Policy(products={"Hub": product}), product="Hub", channel="Chat")


DENIED = {"who": "Bob Agent"}
STRANGER = {"who": "Sam Stranger"}
DUE = "2026-03-17T10:00:00Z"
HOURS = {"hours": "mon-fri 08:00-18:00", "hours_zone": "Europe/Stockholm"}
NOWHERE = {"product": "Hub", "phones": "", "emails": "", "form": "", "address": "", "chat": "", **HOURS}
WAYS = {"phones": "Sweden: 1\nNorway: 2", "emails": "a@x\nb@x", "form": "F", "address": "A", "chat": "in the product"}
SINCE = {"waiting_since": "2026-03-02T08:10:00Z"}
ACME = {"instance": "acme", "limit": "60"}
PORTAL = "https://support.planview.com"
CLARAS = {"reporter": "Clara Customer"}

WORDS: list[tuple[Callable[[], History], str, Word]] = [
    (
        lambda: asked(STAND_IN),
        "09:11",
        Word(
            "SEV-3 asked c10001",
            "approval_asked",
            ("managers", "@bob"),
            {"requested_by": "Clara Customer", "severity": "Major"},
            "Critical was asked for by Clara Customer (c10001)",
        ),
    ),
    (
        lambda: history(severity="Critical"),
        "09:01",
        Word(
            "SEV-5 asked opened",
            "approval_asked",
            ("managers",),
            {"requested_by": "Clara Customer", "severity": "Critical"},
        ),
    ),
    (
        lambda: asked().manager("09:20", "/reject one user only"),
        "09:21",
        Word(
            "SEV-3 rejected c10002",
            "approval_rejected",
            None,
            {"why": "one user only", "fallen_to": ""},
            "rejected by Max Manager",
        ),
    ),
    (
        lambda: asked().comments(BOB, "09:20", "/approve"),
        "09:21",
        Word("SEV-4 denied c10002", "approval_denied", ("managers",), DENIED, "Bob Agent may not decide"),
    ),
    (
        lambda: history().edits(SAM, "09:10", Field.SEVERITY, "Critical"),
        "09:11",
        Word("SEV-3 put back h10001/Severity", "severity_put_back", (), STRANGER, "Sam Stranger is neither"),
    ),
    (
        lambda: history().edits(SAM, "09:10", Field.CRITICAL_APPROVAL, "Approved"),
        "09:11",
        Word("SEV-4 unasked h10001/Critical Approval", "approval_unasked", ("assignee",), STRANGER),
    ),
    (
        lambda: asked(STAND_IN),
        "09:20",
        Word("SEV-6 reminder 1 c10001", "approval_reminder", ("managers", "@bob"), {"number": "1", **SINCE}),
    ),
    (
        lambda: asked(STAND_IN),
        "09:30",
        Word(
            "SEV-6 escalated c10001",
            "approval_escalation",
            ("managers", "second_line", "@bob"),
            SINCE,
            "2026-03-02T08:30:00Z",
        ),
    ),
    (
        lambda: asked(LATER),
        "09:35",
        Word("SEV-6 reminder 2 c10001", "approval_reminder", ("managers", "second_line"), {"number": "2", **SINCE}),
    ),
    (
        reminded,
        "09:40",
        Word(
            "SEV-6 reminder 3 c10001",
            "approval_reminder",
            ("managers", "second_line", "@bob"),
            {"number": "3", **SINCE},
        ),
    ),
    (
        history,
        "09:30",
        Word(
            "SLO-10 respond 50 % · Major",
            "warning",
            ("assignee",),
            {"clock": "respond", "percent": "50", "due": "2026-03-02T09:00:00Z", "clause": "SLO-2"},
            "2026-03-02T08:30:00Z",
        ),
    ),
    (
        history,
        "10:36",
        Word(
            "SLO-10 restore 80 % · Major",
            "warning",
            ("managers",),
            {"clock": "restore", "percent": "80", "due": "2026-03-02T10:00:00Z", "clause": "SLO-3"},
        ),
    ),
    (
        history,
        "10:00:01",
        Word(
            "SLO-10 respond breach · Major",
            "breach",
            ("assignee", "managers"),
            {"clock": "respond", "due": "2026-03-02T09:00:00Z", "clause": "SLO-2"},
            "2026-03-02T09:00:00Z",
        ),
    ),
    (
        lambda: history().waits("2026-03-04 10:00"),
        "10:01",
        Word(
            "SLO-10 resolve 50 % · Major",
            "warning",
            ("assignee",),
            {"clock": "resolve", "percent": "50", "due": "", "clause": "SLO-4"},
        ),
    ),
    (
        lambda: history(severity="Critical", policy=ACCEPTED).agent("09:05"),
        "12:05",
        Word(
            "SLO-5 reminder 50 % · 2026-03-02T08:05:00Z",
            "update_reminder",
            ("assignee",),
            {"due": "2026-03-02T14:05:00Z"},
        ),
    ),
    (
        lambda: history(severity="Critical", policy=ACCEPTED).agent("09:05"),
        "15:05:01",
        Word(
            "SLO-5 missed 1 · 2026-03-02T08:05:00Z",
            "update_missed",
            ("managers",),
            {"missed": "1", "due": "2026-03-03T10:05:00Z"},
            "2026-03-02T08:05:00Z",
        ),
    ),
    (
        restored,
        "2026-03-14 11:00",
        Word(
            "SLO-6 reminder · 2026-03-14T10:00:00Z",
            "root_cause_reminder",
            ("assignee",),
            {"due": DUE, "days": "3"},
            DUE,
        ),
    ),
    (
        restored,
        "2026-03-17 08:00",
        Word("SLO-6 reminder · 2026-03-17T07:00:00Z", "root_cause_reminder", ("assignee",), {"due": DUE, "days": "0"}),
    ),
    (
        restored,
        "2026-03-18 08:00",
        Word(
            "SLO-6 reminder · 2026-03-18T07:00:00Z",
            "root_cause_overdue",
            ("assignee", "managers"),
            {"due": DUE, "days": "0"},
        ),
    ),
    (
        released,
        "10:00",
        Word("CLO-1 released 10100", "solution_released", Status.SOLUTION, {"version": "2026.3"}, "2026.3"),
    ),
    (
        closed,
        "11:01",
        Word("CLO-5 reopened c10003", "reopened", Status.IN_PROGRESS, {}, "the customer commented"),
    ),
    (
        lambda: history(product="LeanKit", severity=None),
        "09:01",
        Word(
            "OPN-5 asked LeanKit",
            "form_incomplete",
            None,
            {"product": "LeanKit", "fields": "Case Type\nSeverity\nInstance"},
            "LeanKit asks for Case Type, Severity, Instance",
        ),
    ),
    (
        lambda: chat("2026-03-02 09:00", Product()),
        "09:01",
        Word("OPN-3 chat Hub", "chat_not_for_product", ("assignee",), NOWHERE, "there is no chat for Hub"),
    ),
    (
        lambda: chat("2026-03-02 05:00", CHAT),
        "05:01",
        Word("OPN-3 chat Hub", "chat_outside_hours", ("assignee",), {"product": "Hub", **WAYS, **HOURS}, "outside"),
    ),
    (
        lambda: history(channel="Emergency phone", tier="Elite"),
        "09:01",
        Word(
            "OPN-6 emergency phone",
            "emergency_phone",
            ("dispatchers",),
            {"severity": "Major", "tier": "Elite", "tiers": "Elite, Medallion, Platinum"},
            "Major, Elite",
        ),
    ),
    (
        lambda: reported("LeanKit"),
        "09:01",
        Word("SCO-1 told", "not_authorized", None, {"product": "LeanKit", "designated": ""}, "Clara Customer"),
    ),
    (
        lambda: reported("LeanKit"),
        "09:01",
        Word(
            "SCO-1 dispatchers",
            "not_authorized",
            ("dispatchers",),
            {**CLARAS, "product": "LeanKit", "designated": ""},
            "Clara Customer is no authorized reporter for LeanKit",
        ),
    ),
    (
        lambda: reported(E1),
        "09:01",
        Word("OPN-4 told", "not_authorized", None, {"product": E1, "designated": "yes"}),
    ),
    (
        lambda: reported(E1),
        "09:01",
        Word("OPN-4 dispatchers", "not_authorized", ("dispatchers",), {**CLARAS, "product": E1, "designated": "yes"}),
    ),
    (
        lambda: history(scope="Functional"),
        "09:01",
        Word("SCO-2 told", "consulting", None, {"portal": PORTAL, "clause": "EXC-4"}, "Support Scope is Functional"),
    ),
    (
        lambda: history(case_type="Functional", defect_origin="Planview software"),
        "09:01",
        Word("SCO-2 told", "consulting", None, {"portal": PORTAL, "clause": ""}, "Case Type is Functional"),
    ),
    (
        lambda: report(48),
        "09:31",
        Word("SCO-3 80 %", "allowance_warning", ("assignee",), {**ACME, "minutes": "48", "percent": "80"}, "acme"),
    ),
    (
        lambda: report(60),
        "09:31",
        Word("SCO-3 told", "allowance_used_up", None, {**ACME, "minutes": "60", "portal": PORTAL}, "acme"),
    ),
    (
        given_back,
        "09:40",
        Word(
            "SCO-3 not billable · 2026-03-02T08:31:00Z",
            "allowance_left",
            ("assignee",),
            {**ACME, "minutes": "48"},
            "48 of 60",
        ),
    ),
    (
        rescoped,
        "09:41",
        Word(
            "SCO-3 not billable · 2026-03-02T08:31:00Z",
            "allowance_left",
            ("assignee",),
            {"instance": "", "limit": "", "minutes": ""},
            "no instance's allowance",
        ),
    ),
    (
        out_of_support,
        "09:01",
        Word(
            "SCO-4 told",
            "unsupported_version",
            None,
            {"version": "LeanKit 2025.1", "supported": "LeanKit 2026.1"},
            "LeanKit 2025.1 is out of support; supported: LeanKit 2026.1",
        ),
    ),
    (
        lambda: history(scope="Enhancement"),
        "09:01",
        Word("SCO-5 told", "enhancement", None, {"clause": "EXC-5"}, "Support Scope is Enhancement"),
    ),
    (
        lambda: history(case_type="Enhancement", defect_origin="Planview software"),
        "09:01",
        Word("SCO-5 told", "enhancement", None, {"clause": ""}, "Case Type is Enhancement"),
    ),
    (
        lambda: history(scope="Functional", policy=Policy(switches=dict(switches({"SCO-2": Switch.OFF})))),
        "09:01",
        Word("EXC-4 told", "excluded", None, {"clause": "EXC-4", "scope": "Functional"}),
    ),
    (
        lambda: history(scope="Third party"),
        "09:01",
        Word("EXC-7 told", "excluded", None, {"clause": "EXC-7", "scope": "Third party"}, "Third party"),
    ),
    (
        lambda: history(defect_origin="Not Planview software").edits(ANN, "09:30", Field.CODE_CHANGE, "Yes"),
        "09:31",
        Word(
            "SLO-3 code change 2026-03-02T08:30:00Z",
            "restore_target_removed",
            ("assignee",),
            {"clocks": "resolve"},
        ),
    ),
    (
        lambda: planned(E1),
        "09:01",
        Word(
            "UPD-2 told 2026-03-18",
            "release_planned",
            None,
            {"product": E1, "version": f"{E1} 2026.3", "date": "2026-03-18", "continuous": ""},
            f"{E1} 2026.3 on 2026-03-18",
        ),
    ),
    (
        lambda: planned("LeanKit"),
        "09:01",
        Word(
            "UPD-2 told continuous",
            "release_planned",
            None,
            {"product": "LeanKit", "version": "", "date": "2026-03-06T08:00:00Z", "continuous": "yes"},
        ),
    ),
    (
        lambda: history().customer("09:10", "Is it critical? Is it major?"),
        "09:11",
        Word(
            "SEV-2 unclear c10001",
            "unclear_request",
            ("assignee",),
            {"author": "Clara Customer", "sentences": "Is it critical?\nIs it major?"},
        ),
    ),
]


@pytest.mark.parametrize(("lived", "when", "word"), WORDS, ids=[f"{word.clause}-{word.text}" for _, _, word in WORDS])
def test_it_is_said_by_the_clause_in_its_text_to_whom_it_concerns(lived, when, word):
    case = lived()
    word.is_said_in(case.decide(when), case.case)


@pytest.mark.parametrize(
    ("lived", "when", "act_id"),
    [
        (lambda: asked().manager("09:20", "/approve it is down"), "09:21", "SEV-3 rejected c10002"),
        (
            lambda: asked().manager("09:20", "/reject no").moves(ANN, "09:21", Status.CLOSED),
            "09:22",
            "SEV-3 rejected c10002",
        ),
        (reminded, "09:30:01", "SEV-6 reminder 2 c10001"),
        (lambda: asked(STAND_IN), "09:19:59", "SEV-6 reminder 1 c10001"),
        (lambda: asked(STAND_IN), "09:29:59", "SEV-6 escalated c10001"),
        (history, "09:29:59", "SLO-10 respond 50 % · Major"),
        (history, "10:00", "SLO-10 respond breach · Major"),
        (lambda: history().moves(ANN, "10:10", Status.CLOSED), "10:11", "SLO-10 respond breach · Major"),
    ],
)
def test_it_is_not_said_before_its_time_nor_where_nothing_has_become_of_it(
    lived: Callable[[], History], when: str, act_id: str
):
    assert act_id not in [action.id for action in lived().decide(when).actions]


@pytest.mark.parametrize(
    ("scope", "passed", "why"),
    [("Functional", "EXC-4 told", "in the words of SCO-2"), ("Enhancement", "EXC-5 told", "in the words of SCO-5")],
)
def test_what_one_text_says_for_two_clauses_is_put_down_for_both(scope: str, passed: str, why: str):
    (action,) = [a for a in history(scope=scope).decide("09:01").actions if a.kind == "passed"]
    assert (action.id, action.clause) == (passed, passed.split()[0])
    assert why in action.why


def test_slo_10_of_several_that_are_overdue_the_others_say_which_has_overtaken_them():
    overtaken = [(a.id, a.why) for a in history().decide("10:00:01").actions if a.kind == "passed"]
    because = "overtaken by SLO-10 respond breach · Major"
    assert overtaken == [("SLO-10 respond 50 % · Major", because), ("SLO-10 respond 80 % · Major", because)]
