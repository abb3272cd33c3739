"""The report as HTML, CSV, JSON and text: the same numbers, whatever people wrote in a title."""

from __future__ import annotations

import csv
import io
import json
import re
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser

import pytest

from plugin.report import plots
from plugin.report.behind import Behind
from plugin.report.file import html_file
from plugin.report.objects import report_json
from plugin.report.rows import COLUMNS, csv_text
from plugin.report.svg import svg_of
from plugin.report.tables import report_lines
from plugin.settings import Settings
from plugin.settings_sections import JiraSection
from tests.generated import decisions, zone_of
from workflows.compliance import Outcome, tallied
from workflows.period import Period
from workflows.report import Report, report
from workflows.summary import summary_of
from workflows.terms import ClockName

PERIOD = Period(date(2026, 9, 1), date(2026, 10, 31))
EVIL = "<script>alert(1)</script> & \"quoted\" 'too'"
SETTINGS = Settings(jira=JiraSection(url="https://example.atlassian.net"))
NEEDLES = ("<script", "javascript:", "@import", "url(http", "<iframe", "<object")


@pytest.fixture(scope="module")
def made() -> Report:
    cases = [summary_of(decision) for decision in decisions(120, PERIOD)]
    cases = [replace(case, title=EVIL, product=case.product and f"{case.product} $x$ <b>") for case in cases]
    return report(cases, PERIOD, zone_of, ["CARE-999"])


@pytest.fixture(scope="module")
def page(made: Report) -> str:
    return html_file(made, SETTINGS)


class Elements(HTMLParser):
    """Every element's name and attributes."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def all(self, attribute: str) -> list[str]:
        return [value for _, attributes in self.found if (value := attributes.get(attribute))]


def test_the_file_needs_nothing_from_anywhere(page: str):
    lowered = page.casefold()
    assert [needle for needle in NEEDLES if needle in lowered] == []
    elements = Elements(page)
    assert {tag for tag, _ in elements.found} & {"script", "img", "iframe", "object", "image"} == set()
    assert elements.all("src") == []
    assert [attributes["href"] for tag, attributes in elements.found if tag == "link"] == ["data:,"]
    outside = {href for tag, a in elements.found if tag == "a" and not (href := a["href"] or "").startswith("#")}
    assert all(href.startswith("https://example.atlassian.net/browse/CARE-") for href in outside)


def test_pictures_bear_no_inline_style_no_fixed_colour_and_ids_of_their_own(page: str):
    elements = Elements(page)
    assert [attributes for _, attributes in elements.found if "style" in attributes] == []
    ids = elements.all("id")
    assert len(ids) == len(set(ids))
    pictures = re.findall(r"<svg.*?</svg>", page, re.S)
    assert len(pictures) == 6
    for picture in pictures:
        assert re.findall(r"#[0-9a-f]{6}\b", picture) == []
        assert 'role="img"' in picture
        assert "aria-label" in picture
        assert set(re.findall(r"""(?:url\(|href=")#([^)"]+)""", picture)) <= set(re.findall(r'\bid="([^"]+)"', picture))


def test_every_number_leads_to_a_list_of_just_so_many(page: str, made: Report):
    links = re.findall(r'<a href="#([\w-]+)" aria-label="(\d+): [^"]*">(\d+)</a>', page)
    assert len(links) > 120
    sizes = dict(re.findall(r'<section id="([\w-]+)" class="list"><h3>[^<]* \((\d+)\)</h3>', page))
    assert {(number, said, sizes[id_]) for id_, said, number in links} == {(n, n, n) for _, _, n in links}
    (listed,) = re.findall(r'<section id="respond-met" class="list">.*?</section>', page, re.S)
    keys = re.findall(r">(CARE-\d+)<", listed)
    assert keys == [e.case.key for e in tallied(made.entries, "clock")[("respond",)].met]


def test_a_picture_is_the_same_for_the_same_report(page: str, made: Report):
    for drawing in (plots.heat_map, plots.distribution, plots.trend):
        drawing.cache_clear()
    assert html_file(made, SETTINGS) == page


def test_what_people_wrote_is_text(page: str):
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp;" in page
    assert "Projectplace $x$ &lt;b" in page


def test_titles_that_differ_in_signs_alone_have_lists_of_their_own(made: Report):
    behind = Behind(lambda id_: f"#{id_}")
    hrefs = [behind.number(title, made.cases[:1]) for title in ("A b", "A-b", "A b")]
    assert hrefs[0] == hrefs[2] != hrefs[1]
    assert behind.number("nothing", []) == "0"


def test_csv_has_a_row_for_each_case_and_clock_and_adds_up(made: Report):
    text = csv_text(made)
    assert "\r\n" in text
    head, *rows = csv.reader(io.StringIO(text, newline=""))
    assert tuple(head) == COLUMNS
    assert len(rows) == 5 * len(made.cases)
    assert {len(row) for row in rows} == {len(COLUMNS)}
    outcome, clock = COLUMNS.index("outcome"), COLUMNS.index("clock")
    tallies = tallied(made.entries, "clock")
    for name in ClockName:
        told = {what: sum((row[clock], row[outcome]) == (name, what) for row in rows) for what in Outcome}
        assert told == {what: len(tallies[(name,)].of(what)) for what in Outcome}


@pytest.mark.parametrize("title", ['=HYPERLINK("http://x","y")', "+1", "-1", "@x", "\t=1", "  =1", "\r=1"])
def test_no_cell_is_a_formula(made: Report, title: str):
    evil = report([replace(made.cases[0], title=title)], PERIOD, zone_of)
    row = next(csv.DictReader(io.StringIO(csv_text(evil), newline="")))
    assert row["title"] == f"'{title}"


def test_json_has_every_number_with_its_cases(made: Report):
    told = json.loads(json.dumps(report_json(made)))
    assert (told["from"], told["to"], told["unread"]) == ("2026-09-01", "2026-10-31", ["CARE-999"])
    for clock in told["clocks"]:
        counted = [key for outcome in Outcome for key in clock[outcome.name.lower()]]
        assert sorted(counted) == sorted(told["cases"])
        cells = [cell for cell in told["cells"] if cell["clock"] == clock["clock"]]
        assert sorted(key for cell in cells for key in cell["breached"]) == sorted(clock["breached"])
    assert {breach["key"] for breach in told["breaches"]} == {e.case.key for e in made.breaches}


@pytest.mark.parametrize("width", [80, 200])
def test_text_stays_within_the_terminal(made: Report, width: int):
    plain = [replace(case, product="Enterprise One", title="The board does not load " * 5) for case in made.cases]
    lines = list(report_lines(report(plain, PERIOD, zone_of, ["CARE-999"]), width))
    assert [line for line in lines if len(line) > width] == []
    assert any("could not be read: CARE-999" in line for line in lines)


def test_nothing_to_report_is_said_in_every_form():
    empty = report([], PERIOD, zone_of)
    assert "0 cases" in next(report_lines(empty, 80))
    assert "Nothing was decided" in html_file(empty, Settings())
    assert csv_text(empty).count("\r\n") == 1
    assert report_json(empty)["cells"] == []


def test_a_colour_that_has_no_name_stays_as_it_is():
    from matplotlib.figure import Figure

    figure = Figure()
    figure.add_subplot().plot([0, 1], [0, 1], color="#123456")
    assert "#123456" in svg_of(figure, "x", "a line")
