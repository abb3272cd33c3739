"""A law: whatever became of a case, its picture has every stretch of the decision, told and in its place."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from xml.etree import ElementTree
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from plugin.board.formats import written
from plugin.board.picture.clock_lanes import NAMES
from plugin.board.picture.lanes import picture_of, unseen
from plugin.board.picture.parts import Kind, Look, Picture, Sign
from plugin.board.picture.svg import drawn, names
from plugin.board.picture.window import Window, life_of
from tests.histories import ANN, History, history
from tests.workflows.test_laws import deeds, played, severities, staffed
from workflows.decision import Decision
from workflows.policy import Policy
from workflows.switches import Switch, switches
from workflows.terms import Field

STOCKHOLM = ZoneInfo("Europe/Stockholm")
PLACES = re.compile(r"(-?[\d.]+)%")
SVG = "{http://www.w3.org/2000/svg}"


def pictured(case: History, when: str) -> tuple[Decision, Picture]:
    decision = case.decide(when)
    return decision, picture_of(decision, life_of(decision), STOCKHOLM)


def parsed(picture: Picture) -> ElementTree.Element:
    text = str(drawn(picture, STOCKHOLM)).replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1)
    return ElementTree.fromstring(text)


@settings(max_examples=50)
@given(severities, deeds(), st.integers(1, 20_000))
def test_the_picture_of_the_whole_life_has_every_stretch_of_the_decision(severity, doings, later):
    case = staffed(severity)
    decision = case.decide(played(case, doings) + timedelta(minutes=later))
    far = max([decision.at, *(item.at for item in decision.upcoming), *(e.at for e in decision.timeline)])
    window = Window(case.case.opened_at, far + timedelta(minutes=1))
    picture = picture_of(decision, window, STOCKHOLM)
    assert unseen(decision, window) == (0, 0)
    lanes = {lane.name: lane for lane in picture.lanes}
    assert [(b.start, b.end) for b in lanes["Status"].bands] == [
        (s.since, s.until or decision.at) for s in decision.statuses
    ]
    assert [b.start for b in lanes["Severity"].bands] == [s.since for s in decision.severities]
    for clock in decision.clocks:
        if not clock.started_at:
            assert NAMES[clock.name] not in lanes
            continue
        lane = lanes[NAMES[clock.name]]
        proof = [band for band in lane.bands if band.look not in (Look.LATE, Look.LEFT)]
        assert [(b.start, b.end, b.look is Look.COUNTED) for b in proof] == [
            (i.start, i.end, i.counts) for i in clock.intervals
        ]
        assert all(i.why in b.title for i, b in zip(clock.intervals, proof, strict=True))
        marks = {mark.sign: mark.at for mark in lane.marks}
        assert marks.get(Sign.MET) == clock.met_at
        assert marks.get(Sign.BREACH) == clock.breached_at
    said = lanes["Comments"].marks if "Comments" in lanes else ()
    assert [mark.at for mark in said] == [comment.at for comment in decision.case.comments]
    comes = lanes["What comes"].marks if "What comes" in lanes else ()
    assert [mark.at for mark in comes] == [item.at for item in decision.upcoming]
    reviewed = lanes["Approval"].bands if "Approval" in lanes else ()
    assert [band.start for band in reviewed] == [story.asked_at for story in decision.reviews if story.asked_at]
    titles = [title.text or "" for title in parsed(picture).iter(f"{SVG}title")]
    told = [part.title for lane in picture.lanes for part in (*lane.bands, *lane.marks)]
    assert sorted(titles[1:]) == sorted(told)


@settings(max_examples=25)
@given(severities, deeds(), st.integers(1, 5_000), st.integers(0, 3_000), st.integers(1, 3_000))
def test_in_any_part_of_a_life_nothing_is_drawn_outside_the_picture(severity, doings, later, begins, lasts):
    case = staffed(severity)
    decision = case.decide(played(case, doings) + timedelta(minutes=later))
    start = case.case.opened_at + timedelta(minutes=begins)
    picture = picture_of(decision, Window(start, start + timedelta(minutes=lasts)), STOCKHOLM)
    text = str(drawn(picture, STOCKHOLM))
    assert all(-0.1 <= float(place) <= 100.1 for place in PLACES.findall(text))
    assert " style=" not in text


def test_a_stretch_stands_at_its_share_of_the_width():
    case = history("2026-03-02 09:00").agent("09:30").waits("10:00")
    decision = case.decide("11:00")
    window = Window(case.instant("2026-03-02 09:00"), case.instant("2026-03-02 13:00"))
    root = parsed(picture_of(decision, window, STOCKHOLM))
    waiting = next(
        group
        for group in root.iter(f"{SVG}g")
        if (group.findtext(f"{SVG}title") or "").startswith("Waiting for Customer")
    )
    box = waiting.find(f"{SVG}rect")
    assert (box.get("x"), box.get("width")) == ("25%", "25%")
    line = next(line for line in root.iter(f"{SVG}line") if line.get("class") == "now")
    assert line.get("x1") == "50%"


def test_what_counts_outside_hours_and_paused_are_told_apart_without_colour():
    case = history("2026-03-02 16:00").agent("16:30").waits("2026-03-03 09:00").works("2026-03-03 10:00")
    _, picture = pictured(case, "2026-03-03 12:00")
    looks = {band.look for lane in picture.lanes if lane.kind is Kind.CLOCK for band in lane.bands}
    assert {Look.COUNTED, Look.OUTSIDE, Look.PAUSED} <= looks
    root = parsed(picture)
    heights = {}
    for group in root.iter(f"{SVG}g"):
        look = (group.get("class") or "").split()[1]
        heights[look] = int(group.find(f"{SVG}rect").get("height") or 0)
    assert heights["counted"] > heights["paused"] > heights["outside"]


def test_a_due_beyond_the_picture_is_named_at_its_edge():
    case = history("2026-03-02 09:00")
    decision, picture = pictured(case, "09:05")
    resolve = next(lane for lane in picture.lanes if lane.name == "Resolve")
    due = next(clock.due_at for clock in decision.clocks if clock.name == "resolve")
    assert due is not None
    assert not picture.window.holds(due)
    assert resolve.beyond == f"due {written(due, STOCKHOLM)}"
    assert f"{resolve.beyond} →" in drawn(picture, STOCKHOLM)
    assert unseen(decision, picture.window)[1] > 0


def test_who_cannot_see_it_gets_a_sentence_for_each_lane():
    case = history("2026-03-02 09:00").agent("09:30").waits("10:00")
    _, picture = pictured(case, "11:00")
    told = parsed(picture).findtext(f"{SVG}desc") or ""
    assert "Status: New for 1 h, then Waiting for Customer for 1 h" in told
    assert "Resolve: paused, 1:00 of 96:00 h counted" in told
    assert "Comments: 1 public by staff" in told
    assert all(lane.name.partition(" ")[0] in told for lane in picture.lanes)


def test_names_and_words_of_people_are_escaped():
    case = history("2026-03-02 09:00", severity="Major").edits(ANN, "09:10", Field.REQUESTED_SEVERITY, "Critical")
    case.manager("09:20", "/approve <svg onload=alert(1)> & more")
    people = {id_: replace(person, name=f"<i>{person.name}</i>") for id_, person in case.case.people.items()}
    case.case = replace(case.case, people=people)
    _, picture = pictured(case, "09:30")
    text = drawn(picture, STOCKHOLM) + names(picture)
    assert "<i>" not in text
    assert "onload=alert(1)>" not in text
    assert any("<i>Max Manager</i>" in (t.text or "") for t in parsed(picture).iter(f"{SVG}title"))


def test_the_clocks_of_clauses_in_shadow_have_lanes_of_their_own():
    policy = replace(Policy(), switches=dict(switches({"SLO-4": Switch.SHADOW})))
    case = history("2026-03-02 09:00", policy=policy).agent("09:30").waits("10:00")
    decision, picture = pictured(case, "11:00")
    lane = next(lane for lane in picture.lanes if lane.name == "Resolve (shadow)")
    assert [(b.start, b.end) for b in lane.bands if b.look is not Look.LEFT] == [
        (i.start, i.end) for i in decision.shadow_clocks[0].intervals
    ]
    assert "Resolve" not in [lane.name for lane in picture.lanes]
