"""What lies in deploy/ is held to the software, and to the linters that can be had: no container engine runs here."""

from __future__ import annotations

import configparser
import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from importlib.metadata import requires
from pathlib import Path
from typing import Any

import pytest
import yaml
from packaging.requirements import Requirement
from redis import Redis

from plugin.jira.session import Call
from plugin.metrics import Counts, Observer, exposed
from plugin.metrics.catalogue import ACTIONS, METRICS, Run
from plugin.queueing.scripts import JOB_TIMEOUT
from plugin.settings import Settings
from plugin.settings_sources import known_variables
from tests.plugin.metrics_read import families

ROOT = Path(__file__).resolve().parents[1]
DEPLOY = ROOT / "deploy"
UNITS = sorted((DEPLOY / "systemd").iterdir())
COMPOSE = yaml.safe_load((DEPLOY / "compose.yaml").read_text())
CONTAINERFILE = (DEPLOY / "Containerfile").read_text()
DASHBOARD = json.loads((DEPLOY / "grafana" / "careflow.json").read_text())
RULES = yaml.safe_load((DEPLOY / "prometheus" / "careflow.rules.yml").read_text())
VARIABLE = re.compile(r"\bCAREFLOW_[A-Z_]+\b")
KNOWN = set(known_variables(Settings))


def found(program: str) -> str:
    """The program, from this environment or the machine's; the test is skipped without it."""
    beside = Path(sys.executable).with_name(program)
    path = str(beside) if beside.exists() else shutil.which(program)
    if path is None:
        pytest.skip(f"{program} is not installed here")
    return path


def passes(*command: str) -> str:
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert run.returncode == 0, run.stdout + run.stderr
    return run.stdout + run.stderr


def seconds(text: str) -> int:
    return int(text.removesuffix("s"))


@pytest.mark.parametrize("path", [path for path in DEPLOY.rglob("*") if path.is_file()], ids=lambda path: path.name)
def test_every_variable_that_is_named_exists(path: Path) -> None:
    assert set(VARIABLE.findall(path.read_text())) <= KNOWN


def test_readme_names_every_file_and_none_that_is_not_there() -> None:
    readme = (ROOT / "README.md").read_text()
    named = {Path(name).name for name in re.findall(r"`([\w/@.-]+)`", readme)}
    files = {path.name for path in DEPLOY.rglob("*") if path.is_file()}
    assert files - named == set()
    assert [name for name in re.findall(r"`(deploy/[\w/@.-]+)`", readme) if not (ROOT / name).exists()] == []


