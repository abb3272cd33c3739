"""After signing in one goes on to a page of ours, whatever the address asked for."""

from __future__ import annotations

from urllib.parse import urljoin, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugin.board.sign_in.return_paths import safe

ORIGIN = "https://careflow.example"
ELSEWHERE = [
    "//evil.example",
    "https://evil.example",
    "/\\evil.example",
    "/board\\..\\evil",
    "/boardroom",
    "/webhooks/jira",
    "javascript:alert(1)",
    "/board/\r\nSet-Cookie: x=1",
    "/board\t/x",
    "/board/sign-in",
    "/board/sign-out",
    "/board/" + "x" * 3000,
    "",
    None,
]


@pytest.mark.parametrize("path", ELSEWHERE)
def test_what_leads_elsewhere_leads_to_the_board(path: str | None):
    assert safe(path) == "/board"


@pytest.mark.parametrize("path", ["/board", "/board/cases/CARE-1?at=2026-01-01T00:00Z", "/board?product=LeanKit"])
def test_a_page_of_ours_is_gone_on_to(path: str):
    assert safe(path) == path


@given(st.text(alphabet="/board\\.:@?#%ex\t\n é", max_size=30) | st.text().map(lambda text: "/board" + text))
def test_no_address_leaves_the_board(path: str):
    parts = urlsplit(urljoin(ORIGIN, safe(path).replace("\\", "/")))
    assert f"{parts.scheme}://{parts.netloc}" == ORIGIN
    assert safe(path).isascii()
    assert safe(path).isprintable()
