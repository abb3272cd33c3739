"""Histories on disk: exactly the cases that were read, whatever befalls the file."""

from __future__ import annotations

import signal
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plugin.configuration_errors import UserMistake
from plugin.histories.codec import History, decoded, encoded
from plugin.histories.store import Store
from tests.generated import a_case
from workflows.case import Case, Change
from workflows.record import Record, Refusal, Witness
from workflows.surroundings import Surroundings, Version, WorkLog
from workflows.terms import Field, Status

SITE = "https://jira.example.org"
MOMENT = datetime(2026, 11, 1, 12, tzinfo=UTC)

moments = st.datetimes(min_value=datetime(2020, 1, 1), max_value=datetime(2030, 1, 1)).map(
    lambda at: at.replace(microsecond=at.microsecond // 1000 * 1000, tzinfo=UTC)
)
values = st.none() | st.text() | moments | st.just("2026-11-01T12:00:00Z")
cases = st.builds(
    Case,
    key=st.just("CARE-1"),
    id=st.text(),
    opened_at=moments,
    status=st.sampled_from(Status),
    own_account=st.text(),
    summary=st.text(),
    reporter=st.none() | st.text(),
    customers=st.frozensets(st.text()),
    fields=st.dictionaries(st.sampled_from(Field), st.text() | moments),
    labels=st.frozensets(st.text()),
    changes=st.lists(
        st.builds(Change, st.text(), moments, st.text(), st.sampled_from(Field), values, values, st.text())
    ).map(tuple),
    record=st.builds(
        Record,
        acts=st.dictionaries(st.text(), moments),
        witnessed=st.dictionaries(st.text(), st.builds(Witness, moments, st.text(), st.text(), st.text())),
        refused=st.dictionaries(st.text(), st.builds(Refusal, st.text(), st.text(), st.text(), moments)),
        forgotten=st.none() | moments,
    ),
    around=st.builds(
        Surroundings,
        versions=st.none() | st.lists(st.builds(Version, st.text(), st.text())).map(tuple),
        work_logged=st.none()
        | st.timedeltas(timedelta(), timedelta(days=9)).map(lambda s: timedelta(seconds=s.seconds)),
        work_logs=st.lists(st.builds(WorkLog, st.text(), moments, st.just(timedelta(hours=1)))).map(tuple),
    ),
    reachable=st.none() | st.frozensets(st.sampled_from(Status)),
)


@settings(max_examples=60)
@given(cases, moments)
def test_a_case_comes_back_exactly_as_it_was(case: Case, at: datetime):
    history = History(case, at, at)
    assert "\n" not in encoded(history)
    assert decoded(encoded(history)) == history


def test_lived_cases_come_back_too():
    random = Random(3)
    for number in range(20):
        case = a_case(random, number).case
        assert decoded(encoded(History(case, MOMENT, MOMENT))).case == case


@pytest.mark.parametrize("line", ["", "null", "[]", "{}", '["CARE-1"]', "[[1],2,3]"])
def test_what_is_no_history_is_said_to_be_none(line: str):
    with pytest.raises(ValueError, match=r"."):
        decoded(line)


def history(key: str, title: str = "") -> History:
    case = a_case(Random(1), 1).case
    return History(replace(case, key=key, summary=title), MOMENT, MOMENT)


def store(folder: Path, writes: bool = True) -> Store:
    return Store(folder / "histories", SITE, writes)


def titles(folder: Path) -> dict[str, str]:
    with store(folder, writes=False) as there:
        return {h.case.key: h.case.summary for h in there.of(there.found_by(None))}


def test_the_newest_reading_of_a_case_counts(tmp_path: Path):
    with store(tmp_path) as there:
        for title in ("one", "two"):
            there.put(history("CARE-1", title))
        there.put(history("CARE-2", "other"))
    assert titles(tmp_path) == {"CARE-1": "two", "CARE-2": "other"}


def test_a_line_that_was_being_written_when_the_process_was_killed_is_cut_off(tmp_path: Path):
    with store(tmp_path) as there:
        there.put(history("CARE-1", "whole"))
    (file,) = (tmp_path / "histories").glob("*.jsonl")
    whole = file.read_bytes()
    file.write_bytes(whole + whole.splitlines()[1][:50])
    assert titles(tmp_path) == {"CARE-1": "whole"}
    with store(tmp_path) as there:
        there.put(history("CARE-2", "next"))
    assert titles(tmp_path) == {"CARE-1": "whole", "CARE-2": "next"}


KILLED = """
import sys
from pathlib import Path
from tests.plugin.histories.test_histories import history, store
with store(Path(sys.argv[1])) as there:
    for number in range(100_000):
        there.put(history(f"CARE-{number}", "x" * 2000))
        print(number, flush=True)
"""


def test_what_was_put_there_before_a_kill_is_there(tmp_path: Path):
    process = subprocess.Popen([sys.executable, "-c", KILLED, str(tmp_path)], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    for _ in range(20):
        last = int(process.stdout.readline())
    process.send_signal(signal.SIGKILL)
    process.wait()
    process.stdout.close()
    assert {f"CARE-{number}" for number in range(last + 1)} <= set(titles(tmp_path))


def test_a_file_of_which_most_is_out_of_date_is_written_anew(tmp_path: Path):
    with store(tmp_path) as there:
        for number in range(150):
            there.put(history("CARE-1", str(number)))
    (file,) = (tmp_path / "histories").glob("*.jsonl")
    assert len(file.read_bytes().splitlines()) == 2
    assert titles(tmp_path) == {"CARE-1": "149"}


def test_one_of_another_format_is_taken_for_empty(tmp_path: Path):
    with store(tmp_path) as there:
        there.put(history("CARE-1"))
    (file,) = (tmp_path / "histories").glob("*.jsonl")
    file.write_bytes(b"careflow histories 0123\n" + file.read_bytes().split(b"\n", 1)[1])
    assert titles(tmp_path) == {}
    with store(tmp_path) as there:
        there.put(history("CARE-2"))
    assert set(titles(tmp_path)) == {"CARE-2"}


def test_two_that_would_write_at_once_are_told(tmp_path: Path):
    with store(tmp_path), pytest.raises(UserMistake, match="another run is reading histories"), store(tmp_path):
        pass


def test_what_customers_wrote_is_its_owners_alone(tmp_path: Path):
    with store(tmp_path) as there:
        there.put(history("CARE-1"))
        there.remember("project = CARE", ["CARE-1"])
    folder = tmp_path / "histories"
    assert folder.stat().st_mode & 0o777 == 0o700
    assert {path.stat().st_mode & 0o077 for path in folder.glob("*.jsonl")} == {0}


def test_another_jiras_cases_are_not_these(tmp_path: Path):
    with store(tmp_path) as there:
        there.put(history("CARE-1"))
    with Store(tmp_path / "histories", "https://other.example.org") as other:
        assert other.found_by(None) == []


def test_a_query_that_was_never_asked_is_said_so(tmp_path: Path):
    with store(tmp_path) as there:
        there.remember("project =  CARE", ["CARE-1"])
        assert there.found_by("project = CARE") == ["CARE-1"]
        with pytest.raises(UserMistake, match="nothing was read for this query yet"):
            there.found_by("project = OPS")


def test_a_folder_that_cannot_be_used_is_said_so(tmp_path: Path):
    (tmp_path / "histories").write_text("a file")
    with pytest.raises(UserMistake, match="cannot be opened"), store(tmp_path):
        pass
