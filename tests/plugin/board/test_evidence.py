from __future__ import annotations

from dataclasses import replace

import pytest

from plugin.board.evidence import Jira
from tests.histories import history
from workflows.case import Case

PAGE = "page=com.atlassian.jira.plugin.system.issuetabpanels:"


def jira(site: str = "https://jira.example/") -> Jira:
    return Jira(site, replace(history().case, key="CARE-7"))


@pytest.mark.parametrize(
    ("evidence", "name", "address"),
    [
        ("c10001", "comment 10001", f"/browse/CARE-7?focusedCommentId=10001&amp;{PAGE}comment-tabpanel#comment-10001"),
        ("h10002/Status", "Status, history 10002", f"/browse/CARE-7?{PAGE}changehistory-tabpanel"),
        ("h3/Requested Severity", "Requested Severity, history 3", f"/browse/CARE-7?{PAGE}changehistory-tabpanel"),
        ("v10100", "version 10100", "/projects/CARE/versions/10100"),
    ],
)
def test_evidence_is_a_link_to_where_it_stands(evidence: str, name: str, address: str):
    link = f'<a href="https://jira.example{address}">{name}</a>'
    assert jira().link(evidence) == link
    assert jira().cited(f"paused: Waiting for Customer ({evidence})") == f"paused: Waiting for Customer ({link})"
    assert jira("").link(evidence) == name


@pytest.mark.parametrize("evidence", ["Functionality Restored", "opened", "c", "h12", "2026-11-23T10:00:00Z", "c1 <b>"])
def test_what_is_no_place_in_jira_stays_words(evidence: str):
    assert "<a" not in jira().link(evidence)
    assert "<" not in jira().cited(f"counted ({evidence})").replace("&lt;", "")


def test_a_reason_is_escaped():
    assert jira().cited("<b>why</b>") == "&lt;b&gt;why&lt;/b&gt;"
    assert jira().cited("<b> (c1)").startswith("&lt;b&gt; (<a ")


def test_a_key_cannot_break_out_of_the_address():
    odd: Case = replace(history().case, key='X"><script>-1')
    assert "<script>" not in Jira("https://jira.example", odd).link("c1")
