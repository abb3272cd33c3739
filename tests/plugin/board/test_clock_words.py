from __future__ import annotations

from zoneinfo import ZoneInfo

from plugin.board.clock_words import Standing, standing
from tests.histories import ANN, History, history
from workflows.terms import Field

STOCKHOLM = ZoneInfo("Europe/Stockholm")


def says(case: History, clock: str, when: str) -> Standing:
    return standing(case.clock(clock, when), STOCKHOLM)


def test_a_clock_says_at_a_glance_how_much_is_left_and_why():
    case = history("2026-03-02 09:00").agent("09:30").waits("10:00")
    assert says(case, "respond", "11:00") == Standing("met in 0:30 h", "met Mon 02 Mar 2026 09:30 (c10001)")
    assert says(case, "restore", "10:30") == Standing("0:30 h left", "counts since Mon 02 Mar 2026 09:00")
    assert says(case, "resolve", "11:00") == Standing(
        "95:00 h left", "stands still since Mon 02 Mar 2026 10:00: Waiting for Customer (h10002/Status)"
    )


def test_outside_hours_it_stands_still_too():
    case = history("2026-03-02 17:30").agent("17:40")
    assert says(case, "restore", "20:00") == Standing(
        "1:30 h left", "stands still since Mon 02 Mar 2026 18:00: outside hours"
    )


def test_one_that_is_late_says_by_how_much_and_whether_it_was_met_after_all():
    case = history("2026-03-02 09:00").agent("09:30")
    assert says(case, "restore", "12:00") == Standing(
        "over by 1:00 h", "was due Mon 02 Mar 2026 11:00, and is not met yet"
    )
    case.edits(ANN, "13:00", Field.RESTORED, case.instant("13:00"))
    assert says(case, "restore", "14:00") == Standing(
        "over by 2:00 h", "was due Mon 02 Mar 2026 11:00; met late Mon 02 Mar 2026 13:00 (Functionality Restored)"
    )


def test_the_clock_of_updates_says_how_many_were_missed():
    case = history("2026-03-02 08:00", severity="Critical", tier="Elite").agent("08:10")
    assert says(case, "communicate", "15:00").much == "1 period missed"
    assert says(case, "communicate", "21:00").much == "2 missed"


def test_just_begun_it_counts_since_now():
    case = history("2026-03-02 09:00")
    assert says(case, "respond", "09:00") == Standing("1:00 h left", "counts since Mon 02 Mar 2026 09:00")
