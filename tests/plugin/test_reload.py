"""SIGHUP for real: deliveries go on, a job that runs ends, a wrong app.yaml changes nothing and says why."""

from __future__ import annotations

import json
import os
import pty
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import datetime, timedelta
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any

import pytest
from redis import Redis

from plugin import queueing
from plugin.embedded import EmbeddedRedis
from plugin.handing_on import hand_on, handed_on
from plugin.sandbox import Flavour, Sandbox
from plugin.settings import load
from plugin.shipped import shipped_folder
from plugin.workbench import rules_of
from tests.plugin.running import ROOT, Up, has_its_dues, until
from webhooks.signature import sign

QUEUED = "webhooks.receiver"
OLD, NEW = "the-old-secret", "the-new-secret"


@pytest.fixture
def flavour() -> Flavour:
    return Flavour.CLOUD


def deliver(port: int, secret: str, key: bytes = b"CARE-7", keep: HTTPConnection | None = None) -> int:
    """The answer to a delivery; 0 where there is none."""
    body = b'{"webhookEvent": "jira:issue_updated", "issue": {"key": "%s"}}' % key
    client = keep or HTTPConnection("127.0.0.1", port, timeout=20)
    headers = {"X-Hub-Signature": sign(body, secret.encode()), "Content-Type": "application/json"}
    try:
        client.request("POST", "/webhooks/jira", body, headers)
        answer = client.getresponse()
        answer.read()
        return answer.status
    except (OSError, HTTPException):
        return 0
    finally:
        if keep is None:
            client.close()


def everywhere(port: int, secret: str, status: int, key: bytes = b"CARE-7") -> bool:
    """Whether every process of the receiver answers so, as far as many tries can tell."""
    return all(deliver(port, secret, key) == status for _ in range(12))


@contextmanager
def senders(port: int, secret: str) -> Iterator[list[int]]:
    """Deliveries one after another, over new connections and over one that stays; the answers so far."""
    answers: list[int] = []
    enough = threading.Event()

    def send(stays: bool) -> None:
        with closing(HTTPConnection("127.0.0.1", port, timeout=20)) as connection:
            while not enough.is_set():
                answers.append(deliver(port, secret, keep=connection if stays else None))

    threads = [threading.Thread(target=send, args=(stays,)) for stays in (False, False, True)]
    for thread in threads:
        thread.start()
    try:
        yield answers
    finally:
        enough.set()
        for thread in threads:
            thread.join()


class Site:
    """An installation whose app.yaml and secrets are files."""

    def __init__(self, sandbox: Sandbox, folder: Path) -> None:
        self.app, self.secrets = folder / "app.yaml", folder / "secrets"
        self.secrets.mkdir()
        self.secret(OLD)
        self.write()
        self.up = Up(sandbox, folder)
        del self.up.environ["CAREFLOW_WEBHOOK__SECRET"]
        self.up.environ |= {"CAREFLOW_APP_FILE": str(self.app), "CAREFLOW_SECRETS_DIR": str(self.secrets)}

    def write(self, text: str = "") -> None:
        self.app.write_text(f"log_level: DEBUG\n{text}", encoding="utf-8")

    def secret(self, *secrets: str) -> None:
        (self.secrets / "webhook__secret").write_text("\n".join(secrets), encoding="utf-8")

    @property
    def said(self) -> str:
        return self.up.said.read_text()

    def hangup(self) -> None:
        assert self.up.process is not None
        self.up.process.send_signal(signal.SIGHUP)

    def read_again(self) -> None:
        """Say so, and wait until all parts have done it: the supervisor, the receiver's three, the worker."""
        before = self.said.count("the settings were read again")
        self.hangup()
        until(lambda: self.said.count("the settings were read again") == before + 5)


@pytest.fixture
def site(sandbox: Sandbox, tmp_path: Path) -> Iterator[Site]:
    site = Site(sandbox, tmp_path)
    try:
        site.up.start()
        until(lambda: "pid" in worker_of(site))
        sandbox.hook(site.up.url, secret=OLD)
        yield site
    finally:
        site.up.end_if_up()


def worker_of(site: Site) -> dict[str, int]:
    found = site.up.parts("worker")
    return {"pid": found[0]} if found else {}


def response_due(sandbox: Sandbox, key: str) -> timedelta:
    until(lambda: has_its_dues(sandbox, key))
    issue = sandbox.issue(key)
    span: timedelta = issue.fields["Response Due"] - issue.created
    return span


def dues_written(sandbox: Sandbox, key: str) -> list[datetime]:
    """Every Response Due that the case ever had, as its history shows them: to the minute."""
    written = [change.after for change in sandbox.issue(key).history if change.field == "Response Due"]
    return [datetime.strptime(text, "%d/%b/%y %I:%M %p") for text in written]


