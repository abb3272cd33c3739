"""What people did, apart from what our account did, and how it comes on top of another life of the case."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from tests.histories import ANN, BOB, CLARA, OWN, History, history
from workflows.case import Change, Comment, FixVersion, Labelling
from workflows.deeds import as_born, deeds, done, newest_at, value_of
from workflows.record import Record, Witness
from workflows.terms import Field, Status

EARLY = "2026-03-02 08:59:59"


def life() -> History:
    """Opened at 09:00 with a comment and an edit from before, as an imported issue has them."""
    case = history("2026-03-02 09:00", tier="Standard").comments(CLARA, EARLY).comments(OWN, EARLY)
    case.edits(ANN, EARLY, Field.REGION, "EMEA").comments(ANN, "10:00").edits(ANN, "10:00", Field.TIER, "Elite")
    return case.edits(OWN, "10:30", Field.TIER, None).moves(ANN, "11:00", Status.WAITING).assigns(ANN, "12:00", BOB)


def test_deeds_are_peoples_since_the_opening_oldest_first_changes_before_comments():
    found = [deed.evidence for deed in deeds(life().case)]
    assert found == ["h10005/Support Tier", "c10004", "h10007/Status", "h10008/Assignee"]


def test_what_is_done_in_the_instant_of_the_opening_is_a_deed():
    case = history().comments(CLARA, "09:00").edits(ANN, "09:00", Field.TIER, "Elite").case
    assert [deed.evidence for deed in deeds(case)] == ["h10002/Support Tier", "c10001"]
    assert as_born(case).text(Field.TIER) is None


def test_a_case_is_born_with_what_people_gave_it_and_nothing_of_ours():
    case = life()
    seen = {name: Witness(case.instant("10:00"), ANN, "staff", "public") for name in ("c10004", "c9", "v1")}
    record = Record(witnessed=seen, acts={"CLO-3": case.instant("10:00")}, forgotten=case.instant("09:30"))
    versions = (FixVersion("1", "2026.1", released=True),)
    whole = replace(case.case, record=record, fix_versions=versions, reachable=frozenset({Status.CLOSED}))
    born = as_born(whole)
    assert (born.status, born.assignee, born.text(Field.TIER)) == (Status.NEW, ANN, "Standard")
    assert [comment.by for comment in born.comments] == [CLARA]
    assert [change.field for change in born.changes] == [Field.REGION]
    assert born.record == Record(witnessed={name: seen[name] for name in ("c9", "v1")}, forgotten=record.forgotten)
    assert (born.fix_versions, born.reachable) == (versions, None)


def test_what_a_field_holds():
    case = life().case
    held = [value_of(case, field) for field in (Field.STATUS, Field.ASSIGNEE, Field.REGION, Field.TIER)]
    assert held == [Status.WAITING, BOB, "EMEA", None]


@pytest.mark.parametrize(
    ("until", "newest"), [("09:59:59", "09:00"), ("10:00", "10:00"), ("10:59", "10:00"), ("18:00", "12:00")]
)
def test_when_somebody_last_did_anything(until, newest):
    case = life()
    case.day = "2026-03-02"
    assert newest_at(case.case, case.instant(until)) == case.instant(newest)


class TestDone:
    AT = datetime(2026, 3, 2, 10, tzinfo=UTC)

    def change(self, field: Field, before: str | None, after: str | datetime | None) -> Change:
        return Change("1", self.AT, ANN, field, before, after, "raw")

    def test_what_people_set_counts_and_not_what_it_was_before(self):
        case = done(history(tier="Standard").case, self.change(Field.TIER, "Platinum", "Elite"), {})
        assert case.text(Field.TIER) == "Elite"
        assert case.changes == (self.change(Field.TIER, "Standard", "Elite"),)

    def test_a_field_is_emptied(self):
        case = done(history(tier="Standard").case, self.change(Field.TIER, "Standard", None), {})
        assert Field.TIER not in case.fields
        assert case.text(Field.SEVERITY) == "Major"

    def test_a_field_may_hold_a_moment(self):
        assert done(history().case, self.change(Field.RESTORED, None, self.AT), {}).moment(Field.RESTORED) == self.AT

    @pytest.mark.parametrize(("field", "value"), [(Field.TIER, "Elite"), (Field.ASSIGNEE, ANN), (Field.REGION, None)])
    def test_who_sets_what_is_there_already_changes_nothing(self, field, value):
        case = history(tier="Elite").case
        assert done(case, self.change(field, "Other", value), {}) == case

    def test_but_a_status_may_decide_by_its_name_alone(self):
        case = done(history().case, self.change(Field.STATUS, Status.WAITING, Status.NEW), {})
        assert (case.status, len(case.changes), case.changes[0].before) == (Status.NEW, 1, Status.NEW)

    def test_status_and_assignee(self):
        case = done(history().case, self.change(Field.STATUS, Status.NEW, Status.WAITING), {})
        assert (case.status, Field.STATUS in case.fields) == (Status.WAITING, False)
        assert done(case, self.change(Field.STATUS, Status.WAITING, None), {}).status is Status.WAITING
        for person in (BOB, None):
            given = done(case, self.change(Field.ASSIGNEE, ANN, person), {})
            assert (given.assignee, Field.ASSIGNEE in given.fields) == (person, False)

    def test_labels(self):
        case = replace(history().case, labels=frozenset({"old"}))
        on, off = Labelling("1", self.AT, ANN, "vip", True), Labelling("2", self.AT, ANN, "old", False)
        both = done(done(case, on, {}), off, {})
        assert (both.labels, both.labellings) == ({"vip"}, (on, off))
        assert done(both, replace(on, id="3"), {}) == both
        assert done(both, replace(off, id="3"), {}) == both

    def test_comments_and_what_they_were_witnessed_as(self):
        first, second = (Comment(name, self.AT, ANN, "…") for name in ("1", "2"))
        seen = {"c2": Witness(self.AT, ANN, "staff", "public"), "c3": Witness(self.AT, ANN, "staff", "public")}
        earlier = {"c0": Witness(self.AT - timedelta(hours=1), ANN, "staff", "public")}
        case = replace(history().case, record=Record(witnessed=earlier))
        told = done(done(case, first, seen), second, seen)
        assert told.comments == (first, second)
        assert told.record == Record(witnessed={**earlier, "c2": seen["c2"]})
