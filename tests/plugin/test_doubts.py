"""What is allowed but hardly meant: ``careflow check`` warns of it, with its place, and ends with 0."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from plugin.cli import cli
from plugin.doubts import doubts
from plugin.settings import Settings, load
from plugin.shipped import shipped_folder

TODAY = date(2026, 11, 26)
Say = Callable[..., list[str]]


@pytest.fixture
def said(tmp_path: Path) -> Say:
    """Writes an app.yaml, and field maps with one change of the shipped text each; answers the warnings."""

    def write(app: str = "", **changes: tuple[str, str]) -> list[str]:
        (tmp_path / "app.yaml").write_text(app, encoding="utf-8")
        (tmp_path / "field_maps").mkdir(exist_ok=True)
        for name, (old, new) in changes.items():
            text = (shipped_folder() / "field_maps" / f"{name}.yaml").read_text(encoding="utf-8")
            assert old in text
            (tmp_path / "field_maps" / f"{name}.yaml").write_text(text.replace(old, new, 1), encoding="utf-8")
        found = doubts(load({"CAREFLOW_APP_FILE": str(tmp_path / "app.yaml"), "HOME": str(tmp_path)}), TODAY)
        return [str(one).removeprefix(f"{tmp_path}/") for one in found]

    return write


def test_nothing_is_doubtful_in_what_ships() -> None:
    assert doubts(load({"CAREFLOW_APP_FILE": str(shipped_folder() / "app.yaml")}), TODAY) == []
    assert doubts(Settings(), TODAY) == []


@pytest.mark.parametrize(
    ("app", "told"),
    [
        ("jira: {url: 'http://jira.example'}", "1:13: jira.url: the token would go there unencrypted: use https://"),
        (
            "jira: {url: 'https://a.atlassian.net/jira'}",
            "1:13: jira.url: Jira Cloud answers at the address of the site",
        ),
        (
            "groups: {managers: support-agents}",
            "1:20: groups.managers: `support-agents` stands behind agents too: every",
        ),
        (
            "groups: {second_line: support-managers}",
            "1:23: groups.second_line: `support-managers` stands behind managers",
        ),
        (
            "mode: shadow\nboard: {sign_in: link, url: 'https://careflow.example'}",
            "2:18: board.sign_in: in shadow no link is sent: nobody can sign in",
        ),
        (
            "board: {oidc: {account_claim: email}}",
            "1:31: board.oidc.account_claim: `email` is taken as it is, verified or not",
        ),
        (
            "board: {sign_in: link, url: 'https://careflow.example', oidc: {groups: care}}",
            "1:72: board.oidc.groups: these groups are the provider's",
        ),
        ("groups: {on_call: []}", "1:19: groups.on_call: no group: nobody has this role"),
        ("groups: {agents: helpers}", "app.yaml: notes.visibility.value: `support-agents` is none of the groups"),
        (
            "notes: {visibility: {value: staff}}",
            "1:29: notes.visibility.value: `staff` is none of the groups of app.yaml",
        ),
        (
            "approval: {stand_ins: [{for: a, by: b, from: 2026-01-01, to: 2026-11-25}]}",
            "1:24: approval.stand_ins[1]: is over since 2026-11-25",
        ),
        (
            "approval: {escalate_after: 5m}",
            "1:28: approval.escalate_after: the second line is told before the managers",
        ),
        (
            "targets: {SLO-P: {Critical: {respond: 30h}}}",
            "1:39: targets.SLO-P.Critical.respond: Critical has 30h to respond, Major only 1h",
        ),
        (
            "targets: {SLO-P: {Minor: {respond: 10m}}}",
            "1:36: targets.SLO-P.Minor.respond: Moderate has 2h to respond, Minor only 10m",
        ),
        (
            "targets: {SLO-N: {Major: {resolve: 50m}}}",
            "1:36: targets.SLO-N.Major.resolve: 1h to respond is more than the 50m to resolve",
        ),
        (
            "clocks: {coverage: [{clock: resolve, runs: always}, {clock: resolve, tiers: Elite, runs: always}]}",
            "1:53: clocks.coverage[2]: never decides: wherever it fits",
        ),
        ("clocks: {coverage: [{tiers: [], runs: always}]}", "1:21: clocks.coverage[1]: never decides"),
        ("premium_tiers: [Elite, Standard]", "1:24: premium_tiers[2]: Standard has 24x7 support, but clocks.coverage"),
        ("policy_versions: [{from: 2026-01-01, name: x}]", "1:19: policy_versions[1]: `x` says the same as `base`"),
        ("groups: {agents: [support-agents, support-agents]}", "1:35: groups.agents[2]: `support-agents` stands twice"),
    ],
)
def test_what_is_doubtful_in_app_yaml_is_told_with_its_place(said: Say, app: str, told: str) -> None:
    found = said(app + "\n")
    assert [line for line in found if line.startswith((f"app.yaml:{told}", told))], found


@pytest.mark.parametrize(
    ("name", "change", "told"),
    [
        (
            "products",
            ("names: PPM Pro\n", "names: PPM Pro\n  zone: Europe/Paris\n"),
            "PPM Pro.zone: it has no hours of its",
        ),
        (
            "regions",
            ("extra_holidays: []", "extra_holidays: [2025-12-24]"),
            "the last of these days is 2025-12-24: none is",
        ),
        (
            "regions",
            ("worked_holidays: []", "worked_holidays: [2026-12-23]"),
            "2026-12-23 is no public holiday there (US)",
        ),
        (
            "regions",
            ("[]\n    worked_holidays: []", "[2026-12-24]\n    worked_holidays: [2026-12-24]"),
            "regions.Americas/APAC.worked_holidays: 2026-12-24 stands in extra_holidays too: support works on it",
        ),
        ("statuses", ("New: [New,", "New: [New, New,"), "statuses.yaml:5:12: New[2]: `New` stands twice in this list"),
    ],
)
def test_what_is_doubtful_in_a_field_map_is_told_with_its_place(
    said: Say, name: str, change: tuple[str, str], told: str
) -> None:
    (line,) = said("", **{name: change})
    assert line.startswith(f"field_maps/{name}.yaml:")
    assert told in line


def test_what_is_meant_is_no_doubt(said: Say) -> None:
    text = (
        "jira: {url: http://127.0.0.1:8000}\n"
        "groups: {agents: [a, support-agents], dispatchers: a}\n"
        "approval: {stand_ins: [{for: a, by: b, from: 2026-01-01, to: 2026-11-26}]}\n"
        "policy_versions:\n"
        "  - {from: 2026-01-01, name: x, warn_at: 70}\n"
        "  - {from: 2026-02-01, name: as before}\n"
    )
    days = ("worked_holidays: []", "worked_holidays: [2026-12-25]")
    assert said(text, regions=days) == []


def test_a_product_of_ones_own_without_a_contact_is_doubtful_once_there_are_contacts(said: Say, tmp_path: Path) -> None:
    products = ("Clarizen:\n", "Widget:\n  names: Widget\nClarizen:\n")
    assert said("", products=products) == []
    (line,) = said("", products=products, contacts=("", ""))
    assert "products.yaml:" in line
    assert ": Widget: contacts.yaml names no way to reach Customer Care for it" in line


def test_a_copy_beside_the_field_maps_is_named_as_what_nobody_reads(said: Say, tmp_path: Path) -> None:
    assert said("", products=("", "")) == []
    (tmp_path / "field_maps" / "products-2025.yaml").write_text("", encoding="utf-8")
    assert said() == ["app.yaml: field_maps: the folder holds files that nobody reads: products-2025.yaml"]


def test_check_warns_and_ends_with_0(tmp_path: Path) -> None:
    (tmp_path / "app.yaml").write_text("groups: {on_call: []}\n", encoding="utf-8")
    environ = {"CAREFLOW_APP_FILE": str(tmp_path / "app.yaml")}
    result = CliRunner().invoke(cli, ["check"], env=environ)
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.startswith("ok: ")
    assert "app.yaml:1:19: warning: groups.on_call: no group: nobody has this role\n" in result.stdout
    told = json.loads(CliRunner().invoke(cli, ["check", "--json"], env=environ).stdout)
    assert told["ok"] is True
    assert [(one["line"], one["column"], one["key"]) for one in told["warnings"]] == [(1, 19, "groups.on_call")]
