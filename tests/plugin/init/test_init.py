"""``careflow init``: what it finds on a site, what it writes, and where each value says that it came from."""

from __future__ import annotations

import os
import pty
import select
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from plugin.field_map_files import read_field_maps
from plugin.init import fields, groups
from plugin.init.matching import meanings, one_of, says
from plugin.init.splicing import Spliced
from plugin.sandbox import Flavour
from plugin.sandbox import fields as kinds
from plugin.settings import load
from plugin.shipped import shipped_folder
from tests.plugin.install.conftest import Admin, administered
from workflows.terms import Field, Role, Severity, Status

SHIPPED = shipped_folder() / "field_maps"


@pytest.fixture
def site() -> str:
    return "french"


@pytest.fixture
def admin(site: str, flavour: Flavour, tmp_path: Path) -> Iterator[Admin]:
    with administered(site, flavour, tmp_path) as person:
        yield person


def written(admin: Admin, *words: str) -> str:
    result = admin.types("init", "--yes", "--dir", str(admin.folder), *words)
    assert result.exit_code == 0, result.output
    return result.output


def text(admin: Admin, name: str) -> str:
    return (admin.folder / name).read_text(encoding="utf-8")


class TestWhatItFinds:
    def test_fields_by_their_french_names_with_the_options_spelled_as_there(self, admin: Admin):
        written(admin)
        known = read_field_maps(admin.folder / "field_maps", SHIPPED).field_map
        assert known.name_of(Field.SEVERITY) == "Gravité"
        assert known.to_jira(Field.SEVERITY, "Major") == "Majeure"
        assert known.to_jira(Field.REGION, "Americas/APAC") == "Amériques"
        assert known.name_of(Field.ROOT_CAUSE) == "Cause racine"
        assert known.name_of(Field.SLA_STATE) == "SLA State"

    def test_statuses_and_the_one_that_cases_begin_in(self, admin: Admin):
        written(admin)
        known = read_field_maps(admin.folder / "field_maps", SHIPPED).field_map
        assert known.jira_statuses(Status.NEW)[0] == "Nouveau"
        assert known.jira_statuses(Status.SOLUTION)[0] == "Solution fournie"

    @pytest.mark.parametrize("site", ["empty"])
    @pytest.mark.parametrize("flavour", [Flavour.CLOUD], ids=str)
    def test_a_service_desk_of_a_template_is_understood_whole(self, admin: Admin):
        written(admin)
        known = read_field_maps(admin.folder / "field_maps", SHIPPED).field_map
        meant = {name: known.status(name) for name in ("Waiting for support", "Escalated", "Resolved", "Canceled")}
        assert meant == {
            "Waiting for support": Status.NEW,
            "Escalated": Status.IN_PROGRESS,
            "Resolved": Status.SOLUTION,
            "Canceled": Status.CLOSED,
        }
        assert known.jira_statuses(Status.CLOSED)[0] == "Closed"

    def test_groups_by_the_words_of_their_names(self, admin: Admin):
        written(admin)
        settings = load({**admin.environ, "CAREFLOW_APP_FILE": str(admin.app)})
        assert settings.groups.agents == ("équipe-support",)
        assert settings.groups.managers == ("responsables-support",)
        assert settings.notes.visibility.value == "équipe-support"

    def test_every_value_says_where_it_came_from(self, admin: Admin):
        written(admin)
        assert "project: CARE  # found: the only service project" in text(admin, "app.yaml")
        maps = text(admin, "field_maps/fields.yaml")
        names = [line for line in maps.splitlines() if line.startswith("  name: ")]
        assert len(names) == 23
        assert all("  # found: customfield_" in line or "  # new: " in line for line in names)
        assert "name: [Gravité, Severity, Sévérité]  # found: customfield_10106 “Gravité”, 4 of 4 options" in maps

    def test_nothing_of_the_shipped_comments_is_lost(self, admin: Admin):
        written(admin)
        shipped = (shipped_folder() / "app.yaml").read_text(encoding="utf-8")
        comments = [line for line in shipped.splitlines() if line.startswith("#")]
        assert [line for line in text(admin, "app.yaml").splitlines() if line.startswith("#")] == comments

    def test_what_it_writes_is_right_and_is_what_check_reads(self, admin: Admin):
        written(admin)
        result = admin.types("check")
        assert result.exit_code == 0
        assert str(admin.app) in result.output

    def test_it_changes_nothing_in_jira(self, admin: Admin):
        before = admin.snapshot()
        written(admin)
        assert admin.snapshot() == before


