"""What matplotlib draws, as SVG that stands in a page: no inline style (CSP), no fixed colour (dark mode), own ids.

A figure is drawn in colours that stand for names (``INKS``); here each becomes a colour of ``board.css``.
"""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING
from xml.etree import ElementTree

if TYPE_CHECKING:
    from matplotlib.figure import Figure

INKS = {
    "ink": "#010101", "soft": "#020202", "line": "#030303", "good": "#040404", "bad": "#050505", "counted": "#060606",
    "ground": "#070707", "major": "#080808", "solution": "#090909", "waiting": "#0a0a0a", "calm": "#0b0b0b",
}  # fmt: skip
_NAMES = {colour: name for name, colour in INKS.items()}
_SVG, _XLINK = "http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"
_DROPPED = {f"{{{_SVG}}}metadata", f"{{{_SVG}}}style"}
_FONT = re.compile(r"(?:(?P<weight>\d+|bold)\s+)?(?P<size>[\d.]+)px\s")
_UNKNOWN = {"stroke-linejoin", "stroke-linecap", "font", "white-space"}


def svg_of(figure: Figure, name: str, label: str) -> str:
    """The figure as an ``<svg>`` with ``label`` for those who do not see it. ``name``: of it in its page, once."""
    out = io.StringIO()
    figure.savefig(out, format="svg", transparent=True, metadata={"Date": None, "Creator": None})
    root = ElementTree.fromstring(out.getvalue())  # noqa: S314 - our own drawing
    _clean(root, name)
    for attribute in ("width", "height", "version"):
        root.attrib.pop(attribute, None)
    root.attrib |= {"role": "img", "aria-label": label, "class": "plot"}
    ElementTree.register_namespace("", _SVG)
    return ElementTree.tostring(root, encoding="unicode")


def _clean(element: ElementTree.Element, name: str) -> None:
    for child in list(element):
        if child.tag in _DROPPED:
            element.remove(child)
        else:
            _clean(child, name)
    for key, value in _attributes(element).items():
        element.set(key, _coloured(value) if key in ("fill", "stroke") else _renamed(key, value, name))


def _attributes(element: ElementTree.Element) -> dict[str, str]:
    """Its attributes, with those of its style, and with links as SVG 2 has them."""
    style = element.attrib.pop("style", "")
    link = element.attrib.pop(f"{{{_XLINK}}}href", None)
    said = dict(part.strip().split(":", 1) for part in style.split(";") if ":" in part)
    found = {key.strip(): value.strip() for key, value in said.items()}
    font = _FONT.search(found.get("font", "") + " ")
    if font:
        found["font-size"] = font["size"]
        found |= {"font-weight": font["weight"]} if font["weight"] else {}
    kept = {key: value for key, value in found.items() if key not in _UNKNOWN}
    return {**element.attrib, **kept, **({"href": link} if link else {})}


def _coloured(value: str) -> str:
    known = _NAMES.get(value.lower())
    return f"var(--{known})" if known else value


def _renamed(key: str, value: str, name: str) -> str:
    """Ids are those of one page: two figures of it have none in common."""
    if key == "id":
        return f"{name}-{value}"
    if key == "href" and value.startswith("#"):
        return f"#{name}-{value[1:]}"
    return re.sub(r"url\(#([^)]+)\)", rf"url(#{name}-\1)", value)
