"""A picture written as SVG.

Places across are in per cent, so that it fits any width, and sizes in pixels, so that its text stays readable. There
are no style attributes (the pages' Content-Security-Policy) but classes, which ``case.css`` colours.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import tzinfo

from markupsafe import Markup

from plugin.board.picture.axis import eras, ticks
from plugin.board.picture.parts import Band, Kind, Lane, Mark, Picture, Sign
from plugin.board.picture.shapes import BANDS, PATTERNS, shape
from plugin.board.picture.window import Window

AXIS = 58  # pixels, for the word at the present moment, the days and the hours
HEIGHTS = {
    Kind.STATUS: 42,
    Kind.SEVERITY: 40,
    Kind.CLOCK: 64,
    Kind.APPROVAL: 38,
    Kind.COMMENTS: 46,
    Kind.NEXT: 38,
}
LETTER = 1.05  # per cent of the width that a letter takes, on the narrowest picture, of 720 pixels
SIGN = 1.2  # per cent: half of what a sign takes
THINNEST = 0.05  # per cent: what is shorter than that can still be seen
_ROWS = {Sign.CUSTOMER: 13, Sign.STAFF: 32, Sign.INTERNAL: 32, Sign.OURS: 22}
_MIDDLE = 20


def names(picture: Picture) -> Markup:
    """The names of the lanes, for the column that stays where it is while the picture is moved beside it."""
    texts = Markup("").join(_name(lane, top) for lane, top in _stacked(picture))
    form = Markup('<svg class="names" width="100%" height="{}" aria-hidden="true">{}</svg>')
    return form.format(_height(picture), texts)


def drawn(picture: Picture, zone: tzinfo) -> Markup:
    """The picture. Who cannot see it gets its title and a sentence for each lane."""
    inside = Markup("").join((*_ahead(picture), *_axis(picture, zone), *_lanes(picture), _now(picture)))
    return Markup(
        '<svg class="picture" width="100%" height="{height}" role="img" aria-labelledby="picture-title picture-told">'
        '<title id="picture-title">{title}</title><desc id="picture-told">{told}</desc>{patterns}{inside}</svg>'
    ).format(
        height=_height(picture),
        title=picture.title,
        told=". ".join(lane.told for lane in picture.lanes),
        patterns=PATTERNS,
        inside=inside,
    )


def _stacked(picture: Picture) -> Iterator[tuple[Lane, int]]:
    top = AXIS
    for lane in picture.lanes:
        yield lane, top
        top += HEIGHTS[lane.kind]


def _height(picture: Picture) -> int:
    return AXIS + sum(HEIGHTS[lane.kind] for lane in picture.lanes) + 4


def _name(lane: Lane, top: int) -> Markup:
    y = top + 18
    lines = [Markup('<text class="name" x="0" y="{}">{}</text>').format(y, lane.name)]
    for line in lane.says:
        y += 16
        lines.append(Markup('<text class="says {}" x="0" y="{}">{}</text>').format(lane.state, y, line))
    return Markup("").join(lines)


def _axis(picture: Picture, zone: tzinfo) -> Iterator[Markup]:
    window, height = picture.window, _height(picture)
    for era in eras(window, zone):
        x = _n(window.place(era.start))
        yield Markup('<line class="era" x1="{0}%" x2="{0}%" y1="20" y2="{1}"/>').format(x, height)
        yield Markup('<text class="era" x="{}%" dx="6" y="33">{}</text>').format(x, era.label)
    for tick in ticks(window, zone):
        place = window.place(tick.at)
        yield Markup('<line class="tick" x1="{0}%" x2="{0}%" y1="54" y2="{1}"/>').format(_n(place), height)
        if 2 <= place <= 98:
            yield Markup('<text class="tick" x="{}%" y="50">{}</text>').format(_n(place), tick.label)


def _lanes(picture: Picture) -> Iterator[Markup]:
    for lane, top in _stacked(picture):
        yield Markup('<line class="lane" x1="0" x2="100%" y1="{0}" y2="{0}"/>').format(top)
        for band in lane.bands:
            yield _band(band, lane.kind, top, picture.window)
        yield from _marks(lane, top, picture.window)
        if lane.beyond:
            yield Markup('<text class="beyond" x="100%" dx="-6" y="{}" text-anchor="end">{} →</text>').format(
                top + 16, lane.beyond
            )


def _band(band: Band, kind: Kind, top: int, window: Window) -> Markup:
    start, end = max(window.place(band.start), 0.0), min(window.place(band.end), 100.0)
    offset, height = BANDS[kind, band.look]
    width = max(end - start, THINNEST)
    colour = "is-" + band.colour.lower().replace(" ", "-") if band.colour else ""
    box = Markup(
        '<g class="band {} {}"><title>{}</title><rect x="{x}%" y="{}" width="{wide}%" height="{}"/>{}</g>'
    ).format
    inner = _edge_and_name(band, start, width, top + offset, height) if colour else Markup("")
    return box(band.look, colour, band.title, top + offset, height, inner, x=_n(start), wide=_n(width))


def _edge_and_name(band: Band, start: float, width: float, top: int, height: int) -> Markup:
    edge = Markup('<rect class="edge" x="{}%" y="{}" width="{}%" height="4"/>')
    drawn = edge.format(_n(start), top + height - 4, _n(width))
    if width < len(band.label) * LETTER + 1.2:
        return drawn
    # A nested svg cuts off what is too long after all: on paper the picture is narrower than on any screen.
    name = Markup('<svg x="{}%" y="{}" width="{}%" height="{}"><text x="7" y="{}">{}</text></svg>')
    return drawn + name.format(_n(start), top, _n(width), height, height // 2 + 2, band.label)


def _marks(lane: Lane, top: int, window: Window) -> Iterator[Markup]:
    places = [window.place(mark.at) for mark in lane.marks]
    taken: list[tuple[float, float]] = []  # where something is written already
    for mark, x in sorted(zip(lane.marks, places, strict=True), key=lambda found: found[1]):
        y = top + _ROWS.get(mark.sign, _MIDDLE)
        yield _mark(mark, y, window)
        wide = len(mark.label) * LETTER + SIGN
        for side in ((x, x + wide), (x - wide, x)) if mark.label else ():
            if _is_free(side, taken, (place for place in places if place != x)):
                yield _label(mark, y - 3 if lane.kind is Kind.CLOCK else y + 4, x, before=side[1] == x)
                taken.append(side)
                break


def _is_free(side: tuple[float, float], taken: Iterable[tuple[float, float]], signs: Iterable[float]) -> bool:
    """Whether there is room for words between two places: within the picture, off other words and other signs."""
    start, end = side
    crossed = any(start < b and a < end for a, b in taken)
    return start >= 0 and end <= 100 and not crossed and not any(start - SIGN < x < end + SIGN for x in signs)


def _mark(mark: Mark, y: int, window: Window) -> Markup:
    """A nested svg is moved by per cent, which a transform is not."""
    form = Markup('<svg class="mark {}" x="{}%" y="{}" overflow="visible"><title>{}</title>{}</svg>')
    return form.format(mark.sign, _n(window.place(mark.at)), y, mark.title, shape(mark.sign))


def _label(mark: Mark, y: int, x: float, *, before: bool) -> Markup:
    form = Markup('<text class="mark {}" x="{}%" dx="{}" y="{}" text-anchor="{}">{}</text>')
    return form.format(mark.sign, _n(x), -12 if before else 12, y, "end" if before else "start", mark.label)


def _ahead(picture: Picture) -> Iterator[Markup]:
    """What lies right of the moment it is looked at has not happened."""
    x = max(0.0, picture.window.place(picture.at))
    if x < 100:
        form = Markup('<rect class="ahead" x="{}%" y="{}" width="{}%" height="{}"/>')
        yield form.format(_n(x), AXIS, _n(100 - x), _height(picture) - AXIS)


def _now(picture: Picture) -> Markup:
    x = picture.window.place(picture.at)
    word = "this moment" if picture.is_past else "now"
    text = Markup('<text class="now" x="{}%" y="13" text-anchor="{}">{}</text>')
    if x < 0:
        return text.format(0, "start", f"← {word}")
    if x > 100:
        return text.format(100, "end", f"{word} →")
    line = Markup('<line class="now" x1="{0}%" x2="{0}%" y1="18" y2="{1}"/>').format(_n(x), _height(picture))
    anchor = "end" if x > 94 else "start" if x < 6 else "middle"
    return line + text.format(_n(x), anchor, word)


def _n(number: float) -> str:
    return f"{number:.4f}".rstrip("0").rstrip(".")
