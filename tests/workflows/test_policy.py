"""What the policy says of itself: which clauses are on, and which version of it judges."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from tests.histories import history
from workflows.policy import Coverage, CoverageRule, Policy
from workflows.policy_versions import Dated, Policies
from workflows.switches import CHAPTERS, FIXED, NEEDED_BY, Switch, switches, switching_on
from workflows.terms import ClockName, Severity, Table

MIXED = Policy(switches={"SLO-10": Switch.OFF, "CLO-3": Switch.SHADOW, "SEV-2": Switch.SHADOW})


@pytest.mark.parametrize(
    ("rule", "fits"),
    [
        (CoverageRule(Coverage.ALWAYS), True),
        (CoverageRule(Coverage.ALWAYS, clock=ClockName.RESPOND), True),
        (CoverageRule(Coverage.ALWAYS, clock=ClockName.RESTORE), False),
        (CoverageRule(Coverage.ALWAYS, severity=Severity.MAJOR), True),
        (CoverageRule(Coverage.ALWAYS, severity=Severity.MINOR), False),
        (CoverageRule(Coverage.ALWAYS, tiers=frozenset({"Elite"})), True),
        (CoverageRule(Coverage.ALWAYS, tiers=frozenset({"Standard"})), False),
        (CoverageRule(Coverage.ALWAYS, products=frozenset({"LeanKit"})), True),
        (CoverageRule(Coverage.ALWAYS, products=frozenset()), False),
        (
            CoverageRule(Coverage.ALWAYS, ClockName.RESPOND, Severity.MAJOR, frozenset({"Elite"}), frozenset({"x"})),
            False,
        ),
    ],
)
def test_slo_8_a_line_of_the_coverage_fits_what_it_names(rule, fits):
    assert rule.fits(ClockName.RESPOND, Severity.MAJOR, "Elite", "LeanKit") is fits


class TestSwitches:
    def test_a_clause_is_on_unless_it_is_said_otherwise(self):
        assert [MIXED.on(clause) for clause in ("SLO-10", "CLO-3", "SLO-2")] == [False, False, True]
        assert MIXED.why_not("SLO-10") == "SLO-10 is switched off"
        assert MIXED.why_not("CLO-3") == "CLO-3 is in shadow"
        assert MIXED.shadowed == {"CLO-3", "SEV-2"}

    def test_rehearsed_the_clauses_in_shadow_are_on_and_those_off_stay_off(self):
        rehearsal = MIXED.rehearsal()
        assert rehearsal.switches == {"SLO-10": Switch.OFF}
        assert rehearsal.rehearsed == {"CLO-3", "SEV-2"}
        assert MIXED.in_earnest() == replace(MIXED, switches={"SLO-10": Switch.OFF})

    def test_cal_8_rehearsed_as_another_version_it_is_that_version(self):
        other = Policy(version="spring", root_cause_remind_days=5)
        rehearsal = replace(MIXED, rehearsed_as=other).rehearsal()
        assert (rehearsal.version, rehearsal.root_cause_remind_days) == ("spring", 5)
        assert replace(MIXED, rehearsed_as=other).in_earnest() == replace(other, switches={"SLO-10": Switch.OFF})

    def test_the_clause_goes_before_its_chapter_and_what_has_no_switch_is_left_out(self):
        chosen = dict(switches({"CAL": Switch.OFF, "CLO": Switch.SHADOW, "CLO-2": Switch.ON, "CLO-5": Switch.OFF}))
        closing = {f"CLO-{n}": Switch.SHADOW for n in (1, 3, 4, 6)} | {"CLO-5": Switch.OFF}
        assert chosen == {"CAL-8": Switch.OFF, **closing}
        assert dict(switches({"SLO-P": Switch.OFF})) == {"SLO-P": Switch.OFF}
        assert dict(switches({})) == {}

    @pytest.mark.parametrize("name", sorted(FIXED))
    def test_a_clause_without_a_switch_says_why(self, name):
        with pytest.raises(ValueError, match=f"{name} cannot be switched: .*{FIXED[name][:20]}"):
            dict(switches({name: Switch.ON}))

    @pytest.mark.parametrize("name", ["XYZ", "XYZ-1", "clo", "CLO-7", "CLO-0", "CLO-3-1", "SLO-", ""])
    def test_what_is_neither_a_clause_nor_a_chapter_is_named(self, name):
        with pytest.raises(ValueError, match=f"{name} is no clause"):
            dict(switches({name: Switch.ON}))

    def test_every_clause_of_the_policy_and_no_other(self):
        assert {chapter: len(clauses) for chapter, clauses in CHAPTERS.items()} == {
            "SEV": 9, "SLO": 15, "EXC": 7, "SCO": 5, "OPN": 7, "CLO": 6, "UPD": 3, "CON": 3, "CAL": 8,
        }  # fmt: skip
        assert CHAPTERS["UPD"] == ("UPD-1", "UPD-2", "UPD-3")
        known = {clause for clauses in CHAPTERS.values() for clause in clauses}
        assert set(FIXED) | {clause for clauses in NEEDED_BY.values() for clause in clauses} <= known

    @pytest.mark.parametrize("off", [(), ("EXC-1",), CHAPTERS["CLO"]])
    @pytest.mark.parametrize("on", [(), ("CLO-3",), ("SEV-1", "SEV-2"), CHAPTERS["CLO"], ("UPD-3",)])
    def test_what_switching_on_says_switches_just_that(self, on, off):
        said = dict(switches(switching_on(on, off)))
        for clause in (clause for clauses in CHAPTERS.values() for clause in clauses if clause not in FIXED):
            wanted = Switch.ON if clause in on else Switch.OFF if clause in off else Switch.SHADOW
            assert said.get(clause, Switch.ON) is wanted


class TestCal8Versions:
    SPRING, SUMMER = (
        Dated(date(2026, month, 1), Policy(version=name)) for month, name in ((3, "spring"), (6, "summer"))
    )

    @pytest.mark.parametrize("dated", [(SPRING, SUMMER), (SUMMER, SPRING)])
    def test_each_judges_from_the_start_of_its_day_in_the_region(self, dated):
        policies = Policies(Policy(), dated)
        assert policies.names == ("base", "spring", "summer")
        midnight = datetime(2026, 2, 28, 23, tzinfo=UTC)  # in Stockholm
        for at, name in (
            (midnight, "spring"),
            (midnight - date.resolution, "base"),
            (midnight.replace(month=7), "summer"),
        ):
            assert policies.at(at).version == name
        almost = datetime(2026, 2, 28, 22, 59, 59, tzinfo=UTC)
        assert policies.at(almost).version == "base"
        assert policies.at(midnight, "Americas/APAC").version == "base"
        assert policies.at(datetime(2026, 3, 1, 6, tzinfo=UTC), "Americas/APAC").version == "spring"

    def test_a_version_is_had_by_its_name(self):
        policies = Policies(Policy(), (self.SPRING, self.SUMMER))
        assert [policies.named(name).version for name in policies.names] == ["base", "spring", "summer"]
        with pytest.raises(KeyError):
            policies.named("autumn")

    def test_a_case_is_judged_by_that_of_its_opening_as_far_as_cal_8_is_on(self):
        case = history("2026-03-01 00:30").case
        american = history("2026-03-01 00:30", region="Americas/APAC").case  # still February there
        for switch, name, rehearsed in (
            (Switch.ON, "spring", None),
            (Switch.OFF, "base", None),
            (Switch.SHADOW, "base", "spring"),
        ):
            policies = Policies(Policy(switches={"CAL-8": switch}), (self.SPRING, self.SUMMER))
            found = policies.of(case)
            assert (found.version, found.rehearsed_as and found.rehearsed_as.version) == (name, rehearsed)
            assert policies.of(american).version == "base"
        alone = Policies(Policy(switches={"CAL-8": Switch.SHADOW}))
        assert alone.of(case) is alone.base


def test_each_severity_outranks_those_below_it():
    ranks = [severity.rank for severity in Severity]
    assert ranks == [0, 1, 2, 3]
    for one in Severity:
        for other in Severity:
            assert one.outranks(other) is (one.rank < other.rank)


@pytest.mark.parametrize(
    ("table", "severity", "targets"),
    [
        ("SLO-P", "Critical", "respond 0.5, restore 2 without a code change, resolve 48, communicate 6"),
        ("SLO-P", "Major", "respond 1, restore 2 without a code change, resolve 96"),
        ("SLO-P", "Moderate", "respond 2"),
        ("SLO-P", "Minor", "respond 4"),
        (
            "SLO-N",
            "Critical",
            "respond 0.5, restore 2 without a code change, resolve 48, communicate 6, root_cause 360",
        ),
        ("SLO-N", "Major", "respond 1, resolve 120 without a code change"),
        ("SLO-N", "Moderate", "respond 2"),
        ("SLO-N", "Minor", "respond 4"),
    ],
)
def test_the_targets_in_hours_are_those_of_the_source(table, severity, targets):
    cells = Policy().targets[Table(table)][Severity(severity)]
    told = (
        f"{name} {cell.span / timedelta(hours=1):g}{' without a code change' * cell.no_code_change}"
        for name, cell in cells.items()
    )
    assert ", ".join(told) == targets
