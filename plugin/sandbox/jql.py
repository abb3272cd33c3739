"""A small, honest JQL: what it does not know is an error, as Jira's 400, never an empty result.

Clauses with ``=``, ``!=``, ``<``, ``<=``, ``>``, ``>=``, ``~``, ``!~``, ``in``, ``not in``, ``is [not] empty``; AND,
OR, NOT, parentheses; ORDER BY. As in Jira, ``!=`` and ``not in`` do not find issues where the field is empty, and
dates have no seconds and are in the searcher's time zone.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from plugin.sandbox.issue import Issue
from plugin.sandbox.jql_fields import Clause, JqlError, Searcher

Test = Callable[[Issue], bool]
_TOKEN = re.compile(
    r"""\s*(?:(?P<string>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')"""
    r"""|(?P<operator><=|>=|!=|!~|=|<|>|~)|(?P<sign>[(),])|(?P<word>[^\s()=!<>~,"']+))"""
)
_COMPARISONS = frozenset({"=", "!=", "<", "<=", ">", ">=", "~", "!~"})


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of a query; ``quoted`` words are never keywords."""

    text: str
    kind: str

    def is_(self, *words: str) -> bool:
        """Whether it is one of these keywords."""
        return self.kind == "word" and self.text.upper() in words


@dataclass(frozen=True, slots=True)
class Query:
    """A parsed query. ``bounded``: it restricts the search at all, which Cloud's /search/jql demands."""

    test: Test
    order: tuple[tuple[Clause, bool], ...]
    bounded: bool

    def run(self, issues: Iterable[Issue]) -> list[Issue]:
        """The issues found, in order; newest first where the query names none."""
        found = sorted((i for i in issues if self.test(i)), key=lambda i: i.id, reverse=True)
        for clause, descending in reversed(self.order):
            found.sort(key=clause.sort_key, reverse=descending)
        return found


def parse(text: str, searcher: Searcher) -> Query:
    """Parse a query. Raises JqlError with Jira's kind of message."""
    return _Parser(_tokens(text), searcher).query()


def _tokens(text: str) -> list[Token]:
    tokens, at, text = [], 0, text.strip()
    while at < len(text):
        found = _TOKEN.match(text, at)
        if found is None or found.end() == at:
            raise JqlError(f"Error in the JQL Query: The character '{text[at]}' is not expected here.")
        kind = str(found.lastgroup)
        piece = found.group(kind)
        if kind == "string":
            piece = re.sub(r"\\(.)", r"\1", piece[1:-1])
        tokens.append(Token(piece, kind))
        at = found.end()
    return tokens


class _Parser:
    def __init__(self, tokens: list[Token], searcher: Searcher) -> None:
        self.tokens = tokens
        self.searcher = searcher
        self.at = 0

    def query(self) -> Query:
        bounded = bool(self.tokens) and not self.tokens[0].is_("ORDER")
        test: Test = self.either() if bounded else lambda issue: True
        order: list[tuple[Clause, bool]] = []
        if self.take("ORDER"):
            if not self.take("BY"):
                raise self.wrong("expecting 'by'")
            order.append(self.ordering())
            while self.sign(","):
                order.append(self.ordering())
        if self.at < len(self.tokens):
            raise self.wrong("expecting either 'OR' or 'AND'")
        return Query(test, tuple(order), bounded)

    def ordering(self) -> tuple[Clause, bool]:
        clause = self.searcher.clause(self.name())
        descending = self.take("DESC")
        if not descending:
            self.take("ASC")
        return clause, descending

    def either(self) -> Test:
        tests = [self.both()]
        while self.take("OR", "||"):
            tests.append(self.both())
        return tests[0] if len(tests) == 1 else lambda issue: any(test(issue) for test in tests)

    def both(self) -> Test:
        tests = [self.single()]
        while self.take("AND", "&&"):
            tests.append(self.single())
        return tests[0] if len(tests) == 1 else lambda issue: all(test(issue) for test in tests)

    def single(self) -> Test:
        if self.take("NOT", "!"):
            inner = self.single()
            return lambda issue: not inner(issue)
        if self.sign("("):
            grouped = self.either()
            if not self.sign(")"):
                raise self.wrong("expecting ')'")
            return grouped
        return self.comparison()

    def comparison(self) -> Test:
        clause = self.searcher.clause(self.name())
        if self.take("IS"):
            wanted = not self.take("NOT")
            if not self.take("EMPTY", "NULL"):
                raise self.wrong("expecting 'EMPTY'")
            return lambda issue: clause.empty(issue) is wanted
        negated = self.take("NOT")
        if self.take("IN"):
            return _among(clause, self.values(), negated)
        operator = self.tokens[self.at].text if self.at < len(self.tokens) else ""
        if negated or operator not in _COMPARISONS:
            raise self.wrong("expecting operator, one of '=', '!=', '<', '>', '<=', '>=', '~', '!~', 'IN', 'IS'")
        self.at += 1
        if operator in ("=", "!=") and self.take("EMPTY", "NULL"):
            return lambda issue: clause.empty(issue) is (operator == "=")
        return clause.test(operator, self.value())

    def values(self) -> list[str]:
        if not self.sign("("):
            raise self.wrong("expecting '('")
        found = [self.value()]
        while self.sign(","):
            found.append(self.value())
        if not self.sign(")"):
            raise self.wrong("expecting ')'")
        return found

    def value(self) -> str:
        name = self.name()
        if self.sign("("):
            if not self.sign(")"):
                raise JqlError(f"Function '{name}' with arguments is not known to the sandbox.")
            return self.searcher.function(name)
        return name

    def name(self) -> str:
        if self.at < len(self.tokens) and self.tokens[self.at].kind in ("word", "string"):
            self.at += 1
            return self.tokens[self.at - 1].text
        raise self.wrong("expecting a field, a value or a function")

    def take(self, *words: str) -> bool:
        if self.at < len(self.tokens) and self.tokens[self.at].is_(*words):
            self.at += 1
            return True
        return False

    def sign(self, sign: str) -> bool:
        if self.at < len(self.tokens) and self.tokens[self.at] == Token(sign, "sign"):
            self.at += 1
            return True
        return False

    def wrong(self, expected: str) -> JqlError:
        got = f"'{self.tokens[self.at].text}'" if self.at < len(self.tokens) else "the end"
        return JqlError(f"Error in the JQL Query: {expected} but got {got}.")


def _among(clause: Clause, values: list[str], negated: bool) -> Test:
    tests = [clause.test("=", value) for value in values]
    if negated:
        return lambda issue: not clause.empty(issue) and not any(test(issue) for test in tests)
    return lambda issue: any(test(issue) for test in tests)
