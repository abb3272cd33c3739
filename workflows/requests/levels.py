"""The names of the four severities, in English and French (policy: Critical/Critique … Minor/Mineur)."""

from __future__ import annotations

from workflows.requests.folding import fold
from workflows.terms import Severity

LEVELS: dict[str, Severity] = {
    "critical": Severity.CRITICAL,
    "critique": Severity.CRITICAL,
    "major": Severity.MAJOR,
    "majeur": Severity.MAJOR,
    "majeure": Severity.MAJOR,
    "moderate": Severity.MODERATE,
    "moyen": Severity.MODERATE,
    "moyenne": Severity.MODERATE,
    "modere": Severity.MODERATE,
    "moderee": Severity.MODERATE,
    "minor": Severity.MINOR,
    "mineur": Severity.MINOR,
    "mineure": Severity.MINOR,
}


def severity_named(text: str) -> Severity | None:
    """The severity whose English or French name ``text`` is, or None; case, accents and outer punctuation are free."""
    return LEVELS.get(fold(text).strip(" \t\n\r*_+\"'.,;:!()[]{}«»“”"))