def test_deliveries_go_on_while_the_secret_is_changed(site: Site) -> None:
    port = site.up.port
    assert everywhere(port, NEW, 401)
    with senders(port, OLD) as answers:
        site.secret(OLD, NEW)
        site.read_again()
        assert everywhere(port, NEW, 202)
        site.read_again()
    assert len(answers) > 10
    assert set(answers) == {202}
    site.secret(NEW)
    site.read_again()
    assert everywhere(port, NEW, 202)
    assert everywhere(port, OLD, 401)
    assert OLD not in site.said
    assert NEW not in site.said


def test_cases_are_judged_by_the_new_settings_and_the_parts_stay(site: Site, sandbox: Sandbox) -> None:
    parts = site.up.parts("")
    first = sandbox.open_case(by="clara", summary="The board is empty", severity="Major")
    assert response_due(sandbox, first) == timedelta(minutes=60)
    site.write("targets: {SLO-P: {Major: {respond: 45m}}}\n")
    site.read_again()
    second = sandbox.open_case(by="clara", summary="The board is empty", severity="Major")
    assert response_due(sandbox, second) == timedelta(minutes=45)
    until(lambda: response_due(sandbox, first) == timedelta(minutes=45))  # found by the sweep
    assert site.up.parts("") == parts


def test_a_wrong_app_file_changes_nothing_says_why_and_does_not_stop_what_died(site: Site, sandbox: Sandbox) -> None:
    site.write("warn_at: [80, 50]\ntargets: {SLO-P: {Majour: {respond: 45m}}}\nproject: OPS\n")
    site.hangup()
    until(lambda: site.said.count("\n20") and "SLO-P" in site.said)
    lines = [line for line in site.said.splitlines() if "plugin.reloading" in line]
    assert "the settings are wrong, those from before stay in force (2 faults)" in lines[0]
    assert f"{site.app}:2:10: warn_at: must be rising" in lines[1]
    assert f"{site.app}:3:19: targets.SLO-P.Majour" in lines[2]
    assert "did you mean `Major`?" in lines[2]
    assert len(lines) == 3
    for part in ("worker", "receiver"):
        (pid,) = site.up.parts(part)
        os.kill(pid, signal.SIGKILL)
    until(lambda: everywhere(site.up.port, OLD, 202))
    key = sandbox.open_case(by="clara", summary="The board is empty", severity="Major")
    sandbox.settle()
    until(lambda: deliver(site.up.port, OLD, key.encode()) == 202)  # the children of a receiver that was killed go late
    assert response_due(sandbox, key) == timedelta(minutes=60)


def test_what_needs_a_restart_is_said_once_and_stays(site: Site) -> None:
    site.write("redis: {url: 'redis://127.0.0.1:1/0'}\n")
    site.read_again()
    warned = [line for line in site.said.splitlines() if "needs a restart" in line]
    assert len(warned) == 1
    assert "redis.url has changed: that needs a restart, the one from before stays in force" in warned[0]
    assert everywhere(site.up.port, OLD, 202)


def test_as_json_every_line_of_every_part_is_an_object_that_names_its_case_and_no_secret(
    site: Site, sandbox: Sandbox, tmp_path: Path
) -> None:
    site.write("log_format: json\n")
    site.read_again()
    before = len(site.said)
    key = sandbox.open_case(by="clara", summary="The board\nis empty", severity="Major")
    deliver(site.up.port, "forged")
    until(lambda: has_its_dues(sandbox, key) and '"logger": "plugin.reconcile"' in site.said[before:])
    site.up.end()
    lines = [json.loads(line) for line in site.said[before:].splitlines()]
    for line in lines:
        assert {"time", "level", "logger", "message"} <= line.keys() <= {*"time level logger message case job".split()}
        assert key not in line["message"]
    told = [line for line in lines if line["logger"] == "plugin.reconcile" or line["message"].startswith("queued")]
    about = {line["logger"]: line.get("case") for line in told}
    assert about == {"plugin.reconcile": key, QUEUED: key}
    (note,) = tmp_path.rglob("server.json")
    password = json.loads(note.read_text())["password"]
    assert [secret for secret in (OLD, sandbox.token, password) if secret in site.said] == []


class Alone:
    """A part that was started by itself, on somebody's Redis."""

    def __init__(self, site: Site, command: list[str], redis: EmbeddedRedis, **how: Any) -> None:
        self.site = site
        self.environ = site.up.environ | {"CAREFLOW_REDIS__URL": redis.url}
        with site.up.said.open("ab") as said:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "plugin", *command],
                **{"cwd": ROOT, "env": self.environ, "stdout": said, "stderr": said, **how},
            )

    def __enter__(self) -> Alone:
        return self

    def __exit__(self, *_: object) -> None:
        self.process.kill()
        self.process.wait()


