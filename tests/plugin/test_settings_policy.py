"""What app.yaml says of stand-ins, policy versions and switches, and how it is told what is wrong with them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest

from plugin.configuration_errors import ConfigurationError
from plugin.settings import Settings, load
from plugin.settings_versions import POLICY_KEYS
from workflows.policy import CountFrom, Policy, Target
from workflows.stand_ins import StandIn
from workflows.switches import Switch
from workflows.terms import ClockName, Severity, Table

Write = Callable[[str], dict[str, str]]

RUN = (
    "mode project jira admin webhook redis data_dir groups field_maps language notes install sweep board log_level "
    "log_format"
)
NO_POLICY = frozenset([*RUN.split(), "policy_versions", "clauses"])


@pytest.fixture
def app(tmp_path: Path) -> Write:
    def write(text: str) -> dict[str, str]:
        path = tmp_path / "app.yaml"
        path.write_text(text, encoding="utf-8")
        return {"CAREFLOW_APP_FILE": str(path), "HOME": str(tmp_path)}

    return write


def faults(environ: dict[str, str]) -> str:
    with pytest.raises(ConfigurationError) as caught:
        load(environ)
    return str(caught.value)


def test_sev_9_stand_ins_reach_the_policy(app: Write) -> None:
    text = "approval: {stand_ins: [{for: mona, by: bob, from: 2026-12-20, to: 2027-01-03}]}\n"
    entry = StandIn("mona", "bob", date(2026, 12, 20), date(2027, 1, 3))
    assert load(app(text)).policy().approval.stand_ins == (entry,)
    by_variable = {"CAREFLOW_APPROVAL__STAND_INS": '[{"for":"mona","by":"bob","from":"2026-12-20","to":"2027-01-03"}]'}
    assert load(app("") | by_variable).policy().approval.stand_ins == (entry,)


def test_sev_9_what_is_wrong_with_a_stand_in_is_told_with_its_line(app: Write) -> None:
    told = faults(
        app(
            "approval:\n"
            "  stand_ins:\n"
            "    - {for: mona, by: bob, from: 2027-01-03, to: 2026-12-20}\n"
            "    - {for: mona, by: mona, from: 2026-12-20, to: 2026-12-20}\n"
            "    - {for: mona, by: bob, from: 20261220, untill: 2026-12-24}\n"
        )
    )
    for line in (
        "app.yaml:3:50: approval.stand_ins[1].to: 2026-12-20 is before 2027-01-03",
        "app.yaml:4:23: approval.stand_ins[2].by: nobody stands in for themselves",
        "app.yaml:5:7: approval.stand_ins[3].to: is missing",
        "app.yaml:5:44: approval.stand_ins[3].untill: unknown key `untill`; known here: for, by, from, to",
    ):
        assert line in told


def test_cal_8_a_version_lies_over_the_keys_of_the_file_and_keeps_the_rest(app: Write) -> None:
    policies = load(
        app(
            "warn_at: [40, 90]\n"
            "approval: {remind_after: 5m, stand_ins: [{for: m, by: b, from: 2026-01-01, to: 2026-01-02}]}\n"
            "targets: {SLO-P: {Major: {respond: 50m}}}\n"
            "clauses: {SLO-10: shadow}\n"
            "policy_versions:\n"
            "  - from: 2026-07-01\n"
            "    name: summer\n"
            "    targets: {SLO-P: {Major: {resolve: 72h}}}\n"
            "    clocks: {on_raise: from_open}\n"
            "  - {from: 2026-10-01, name: autumn, approval: {escalate_after: 30m}, status_page: null}\n"
        )
    ).policies()
    assert policies.names == ("base", "summer", "autumn")
    summer, autumn = policies.named("summer"), policies.named("autumn")
    major = summer.targets[Table.PLANVIEW][Severity.MAJOR]
    assert major[ClockName.RESPOND] == Target(timedelta(minutes=50))
    assert major[ClockName.RESOLVE] == Target(timedelta(hours=72))
    assert summer.on_raise is CountFrom.OPEN
    assert policies.base.on_raise is CountFrom.CHANGE
    assert (summer.warn_at, autumn.warn_at) == ((40, 90), (40, 90))
    assert autumn.approval.remind_after == timedelta(minutes=5)
    assert autumn.approval.escalate_after == timedelta(minutes=30)
    assert autumn.approval.stand_ins == policies.base.approval.stand_ins
    assert autumn.targets[Table.PLANVIEW][Severity.MAJOR][ClockName.RESOLVE] == Target(timedelta(hours=96))
    assert (autumn.status_page, summer.status_page) == ("", Policy().status_page)
    assert summer.switches == autumn.switches == {"SLO-10": Switch.SHADOW}


def test_cal_8_what_is_wrong_with_a_version_is_told_with_its_line_and_key(app: Write) -> None:
    told = faults(
        app(
            "policy_versions:\n"
            "  - from: 2026-07-01\n"
            "    name: summer\n"
            "    targets: {SLO-P: {Majour: {respond: 45m}}}\n"
            "    premium_tiers: [Elit]\n"
            "  - from: soon\n"
            "    name: autumn\n"
        )
    )
    assert "app.yaml:6:11: policy_versions[2].from: `soon` is no date; allowed: YYYY-MM-DD" in told
    told = faults(
        app(
            "policy_versions:\n"
            "  - from: 2026-07-01\n"
            "    name: base\n"
            "    targets: {SLO-P: {Majour: {respond: 45m}}}\n"
            "    premium_tiers: [Elit]\n"
            "    follow_ups: {close_after: 5}\n"
            "  - {from: 2026-07-01, name: autumn}\n"
            "  - {from: 2026-08-01, name: autumn}\n"
        )
    )
    for line in (
        "app.yaml:3:11: policy_versions[1].name: `base` is the name of the policy of the file itself",
        "policy_versions[1].targets.SLO-P.Majour: `Majour`: did you mean `Major`?",
        "app.yaml:5:21: policy_versions[1].premium_tiers: `Elit`: did you mean `Elite`?",
        "app.yaml:6:17: policy_versions[1].follow_ups.days: every attempt must lie within the 5 days",
        "app.yaml:7:12: policy_versions[2].from: version 1 begins on 2026-07-01 too",
        "app.yaml:8:30: policy_versions[3].name: `autumn` is the name of version 2; each needs its own",
    ):
        assert line in told
    assert "policy_versions[1].jira: unknown key `jira`" in faults(
        app("policy_versions: [{from: 2026-07-01, name: a, jira: {}}]\n")
    )


def test_cal_8_each_key_of_app_yaml_is_either_of_the_policy_or_how_careflow_is_run() -> None:
    assert set(Settings.model_fields) == POLICY_KEYS | NO_POLICY


def test_cal_8_settings_that_were_built_directly_know_their_versions_too() -> None:
    policies = Settings(policy_versions=[{"from": "2026-07-01", "name": "summer", "warn_at": [70]}]).policies()  # type: ignore[arg-type]
    assert policies.named("summer").warn_at == (70,)


def test_clauses_are_switched_one_by_one_or_by_chapter(app: Write) -> None:
    policy = load(app("clauses: {SLO-10: shadow, CLO-3: off, SEV-7: on, UPD: off}\n")).policy()
    assert policy.switches == {
        "SLO-10": Switch.SHADOW,
        "CLO-3": Switch.OFF,
        "UPD-2": Switch.OFF,
        "UPD-3": Switch.OFF,
    }
    environ = app("") | {"CAREFLOW_CLAUSES": '{"EXC": "shadow", "EXC-1": "on"}'}
    assert set(load(environ).policy().switches) == {f"EXC-{number}" for number in range(2, 8)}


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("{SLO-99: off}", "app.yaml:1:11: clauses.SLO-99: `SLO-99`: did you mean `SLO-9`?"),
        ("{SLO10: off}", "app.yaml:1:11: clauses.SLO10: `SLO10`: did you mean `SLO-10`?"),
        ("{CLO-3: of}", "app.yaml:1:18: clauses.CLO-3: `of`: did you mean `off`? Allowed: on, off, shadow"),
        ("{CAL-3: off}", "clauses.CAL-3: CAL-3 cannot be switched: it says how time is counted"),
        ("{SLO-13: shadow}", "clauses.SLO-13: SLO-13 cannot be switched: every verdict rests on it"),
    ],
)
def test_what_is_wrong_with_a_switch_is_told_with_its_line(app: Write, text: str, fault: str) -> None:
    assert fault in faults(app(f"clauses: {text}\n"))
