"""The webhook that Jira has, and a delivery of our own to the real receiver."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
from redis import Redis

from plugin import queueing
from plugin.doctor import Level, arrival
from plugin.subscription import EVENTS
from tests.plugin.doctor.conftest import SECRET, Doctor

URL = "https://careflow.example/webhooks/jira"


class TestRegistration:
    def test_a_webhook_with_our_path_and_every_event_is_well(self, doctor: Doctor, hook: None):
        found = doctor.examine().only("webhook.registered")
        assert found.level is Level.OK
        assert URL in found.what

    def test_without_one_it_says_what_to_register(self, doctor: Doctor):
        doctor.jira.hook("https://chat.example/hook", "", EVENTS)
        found = doctor.examine().only("webhook.registered")
        assert found.level is Level.FAILS
        assert "none of 1 webhook leads to /webhooks/jira" in found.what
        assert "jira:version_released" in found.mend

    def test_one_that_is_switched_off_is_as_good_as_none(self, doctor: Doctor):
        doctor.jira.hook(URL, SECRET, EVENTS).active = False
        found = doctor.examine().only("webhook.registered")
        assert (found.level, "switched off" in found.what) == (Level.FAILS, True)

    def test_events_that_are_not_ticked_are_named(self, doctor: Doctor):
        doctor.jira.hook(URL, SECRET, EVENTS[:-1])
        found = doctor.examine().only("webhook.registered")
        assert found.what.endswith("does not tell of jira:version_released")
        assert "tick them" in found.mend

    def test_a_webhook_without_body_names_no_issue(self, doctor: Doctor):
        doctor.jira.hook(URL, SECRET, EVENTS).exclude_body = True
        assert "untick Exclude body" in doctor.examine().only("webhook.registered").mend

    def test_a_filter_that_does_not_name_our_project_is_shown(self, doctor: Doctor):
        doctor.jira.hook(URL, SECRET, EVENTS, "project = OTHER")
        found = doctor.examine().only("webhook.registered")
        assert found.level is Level.WARNING
        assert "“project = OTHER” finds, which does not name CARE" in found.what

    def test_two_of_them_are_one_too_many(self, doctor: Doctor, hook: None):
        doctor.jira.hook(URL, SECRET, EVENTS)
        assert doctor.examine().findings["webhook.registered"][-1].level is Level.WARNING

    def test_an_unsigned_one_fails_where_jira_says_so(self, doctor: Doctor):
        doctor.jira.hook(URL, "", EVENTS)
        found = doctor.examine().only("webhook.registered")
        if doctor.jira.site.cloud:
            assert "not signed" in found.what
            assert "CAREFLOW_WEBHOOK__SECRET" in found.mend
        else:
            assert found.level is Level.OK  # Data Center does not say

    def test_the_account_that_installs_looks_where_one_is_set(self, doctor: Doctor, hook: None):
        doctor.jira.site.missing_permissions.add("ADMINISTER")
        doctor.environ["CAREFLOW_ADMIN__USER"] = doctor.jira.admin_user if doctor.jira.site.cloud else ""
        doctor.environ["CAREFLOW_ADMIN__TOKEN"] = doctor.jira.site.admin_token
        assert doctor.examine().level("webhook.registered") is Level.OK

    def test_without_administration_it_says_where_to_look(self, doctor: Doctor):
        doctor.jira.site.missing_permissions.add("ADMINISTER")
        found = doctor.examine().only("webhook.registered")
        assert found.level is Level.SKIPPED
        assert "System ▸ WebHooks" in found.mend


@pytest.fixture
def answering(doctor: Doctor) -> Iterator[Callable[[int], None]]:
    """Something else where the receiver should be, which answers everything with one status."""
    status = [200]

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(status[0])
            self.send_header("Content-Length", "0")
            self.end_headers()

        log_message: Callable[..., None] = lambda *_: None

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        doctor.receiver = f"http://127.0.0.1:{server.server_address[1]}"
        Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        yield lambda wanted: status.__setitem__(0, wanted)
        server.shutdown()


class TestDelivery:
    def test_a_signed_delivery_arrives_and_queues_nothing(self, doctor: Doctor, receiver: None, queue: Redis):
        found = doctor.examine().only("webhook.delivery")
        assert found.level is Level.OK
        assert sum(queueing.standing(queue).queued.values()) == 0

    def test_the_whole_address_of_the_webhook_is_taken_too(self, doctor: Doctor, receiver: None):
        doctor.receiver += "/webhooks/jira"
        assert doctor.examine().level("webhook.delivery") is Level.OK

    def test_a_receiver_with_another_secret_is_found_out(self, doctor: Doctor, receiver: None):
        doctor.environ["CAREFLOW_WEBHOOK__SECRET"] = "another"
        found = doctor.examine().only("webhook.delivery")
        assert found.level is Level.FAILS
        assert "the receiver has another secret" in found.what
        assert "another secret" not in found.mend

    def test_both_secrets_of_a_change_are_tried(self, doctor: Doctor, receiver: None):
        doctor.environ["CAREFLOW_WEBHOOK__SECRET"] = f"{SECRET}\nnext"
        assert doctor.examine().level("webhook.delivery") is Level.FAILS

    def test_where_nobody_listens_it_is_skipped_with_how_to_say_where(self, doctor: Doctor):
        found = doctor.examine().only("webhook.delivery")
        assert found.level is Level.SKIPPED
        assert "--receiver" in found.mend

    @pytest.mark.parametrize("status", [200, 302, 404, 503])
    def test_something_else_that_answers_is_told(self, doctor: Doctor, answering: Callable[[int], None], status: int):
        answering(status)
        assert doctor.examine().level("webhook.delivery") is Level.FAILS

    def test_without_a_secret_the_configuration_fails_and_nothing_is_sent(self, doctor: Doctor):
        del doctor.environ["CAREFLOW_WEBHOOK__SECRET"]
        report = doctor.examine()
        assert "configuration" in report.failing
        assert report.level("webhook.delivery") is Level.SKIPPED


@pytest.fixture
def delivering(doctor: Doctor, receiver: None) -> None:
    """Jira delivers to the real receiver."""
    doctor.jira.hook(f"{doctor.receiver}/webhooks/jira", SECRET, EVENTS)


class TestArrival:
    def test_before_anything_came_it_says_how_to_try(self, doctor: Doctor, case: str, queue: Redis):
        found = doctor.examine().only("webhook.arrival")
        assert found.level is Level.WARNING
        assert "nothing has come yet" in found.what
        assert f"--deliver {case}" in found.mend

    def test_without_a_case_there_is_nothing_to_compare(self, doctor: Doctor, queue: Redis):
        assert doctor.examine().level("webhook.arrival") is Level.SKIPPED

    def test_after_a_delivery_about_the_last_change_all_is_well(self, doctor: Doctor, delivering: None, case: str):
        doctor.jira.settle()
        found = doctor.examine().only("webhook.arrival")
        assert found.level is Level.OK
        assert f"the last delivery ({case}) came" in found.what

    def test_changes_that_nothing_came_of_are_a_warning(self, doctor: Doctor, queue: Redis, case: str):
        queue.zadd("careflow:delivered", {"CARE-9": queue.time()[0] * 1000 - 3 * 86_400_000})
        doctor.jira.advance(minutes=10)
        found = doctor.examine().only("webhook.arrival")
        assert found.level is Level.WARNING
        assert f"the last delivery (CARE-9) came 3d ago, Jira's last change is {case}'s, 10m ago" in found.what

    def test_another_jira_forgets_what_came_from_the_former(self, queue: Redis):
        queueing.wake(queue, "CARE-1", "jira:issue_updated", delivered=True)
        queueing.bind_site(queue, "https://another.example")
        assert queueing.last_delivery(queue) is None


class TestDeliveryOnDemand:
    def test_a_note_is_delivered_and_taken_back(self, doctor: Doctor, delivering: None, case: str):
        doctor.probe = case
        found = doctor.examine().only("webhook.arrival")
        assert found.level is Level.OK
        assert f"Jira's delivery about a note on {case} came after" in found.what
        assert doctor.jira.issue(case).comments == ()

    def test_the_note_is_internal(self, doctor: Doctor, delivering: None, case: str):
        doctor.probe = case
        doctor.examine()
        posted = [r for r in doctor.jira.requests if r.method == "POST" and r.path.endswith("/comment")]
        assert len(posted) == 1
        assert posted[0].body["properties"] == [{"key": "sd.public.comment", "value": {"internal": True}}]

    def test_where_jira_delivers_to_nobody_it_fails_and_the_note_is_gone(
        self, doctor: Doctor, receiver: None, case: str, monkeypatch: pytest.MonkeyPatch
    ):
        monkeypatch.setattr(arrival, "LONGEST", 1.0)
        doctor.probe = case
        found = doctor.examine().only("webhook.arrival")
        assert found.level is Level.FAILS
        assert "no delivery came within 1 s" in found.what
        assert doctor.jira.issue(case).comments == ()

    def test_in_shadow_nothing_is_written(self, doctor: Doctor, delivering: None, case: str):
        doctor.environ["CAREFLOW_MODE"] = "shadow"
        doctor.probe = case
        assert doctor.examine().level("webhook.arrival") is Level.SKIPPED

    def test_a_case_that_is_not_there_is_named(self, doctor: Doctor, delivering: None):
        doctor.probe = "CARE-404"
        found = doctor.examine().only("webhook.arrival")
        assert found.level is Level.SKIPPED
        assert "CARE-404" in found.what
