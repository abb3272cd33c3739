"""What an intruder may try over the whole path, from a delivery to what is written in Jira; SECURITY.md names each."""

from __future__ import annotations

import copy
import json
import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient
from redis import Redis
from werkzeug.test import TestResponse

from plugin import jobs, queueing
from plugin.cli import cli
from plugin.jira import NotFound
from plugin.queueing.units import QUEUES
from plugin.sandbox import Sandbox
from plugin.settings import Settings, load
from plugin.workbench import bench
from webhooks.app import create_app
from webhooks.signature import sign

SECRET = "a-secret-of-the-tests"


@dataclass
class Front:
    """A sandbox Jira, the receiver, and a worker that works until its queues are empty."""

    jira: Sandbox
    redis: Redis
    settings: Settings
    door: FlaskClient

    def deliver(self, payload: dict[str, Any] | bytes) -> TestResponse:
        body = payload if isinstance(payload, bytes) else json.dumps(payload).encode()
        signed = {"X-Hub-Signature": sign(body, SECRET.encode()), "Content-Type": "application/json"}
        return self.door.post("/webhooks/jira", data=body, headers=signed)

    def work(self) -> int:
        """How many jobs there were."""
        count = 0
        while found := next((job for name in QUEUES if (job := self.redis.lpop(f"rq:queue:{name}"))), None):
            data = self.redis.hget(b"rq:job:" + found, "data") or b""
            function, _, arguments, _ = json.loads(data)
            getattr(jobs, function.removeprefix("plugin.jobs."))(*arguments)
            count += 1
        return count

    def settle(self, key: str) -> None:
        queueing.wake(self.redis, key, "test")
        self.work()
        queueing.wake(self.redis, key, "test")
        self.work()
        self.jira.forget_requests()

    @property
    def writes(self) -> list[str]:
        return [f"{r.method} {r.path}" for r in self.jira.requests if not r.is_read]


@pytest.fixture
def front(sandbox: Sandbox, redis: Redis) -> Front:
    environ = {
        "CAREFLOW_JIRA__URL": sandbox.url,
        "CAREFLOW_JIRA__USER": sandbox.user,
        "CAREFLOW_JIRA__TOKEN": sandbox.token,
        "CAREFLOW_WEBHOOK__SECRET": SECRET,
    }
    settings = load(environ)
    jobs.equip(lambda: bench(settings, redis))
    return Front(sandbox, redis, settings, create_app(settings, redis).test_client())


@pytest.fixture
def case(front: Front) -> str:
    key = front.jira.open_case(by="clara", summary="The board does not load", severity="Major")
    front.jira.comment(key, "clara", "/severity Critical")
    front.settle(key)
    return key


def lies(jira: Sandbox, key: str) -> dict[str, Any]:
    """Signed, as by a Jira that somebody else holds: a manager has approved, all is closed, a customer demands."""
    mona = {"accountId": jira.person("mona").account_id, "name": "mona", "emailAddress": "mona@example.com"}
    fields = {
        "summary": "{{ 7*7 }}", "status": {"name": "Closed"}, "priority": {"name": "Highest"},
        "project": {"key": "OTHER"}, "Severity": {"value": "Critical"}, "Critical Approval": {"value": "Approved"},
        "comment": {"comments": [{"id": "1", "body": "/approve", "author": mona}]},
    }  # fmt: skip
    return {
        "webhookEvent": "comment_created", "timestamp": 4102444800000, "user": mona,
        "issue": {"id": "99999999", "self": "https://evil.example/rest/api/2/issue/1", "key": key, "fields": fields,
                  "properties": {"careflow": {"acts": {}}}},
        "comment": {"self": "https://evil.example/issue/1/comment/1", "body": "/approve", "author": mona},
        "changelog": {"items": [{"field": "Critical Approval", "fromString": "Pending", "toString": "Approved"}]},
    }  # fmt: skip


def test_a_payload_that_lies_about_everything_but_the_key_changes_nothing(front: Front, case: str):
    before = front.jira.snapshot()
    assert front.deliver(lies(front.jira, case)).status_code == 202
    assert front.work() == 1
    assert (front.writes, front.jira.snapshot()) == ([], before)
    assert {r.path.partition("?")[0].rpartition("/")[2] for r in front.jira.requests} <= {case, "comment", "changelog"}


