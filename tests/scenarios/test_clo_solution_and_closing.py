"""CLO: solution, follow-ups, closing, reopening."""

from __future__ import annotations

import pytest

from tests.histories import ANN, CLARA, MAX, SAM, history, texts
from workflows.policy import FollowUps, Policy
from workflows.terms import Field, Status


class TestSolution:
    def test_clo_1_an_agents_public_solution_comment(self):
        case = history().works("09:05").agent("10:00", "/solution\nClear the cache, then sign in again.")
        case.acts("10:01")
        assert case.case.status is Status.SOLUTION

    def test_clo_1_an_internal_one_does_not(self):
        case = history().works("09:05").comments(ANN, "10:00", "/solution", public=False)
        assert case.acts("10:01").status is Status.IN_PROGRESS

    @pytest.mark.parametrize("body", ["/solved", "You can close this.", "C'est résolu.", "c’est résolu, merci"])
    def test_clo_1_the_customer_says_so(self, body):
        case = history().works("09:05").customer("10:00", body)
        case.acts("10:01")
        assert case.case.status is Status.SOLUTION

    def test_clo_1_a_stranger_does_not_say_so(self):
        case = history().works("09:05").comments(SAM, "10:00", "/solved")
        assert case.acts("10:01").status is Status.IN_PROGRESS

    def test_clo_1_and_upd_3_a_released_fix_version_is_a_solution_and_the_customer_is_told_which(self):
        case = history().works("09:05").releases("Enterprise One 2026.3")
        decision = case.acts("10:00")
        assert case.case.status is Status.SOLUTION
        assert [a.facts["version"] for a in decision.actions if a.kind == "comment"] == ["Enterprise One 2026.3"]
        assert case.acts("10:01").actions == ()

    def test_clo_1_not_twice_when_the_version_is_released_again(self):
        case = history().works("09:05").releases("Enterprise One 2026.3")
        case.acts("10:00")
        case.customer("11:00", "It still fails.")
        case.acts("11:01")
        assert case.acts("11:02").actions == ()
        assert case.case.status is Status.IN_PROGRESS


class TestAcceptance:
    @pytest.mark.parametrize("body", ["/accept", "That works, thank you!", "Ça marche, merci."])
    def test_clo_2_the_customer_accepts(self, body):
        case = history().solves("10:00").customer("11:00", body)
        case.acts("11:01")
        assert case.case.status is Status.CLOSED

    def test_clo_2_an_acceptance_that_is_carried_out_in_the_same_instant_is_no_silence(self):
        case = history().solves("10:00").customer("11:00", "/accept")
        case.acts("11:00")
        assert case.case.status is Status.CLOSED
        assert case.acts("11:00").actions == ()

    def test_clo_2_staff_does_not_accept_for_the_customer(self):
        case = history().solves("10:00").agent("11:00", "/accept")
        assert case.acts("11:01").status is Status.SOLUTION

    def test_clo_2_the_customers_own_transition_is_an_acceptance(self):
        case = history().solves("10:00").moves(CLARA, "11:00", Status.CLOSED)
        assert case.acts("11:01").status is Status.CLOSED


