"""OPN: opening a case: what completes it, who gets it, and by which channel it should have come."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from tests.histories import ANN, BOB, CLARA, MAX, OTTO, OWN, SAM, History, history, texts
from workflows.clauses.routing import next_in_turn
from workflows.explain import as_json, as_lines
from workflows.policy import Hours, Policy, weekdays
from workflows.products import Contact, Product
from workflows.surroundings import Colleague, Need
from workflows.terms import Field, Status

COMPLETE = {"product": "Enterprise One", "case_type": "Defect"}
AGENTS = (Colleague(ANN, 3), Colleague(BOB, 1))
ON_CALL = (Colleague(OTTO, 5),)
NIGHT = "2026-03-02 02:00"


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def unassigned(opened: str = "2026-03-02 09:00", **how) -> History:
    """A case without an assignee, of which everything is known that may be asked for."""
    case = history(opened, **{**COMPLETE, **how})
    case.case = replace(case.case, assignee=None)
    return case.amid(consultants=AGENTS, on_call=ON_CALL)


def assigned(decision) -> list[tuple[str, str | None]]:
    return [(a.clause, a.value) for a in decision.actions if a.kind == "set_field" and a.field is Field.ASSIGNEE]


class TestWhatIsMissing:
    def test_opn_7_a_case_without_a_case_type_carries_a_label_until_somebody_sets_one(self):
        case = history(product="Enterprise One")
        case.acts("09:01")
        assert case.case.labels == {"needs-case-type"}
        case.edits(ANN, "09:10", Field.CASE_TYPE, "Defect")
        case.acts("09:11")
        assert case.case.labels == frozenset()

    def test_opn_2_a_case_without_a_product_carries_a_label_until_somebody_sets_one(self):
        case = history(case_type="Defect")
        case.acts("09:01")
        assert case.case.labels == {"needs-product"}
        case.edits(ANN, "09:10", Field.PRODUCT, "Enterprise One")
        case.acts("09:11")
        assert case.case.labels == frozenset()

    def test_opn_7_a_closed_case_gets_no_label_and_loses_what_is_no_longer_true(self):
        case = history(product="Enterprise One").moves(ANN, "09:10", Status.CLOSED)
        case.acts("09:11")
        assert case.case.labels == frozenset()

    @pytest.mark.parametrize("product", ["Projectplace", "LeanKit", "Barometer", "Daptiv"])
    def test_opn_5_what_the_form_of_the_product_asks_for_and_is_missing_is_asked_for_once_in_one_message(self, product):
        case = history("2026-03-02 11:00", severity=None, product=product)
        decision = case.acts("11:01")
        asked = [action for action in decision.actions if action.kind == "comment"]
        assert [action.id for action in asked] == [f"OPN-5 asked {product}"]
        assert asked[0].facts["fields"].splitlines() == ["Case Type", "Severity", "Instance"]
        case.edits(CLARA, "11:10", Field.CASE_TYPE, "Defect")
        assert texts(case.acts("11:11"), "comment") == []

    def test_opn_5_only_what_is_missing_is_asked_for_and_a_severity_that_a_comment_asked_for_is_there(self):
        case = history(severity=None, product="LeanKit", case_type="Defect").customer("09:00:30", "/severity Major")
        asked = [action for action in case.acts("09:01").actions if action.kind == "comment"]
        assert [action.facts["fields"] for action in asked] == ["Instance"]

    def test_opn_5_a_complete_form_and_a_product_without_one_ask_for_nothing(self):
        complete = history(product="LeanKit", case_type="Defect", instance="acme")
        assert texts(complete.acts("09:01"), "comment") == []
        assert texts(history(product="Clarizen").acts("09:01"), "comment") == []

    def test_opn_5_a_case_that_is_solved_is_asked_for_nothing(self):
        assert texts(history(product="LeanKit").solves("09:05").acts("09:06"), "comment") == []


class TestAssignment:
    @pytest.mark.parametrize("channel", ["Community", "Email", "Phone", "Chat", None])
    def test_opn_2_a_complete_case_goes_to_who_has_the_fewest_open_cases_whatever_its_channel(self, channel):
        case = unassigned(**({"channel": channel} if channel else {}))
        assert assigned(case.acts("09:01")) == [("OPN-2", BOB)]
        assert case.acts("09:02").actions == ()

    @pytest.mark.parametrize("missing", ["severity", "product", "case_type"])
    def test_opn_2_a_case_that_is_not_complete_waits_for_the_dispatcher_and_then_goes_on_by_itself(self, missing):
        value = {"severity": "Major", **COMPLETE}[missing]
        case = unassigned(severity=None) if missing == "severity" else _without(missing)
        assert assigned(case.acts("09:01")) == []
        case.edits(MAX, "09:10", Field[missing.upper()], value)
        assert assigned(case.acts("09:11")) == [("OPN-2", BOB)]

    def test_opn_2_of_equals_who_never_got_a_case_then_who_has_waited_longest_then_the_first_by_id(self):
        never, long, short = Colleague("z", 1), Colleague("y", 1, at("2026-01-01")), Colleague("a", 1, at("2026-02-01"))
        busy = Colleague("0", 2)
        assert [c.person for c in _in_turn([short, busy, long, never])] == ["z", "y", "a", "0"]
        assert next_in_turn([Colleague("b", 1), Colleague("a", 1)]).person == "a"

    def test_opn_2_who_could_be_assigned_is_asked_of_jira_only_when_somebody_is_to_be(self):
        case = unassigned()
        case.amid(consultants=None)
        assert case.decide("09:01").needs == {Need.CONSULTANTS}
        assert case.assigns(MAX, "09:02", ANN).decide("09:03").needs == frozenset()

    def test_opn_2_an_assignee_stays_and_one_who_is_taken_off_is_replaced(self):
        case = unassigned().assigns(MAX, "09:00:30", ANN)
        assert assigned(case.acts("09:01")) == []
        case.assigns(ANN, "09:30", None)
        assert assigned(case.acts("09:31")) == [("OPN-2", BOB)]

    def test_opn_2_a_case_that_is_our_own_accounts_is_nobodys(self):
        assert assigned(unassigned().assigns(SAM, "09:00:30", OWN).acts("09:01")) == [("OPN-2", BOB)]

    @pytest.mark.parametrize(
        "handed",
        [{"scope": "Functional"}, {"case_type": "Functional"}, {"scope": "Enhancement"}, {"case_type": "Enhancement"}],
    )
    def test_opn_2_what_was_handed_to_consulting_or_product_management_is_not_assigned(self, handed):
        case = unassigned(**handed)
        assert assigned(case.acts("09:01")) == []
        assert case.acts("09:02").actions == ()

    @pytest.mark.parametrize("label", ["consulting", "enhancement"])
    def test_opn_2_nor_what_somebody_handed_over_by_its_label(self, label):
        case = unassigned()
        case.case = replace(case.case, labels=frozenset({label}))
        assert assigned(case.acts("09:01")) == []

    def test_opn_2_set_back_from_consulting_the_case_is_assigned_at_once(self):
        case = unassigned(scope="Functional")
        case.acts("09:01")
        assert case.case.labels == {"consulting"}
        case.edits(ANN, "09:30", Field.SCOPE, None)
        assert assigned(case.acts("09:31")) == [("OPN-2", BOB)]
        assert case.acts("09:32").actions == ()

    @pytest.mark.parametrize("status", [Status.SOLUTION, Status.CLOSED])
    def test_opn_2_a_solved_or_closed_case_is_not_assigned(self, status):
        assert assigned(unassigned().moves(ANN, "09:10", status).acts("09:11")) == []

    def test_opn_2_where_the_group_has_nobody_it_says_so_and_looks_again(self):
        decision = unassigned().amid(consultants=()).decide("09:01")
        assert [remark.clause for remark in decision.remarks if "nobody to assign" in remark.what] == ["OPN-2"]
        assert any(n.clause == "OPN-2" for n in decision.upcoming)


class TestOutOfHours:
    def test_opn_6_a_premium_critical_opened_at_night_goes_to_on_call_complete_or_not(self):
        case = _without("product", NIGHT, severity="Critical", tier="Elite")
        assert assigned(case.acts("02:01")) == [("OPN-6", OTTO)]
        assert case.acts("02:02").actions == ()

    @pytest.mark.parametrize("tier", ["Elite", "Platinum", "Medallion"])
    def test_opn_6_one_approved_at_night_goes_to_on_call_although_an_agent_has_it(self, tier):
        case = history("2026-03-01 22:00", tier=tier, **COMPLETE).amid(consultants=AGENTS, on_call=ON_CALL)
        case.acts("22:01")
        case.customer("22:10", "/severity Critical")
        case.acts("22:11")
        assert case.case.assignee == ANN
        case.manager("22:20", "/approve")
        assert assigned(case.acts("22:21")) == [("OPN-6", OTTO)]

    @pytest.mark.parametrize(
        ("opened", "how"),
        [
            ("2026-03-02 09:00", {"severity": "Critical", "tier": "Elite"}),
            (NIGHT, {"severity": "Critical", "tier": "Standard"}),
            (NIGHT, {"severity": "Critical"}),
            (NIGHT, {"severity": "Major", "tier": "Elite"}),
        ],
    )
    def test_opn_6_in_hours_or_of_another_tier_or_severity_it_is_assigned_as_any_other(self, opened, how):
        assert assigned(unassigned(opened, **how).acts(opened)) == [("OPN-2", BOB)]

    def test_opn_6_it_is_for_that_moment_and_once(self):
        case = unassigned(NIGHT, severity="Critical", tier="Elite")
        case.acts("02:01")
        case.assigns(MAX, "08:30", ANN)
        assert assigned(case.acts("08:31")) == []
        case.assigns(ANN, "20:00", None)
        assert assigned(case.acts("20:01")) == [("OPN-2", BOB)]

    def test_opn_6_a_second_approval_at_night_is_another_moment(self):
        case = unassigned(NIGHT, severity="Critical", tier="Elite")
        case.acts("02:01")
        case.assigns(MAX, "09:00", ANN).edits(ANN, "09:30", Field.SEVERITY, "Major")
        case.acts("09:31")
        case.customer("22:00", "/severity Critical").manager("22:10", "/approve")
        assert assigned(case.acts("22:11")) == [("OPN-6", OTTO)]

    def test_opn_6_a_tier_that_is_set_later_that_night_brings_on_call_in_place_of_a_consultant(self):
        case = unassigned(NIGHT, severity="Critical")
        assert assigned(case.acts("02:01")) == [("OPN-2", BOB)]
        case.edits(ANN, "02:10", Field.TIER, "Elite")
        assert assigned(case.acts("02:11")) == [("OPN-6", OTTO)]

    def test_opn_6_who_was_assigned_by_staff_meanwhile_or_has_taken_it_up_keeps_it(self):
        by_staff = unassigned(NIGHT, severity="Critical", tier="Elite").assigns(MAX, "02:00:30", ANN)
        assert assigned(by_staff.acts("02:01")) == []
        taken_up = history(NIGHT, severity="Critical", tier="Elite", **COMPLETE).amid(on_call=ON_CALL)
        assert assigned(taken_up.agent("02:00:30").acts("02:01")) == []
        for case in (by_staff, taken_up):
            assert case.acts("02:02").actions == ()

    def test_opn_6_who_leaves_staff_afterwards_changes_nothing(self):
        case = unassigned(NIGHT, severity="Critical", tier="Elite").assigns(MAX, "02:00:30", ANN)
        case.acts("02:01")
        people = {**case.case.people, MAX: replace(case.case.people[MAX], roles=frozenset())}
        case.case = replace(case.case, people=people)
        assert assigned(case.acts("02:02")) == []

    def test_opn_6_an_assignee_who_is_on_call_keeps_it(self):
        case = unassigned(NIGHT, severity="Critical", tier="Elite")
        case.case = replace(case.case, assignee=OTTO)
        assert assigned(case.acts("02:01")) == []
        assert case.acts("02:02").actions == ()

    def test_opn_6_where_nobody_is_on_call_a_consultant_gets_it(self):
        case = unassigned(NIGHT, severity="Critical", tier="Elite").amid(on_call=())
        decision = case.acts("02:01")
        assert assigned(decision) == [("OPN-2", BOB)]
        assert any(r.clause == "OPN-6" and "nobody is on call" in r.what for r in decision.remarks)

    def test_opn_6_seen_late_it_goes_to_on_call_all_the_same(self):
        case = unassigned(NIGHT, severity="Critical", tier="Elite")
        assert assigned(case.acts("09:30")) == [("OPN-6", OTTO)]


class TestChannels:
    @pytest.mark.parametrize("product", ["Enterprise One", "LeanKit", "Daptiv"])
    def test_opn_3_a_chat_case_for_a_product_without_chat_keeps_its_clocks_and_gets_a_note(self, product):
        case = history("2026-03-02 11:00", product=product, case_type="Defect", instance="acme", channel="Chat")
        decision = case.acts("11:01")
        notes = [action for action in decision.actions if action.kind == "note"]
        assert [(n.clause, n.text, n.to) for n in notes] == [("OPN-3", "chat_not_for_product", ("assignee",))]
        assert case.clock("respond", "11:02").due_at == case.instant("12:00")
        assert texts(case.acts("11:03"), "note") == []

    @pytest.mark.parametrize("product", ["Projectplace", "Spigit"])
    def test_opn_3_chat_is_right_for_projectplace_and_spigit_in_normal_hours_only(self, product):
        how = {"product": product, "case_type": "Defect", "instance": "acme", "channel": "Chat"}
        assert texts(history("2026-03-02 09:00", **how).acts("09:01"), "note") == []
        evening = history("2026-03-02 19:00", **how)
        notes = [action for action in evening.acts("19:01").actions if action.kind == "note"]
        assert [note.text for note in notes] == ["chat_outside_hours"]
        assert texts(evening.acts("2026-03-03 08:01"), "note") == []

    def test_opn_3_the_note_has_the_channels_of_the_products_directory_and_the_hours(self):
        contact = Contact({"Stockholm": "+46 8 1"}, ("care@planview.example",), "Community", "https://c.example")
        policy = Policy(products={"LeanKit": Product(contacts={"EMEA": contact})})
        facts = history(policy=policy, product="LeanKit", channel="Chat").acts("09:01").actions
        said = next(action.facts for action in facts if action.kind == "note")
        assert said == {
            "product": "LeanKit",
            "phones": "Stockholm: +46 8 1",
            "emails": "care@planview.example",
            "form": "Community",
            "address": "https://c.example",
            "chat": "",
            "hours": "mon-fri 08:00-18:00",
            "hours_zone": "Europe/Stockholm",
        }

    def test_opn_3_without_a_product_nobody_knows_yet(self):
        case = history(channel="Chat")
        assert texts(case.acts("09:01"), "note") == []
        case.edits(ANN, "09:10", Field.PRODUCT, "Enterprise One")
        assert texts(case.acts("09:11"), "note") == ["OPN-3 chat Enterprise One"]

    @pytest.mark.parametrize(("severity", "tier"), [("Critical", "Standard"), ("Major", "Elite"), (None, "Elite")])
    def test_opn_6_an_emergency_phone_case_of_another_tier_or_severity_is_flagged_to_dispatchers(self, severity, tier):
        case = history(severity=severity, tier=tier, channel="Emergency phone", **COMPLETE)
        notes = [a for a in case.acts("09:01").actions if a.kind == "note" and a.clause == "OPN-6"]
        assert [note.to for note in notes] == [("dispatchers",)]
        assert case.acts("09:02").actions == ()

    def test_opn_6_a_premium_critical_by_the_emergency_phone_is_right_also_while_it_is_reviewed(self):
        opened = history(severity="Critical", tier="Elite", channel="Emergency phone", **COMPLETE)
        raised = history(tier="Elite", channel="Emergency phone", **COMPLETE).customer("09:00:30", "/severity Critical")
        for case in (opened, raised):
            assert not [i for i in texts(case.acts("09:01"), "note") if i.startswith("OPN-6")]
        raised.manager("09:10", "/reject it is slow, no more")
        assert "OPN-6 emergency phone" in texts(raised.acts("09:11"), "note")


class TestHoursOfThePhone:
    def test_opn_1_explain_gives_the_hours_of_the_region_for_an_answer_by_phone(self):
        stockholm = history(**COMPLETE).decide("09:01")
        assert "  OPN-1   by phone we answer mon-fri 08:00-18:00 Europe/Stockholm (EMEA); open now" in as_lines(
            stockholm, "Europe/Stockholm"
        )
        chicago = history(region="Americas/APAC", **COMPLETE).decide("09:01")
        what = "by phone we answer mon-fri 08:00-18:00 America/Chicago (Americas/APAC); closed now"
        assert {"what": what, "clause": "OPN-1"} in as_json(chicago)["remarks"]

    def test_opn_1_a_product_with_hours_of_its_own_is_answered_in_them(self):
        barometer = history(region="Americas/APAC", product="Barometer").decide("09:01")
        assert any("mon-fri 10:00-19:00 Europe/Stockholm" in remark.what for remark in barometer.remarks)

    def test_opn_1_lunch_breaks_and_single_days_are_said(self):
        week = {**weekdays("08:00", "18:00"), "sat": (("09:00", "12:00"), ("13:00", "15:00"))}
        decision = history(policy=Policy(general_hours=Hours(week))).decide("09:01")
        assert any("mon-fri 08:00-18:00, sat 09:00-12:00 13:00-15:00 Europe" in r.what for r in decision.remarks)

    def test_opn_6_explain_says_that_a_premium_tier_has_the_emergency_phone(self):
        decision = history(tier="Elite", **COMPLETE).decide("09:01")
        assert any(remark.clause == "OPN-6" and "emergency phone" in remark.what for remark in decision.remarks)


def _without(field: str, opened: str = "2026-03-02 09:00", **how: str) -> History:
    fields = {name: value for name, value in COMPLETE.items() if name != field}
    case = history(opened, **fields, **how)
    case.case = replace(case.case, assignee=None)
    return case.amid(consultants=AGENTS, on_call=ON_CALL)


def _in_turn(team: list[Colleague]) -> list[Colleague]:
    turns = []
    while team:
        turns.append(next_in_turn(team))
        team = [colleague for colleague in team if colleague is not turns[-1]]
    return turns
