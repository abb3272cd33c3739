"""The property ``careflow``: what is put down is read back, whatever people do to it, and never outgrows Jira."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.histories import ANN, history
from workflows.record import MOST, Record, Refusal, Witness, from_text, replaced_in_shadow, to_text

instants = st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC)).map(
    lambda at: at.replace(microsecond=at.microsecond // 1000 * 1000)
)
words = st.text(max_size=30)
records = st.builds(
    Record,
    acts=st.dictionaries(words, instants, max_size=5),
    witnessed=st.dictionaries(words, st.builds(Witness, instants, words, words, words), max_size=5),
    refused=st.dictionaries(words, st.builds(Refusal, words, words, words, instants), max_size=5),
    written=st.dictionaries(words, words, max_size=5),
    forgotten=st.none() | instants,
    shadowed=st.dictionaries(words, instants, max_size=5),
)


@given(records)
def test_what_was_put_down_is_read_back(record):
    assert Record.from_json(json.loads(json.dumps(record.to_json()))) == record


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | words,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(words, inner, max_size=4),
    max_leaves=12,
)


@given(st.fixed_dictionaries({}, optional=dict.fromkeys(("acts", "witnessed", "refused", "written"), json_values)))
def test_a_property_that_people_have_edited_never_breaks_the_reading(value):
    Record.from_json(value)


@given(json_values)
def test_nor_does_anything_else_in_its_place(value):
    Record.from_json(value)


def test_a_record_that_would_outgrow_jira_forgets_its_oldest_witnesses_first():
    start = datetime(2026, 3, 2, tzinfo=UTC)
    many = {f"c{n}": Witness(start + timedelta(minutes=n), "712020:" + "x" * 40, "staff", "public") for n in range(600)}
    record = Record(acts={"CLO-3 email 1": start}, witnessed=many).fitting()
    assert len(json.dumps(record.to_json())) <= 32_768
    assert "c599" in record.witnessed
    assert "c0" not in record.witnessed
    assert record.acts == {"CLO-3 email 1": start}
    assert Record.from_json(record.to_json()) == record


def test_what_was_forgotten_is_not_put_down_again():
    case = history(severity="Critical")
    for minute in range(1, 700):
        case.comments(ANN, case.case.opened_at + timedelta(minutes=minute))
    end = case.case.opened_at + timedelta(minutes=701)
    decision = case.acts(end)
    case.case = replace(case.case, record=case.case.record.fitting())
    assert decision.actions
    assert case.case.record.forgotten is not None
    assert case.acts(end).actions == ()


def test_a_record_that_fits_is_left_alone():
    record = Record(acts={"EXC-1 told": datetime(2026, 3, 2, tzinfo=UTC)})
    assert record.fitting() == record


def test_an_entry_that_somebody_has_spoilt_hides_none_after_it():
    value = {"acts": {"EXC-1 told": "yesterday", "EXC-2 told": "2026-03-02T09:00:00Z"}}
    assert Record.from_json(value).acts == {"EXC-2 told": datetime(2026, 3, 2, 9, tzinfo=UTC)}


def test_an_empty_record_says_its_version_and_no_more():
    assert Record().to_json() == {"v": 1, "acts": {}, "witnessed": {}, "refused": {}, "written": {}}


def test_an_instant_needs_a_zone_and_is_read_in_utc():
    assert from_text("2026-03-02T10:00:00+01:00") == datetime(2026, 3, 2, 9, tzinfo=UTC)
    assert from_text("2026-03-02T10:00:00+01:00").tzinfo is UTC
    with pytest.raises(ValueError, match="no zone in '2026-03-02T10:00:00'"):
        from_text("2026-03-02T10:00:00")


@pytest.fixture
def in_chicago(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The machine's own zone, for the time of a test."""
    with monkeypatch.context() as patch:
        patch.setenv("TZ", "America/Chicago")
        time.tzset()
        yield
    time.tzset()


@pytest.mark.usefixtures("in_chicago")
def test_instants_are_written_and_read_in_utc_whatever_the_zone_of_the_machine():
    text = "2026-03-02T09:00:00Z"
    assert to_text(from_text(text)) == text
    assert from_text(text).tzinfo is UTC


def test_as_of_a_moment_it_holds_what_had_been_put_down_by_then_that_instant_included():
    def until(*days: int) -> Record:
        at = {f"{day}": datetime(2026, 3, day, tzinfo=UTC) for day in days}
        return Record(
            acts=at,
            witnessed={k: Witness(v, ANN, "staff", "public") for k, v in at.items()},
            refused={k: Refusal("Status", "", "no", v) for k, v in at.items()},
            shadowed=at,
        )

    assert until(2, 3, 4).as_of(datetime(2026, 3, 3, tzinfo=UTC)) == until(2, 3)


@pytest.mark.parametrize(("excess", "kept"), [(0, ["c2", "c1"]), (1, ["c1"])])
def test_just_as_much_is_forgotten_as_jira_would_not_take_oldest_first_whatever_its_number(excess, kept):
    start = datetime(2026, 3, 2, tzinfo=UTC)
    witnessed = {f"c{n}": Witness(start - timedelta(days=n), ANN, "staff", "public") for n in (2, 1)}
    record = Record(witnessed=witnessed, written={"Root Cause": ""})
    full = "x" * (MOST - len(json.dumps(record.to_json())) + excess)
    assert list(replace(record, written={"Root Cause": full}).fitting().witnessed) == kept


def test_in_shadow_a_field_has_one_act_for_a_clause_whatever_its_value_says():
    known = ["SLO-6 Root Cause = a", "SLO-6 Root Cause Due = b", "EXC-1 told"]
    assert replaced_in_shadow(known, "SLO-6 Root Cause = c = d") == ["SLO-6 Root Cause = a"]
    assert replaced_in_shadow(known, "EXC-1 told") == []
