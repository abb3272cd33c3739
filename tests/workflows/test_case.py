"""A case as one read of Jira gives it: who counts as what, and how it stood at a moment."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from tests.histories import ANN, CLARA, OWN, SAM, History, history
from workflows.case import Case, Change, Comment, FixVersion, Labelling, Person
from workflows.record import Record, Witness
from workflows.surroundings import Surroundings
from workflows.terms import Field, Role, Status

MOMENT = timedelta.resolution


def plain() -> Case:
    return history("2026-03-02 09:00").case


class TestPeople:
    def test_our_own_account_has_no_role_whatever_groups_it_is_in_and_is_nobodys_customer(self):
        people = {OWN: Person(OWN, "careflow", frozenset({Role.MANAGER}))}
        case = replace(plain(), people=people, customers=frozenset({OWN}))
        assert (case.roles(OWN), case.is_staff(OWN), case.is_customer(OWN)) == (frozenset(), False, False)

    def test_whoever_is_unknown_has_no_role(self):
        assert plain().roles("zoe") == frozenset()
        assert not plain().is_staff("zoe")

    def test_a_customer_who_is_staff_counts_as_staff(self):
        case = replace(plain(), customers=frozenset({ANN, CLARA}))
        assert [case.is_customer(person) for person in (ANN, CLARA, SAM)] == [False, True, False]

    def test_a_person_is_named_by_jira_else_by_the_id(self):
        case = replace(plain(), people={ANN: Person(ANN, "Ann Agent"), SAM: Person(SAM)})
        assert [case.name_of(person) for person in (ANN, SAM, "zoe", None)] == ["Ann Agent", SAM, "zoe", "nobody"]


def test_a_field_holds_a_text_or_a_moment():
    at = datetime(2026, 3, 2, 9, tzinfo=UTC)
    case = replace(plain(), fields={Field.TIER: "Elite", Field.RESTORED: at})
    assert [case.text(name) for name in (Field.TIER, Field.RESTORED, Field.REGION)] == ["Elite", None, None]
    assert [case.moment(name) for name in (Field.TIER, Field.RESTORED, Field.REGION)] == [None, at, None]


def test_a_case_with_a_version_or_anything_around_it_does_not_stand_alone():
    versions = (FixVersion("1", "2026.1"),)
    assert plain().stands_alone
    assert not replace(plain(), fix_versions=versions).stands_alone
    assert not replace(plain(), around=Surroundings(work_logged=timedelta())).stands_alone


def test_each_piece_of_evidence_has_an_id_of_its_kind():
    at = datetime(2026, 3, 2, 9, tzinfo=UTC)
    pieces = (
        Comment("7", at, ANN, "…"),
        Change("7", at, ANN, Field.SEVERITY, None, "Major"),
        Labelling("7", at, ANN, "vip", True),
        FixVersion("7", "2026.1"),
    )
    assert [piece.evidence for piece in pieces] == ["c7", "h7/Severity", "h7/labels", "v7"]


class TestAsOf:
    """What happened at the moment itself has happened; what came later has not."""

    def around(self, case: History, at: str, ask) -> list[object]:
        moment = case.instant(at)
        return [ask(case.case.as_of(when)) for when in (moment - MOMENT, moment)]

    def test_comments_and_changes(self):
        case = history("2026-03-02 09:00").agent("10:00").edits(ANN, "11:00", Field.TIER, "Elite")
        assert self.around(case, "10:00", lambda c: len(c.comments)) == [0, 1]
        assert self.around(case, "11:00", lambda c: len(c.changes)) == [0, 1]

    def test_fields_are_wound_back_to_what_they_were(self):
        case = history("2026-03-02 09:00", tier="Standard").edits(ANN, "10:00", Field.TIER, "Elite")
        case.edits(ANN, "11:00", Field.TIER, None).edits(ANN, "12:00", Field.REGION, "EMEA")
        assert self.around(case, "10:00", lambda c: c.text(Field.TIER)) == ["Standard", "Elite"]
        assert self.around(case, "11:00", lambda c: c.text(Field.TIER)) == ["Elite", None]
        assert self.around(case, "12:00", lambda c: c.text(Field.REGION)) == [None, "EMEA"]

    def test_a_field_whose_present_value_no_map_knows_was_empty_before_all_the_same(self):
        case = history("2026-03-02 09:00").edits(ANN, "10:00", Field.TIER, "Elite").case
        unknown = replace(case, fields={k: v for k, v in case.fields.items() if k is not Field.TIER})
        assert unknown.as_of(unknown.opened_at).text(Field.TIER) is None

    def test_status_and_assignee(self):
        case = history("2026-03-02 09:00").waits("10:00").assigns(ANN, "11:00", None).assigns(ANN, "12:00", SAM)
        assert self.around(case, "10:00", lambda c: c.status) == [Status.NEW, Status.WAITING]
        assert self.around(case, "11:00", lambda c: c.assignee) == [ANN, None]
        assert self.around(case, "12:00", lambda c: c.assignee) == [None, SAM]
        assert case.case.as_of(case.instant("12:00")).status is Status.WAITING

    def test_labels(self):
        at = [datetime(2026, 3, 2, hour, tzinfo=UTC) for hour in (10, 11)]
        entries = (Labelling("1", at[0], ANN, "vip", True), Labelling("2", at[1], ANN, "old", False))
        case = replace(plain(), labels=frozenset({"vip"}), labellings=entries)
        found = [case.as_of(when) for when in (at[0] - MOMENT, at[0], at[1] - MOMENT, at[1])]
        assert [sorted(c.labels) for c in found] == [["old"], ["old", "vip"], ["old", "vip"], ["vip"]]
        assert [len(c.labellings) for c in found] == [0, 1, 1, 2]

    @pytest.mark.parametrize("out", [True, False])
    def test_a_release_that_was_seen_later_had_not_happened(self, out):
        seen = datetime(2026, 3, 2, 10, tzinfo=UTC)
        record = Record(witnessed={"v1": Witness(seen, OWN, "", "released")})
        case = replace(plain(), fix_versions=(FixVersion("1", "A", out), FixVersion("2", "B", True)), record=record)
        told = [[v.released for v in case.as_of(when).fix_versions] for when in (seen - MOMENT, seen)]
        assert told == [[False, True], [out, True]]

    def test_the_record(self):
        put_down = datetime(2026, 3, 2, 10, tzinfo=UTC)
        case = replace(plain(), record=Record(acts={"SLO-10 respond warning": put_down}))
        assert [len(case.as_of(when).record.acts) for when in (put_down - MOMENT, put_down)] == [0, 1]
