"""What somebody may see, asked of Jira about them and believed for some minutes: no access outlives that long in Jira.

Kept in Redis, so that all processes ask once. First the project (no closes all of it), then case by case, some at a
time: Jira has no question about many cases that may be asked without administering it (``plugin.jira.viewers``). What
Jira does not answer is not shown, and not remembered.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field

from redis import Redis

from plugin.jira.viewers import Viewers
from plugin.queueing.units import is_key, project_of

BELIEVED = 300  # seconds
AT_ONCE = 8
"""Questions to Jira at a time, of all viewers of a process: a page of fifty cases is seven rounds."""
_SEES, _STAFF = "careflow:board:sees:", "careflow:board:staff:"


@dataclass
class Sight:
    """``site``: Jira's address, so that another Jira's answers are not taken for this one's. Raises JiraError."""

    connection: Redis
    site: str
    viewers: Callable[[], Viewers]
    _asking: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(AT_ONCE, thread_name_prefix="sight"))

    def is_staff(self, person: str, *, fresh: bool = False) -> bool:
        """Whether they are staff in Jira. A no is asked again each time: it ends the session anyway."""
        key = self._key(_STAFF, person)
        if not fresh and self.connection.exists(key):
            return True
        if not self.viewers().is_staff(person):
            self.connection.delete(key)
            return False
        self.connection.set(key, 1, ex=BELIEVED)
        return True

    def sees(self, person: str, keys: Iterable[str]) -> frozenset[str]:
        """Those of the cases that they may see."""
        wanted = [key for key in dict.fromkeys(keys) if is_key(key)]
        seen = self.browses(person, map(project_of, wanted))
        return frozenset(self._of(person, [key for key in wanted if project_of(key) in seen], self.viewers().sees))

    def browses(self, person: str, projects: Iterable[str]) -> frozenset[str]:
        """Those of the projects in which they may see any case."""
        wanted = list(dict.fromkeys(projects))
        return frozenset(self._of(person, wanted, self.viewers().sees_project) if wanted else ())

    def close(self) -> None:
        """Nobody asks any more."""
        self._asking.shutdown(wait=False, cancel_futures=True)

    def _of(self, person: str, things: Sequence[str], ask: Callable[[str, str], bool]) -> list[str]:
        known = dict(zip(things, self._known(person, things), strict=True))
        asked = {
            thing: self._asking.submit(self._asked, person, thing, ask) for thing, said in known.items() if said is None
        }
        try:
            answers = {thing: future.result() for thing, future in asked.items()}
        finally:
            _give_up(asked.values())
        return [thing for thing, said in known.items() if answers.get(thing, said == b"1")]

    def _known(self, person: str, things: Sequence[str]) -> Sequence[object]:
        if not things:
            return ()
        return self.connection.mget([self._key(_SEES, person, thing) for thing in things])

    def _asked(self, person: str, thing: str, ask: Callable[[str, str], bool]) -> bool:
        said = ask(person, thing)
        self.connection.set(self._key(_SEES, person, thing), int(said), ex=BELIEVED)
        return said

    def _key(self, kind: str, *parts: str) -> str:
        return kind + hashlib.sha256("\0".join((self.site, *parts)).encode()).hexdigest()


def _give_up(futures: Iterable[Future[bool]]) -> None:
    """Where one failed the others would too: nobody waits for those that have not begun."""
    for future in futures:
        future.cancel()
