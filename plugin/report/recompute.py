"""Computes a careflow statement again, from its JSON alone. Plain Python 3.11 or later; nothing is installed.

    python3 recompute.py statement.json

It counts every stretch of every clock anew by the calendars in the file, works out when each target was used up, what
was met and breached, in which month it counts, and the totals. Whatever differs from what the file says is printed.
Exit code 0: everything agrees; 1: something does not; 2: the file is no statement.

What a third party cannot compute is what happened: that the customer waited from then to then, or when an agent wrote.
Each pause therefore names the entry of the case's history in Jira that it rests on (``h10023``, ``c10007``).
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

OUTCOMES = ("met", "breached", "running", "paused", "no target", "decided before")
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
DAY = timedelta(days=1)
NONE = timedelta()
Data = dict[str, Any]
Span = tuple[datetime, datetime]
Outcome = tuple[str, datetime | None, str | None]


def recompute(statement: Data) -> list[str]:
    """Every disagreement in the statement, in words; none means that it is right."""
    found: list[str] = []
    if digest(statement) != statement["digest"]:
        found.append("the digest is not that of this content: the file was changed")
    totals = {name: dict.fromkeys((*OUTCOMES, "missed periods"), 0) for name in statement["totals"]}
    for case in statement["cases"]:
        for clock in case["clocks"]:
            where = "{} {}".format(case["key"], clock["name"])
            found += [f"{where}: {what}" for what in disagreements(statement, case, clock)]
            totals[clock["name"]][outcome(statement, case, clock)[0]] += 1
            totals[clock["name"]]["missed periods"] += missed(statement, clock)
    for name, counted in totals.items():
        for what, number in counted.items():
            if number != statement["totals"][name][what]:
                found.append("total of {}, {}: {}, not {}".format(name, what, number, statement["totals"][name][what]))
    return found


def digest(statement: Data) -> str:
    """SHA-256 of all but the digest itself: JSON in UTF-8 with sorted keys and without spaces."""
    rest = {key: value for key, value in statement.items() if key != "digest"}
    text = json.dumps(rest, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def disagreements(statement: Data, case: Data, clock: Data) -> Iterator[str]:
    """What the file says of one clock and does not follow from its stretches and its calendar."""
    what, at, month = outcome(statement, case, clock)
    if what != clock["outcome"]:
        yield "it is {}, not {}".format(what, clock["outcome"])
    if apart(at, maybe(clock["decided_at"])):
        yield "it was decided at {}, not {}".format(at, clock["decided_at"])
    if month != clock["month"]:
        yield "it counts in {}, not {}".format(month, clock["month"])
    if clock["state"] == "none":
        return
    calendar = statement["calendars"][clock["calendar"]]
    yield from stretches_wrong(case, clock, calendar)
    counted = sum((end - start for start, end in counting(clock)), NONE)
    if differ(counted, minutes(clock["elapsed_minutes"])):
        yield "{} counted, not {} minutes".format(counted, clock["elapsed_minutes"])
    due = due_of(clock, calendar)
    if clock["name"] == "communicate":
        yield from rounds_wrong(clock, calendar)
    elif clock["due_at"] is not None and apart(due, moment(clock["due_at"])):
        yield "it was due at {}, not {}".format(due, clock["due_at"])


def outcome(statement: Data, case: Data, clock: Data) -> Outcome:
    """Met, breached …; when that was decided, and the month it counts in."""
    if clock["state"] == "none":
        return "no target", None, None
    met, calendar = maybe(clock["met_at"]), statement["calendars"][clock["calendar"]]
    if clock["name"] == "communicate":
        breached = first_missed(clock, calendar)
    else:
        due, last = due_of(clock, calendar), end_of(case, clock)
        breached = due if last > due else None
    at = breached or met
    if at is None:
        stretches = clock["intervals"]
        return ("paused" if is_paused(stretches[-1:]) else "running"), None, None
    day = at.astimezone(ZoneInfo(case["zone"])).date()
    if not date.fromisoformat(statement["from"]) <= day <= date.fromisoformat(statement["to"]):
        return "decided before", at, None
    return ("breached" if breached else "met"), at, day.strftime("%Y-%m")


def stretches_wrong(case: Data, clock: Data, calendar: Data) -> Iterator[str]:
    """The stretches follow on each other; what counts is open, and what does not is closed or paused."""
    at = moment(clock["started_at"])
    for stretch in clock["intervals"]:
        start, end = moment(stretch["from"]), moment(stretch["to"])
        if start != at:
            yield "there is a gap or an overlap at {}".format(stretch["from"])
        at, opened = end, sum((b - a for a, b in open_hours(calendar, start, end)), NONE)
        if stretch["counts"] and differ(opened, end - start):
            yield "{} to {} counts, and is not all in the hours".format(stretch["from"], stretch["to"])
        if not stretch["counts"] and not is_paused([stretch]) and differ(opened, NONE):
            yield "{} to {} does not count, and is in the hours".format(stretch["from"], stretch["to"])
    if at != end_of(case, clock):
        yield f"its stretches end at {at}, not when it was met or asked about"


def end_of(case: Data, clock: Data) -> datetime:
    """When it was met, or else the moment for which the statement asks."""
    return max(maybe(clock["met_at"]) or moment(case["at"]), moment(clock["started_at"]))


def due_of(clock: Data, calendar: Data) -> datetime:
    """The first moment at which the target is used up; beyond the last stretch the calendar goes on."""
    left, at = minutes(clock["target_minutes"]), moment(clock["started_at"])
    for start, end in counting(clock):
        if left <= end - start:
            return start + left
        left -= end - start
    if clock["intervals"]:
        at = moment(clock["intervals"][-1]["to"])
    return used_up(calendar, at, left)


def used_up(calendar: Data, at: datetime, left: timedelta) -> datetime:
    """The first moment at which so much time of the calendar has gone by since another."""
    while True:
        for start, end in open_hours(calendar, at, at + 7 * DAY):
            if left <= end - start:
                return start + left
            left -= end - start
        at += 7 * DAY


def rounds_wrong(clock: Data, calendar: Data) -> Iterator[str]:
    """Status communication: in each round, from one update to the next, whole periods are counted."""
    for one, following in pairwise(clock["rounds"]):
        if one["to"] != following["from"]:
            yield "there is a gap between the updates at {}".format(one["to"])
    for one in clock["rounds"]:
        if missed_in(one, clock, calendar) != one["missed"]:
            yield "{} missed from {} on, not {}".format(missed_in(one, clock, calendar), one["from"], one["missed"])
    if sum(one["missed"] for one in clock["rounds"]) != clock["missed_periods"]:
        yield "the missed periods do not add up to {}".format(clock["missed_periods"])


def missed_in(one: Data, clock: Data, calendar: Data) -> int:
    """Periods of a round that ended without an update; at the very end of a period it is not missed yet."""
    start, end, period = moment(one["from"]), moment(one["to"]), minutes(clock["target_minutes"])
    whole: int = sum((b - a for a, b in open_hours(calendar, start, end)), NONE) // period
    return whole - (1 if whole and end <= used_up(calendar, start, period * whole) else 0)


def missed(statement: Data, clock: Data) -> int:
    """All missed periods of a clock."""
    if clock["name"] != "communicate" or clock["state"] == "none":
        return 0
    return sum(missed_in(one, clock, statement["calendars"][clock["calendar"]]) for one in clock["rounds"])


def first_missed(clock: Data, calendar: Data) -> datetime | None:
    """The end of the first missed period."""
    for one in clock["rounds"]:
        if missed_in(one, clock, calendar):
            return used_up(calendar, moment(one["from"]), minutes(clock["target_minutes"]))
    return None


def open_hours(calendar: Data, start: datetime, end: datetime) -> list[Span]:
    """The stretches of a time in which the calendar is open, joined where they meet."""
    zone = ZoneInfo(calendar["zone"])
    found: list[Span] = []
    day = start.astimezone(zone).date() - DAY
    while day <= end.astimezone(zone).date():
        for opens, closes in calendar["hours"].get(DAYS[day.weekday()], ()):
            begins, ends = max(start, on_the_clock(day, opens, zone)), min(end, on_the_clock(day, closes, zone))
            if begins < ends and day.isoformat() not in calendar["holidays"]:
                if found and found[-1][1] >= begins:
                    begins = found.pop()[0]
                found.append((begins, ends))
        day += DAY
    return found


def on_the_clock(day: date, text: str, zone: tzinfo) -> datetime:
    """The instant at which the clock on the wall shows a time; 24:00 is the next midnight."""
    hour, minute = map(int, text.split(":"))
    if hour == 24:
        day, hour = day + DAY, 0
    return datetime.combine(day, time(hour, minute), zone).astimezone(UTC)


def counting(clock: Data) -> list[Span]:
    """The stretches that count."""
    return [(moment(s["from"]), moment(s["to"])) for s in clock["intervals"] if s["counts"]]


def is_paused(stretches: list[Data]) -> bool:
    """Whether the last of some stretches is a pause."""
    return bool(stretches) and stretches[-1]["why"].startswith("paused: ")


def moment(text: str) -> datetime:
    """An instant in UTC."""
    return datetime.fromisoformat(text).astimezone(UTC)


def maybe(text: str | None) -> datetime | None:
    """An instant in UTC, or none."""
    return moment(text) if text else None


def minutes(number: float) -> timedelta:
    """A span."""
    return timedelta(minutes=number)


def differ(one: timedelta, other: timedelta) -> bool:
    """Whether two spans do, by more than what minutes are rounded to."""
    return abs(one - other) > timedelta(milliseconds=1)


def apart(one: datetime | None, other: datetime | None) -> bool:
    """Whether two instants are, or one of them is none."""
    return differ(one - other, NONE) if one and other else one != other


def main(words: list[str]) -> int:
    """Read the file, and say what does not agree."""
    try:
        with open(words[0], encoding="utf-8") as file:
            statement = json.load(file)
        found = recompute(statement)
    except (IndexError, OSError, KeyError, TypeError, ValueError) as error:
        print(f"this is no statement that can be computed again: {error!r}", file=sys.stderr)
        return 2
    for line in found:
        print(line)
    clocks = sum(len(case["clocks"]) for case in statement["cases"])
    verdict = "not right" if found else "everything agrees"
    print("{} cases, {} clocks: {}".format(len(statement["cases"]), clocks, verdict))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
