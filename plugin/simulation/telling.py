"""What trials came to, in words: a table of seeds, faults by kind, and for a seed that failed its shortest history."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from plugin.simulation.plan import Kind
from plugin.simulation.trial import Verdict, total

_COLUMNS = (
    "seed",
    "jira",
    "cases",
    "acts",
    "requests",
    "faults",
    "checked",
    "overtaken",
    "lost",
    "doubled",
    "late",
    "else",
)


def table(verdicts: Sequence[Verdict]) -> Iterator[str]:
    """A line for each seed, and their sums."""
    rows = [_row(verdict) for verdict in verdicts]
    sums = [str(sum(int(row[at]) for row in rows)) for at in range(2, len(_COLUMNS))]
    lines = [_COLUMNS, *rows, (f"{len(rows)} seeds", "", *sums)]
    widths = [max(len(line[at]) for line in lines) for at in range(len(_COLUMNS))]
    for line in lines:
        yield "  ".join(text.rjust(width) for text, width in zip(line, widths, strict=True))


def _row(verdict: Verdict) -> tuple[str, ...]:
    seed = verdict.seed
    counts = (
        seed.cases,
        len(verdict.history),
        verdict.requests,
        sum(verdict.struck.values()),
        verdict.checked,
        verdict.overtaken,
        *(verdict.count(kind) for kind in ("lost", "doubled", "late", "state")),
    )
    return str(seed.number), seed.around.flavour, *map(str, counts)


def faults(verdicts: Sequence[Verdict]) -> Iterator[str]:
    """How often each kind of fault struck."""
    counted = total(verdicts)
    for kind in Kind:
        yield f"{counted[kind]:>8}  {kind}"


def failure(verdict: Verdict) -> Iterator[str]:
    """What is not as it should be, the history that led there, and how to see it again."""
    seed = verdict.seed
    yield f"seed {seed.number} on {seed.around.flavour}:"
    yield from _indented(verdict.found)
    yield f"the shortest history found that still fails ({len(verdict.history)} acts, {len(verdict.plan)} faults):"
    yield from _indented(verdict.history)
    yield from _indented(verdict.plan)
    yield f"again: {again(verdict)}"


def again(verdict: Verdict) -> str:
    """The command that plays the same seed."""
    seed = verdict.seed
    skew = int(seed.around.skew.total_seconds())
    return (
        f"careflow simulate --seeds {seed.number} --cases {seed.cases} --acts {seed.acts} "
        f"--jira {seed.around.flavour} --skew {skew}"
    )


def as_json(verdicts: Sequence[Verdict]) -> dict[str, object]:
    """The same as data."""
    counted = total(verdicts)
    return {
        "seeds": [dict(zip(_COLUMNS, _row(each), strict=True)) | {"trace": each.trace} for each in verdicts],
        "faults": {str(kind): counted[kind] for kind in Kind},
        "failed": [again(verdict) for verdict in verdicts if verdict.found],
    }


def _indented(lines: Iterable[object]) -> Iterator[str]:
    return (f"  {line}" for line in lines)
