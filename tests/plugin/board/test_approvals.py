"""What waits for a manager, and what was decided: as it stands in Jira's own history."""

from __future__ import annotations

import pytest

from plugin.board.approvals import decided
from plugin.board.mirror import Mirror
from plugin.sandbox import Flavour
from tests.plugin.board.conftest import Office
from workflows.definitions import DEFINITIONS
from workflows.terms import Severity

CLOUD = pytest.mark.parametrize("flavour", [Flavour.CLOUD], ids=str)


def test_a_request_waits_there_with_the_four_criteria_and_a_link_to_decide_in_jira(office: Office):
    key = office.open("Nobody can log in", Severity="Major", Product="Clarizen", Support_Tier="Elite")
    office.jira.comment(key, "clara", "please raise the severity to Critical")
    office.careflow(key)
    office.later(minutes=25)
    page = office.text("/board/approvals")
    for said in (*DEFINITIONS[Severity.CRITICAL], "Waits for 25 min", "Clara Customer", "Clarizen", "Elite"):
        assert said in page
    assert f'href="{office.jira.url}/browse/{key}"' in page


def test_once_decided_it_stands_below_with_who_decided_and_how_long_it_took(office: Office):
    key = office.open(Severity="Major")
    office.jira.comment(key, "clara", "please raise the severity to Critical")
    office.careflow(key)
    office.later(minutes=12)
    office.jira.comment(key, "mona", "/approve")
    office.careflow(key)
    page = office.text("/board/approvals")
    assert "Nothing waits for a manager" in page
    assert "Mona Manager" in page
    assert "12 min" in page
    assert ">approved<" in page


@CLOUD
def test_every_round_of_a_case_is_told_the_newest_first(office: Office):
    key = office.open(Severity="Major")
    for answer in ("/reject Not yet.", "/approve"):
        office.jira.comment(key, "clara", "please raise the severity to Critical")
        office.later(minutes=5)
        office.jira.comment(key, "mona", answer)
        office.later(minutes=5)
    office.careflow(key)
    ended = decided(Mirror(office.redis).rows().values())
    assert [asked.review.state for asked in ended] == ["approved", "rejected"]


@CLOUD
def test_what_was_decided_stays_when_the_case_is_closed(office: Office):
    key = office.open(Severity="Major")
    office.jira.comment(key, "clara", "please raise the severity to Critical")
    office.jira.comment(key, "mona", "/reject It can wait.")
    for status in ("In Progress", "Solution Provided", "Closed"):
        office.later(minutes=1)
        office.jira.move(key, "adam", status)
    office.careflow(key)
    assert key not in office.text("/board")
    assert ">rejected<" in office.text("/board/approvals")