class TestWhatItDoesNotTake:
    def test_a_field_of_others_whose_options_are_not_ours(self, admin: Admin):
        output = written(admin)
        assert "Priorité commerciale" not in text(admin, "field_maps/fields.yaml")
        assert "Urgency" not in output  # of another project

    @pytest.mark.parametrize("flavour", [Flavour.CLOUD], ids=str)
    def test_a_date_that_is_called_like_a_due_is_not_written_over_without_asking(self, admin: Admin):
        admin.jira.site.add_field("Resolve By", kinds.DATE_TIME)
        output = written(admin)
        assert "Resolution Due: “Resolve By”" in output
        assert "Resolve By" not in text(admin, "field_maps/fields.yaml")

    @pytest.mark.parametrize("flavour", [Flavour.CLOUD], ids=str)
    @pytest.mark.parametrize("site", ["empty"])
    def test_a_field_under_another_name_is_taken_when_all_its_options_are_understood(self, admin: Admin):
        admin.jira.site.add_field("Sev", kinds.SELECT, ["P1 – Blocker", "P2 – Major", "P3", "P4 – trivial"])
        written(admin)
        known = read_field_maps(admin.folder / "field_maps", SHIPPED).field_map
        assert known.name_of(Field.SEVERITY) == "Sev"
        assert known.to_jira(Field.SEVERITY, "Critical") == "P1 – Blocker"

    def test_files_that_are_there_are_not_replaced_unless_it_is_told(self, admin: Admin):
        written(admin)
        admin.app.write_text("project: OTHER\n", encoding="utf-8")
        again = admin.types("init", "--yes", "--dir", str(admin.folder))
        assert again.exit_code == 2
        assert f"already there: {admin.app}" in again.stderr
        assert admin.app.read_text(encoding="utf-8") == "project: OTHER\n"
        written(admin, "--force")


class TestWhatItAsks:
    def test_nobody_is_asked_where_nobody_is(self, admin: Admin):
        result = admin.types("init", "--dir", str(admin.folder))
        assert result.exit_code == 2
        assert "say `careflow init --yes`" in result.stderr

    def test_several_projects_that_may_be_meant_are_named(self, admin: Admin):
        admin.jira.site.add_project("DESK", "Another desk")
        result = admin.types("init", "--yes", "--dir", str(admin.folder))
        assert result.exit_code == 2
        assert "say --project KEY, with one of CARE (Customer Care), DESK (Another desk)" in result.stderr
        assert "project: DESK  # you said so" in (written(admin, "--project", "DESK"), text(admin, "app.yaml"))[1]

    @pytest.mark.parametrize("flavour", [Flavour.CLOUD], ids=str)
    def test_a_person_at_a_terminal_is_asked_what_is_not_sure_and_nothing_else(self, admin: Admin):
        admin.jira.site.add_field("Resolve By", kinds.DATE_TIME)
        admin.jira.site.people.groups.pop("consulting")
        said = typed(admin, "init", "--dir", str(admin.folder), answers=["", "y", "astreinte"])
        assert "holds the cases? [CARE]" in said
        assert "Is it Resolution Due?" in said
        assert "Which group is consulting?" in said
        assert said.count("[y/N]") == 1
        known = read_field_maps(admin.folder / "field_maps", SHIPPED).field_map
        assert known.name_of(Field.RESOLUTION_DUE) == "Resolve By"
        assert "consulting: astreinte  # you said so" in text(admin, "app.yaml")


