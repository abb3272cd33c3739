"""SLO-13: what has happened in order, each act with what its author counted as when it was first seen."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from tests.histories import ANN, BOB, CLARA, MAX, OWN, SAM, History, history
from workflows.case import Change
from workflows.facts import rota_of
from workflows.policy import ApprovalRules, Policy
from workflows.record import Witness
from workflows.requests import Request
from workflows.stand_ins import StandIn
from workflows.terms import Approval, Field, Severity, Status
from workflows.timeline import Act, Who, acts_of


def acts(case: History) -> tuple[Act, ...]:
    return acts_of(case.case, rota_of(case.case, case.policy), case.policy.approval)


def act(case: History, act_id: str) -> Act:
    return next(found for found in acts(case) if found.id == act_id)


def witnessed(case: History, **seen: Witness) -> History:
    case.case = replace(case.case, record=replace(case.case.record, witnessed=seen))
    return case


def standing_in(by: str = BOB) -> Policy:
    """For Max, on the day of the opening."""
    day = date(2026, 3, 2)
    return Policy(approval=ApprovalRules(stand_ins=(StandIn(MAX, by, day, day),)))


@pytest.mark.parametrize(
    ("by", "who", "staff", "customer"),
    [
        (ANN, Who.STAFF, True, False),
        (MAX, Who.MANAGER, True, False),
        (CLARA, Who.CUSTOMER, False, True),
        (SAM, Who.NOBODY, False, False),
    ],
)
def test_what_an_author_counts_as(by, who, staff, customer):
    case = history().comments(by, "09:10").edits(by, "09:20", Field.TIER, "Elite")
    said, did = acts(case)
    assert (said.who, said.by_staff, said.by_customer, said.is_comment) == (who, staff, customer, True)
    assert (did.who, did.by_staff, did.by_customer, did.is_comment) == (who, staff, customer, False)


def test_our_own_comments_are_no_acts_and_our_changes_are_our_own():
    case = history().comments(OWN, "09:10").edits(OWN, "09:20", Field.TIER, "Elite")
    assert [(found.id, found.who) for found in acts(case)] == [("h10002/Support Tier", Who.OWN)]


def test_a_comment_from_before_the_opening_as_an_imported_issue_has_it_is_none_and_one_of_that_instant_is():
    case = history().comments(CLARA, "2026-03-02 08:59:59", "/severity Critical").comments(CLARA, "09:00", "Hello.")
    assert [found.id for found in acts(case)] == ["c10002"]


def test_of_the_same_instant_peoples_acts_come_before_ours_changes_before_comments_and_asking_before_deciding():
    case = history().edits(OWN, "09:10", Field.TIER, "Elite").comments(CLARA, "09:10")
    case.edits(MAX, "09:10", Field.CRITICAL_APPROVAL, Approval.APPROVED)
    case.edits(MAX, "09:10", Field.REQUESTED_SEVERITY, Severity.CRITICAL).edits(MAX, "09:10", Field.REGION, "EMEA")
    order = ["h10004/Requested Severity", "h10005/Support Region", "h10003/Critical Approval", "c10002"]
    assert [found.id for found in acts(case)] == [*order, "h10001/Support Tier"]


class TestWitnessed:
    """An act keeps the role and the meaning that it had when it was first seen."""

    def test_the_role_of_then_counts(self):
        case = history().comments(SAM, "09:10")
        seen = Witness(case.instant("09:10"), SAM, "customer", "public")
        assert act(witnessed(case, c10001=seen), "c10001").who is Who.CUSTOMER

    def test_but_not_for_another_person(self):
        case = history().comments(SAM, "09:10")
        seen = Witness(case.instant("09:10"), CLARA, "customer", "public")
        assert act(witnessed(case, c10001=seen), "c10001").who is Who.NOBODY

    def test_a_role_that_nobody_has_is_none(self):
        case = history().comments(ANN, "09:10")
        seen = Witness(case.instant("09:10"), ANN, "emperor", "public")
        assert act(witnessed(case, c10001=seen), "c10001").who is Who.STAFF

    @pytest.mark.parametrize("role", ["manager", "own"])
    def test_a_manager_is_believed_only_where_our_own_writing_bears_it_out(self, role):
        case = history().comments(SAM, "09:10", "/approve")
        seen = Witness(case.instant("09:10"), SAM, role, "public approve")
        assert act(witnessed(case, c10001=seen), "c10001").who is (Who.STAFF if role == "manager" else Who.NOBODY)
        case.edits(OWN, "09:11", Field.SEVERITY, Severity.CRITICAL)
        assert act(case, "c10001").who is Who(role)

    def test_a_manager_by_now_is_one_whatever_bears_it_out(self):
        case = history().comments(MAX, "09:10", "/approve")
        seen = Witness(case.instant("09:10"), MAX, "manager", "public approve")
        assert act(witnessed(case, c10001=seen), "c10001").who is Who.MANAGER

    def test_our_own_act_is_ours_whatever_is_put_down(self):
        case = history().edits(OWN, "09:10", Field.TIER, "Elite")
        seen = Witness(case.instant("09:10"), OWN, "manager", "change")
        case.case = replace(case.case, record=replace(case.case.record, witnessed={"h10001/Support Tier": seen}))
        assert act(case, "h10001/Support Tier").who is Who.OWN

    @pytest.mark.parametrize(
        ("field", "before", "after", "borne_out"),
        [
            (Field.SEVERITY, "Major", Severity.CRITICAL, True),
            (Field.SEVERITY, "Critical", Severity.MAJOR, False),
            (Field.CRITICAL_APPROVAL, None, Approval.APPROVED, True),
            (Field.CRITICAL_APPROVAL, None, Approval.REJECTED, False),
            (Field.CRITICAL_APPROVAL, None, Approval.PENDING, False),
            (Field.TIER, None, Severity.CRITICAL, False),
            (Field.TIER, None, Approval.APPROVED, False),
            (Field.REQUESTED_SEVERITY, "Critical", None, False),
            (Field.REQUESTED_SEVERITY, None, Severity.CRITICAL, False),
        ],
    )
    @pytest.mark.parametrize(("by", "after_s"), [(OWN, "09:10"), (OWN, "09:09:59"), (ANN, "09:11")])
    def test_what_bears_it_out_is_what_our_hand_writes_from_then_on(self, field, before, after, borne_out, by, after_s):
        case = history().comments(SAM, "09:10", "/approve")
        change = Change("20000", case.instant(after_s), by, field, before, after)
        case.case = replace(case.case, changes=(change,))
        seen = Witness(case.instant("09:10"), SAM, "manager", "public approve")
        believed = borne_out and by == OWN and after_s == "09:10"
        assert act(witnessed(case, c10001=seen), "c10001").who is (Who.MANAGER if believed else Who.STAFF)

    @pytest.mark.parametrize("approval", [Approval.APPROVED, Approval.REJECTED, Approval.PENDING, None])
    def test_emptying_the_request_bears_it_out_once_it_is_decided(self, approval):
        case = history(requested_severity="Critical", **({"critical_approval": approval} if approval else {}))
        case.comments(SAM, "09:10", "/approve").edits(OWN, "09:12", Field.REQUESTED_SEVERITY, None)
        seen = Witness(case.instant("09:10"), SAM, "manager", "public approve")
        approved = approval is Approval.APPROVED
        assert act(witnessed(case, c10001=seen), "c10001").who is (Who.MANAGER if approved else Who.STAFF)

    @pytest.mark.parametrize(
        ("meaning", "decision", "believed"),
        [
            ("public approve", Approval.APPROVED, True),
            ("public approve", Approval.REJECTED, False),
            ("public reject", Approval.REJECTED, True),
            ("public reject", Approval.APPROVED, False),
            ("public severity=Critical", Approval.APPROVED, True),
            ("public severity=Critical", Approval.REJECTED, False),
            ("public severity=Minor", Approval.REJECTED, True),
            ("public", Approval.APPROVED, True),
        ],
    )
    @pytest.mark.parametrize("is_there", [True, False])
    def test_a_decision_is_borne_out_by_one_that_says_the_same(self, meaning, decision, believed, is_there):
        case = history()
        if is_there:
            case.comments(SAM, "09:10", "/approve")
        number = "c10001" if is_there else "c9"
        seen = Witness(case.instant("09:10"), SAM, "manager", meaning)
        witnessed(case, **{number: seen}).edits(OWN, "09:11", Field.CRITICAL_APPROVAL, decision)
        assert act(case, number).who is (Who.MANAGER if believed else Who.STAFF)

    def test_the_first_decision_that_follows_says_it(self):
        case = history().comments(SAM, "09:10", "/approve")
        seen = Witness(case.instant("09:10"), SAM, "manager", "public approve")
        witnessed(case, c10001=seen).edits(OWN, "09:11", Field.CRITICAL_APPROVAL, Approval.REJECTED)
        case.edits(OWN, "09:20", Field.CRITICAL_APPROVAL, Approval.APPROVED)
        assert act(case, "c10001").who is Who.STAFF

    def test_when_an_act_was_that_is_still_there_the_witness_does_not_say(self):
        case = history().edits(OWN, "09:20", Field.CRITICAL_APPROVAL, Approval.APPROVED)
        case.comments(SAM, "09:30", "/approve")
        seen = Witness(case.instant("09:10"), SAM, "manager", "public approve")
        assert act(witnessed(case, c10002=seen), "c10002").who is Who.STAFF

    @pytest.mark.parametrize(
        ("field", "value", "decision", "believed"),
        [
            (Field.CRITICAL_APPROVAL, Approval.APPROVED, Severity.CRITICAL, True),
            (Field.CRITICAL_APPROVAL, Approval.REJECTED, Severity.CRITICAL, False),
            (Field.CRITICAL_APPROVAL, Approval.PENDING, Severity.CRITICAL, True),
            (Field.SEVERITY, Severity.CRITICAL, Severity.CRITICAL, True),
            (Field.SEVERITY, Severity.CRITICAL, Approval.REJECTED, False),
            (Field.REQUESTED_SEVERITY, Severity.CRITICAL, Approval.REJECTED, False),
            (Field.SEVERITY, Severity.MINOR, Approval.REJECTED, True),
            (Field.STATUS, "Approved by a manager", Approval.APPROVED, True),
            (Field.STATUS, "Approved by a manager", Approval.REJECTED, False),
            (Field.STATUS, "Rejected by a manager", Approval.REJECTED, True),
            (Field.STATUS, "Rejected by a manager", Approval.APPROVED, False),
            (Field.STATUS, "In Progress", Approval.REJECTED, True),
            (Field.STATUS, "In Progress", Approval.APPROVED, True),
        ],
    )
    def test_a_change_is_borne_out_by_a_decision_that_says_the_same(self, field, value, decision, believed):
        by_status = ApprovalRules(
            approve_statuses=frozenset({"Approved by a manager"}), reject_statuses=frozenset({"Rejected by a manager"})
        )
        case = history(policy=Policy(approval=by_status)).edits(SAM, "09:10", field, value)
        of = Field.SEVERITY if decision is Severity.CRITICAL else Field.CRITICAL_APPROVAL
        case.edits(OWN, "09:11", of, decision)
        (change, _) = case.case.changes
        seen = Witness(change.at, SAM, "manager", "change")
        found = act(witnessed(case, **{change.evidence: seen}), change.evidence)
        assert found.who is (Who.MANAGER if believed else Who.STAFF)

    def test_emptying_anything_else_bears_nothing_out(self):
        case = history(critical_approval=Approval.APPROVED, root_cause_due=history().instant("12:00"))
        case.comments(SAM, "09:10", "/approve").edits(OWN, "09:12", Field.ROOT_CAUSE_DUE, None)
        seen = Witness(case.instant("09:10"), SAM, "manager", "public approve")
        assert act(witnessed(case, c10001=seen), "c10001").who is Who.STAFF

    def test_a_status_that_our_account_moves_a_case_to_bears_nothing_out(self):
        policy = Policy(approval=ApprovalRules(approve_statuses=frozenset({"In Progress"})))
        case = history(policy=policy).comments(SAM, "09:10", "/approve").moves(OWN, "09:11", Status.IN_PROGRESS)
        seen = Witness(case.instant("09:10"), SAM, "manager", "public approve")
        assert act(witnessed(case, c10001=seen), "c10001").who is Who.STAFF

    def test_what_somebody_else_has_written_into_a_comment_its_author_does_not_ask_for(self):
        case = history().manager("09:10", "/approve")
        (said,) = case.case.comments
        case.case = replace(case.case, comments=(replace(said, edited_by=ANN),))
        assert act(case, "c10001").request == Request(unclear=("/approve",))
        seen = Witness(case.instant("09:10"), MAX, "manager", "public severity=Minor")
        assert act(witnessed(case, c10001=seen), "c10001").request == Request(severity=Severity.MINOR)

    @pytest.mark.parametrize(
        ("body", "left"),
        [
            ("/reject It is slow.", Request(reason="It is slow.", unclear=("/reject It is slow.",))),
            ("/severity Critical", Request(unclear=("/severity Critical",))),
            ("Do not raise the severity to Major.", Request(unclear=("Do not raise the severity to Major.",))),
            ("/solution Clear the cache.", Request()),
            ("/reopen", Request()),
            ("/solved", Request(thanks_only=True)),
            ("/accept", Request(thanks_only=True)),
            ("Thank you!", Request(thanks_only=True)),
            ("It still fails.", Request()),
        ],
    )
    def test_of_a_comment_in_anothers_words_is_left_what_moves_nothing(self, body: str, left: Request):
        case = history().customer("09:10", body)
        (said,) = case.case.comments
        case.case = replace(case.case, comments=(replace(said, edited_by=ANN),))
        assert act(case, "c10001").request == left

    def test_the_meaning_of_then_counts_and_the_reason_of_now(self):
        case = history().comments(MAX, "09:10", "/reject a single user", public=False)
        seen = Witness(case.instant("09:10"), MAX, "staff", "public approve severity=Minor")
        found = act(witnessed(case, c10001=seen), "c10001").request
        assert found == Request(severity=Severity.MINOR, approve=True, reason="a single user")

    def test_a_comment_that_was_deleted_since_still_stands(self):
        case = history().comments(ANN, "09:20")
        gone = Witness(case.instant("09:10"), CLARA, "customer", "public solved")
        change = Witness(case.instant("09:11"), ANN, "staff", "change")
        seen = {"c9": gone, "h9/Severity": change, "c10001": replace(gone, by=ANN, role="staff", meaning="public")}
        found = acts(witnessed(case, **seen))
        assert [f.id for f in found] == ["c9", "c10001"]
        assert found[0] == Act("c9", gone.at, CLARA, Who.CUSTOMER, True, Request(solved=True))

    def test_one_that_was_internal_stays_internal(self):
        case = history()
        gone = Witness(case.instant("09:10"), ANN, "staff", "internal")
        assert not act(witnessed(case, c9=gone), "c9").public


class TestWhatIsPutDown:
    """What an act witnesses is read back as the same act."""

    @pytest.mark.parametrize("public", [True, False])
    @pytest.mark.parametrize(
        "body",
        [
            "Looking into it.",
            "/approve",
            "/reject",
            "/solution",
            "/solved",
            "/accept",
            "/reopen",
            "Thanks!",
            "/severity Minor",
        ],
    )
    def test_a_comment(self, body, public):
        case = history().comments(CLARA, "09:10", body, public=public)
        (said,) = acts(case)
        witness = said.witness()
        assert (witness.at, witness.by, witness.role) == (said.at, CLARA, "customer")
        assert witness.meaning.split()[0] == ("public" if public else "internal")
        case.case = replace(case.case, comments=())
        assert said.request is not None
        assert acts(witnessed(case, c10001=witness)) == (replace(said, request=replace(said.request, reason="")),)

    def test_a_change_means_no_more_than_itself(self):
        (did,) = acts(history().edits(ANN, "09:10", Field.TIER, "Elite"))
        assert did.witness() == Witness(did.at, ANN, "staff", "change")

    def test_a_severity_that_there_is_not_is_none(self):
        case = history()
        gone = Witness(case.instant("09:10"), CLARA, "customer", "public severity=Enormous")
        assert act(witnessed(case, c9=gone), "c9").request == Request()


class TestSev9InPlaceOf:
    def test_by_the_rota_of_the_day(self):
        case = history(policy=standing_in()).comments(BOB, "09:10").comments(BOB, "2026-03-03 09:10")
        assert [found.in_place_of for found in acts(case)] == [{MAX}, frozenset()]

    def test_as_it_was_witnessed_where_our_own_writing_bears_it_out(self):
        case = history().comments(BOB, "09:10", "/approve")
        seen = Witness(case.instant("09:10"), BOB, "staff for max,mona", "public approve")
        assert act(witnessed(case, c10001=seen), "c10001").in_place_of == frozenset()
        case.edits(OWN, "09:11", Field.SEVERITY, Severity.CRITICAL)
        found = act(case, "c10001")
        assert (found.who, found.in_place_of) == (Who.STAFF, {"max", "mona"})
        assert found.witness() == seen

    def test_whoever_was_witnessed_as_nobodys_stand_in_is_none_by_a_later_line(self):
        case = history(policy=standing_in()).comments(BOB, "09:10", "/approve")
        seen = Witness(case.instant("09:10"), BOB, "staff", "public approve")
        assert act(witnessed(case, c10001=seen), "c10001").in_place_of == frozenset()
        other = replace(seen, by=ANN)
        assert act(witnessed(case, c10001=other), "c10001").in_place_of == {MAX}

    def test_what_our_own_hand_does_is_in_nobodys_place(self):
        case = history(policy=standing_in(OWN)).edits(OWN, "09:10", Field.TIER, "Elite")
        assert acts(case)[0].in_place_of == frozenset()
