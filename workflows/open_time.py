"""The open time of a calendar in epoch microseconds, worked out 52 weeks at a time when first asked for.

Each such block holds its open stretches and their running sum, so that a question costs two bisections.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence
from datetime import date, tzinfo
from itertools import accumulate

from workflows.calendar_errors import OutOfReach
from workflows.wall_clock import DAY, FIRST, LAST, Stretch, merged, open_stretches

_BLOCK = 364 * DAY
_KEPT = 256  # blocks: some centuries, so that no question fills the memory


class _Block:
    """The open stretches of 52 weeks; ``through[i]`` is the open time until the end of the i-th."""

    __slots__ = ("ends", "starts", "through", "total")

    def __init__(self, stretches: Sequence[Stretch]) -> None:
        self.starts = [start for start, _ in stretches]
        self.ends = [end for _, end in stretches]
        self.through = list(accumulate(end - start for start, end in stretches))
        self.total = self.through[-1] if stretches else 0

    def open_until(self, at: int) -> int:
        """Open time before ``at``."""
        i = bisect_right(self.starts, at) - 1
        if i < 0:
            return 0
        left = self.ends[i] - at
        return self.through[i] - left if left > 0 else self.through[i]

    def reach(self, worth: int) -> int:
        """The first moment at which ``open_until`` is ``worth``, above 0: a closing, not the next opening (CAL-1)."""
        i = bisect_left(self.through, worth)
        return self.ends[i] - (self.through[i] - worth)

    def next_open(self, at: int) -> int | None:
        """The first open moment from ``at`` on; a closing is not open (CAL-4)."""
        i = bisect_right(self.ends, at)
        return max(at, self.starts[i]) if i < len(self.starts) else None

    def within(self, first: int, last: int) -> Iterator[Stretch]:
        """The open stretches of ``[first, last)``."""
        for i in range(bisect_right(self.ends, first), bisect_left(self.starts, last)):
            yield max(first, self.starts[i]), min(last, self.ends[i])


class OpenTime:
    """When the wall clock of ``zone`` shows a time inside the windows of its date; instants in epoch microseconds."""

    def __init__(self, zone: tzinfo, windows_on: Callable[[date], Sequence[Stretch]]) -> None:
        """``windows_on`` must always give the same for the same date."""
        self._zone = zone
        self._windows_on = windows_on
        self._blocks: dict[int, _Block] = {}

    def length(self, first: int, last: int) -> int:
        """Open time in ``[first, last)``; none when that is empty."""
        if last <= first:
            return 0
        index, until = first // _BLOCK, last // _BLOCK
        block = self._block(index)
        if index == until:
            return block.open_until(last) - block.open_until(first)
        whole = sum(self._block(i).total for i in range(index + 1, until))
        return block.total - block.open_until(first) + whole + self._block(until).open_until(last)

    def reach(self, at: int, left: int) -> int:
        """The moment at which ``left``, above 0, of open time from ``at`` on is used up."""
        if left > LAST - at:
            raise OutOfReach("due after the year 9999")
        index = at // _BLOCK
        block = self._block(index)
        worth = block.open_until(at) + left
        while worth > block.total:
            worth -= block.total
            index += 1
            block = self._block(index)
        return block.reach(worth)

    def next_open(self, at: int) -> int:
        """The first open moment from ``at`` on."""
        index = at // _BLOCK
        while (found := self._block(index).next_open(at)) is None:
            index += 1
        return found

    def is_open(self, at: int) -> bool:
        """Whether ``at`` is open."""
        return self._block(at // _BLOCK).next_open(at) == at

    def within(self, first: int, last: int) -> list[Stretch]:
        """The open stretches of ``[first, last)``, joined where blocks meet."""
        if last <= first:
            return []
        blocks = range(first // _BLOCK, last // _BLOCK + 1)
        return merged(stretch for index in blocks for stretch in self._block(index).within(first, last))

    def _block(self, index: int) -> _Block:
        block = self._blocks.get(index)
        if block is None:
            start, end = max(FIRST, index * _BLOCK), min(LAST, (index + 1) * _BLOCK)
            if start >= end:
                raise OutOfReach("no opening before the end of the year 9999")
            block = _Block(open_stretches(self._zone, start, end, self._windows_on))
            if len(self._blocks) >= _KEPT:
                self._blocks.clear()
            self._blocks[index] = block
        return block