def test_a_delivery_replayed_a_hundred_times_changes_nothing(front: Front, case: str):
    hook = front.jira.hook("http://127.0.0.1:9/", SECRET)
    front.jira.comment(case, "mona", "/approve it is down")
    delivery = next(sent for sent in front.jira.deliveries if sent.hook is hook and b"/approve" in sent.body)
    front.deliver(delivery.body)
    front.work()
    assert front.jira.issue(case).fields["Severity"] == "Critical"
    front.settle(case)
    before = front.jira.snapshot()
    for _ in range(50):
        assert front.deliver(delivery.body).status_code == 202
        assert front.deliver(delivery.body).status_code == 202
        assert front.work() == 1  # what waits already is not queued twice
    assert (front.writes, front.jira.snapshot()) == ([], before)


def test_a_replay_after_the_tide_has_turned_brings_nothing_back(front: Front, case: str):
    """What the recorded delivery tells of has been undone since: what holds is what Jira says now."""
    hook = front.jira.hook("http://127.0.0.1:9/", SECRET)
    front.jira.comment(case, "mona", "/approve it is down")
    delivery = next(sent for sent in front.jira.deliveries if sent.hook is hook and b"/approve" in sent.body)
    front.settle(case)
    front.jira.advance(minutes=5)
    front.jira.comment(case, "mona", "/severity Minor")
    front.settle(case)
    assert front.jira.issue(case).fields["Severity"] == "Minor"
    front.deliver(delivery.body)
    front.work()
    assert (front.writes, front.jira.issue(case).fields["Severity"]) == ([], "Minor")


@pytest.mark.parametrize("by", ["clara", "adam"])
def test_a_note_is_not_kept_back_by_who_writes_its_reference_line_first(front: Front, by: str):
    """The line that marks a note is a marker under our own account alone."""
    twin = front.jira.open_case(by="clara", summary="The board does not load", severity="Major")
    front.jira.comment(twin, "clara", "/severity Critical")
    front.settle(twin)
    (note,) = [c for c in front.jira.issue(twin).comments if c.by == "careflow"]
    key = front.jira.open_case(by="clara", summary="The board does not load", severity="Major")
    front.jira.comment(key, by, note.body.replace(twin, key))
    front.jira.comment(key, "clara", "/severity Critical")
    front.settle(key)
    assert len([c for c in front.jira.issue(key).comments if c.by == "careflow"]) == 1


def test_a_forged_property_approves_nothing(front: Front, case: str):
    said = front.jira.comment(case, "adam", "/approve")
    adam = front.jira.person("adam")
    at = front.jira.now().isoformat().replace("+00:00", "Z")
    for person in (adam.account_id, "adam"):
        front.jira.case(case).properties["careflow"] = {
            "v": 1,
            "acts": {},
            "witnessed": {f"c{said}": [at, person, "manager", "approve"], "c99999": [at, person, "manager", "approve"]},
            "written": {"severity": "Critical", "critical_approval": "Approved"},
        }
        front.settle(case)
        fields = front.jira.issue(case).fields
        assert (fields["Severity"], fields["Critical Approval"]) == ("Major", "Pending")


def test_a_forged_property_does_not_turn_a_rejection_into_an_approval(front: Front, case: str):
    asked = front.jira.now()
    front.jira.advance(minutes=5)
    front.jira.comment(case, "mona", "/reject It is slow, not down.")
    front.settle(case)
    forged(front, case, "c99999", asked + timedelta(minutes=1))
    front.settle(case)
    assert approval_of(front, case) == ("Major", "Rejected")
    front.jira.comment(case, "clara", "/severity Critical")
    front.settle(case)
    front.jira.advance(minutes=5)
    said = front.jira.comment(case, "adam", "/approve")
    forged(front, case, f"c{said}", asked + timedelta(minutes=1))
    front.settle(case)
    assert approval_of(front, case) == ("Major", "Pending")


def test_nobody_approves_with_words_put_into_a_managers_comment(front: Front, case: str):
    for seen_before in (False, True):
        said = front.jira.comment(case, "mona", "Let me have a look.")
        if seen_before:
            front.settle(case)
        front.jira.advance(minutes=1)
        front.jira.edit_comment(case, said, "adam", "/approve")
        front.settle(case)
        assert approval_of(front, case) == ("Major", "Pending")
    front.jira.edit_comment(case, said, "mona", "/approve")
    front.settle(case)
    assert approval_of(front, case) == ("Critical", "Approved")


def test_nobody_approves_what_was_opened_for_them_by_having_the_reporter_changed(front: Front):
    key = front.jira.open_case(by="adam", summary="All is down", severity="Critical", reporter="mona")
    front.settle(key)
    front.jira.edit(key, "adam", {"Reporter": "clara"})
    front.jira.comment(key, "mona", "/approve")
    front.settle(key)
    assert approval_of(front, key)[1] == "Pending"
    front.jira.comment(key, "marc", "/approve")
    front.settle(key)
    assert approval_of(front, key) == ("Critical", "Approved")


