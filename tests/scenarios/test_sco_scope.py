"""SCO-1, SCO-2, SCO-4, SCO-5, OPN-4: who may report, what is supported, and who gets what is not Customer Care's."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from tests.histories import ANN, BOB, CLARA, MAX, OWN, History, history, texts
from workflows.actions import Note, Passed, SetLabel, Tell
from workflows.authorized import Authorized
from workflows.case import Person
from workflows.decision import ClockState, Decision
from workflows.explain import as_json, as_lines
from workflows.policy import Policy
from workflows.products import Product, planviews
from workflows.surroundings import Need, Version
from workflows.terms import ClockName, Field, Role, SlaState, Status

CORA = Person("cora", "Cora Consultant", frozenset({Role.CONSULTING}))
CUSTOM = "Custom report / configuration / self-install"


def version(name: str, day: str | None = None, *, released: bool = True, archived: bool = False) -> Version:
    return Version(f"v-{name}", name, released, archived, date.fromisoformat(day) if day else None)


OURS = {"not_authorized", "consulting", "unsupported_version", "enhancement", "excluded"}


def tells(decision: Decision) -> list[Tell]:
    return [action for action in decision.actions if isinstance(action, Tell) and action.text in OURS]


def told(decision: Decision) -> list[str]:
    return [tell.text for tell in tells(decision)]


def labelled(decision: Decision) -> list[tuple[str, str]]:
    return [(action.clause, action.id) for action in decision.actions if isinstance(action, SetLabel)]


def remarked(decision: Decision, clause: str) -> list[str]:
    return [remark.what for remark in decision.remarks if remark.clause == clause]


def explained(decision: Decision) -> str:
    return "\n".join(as_lines(decision, "Europe/Stockholm"))


def ended(case: History, when: str) -> Decision:
    """Let careflow act, and hold the fixed point."""
    decision = case.acts(when)
    assert case.decide(when).actions == ()
    return decision


# -- SCO-1, OPN-4 -----------------------------------------------------------------------------------------------------

LISTED = replace(
    Policy(),
    authorized_reporters={
        "LeanKit": Authorized(("leankit-users",), frozenset({"camille"})),
        "Enterprise One": Authorized(("e1-admins",)),
    },
)


def reported(product: str = "LeanKit", *groups: str, reporter: str = CLARA) -> History:
    return history(product=product, policy=LISTED, reporter=reporter).amid(reporter_groups=frozenset(groups))


class TestReporters:
    def test_sco_1_a_reporter_of_no_group_and_no_list_is_told_what_to_do_and_the_dispatchers_once(self):
        case = reported()
        decision = ended(case, "09:01")
        assert told(decision) == ["not_authorized"]
        notes = [a for a in decision.actions if isinstance(a, Note) and a.text == "not_authorized"]
        assert [(note.to, note.clause) for note in notes] == [(("dispatchers",), "SCO-1")]
        assert case.case.status is Status.NEW
        assert told(case.customer("11:00", "So?").acts("11:01")) == []

    def test_sco_1_it_is_not_closed_by_itself(self):
        case = reported()
        case.runs("2026-04-20 12:00")
        assert case.case.status is Status.NEW

    def test_sco_1_a_member_of_a_group_may_report(self):
        decision = ended(reported("LeanKit", "leankit-users"), "09:01")
        assert "not_authorized" not in told(decision)

    def test_sco_1_a_person_on_the_list_may_report_and_no_group_is_asked_for(self):
        decision = history(product="LeanKit", policy=LISTED, reporter="camille").decide("09:01")
        assert "not_authorized" not in told(decision)
        assert Need.REPORTER_GROUPS not in decision.needs

    def test_sco_1_the_groups_are_asked_for_before_anybody_is_told(self):
        decision = history(product="LeanKit", policy=LISTED).decide("09:01")
        assert Need.REPORTER_GROUPS in decision.needs
        assert "not_authorized" not in told(decision)

    @pytest.mark.parametrize("product", ["Daptiv", None])
    def test_sco_1_a_product_without_a_list_is_open_to_all(self, product):
        fields = {"product": product} if product else {}
        decision = history(policy=LISTED, **fields).decide("09:01")
        assert "not_authorized" not in told(decision)
        assert Need.REPORTER_GROUPS not in decision.needs

    def test_sco_1_without_lists_in_app_yaml_nobody_is_refused(self):
        assert "not_authorized" not in told(history(product="Enterprise One").decide("09:01"))

    def test_sco_1_staff_report_for_customers(self):
        assert "not_authorized" not in told(reported(reporter=ANN).decide("09:01"))

    def test_sco_1_whoever_is_listed_before_we_looked_is_told_nothing_and_later_nothing_is_told_twice(self):
        case = reported()
        ended(case, "09:01")
        case.edits(ANN, "09:10", Field.PRODUCT, "Enterprise One")
        assert "not_authorized" not in told(ended(case, "09:11"))

    def test_sco_1_a_closed_case_is_left_alone(self):
        case = reported().moves(ANN, "09:05", Status.CLOSED)
        assert "not_authorized" not in told(ended(case, "09:06"))

    def test_opn_4_for_a_designated_product_the_clause_and_the_words_are_of_administrators(self):
        decision = reported("Enterprise One", "leankit-users").decide("09:01")
        tell = tells(decision)[0]
        assert (tell.clause, tell.facts["designated"]) == ("OPN-4", "yes")

    def test_opn_4_these_products_are_for_designated_administrators(self):
        designated = {name for name, product in Policy().products.items() if product.designated_only}
        assert designated == {"Enterprise One", "PPM Pro", "Spigit", "Changepoint", "Clarizen"}

    def test_sco_1_and_opn_4_are_named_in_the_explanation(self):
        case = reported()
        case.acts("09:01")
        assert "SCO-1" in explained(case.decide("09:02"))
        other = reported("Enterprise One")
        assert "OPN-4" in explained(other.decide("09:02"))


# -- SCO-2 ------------------------------------------------------------------------------------------------------------


def of_consulting(case: History) -> History:
    case.case = replace(case.case, people={**case.case.people, CORA.id: CORA})
    return case


class TestConsulting:
    @pytest.mark.parametrize("field", [Field.SCOPE, Field.CASE_TYPE])
    def test_sco_2_scope_or_case_type_functional_hands_the_case_to_consulting(self, field):
        case = history(product="LeanKit").edits(ANN, "10:00", field, "Functional")
        decision = ended(case, "10:01")
        assert "consulting" in case.case.labels
        assert case.case.assignee is None
        assert told(decision).count("consulting") == 1
        assert {clock.state for clock in decision.clocks} == {ClockState.NONE}
        assert case.case.text(Field.SLA_STATE) == SlaState.NO_TARGET

    def test_sco_2_the_customer_is_told_once_with_the_address_where_it_stays_visible(self):
        case = history(scope="Functional")
        tell = tells(ended(case, "09:01"))[0]
        assert tell.facts["portal"] == "https://support.planview.com"
        case.edits(ANN, "10:00", Field.SCOPE, None).edits(ANN, "11:00", Field.SCOPE, "Functional")
        assert told(ended(case, "11:01")) == []

    def test_sco_2_says_exc_4_in_the_same_words_and_both_are_on_record(self):
        case = history(scope="Functional")
        decision = ended(case, "09:01")
        assert told(decision) == ["consulting"]
        assert tells(decision)[0].facts["clause"] == "EXC-4"
        assert {"SCO-2 told", "EXC-4 told"} <= case.case.record.acts.keys()

    def test_sco_2_a_case_type_that_an_origin_overrules_promises_nothing_about_targets(self):
        case = history(case_type="Functional", defect_origin="Planview software")
        decision = ended(case, "09:01")
        assert tells(decision)[0].facts["clause"] == ""
        assert not [a for a in decision.actions if isinstance(a, Passed) and a.clause == "EXC-4"]
        case.edits(ANN, "10:00", Field.SCOPE, "Functional")
        assert told(ended(case, "10:01")) == ["excluded"]

    def test_sco_2_a_consultant_who_takes_it_afterwards_stays(self):
        case = history(scope="Functional")
        ended(case, "09:01")
        case.assigns(BOB, "10:00", BOB)
        ended(case, "10:01")
        assert case.case.assignee == BOB

    def test_sco_2_whoever_is_assigned_in_the_same_edit_stays(self):
        case = history().edits(ANN, "10:00", Field.SCOPE, "Functional").assigns(ANN, "10:00", BOB)
        ended(case, "10:01")
        assert case.case.assignee == BOB

    def test_sco_2_an_assignment_seen_late_stays_all_the_same(self):
        case = history().edits(ANN, "10:00", Field.SCOPE, "Functional").assigns(MAX, "10:30", BOB)
        ended(case, "12:00")
        assert case.case.assignee == BOB

    def test_sco_2_an_assignee_of_consulting_keeps_the_case(self):
        case = of_consulting(history()).assigns(ANN, "09:30", CORA.id).edits(ANN, "10:00", Field.SCOPE, "Functional")
        ended(case, "10:01")
        assert case.case.assignee == CORA.id

    def test_sco_2_our_own_assignment_is_nobodys_decision(self):
        case = history().edits(ANN, "10:00", Field.SCOPE, "Functional").assigns(OWN, "10:00:30", BOB)
        ended(case, "10:01")
        assert case.case.assignee is None

    def test_sco_2_a_second_sign_is_no_second_hand_over(self):
        case = history(case_type="Functional")
        ended(case, "09:01")
        case.assigns(BOB, "10:00", BOB).edits(ANN, "11:00", Field.SCOPE, "Functional")
        ended(case, "11:01")
        assert case.case.assignee == BOB

    def test_sco_2_lifted_the_label_goes_and_the_clocks_are_as_if_it_had_never_been_set(self):
        case = history().edits(ANN, "10:00", Field.SCOPE, "Functional")
        ended(case, "10:01")
        case.edits(ANN, "11:00", Field.SCOPE, None)
        decision = ended(case, "11:01")
        assert labelled(decision) == [("SCO-2", "SCO-2 consulting off")]
        assert "consulting" not in case.case.labels
        assert decision.clocks == history().decide("11:01").clocks

    def test_sco_2_a_label_that_people_put_on_is_left(self):
        case = history()
        case.case = replace(case.case, labels=frozenset({"consulting"}))
        ended(case, "09:01")
        assert "consulting" in case.case.labels

    def test_sco_2_a_closed_case_is_left_alone(self):
        case = history().moves(ANN, "09:30", Status.CLOSED).edits(ANN, "10:00", Field.SCOPE, "Functional")
        decision = ended(case, "10:01")
        assert told(decision) == []
        assert case.case.assignee == ANN

    def test_sco_2_is_named_in_the_explanation(self):
        case = history(scope="Functional")
        case.acts("09:01")
        assert remarked(case.decide("09:02"), "SCO-2") == ["Support Scope is Functional: consulting has it"]


# -- SCO-4 ------------------------------------------------------------------------------------------------------------

E1 = (
    version("Enterprise One 2025.12", "2025-12-10"),
    version("Enterprise One 2026.1", "2026-01-14"),
    version("Enterprise One 2026.2", "2026-02-11"),
    version("Enterprise One 2026.3", "2026-03-11", released=False),
    version("LeanKit 2026.1", "2026-01-20"),
    version("LeanKit 2026.2", "2026-02-20"),
)


def affecting(*names: str, product: str = "Enterprise One", known: tuple[Version, ...] = E1, **how: Any) -> History:
    return history(product=product, **how).affects(*names).amid(versions=known)


def is_unsupported(case: History, when: str = "09:01") -> bool:
    decision = ended(case, when)
    found = "unsupported_version" in told(decision)
    assert found == ("unsupported-version" in case.case.labels)
    assert found == (decision.sla_state is SlaState.NO_TARGET)
    return found


class TestVersions:
    @pytest.mark.parametrize(
        ("product", "name", "unsupported"),
        [
            ("Enterprise One", "Enterprise One 2026.2", False),  # the latest
            ("Enterprise One", "Enterprise One 2026.1", False),  # the one before
            ("Enterprise One", "Enterprise One 2025.12", True),
            ("Enterprise One", "Enterprise One 2026.3", False),  # not released yet
            ("LeanKit", "LeanKit 2026.2", False),
            ("LeanKit", "LeanKit 2026.1", True),  # multi-tenant
            ("LeanKit", "Enterprise One 2025.12", False),  # another product's version says nothing
        ],
    )
    def test_sco_4_the_latest_and_the_one_before_are_supported_of_a_multi_tenant_product_only_the_latest(
        self, product, name, unsupported
    ):
        assert is_unsupported(affecting(name, product=product)) is unsupported

    @pytest.mark.parametrize("product", ["LeanKit", "Spigit", "Projectplace"])
    def test_sco_4_of_the_multi_tenant_products_the_one_before_is_out(self, product):
        known = (version(f"{product} 1", "2026-01-01"), version(f"{product} 2", "2026-02-01"))
        assert is_unsupported(affecting(f"{product} 1", product=product, known=known))

    def test_sco_4_every_clock_goes_away_and_cites_it_and_the_case_stays_with_its_agent(self):
        case = affecting("Enterprise One 2025.12")
        decision = ended(case, "09:01")
        assert {(clock.state, clock.clause) for clock in decision.clocks} == {(ClockState.NONE, "SCO-4")}
        assert case.case.text(Field.SLA_STATE) == SlaState.NO_TARGET
        assert case.case.moment(Field.RESPONSE_DUE) is None
        assert case.case.assignee == ANN
        assert remarked(case.decide("09:02"), "SCO-4") == [
            "Enterprise One 2025.12 is out of support; supported: Enterprise One 2026.2, Enterprise One 2026.1"
        ]

    def test_sco_4_the_customer_is_told_once_which_versions_are_supported(self):
        case = affecting("Enterprise One 2025.12")
        tell = tells(ended(case, "09:01"))[0]
        assert tell.facts["version"] == "Enterprise One 2025.12"
        assert tell.facts["supported"] == "Enterprise One 2026.2, Enterprise One 2026.1"
        back = ended(case.affects("Enterprise One 2026.2"), "10:00")
        assert labelled(back) == [("SCO-4", "SCO-4 unsupported-version off")]
        assert "unsupported-version" not in case.case.labels
        again = ended(case.affects("Enterprise One 2025.12"), "11:00")
        assert (told(again), labelled(again)) == ([], [("SCO-4", "SCO-4 unsupported-version on")])
        assert "unsupported-version" in case.case.labels

    def test_sco_4_the_label_goes_only_where_careflow_has_told_of_it(self):
        case = affecting("Enterprise One 2026.2")
        case.case = replace(case.case, labels=frozenset({"unsupported-version"}))
        ended(case, "09:01")
        assert "unsupported-version" in case.case.labels

    def test_sco_4_one_supported_version_among_those_named_is_enough(self):
        assert not is_unsupported(affecting("Enterprise One 2025.12", "Enterprise One 2026.2"))

    def test_sco_4_without_a_release_date_the_name_decides_and_ten_comes_after_nine(self):
        known = tuple(version(f"Enterprise One 2026.{n}") for n in (10, 8, 9))
        assert is_unsupported(affecting("Enterprise One 2026.8", known=known))
        assert not is_unsupported(affecting("Enterprise One 2026.9", known=known))

    def test_sco_4_the_release_date_goes_before_the_name(self):
        known = (
            version("Daptiv B", "2026-01-01"),
            version("Daptiv A", "2026-02-01"),
            version("Daptiv C", "2025-01-01"),
        )
        assert is_unsupported(affecting("Daptiv C", product="Daptiv", known=known))
        assert not is_unsupported(affecting("Daptiv B", product="Daptiv", known=known))

    def test_sco_4_a_version_prefix_of_the_field_map_says_whose_a_version_is(self):
        products = {**planviews(), "Daptiv": Product(version_prefix="DPT")}
        known = (version("DPT 0", "2025-01-01"), version("DPT 1", "2026-01-01"), version("DPT 2", "2026-02-01"))
        case = affecting("DPT 0", product="Daptiv", known=known, policy=replace(Policy(), products=products))
        assert is_unsupported(case)

    def test_sco_4_an_archived_release_is_a_release_all_the_same(self):
        known = (*E1, version("Enterprise One 2026.2.1", "2026-02-20", archived=True))
        assert is_unsupported(affecting("Enterprise One 2026.1", known=known))

    def test_sco_4_an_update_released_after_the_opening_takes_no_promise_away(self):
        known = (*E1[:3], version("Enterprise One 2026.3", "2026-03-11"))
        case = affecting("Enterprise One 2026.1", known=known)
        assert not is_unsupported(case, "2026-03-12 10:00")
        later = affecting("Enterprise One 2026.1", known=known, opened="2026-03-12 09:00")
        assert is_unsupported(later, "2026-03-12 10:00")

    def test_sco_4_a_version_that_came_out_after_the_opening_is_judged_by_all_that_is_released(self):
        known = (*E1[:3], version("Enterprise One 2026.3", "2026-03-11"))
        assert not is_unsupported(affecting("Enterprise One 2026.3", known=known), "2026-03-12 10:00")

    def test_sco_4_the_versions_are_asked_for_only_where_the_case_names_some_of_a_product(self):
        assert Need.VERSIONS in history(product="LeanKit").affects("LeanKit 2026.1").decide("09:01").needs
        assert Need.VERSIONS not in history(product="LeanKit").decide("09:01").needs
        assert Need.VERSIONS not in history().affects("LeanKit 2026.1").decide("09:01").needs

    def test_sco_4_a_closed_case_keeps_its_verdict_and_is_told_nothing(self):
        case = affecting("Enterprise One 2025.12").moves(ANN, "09:30", Status.CLOSED)
        decision = ended(case, "09:31")
        assert told(decision) == []
        assert decision.sla_state is SlaState.NO_TARGET

    def test_sco_4_a_required_code_change_is_not_told_of_where_there_are_no_targets(self):
        case = affecting("Enterprise One 2025.12").edits(ANN, "10:00", Field.CODE_CHANGE, "Yes")
        assert not [i for i in texts(ended(case, "10:01"), "note") if i.startswith("SLO-3")]

    def test_sco_4_a_scope_without_targets_goes_before_it_and_both_are_told(self):
        case = affecting("Enterprise One 2025.12", scope="Third party")
        decision = ended(case, "09:01")
        assert sorted(told(decision)) == ["excluded", "unsupported_version"]
        assert {clock.clause for clock in decision.clocks} == {"EXC-7"}

    def test_sco_4_the_json_of_explain_cites_it(self):
        found = as_json(affecting("Enterprise One 2025.12").decide("09:01"))
        assert {clock["clause"] for clock in found["clocks"]} == {"SCO-4"}


# -- SCO-5 ------------------------------------------------------------------------------------------------------------


class TestEnhancements:
    @pytest.mark.parametrize("field", [Field.SCOPE, Field.CASE_TYPE])
    def test_sco_5_an_enhancement_is_labelled_told_once_and_stays_with_its_agent_without_targets(self, field):
        case = history(product="LeanKit").edits(ANN, "10:00", field, "Enhancement")
        decision = ended(case, "10:01")
        assert "enhancement" in case.case.labels
        assert told(decision) == ["enhancement"]
        assert case.case.assignee == ANN
        assert decision.sla_state is SlaState.NO_TARGET
        assert case.clock(ClockName.RESPOND, "10:02").state is ClockState.NONE

    def test_sco_5_says_exc_5_in_the_same_words(self):
        case = history(scope="Enhancement")
        assert [tell.facts["clause"] for tell in tells(ended(case, "09:01"))] == ["EXC-5"]

    def test_sco_5_lifted_the_label_goes_and_nothing_is_told_twice(self):
        case = history(scope="Enhancement")
        ended(case, "09:01")
        lifted = ended(case.edits(ANN, "10:00", Field.SCOPE, None), "10:01")
        assert labelled(lifted) == [("SCO-5", "SCO-5 enhancement off")]
        assert "enhancement" not in case.case.labels
        again = ended(case.edits(ANN, "11:00", Field.SCOPE, "Enhancement"), "11:01")
        assert labelled(again) == [("SCO-5", "SCO-5 enhancement on")]
        assert "enhancement" in case.case.labels
        assert len([act for act in case.case.record.acts if act == "SCO-5 told"]) == 1

    def test_sco_5_functional_turned_enhancement_leaves_consultings_queue_for_product_managements(self):
        case = history(scope="Functional")
        ended(case, "09:01")
        decision = ended(case.edits(ANN, "10:00", Field.SCOPE, "Enhancement"), "10:01")
        assert case.case.labels & {"consulting", "enhancement"} == {"enhancement"}
        assert told(decision) == ["enhancement"]

    def test_sco_5_is_named_in_the_explanation(self):
        (remark,) = remarked(history(scope="Enhancement").decide("09:01"), "SCO-5")
        assert remark.endswith(": Product Management's queue has it")