class TestContainer:
    def test_the_linter_has_nothing_to_say(self) -> None:
        passes(found("hadolint"), str(DEPLOY / "Containerfile"))

    def test_the_image_runs_as_nobody_with_a_health_check_and_installs_nothing(self) -> None:
        final = CONTAINERFILE.rpartition("\nFROM ")[2]
        for line in ("USER 10001:10001", "STOPSIGNAL SIGTERM", "HEALTHCHECK ", "COPY --from=build ", "/run/secrets"):
            assert line in final
        assert not re.search(r"\b(pip|apt|apk|curl)\b", final)
        assert "--require-hashes -r requirements.lock" in CONTAINERFILE

    def test_what_is_copied_exists_and_passes_the_ignore_file(self) -> None:
        copied = [
            name for line in re.findall(r"^COPY (?!--from)(.*) \S+$", CONTAINERFILE, re.M) for name in line.split()
        ]
        assert [name for name in copied if not (ROOT / name).exists()] == []
        passed = {line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")}
        assert passed == set(copied)

    def test_what_is_taken_out_is_the_build_backend_and_nothing_that_careflow_needs(self) -> None:
        out = re.findall(r"uninstall --yes ([\w\- ]+)", CONTAINERFILE)[0].split()
        assert set(out) == needed("hatchling") - needed("careflow")

    def test_what_the_build_installs_is_what_is_pinned(self) -> None:
        pinned = set(re.findall(r"^([\w.-]+)==", (ROOT / "requirements.lock").read_text(), re.M))
        assert needed("hatchling") | needed("careflow") <= pinned | {"careflow"}


def needed(name: str, seen: set[str] | None = None) -> set[str]:
    """A package and all that it needs here, by the names of the index."""
    seen = set() if seen is None else seen
    if name in seen:
        return seen
    seen.add(name)
    for requirement in map(Requirement, requires(name) or ()):
        if requirement.marker is None or requirement.marker.evaluate({"extra": ""}):
            needed(re.sub(r"[-_.]+", "-", requirement.name).lower(), seen)
    return seen


class TestCompose:
    def test_it_is_valid_by_the_compose_specification(self) -> None:
        schema = ("--builtin-schema", "vendor.compose-spec")
        passes(found("check-jsonschema"), *schema, str(DEPLOY / "compose.yaml"))

    def test_only_the_receiver_is_published_and_only_here(self) -> None:
        ports = {name: service["ports"] for name, service in COMPOSE["services"].items() if "ports" in service}
        assert ports == {"receiver": ["127.0.0.1:8080:8080"]}
        assert COMPOSE["services"]["redis"]["networks"] == ["inside"]
        assert COMPOSE["networks"]["inside"] == {"internal": True}

    def test_secrets_are_files_that_careflow_reads(self) -> None:
        assert {f"CAREFLOW_{name.upper()}" for name in COMPOSE["secrets"]} <= KNOWN
        for service in ("receiver", "worker"):
            assert set(COMPOSE["services"][service]["secrets"]) == set(COMPOSE["secrets"])
            assert not {"CAREFLOW_JIRA__TOKEN", "CAREFLOW_WEBHOOK__SECRET"} & set(
                COMPOSE["services"][service]["environment"]
            )

    def test_a_worker_may_finish_its_job_and_redis_keeps_what_is_queued(self) -> None:
        assert seconds(COMPOSE["services"]["worker"]["stop_grace_period"]) > JOB_TIMEOUT
        redis = COMPOSE["services"]["redis"]
        assert redis["command"][1:3] == ["--appendonly", "yes"]
        assert "noeviction" in redis["command"]
        assert redis["healthcheck"]["test"][-1] == "ping"


def unit(path: Path) -> configparser.RawConfigParser:
    """A unit's last values; keys that stand twice are read where they matter by the text."""
    parser = configparser.RawConfigParser(strict=False, delimiters=("=",), comment_prefixes=("#",))
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    parser.read(path)
    return parser


@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.name)
class TestSystemd:
    def test_the_unit_is_valid_and_well_hardened(self, path: Path, tmp_path: Path) -> None:
        analyze = found("systemd-analyze")
        copy = tmp_path / path.name.replace("@.", "@1.")
        copy.write_text(path.read_text().replace("/opt/careflow/.venv/bin/careflow", "/bin/true"))
        assert passes(analyze, "verify", "--man=no", "--recursive-errors=no", str(copy)).strip() == ""
        passes(analyze, "security", "--offline=true", "--threshold=20", "--no-pager", str(copy))

    def test_it_reloads_after_a_check_and_stops_after_the_longest_job(self, path: Path) -> None:
        text, service = path.read_text(), unit(path)["Service"]
        reload = "ExecReload=/opt/careflow/.venv/bin/careflow check\nExecReload=/bin/kill -HUP $MAINPID\n"
        assert reload in text
        longest = 5 if "receiver" in path.name else JOB_TIMEOUT + 20
        assert seconds(service["TimeoutStopSec"]) > longest
        assert service["RestartPreventExitStatus"] == "2"

    def test_secrets_come_as_credentials_that_careflow_reads(self, path: Path) -> None:
        text = path.read_text()
        names = re.findall(r"^LoadCredential=(\w+):/etc/careflow/secrets/(\w+)$", text, re.M)
        assert all(name == file and f"CAREFLOW_{name.upper()}" in KNOWN for name, file in names)
        assert {"webhook__secret", "jira__token"} & {name for name, _ in names}
        assert "Environment=CAREFLOW_SECRETS_DIR=%d\n" in text

    def test_all_units_are_hardened_alike(self, path: Path) -> None:
        def hardening(one: Path) -> str:
            return one.read_text().partition("# Hardening")[2]

        assert hardening(path) == hardening(UNITS[0])
        assert "ProtectSystem=strict" in hardening(path)


class TestNginx:
    CONF = (DEPLOY / "nginx" / "careflow.conf").read_text()

    def test_nginx_takes_it(self, tmp_path: Path) -> None:
        nginx, openssl = found("nginx"), found("openssl")
        request = ("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj", "/CN=careflow.example.org")
        key, certificate = str(tmp_path / "privkey.pem"), str(tmp_path / "fullchain.pem")
        passes(openssl, *request, "-keyout", key, "-out", certificate)
        conf = tmp_path / "careflow.conf"
        conf.write_text(self.CONF.replace("/etc/ssl/careflow", str(tmp_path)))
        temporary = "".join(
            f"{kind}_temp_path {tmp_path}/{kind};" for kind in "client_body proxy fastcgi uwsgi scgi".split()
        )
        main = (
            f"pid {tmp_path}/pid; error_log stderr; events {{}} http {{ access_log off; {temporary} include {conf}; }}"
        )
        (tmp_path / "nginx.conf").write_text(main)
        said = passes(nginx, "-t", "-p", str(tmp_path), "-c", str(tmp_path / "nginx.conf"), "-e", "stderr")
        assert "[warn]" not in said

    def test_it_passes_on_what_is_for_outside_and_nothing_else(self) -> None:
        passed = re.findall(r"location (=? ?\S+)\s*\{(?=[^}]*(?:\{[^}]*\}[^}]*)?proxy_pass)", self.CONF)
        assert passed == ["= /webhooks/jira", "/board", "= /healthz", "= /readyz"]
        assert "location / { return 404; }" in self.CONF

    def test_its_limit_of_a_body_is_careflows(self) -> None:
        megabytes = int(re.findall(r"client_max_body_size (\d+)m;", self.CONF)[0])
        assert megabytes * 1024 * 1024 == Settings().webhook.max_bytes
        assert "proxy_request_buffering on;" in self.CONF


