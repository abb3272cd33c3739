"""Plan, apply, and plan again over HTTP: what was lacking is made, once, and nothing foreign is touched."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from plugin.sandbox import Flavour
from plugin.sandbox import fields as kinds
from plugin.sandbox.faults import Fault, When
from tests.plugin.install.by_hand import do_by_hand
from tests.plugin.install.conftest import SECRET, Admin, administered

Data = dict[str, Any]
ALL_SITES = pytest.mark.parametrize("site", ["empty", "french", "mistyped"])
CLOUD = pytest.mark.parametrize("flavour", [Flavour.CLOUD], ids=str)


def plan_of(admin: Admin, *words: str) -> Data:
    told: Data = json.loads(admin.types("plan", "--json", *words).stdout)
    return told


def installed(admin: Admin) -> Data:
    """init, apply, and on Data Center what is left to do by hand; the plan that remains."""
    assert admin.types("init", "--yes", "--project", "CARE", "--dir", str(admin.folder)).exit_code == 0
    for _ in range(3):
        admin.types("apply", "--yes")
        left = plan_of(admin)
        do_by_hand(admin, left)
    return plan_of(admin)


@ALL_SITES
@pytest.mark.usefixtures("valid_requests")
def test_after_init_and_apply_a_plan_is_empty_and_every_request_was_one_that_atlassian_describes(admin: Admin):
    left = installed(admin)
    assert left["settled"], left
    assert admin.types("plan", "--check").exit_code == 0


@ALL_SITES
def test_without_init_whatever_is_not_refused_is_made_and_nothing_is_left_but_what_is_refused(admin: Admin):
    first = plan_of(admin)
    for _ in range(2):
        admin.types("apply", "--yes")
        do_by_hand(admin, plan_of(admin))
    admin.types("apply", "--yes")
    left = plan_of(admin)
    assert left["steps"] == left["by_hand"] == []
    assert [item["name"] for item in left["refused"]] == [item["name"] for item in first["refused"]]


@pytest.mark.parametrize("site", ["mistyped"])
def test_a_field_of_another_type_is_refused_and_init_finds_a_name_that_is_free(admin: Admin):
    reasons = {item["name"]: item["reason"] for item in plan_of(admin)["refused"]}
    assert reasons == {"Severity": "other-type", "Response Due": "other-type", "Root Cause": "other-type"}
    admin.types("init", "--yes", "--project", "CARE", "--dir", str(admin.folder))
    assert plan_of(admin)["refused"] == []
    assert "Customer Care Severity" in [step["name"] for step in plan_of(admin)["steps"]]


@pytest.mark.parametrize("site", ["shipped"])
def test_a_site_that_has_everything_gets_the_lists_and_the_webhook_alone(admin: Admin):
    kinds = {step["kind"] for step in plan_of(admin)["steps"]}
    assert kinds - {"Dashboard"} == {"Saved filters", "Webhook"}


def test_a_plan_changes_nothing(admin: Admin):
    before = admin.snapshot()
    for words in (("plan",), ("plan", "--json"), ("plan", "--check"), ("apply",), ("uninstall",)):
        admin.types(*words)
    assert admin.snapshot() == before


def test_check_ends_with_1_while_the_site_is_not_as_it_should_be(admin: Admin):
    assert admin.types("plan", "--check").exit_code == 1
    assert admin.types("plan").exit_code == 0


def test_the_whole_of_a_plan_is_in_its_text_and_no_line_is_wider_than_the_terminal(admin: Admin):
    for columns in (80, 200):
        text = admin.types("plan", COLUMNS=str(columns)).output
        assert max(map(len, text.splitlines())) <= columns
        for step in plan_of(admin)["steps"]:
            assert " ".join(step["name"].split()) in " ".join(text.split())


def test_nobody_is_asked_where_nobody_is(admin: Admin):
    result = admin.types("apply")
    assert result.exit_code == 2
    assert "say `careflow apply --yes`" in result.stderr


def test_apply_carries_out_the_plan_that_was_shown_or_nothing(admin: Admin):
    shown = plan_of(admin)["digest"]
    admin.jira.site.add_field("Instance", kinds.LINE)
    before = admin.snapshot()
    result = admin.types("apply", "--plan", shown)
    assert result.exit_code == 1
    assert f"not {shown}" in result.stderr
    assert admin.snapshot() == before
    assert admin.types("apply", "--plan", plan_of(admin)["digest"]).exit_code == 0


def test_the_secret_reaches_jira_and_nothing_that_is_printed(admin: Admin):
    printed = admin.types("plan").output + admin.types("plan", "--json").output + admin.types("apply", "--yes").output
    assert SECRET not in printed
    hook = next(iter(admin.jira.webhooks.hooks.values()))
    assert (hook.name, hook.secret, hook.jql) == ("careflow", SECRET, "project in (CARE)")


def test_an_account_that_is_no_administrator_is_told_so(admin: Admin):
    admin.jira.site.missing_permissions.add("ADMINISTER")
    own = admin.jira
    result = admin.types("plan", CAREFLOW_JIRA__USER=own.user, CAREFLOW_JIRA__TOKEN=own.token)
    assert result.exit_code == 2
    assert "does not administer Jira" in result.stderr


# -- what is not ours --

UNTOUCHED = ("statuses", "priorities", "priority schemes", "versions", "filters", "dashboards", "webhooks", "groups")


def foreign(snapshot: Data, made: Data) -> Data:
    """Of a snapshot, what was there before careflow came."""
    return {
        kind: {id_: thing for id_, thing in things.items() if id_ in made[kind]} for kind, things in snapshot.items()
    }


@ALL_SITES
def test_of_what_others_made_only_what_the_plan_said_is_added_to(admin: Admin):
    before = admin.snapshot()
    installed(admin)
    after = foreign(admin.snapshot(), before)
    for kind in (
        "statuses",
        "priorities",
        "priority schemes",
        "versions",
        "filters",
        "dashboards",
        "webhooks",
        "groups",
    ):
        assert after[kind] == before[kind]
    for id_, field in before["fields"].items():
        kept = after["fields"][id_]
        assert {**kept, "contexts": None} == {**field, "contexts": None}
        for number, context in field["contexts"].items():
            assert context["options"].items() <= kept["contexts"][number]["options"].items()
    for id_, screen in before["screens"].items():
        for tab, kept_tab in zip(screen["tabs"], after["screens"][id_]["tabs"], strict=True):
            assert kept_tab[: len(tab)] == tab
    for id_, flow in before["workflows"].items():
        assert flow["transitions"].items() <= after["workflows"][id_]["transitions"].items()
        assert flow["first"] == after["workflows"][id_]["first"]
    assert after["properties"]["OTHER"] == before["properties"]["OTHER"]


@ALL_SITES
def test_uninstalling_leaves_the_site_as_it_was(admin: Admin):
    before = admin.snapshot()
    admin.types("init", "--yes", "--project", "CARE", "--dir", str(admin.folder))
    admin.types("apply", "--yes")
    result = admin.types("uninstall", "--yes")
    assert result.exit_code == 0, result.output
    after = admin.snapshot()
    live = {id_: field for id_, field in after["fields"].items() if not field["trashed"]}
    assert live == before["fields"]
    for kind in ("filters", "dashboards", "webhooks", "priorities", "versions", "properties", "groups"):
        assert after[kind] == before[kind]
    for id_, flow in before["workflows"].items():
        assert after["workflows"][id_] == flow
    for id_, screen in before["screens"].items():
        shown = [[f for f in tab if f in live or not f.startswith("custom")] for tab in after["screens"][id_]["tabs"]]
        assert shown == screen["tabs"]


@CLOUD
def test_uninstalling_keeps_a_field_that_holds_data_unless_it_is_told(admin: Admin):
    admin.types("apply", "--yes")
    admin.jira.open_case(by="clara", summary="Slow", fields={"Severity": "Major"})
    kept = admin.types("uninstall", "--yes")
    assert "Severity" in kept.output
    assert "[in-use]: 1 cases have a value in it" in kept.output
    assert not admin.jira.site.field_named("Severity").trashed
    assert admin.types("uninstall", "--yes", "--with-data").exit_code == 0
    assert all(field.trashed for field in admin.jira.site.fields.values() if field.name == "Severity")


# -- broken off --


class CutAfterAWrite(Fault):
    """The connection breaks after the next request that changes something; Jira has done it."""

    def meets(self, method: str, path: str) -> bool:
        """Reads pass, those by POST too."""
        reads = ("/workflows", "/validation", "/approximate-count")
        return method != "GET" and not path.endswith(reads)


@pytest.mark.parametrize(("already", "most"), [(0, 12), (58, 1000)])
def test_broken_off_after_each_single_request_a_further_apply_finishes_it(
    admin: Admin, tmp_path: Path, already: int, most: int
):
    whole = tmp_path / "whole"
    whole.mkdir()
    with administered("empty", admin.jira.site.flavour, whole) as other:
        other.types("apply", "--yes")
        at_once = named(other.snapshot())
    runs = 0
    cut = CutAfterAWrite(when=When.AFTER, reset=True, skip=already)
    while runs < most:
        admin.jira.faults.add(cut)
        result = admin.types("apply", "--yes")
        if cut in admin.jira.faults.planned:
            break
        assert result.exit_code == 1
        assert "broken off at" in result.stderr
        runs += 1
        cut = CutAfterAWrite(when=When.AFTER, reset=True)
    assert runs >= 10
    admin.jira.faults.clear()
    admin.types("apply", "--yes")
    assert named(admin.snapshot()) == at_once


def named(snapshot: Data) -> Data:
    """A snapshot by names, without the ids that depend on the order in which things were made."""
    fields = sorted(
        (f["name"], f["description"], [sorted(v for v, _ in c["options"].values()) for c in f["contexts"].values()])
        for f in snapshot["fields"].values()
    )
    screens = [[len(tab) for tab in screen["tabs"]] for screen in snapshot["screens"].values()]
    flows = [{**flow, "transitions": list(flow["transitions"].values())} for flow in snapshot["workflows"].values()]
    filters = sorted(f["name"] for f in snapshot["filters"].values())
    boards = sorted((d["name"], sorted(t for t, _ in d["gadgets"].values())) for d in snapshot["dashboards"].values())
    hooks = sorted(hook["name"] for hook in snapshot["webhooks"].values())
    statuses = sorted(status["name"] for status in snapshot["statuses"].values())
    return {"f": fields, "s": screens, "w": flows, "l": filters, "d": boards, "h": hooks, "t": statuses}


def test_a_limit_is_waited_for_and_a_refusal_is_named_and_the_rest_done(admin: Admin):
    admin.jira.faults.rate_limit(0, method="POST", path="*/field")
    admin.jira.faults.fail(400, method="POST", path="*/filter")
    result = admin.types("apply", "--yes")
    assert result.exit_code == 1
    assert "✗" in result.output
    assert "The sandbox was asked to answer 400" in result.output
    assert len([step for step in plan_of(admin)["steps"] if step["kind"] == "Saved filters"]) == 1


# -- open cases --


@CLOUD
@pytest.mark.parametrize("site", ["shipped"])
def test_a_plan_says_for_every_open_case_which_due_would_move_from_what_to_what(admin: Admin):
    key = admin.jira.open_case(by="clara", summary="Slow", fields={"Severity": "Major", "Support Region": "EMEA"})
    admin.jira.edit(key, "adam", {"Response Due": "2026-11-24T09:00:00+00:00"})
    moves = {move["field"]: (move["from"], move["to"]) for move in plan_of(admin)["dues"]}
    assert moves["Response Due"] == ("2026-11-24T09:00:00Z", "2026-11-23T11:00:00Z")
    assert moves["Resolution Due"] == (None, "2026-11-27T10:00:00Z")
    text = admin.types("plan").output
    assert f"{key}  Response Due     2026-11-24 09:00Z → 2026-11-23 11:00Z" in text
    assert "dues" not in plan_of(admin, "--no-cases")
