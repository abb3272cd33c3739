"""A decision as lanes: every status, severity, stretch of a clock, review and comment that a window holds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime, tzinfo

from plugin.board.formats import roughly, written
from plugin.board.picture.clock_lanes import clock_lanes
from plugin.board.picture.parts import Band, Kind, Lane, Look, Mark, Picture, Sign
from plugin.board.picture.window import Window
from workflows.case import Case, Comment
from workflows.decision import ApprovalStory, Decision

_DECIDED = {"approved": Sign.APPROVED, "rejected": Sign.REJECTED, "withdrawn": Sign.WITHDRAWN}


def picture_of(decision: Decision, window: Window, zone: tzinfo, *, is_past: bool = False) -> Picture:
    """The case as it stood at ``decision.at``. Nothing outside the window is in it; ``unseen`` counts that."""
    lanes = (_statuses(decision, zone), _severities(decision, zone), *clock_lanes(decision, zone))
    others = (_reviews(decision, zone), _comments(decision, zone), _next(decision, zone))
    kept = tuple(_cut(lane, window, zone) for lane in (*lanes, *(lane for lane in others if lane)))
    title = f"The life of {decision.case.key}, as it stood {written(decision.at, zone)}"
    return Picture(window, decision.at, title, kept, is_past)


def unseen(decision: Decision, window: Window) -> tuple[int, int]:
    """How many moments of the timeline and of what comes lie before the window, and how many after it."""
    moments = [*(event.at for event in decision.timeline), *(item.at for item in decision.upcoming)]
    return sum(at < window.start for at in moments), sum(at > window.end for at in moments)


def _cut(lane: Lane, window: Window, zone: tzinfo) -> Lane:
    later = next((m for m in lane.marks if m.at > window.end and m.sign in (Sign.DUE, Sign.NEXT) and m.label), None)
    bands = tuple(band for band in lane.bands if window.touches(band.start, band.end))
    marks = tuple(mark for mark in lane.marks if window.holds(mark.at))
    is_next = later is not None and not (marks and later.sign is Sign.NEXT)
    beyond = f"{later.label} {written(later.at, zone)}" if later and is_next else ""
    return replace(lane, bands=bands, marks=marks, beyond=beyond)


def _statuses(decision: Decision, zone: tzinfo) -> Lane:
    case = decision.case
    bands = tuple(
        _plain(s.status, s.since, s.until or decision.at, zone, _reason(case, str(s.cause or ""), s.by, s.clause))
        for s in decision.statuses
    )
    return Lane(Kind.STATUS, "Status", (str(decision.status),), _told("Status", bands), bands)


def _severities(decision: Decision, zone: tzinfo) -> Lane:
    spells = decision.severities
    ends = [*(spell.since for spell in spells[1:]), decision.at]
    bands = tuple(
        _plain(s.severity, s.since, end, zone, f"{s.clause}{'' if s.set_by_hand else ', nobody has set one'}")
        for s, end in zip(spells, ends, strict=True)
    )
    return Lane(Kind.SEVERITY, "Severity", (str(decision.severity),), _told("Severity", bands), bands)


def _plain(name: str, start: datetime, end: datetime, zone: tzinfo, why: str) -> Band:
    title = f"{name}: {written(start, zone)} – {written(end, zone)}, {roughly(end - start)}"
    return Band(start, end, Look.PLAIN, f"{title} ({why})" if why else title, name, name)


def _reason(case: Case, cause: str, by: str, clause: str) -> str:
    return ", ".join(part for part in (cause, f"by {case.name_of(by)}" if by else "", clause) if part)


def _told(name: str, bands: Iterable[Band]) -> str:
    return f"{name}: " + ", then ".join(f"{b.label} for {roughly(b.end - b.start)}" for b in bands)


def _reviews(decision: Decision, zone: tzinfo) -> Lane | None:
    asked = [story for story in decision.reviews if story.asked_at]
    if not asked:
        return None
    case = decision.case
    bands = tuple(_waiting(case, s, s.asked_at, s.decided_at or decision.at, zone) for s in asked if s.asked_at)
    marks = tuple(_decided(case, s, s.decided_at, zone) for s in asked if s.decided_at)
    told = "; ".join([*(b.title for b in bands), *(m.title for m in marks)])
    return Lane(Kind.APPROVAL, "Approval", (asked[-1].state,), f"Approval of Critical: {told}", bands, marks)


def _waiting(case: Case, story: ApprovalStory, start: datetime, end: datetime, zone: tzinfo) -> Band:
    title = f"Critical asked for by {case.name_of(story.asked_by)}: {written(start, zone)}, {roughly(end - start)}"
    return Band(start, end, Look.PENDING, f"{title} until it was {story.state}" if story.decided_at else title)


def _decided(case: Case, story: ApprovalStory, at: datetime, zone: tzinfo) -> Mark:
    by = f" by {case.name_of(story.decided_by)}" if story.decided_by else ""
    why = f": {story.why}" if story.why else ""
    return Mark(at, _DECIDED[story.state], f"Critical {story.state}{by}, {written(at, zone)}{why}", story.state)


def _comments(decision: Decision, zone: tzinfo) -> Lane | None:
    marks = tuple(_comment_marks(decision.case, zone))
    if not marks:
        return None
    count = Counter(mark.sign for mark in marks)
    said = ", ".join(f"{count[sign]} {words}" for sign, words in _WHO.items() if count[sign])
    public = sum(count[sign] for sign in (Sign.CUSTOMER, Sign.STAFF))
    return Lane(Kind.COMMENTS, "Comments", (f"{public} public",), f"Comments: {said}", (), marks)


_WHO = {
    Sign.CUSTOMER: "by the customer",
    Sign.STAFF: "public by staff",
    Sign.INTERNAL: "internal by staff",
    Sign.OURS: "by careflow",
}


def _comment_marks(case: Case, zone: tzinfo) -> Iterator[Mark]:
    for comment in case.comments:
        sign = _sign(case, comment)
        readers = "Public comment" if comment.public else "Internal comment"
        yield Mark(comment.at, sign, f"{readers} by {case.name_of(comment.by)}, {written(comment.at, zone)}")


def _sign(case: Case, comment: Comment) -> Sign:
    if comment.by == case.own_account:
        return Sign.OURS
    if not comment.public:
        return Sign.INTERNAL
    return Sign.STAFF if case.is_staff(comment.by) else Sign.CUSTOMER


def _next(decision: Decision, zone: tzinfo) -> Lane | None:
    marks = tuple(
        Mark(item.at, Sign.NEXT, f"{written(item.at, zone)}: {item.what} ({item.clause})", item.what)
        for item in decision.upcoming
    )
    if not marks:
        return None
    away = roughly(decision.upcoming[0].at - decision.at)
    told = "; ".join(mark.title for mark in marks)
    return Lane(Kind.NEXT, "What comes", (f"in {away}",), f"What comes next: {told}", (), marks)
