"""Brings what clauses need to know beyond a case, and for some minutes does not ask again for what cases share.

Live, who could be assigned is asked anew whenever somebody is to be. In shadow a case is rehearsed whole each time it
is looked at, and nobody is assigned: the team, what each of them has, and the project's versions may be minutes old.
"""

from __future__ import annotations

from dataclasses import replace
from time import monotonic
from typing import Any

from plugin.jira import Gateway
from workflows.case import Case
from workflows.policy import Policy
from workflows.surroundings import Need, Surroundings
from workflows.terms import Field

SHARED = frozenset({Need.VERSIONS, Need.CONSULTANTS, Need.ON_CALL})
SHARED_FOR = 600.0  # seconds


class Supplier:
    """Asks the gateway; remembers by project and product. Raises what the gateway raises."""

    def __init__(self, gateway: Gateway) -> None:
        self._gateway = gateway
        self._known: dict[tuple[Need, str, str], tuple[float, Any]] = {}

    def bring(self, case: Case, needs: frozenset[Need], policy: Policy) -> Surroundings:
        """The case's surroundings with ``needs`` filled; what was brought before stays."""
        shared = {need.value: self._shared(need, case, policy) for need in sorted(needs & SHARED)}
        case = replace(case, around=replace(case.around, **shared))
        own = needs - SHARED
        return self._gateway.bring(case, own, policy).around if own else case.around

    def _shared(self, need: Need, case: Case, policy: Policy) -> Any:
        where = (need, case.key.rpartition("-")[0], case.text(Field.PRODUCT) or "")
        until, value = self._known.get(where, (0.0, None))
        if until <= monotonic():
            value = getattr(self._gateway.bring(case, frozenset({need}), policy).around, need.value)
            self._known[where] = (monotonic() + SHARED_FOR, value)
        return value