def typed(admin: Admin, *words: str, answers: list[str]) -> str:
    """What a terminal shows of careflow, with these answers typed."""
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "plugin", *words]
    environ = {**os.environ, **admin.environ}
    with subprocess.Popen(command, stdin=theirs, stdout=theirs, stderr=theirs, env=environ, close_fds=True) as process:
        os.close(theirs)
        os.write(ours, ("\n".join(answers) + "\n").encode())
        shown = b"".join(iter(lambda: _shown(ours), b""))
        os.close(ours)  # a question that is still open is answered by the end of the terminal
    assert process.returncode == 0, shown.decode()
    return shown.decode()


def _shown(terminal: int) -> bytes:
    """What is shown next; nothing once the other end is closed, or silent for long."""
    try:
        return os.read(terminal, 4096) if select.select([terminal], [], [], 30.0)[0] else b""
    except OSError:
        return b""


class TestNames:
    @pytest.mark.parametrize(
        ("name", "known", "same"),
        [
            ("P1 – Blocker", "p1 blocker", True),
            ("Sévérité", "severite", True),
            ("Severity level", "Severity", False),
            ("System-wide", "System wide", True),
        ],
    )
    def test_names_are_the_same_word_for_word_whatever_their_signs(self, name: str, known: str, same: bool):
        assert one_of(name, [known]) is same

    def test_a_phrase_is_said_by_its_words_in_a_row(self):
        assert says("acme-support-managers", "support managers")
        assert not says("managers of support", "support managers")

    def test_an_option_that_says_two_things_is_left(self):
        known = {"Critical": ("p1",), "Major": ("p2",)}
        assert meanings(["P1", "P1/P2", "Major"], known) == {"P1": "Critical", "Major": "Major"}

    def test_two_options_of_one_meaning_are_not_sure_to_mean_it(self):
        known = load({}).field_map()
        assert fields.options_meant(known, Field.SEVERITY, ["P1", "Blocker", "Major"]) == {"Major": "Major"}

    def test_a_group_is_the_role_that_most_of_its_name_says(self):
        chosen = groups.choices(["acme-support", "acme-support-managers"], {Role.AGENT: ("x",), Role.MANAGER: ("y",)})
        assert [one.names for one in chosen] == [("acme-support",), ("acme-support-managers",)]

    def test_several_groups_that_may_be_meant_are_named_and_none_taken(self):
        chosen = groups.choices(["support-a", "support-b"], {Role.AGENT: ("support-agents",)})[0]
        assert (chosen.names, chosen.found) == (("support-agents",), False)
        assert "support-a, support-b" in chosen.why

    def test_severities_without_a_priority_of_theirs_get_the_maps_own(self, tmp_path: Path):
        assert load({}).field_map().priority(Severity.MINOR) == "Low"


class TestSplicing:
    TEXT = "# head\na: 1  # one\nb:\n  c: [x, y]   # both\n  d:\n    - p\n    - q\n# tail\ne: é\n"

    def test_a_value_is_replaced_and_all_else_stays(self):
        spliced = Spliced(self.TEXT)
        spliced.put(("b", "c"), ["z"], "found")
        assert spliced.text == self.TEXT.replace("[x, y]   # both", "z  # found (both)")

    def test_a_block_is_replaced_as_a_whole(self):
        spliced = Spliced(self.TEXT)
        spliced.put(("b", "d"), ["r", "s"], "found")
        assert yaml.safe_load(spliced.text)["b"]["d"] == ["r", "s"]
        assert "# tail\ne: é\n" in spliced.text

    def test_what_stands_behind_letters_with_accents_is_found_too(self):
        spliced = Spliced("é: ü\nà: ö  # ï\n")
        spliced.put(("à",), "x: y", "w")
        assert spliced.text == "é: ü\nà: 'x: y'  # w (ï)\n"
