"""What mutmut mutates, where that is not what it does by itself.

*Properties and cached functions* are mutated, too: the decorators stay on the function that chooses among the mutants,
and the mutants themselves are plain functions. mutmut leaves decorated functions out because a decorator can register
what it decorates (boxed/mutmut, file_mutation.py, ``_skip_node_and_children``); these do not.

*A string* has one mutant instead of three, and a sentence for people none: a test that repeats it would show nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import libcst
from mutmut.mutation import file_mutation, mutators

HARMLESS = ("property", "cache", "lru_cache")

_skip = file_mutation.MutationVisitor._skip_node_and_children
_arrange = file_mutation.function_trampoline_arrangement


def choose() -> None:
    """From now on, in this process and those that it forks."""
    file_mutation.MutationVisitor._skip_node_and_children = _skip_but_harmless
    file_mutation.function_trampoline_arrangement = _arrange_below_decorators
    file_mutation.mutation_operators = [
        (node, _string if operator is mutators.operator_string else operator)
        for node, operator in mutators.mutation_operators
    ]


def _string(node: libcst.BaseString) -> Iterator[libcst.BaseString]:
    mutants = list(mutators.operator_string(node))
    if mutants and " " not in node.evaluated_value:
        yield mutants[0]


def _skip_but_harmless(visitor: file_mutation.MutationVisitor, node: libcst.CSTNode) -> bool:
    return not _harmless(node) and _skip(visitor, node)


def _arrange_below_decorators(
    function: libcst.FunctionDef, mutants: Iterable[file_mutation.Mutation], class_name: str | None
) -> Any:
    if not _harmless(function):
        return _arrange(function, mutants, class_name)
    declared, (chooser, *copies), assigned, names = _arrange(function.with_changes(decorators=()), mutants, class_name)
    chooser = chooser.with_changes(decorators=(*function.decorators, *chooser.decorators))
    return declared, (chooser, *copies), assigned, names


def _harmless(node: libcst.CSTNode) -> bool:
    return isinstance(node, libcst.FunctionDef) and [_name(d.decorator) in HARMLESS for d in node.decorators] == [True]


def _name(decorator: libcst.BaseExpression) -> str:
    if isinstance(decorator, libcst.Call):
        decorator = decorator.func
    return decorator.value if isinstance(decorator, libcst.Name) else ""
