"""Taking turns at a group of people (OPN-2): who counts what each of them has, and assigns by it, does so alone.

Else two workers with a case each would both see the same counts, and give both cases to the same person. A turn is
taken before the counts are asked of Jira and held until the case is dealt with.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from typing import TypeAlias

from workflows.case import Case
from workflows.policy import Policy
from workflows.surroundings import Need
from workflows.terms import Field, Role

Lock: TypeAlias = Callable[[str], AbstractContextManager[bool]]
"""Has the turn of a name within a block; says whether it was waited for. ``plugin.queueing.Turn`` is one."""


@contextmanager
def alone(_: str) -> Iterator[bool]:
    """The lock of who has no workers beside it that it could know of: the command line, without Redis."""
    yield False


class Turns:
    """The turns of one visit to a case: a context manager that gives them back. ``waited``: whether for any."""

    def __init__(self, lock: Lock) -> None:
        self.waited = False
        self._lock = lock
        self._held: set[str] = set()
        self._stack = ExitStack()

    def __enter__(self) -> Turns:
        """Nothing is held yet."""
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def take(self, case: Case, needs: frozenset[Need], policy: Policy) -> None:
        """Have the turn of each group that ``needs`` would count."""
        for group in _groups(case, needs, policy):
            if group not in self._held:
                self._held.add(group)
                self.waited |= self._stack.enter_context(self._lock(group))


def _groups(case: Case, needs: frozenset[Need], policy: Policy) -> Iterator[str]:
    if Need.ON_CALL in needs:
        yield Role.ON_CALL
    if Need.CONSULTANTS in needs:
        product = policy.products.get(case.text(Field.PRODUCT) or "")
        yield ",".join(sorted(product.groups)) if product and product.groups else Role.AGENT
