"""Every scenario of this folder also runs over HTTP, on a sandbox Jira, Cloud and Data Center (``tests.replay``).

What a test did to its histories is done over again after it has passed, so that a test needs nothing for it. Of a
table's rows all run on Cloud and the first on Data Center as well: a replay takes some 50 ms of a processor.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator

import pytest

from plugin.sandbox import Flavour
from tests.histories import Acted, Asked, Became, History
from tests.replay import Differs, Replay, Unplayable
from tests.scenarios.left_out import LEFT_OUT
from tests.stage import Stage


class Stages:
    """A Jira of each shape for the session, and what was played on each: the same twice shows nothing."""

    def __init__(self) -> None:
        self.served = {flavour: Stage(flavour) for flavour in Flavour}
        self._played: dict[object, list[tuple[Became | Asked | Acted, ...]]] = {}

    def play(self, history: History, flavour: Flavour) -> str:
        """Why it cannot be played, or nothing. Raises Differs."""
        first = history.script[0]
        assert isinstance(first, Became)
        played = self._played.setdefault((flavour, first.case.opened_at, len(history.script)), [])
        if history.script in played:
            return ""
        try:
            Replay(self.served[flavour], history).run()
        except Unplayable as reason:
            return str(reason)
        except Differs as differs:
            raise Differs(f"on {flavour}: {differs}") from None
        played.append(history.script)
        return ""

    def close(self) -> None:
        for stage in self.served.values():
            stage.close()


@pytest.fixture(scope="session", autouse=True)
def stages() -> Iterator[Stages]:
    made = Stages()
    yield made
    made.close()


@pytest.hookimpl(wrapper=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> Generator[None, object, object]:
    """The test, and then the replays of what it did."""
    begun: list[History] = []
    History.begun = begun
    try:
        result = yield
    finally:
        History.begun = None
    stages = pyfuncitem.funcargs["stages"]
    assert isinstance(stages, Stages)
    reasons = {stages.play(history, flavour) for history in begun for flavour in _flavours(pyfuncitem)}
    _agree(f"{pyfuncitem.path.stem}::{pyfuncitem.originalname}", reasons - {""})
    return result


def _flavours(test: pytest.Function) -> list[Flavour]:
    rows = test.callspec.indices.values() if hasattr(test, "callspec") else ()
    return [Flavour.CLOUD] if any(rows) else list(Flavour)


def _agree(test: str, reasons: set[str]) -> None:
    """Nothing is left out in silence."""
    listed = {LEFT_OUT[test]} if test in LEFT_OUT else set()
    assert reasons == listed, (
        f"{test} cannot be played over HTTP: {sorted(reasons) or 'it can'}; in tests/scenarios/left_out.py: {listed}"
    )