@pytest.fixture
def alone(sandbox: Sandbox, redis_server: EmbeddedRedis, tmp_path: Path) -> Callable[..., Alone]:
    site = Site(sandbox, tmp_path)
    return lambda *command, **how: Alone(site, [*command], redis_server, **how)


def test_the_receiver_alone_takes_new_projects_without_refusing_a_delivery(alone: Callable[..., Alone]) -> None:
    port = Up.free_port()
    with alone("serve", "--port", str(port)) as part:
        until(lambda: deliver(port, OLD) == 202)
        with senders(port, OLD) as answers:
            part.site.write("project: [CARE, OPS]\n")
            part.process.send_signal(signal.SIGHUP)
            until(lambda: everywhere(port, OLD, 202, b"OPS-1"))
            part.site.write("project: 7\n")
            part.process.send_signal(signal.SIGHUP)
            until(lambda: "those from before stay in force" in part.site.said)
        assert everywhere(port, OLD, 202, b"OPS-1")
        assert set(answers) == {202}
        part.process.terminate()
        assert part.process.wait(30) == 0


def test_a_worker_alone_finishes_the_job_that_runs_and_goes_on_with_the_new_settings(
    alone: Callable[..., Alone], sandbox: Sandbox, redis: Redis
) -> None:
    first = sandbox.open_case(by="clara", summary="The board is empty", severity="Major")
    with alone("worker") as part:
        until(lambda: has_its_dues(sandbox, first))
        sandbox.faults.hang(3.0, "PUT")
        second = sandbox.open_case(by="clara", summary="The board is empty", severity="Major")
        queueing.wake(redis, second, "test")
        until(lambda: redis.zscore("careflow:running", second))
        part.site.write("targets: {SLO-P: {Major: {respond: 45m}}}\n")
        part.process.send_signal(signal.SIGHUP)
        until(lambda: len(dues_written(sandbox, second)) == 2)
        by_the_old, by_the_new = dues_written(sandbox, second)
        assert by_the_old - by_the_new == timedelta(minutes=15)
        assert response_due(sandbox, second) == timedelta(minutes=45)
        part.process.terminate()
        assert part.process.wait(30) == 0
    assert "Traceback" not in part.site.said


def test_a_terminal_that_is_closed_ends_what_was_started_from_it(alone: Callable[..., Alone]) -> None:
    terminal, inside = pty.openpty()

    def take_it() -> None:
        os.setsid()
        os.close(os.open(os.ttyname(inside), os.O_RDWR))  # becomes the terminal of the session

    port = Up.free_port()
    with alone("serve", "--port", str(port), stdin=inside, preexec_fn=take_it) as part:
        os.close(inside)
        until(lambda: deliver(port, OLD) == 202)
        os.close(terminal)
        assert part.process.wait(30) == 0


def test_by_other_rules_nothing_is_known_of_quiet_cases(redis: Redis) -> None:
    settled = queueing.Settled(datetime.fromisoformat("2026-11-23T10:00:00+00:00"), None)
    assert not queueing.bind_rules(redis, "one")
    queueing.remember_settled(redis, "CARE-1", settled)
    assert not queueing.bind_rules(redis, "one")
    assert queueing.settled(redis, "CARE-1") == settled
    assert queueing.bind_rules(redis, "another")
    assert queueing.settled(redis, "CARE-1") is None


def test_the_rules_are_settings_that_cases_are_judged_by_and_field_maps(tmp_path: Path) -> None:
    def rules(text: str, **environ: str) -> str:
        (tmp_path / "app.yaml").write_text(text)
        return rules_of(load({"CAREFLOW_APP_FILE": str(tmp_path / "app.yaml"), **environ}))

    same = rules("language: en\n")
    assert rules("log_level: DEBUG\n", CAREFLOW_JIRA__TOKEN="t0ken") == same
    assert rules("warn_at: [60, 90]\n") != same
    (tmp_path / "field_maps").mkdir()
    shipped = (shipped_folder() / "field_maps" / "priorities.yaml").read_text()
    (tmp_path / "field_maps" / "priorities.yaml").write_text(shipped.replace("Highest", "Urgent"))
    assert rules("language: en\n") != same


def test_what_is_handed_on_is_what_was_loaded(tmp_path: Path) -> None:
    settings = load({"CAREFLOW_JIRA__TOKEN": "t0ken", "HOME": str(tmp_path)})
    with (tmp_path / "pipe").open("wb") as to:
        hand_on(settings, to)
    with (tmp_path / "pipe").open("rb") as source:
        found = handed_on(source)
    assert found.model_dump() == settings.model_dump()
    assert found.policy() == settings.policy()
    assert found.jira.token is not None
    assert found.jira.token.get_secret_value() == "t0ken"
    assert rules_of(found) == rules_of(settings)