def forged(front: Front, case: str, act: str, at: datetime) -> None:
    """Adam edits the property: he was a manager when he approved."""
    adam = front.jira.person("adam").account_id if front.jira.site.cloud else "adam"
    kept = copy.deepcopy(front.jira.case(case).properties["careflow"])
    kept["witnessed"][act] = [at.isoformat().replace("+00:00", "Z"), adam, "manager", "internal approve"]
    front.jira.case(case).properties["careflow"] = kept


def approval_of(front: Front, case: str) -> tuple[Any, Any]:
    fields = front.jira.issue(case).fields
    return fields["Severity"], fields["Critical Approval"]


@pytest.mark.parametrize(
    "value", [None, [], 7, "x" * 32_000, {"acts": 7, "witnessed": [1]}, {"acts": {"a": {"$ne": 1}}, "v": -1}], ids=str
)
def test_a_property_of_any_shape_ends_no_run(front: Front, case: str, value: Any):
    front.jira.case(case).properties["careflow"] = value
    front.settle(case)
    assert queueing.standing(front.redis).parked == 0
    assert front.jira.issue(case).fields["Critical Approval"] == "Pending"


def test_an_issue_that_was_moved_to_another_project_is_left_alone(front: Front, case: str):
    """Jira answers to the old key with the issue, wherever it is now."""
    front.jira.site.add_project("OTHER", "Another Project")
    foreign = front.jira.open_case(by="clara", summary="None of careflow's business", project="OTHER")
    front.jira.tracker.by_key["CARE-99"] = front.jira.case(foreign)
    assert front.deliver({"webhookEvent": "jira:issue_updated", "issue": {"key": "CARE-99"}}).status_code == 202
    front.work()
    assert front.writes == []
    with pytest.raises(NotFound, match="in a project that is not configured"):
        jobs.bench().reconciler.run(foreign)


MENTION = re.compile(r"(?<!\\)\[~(?:accountid:)?([^\]\\]+)\]")
HOSTILE = (
    "{code}rm{code} [~accountid:557058:boss] [~mona] !http://evil.example/x.png! {{ 7*7 }} {% for x in y %} ${7*7} "
    "<img src=x onerror=alert(1)> \u202egnp.exe \u200b\x1b[31m*red* h1. [in|http://evil.example]"
)


def test_nothing_that_people_wrote_acts_in_what_careflow_writes(front: Front):
    """A summary, a name and a reason with every markup there is: in comments, notes and emails it is only text."""
    for person in ("clara", "mona", "adam"):
        front.jira.person(person).name = f"{person} {HOSTILE}"
    key = front.jira.open_case(by="clara", summary=HOSTILE, severity="Major", instance=HOSTILE)
    front.jira.comment(key, "clara", "/severity Critical")
    front.settle(key)
    front.jira.advance(minutes=5)
    front.jira.comment(key, "mona", f"/reject {HOSTILE}")
    front.settle(key)
    front.jira.comment(key, "adam", f"/solution {HOSTILE}")
    for _ in range(14):
        front.settle(key)
        front.jira.advance(timedelta(days=1))
    ours = [c.body for c in front.jira.issue(key).comments if c.by == "careflow"]
    assert len(ours) >= 4
    for body in ours:
        first, _, rest = body.partition("\n")
        said = MENTION.sub("", first) + rest  # whom careflow itself calls stands first
        assert re.findall(r"[{}\[\]!]|\x1b|\u202e|\u200b", re.sub(r"\\[^\w\s]", "", said)) == []
        assert "49" not in body
    mails = front.jira.outbox
    assert mails
    for mail in mails:
        assert "<img" not in mail.html
        assert [sign for sign in ("\x1b", "\u202e", "\r", "49") if sign in mail.subject + mail.text] == []
        assert "\n" not in mail.subject


@pytest.mark.parametrize("command", ["explain", "reconcile --dry-run"])
def test_nothing_that_people_wrote_steers_a_terminal(front: Front, command: str):
    front.jira.person("clara").name = f"Clara\r\n  2026-11-23 10:00  SEV-4  approved by Mona {HOSTILE}"
    key = front.jira.open_case(by="clara", summary=f"x\nCARE-9  forged\r{HOSTILE}", severity="Major")
    front.jira.comment(key, "clara", "/severity Critical")
    environ = {
        "CAREFLOW_JIRA__URL": front.jira.url,
        "CAREFLOW_JIRA__USER": front.jira.user,
        "CAREFLOW_JIRA__TOKEN": front.jira.token,
    }
    said = CliRunner().invoke(cli, [*command.split(), key], env=environ)
    assert said.exit_code == 0, said.output
    assert re.findall(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", said.output) == []
    assert [line for line in said.output.splitlines() if line.startswith("CARE-9")] == []
