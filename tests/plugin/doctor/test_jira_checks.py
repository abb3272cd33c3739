"""Each fault of a Jira site has its id and its mend."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from plugin.doctor import CHECKS, Level
from plugin.doctor.fields import WRITTEN
from plugin.sandbox import Flavour, Sandbox
from plugin.sandbox import fields as kinds
from plugin.shipped import shipped_folder
from tests.plugin.doctor.conftest import NOBODY, Doctor
from workflows import clauses
from workflows.clauses.dues import DUE_FIELDS
from workflows.terms import Field

JIRA = [check.id for check in CHECKS if check.id.startswith(("jira.", "cases."))]


def test_every_check_says_something_and_ids_are_given_once(doctor: Doctor, case: str):
    assert list(doctor.examine().findings) == [check.id for check in CHECKS]
    assert len({check.id for check in CHECKS}) == len(CHECKS)


def test_the_shipped_site_is_well(doctor: Doctor, case: str, lists: None):
    report = doctor.examine()
    assert [check for check in JIRA if check in report.failing] == []
    assert report.warned == (["jira.administration"] if doctor.jira.site.cloud else [])


def test_whatever_is_not_ok_has_a_mend_or_the_check_because_of_which_it_was_skipped(doctor: Doctor):
    doctor.jira.hide_field("Severity")
    for said in doctor.examine().findings.values():
        for finding in said:
            assert finding.level is Level.OK or finding.mend or finding.what.startswith("because of "), finding


def test_doctor_changes_nothing_in_jira(doctor: Doctor, case: str, hook: None):
    doctor.examine()
    assert [request.method for request in doctor.jira.requests if not request.is_read] == []


class TestConnection:
    def test_an_address_where_nobody_listens_fails_once_and_the_rest_is_skipped(self, doctor: Doctor):
        doctor.environ["CAREFLOW_JIRA__URL"] = NOBODY
        report = doctor.examine()
        assert [check for check in report.failing if check.startswith("jira.")] == ["jira.connection"]
        assert "CAREFLOW_JIRA__URL" in report.only("jira.connection").mend
        assert report.only("jira.fields").what == "because of jira.connection"

    def test_a_wrong_token_is_told_with_how_to_make_another(self, doctor: Doctor):
        doctor.environ["CAREFLOW_JIRA__TOKEN"] = "expired"
        report = doctor.examine()
        assert [check for check in report.failing if check.startswith("jira.")] == ["jira.account"]
        kind = "API token" if doctor.jira.site.cloud else "personal access token"
        assert kind in report.only("jira.account").mend
        assert "expired" not in str(report)

    def test_jira_behind_a_maintenance_page_is_no_traceback(self, doctor: Doctor):
        doctor.environ["CAREFLOW_JIRA__URL"] = f"{doctor.jira.url}/elsewhere"
        assert doctor.examine().level("jira.connection") is Level.FAILS

    def test_a_skewed_clock_is_told_and_does_no_harm(self, doctor: Doctor):
        clock = doctor.examine().only("jira.clock")  # the sandbox stands still on a day of its own
        assert clock.level is Level.OK
        assert "careflow goes by Jira's" in clock.what


class TestPermissions:
    def test_a_lacking_permission_is_named_with_where_to_grant_it(self, doctor: Doctor):
        doctor.jira.site.missing_permissions |= {"EDIT_ISSUES", "TRANSITION_ISSUES"}
        found = doctor.examine().only("jira.permissions")
        assert found.level is Level.FAILS
        assert "Edit issues, Transition issues" in found.what
        assert "Permissions: grant them to Careflow" in found.mend

    def test_browse_users_is_a_global_permission(self, doctor: Doctor):
        doctor.jira.site.missing_permissions.add("USER_PICKER")
        assert "Global permissions" in doctor.examine().only("jira.permissions").mend

    def test_an_account_that_administers_nothing_is_as_it_should_be(self, doctor: Doctor):
        doctor.jira.site.missing_permissions |= {"ADMINISTER", "ADMINISTER_PROJECTS"}
        assert doctor.examine().level("jira.administration") is Level.OK

    def test_a_project_that_is_not_there_is_named_and_the_other_is_looked_at(self, doctor: Doctor, case: str):
        doctor.environ["CAREFLOW_PROJECT"] = "CARE,NOPE"
        report = doctor.examine()
        first, second = report.findings["jira.project"]
        assert (first.level, second.level) == (Level.OK, Level.FAILS)
        assert "NOPE" in second.what
        assert report.level("jira.statuses") is Level.OK

    def test_without_any_visible_project_the_rest_is_skipped(self, doctor: Doctor):
        doctor.environ["CAREFLOW_PROJECT"] = "NOPE"
        report = doctor.examine()
        assert report.level("jira.permissions") is Level.SKIPPED
        assert "none of the projects" in report.only("cases.refused").what


class TestNotes:
    @pytest.fixture
    def sandbox(self, flavour: Flavour):
        with Sandbox.default(flavour, service=False) as jira:
            yield jira

    def test_our_account_must_be_in_the_group_that_reads_internal_notes(self, doctor: Doctor):
        assert doctor.examine().level("jira.notes") is Level.OK
        group = doctor.jira.site.people.group("support-agents")
        group.members = [person for person in group.members if person.name != "careflow"]
        found = doctor.examine().only("jira.notes")
        assert found.level is Level.FAILS
        assert "add Careflow to support-agents" in found.mend

    def test_a_project_role_cannot_be_looked_into(self, doctor: Doctor):
        doctor.environ["CAREFLOW_NOTES__VISIBILITY"] = '{"type": "role", "value": "Service Desk Team"}'
        assert doctor.examine().level("jira.notes") is Level.SKIPPED


class TestGroups:
    def test_a_managers_group_without_anybody_fails(self, doctor: Doctor):
        doctor.jira.site.people.groups["support-managers"].members.clear()
        first = doctor.examine().findings["jira.groups"][0]
        assert first.level is Level.FAILS
        assert "nobody can approve Critical" in first.what

    def test_former_members_do_not_count(self, doctor: Doctor):
        for person in doctor.jira.site.people.groups["support-managers"].members:
            person.active = False
        assert "jira.groups" in doctor.examine().failing

    def test_a_missing_group_of_a_lesser_role_warns(self, doctor: Doctor):
        del doctor.jira.site.people.groups["consulting"]
        report = doctor.examine()
        assert "jira.groups" in report.warned
        assert "jira.groups" not in report.failing
        assert "groups.consulting" in report.findings["jira.groups"][0].mend

    def test_sco_1_a_group_of_authorized_reporters_that_is_not_there_warns(self, doctor: Doctor):
        doctor.environ["CAREFLOW_AUTHORIZED_REPORTERS"] = '{"LeanKit": {"groups": ["leankit-users"]}, "Daptiv": "carl"}'
        warned = [found.what for found in doctor.examine().findings["jira.groups"] if "may not report" in found.what]
        assert len(warned) == 1
        assert "leankit-users" in warned[0]
        doctor.jira.site.people.group("leankit-users").members.append(doctor.jira.person("carl"))
        assert doctor.examine().level("jira.groups") is Level.OK

    def test_opn_2_a_products_group_without_anybody_active_warns(self, doctor: Doctor, tmp_path: Path):
        (tmp_path / "field_maps").mkdir()
        text = (shipped_folder() / "field_maps" / "products.yaml").read_text(encoding="utf-8")
        changed = text.replace("  names: Spigit\n", "  names: Spigit\n  groups: [spigit-team]\n")
        (tmp_path / "field_maps" / "products.yaml").write_text(changed, encoding="utf-8")
        doctor.environ["CAREFLOW_FIELD_MAPS"] = str(tmp_path / "field_maps")
        assert any("spigit-team" in found.what for found in doctor.examine().findings["jira.groups"])
        doctor.jira.site.people.group("spigit-team").members.append(doctor.jira.person("cora"))
        assert doctor.examine().level("jira.groups") is Level.OK

    def test_groups_that_may_not_be_listed_are_a_warning_where_a_persons_own_can_be_asked_for(self, doctor: Doctor):
        doctor.jira.site.may_read_groups = False
        found = doctor.examine().only("jira.groups")
        assert found.level is Level.WARNING
        assert "support-managers" in found.what


class TestFields:
    def test_a_field_that_is_not_there_is_named(self, doctor: Doctor):
        doctor.jira.site.field_named("SLA State").name = "SLA"
        found = doctor.examine().only("jira.fields")
        assert found.level is Level.FAILS
        assert found.what == "not in this Jira: SLA State"

    def test_a_field_of_another_type_is_told_with_both(self, doctor: Doctor):
        site = doctor.jira.site
        site.field_named("Response Due").name = "Old Response Due"
        site.add_field("Response Due", kinds.LINE)
        found = doctor.examine().only("jira.fields")
        assert "is of type string; datetime is needed" in found.what
        assert "field_maps/fields.yaml" in found.mend

    def test_a_field_that_is_there_twice_is_a_warning_with_the_one_that_is_used(self, doctor: Doctor):
        doctor.jira.site.add_field("Severity", kinds.SELECT, ["Critical"])
        found = doctor.examine().only("jira.fields")
        assert found.level is Level.WARNING
        assert "2 times" in found.what

    def test_a_field_off_the_edit_screen_fails_where_careflow_writes_it(self, doctor: Doctor, case: str):
        doctor.jira.hide_field("SLA State")
        found = doctor.examine().only("jira.screen")
        assert found.level is Level.FAILS
        assert f"edit screen of {case}" in found.what
        assert "SLA State" in found.what
        assert "Screens" in found.mend

    def test_a_field_off_the_edit_screen_warns_where_people_write_it(self, doctor: Doctor, case: str):
        doctor.jira.hide_field("Support Scope")
        assert doctor.examine().level("jira.screen") is Level.WARNING

    @pytest.mark.parametrize("name", ["Labels", "Priority"])
    def test_jiras_own_fields_that_careflow_writes_must_be_on_the_screen_too(
        self, doctor: Doctor, case: str, name: str
    ):
        doctor.jira.hide_field(name)
        assert name in doctor.examine().only("jira.screen").what

    def test_without_an_open_case_there_is_nothing_to_look_at(self, doctor: Doctor):
        report = doctor.examine()
        assert report.level("jira.screen") is Level.SKIPPED
        assert report.level("jira.options") is Level.SKIPPED
        assert "open one" in report.only("jira.screen").mend

    def test_an_option_that_careflow_writes_must_be_there(self, doctor: Doctor, case: str):
        doctor.jira.remove_option("SLA State", "At risk")
        found = doctor.examine().only("jira.options")
        assert found.level is Level.FAILS
        assert f"SLA State on {case} has no option for At risk" in found.what

    def test_an_option_that_people_choose_is_only_missed(self, doctor: Doctor, case: str):
        doctor.jira.remove_option("Product", "Spigit")
        assert doctor.examine().level("jira.options") is Level.WARNING

    def test_a_foreign_option_is_told_and_guessed_at(self, doctor: Doctor, case: str):
        option = doctor.jira.site.field_named("Severity").option("Moderate")
        option.value = "Moderated"
        lacks, strange = doctor.examine().findings["jira.options"]
        assert "perhaps Moderated for Moderate" in lacks.what
        assert "does not know: Moderated" in strange.what

    def test_a_priority_that_is_not_there_is_told_with_those_that_are(self, doctor: Doctor):
        doctor.jira.site.priorities[0].name = "Blocker"
        found = doctor.examine().only("jira.priorities")
        assert found.level is Level.FAILS
        assert "no priority Highest; it has Blocker" in found.what


class TestWorkflow:
    def test_a_status_that_is_not_there_is_told_with_those_that_are(self, doctor: Doctor):
        doctor.jira.site.status_named("Waiting for Customer").name = "Parked"
        lacks, unknown = doctor.examine().findings["jira.statuses"]
        assert (lacks.level, unknown.level) == (Level.FAILS, Level.WARNING)
        assert "no status for Waiting for Customer" in lacks.what
        assert "Parked" in unknown.what

    def test_a_status_in_french_is_known(self, doctor: Doctor):
        doctor.jira.site.status_named("Waiting for Customer").name = "En attente du client"
        assert doctor.examine().level("jira.statuses") is Level.OK

    def test_a_move_that_the_workflow_does_not_have_is_told_with_the_clause(self, doctor: Doctor, case: str):
        doctor.jira.move(case, "adam", "Solution Provided")
        site = doctor.jira.site
        site.transitions = [t for t in site.transitions if t.to.name != "Closed"]
        found = doctor.examine().only("jira.transitions")
        assert found.level is Level.FAILS
        assert f"{case} in Solution Provided: no transition to Closed" in found.what
        assert "CLO-2, CLO-3" in found.what

    def test_every_status_with_a_case_in_it_is_looked_at(self, doctor: Doctor, case: str):
        closed = doctor.jira.open_case(by="clara", summary="Done")
        doctor.jira.move(closed, "adam", "Closed")
        assert f"New ({case}), Closed ({closed})" in doctor.examine().only("jira.transitions").what


def test_a_french_field_map_of_the_admins_own_is_what_counts(doctor: Doctor, case: str, tmp_path: Path):
    (tmp_path / "field_maps").mkdir()
    text = (shipped_folder() / "field_maps" / "priorities.yaml").read_text(encoding="utf-8")
    changed = text.replace("Critical: [Highest", "Critical: [Bloquant, Highest")
    (tmp_path / "field_maps" / "priorities.yaml").write_text(changed, encoding="utf-8")
    doctor.environ["CAREFLOW_FIELD_MAPS"] = str(tmp_path / "field_maps")
    assert "no priority Bloquant" in doctor.examine().only("jira.priorities").what


@pytest.mark.usefixtures("valid_requests")
def test_every_request_is_one_that_atlassians_documents_describe(doctor: Doctor, case: str, hook: None):
    doctor.jira.move(doctor.jira.open_case(by="clara", summary="Done"), "adam", "Solution Provided")
    doctor.examine()
    doctor.jira.site.may_read_groups = False
    doctor.jira.site.missing_permissions |= {"ADMINISTER", "EDIT_ISSUES"}
    doctor.examine()
    assert len(doctor.jira.requests) > 40


def test_the_fields_that_must_be_writable_are_those_that_the_clauses_write():
    sources = (path.read_text(encoding="utf-8") for path in Path(clauses.__file__).parent.glob("*.py"))
    named = {Field[name] for text in sources for name in re.findall(r"wanted\(facts, Field\.([A-Z_]+)", text)}
    assert {*named, *DUE_FIELDS.values()} - {Field.PRIORITY, Field.ASSIGNEE} == WRITTEN


class TestLists:
    def test_a_list_that_is_missing_is_named_with_what_to_type(self, doctor: Doctor, lists: None):
        del doctor.jira.site.filters["breached"]
        finding = doctor.examine().only("jira.lists")
        assert (finding.level, finding.what) == (
            Level.WARNING,
            "no saved filter of careflow's that our account sees: Breached",
        )
        assert "careflow apply" in finding.mend

    def test_a_dashboard_that_is_missing_is_named(self, doctor: Doctor, lists: None):
        doctor.jira.site.dashboards.clear()
        assert "no dashboard CARE: Customer Care" in doctor.examine().only("jira.lists").what
