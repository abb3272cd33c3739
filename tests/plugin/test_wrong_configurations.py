"""What an admin gets wrong is told with file, line, column, key, what is allowed and what was probably meant."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner, Result
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from plugin.cli import cli
from plugin.configuration_errors import ConfigurationError, Fault
from plugin.field_map_files import FILES
from plugin.settings import Settings, load
from tests import editor
from tests.wrong_configurations import APP, MAPS, NO_YAML, SECRET, Wrong, WrongMap

Write = Callable[..., dict[str, str]]


@pytest.fixture
def site(tmp_path: Path) -> Write:
    """Writes an app.yaml and field maps beside it, and answers the environment that names it."""

    def write(app: str | bytes = "", **maps: str | bytes) -> dict[str, str]:
        (tmp_path / "field_maps").mkdir(exist_ok=True)
        files = {"app.yaml": app, **{f"field_maps/{name}.yaml": text for name, text in maps.items()}}
        for name, text in files.items():
            (tmp_path / name).write_bytes(text.encode() if isinstance(text, str) else text)
        return {"CAREFLOW_APP_FILE": str(tmp_path / "app.yaml"), "HOME": str(tmp_path)}

    return write


def faults(environ: dict[str, str]) -> str:
    with pytest.raises(ConfigurationError) as caught:
        load(environ)
    return str(caught.value)


def told_of(environ: dict[str, str]) -> tuple[Fault, ...]:
    try:
        load(environ)
    except ConfigurationError as error:
        return error.faults
    return ()


def check(environ: dict[str, str], *arguments: str) -> Result:
    clean = {name: None for name in os.environ if name.startswith("CAREFLOW_")}
    return CliRunner().invoke(cli, ["check", *arguments], env={**clean, **environ})


def id_of(row: Wrong | WrongMap) -> str:
    return row.what if isinstance(row, Wrong) else f"{row.file}: {row.change[1].strip()}"


@pytest.mark.parametrize("row", [*APP, *NO_YAML], ids=id_of)
def test_what_is_wrong_in_app_yaml_is_told_with_its_place(site: Write, row: Wrong) -> None:
    told = faults(site(row.text))
    assert f"app.yaml:{row.told}" in told
    assert SECRET not in told


@pytest.mark.parametrize("row", MAPS, ids=id_of)
def test_what_is_wrong_in_a_field_map_is_told_with_its_place(site: Write, row: WrongMap) -> None:
    told = faults(site("", **{row.file.removesuffix(".yaml"): row.text}))
    (line,) = [line for line in told.splitlines() if row.told in line]
    assert re.search(rf"field_maps/{row.file}:\d+:\d+: ", line)
    assert SECRET not in told


@pytest.mark.parametrize(
    ("variable", "value", "told"),
    [
        ("CAREFLOW_DEFAULT_SEVERITY", "Majour", "default_severity: `Majour`: did you mean `Major`?"),
        ("CAREFLOW_APPROVAL__REMIND_AFTER", "15", "approval.remind_after: `15` is no duration; allowed"),
        ("CAREFLOW_APPROVAL__REMIND_AFTR", "15m", "unknown key `remind_aftr`: did you mean `remind_after`?"),
        ("CAREFLOW_WEBHOOK__MAX_BYTES", "lots", "webhook.max_bytes: must be a whole number; found `lots`"),
        ("CAREFLOW_PROJECT", "care", "project: `care` is no project key: did you mean `CARE`?"),
        ("CAREFLOW_TARGETS", "{'SLO-P'", "targets: is not valid JSON: "),
        ("CAREFLOW_TARGETS", "[1]", "targets: must hold keys with values (SLO-P, SLO-N); found `[1]`"),
        ("CAREFLOW_CLOCKS__COVERAGE", '[{"runs": "alwys"}]', "coverage[1].runs: `alwys`: did you mean `always`?"),
        ("CAREFLOW_CLOCKS__COVERAGE", '[{"runs": "always", "tiers": "Elit"}]', "`Elit`: did you mean `Elite`?"),
        ("CAREFLOW_POLICY_VERSIONS", '[{"from": "2026-01-01"}]', "policy_versions[1].name: is missing"),
        ("CAREFLOW_CLAUSES__SLO_10", "off", "clauses.slo_10: `slo_10`: did you mean `SLO-10`?"),
        ("CAREFLOW_FIELD_MAPS", "/nowhere", "field_maps: there is no folder /nowhere"),
        ("CAREFLOW_SECRETS_DIR", "/nowhere", "names a folder that cannot be read: /nowhere: No such file"),
        ("CAREFLOW_SECRETS_DIR", "~nobody-here", "names a folder that cannot be read: ~nobody-here: No such file"),
        ("CAREFLOW_APP_FILE", "/nowhere", "there is no file /nowhere"),
        ("CAREFLOW_JIRA__URL", SECRET, "jira.url: must be an address like https://"),
        ("CAREFLOW_REDIS__URL", f"http://u:{SECRET}@h", "redis.url: must be an address like redis://"),
        *(
            ("CAREFLOW_REDIS__URL", url, "redis.url: has a port or an option after the `?` that is none")
            for url in (
                f"redis://127.0.0.1:1/0?socket_timeout={SECRET}",
                f"redis://127.0.0.1:1/0?{SECRET}=1",
                f"unix://u:{SECRET}@/tmp/none.sock?db=x",
                f"rediss://:{SECRET}@127.0.0.1:1/0?ssl_cert_reqs=x",
                f"sentinel://127.0.0.1:1/mymaster?db={SECRET}",
                f"sentinel://127.0.0.1:{SECRET},127.0.0.1:2/mymaster",
            )
        ),
        ("CAREFLOW_JIRA", SECRET, "jira: must hold keys with values"),
        ("CAREFLOW_JIRA", f'{{"token: {SECRET}', "jira: is not valid JSON: "),
        ("CAREFLOW_JIRA__TOKNE", SECRET, "unknown key `tokne`: did you mean `token`?"),
        ("CAREFLOW_JIRA_TOKEN", SECRET, "unknown variable: did you mean `CAREFLOW_JIRA__TOKEN`?"),
        ("CARFLOW_JIRA__TOKEN", SECRET, "unknown variable: did you mean `CAREFLOW_JIRA__TOKEN`?"),
        ("CAREFLOW_JIRA__USER", "caf\udce9", "is not UTF-8 text"),
    ],
)
def test_what_is_wrong_in_the_environment_names_the_variable(site: Write, variable: str, value: str, told: str) -> None:
    said = faults(site() | {variable: value})
    assert f"environment variable {variable}: " in said
    assert told in said
    assert SECRET not in said


@pytest.mark.parametrize(
    "url",
    [
        "redis://localhost:6379/0",
        "redis://:secret@h/0?protocol=3&socket_timeout=5&socket_keepalive=true",
        "rediss://:secret@h:6380/0?ssl_cert_reqs=none",
        "unix:///run/redis.sock?db=1",
        "sentinel://u:secret@a:26379,b:26379/mymaster?db=0",
    ],
)
def test_a_redis_of_any_kind_may_be_named(site: Write, url: str) -> None:
    assert load(site() | {"CAREFLOW_REDIS__URL": url}).redis.url == url


def test_what_is_wrong_in_a_secret_file_names_it(site: Write, tmp_path: Path) -> None:
    folder = tmp_path / "secrets"
    folder.mkdir()
    (folder / "jira_token").write_text(SECRET, encoding="utf-8")
    (folder / "redis__url").write_text(f"http://:{SECRET}@h", encoding="utf-8")
    (folder / "webhook__secret").write_bytes(b"\xff")
    said = faults(site() | {"CAREFLOW_SECRETS_DIR": str(folder)})
    assert f"secret file {folder}/jira_token: unknown variable: did you mean `CAREFLOW_JIRA__TOKEN`?" in said
    assert f"secret file {folder}/redis__url: redis.url: must be an address like redis://" in said
    assert f"secret file {folder}/webhook__secret: cannot be read as UTF-8 text" in said
    assert SECRET not in said


@pytest.mark.parametrize(
    ("raw", "told"),
    [
        ("# priorité\nproject: CARE # é\n".encode("latin-1"), "app.yaml:1:10: is not UTF-8 text: save it as UTF-8"),
        ("project: CARE\n".encode("utf-16"), "app.yaml:1:1: is UTF-16 text: save it as UTF-8"),
        (b"# x\n" * 300_000, "app.yaml:1:1: is larger than 1024 KiB: is it the right file?"),
        (b"\xef\xbb\xbflanguage: de\n", "app.yaml:1:11: language: `de` is not allowed here"),
        (b"project: CARE\r\nlanguage: de\r\n", "app.yaml:2:11: language: `de` is not allowed here"),
        (b"project: CARE\rlanguage: de\r", "app.yaml:2:11: language: `de` is not allowed here"),
    ],
    ids=["Latin-1", "UTF-16", "a huge file", "a byte order mark", "lines of Windows", "lines of an old Mac"],
)
def test_a_file_of_another_kind_is_told_or_read(site: Write, raw: bytes, told: str) -> None:
    assert told in faults(site(raw))


@pytest.mark.parametrize("name", ["app.yaml", "field_maps/products.yaml", "field_maps"])
def test_what_is_in_the_place_of_a_file_is_never_passed_over(
    site: Write, tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    environ = site(products="")
    monkeypatch.chdir(tmp_path)
    path = tmp_path / name
    for file in [path] if path.is_file() else list(path.iterdir()):
        file.unlink()
    if path.is_dir():
        path.rmdir()
    path.symlink_to("nowhere")
    assert f"{name}: cannot be read: No such file or directory" in faults(environ)
    assert f"{name}: cannot be read" in faults({"HOME": str(tmp_path)})
    path.unlink()
    path.mkdir() if name != "field_maps" else path.write_text("", encoding="utf-8")
    assert f"{name}: cannot be read: " in faults(environ)


@pytest.fixture
def unprivileged() -> Iterator[None]:
    """Nobody who may read everything: root reads what is forbidden."""
    mine = os.geteuid()
    if mine == 0:
        os.seteuid(65534)
    yield
    os.seteuid(mine)


@pytest.mark.parametrize("name", ["app.yaml", "field_maps/products.yaml", "field_maps", ""])
def test_what_may_not_be_read_is_told(site: Write, tmp_path: Path, name: str, unprivileged: None) -> None:
    if os.geteuid() == 65534:
        os.seteuid(0)
    environ = site(products="")
    for folder in tmp_path.parents[:2]:  # pytest's own are closed to others
        folder.chmod(0o755)
    (tmp_path / name).chmod(0)
    if os.getuid() == 0:
        os.seteuid(65534)
    said = faults(environ)
    if os.getuid() == 0:
        os.seteuid(0)
    (tmp_path / name).chmod(0o755)
    assert "cannot be read: Permission denied" in said


@pytest.mark.parametrize("name", ["product.yaml", "fields.yml", "Regions.yaml", "statuses.YAML"])
def test_a_field_map_whose_name_is_misspelt_is_told(site: Write, tmp_path: Path, name: str) -> None:
    environ = site()
    (tmp_path / "field_maps" / name).write_text("", encoding="utf-8")
    assert f"field_maps/{name}:1:1: no file of this name is read: did you mean `" in faults(environ)


def test_faults_of_all_files_are_told_in_one_run(site: Write) -> None:
    wrong = {row.file.removesuffix(".yaml"): row.text for row in reversed(MAPS)}
    environ = site("premium_tiers: [Elit]\npolicy_versions: [{from: 2026-01-01, name: x, warn_at: 0}]\nx: 1\n", **wrong)
    said = faults(environ | {"CAREFLOW_LOG_LEVEL": "loud"})
    for place in ("app.yaml:1:17", "app.yaml:2:56", "app.yaml:3:1", "environment variable CAREFLOW_LOG_LEVEL"):
        assert place in said
    assert [name for name in FILES if f"field_maps/{name}:" not in said] == []


def test_a_product_of_ones_own_is_known_while_something_else_in_its_file_is_wrong(site: Write) -> None:
    said = faults(site("authorized_reporters: {Widget: bo, Wigdet: bo}\n", products="Widget: {names: Widget, x: 1}\n"))
    assert "products.yaml:1:25: Widget.x: unknown key `x`" in said
    assert "authorized_reporters.Wigdet: `Wigdet`: did you mean `Widget`? Allowed: Widget" in said
    assert "authorized_reporters.Widget" not in said


def test_a_telephone_number_keeps_its_plus_and_its_zeros(site: Write) -> None:
    contacts = "Spigit: {EMEA: {phones: {France: 0800123456, Sweden: +46858630260}}}\n"
    phones = load(site(contacts=contacts)).maps.products["Spigit"].contacts["EMEA"].phones
    assert phones == {"France": "0800123456", "Sweden": "+46858630260"}


def test_what_people_write_otherwise_is_read_as_it_is_meant(site: Write) -> None:
    text = "approval: {allow_self: yes}\nfollow_ups: {close_after: '12'}\nwarn_at: 80\nproject: CARE, OPS\n"
    with editor.written_loosely():
        settings = load(site(text))
    assert settings.approval.allow_self is True
    assert settings.follow_ups.close_after == 12
    assert settings.warn_at == (80,)
    assert settings.project == ("CARE", "OPS")


@pytest.mark.parametrize("row", [row for row in (*APP, *NO_YAML) if SECRET in row.text], ids=id_of)
def test_check_ends_with_2_shows_no_secret_and_tells_a_program_the_same(site: Write, row: Wrong) -> None:
    environ = site(row.text)
    for arguments in ((), ("--json",)):
        result = check(environ, *arguments)
        assert result.exit_code == 2, result.output
        assert SECRET not in result.output
        assert "Traceback" not in result.output
    first = json.loads(result.stdout)["faults"][0]
    assert f"{first['line']}:{first['column']}: " in faults(environ)


SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12) | st.dates()
VALUES = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(key=st.sampled_from(list(Settings.model_fields)), value=VALUES)
def test_whatever_stands_in_app_yaml_is_read_or_told_never_a_traceback(site: Write, key: str, value: Any) -> None:
    environ = site(yaml.safe_dump({key: value}, allow_unicode=True))
    with editor.written_loosely():
        for fault in told_of(environ):
            assert fault.place.line, fault


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(name=st.sampled_from(FILES), key=st.text(max_size=8), value=VALUES, text=st.text(max_size=30))
def test_whatever_stands_in_a_field_map_is_read_or_told_never_a_traceback(
    site: Write, name: str, key: str, value: Any, text: str
) -> None:
    for content in (yaml.safe_dump({key: value}, allow_unicode=True), text):
        environ = site("", **{name.removesuffix(".yaml"): content.encode("utf-8", "replace")})
        with editor.written_loosely():
            told_of(environ)
