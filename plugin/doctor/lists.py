"""The lists that people work from are in Jira, where our account sees them too."""

from __future__ import annotations

from collections.abc import Iterator

from plugin.doctor.findings import Finding, enumerated, ok, warning
from plugin.doctor.installation import Installation
from plugin.install.ground import Ground
from plugin.install.kinds import dashboard, filters

_MAKE = "careflow apply makes them; those that you do not want, take out of field_maps/worklists.yaml"


def lists(it: Installation) -> Iterator[Finding]:
    """A saved filter for each list, and a dashboard. Without them careflow works, and nobody sees what waits."""
    ground = Ground(it.reading.wanted, it.reading.read_lists())
    worklists = ground.wanted.worklists
    lacking = [worklist.name for worklist in worklists if filters.made(ground, worklist) is None]
    if lacking:
        yield warning(f"no saved filter of careflow's that our account sees: {enumerated(lacking)}", _MAKE)
    elif not dashboard.there(ground):
        yield warning(f"no dashboard {dashboard.name(ground)} that our account sees", _MAKE)
    else:
        yield ok(f"{len(worklists)} saved filters and the dashboard are there")
