"""Settings: the environment over secret files over app.yaml, and every fault at once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from pydantic import SecretStr

from plugin.configuration_errors import ConfigurationError
from plugin.settings import Mode, Settings, load
from plugin.shipped import shipped_folder
from workflows.authorized import Authorized
from workflows.policy import CountFrom, Coverage, OnCreate, Policy, Target
from workflows.terms import ClockName, Role, Severity, Table

Write = Callable[[str], dict[str, str]]


@pytest.fixture
def app(tmp_path: Path) -> Write:
    """Writes an app.yaml and answers the environment that names it."""

    def write(text: str) -> dict[str, str]:
        path = tmp_path / "app.yaml"
        path.write_text(text, encoding="utf-8")
        return {"CAREFLOW_APP_FILE": str(path), "HOME": str(tmp_path)}

    return write


def faults(environ: dict[str, str]) -> str:
    with pytest.raises(ConfigurationError) as caught:
        load(environ)
    return str(caught.value)


def without_contacts(policy: Policy) -> Policy:
    """The directory of Annex 1 is data alone (CON-1): tests/scenarios/test_con_contacts.py holds it to the source."""
    return replace(policy, products={name: replace(product, contacts={}) for name, product in policy.products.items()})


def test_the_shipped_files_give_exactly_the_policy() -> None:
    shipped = load({"CAREFLOW_APP_FILE": str(shipped_folder() / "app.yaml")}).policy()
    assert without_contacts(shipped) == Policy()


def test_an_empty_file_says_the_same_as_the_shipped_one(app: Write) -> None:
    empty, shipped = load(app("")), load({"CAREFLOW_APP_FILE": str(shipped_folder() / "app.yaml")})
    assert empty.policy() == shipped.policy() == Settings().policy()
    left_out = {"data_dir", "targets"}
    assert empty.model_dump(exclude=left_out) == shipped.model_dump(exclude=left_out)


def test_the_shipped_app_file_shows_every_key() -> None:
    text = (shipped_folder() / "app.yaml").read_text(encoding="utf-8")
    sections = [Settings, *(f.annotation for f in Settings.model_fields.values())]
    keys = [key for section in sections for key in getattr(section, "model_fields", {})]
    assert [key for key in keys if f"{key}:" not in text] == []


def test_a_section_left_empty_holds_its_defaults(app: Write) -> None:
    assert without_contacts(load(app("approval:\ntargets:\n")).policy()) == Policy()


def test_every_choice_reaches_the_policy(app: Write) -> None:
    environ = app(
        """
        default_severity: Minor
        warn_at: [25]
        status_page: null
        approval: {on_create: hold, remind_after: PT5M, transitions: {approve: Approved by manager}}
        clocks: {on_raise: from_open, coverage: [{runs: always, tiers: Elite}]}
        targets: {SLO-P: {Major: {respond: 45 minutes, resolve: null}}}
        follow_ups: {days: [1, 2, 4], close_after: 5}
        support_portal: https://help.example.com/
        authorized_reporters:
          LeanKit: {groups: leankit-users, people: [clara]}
          Daptiv: daptiv-users, carl
        """
    )
    policy = load(environ).policy()
    assert policy.support_portal == "https://help.example.com"
    assert policy.authorized_reporters == {
        "LeanKit": Authorized(("leankit-users",), frozenset({"clara"})),
        "Daptiv": Authorized(("daptiv-users", "carl"), frozenset({"daptiv-users", "carl"})),
    }
    assert policy.default_severity is Severity.MINOR
    assert policy.warn_at == (25,)
    assert policy.status_page == ""
    assert policy.approval.on_create is OnCreate.HOLD
    assert policy.approval.remind_after == timedelta(minutes=5)
    assert policy.approval.approve_statuses == {"Approved by manager"}
    assert policy.on_raise is CountFrom.OPEN
    assert [(rule.coverage, rule.tiers) for rule in policy.coverage] == [(Coverage.ALWAYS, frozenset({"Elite"}))]
    assert policy.targets[Table.PLANVIEW][Severity.MAJOR] == {
        ClockName.RESPOND: Target(timedelta(minutes=45)),
        ClockName.RESTORE: Target(timedelta(hours=2), no_code_change=True),
    }
    assert policy.targets[Table.NOT_PLANVIEW] == Policy().targets[Table.NOT_PLANVIEW]
    assert policy.follow_ups.days == (1, 2, 4)


def test_the_environment_wins_over_secret_files_and_these_over_app_yaml(app: Write, tmp_path: Path) -> None:
    secrets = tmp_path / "secrets"
    secrets.mkdir()
    (secrets / "jira__token").write_text("from-file\n", encoding="utf-8")
    (secrets / "CAREFLOW_WEBHOOK__SECRET").write_text("from-file\n", encoding="utf-8")
    (secrets / "..data").mkdir()
    environ = app("jira: {url: https://a.example, user: file@example.com}\n") | {
        "CAREFLOW_SECRETS_DIR": str(secrets),
        "CAREFLOW_JIRA__USER": "env@example.com",
        "CAREFLOW_JIRA__URL": "",
        "CAREFLOW_WEBHOOK__SECRET": "from-env",
    }
    settings = load(environ)
    assert settings.jira.url == "https://a.example"
    assert settings.jira.user == "env@example.com"
    assert settings.jira.token == SecretStr("from-file")
    assert settings.webhook.secret == SecretStr("from-env")
    settings.require("jira", "webhook")


def test_lists_and_tables_come_through_the_environment(app: Write) -> None:
    environ = app("") | {
        "CAREFLOW_PROJECT": "CARE, OPS",
        "CAREFLOW_WARN_AT": "[10, 90]",
        "CAREFLOW_GROUPS__MANAGERS": "a,b",
        "CAREFLOW_TARGETS": '{"SLO-P": {"Minor": {"respond": "5h"}}}',
    }
    settings = load(environ)
    assert settings.projects == ("CARE", "OPS")
    assert settings.warn_at == (10, 90)
    assert settings.groups_by_role[Role.MANAGER] == ("a", "b")
    assert settings.policy().targets[Table.PLANVIEW][Severity.MINOR][ClockName.RESPOND].span == timedelta(hours=5)


def test_every_fault_is_told_at_once_with_line_key_and_way_out(app: Write) -> None:
    environ = app(
        "project: care\n"
        "default_severity: Majour\n"
        "jirra: {}\n"
        "approval:\n"
        "  alow_self: true\n"
        "  remind_after: 10\n"
        "warn_at: [80, 50]\n"
        "clocks:\n"
        "  coverage:\n"
        "    - {runs: always, tiers: [Elit]}\n"
        "language: de\n"
    ) | {"CAREFLOW_LOG_LEVEL": "loud"}
    told = faults(environ)
    for line in (
        "app.yaml:1:10: project: `care` is no project key: did you mean `CARE`?",
        "app.yaml:2:19: default_severity: `Majour`: did you mean `Major`?",
        "app.yaml:3:1: jirra: unknown key `jirra`: did you mean `jira`?",
        "app.yaml:5:3: approval.alow_self: unknown key `alow_self`: did you mean `allow_self`?",
        "app.yaml:6:17: approval.remind_after: `10` has no unit; allowed: a number with its unit",
        "app.yaml:7:10: warn_at: must be rising percentages",
        "app.yaml:10:30: clocks.coverage[1].tiers: `Elit`: did you mean `Elite`?",
        "app.yaml:11:11: language: `de` is not allowed here; allowed: en, fr",
        "environment variable CAREFLOW_LOG_LEVEL: log_level: `loud` is not allowed here",
    ):
        assert line in told
    assert "9 faults" in told


def test_a_key_that_stands_twice_and_broken_yaml_are_told_with_their_line(app: Write) -> None:
    assert "app.yaml:2:1: language: this key stands twice: first on line 1" in faults(
        app("language: en\nlanguage: fr\n")
    )
    broken = faults(app("a: [1,\nb: 2\n"))
    assert "app.yaml:3:1: not valid YAML" in broken
    assert "begins on line 1" in broken
    assert "app.yaml:2:11: holds a control character" in faults(app("project: CARE\nlanguage: \x00\n"))
    assert "must hold keys with values" in faults(app("- CARE\n"))
    assert "refers to itself" in faults(app("groups: &a {agents: *a}\n"))


def test_a_secret_in_app_yaml_is_refused_and_never_shown(app: Write) -> None:
    environ = app(
        "jira: {token: hunter2a}\nwebhook: {secret: hunter2b}\nredis: {url: 'redis://:hunter2c@h'}\n"
        "password: hunter2d\n"
    ) | {"CAREFLOW_JIRA": "hunter2e", "CAREFLOW_WEBHOOK__MAX_BYTES": "x"}
    told = faults(environ)
    assert "jira.token: a secret must not stand in this file: set the variable CAREFLOW_JIRA__TOKEN" in told
    assert "webhook.secret: a secret must not stand in this file" in told
    assert "redis.url: an address with a password must not stand in this file" in told
    assert "hunter2" not in told


def test_every_secret_of_an_account_is_refused_with_its_place_and_what_stands_beside_it_is_kept(app: Write) -> None:
    environ = app(
        "jira:\n  token: hunter2a\n  client_secret: hunter2b\n  auth: oath\n"
        "admin: {user: root@example.com, token: hunter2c}\n"
    )
    told = faults(environ)
    assert "app.yaml:2:3: jira.token: a secret must not stand in this file" in told
    assert "app.yaml:3:3: jira.client_secret: a secret must not stand in this file: set the variable" in told
    assert "CAREFLOW_JIRA__CLIENT_SECRET, or put it into a file jira__client_secret in CAREFLOW_SECRETS_DIR" in told
    assert "app.yaml:4:9: jira.auth: `oath`: did you mean `oauth`?" in told
    assert "admin.token: a secret must not stand in this file" in told
    assert "hunter2" not in told


def test_every_secret_of_an_account_comes_from_a_secret_file_and_is_not_shown(app: Write, tmp_path: Path) -> None:
    secrets = tmp_path / "secrets"
    secrets.mkdir()
    for name in ("jira__token", "jira__client_secret", "admin__token", "board__oidc__client_secret"):
        (secrets / name).write_text(f"hunter2 of {name}\n", encoding="utf-8")
    settings = load(app("") | {"CAREFLOW_SECRETS_DIR": str(secrets)})
    assert settings.jira.client_secret == SecretStr("hunter2 of jira__client_secret")
    assert settings.admin.token == SecretStr("hunter2 of admin__token")
    assert settings.board.oidc.client_secret == SecretStr("hunter2 of board__oidc__client_secret")
    assert "hunter2" not in repr(settings)


@pytest.mark.parametrize(
    ("said", "need", "lacking"),
    [
        ({}, "jira", ["JIRA__URL", "JIRA__TOKEN"]),
        ({"JIRA__AUTH": "scoped-token"}, "jira", ["JIRA__URL", "JIRA__TOKEN"]),
        ({"JIRA__AUTH": "oauth"}, "jira", ["JIRA__URL", "JIRA__CLIENT_ID", "JIRA__CLIENT_SECRET"]),
        ({"JIRA__URL": "https://a.example", "JIRA__TOKEN": "t"}, "install", []),
        ({"JIRA__URL": "https://a.example", "ADMIN__TOKEN": "t"}, "install", []),
        ({"JIRA__URL": "https://a.example", "ADMIN__TOKEN": "t"}, "jira", ["JIRA__TOKEN"]),
        (
            {"JIRA__TOKEN": "t", "ADMIN__AUTH": "oauth"},
            "install",
            ["JIRA__URL", "JIRA__CLIENT_ID", "JIRA__CLIENT_SECRET"],
        ),
    ],
)
def test_what_an_account_needs_depends_on_how_it_shows_who_it_is(
    app: Write, said: dict[str, str], need: str, lacking: list[str]
) -> None:
    settings = load(app("") | {f"CAREFLOW_{name}": value for name, value in said.items()})
    if not lacking:
        settings.require(need)
        return
    with pytest.raises(ConfigurationError) as caught:
        settings.require(need)
    assert sorted(fault.key.upper().replace(".", "__") for fault in caught.value.faults) == sorted(lacking)


def test_a_board_that_is_open_needs_jira_and_a_provider_the_clients_secret_too(app: Write) -> None:
    said = "{sign_in: %s, url: 'https://careflow.example', oidc: {issuer: 'https://login.example', client_id: x}}"
    load(app(f"board: {said % 'none'}\n")).require("board")
    for way, more in {"link": [], "oidc": ["board.oidc.client_secret"]}.items():
        settings = load(app(f"board: {said % way}\n"))
        with pytest.raises(ConfigurationError) as caught:
            settings.require("board")
        assert sorted(fault.key for fault in caught.value.faults) == [*more, "jira.token", "jira.url"]


def test_sco_1_a_list_for_an_unknown_product_or_of_nobody_is_told(app: Write) -> None:
    told = faults(app("authorized_reporters:\n  Leankit: [clara]\n  Daptiv: {groups: []}\nsupport_portal: nowhere\n"))
    assert "app.yaml:2:3: authorized_reporters.Leankit: `Leankit`: did you mean `LeanKit`?" in told
    assert "app.yaml:3:11: authorized_reporters.Daptiv: names nobody" in told
    assert "app.yaml:4:17: support_portal: must be an address" in told


def test_sco_1_lists_of_reporters_come_through_the_environment(app: Write) -> None:
    environ = app("") | {"CAREFLOW_AUTHORIZED_REPORTERS": '{"LeanKit": {"groups": ["a"]}}'}
    assert load(environ).policy().authorized_reporters == {"LeanKit": Authorized(("a",))}
    assert "did you mean `LeanKit`" in faults(environ | {"CAREFLOW_AUTHORIZED_REPORTERS": '{"Leankit": "a"}'})


def test_secrets_are_not_in_the_text_of_the_settings(app: Write) -> None:
    environ = app("") | {"CAREFLOW_JIRA__TOKEN": "hunter2", "CAREFLOW_REDIS__URL": "redis://:hunter2@h:6379/0"}
    assert "hunter2" not in repr(load(environ))


@pytest.mark.parametrize(
    ("variable", "guess"),
    [("CAREFLOW_REDIS_URL", "CAREFLOW_REDIS__URL"), ("CAREFLOW_DATADIR", "CAREFLOW_DATA_DIR")],
)
def test_a_misspelt_variable_is_told(app: Write, variable: str, guess: str) -> None:
    assert f"environment variable {variable}: unknown variable: did you mean `{guess}`?" in faults(
        app("") | {variable: "x"}
    )


def test_variables_that_kubernetes_sets_beside_a_service_are_passed_over(app: Write) -> None:
    load(app("") | {"CAREFLOW_PORT": "tcp://10.0.0.1:80", "CAREFLOW_SERVICE_HOST": "h", "CAREFLOW_REDIS_PORT": "x"})


def test_what_a_command_needs_and_nobody_set_names_the_variable(app: Write) -> None:
    with pytest.raises(ConfigurationError) as caught:
        load(app("")).require("jira", "webhook")
    for name in ("CAREFLOW_JIRA__URL", "CAREFLOW_JIRA__TOKEN", "CAREFLOW_WEBHOOK__SECRET"):
        assert name in str(caught.value)


def test_places_that_do_not_exist_are_told(app: Write) -> None:
    assert "there is no file /nowhere.yaml" in faults({"CAREFLOW_APP_FILE": "/nowhere.yaml"})
    assert "CAREFLOW_SECRETS_DIR: names a folder that cannot be read" in faults(
        app("") | {"CAREFLOW_SECRETS_DIR": "/nowhere"}
    )
    assert "app.yaml:1:13: field_maps: there is no folder" in faults(app("field_maps: maps\n"))


def test_the_field_maps_beside_app_yaml_lie_over_the_shipped_ones(app: Write, tmp_path: Path) -> None:
    (tmp_path / "field_maps").mkdir()
    (tmp_path / "field_maps" / "priorities.yaml").write_text(
        "{Critical: P1, Major: P2, Moderate: P3, Minor: P4}\n", encoding="utf-8"
    )
    policy = load(app("field_maps: field_maps\n")).policy()
    assert policy.priorities[Severity.CRITICAL] == "P1"
    assert policy.regions == Policy().regions


@pytest.mark.parametrize("days", ["[3]", "[7, 3]", "[0, 3]", "[3, 30]"])
def test_a_case_is_never_closed_with_fewer_than_two_attempts_before(app: Write, days: str) -> None:
    assert "follow_ups" in faults(app(f"follow_ups: {{days: {days}}}\n"))


def test_the_data_folder_is_where_a_newcomer_expects_it(app: Write, tmp_path: Path) -> None:
    environ = app("")
    assert load(environ | {"XDG_DATA_HOME": "/xdg"}).data_dir == Path("/xdg/careflow")
    assert load(environ).data_dir == tmp_path / ".local" / "share" / "careflow"
    assert load(environ | {"CAREFLOW_DATA_DIR": "/data"}).data_dir == Path("/data")


def test_sco_3_the_hour_of_help_is_set_and_what_is_wrong_about_it_is_named(app: Write) -> None:
    chosen = load(app("allowance:\n  scopes: Customization\n  limit: 2h\n  warn_at: 50\n")).policy().allowance
    assert (chosen.scopes, chosen.limit, chosen.warn_at) == (frozenset({"Customization"}), timedelta(hours=2), 50)
    said = faults(app("allowance:\n  scopes: [Customisation]\n  limit: an hour\n  warn_at: 100\n"))
    for line, key in ((2, "allowance.scopes"), (3, "allowance.limit"), (4, "allowance.warn_at")):
        assert f"app.yaml:{line}" in said
        assert key in said


@pytest.mark.parametrize("said", ["shadow", "Shadow", "SHADOW"])
def test_the_mode_is_live_unless_said_otherwise(app: Write, said: str) -> None:
    assert load(app("")).mode is Mode.LIVE
    assert load({**app(""), "CAREFLOW_MODE": said}).mode is Mode.SHADOW
    assert load(app(f"mode: {said}")).mode is Mode.SHADOW


def test_a_mode_that_is_none_is_named_with_what_is_meant(app: Write) -> None:
    assert "app.yaml:1:7: mode: `shadows`: did you mean `shadow`?" in faults(app("mode: shadows"))
