"""Laws over generated sites: what others made is only ever added to, and uninstalling leaves no trace."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from plugin.credentials.accounts import connection_of
from plugin.install.apply import carry_out, workshop
from plugin.install.ground import Ground
from plugin.install.plan import Plan, make_plan, validated
from plugin.install.removal import plan_removal
from plugin.install.sites import reading_of
from plugin.install.wanted import wanted
from plugin.jira.session import Session
from plugin.sandbox import Clock, Flavour, Sandbox, sites
from plugin.sandbox import fields as kinds
from plugin.sandbox.shared_lists import SavedFilter
from plugin.sandbox.site import Site
from plugin.settings import load
from tests.conftest import MONDAY_TEN
from tests.plugin.install.conftest import Admin
from workflows.terms import Field

Data = dict[str, Any]
NAMES = [*(str(field) for field in Field), "Gravité", "severity", "Story Points", "Produit", "Type de dossier"]
VALUES = ["Critical", "Critique", "Major", "Yes", "Oui", "Enterprise One", "EMEA", "Something else", "Pending", "Met"]
STATUSES = ["New", "En cours", "Solution fournie", "Closed", "Backlog", "Waiting for Customer", "Somewhere"]

a_field = st.fixed_dictionaries(
    {
        "name": st.sampled_from(NAMES),
        "kind": st.sampled_from([kinds.SELECT, kinds.LINE, kinds.DATE_TIME, kinds.NUMBER, kinds.MULTI_SELECT]),
        "options": st.lists(st.sampled_from(VALUES), unique_by=str.casefold, max_size=5),
        "projects": st.sampled_from([None, ["CARE"], ["OTHER"]]),
        "on_screen": st.booleans(),
        "disabled": st.booleans(),
    }
)
a_site = st.fixed_dictionaries(
    {
        "flavour": st.sampled_from(list(Flavour)),
        "fields": st.lists(a_field, max_size=8),
        "statuses": st.lists(st.sampled_from(STATUSES), unique=True, min_size=1, max_size=5),
        "shared_workflow": st.booleans(),
        "filters": st.lists(st.sampled_from(["CARE: Breached", "Mine", "CARE: Untriaged"]), unique=True),
        "hooks": st.lists(st.sampled_from(["careflow", "chat", "Our own"]), unique=True),
    }
)


def generated(told: Data) -> Site:
    site = sites.empty(told["flavour"])
    screens = [site.screen_of(site.projects["CARE"], "10001")]
    for one in told["fields"]:
        options = one["options"] if one["kind"] in (kinds.SELECT, kinds.MULTI_SELECT) else ()
        where = screens if one["on_screen"] else ()
        made = site.add_field(one["name"], one["kind"], options, projects=one["projects"], on_screens=where)
        if one["disabled"] and made.options:
            made.options[0].enabled = False
    flow = site.add_workflow("Generated", ["CARE", "OTHER"] if told["shared_workflow"] else ["CARE"])
    for name in told["statuses"]:
        known = next((status for status in site.statuses if status.name == name), None)
        if known:
            flow.statuses.append(known)
        else:
            site.add_status(name, "indeterminate", flow)
        site.add_transition(name, name, workflow=flow)
    for name in told["filters"]:
        number = site.number("filter")
        site.filters[number] = SavedFilter(number, name, site.people.the("ada"), "project = OTHER", "Mine.")
    return site


class Installer:
    """What the commands do, without a terminal."""

    def __init__(self, admin: Admin) -> None:
        self.settings = load(admin.environ)
        self.session = Session(connection_of(self.settings))
        self.reading = reading_of(self.session, wanted(self.settings))

    def plan(self) -> Plan:
        made = make_plan(self.reading.wanted, self.reading.read())
        return validated(made, workshop(made.ground, self.session))

    def removal(self) -> Plan:
        ground = Ground(self.reading.wanted, self.reading.read())
        return plan_removal(ground, self.reading.count, with_data=False)

    def carry_out(self, plan: Plan) -> list[str]:
        """The names of what could not be done."""
        shop = workshop(plan.ground, self.session)
        outcomes = list(carry_out(plan, shop, lambda step: None, lambda outcome: None))
        return [outcome.step.name for outcome in outcomes if not outcome.done]


def assert_only_added_to(before: Any, after: Any) -> None:
    """Whatever was there is there, as it was, with more in it at the most."""
    if isinstance(before, dict):
        assert isinstance(after, dict)
        for key, value in before.items():
            assert key in after, key
            assert_only_added_to(value, after[key])
    elif isinstance(before, list) and all(isinstance(value, list) for value in before):
        assert len(before) == len(after)
        for value, kept_value in zip(before, after, strict=True):
            assert_only_added_to(value, kept_value)
    elif isinstance(before, list):
        kept = iter(after)
        assert all(value in kept for value in before), (before, after)
    else:
        assert before == after


def without_traces(snapshot: Data) -> Data:
    """A snapshot without what lies in Jira's trash."""
    live = {id_: field for id_, field in snapshot["fields"].items() if not field["trashed"]}
    gone = snapshot["fields"].keys() - live.keys()
    screens = {
        id_: {**screen, "tabs": [[f for f in tab if f not in gone] for tab in screen["tabs"]]}
        for id_, screen in snapshot["screens"].items()
    }
    # A status that careflow made stays on the site when its workflow has it no more: other workflows may use it.
    return {**snapshot, "fields": live, "screens": screens, "statuses": {}}


# Without shrinking: an example is a hundred requests.
@settings(
    max_examples=8,
    suppress_health_check=[HealthCheck.too_slow],
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
)
@given(told=a_site)
def test_nothing_foreign_is_ever_touched_and_uninstalling_leaves_no_trace(told: Data):
    with (
        tempfile.TemporaryDirectory() as folder,
        Sandbox(generated(told), Clock(MONDAY_TEN, frozen=True)) as jira,
    ):
        for name in told["hooks"]:
            jira.hook(f"https://{name.split()[0]}.example.org/hook", "s", ("comment_created",)).name = name
        admin = Admin(jira, Path(folder))
        before = admin.snapshot()
        installer = Installer(admin)
        # Data Center shows nobody's filters but the favourites: that a name is taken is known when it is refused.
        unseen = [] if jira.site.cloud else [name for name in told["filters"] if name != "Mine"]
        assert set(installer.carry_out(installer.plan())) <= set(unseen)
        assert_only_added_to(before, admin.snapshot())
        assert not [step for step in installer.plan().steps if step.kind.name != "FILTER"]
        assert installer.carry_out(installer.removal()) == []
        installer.session.close()
        assert without_traces(admin.snapshot()) == without_traces(before)
