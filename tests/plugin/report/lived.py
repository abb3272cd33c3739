"""Cases that people lived on a sandbox Jira in October and November 2026."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from plugin.sandbox import Sandbox

MONDAY = datetime(2026, 10, 26, 9, 0, tzinfo=UTC)


def lived(sandbox: Sandbox) -> list[str]:
    """One answered in time and solved, one answered late and reopened, a Critical that nobody answers, one excluded."""

    def at(hours: float) -> None:
        sandbox.set_clock(MONDAY + timedelta(hours=hours))

    at(0)
    about: dict[str, Any] = {"case_type": "Defect", "support_region": "EMEA", "assignee": "adam"}
    one = sandbox.open_case(
        by="clara", summary="<b>Board</b> & co", severity="Major", product="Enterprise One", instance="acme", **about
    )
    two = sandbox.open_case(
        by="camille", summary="=1+1", severity="Moderate", product="Daptiv", support_tier="Elite", **about
    )
    at(0.5)
    sandbox.comment(one, "adam", "We are looking into it.")
    at(4)
    sandbox.comment(two, "adam", "Sorry for the wait.")
    sandbox.move(one, "adam", "Waiting for Customer")
    at(7)
    sandbox.move(one, "adam", "In Progress")
    at(9)
    sandbox.move(one, "adam", "Solution Provided")
    at(28)
    sandbox.comment(one, "clara", "It still fails.")
    sandbox.move(one, "adam", "In Progress")
    at(150)
    sandbox.move(one, "adam", "Solution Provided")
    sandbox.move(one, "adam", "Closed")
    at(168)
    three = sandbox.open_case(by="clara", summary="All is down", severity="Critical", support_tier="Elite", **about)
    four = sandbox.open_case(by="clara", summary="How to", severity="Minor", support_scope="Functional", **about)
    at(200)
    sandbox.forget_requests()
    return [one, two, three, four]
