from __future__ import annotations

import pytest

from webhooks.signature import is_signed, sign

SECRET = b"It's a Secret to Everybody"


def test_atlassians_own_example_fits() -> None:
    header = "sha256=a4771c39fbe90f317c7824e83ddef3caae9cb3d976c214ace1f2937e133263c9"
    assert is_signed(b"Hello World!", header, [SECRET])
    assert is_signed(b"Hello World!", header.upper().replace("SHA256", "sha256"), [SECRET])
    assert not is_signed(b"Hello World", header, [SECRET])


@pytest.mark.parametrize("method", ["sha256", "sha384", "sha512"])
def test_the_methods_name_decides_how_it_is_computed(method: str) -> None:
    assert is_signed(b"x", sign(b"x", SECRET, method), [b"other", SECRET])


def test_sha1_is_not_taken() -> None:
    assert not is_signed(b"", "sha1=" + "0" * 40, [SECRET])


@pytest.mark.parametrize("secrets", [[], [b""], [SECRET, b""]])
def test_there_is_no_unsigned_mode(secrets: list[bytes]) -> None:
    with pytest.raises(ValueError, match="empty"):
        is_signed(b"", "sha256=", secrets)
