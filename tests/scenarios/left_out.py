"""The scenarios that cannot be played over HTTP by what people do, each with its reason; the test beside counts them.

A test that is not here and cannot be played fails, and so does one that is here and can. What these show is held over
HTTP by hand: in ``tests/plugin/test_reconcile*.py``.
"""

from __future__ import annotations

KILLED = "careflow was killed half-way"  # there: TestOnceForACase, and every fault of FAULTS
REFUSED = "Jira would not tell of something"  # there: test_sco_3_what_jira_refuses_is_named_and_nothing_is_decided

LEFT_OUT: dict[str, str] = {
    "test_sco_3_allowance::test_sco_3_killed_between_the_write_and_the_note_the_note_is_made_up_for": KILLED,
    "test_sco_3_allowance::test_sco_3_without_an_answer_of_jira_nothing_is_decided": REFUSED,
    "test_upd_updates::"
    "test_upd_3_killed_between_the_transition_and_the_word_the_customer_is_told_afterwards_and_once": KILLED,
    "test_upd_updates::test_upd_3_taken_back_before_it_was_put_down_and_released_again_it_is_told_once": KILLED,
}
