"""The replay of scenarios over HTTP (``tests.replay``) sees what differs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from plugin.sandbox import Flavour
from tests.histories import ANN, MAX, Acted, Became, History, history
from tests.replay import Differs, Replay, Unplayable
from tests.stage import Stage
from workflows.case import Comment
from workflows.terms import Field, Status


@pytest.fixture(scope="module", params=list(Flavour), ids=str)
def stage(request: pytest.FixtureRequest) -> Iterator[Stage]:
    served = Stage(request.param)
    yield served
    served.close()


def lived() -> History:
    """A case with something of everything that is compared."""
    case = history(product="Enterprise One")
    case.acts("09:01")
    case.customer("09:10", "/severity Critical").acts("09:11")
    case.manager("09:20", "/approve").acts("09:21")
    case.edits(ANN, "09:30", Field.SCOPE, "Third party").acts("09:31")
    case.edits(ANN, "09:40", Field.SCOPE, None).solves("10:00").runs("2026-03-20 10:00")
    return case


class TestTheReplay:
    def test_a_case_that_lived_comes_out_the_same(self, stage: Stage):
        Replay(stage, lived()).run()

    def test_what_careflow_does_not_do_over_http_is_seen(self, stage: Stage):
        case = lived()
        case.script = tuple(
            replace(step, done=step.done[1:]) if isinstance(step, Acted) else step for step in case.script
        )
        with pytest.raises(Differs, match="what it did at"):
            Replay(stage, case).run()

    def test_an_end_that_is_another_is_seen(self, stage: Stage):
        case = lived()
        last = case.script[-1]
        assert isinstance(last, Acted)
        other = replace(last.case, record=replace(last.case.record, acts={}), assignee=MAX)
        case.script = (*case.script[:-1], replace(last, case=other))
        with pytest.raises(Differs):
            Replay(stage, case).run()

    def test_what_was_done_before_what_was_done_already_is_not_played(self, stage: Stage):
        case = history().agent("10:00").agent("09:30")
        with pytest.raises(Unplayable, match="before"):
            Replay(stage, case).run()

    def test_a_word_that_came_otherwise_into_the_case_is_said_on_jira_too(self, stage: Stage):
        case = history()
        said = Comment("10077", case.instant("09:10"), ANN, "On it.")
        case.script = (*case.script, Became(replace(case.case, comments=(said,), status=Status.IN_PROGRESS)))
        Replay(stage, case).run()
        found = stage.jira.issue("CARE-1")
        assert [(c.id, c.by) for c in found.comments] == [("10077", ANN)]
        assert found.status == "In Progress"
