"""The report behind the page: cases are read beside the request, which waits for them only a moment."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from redis.exceptions import RedisError

from plugin.jira import JiraError
from plugin.report.gathering import AT_ONCE, Gatherer, now_in
from plugin.report.kept import Gathered, Held, Kept, holds_until
from workflows.summary import Summary, summary_of

log = logging.getLogger(__name__)

PATIENCE = 2.0  # seconds that a page waits for a report that is being read


@dataclass(frozen=True, slots=True)
class Standing:
    """What is known now. ``cases`` is None where they have never all been read.

    ``reading``: how many cases have been looked at by who reads them; None where nobody does.
    """

    cases: tuple[Summary, ...] | None
    unread: tuple[str, ...] = ()
    reading: int | None = None


def look(kept: Kept, gatherer: Callable[[], Gatherer]) -> Standing:
    """Have read what has changed, unless it was read just now; answers after a moment with what there is.

    Raises redis' errors, and JiraError where nothing is known yet and Jira does not answer.
    """
    failed: list[JiraError] = []
    if kept.begin():
        thread = threading.Thread(target=_gather, args=(kept, gatherer, failed), daemon=True, name="report")
        thread.start()
        thread.join(PATIENCE)
    gathered = kept.gathered()
    if gathered is None:
        if failed:
            raise failed[0]
        return Standing(None, reading=kept.busy() or 0)
    held = kept.cases(gathered.keys)
    cases = tuple(one.case for one in held.values() if one.case is not None)
    return Standing(cases, gathered.unread, kept.busy())


def _gather(kept: Kept, gatherer: Callable[[], Gatherer], failed: list[JiraError]) -> None:
    try:
        gather(kept, gatherer())
    except JiraError as error:
        failed.append(error)
        log.warning("the report was not read: %s", error)
    except RedisError as error:
        log.warning("the report was not kept: %s", type(error).__name__)
    finally:
        _end(kept)


def gather(kept: Kept, gatherer: Gatherer) -> None:
    """Read the cases that have changed, or whose clocks have moved on, and keep them. Raises JiraError."""
    stamps = gatherer.stamps()
    known = kept.cases(stamps)
    now = now_in(gatherer.gateway)
    stale = [key for key, updated in stamps.items() if key not in known or not _holds(known[key], updated, now)]
    unread: list[str] = []
    kept.tell(len(stamps) - len(stale))
    for start in range(0, len(stale), AT_ONCE):
        fresh: dict[str, Held] = {}
        for key, found, updated in gatherer.of(stale[start : start + AT_ONCE]):
            if isinstance(found, JiraError) or updated is None:
                unread.append(key)
                continue
            case = summary_of(found) if found is not None else None
            over = case is None or case.at < now
            fresh[key] = Held(updated, None if over or case is None else holds_until(case), case)
        kept.put(fresh)
        kept.tell(len(stamps) - len(stale) + start + len(fresh))
    kept.finish(Gathered(tuple(stamps), tuple(unread)))


def _holds(held: Held, updated: datetime, now: datetime) -> bool:
    return held.updated == updated and (held.holds_until is None or now < held.holds_until)


def _end(kept: Kept) -> None:
    try:
        kept.end()
    except RedisError:
        log.warning("Redis does not answer")
