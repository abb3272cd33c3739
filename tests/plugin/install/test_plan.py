"""What a plan says of a site that lacks something, or has something else."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from plugin.install.found import CLOUD, Ability, Context, CustomField, Found, Option, Project, Screen, Status, Tab
from plugin.install.items import Item, Kind, Step, Verb
from plugin.install.kinds.fields import AddContext, AddOptions, MakeField, RemoveOption
from plugin.install.kinds.screens import PutOnScreen
from plugin.install.kinds.webhook import ChangeHook, RegisterHook
from plugin.install.kinds.workflow import ExtendWorkflow
from plugin.install.ledger import Ledger
from plugin.install.plan import Plan, make_plan
from plugin.install.wanted import Wanted
from plugin.jira.survey import Server
from tests.plugin.install.whole_site import CARE, plan_without, wanted, whole, workflow, workflow_of

Change = Callable[[Wanted, Found], Found]


def planned(change: Change, **variables: str) -> Plan:
    want = wanted(**variables)
    return make_plan(want, change(want, whole(want)))


def only(plan: Plan, kind: type[Any] = Step) -> Any:
    """The one item of that kind, beside the ledger."""
    found = [i for i in plan.items if isinstance(i, kind) and getattr(i, "kind", None) is not Kind.LEDGER]
    assert len(found) == 1, [getattr(item, "key", item) for item in plan.items]
    return found[0]


def without_field(name: str) -> Change:
    return lambda _, found: replace(found, fields=tuple(f for f in found.fields if f.name != name))


def with_field(which: str, **changes: Any) -> Change:
    def changed(_: Wanted, found: Found) -> Found:
        return replace(found, fields=tuple(replace(f, **changes) if f.name == which else f for f in found.fields))

    return changed


def keys(items: tuple[Item, ...]) -> list[str]:
    return [str(getattr(item, "key", "")) for item in items]


# -- a site that has everything --


def test_a_site_that_has_everything_needs_nothing():
    plan = plan_without()
    assert plan.items == ()
    assert plan.settled


def test_an_empty_site_gets_everything_in_the_order_in_which_it_is_needed():
    want = wanted()
    bare = Found(server=whole(want).server, account="Ada", can=CLOUD, projects={"CARE": CARE})
    bare = replace(bare, workflows=(workflow_of((Status("0", "To Do", "TODO"), Status("1", "Done", "DONE")), "To Do"),))
    screen = Screen("1", "CARE: Edit", frozenset({"edit"}), (Tab("1", "T", ()),))
    plan = make_plan(want, replace(bare, screens=(screen,)))
    kinds = list(dict.fromkeys(step.kind for step in plan.steps))
    assert kinds == [
        Kind.LEDGER,
        Kind.FIELD,
        Kind.SCREEN,
        Kind.WORKFLOW,
        Kind.PRIORITY,
        Kind.FILTER,
        Kind.DASHBOARD,
        Kind.WEBHOOK,
    ]
    assert not plan.refused
    assert not plan.waiting


# -- fields --


def test_a_field_that_is_missing_is_made_with_its_options_and_the_definitions_in_its_description():
    step = only(planned(without_field("Severity")), MakeField)
    assert step.options == ("Critical", "Major", "Moderate", "Minor")
    assert "Critical: Production service unavailable" in step.description
    assert step.description.endswith("[careflow:field Severity]")


def test_a_field_under_another_of_its_names_is_used_and_never_renamed():
    plan = planned(with_field("Severity", name="Gravité", description="Of the support team."))
    assert plan.settled


def test_a_field_of_another_type_under_our_name_is_refused_by_name():
    plan = planned(with_field("Response Due", kind="number"))
    refusal = plan.refused[0]
    assert (refusal.reason, refusal.name) == ("other-type", "Response Due")
    assert "customfield_" in refusal.why
    assert "fields.yaml" in refusal.mend
    assert not [step for step in plan.steps if isinstance(step, MakeField)]


def test_lists_that_need_a_refused_field_wait_and_say_for_what():
    want = wanted()
    found = with_field("SLA State", kind="number")(want, whole(want))
    plan = make_plan(want, replace(found, filters=(), dashboards=()))
    waits = {item.key: item.waits_for for item in plan.waiting}
    assert waits["filter breached"] == ("SLA State",)
    assert waits["gadget breached"] == ("CARE: Breached",)
    assert "filter untriaged" in keys(plan.steps)


def test_what_careflow_made_under_a_name_that_the_map_does_not_know_is_not_made_twice():
    refusal = planned(with_field("Root Cause", name="Deep Reason")).refused[0]
    assert refusal.reason == "renamed"
    assert "Deep Reason" in refusal.mend


def test_an_option_that_is_missing_is_added_where_the_project_looks_for_it():
    def lacks_minor(_: Wanted, found: Found) -> Found:
        severity = next(f for f in found.fields if f.name == "Severity")
        context = severity.contexts[0]
        fewer = replace(context, options=context.options[:-1])
        elsewhere = Context("99", "Other", projects=frozenset({"77"}), options=())
        return with_field("Severity", contexts=(elsewhere, fewer))(_, found)

    step = only(planned(lacks_minor), AddOptions)
    assert (step.options, step.context) == (("Minor",), "1")


def test_the_context_of_the_project_goes_before_the_one_for_all():
    own = Context("5", "CARE", projects=frozenset({CARE.id}), options=(Option("1", "Critical"),))
    everywhere = Context("1", "Default", options=tuple(Option(str(n), o) for n, o in enumerate("abc")))
    field = CustomField("customfield_1", "Severity", "option", contexts=(everywhere, own))
    assert field.context_of(CARE) is own
    assert field.context_of(Project("77", "HR", "People")) is everywhere


def test_options_added_to_a_field_of_others_say_who_else_sees_them():
    severity = Context("1", "Default", options=(Option("1", "Critical"),))
    step = only(planned(with_field("Severity", description="theirs", contexts=(severity,))), AddOptions)
    assert "not made by careflow" in step.name
    assert step.warnings == ("all projects that show this field will see them",)


def test_a_field_that_does_not_exist_in_the_project_gets_a_context_there():
    elsewhere = Context("9", "HR only", projects=frozenset({"77"}))
    step = only(planned(with_field("Instance", contexts=(elsewhere,))), AddContext)
    assert (step.projects, step.options) == ((CARE.id,), ())


def test_a_disabled_option_is_refused_rather_than_doubled():
    options = tuple(
        Option(str(n), v, disabled=v == "Minor") for n, v in enumerate(["Critical", "Major", "Moderate", "Minor"])
    )
    plan = planned(with_field("Severity", contexts=(Context("1", "Default", options=options),)))
    assert only(plan, object).reason == "option-disabled"


def with_option(option: Option) -> Change:
    def changed(_: Wanted, found: Found) -> Found:
        product = next(f for f in found.fields if f.name == "Product")
        context = replace(product.contexts[0], options=(*product.contexts[0].options, option))
        return with_field("Product", contexts=(context,))(_, found)

    return changed


def remembered(change: Change, **options: str) -> Change:
    ledger = Ledger(options={of: frozenset({value}) for of, value in options.items()}, there=True)
    return lambda want, found: replace(change(want, found), ledger=ledger)


def test_an_option_of_others_that_nobody_maps_is_left_and_named():
    plan = planned(with_option(Option("7", "Troux")))
    assert plan.settled
    assert plan.hints[0].what.endswith("does not know: Troux")


def test_an_option_of_ours_that_nobody_wants_any_more_goes_when_no_case_has_it():
    step = only(planned(remembered(with_option(Option("7", "Troux")), Product="Troux")), RemoveOption)
    assert (step.verb, step.option) == (Verb.REMOVE, "7")


def test_an_option_of_ours_that_cases_have_is_not_taken_away():
    plan = planned(remembered(with_option(Option("7", "Troux", used=3)), Product="Troux"))
    assert plan.refused[0].reason == "option-in-use"
    assert "3 cases" in plan.refused[0].why


# -- screens --


def test_fields_go_on_the_first_tab_and_only_those_asked_for_on_a_screen_for_creating():
    tabs = (Tab("1", "First", ("summary",)), Tab("2", "Second", ("customfield_10101",)))
    plan = plan_without(screens=(Screen("4", "CARE: Create", frozenset({"create"}), tabs),))
    step = only(plan, PutOnScreen)
    assert step.tab == "1"
    assert [placed.name for placed in step.fields] == [
        "Case Type",
        "Product",
        "Support Region",
        "Support Tier",
        "Case Channel",
        "Instance",
    ]


def test_jiras_own_fields_that_careflow_writes_go_on_the_edit_screen_too():
    want = wanted()
    ids = tuple(field.id for field in whole(want).fields)
    plan = plan_without(screens=(Screen("4", "CARE: Edit", frozenset({"edit"}), (Tab("1", "T", (*ids, "labels")),)),))
    assert only(plan, PutOnScreen).details == ("+ Priority, Assignee",)


def test_a_screen_that_others_use_is_said_to_be_one():
    screen = Screen(
        "4", "Default Screen", frozenset({"edit"}), (Tab("1", "T", ()),), others=("project HR", "project OPS")
    )
    step = only(plan_without(screens=(screen,)), PutOnScreen)
    assert step.warnings == ("also used by project HR, project OPS: their issues show the fields too",)


# -- workflow --


def test_a_missing_status_comes_with_ways_there_and_back_and_everything_else_is_given_back_as_it_was():
    want = wanted()
    flow = workflow(want, lacking=("Solution Provided",))
    step = only(plan_without(workflows=(flow,)), ExtendWorkflow)
    assert [status.name for status in step.statuses] == ["Solution Provided"]
    assert {(t.sources, t.to) for t in step.transitions} == {
        (("New", "In Progress", "Waiting for Customer"), "Solution Provided"),
    }
    body = step.payload()["workflows"][0]
    assert body["transitions"][: len(flow.raw["transitions"])] == flow.raw["transitions"]
    assert body["statuses"][0] == {"statusReference": "ref-0", "properties": {"kept": "yes"}}
    assert body["version"] == {"id": "v", "versionNumber": 3}


def test_new_transitions_have_ids_and_marks_of_their_own():
    step = only(plan_without(workflows=(workflow(wanted(), lacking=("Closed",)),)), ExtendWorkflow)
    transitions = step.payload()["workflows"][0]["transitions"]
    ids = [transition["id"] for transition in transitions]
    assert len(set(ids)) == len(ids)
    assert transitions[-1]["description"] == "[careflow:transition]"


def test_a_status_that_the_site_has_already_is_used_and_not_made_again():
    there = (Status("88", "Résolu", "DONE"),)
    plan = plan_without(workflows=(workflow(wanted(), lacking=("Solution Provided",)),), site_statuses=there)
    step = only(plan, ExtendWorkflow)
    assert (step.statuses[0].name, step.statuses[0].id) == ("Résolu", "88")


@pytest.mark.parametrize(
    ("changes", "reason"),
    [({"others": ("10009",)}, "workflow-shared"), ({"editable": False}, "workflow-read-only")],
)
def test_a_workflow_that_is_not_the_projects_own_is_not_touched(changes: dict[str, Any], reason: str):
    flow = replace(workflow(wanted(), lacking=("Closed",)), **changes)
    plan = plan_without(workflows=(flow,))
    assert [refusal.reason for refusal in plan.refused] == [reason]
    assert "+ status Closed" in plan.refused[0].mend


def test_where_cases_begin_in_a_status_that_is_not_new_the_plan_says_so():
    statuses = tuple(
        Status(str(n), name, "IN_PROGRESS")
        for n, name in enumerate(
            ["Waiting for support", "New", "In Progress", "Waiting for Customer", "Resolved", "Done"]
        )
    )
    plan = plan_without(workflows=(workflow_of(statuses, "Waiting for support"),))
    assert "cases begin in Waiting for support" in plan.hints[0].what


# -- priorities, lists, webhook --


def test_a_list_that_people_changed_is_set_right_and_says_what_of_it():
    want = wanted()
    found = whole(want)
    changed = replace(found.filters[3], jql="project = CARE", projects=frozenset())
    plan = plan_without(filters=(*found.filters[:3], changed, *found.filters[4:]))
    step = only(plan)
    assert step.details[0].startswith('query → project in (CARE) AND ("SLA State" = "Breached"')
    assert step.details[1] == "shared with CARE"


def test_a_filter_of_ours_that_another_account_owns_is_not_fought_over():
    want = wanted()
    found = whole(want)
    theirs = replace(found.filters[0], jql="project = CARE", own=False)
    assert plan_without(filters=(theirs, *found.filters[1:])).refused[0].reason == "not-yours"


def test_a_foreign_filter_with_our_name_is_left_alone():
    want = wanted()
    found = whole(want)
    foreign = replace(found.filters[0], id="9", description="mine")
    plan = plan_without(filters=(foreign, *found.filters[1:]))
    assert plan.refused[0].reason == "name-taken"


def test_a_dashboard_gets_the_lists_that_it_lacks_and_goes_on_with_a_gadget_that_shows_nothing_yet():
    want = wanted()
    board = whole(want).dashboards[0]
    gadgets = (replace(board.gadgets[0], filter=""), *board.gadgets[2:])
    steps = plan_without(dashboards=(replace(board, gadgets=gadgets),)).steps
    assert [(step.name, step.gadget) for step in steps] == [("Untriaged", "0"), ("Critical, to be approved", "")]


def test_the_webhook_is_registered_for_every_event_of_the_projects_and_its_secret_is_not_in_the_plan():
    plan = plan_without(hooks=())
    step = only(plan, RegisterHook)
    assert "jira:version_released" in step.events
    assert step.body("s3cret")["secret"] == "s3cret"
    assert "a secret" not in repr(plan)


def test_a_webhook_of_ours_that_leads_elsewhere_is_led_here():
    want = wanted()
    hook = replace(whole(want).hooks[0], url="https://old.example.org/webhooks/jira", enabled=False)
    step = only(plan_without(hooks=(hook,)), ChangeHook)
    assert step.hook == "1"
    assert step.details == (
        "address https://old.example.org/webhooks/jira → https://careflow.example.org/webhooks/jira",
        "switched on",
    )


def test_a_webhook_that_an_administrator_registered_by_hand_is_enough():
    want = wanted()
    hook = replace(whole(want).hooks[0], name="Our own")
    assert plan_without(hooks=(hook,)).settled


def test_without_an_address_or_a_secret_no_webhook_is_registered():
    assert planned(lambda _, f: replace(f, hooks=()), CAREFLOW_WEBHOOK__URL="").refused[0].reason == "no-address"
    assert planned(lambda _, f: replace(f, hooks=()), CAREFLOW_WEBHOOK__SECRET="").refused[0].reason == "no-secret"


def test_a_jira_on_this_machine_is_told_of_the_receiver_here():
    variables = {"CAREFLOW_WEBHOOK__URL": "", "CAREFLOW_JIRA__URL": "http://127.0.0.1:2990"}
    assert wanted(**variables).hook.url == "http://127.0.0.1:8080/webhooks/jira"


# -- projects, Data Center --


def test_a_project_that_is_not_there_is_named_and_a_team_managed_one_refused():
    assert plan_without(projects={}).refused[0].reason == "no-project"
    managed = replace(CARE, team_managed=True)
    assert plan_without(projects={"CARE": managed}).refused[0].reason == "team-managed"


def data_center(_: Wanted, found: Found) -> Found:
    server = Server(cloud=False, version="10.3.12", numbers=(10, 3, 12), date=None)
    return replace(found, server=server, can=frozenset({Ability.SIGNED_HOOKS}))


def test_on_data_center_options_are_done_by_hand_with_the_clicks_and_lists_with_them_wait():
    def bare(want: Wanted, found: Found) -> Found:
        found = without_field("SLA State")(want, data_center(want, found))
        return replace(found, filters=(), dashboards=())

    plan = planned(bare)
    by_hand = {item.key: item for item in plan.by_hand}
    assert "add: Breached, At risk, On track, Paused, Met, No target" in by_hand["options SLA State"].clicks
    assert by_hand["options SLA State"].check == "jira.options"
    step = next(step for step in plan.steps if isinstance(step, MakeField))
    assert (step.projects, step.options) == ((CARE.id,), ())
    assert [item.key for item in plan.waiting] == ["filter breached"]
    assert "dashboard" in by_hand


# -- the digest --


def test_the_same_plan_has_the_same_digest_and_another_one_another():
    first, again = planned(without_field("Severity")), planned(without_field("Severity"))
    assert first.digest == again.digest
    assert first.digest != planned(without_field("Product")).digest


def test_the_ledger_is_written_first_and_names_what_cannot_be_marked():
    plan = planned(without_field("Severity"))
    assert plan.steps[0].kind is Kind.LEDGER
    assert plan.steps[0].ledger.options["Severity"] == {"Critical", "Major", "Moderate", "Minor"}
    assert plan.steps[0].ledger.screens["1"] == {"Severity"}
