"""``read_request``: everything that one comment asks for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from workflows.requests.closing import Closing, read_closing
from workflows.requests.commands import Command, commands_in, mentions_severity_command
from workflows.requests.courtesy import is_courtesy
from workflows.requests.markup import lines_of
from workflows.requests.sentences import Sentence, sentences_of
from workflows.requests.severity import Verdict, judge, takes_back
from workflows.terms import Severity

MOST_SHOWN = 10  # sentences in ``unclear``
LONGEST_SHOWN = 300  # characters of each


@dataclass(frozen=True, slots=True)
class Request:
    """What a comment asks for. Who wrote it, and whether they may, is for the clauses to say.

    ``severity``: SEV-2. ``approve``, ``reject``, ``reason``: SEV-4. ``solution`` (staff), ``solved`` (customer): CLO-1.
    ``accept``: CLO-2, true whenever ``solved`` is. ``reopen``: CLO-5. ``thanks_only``: CLO-4.
    ``unclear``: sentences about a change of severity that change nothing, as they were written, at most ten of at
    most 300 characters: text of the customer, to be escaped where it is shown.
    """

    severity: Severity | None = None
    approve: bool = False
    reject: bool = False
    reason: str = ""
    solution: bool = False
    solved: bool = False
    accept: bool = False
    reopen: bool = False
    thanks_only: bool = False
    unclear: tuple[str, ...] = ()


@lru_cache(maxsize=2048)
def read_request(body: str) -> Request:
    """What ``body`` (Jira wiki markup) asks for; in doubt nothing. Linear in its length, never raises."""
    commands, prose = commands_in(lines_of(body))
    sentences = list(sentences_of(prose))
    severity, unclear = _severity(commands, sentences)
    given = {command.name for command in commands if command.clear}
    decided = {"approve", "reject"} & given
    if len(decided) == 2:  # one of them is a slip: neither counts
        unclear += tuple(command.line for command in commands if command.name in decided)
        decided = set()
    own = [sentence for sentence in sentences if not sentence.quoted]
    closing = Closing() if {"reopen", "reject"} & given else read_closing(own)
    solved = closing.solved or "solved" in given
    accept = solved or closing.accept or "accept" in given
    return Request(
        severity=severity,
        approve="approve" in decided,
        reject="reject" in decided,
        reason=next((c.rest for c in commands if c.name in decided and c.rest), ""),
        solution="solution" in given,
        solved=solved,
        accept=accept,
        reopen="reopen" in given,
        thanks_only=not commands and not accept and is_courtesy(prose),
        unclear=_shown(unclear),
    )


def _severity(commands: list[Command], sentences: list[Sentence]) -> tuple[Severity | None, tuple[str, ...]]:
    asked: list[tuple[Severity, str]] = [(c.level, c.line) for c in commands if c.level is not None]
    unclear = [c.line for c in commands if not c.clear]
    against: list[Verdict] = []
    by_command = bool(asked)
    for sentence in sentences:
        verdict = judge(sentence)
        if verdict.level is not None:
            asked.append((verdict.level, sentence.text))
        elif verdict.speaks or mentions_severity_command(sentence.text):
            unclear.append(sentence.text)
            against += [verdict] if verdict.against else []
        elif asked and not sentence.quoted and takes_back(sentence):
            unclear.append(sentence.text)
            against.append(verdict)
    levels = {level for level, _ in asked}
    taken_back = not by_command and any(not verdict.named or verdict.named & levels for verdict in against)
    doubtful_command = any(c.name == "severity" and not c.clear for c in commands)
    if len(levels) == 1 and not taken_back and not doubtful_command:
        return asked[0][0], tuple(unclear)
    return None, (*(text for _, text in asked), *unclear)


def _shown(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(list(_distinct(texts))[:MOST_SHOWN])


def shortened(text: str) -> str:
    """As much of a text as is shown."""
    return text if len(text) <= LONGEST_SHOWN else text[: LONGEST_SHOWN - 1].rstrip() + "…"


def _distinct(texts: Iterable[str]) -> Iterator[str]:
    seen: set[str] = set()
    for text in texts:
        short = shortened(text)
        if short not in seen:
            seen.add(short)
            yield short