@pytest.fixture
def series(redis: Redis) -> Mapping[str, set[str]]:
    """The labels of every series that ``/metrics`` shows, by its name, when everything has been counted once."""
    counts = Counts(redis)
    observer = Observer(counts)
    observer.ran(Run.ACTED, 1.0)
    observer.called(Call("GET", "issue/{issue}", 200, "ok", 1.0))
    counts.add(ACTIONS, "note", "SLO-10")
    samples = [sample for family in families(exposed(counts, redis)).values() for sample in family.samples]
    return {sample.name: set(sample.labels) for sample in samples}


def queries() -> Iterator[str]:
    for group in RULES["groups"]:
        yield from (rule["expr"] for rule in group["rules"])
    for panel in DASHBOARD["panels"]:
        yield from (target["expr"] for target in panel.get("targets", ()))


def named(query: str) -> set[str]:
    return set(re.findall(r"\bcareflow_\w+", query))


class TestMonitoring:
    def test_queries_name_only_what_metrics_shows_with_its_labels(self, series: Mapping[str, set[str]]) -> None:
        for query in queries():
            assert named(query) <= series.keys(), query
            labels = set().union(*(series[name] for name in named(query)))
            grouped = {label.strip() for inside in re.findall(r"by \(([^)]*)\)", query) for label in inside.split(",")}
            matched = set(re.findall(r"[{,](\w+)[=!]", query))
            assert grouped | matched <= labels, query

    def test_queries_do_not_add_up_what_every_receiver_shows(self) -> None:
        assert [query for query in queries() if not re.search(r"\b(max|absent)\b", query)] == []

    def test_the_dashboard_shows_every_metric(self, series: Mapping[str, set[str]]) -> None:
        shown = {name for panel in DASHBOARD["panels"] for t in panel.get("targets", ()) for name in named(t["expr"])}
        shown = {re.sub("_(bucket|sum|count)$", "", name) for name in shown}
        assert {metric.name for metric in METRICS} - shown == set()

    def test_the_dashboard_can_be_imported_under_any_data_source_and_no_panel_hides_another(self) -> None:
        assert DASHBOARD["schemaVersion"] >= 39
        (variable,) = DASHBOARD["templating"]["list"]
        assert (variable["type"], variable["query"]) == ("datasource", "prometheus")
        panels: list[dict[str, Any]] = DASHBOARD["panels"]
        assert len({panel["id"] for panel in panels}) == len(panels)
        sources = [p["datasource"] for p in panels if p["type"] != "row"] + [
            target["datasource"] for p in panels for target in p.get("targets", ())
        ]
        assert {source["uid"] for source in sources} == {"${datasource}"}
        taken: set[tuple[int, int]] = set()
        for place in (panel["gridPos"] for panel in panels):
            cells = {
                (x, y)
                for x in range(place["x"], place["x"] + place["w"])
                for y in range(place["y"], place["y"] + place["h"])
            }
            assert not cells & taken
            assert max(x for x, _ in cells) < 24
            taken |= cells

    def test_every_alert_says_what_to_do(self) -> None:
        rules = [rule for group in RULES["groups"] for rule in group["rules"]]
        assert len({rule["alert"] for rule in rules}) == len(rules)
        for rule in rules:
            assert rule["labels"]["severity"] in ("page", "ticket")
            assert rule["annotations"].keys() == {"summary", "description"}

    def test_prometheus_own_tool_takes_the_rules(self) -> None:
        passes(found("promtool"), "check", "rules", str(DEPLOY / "prometheus" / "careflow.rules.yml"))


def test_the_wheel_brings_its_settings_and_runs_outside_the_checkout(tmp_path: Path) -> None:
    passes(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path))
    (wheel,) = tmp_path.glob("*.whl")
    site = tmp_path / "site"
    passes(sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--target", str(site), str(wheel))
    run = subprocess.run(
        [sys.executable, "-m", "plugin", "check"],
        cwd=tmp_path,
        env={"PYTHONPATH": str(site), "HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert run.returncode == 0, run.stderr
    assert f"read {site}/plugin/shipped/app.yaml" in run.stdout
    for path in (ROOT / "field_maps").glob("*.yaml"):
        assert f"read {site}/plugin/shipped/field_maps/{path.name}" in run.stdout