class TestNoResponse:
    def test_clo_3_two_emails_then_closed_when_the_tenth_business_day_is_over(self):
        case = history("2026-04-27 09:00").agent("09:10").solves("10:00")  # 1 May is a holiday in Sweden
        decisions = case.runs("2026-05-12 17:59:59")
        assert case.case.status is Status.SOLUTION
        emails = [(d.at, a.id.split(" · ")[0]) for d in decisions for a in d.actions if a.kind == "email"]
        assert emails == [
            (case.instant("2026-04-30 18:00"), "CLO-3 email 1"),
            (case.instant("2026-05-07 18:00"), "CLO-3 email 2"),
        ]
        last = case.acts("2026-05-12 18:00")
        assert case.case.status is Status.CLOSED
        assert [a.text for a in last.actions if a.kind == "comment"] == ["closed_no_response"]
        assert case.acts("2026-05-12 18:01").actions == ()

    def test_clo_3_a_premium_tier_counts_support_days_too(self):
        case = history(severity="Critical", tier="Platinum").agent("09:10").solves("10:00")
        assert case.decide("11:00").upcoming[-1].at == case.instant("2026-03-05 18:00")

    def test_clo_3_a_late_attempt_gives_the_customer_another_business_day(self):
        case = history().agent("09:10").solves("10:00")  # Monday 2 March; the tenth day is Monday 16 March
        case.acts("2026-03-05 18:00")
        case.acts("2026-03-16 15:00")
        assert case.acts("2026-03-16 18:00").status is Status.SOLUTION
        assert case.acts("2026-03-17 18:00").status is Status.CLOSED

    def test_clo_3_an_attempt_says_which_of_how_many_it_is_and_when_the_case_will_be_closed(self):
        case = history().works("09:05").waits("09:10").solves("2026-03-04 10:00")  # the tenth day is Wednesday 18 March
        ahead = [(n.what, n.clause) for n in case.decide("2026-03-04 11:00").upcoming]
        assert ("follow-up 1 to the customer", "CLO-3") in ahead
        actions = case.acts("2026-03-09 18:00").actions
        (email,), (comment,) = ([a for a in actions if a.kind == kind] for kind in ("email", "comment"))
        assert (comment.text, comment.facts) == (email.text, email.facts)
        told = {name: email.facts[name] for name in ("number", "of", "closes_on")}
        assert (email.text, told) == ("follow_up", {"number": "1", "of": "2", "closes_on": "2026-03-18T17:00:00Z"})

    def test_clo_3_after_the_last_attempt_only_the_closing_is_ahead(self):
        case = history().agent("09:10").solves("10:00")
        case.runs("2026-03-11 18:00")
        ahead = [(n.what, n.clause) for n in case.decide("2026-03-12 09:00").upcoming]
        assert ahead == [("closed without a response", "CLO-3")]

    def test_clo_3_an_attempt_waits_for_the_day_after_a_late_one_but_the_first_for_nothing_but_its_day(self):
        late = history().agent("09:10").solves("10:00")  # Monday 2 March; the days are the 3rd and the 7th
        assert texts(late.acts("2026-03-18 10:00"), "email") == ["CLO-3 email 1 · 2026-03-02T09:00:00Z"]
        assert texts(late.acts("2026-03-18 10:01"), "email") == []
        rules = FollowUps(days=(1, 7), min_gap=2)
        assert history(policy=Policy(follow_ups=rules)).solves("10:00").decide("11:00").upcoming[-1].at == late.instant(
            "2026-03-03 18:00"
        )

    def test_clo_3_never_with_fewer_than_two_attempts(self):
        case = history().agent("09:10").solves("10:00")
        decision = case.acts("2026-04-20 12:00")
        assert texts(decision, "email") != []
        assert case.case.status is Status.SOLUTION

    def test_clo_3_a_new_solution_starts_anew(self):
        case = history().agent("09:10").solves("10:00")
        case.runs("2026-03-12 19:00")
        case.customer("2026-03-13 09:00", "It fails again.")
        case.acts("09:01")
        case.solves("2026-03-13 12:00")
        case.runs("2026-03-26 19:00")
        assert case.case.status is Status.SOLUTION
        case.runs("2026-03-27 18:00")
        assert case.case.status is Status.CLOSED

    def test_cal_6_a_solution_after_closing_counts_from_the_next_working_day(self):
        case = history("2026-03-06 09:00").agent("09:10").solves("18:30")
        assert case.decide("19:00").wake_at == case.instant("2026-03-12 18:00")


