"""The signs of a picture, and how its stretches lie in their lanes: what counts is high, what does not is low."""

from __future__ import annotations

from markupsafe import Markup

from plugin.board.picture.parts import Kind, Look, Sign

BANDS = {
    (Kind.CLOCK, Look.COUNTED): (20, 26),
    (Kind.CLOCK, Look.PAUSED): (30, 16),
    (Kind.CLOCK, Look.HOLIDAY): (38, 8),
    (Kind.CLOCK, Look.OUTSIDE): (43, 3),
    (Kind.CLOCK, Look.LEFT): (44, 2),
    (Kind.CLOCK, Look.LATE): (49, 5),
    (Kind.APPROVAL, Look.PENDING): (11, 16),
    (Kind.STATUS, Look.PLAIN): (6, 30),
    (Kind.SEVERITY, Look.PLAIN): (6, 24),
}
"""Top and height of a band within its lane, in pixels."""

SHAPES = {
    Sign.DUE: Markup('<path d="M0 -10V{0}"/><path class="flag" d="M0 -10l9 4.5l-9 4.5z"/>'),
    Sign.MET: Markup('<path d="M0 0V{0}"/><circle r="7"/><path class="on" d="M-3.5 0l2.5 3l4.5 -5.5"/>'),
    Sign.BREACH: Markup(
        '<path d="M0 0V{0}"/><path class="flag" d="M0 -8.5l8.5 8.5l-8.5 8.5l-8.5 -8.5z"/>'
        '<path class="on" d="M0 -4v4.5M0 3v1"/>'
    ),
    Sign.CUSTOMER: Markup('<circle r="5.5"/>'),
    Sign.STAFF: Markup('<rect x="-5" y="-5" width="10" height="10" rx="1.5"/>'),
    Sign.INTERNAL: Markup('<rect x="-4.5" y="-4.5" width="9" height="9" rx="1.5"/>'),
    Sign.OURS: Markup('<circle r="2.5"/>'),
    Sign.APPROVED: Markup('<circle r="8"/><path class="on" d="M-4 0l3 3.5l5 -6.5"/>'),
    Sign.REJECTED: Markup('<circle r="8"/><path class="on" d="M-3.5 -3.5l7 7m0 -7l-7 7"/>'),
    Sign.WITHDRAWN: Markup('<circle r="8"/><path class="on" d="M-4 0h8"/>'),
    Sign.NEXT: Markup('<path d="M0 -6.5l6.5 6.5l-6.5 6.5l-6.5 -6.5z"/>'),
}
"""About their own middle; those with a pole stand with it on the floor of a clock's lane."""

PATTERNS = Markup(
    "<defs>"
    '<pattern id="hatch" class="hatch" width="7" height="7" patternUnits="userSpaceOnUse" '
    'patternTransform="rotate(45)"><rect width="7" height="7"/><path d="M0 0V7"/></pattern>'
    '<pattern id="dots" class="dots" width="5" height="5" patternUnits="userSpaceOnUse">'
    '<circle cx="1.5" cy="1.5" r="1.3"/></pattern>'
    "</defs>"
)

_POLE, _SHORT_POLE = 26, 8


def shape(sign: Sign) -> Markup:
    """A sign as it stands in the picture."""
    return SHAPES[sign].format(_POLE)


def key(look: Look | Sign) -> Markup:
    """A sample for the legend."""
    if isinstance(look, Sign):
        inner = Markup('<g class="mark {}" transform="translate(12 10)">{}</g>').format(
            look, SHAPES[look].format(_SHORT_POLE)
        )
    else:
        _, height = BANDS[Kind.APPROVAL if look is Look.PENDING else Kind.CLOCK, look]
        high = min(height, 16)
        inner = Markup('<rect class="band {}" x="1" y="{}" width="22" height="{}"/>').format(look, 18 - high, high)
    return Markup('<svg class="key" width="26" height="20" aria-hidden="true">{}</svg>').format(inner)
