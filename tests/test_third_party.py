"""What is installed is pinned by hash, and under a licence that lets anybody use careflow as they like."""

from __future__ import annotations

import re

import pytest

from tests import third_party

ALLOWED = re.compile(
    r"(0BSD|Apache[- ](2\.0|Software License)|BSD([- ][23]-Clause| License)?|CC0-1\.0|MIT([- ](0|CMU|License))?"
    r"|PSF-2\.0|Python Software Foundation License|Zlib|MPL-2\.0|Mozilla Public License 2\.0 \(MPL 2\.0\))"
)
LISTED = re.findall(r"^\| (\S+) \| (.+) \|$", third_party.FILE.read_text(encoding="utf-8").partition("---")[2], re.M)
LOCKS = ("requirements.lock", "requirements-dev.lock")


def test_each_package_that_is_installed_stands_there_with_its_licence():
    assert list(third_party.rows()) == LISTED, "run: make licences"
    assert [name for name, _ in LISTED] == third_party.locked()


def test_each_licence_is_one_that_we_know_and_allow():
    parts = [(name, part) for name, said in LISTED for part in re.split(r"; | AND | OR ", said)]
    assert [(name, part) for name, part in parts if not ALLOWED.fullmatch(part)] == []


@pytest.mark.parametrize("lock", LOCKS)
def test_each_locked_package_has_a_hash(lock: str):
    text = (third_party.ROOT / lock).read_text(encoding="utf-8")
    pins = re.findall(r"^(\S+==\S+)((?:.*\\\n)?(?:    --hash=sha256:[0-9a-f]{64}.*\n)*)", text, re.M)
    assert len(pins) > 50
    assert [pin for pin, rest in pins if "--hash=sha256:" not in rest] == []