class TestResponses:
    def test_clo_4_any_other_comment_ends_the_countdown(self):
        case = history().solves("10:00").customer("11:00", "The second report is still empty.")
        case.acts("11:01")
        assert case.case.status is Status.IN_PROGRESS

    @pytest.mark.parametrize("body", ["Thank you!", "Merci beaucoup"])
    def test_clo_4_thanks_alone_change_neither_status_nor_countdown(self, body):
        quiet = history().agent("09:10").solves("10:00")
        thanked = history().agent("09:10").solves("10:00").customer("11:00", body)
        assert thanked.acts("11:01").status is Status.SOLUTION
        assert quiet.acts("11:01").wake_at == thanked.decide("11:01").wake_at

    def test_clo_4_a_strangers_comment_is_no_response(self):
        case = history().solves("10:00").comments(SAM, "11:00", "It still fails for me.")
        assert case.acts("11:01").status is Status.SOLUTION

    @pytest.mark.parametrize("body", ["It is back.", "/reopen"])
    def test_clo_5_a_customers_comment_reopens(self, body):
        case = history().solves("10:00").moves(CLARA, "10:30", Status.CLOSED).customer("11:00", body)
        case.acts("11:01")
        assert case.case.status is Status.IN_PROGRESS
        assert case.acts("11:02").actions == ()

    def test_clo_5_staff_reopens_by_command(self):
        case = history().solves("10:00").moves(CLARA, "10:30", Status.CLOSED).agent("11:00", "/reopen")
        assert case.acts("11:01").status is Status.IN_PROGRESS

    @pytest.mark.parametrize("body", ["Thanks!", "/accept", "It works, thank you."])
    def test_clo_5_thanks_and_acceptances_do_not_reopen(self, body):
        case = history().solves("10:00").moves(CLARA, "10:30", Status.CLOSED).customer("11:00", body)
        assert case.acts("11:01").status is Status.CLOSED

    def test_clo_6_waiting_is_left_when_the_customer_comments(self):
        case = history().waits("10:00").customer("11:00", "Here it is.")
        case.acts("11:01")
        assert case.case.status is Status.IN_PROGRESS

    def test_clo_6_but_not_for_staff(self):
        case = history().waits("10:00").agent("11:00", "Any news?")
        assert case.acts("11:01").status is Status.WAITING

    def test_clo_4_a_comment_that_crossed_our_closing_still_counts(self):
        case = history().solves("10:00").customer("11:00", "Not solved.")
        case.moves("careflow", "11:00:01", Status.CLOSED)  # decided on a reading without the comment
        case.acts("11:01")
        assert case.case.status is Status.IN_PROGRESS


class TestWordsThatClaimAStatus:
    """They bear the moment or the act that they are about, and wait until the case is in the status."""

    def told(self, case, when):
        (tell,) = [a for a in case.acts(when).actions if a.kind == "comment"]
        assert tell.facts
        return tell.text, tell.id, tell.why, tell.after

    def test_clo_1_a_release(self):
        assert self.told(history().works("09:05").releases("Enterprise One 2026.3"), "10:00") == (
            "solution_released",
            "CLO-1 released 10100",
            "version Enterprise One 2026.3 was released",
            Status.SOLUTION,
        )

    def test_clo_2_an_acceptance(self):
        assert self.told(history().works("09:05").solves("10:00").customer("11:00", "/accept"), "11:01") == (
            "closed_accepted",
            "CLO-2 closed · 2026-03-02T09:00:00Z",
            "the customer accepts the solution",
            Status.CLOSED,
        )

    def test_clo_5_a_reopening(self):
        case = history().solves("10:00").moves(CLARA, "10:30", Status.CLOSED).customer("11:00", "It is back.")
        assert self.told(case, "11:01") == (
            "reopened",
            "CLO-5 reopened c10003",
            "the customer commented",
            Status.IN_PROGRESS,
        )


def test_clo_5_a_manager_may_move_it_back_by_hand():
    case = history().solves("10:00").moves(CLARA, "10:30", Status.CLOSED).moves(MAX, "11:00", Status.IN_PROGRESS)
    assert case.acts("11:01").status is Status.IN_PROGRESS
    assert case.case.moment(Field.RESOLUTION_DUE) == case.instant("2026-03-06 10:00")


def test_clo_3_a_late_follow_up_names_a_day_on_which_the_case_can_really_be_closed():
    case = history().agent("09:10").solves("10:00")  # Monday 2 March; the tenth day is Monday 16 March
    first = [a for a in case.acts("2026-03-18 10:00").actions if a.kind == "email"]
    assert first[0].facts["closes_on"] == "2026-03-20T17:00:00Z"
    second = [a for a in case.acts("2026-03-19 18:00").actions if a.kind == "email"]
    assert second[0].facts["closes_on"] == "2026-03-20T17:00:00Z"
    assert case.acts("2026-03-20 18:00").status is Status.CLOSED


def test_slo_12_what_a_solution_had_met_stays_in_the_timeline():
    case = history().solves("09:10").customer("09:15", "It still fails.")
    lines = [event.what for event in case.decide("09:20").timeline]
    assert "resolve met, until the case was reopened" in lines
    assert "restore met, until the case was reopened" in lines
