"""Faults in a terminal: by file, at most as wide as it is, with the line of the file and never a secret."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest

from plugin.configuration_errors import ConfigurationError
from plugin.fault_printing import told
from plugin.settings import load
from tests.wrong_configurations import SECRET, TOKEN


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "field_maps").mkdir()
    return tmp_path


def printed(here: Path, app: str, width: int | None = None, **maps: str) -> str:
    (here / "app.yaml").write_text(app, encoding="utf-8")
    for name, text in maps.items():
        (here / "field_maps" / f"{name}.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(ConfigurationError) as caught:
        load({"HOME": str(here), "CAREFLOW_APP_FILE": str(here / "app.yaml")})
    return told(caught.value.faults, width)


def test_a_fault_shows_its_line_with_a_caret_under_the_column(here: Path) -> None:
    assert printed(here, "project: CARE\ndefault_severity: Majour # for now\n") == (
        "app.yaml:2:19: default_severity: `Majour`: did you mean `Major`? Allowed: Critical, Major, Moderate, Minor\n"
        "    2 | default_severity: Majour # for now\n"
        "      |                   ^"
    )


def test_faults_stand_together_by_file(here: Path) -> None:
    text = printed(here, "language: de\nwarn_at: [0]\n", statuses="- New\n", regions="x: 1\n")
    blocks = [block.splitlines()[0].split(":")[0] for block in text.split("\n\n")]
    assert blocks == ["app.yaml", "field_maps/regions.yaml", "field_maps/statuses.yaml"]


@pytest.mark.parametrize("width", [60, 80])
def test_nothing_is_wider_than_the_terminal(here: Path, width: int) -> None:
    long = "authorized_reporters: {" + ", ".join(f"Product{n}: somebody" for n in range(20)) + "}\n"
    lines = printed(here, f"clauses: {{SLO-77: off}}\nwarn_at: [80, 50]\nfield_map: x\n{long}", width).splitlines()
    assert max(map(len, lines)) <= width
    assert "        ^" in "".join(lines)


def test_the_caret_finds_its_place_in_a_line_that_is_cut(here: Path) -> None:
    reporters = ", ".join(f"Spigit{n}: somebody" for n in range(20))
    for width in (None, 80):
        lines = printed(here, f"authorized_reporters: {{{reporters}}}\n", width).splitlines()
        drawn = [(above, caret) for above, caret in pairwise(lines) if caret.strip("| ") == "^"]
        assert len(drawn) == 20
        assert [above[caret.index("^") :][:6] for above, caret in drawn] == ["Spigit"] * 20


@pytest.mark.parametrize(
    "text",
    [
        f"jira: {{token: {SECRET}, user: [1]}}\n",
        f"jira:\n  user: [1] # was {SECRET}, the old password\n",
        f"webhook:\n  secret: >\n    {SECRET}\n    x\n",
        f"jirra:\n  token: {SECRET}\nlanguage: de\n",
        f"passphrase: {SECRET}\n",
        f"approval: {{allow_self: maybe, passphrase: {SECRET}}}\n",
        f"passphrase: {SECRET}: x\n",
        f"groups: {{agents: [a]}}\n{SECRET}\n",
        f"language: de {TOKEN}\n",
        f"language: 'en\njira: {{token: {SECRET}}}\n",
        f"jira:\n  token: a\n  token: {SECRET}\n",
        f"redis: {{url: 'redis://:{SECRET}@h', sentinel: 1}}\n",
        f"jira: {{url: 'https://u:{SECRET}@h'}}\n",
    ],
)
def test_no_line_that_may_hold_a_secret_is_shown(here: Path, text: str) -> None:
    said = printed(here, text)
    assert "app.yaml:" in said
    assert SECRET not in said


def test_of_an_unknown_key_only_the_key_is_shown(here: Path) -> None:
    assert printed(here, f"approval:\n  passphrase: {SECRET}\n").splitlines()[1:] == [
        "    2 |   passphrase: …",
        "      |   ^",
    ]


def test_a_tab_is_seen(here: Path) -> None:
    assert printed(here, "approval:\n\tallow_self: true\n").splitlines()[1:] == ["    2 | →allow_self: …", "      | ^"]
