"""The report as one HTML file that works offline: styles and pictures in it, nothing loaded from anywhere."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader
from markupsafe import Markup

from plugin.board import formats
from plugin.report.behind import Behind
from plugin.report.figures import hours, percent
from plugin.report.gathering import zones
from plugin.report.view import view_of
from plugin.settings import Mode, Settings
from workflows.report import Report
from workflows.summary import Summary

_BOARD = Path(formats.__file__).parent


def html_file(report: Report, settings: Settings) -> str:
    """The text of the file; a case's key is a link to it in Jira."""
    zone_of = zones(settings)

    def zone(case: Summary) -> object:
        return zone_of(case.region)

    facts = view_of(report, Behind(lambda id_: f"#{id_}"))
    return rendered(
        "report/file.html",
        settings,
        **facts,
        projects=settings.projects,
        general=zone_of(None),
        zone=zone,
        shadow=settings.mode is Mode.SHADOW,
    )


def rendered(template: str, settings: Settings, **facts: Any) -> str:
    """A template outside the board, with the styles in it."""
    environment = Environment(
        loader=FileSystemLoader(_BOARD / "templates"), autoescape=True, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters |= {"instant": formats.instant, "percent": percent, "hours": hours}
    style = "".join((_BOARD / "static" / name).read_text(encoding="utf-8") for name in ("board.css", "report.css"))
    site = (settings.jira.url or "").rstrip("/")
    facts |= {"style": Markup(style), "link": lambda key: f"{site}/browse/{key}"}  # noqa: S704 - our own files
    return environment.get_template(template).render(facts)
