"""What careflow installs, and under which licences: ``python -m tests.third_party`` writes THIRD_PARTY.md."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

ROOT = Path(__file__).parents[1]
LOCK = ROOT / "requirements.lock"
FILE = ROOT / "THIRD_PARTY.md"

ELSEWHERE = {"async-timeout": "Apache-2.0"}
"""Of packages that only other machines install (a Python before 3.11.3)."""

HEAD = """# Third-party packages

What `requirements.lock` installs beside careflow, each as its own distribution and unchanged, with the licence that its
metadata names. All are permissive, but for certifi and pathspec (MPL-2.0: their own files stay under it, whatever they
are used in).
Written by `make licences`; `tests/test_third_party.py` holds it to the lock. Development's packages
(`requirements-dev.lock`) are on no machine that runs careflow.

| package | licence |
| --- | --- |
"""


def locked(lock: Path = LOCK) -> list[str]:
    """The names of the packages that a lock pins."""
    return list(dict.fromkeys(re.findall(r"^([A-Za-z0-9._-]+)==", lock.read_text(encoding="utf-8"), re.M)))


def installed(name: str) -> Distribution | None:
    """The package, where this machine has it (some are for others: Windows, musl)."""
    try:
        return distribution(name)
    except PackageNotFoundError:
        return None


def licence(package: Distribution) -> str:
    """As its metadata says: the expression (PEP 639), else the classifiers, else the first line of its licence."""
    said = package.metadata
    trove = [one.rpartition(" :: ")[2] for one in said.get_all("Classifier", []) if one.startswith("License :: ")]
    named = [one for one in trove if one != "OSI Approved"]
    return said.get("License-Expression") or "; ".join(named) or (said.get("License") or "").strip().partition("\n")[0]


def rows() -> Iterator[tuple[str, str]]:
    """Each package that is locked, with its licence."""
    for name in locked():
        package = installed(name)
        if package is not None:
            yield name, licence(package)
        elif name in ELSEWHERE:
            yield name, ELSEWHERE[name]


if __name__ == "__main__":
    FILE.write_text(HEAD + "".join(f"| {name} | {said} |\n" for name, said in rows()), encoding="utf-8")
