"""What became of the mutants of a module, as mutmut has put it down."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from mutmut.mutation.data import SourceFileMutationData
from mutmut.mutation.diff_apply import get_diff_for_mutant
from mutmut.stats import status_by_exit_code

from tests.mutants.explained import Explained

KILLED = ("killed", "timeout", "caught by type check")
NOT_TESTED = 255  # pytest did not run; mutmut calls it a timeout


@dataclass(frozen=True, slots=True)
class Survivor:
    """A mutant that no test has killed: a line of a function, and what it has become."""

    mutant: str
    module: str
    function: str
    was: str
    becomes: str

    def is_told_by(self, known: Explained) -> bool:
        """Whether this is what somebody has explained."""
        mine = (self.module, self.function, self.was, self.becomes)
        return mine == (known.module, known.function, known.was, known.becomes)


@dataclass(frozen=True, slots=True)
class Score:
    """How the mutants of one module ended, by mutmut's words for it, and those that nothing killed."""

    module: str
    ends: Counter[str]
    survivors: tuple[Survivor, ...]

    @property
    def killed(self) -> int:
        """By a test, by running too long, or by the type checker, which ``make lint`` runs."""
        return sum(self.ends[end] for end in KILLED)


def score(path: Path) -> Score:
    """Of a module that mutmut has been through."""
    data = SourceFileMutationData(path=path)
    data.load()
    ends = {m: _end(code) for m, code in data.exit_code_by_key.items()}
    alive = sorted(mutant for mutant, end in ends.items() if end not in KILLED)
    module = ".".join(path.with_suffix("").parts)
    return Score(module, Counter(ends.values()), tuple(_survivor(mutant, module, path) for mutant in alive))


def _end(code: int | None) -> str:
    return "not tested" if code == NOT_TESTED else status_by_exit_code[code]


def _survivor(mutant: str, module: str, path: Path) -> Survivor:
    lines = [line for line in get_diff_for_mutant(mutant, path=path).splitlines() if line[:3] not in ("---", "+++")]
    was, becomes = (" ".join(line[1:].strip() for line in lines if line[:1] == sign) for sign in "-+")
    function = mutant.removeprefix(f"{module}.x").partition("__mutmut_")[0]  # ``_name`` or ``ǁClassǁname``
    return Survivor(mutant, module, function[1:].replace("ǁ", "."), was, becomes)
