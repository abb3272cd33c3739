"""Every text that a clause names exists, and gets the facts that it needs."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from plugin.texts import facts_needed, languages, names

ROOT = Path(__file__).resolve().parents[3]
KINDS = {"Tell": "comments", "Note": "notes", "Email": "emails"}
GIVEN = frozenset({"key", "summary", "status_page", "zone"})  # to every text


def named_texts() -> Iterator[tuple[str, str, str, frozenset[str] | None]]:
    """Module, kind, text and facts of each Tell, Note and Email; facts None where the source does not spell them."""
    for path in sorted((ROOT / "workflows").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in KINDS:
                text = node.args[3] if len(node.args) > 3 else None
                facts = next((k.value for k in node.keywords if k.arg == "facts"), node.args[-1] if node.args else None)
                for choice in (text.body, text.orelse) if isinstance(text, ast.IfExp) else (text,):
                    if isinstance(choice, ast.Constant):
                        yield path.stem, KINDS[node.func.id], str(choice.value), spelt(facts)


def spelt(facts: ast.expr | None) -> frozenset[str] | None:
    if isinstance(facts, ast.Dict) and all(isinstance(key, ast.Constant) for key in facts.keys):
        return frozenset(str(key.value) for key in facts.keys if isinstance(key, ast.Constant))
    if isinstance(facts, ast.Call) and isinstance(facts.func, ast.Attribute) and facts.func.attr == "customer_facts":
        return frozenset(str(keyword.arg) for keyword in facts.keywords)
    return None


TEXTS = list(named_texts())


def test_the_clauses_name_texts() -> None:
    assert len(TEXTS) > 10


@pytest.mark.parametrize(("module", "kind", "text", "facts"), TEXTS, ids=[f"{t[0]}-{t[2]}" for t in TEXTS])
def test_a_text_that_a_clause_names_exists_and_gets_its_facts(
    module: str, kind: str, text: str, facts: frozenset[str] | None
) -> None:
    assert text in names(kind), module
    for language in languages():
        if facts is not None:
            assert facts_needed(kind, text, language) <= facts | GIVEN, module
