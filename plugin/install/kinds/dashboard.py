"""A shared dashboard with all the lists. Data Center has no REST to make one: there it is done by hand.

The gadget is Jira's own “Filter results”, told by its address which filter it shows; the property ``config`` takes an
object of texts (OpenAPI document, setDashboardItemProperty).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from plugin.install.found import Ability, Dashboard, Gadget
from plugin.install.ground import Ground
from plugin.install.items import ByHand, Item, Kind, Refusal, Step, Verb
from plugin.install.kinds import filters
from plugin.install.mark import mark_in, marked
from plugin.install.workshop import Workshop
from plugin.worklists import Worklist

GADGET = "rest/gadgets/1.0/g/com.atlassian.jira.gadgets:filter-results-gadget/gadgets/filter-results-gadget.xml"
COLUMNS = "issuekey|summary|priority|status|assignee|updated"
KEY = "dashboard"
_NAME = "Customer Care"


@dataclass(frozen=True, kw_only=True)
class MakeDashboard(Step):
    """The dashboard itself, still without gadgets."""

    verb = Verb.ADD
    kind = Kind.DASHBOARD

    projects: tuple[str, ...]

    def carry_out(self, shop: Workshop) -> None:
        """POST dashboard."""
        body = {
            "name": self.name,
            "description": marked("What Customer Care works on, list by list.", KEY),
            "sharePermissions": filters.shared_with(self.projects),
            "editPermissions": [],
        }
        shop.dashboard = str(shop.post("dashboard", body).object()["id"])


@dataclass(frozen=True, kw_only=True)
class ShowList(Step):
    """A gadget that shows a list. ``gadget``: one that was added before and shows nothing yet."""

    verb = Verb.ADD
    kind = Kind.DASHBOARD

    worklist: str
    gadget: str = ""

    def carry_out(self, shop: Workshop) -> None:
        """POST gadget, and PUT what it shows."""
        gadget = self.gadget or self._added(shop)
        config = {
            "filterId": shop.filters[self.worklist],
            "num": "10",
            "columnNames": COLUMNS,
            "refresh": "15",
            "isConfigured": "true",
        }
        endpoint = "dashboard/{dashboard}/items/{item}/properties/{property}"
        shop.put(endpoint, config, dashboard=shop.dashboard, item=gadget, property="config")

    def _added(self, shop: Workshop) -> str:
        body = {"uri": GADGET, "title": self.name, "color": "blue"}
        return str(shop.post("dashboard/{dashboard}/gadget", body, dashboard=shop.dashboard).object()["id"])


def plan(ground: Ground) -> Iterator[Item]:
    """What of the dashboard is lacking."""
    if not ground.projects or not ground.wanted.worklists:
        return
    if Ability.DASHBOARDS not in ground.found.can:
        yield from [] if there(ground) else [_by_hand(ground)]
        return
    board, taken = made(ground), any(found.name == name(ground) and found.own for found in ground.found.dashboards)
    if board is None and taken:
        yield _taken(name(ground))
        return
    if board is None:
        yield MakeDashboard(key=KEY, name=name(ground), projects=ground.project_ids)
    for worklist in ground.wanted.worklists:
        yield from _gadget(ground, board, worklist)


def made(ground: Ground) -> Dashboard | None:
    """The dashboard that careflow made."""
    return next((d for d in ground.found.dashboards if mark_in(d.description) == KEY), None)


def name(ground: Ground) -> str:
    """What it is called."""
    return ground.wanted.named(_NAME)


def there(ground: Ground) -> bool:
    """Whether it is there: made by careflow, or, where a Jira tells no more, by its name."""
    named = any(board.name == name(ground) for board in ground.found.dashboards)
    return made(ground) is not None or (named and Ability.DASHBOARDS not in ground.found.can)


def _gadget(ground: Ground, board: Dashboard | None, worklist: Worklist) -> Iterator[Step]:
    title = worklist.name
    filter_ = filters.made(ground, worklist)
    gadgets: tuple[Gadget, ...] = board.gadgets if board else ()
    if filter_ is not None and any(gadget.filter == filter_.id for gadget in gadgets):
        return
    empty = next((gadget.id for gadget in gadgets if gadget.title == title and not gadget.filter), "")
    yield ShowList(
        key=f"gadget {worklist.id}",
        name=title,
        details=("a gadget of the dashboard",),
        needs=frozenset({filters.key_of(worklist.id), KEY}),
        worklist=worklist.id,
        gadget=empty,
    )


def _by_hand(ground: Ground) -> ByHand:
    lists = ", ".join(ground.wanted.named(worklist.name) for worklist in ground.wanted.worklists)
    return ByHand(
        kind=Kind.DASHBOARD,
        key=KEY,
        name=f"Dashboard “{name(ground)}”",
        clicks=(
            f"Dashboards ▸ Manage dashboards ▸ Create: name {name(ground)}, shared with "
            f"{', '.join(ground.wanted.projects)}",
            f"add the gadget “Filter Results” once for each of: {lists}",
        ),
        check="jira.lists",
    )


def _taken(title: str) -> Refusal:
    return Refusal(
        kind=Kind.DASHBOARD,
        key=KEY,
        name=title,
        reason="name-taken",
        why="the account has a dashboard of that name which careflow did not make",
        mend="rename that dashboard",
    )
