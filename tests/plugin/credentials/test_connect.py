"""``careflow connect``: consent in a browser, over real HTTP, with an authorization server that keeps its rules."""

from __future__ import annotations

import json
import os
import pty
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests
from click.testing import CliRunner, Result

from plugin.cli import cli
from plugin.credentials.accounts import Account
from plugin.jira import Unauthorized
from tests.atlassian import query_of
from tests.plugin.credentials.conftest import Site

PROGRAM = Path(__file__).with_name("connect_of_the_tests.py")
ROOT = Path(__file__).resolve().parents[3]
LEAST = ("read:jira-work", "write:jira-work", "read:jira-user", "read:group:jira", "read:user:jira", "read:avatar:jira")
OF_SERVICE = "read:organization.user:jira-service-management"


class Running:
    """The command in a process, as somebody at a terminal sees it."""

    def __init__(self, site: Site, *arguments: str) -> None:
        addresses = site.atlassian.addresses
        self.terminal, theirs = pty.openpty()
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = int(free.getsockname()[1])
        command = [sys.executable, str(PROGRAM), addresses.login, addresses.api, "connect"]
        self.process = subprocess.Popen(
            [*command, "--port", str(self.port), *arguments],
            env={"PYTHONPATH": str(ROOT), **site.environ},
            stdin=theirs,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        os.close(theirs)
        assert self.process.stdout is not None
        self.output = self.process.stdout
        self.said = ""

    def until(self, words: str, times: int = 1) -> str:
        """What is printed up to these words."""
        while self.said.count(words) < times:
            read = os.read(self.output.fileno(), 65536)
            assert read, self.said
            self.said += read.decode()
        return self.said

    @property
    def address(self) -> str:
        """The printed address to open."""
        found = re.search(r"^  (http\S+)$", self.until("callback URL"), re.M)
        assert found is not None
        return found[1]

    def type(self, line: str) -> None:
        os.write(self.terminal, f"{line}\n".encode())

    def ended(self) -> tuple[int, str]:
        """The exit code, and everything that was printed."""
        self.said += self.output.read().decode()
        return self.process.wait(20), self.said

    def close(self) -> None:
        self.process.kill()
        self.process.wait()
        self.output.close()
        os.close(self.terminal)


@pytest.fixture
def start(oauth: Site) -> Iterator:
    running: list[Running] = []

    def run(*arguments: str) -> Running:
        running.append(Running(oauth, *arguments))
        return running[-1]

    yield run
    for one in running:
        one.close()


def come_back(site: Site, running: Running) -> requests.Response:
    """Somebody opens the address and answers; the browser follows to where it is sent."""
    running.until("Waiting")
    return requests.get(site.atlassian.browse(running.address).replace("localhost", "127.0.0.1"), timeout=5)


def test_somebody_consents_and_careflow_works_as_their_account(oauth: Site, start):
    running = start()
    assert "go back to the terminal" in come_back(oauth, running).text
    code, said = running.ended()
    assert code == 0, said
    assert f"Connected: careflow works on {oauth.atlassian.site} as Careflow." in said
    assert oauth.session().get("myself").object()["displayName"] == "Careflow"
    assert "hunter2" not in said
    assert oauth.atlassian.exchanges("authorization_code")[0].form["code"] not in said


def test_it_asks_for_the_scopes_that_are_needed_a_refresh_token_and_consent(oauth: Site, start):
    asked = query_of(start().address)
    assert asked["scope"].split() == [*LEAST, OF_SERVICE, "offline_access"]
    assert (asked["prompt"], asked["response_type"], asked["code_challenge_method"]) == ("consent", "code", "S256")
    without = query_of(start("--without-service-management").address)
    assert without["scope"].split() == [*LEAST, "offline_access"]
    assert without["state"] != asked["state"]


def test_a_refused_consent_ends_with_1_and_keeps_nothing(oauth: Site, start):
    oauth.atlassian.granted = None
    running = start()
    come_back(oauth, running)
    code, said = running.ended()
    assert (code, "not connected: the consent was refused" in said) == (1, True)
    assert not (Path(oauth.environ["CAREFLOW_DATA_DIR"]) / "oauth" / "jira.json").exists()


def test_an_answer_with_another_state_is_not_heard_and_the_right_one_still_is(oauth: Site, start):
    running = start()
    running.until("Waiting")
    here = f"http://127.0.0.1:{running.port}/callback"
    for forged in ({"code": "stolen", "state": "x" * 43}, {"code": "stolen"}, {"error": "access_denied"}):
        answer = requests.get(here, params=forged, timeout=5)
        assert (answer.status_code, "not of the attempt" in answer.text) == (400, True)
    assert requests.get(f"http://127.0.0.1:{running.port}/", timeout=5).status_code == 404
    come_back(oauth, running)
    assert running.ended()[0] == 0
    assert [one.form["code"] for one in oauth.atlassian.exchanges("authorization_code")] != ["stolen"]


def test_a_consent_without_all_scopes_says_which_are_lacking(oauth: Site, start):
    oauth.atlassian.granted = frozenset(LEAST)
    running = start()
    come_back(oauth, running)
    code, said = running.ended()
    assert (code, f"It lacks {OF_SERVICE}: add them to the app" in said) == (0, True)


def test_a_consent_with_which_jira_lets_nobody_in_ends_with_1(oauth: Site, start):
    oauth.atlassian.granted = frozenset({"read:jira-work"})
    running = start()
    come_back(oauth, running)
    code, said = running.ended()
    assert (code, "connected, but Jira does not let it in: GET myself: the token lacks a scope" in said) == (1, True)


def test_where_the_browser_is_elsewhere_its_address_is_pasted_and_not_shown(oauth: Site, start):
    running = start("--paste")
    back = oauth.atlassian.browse(running.address)
    running.until("(not shown): ")
    running.type(back.replace("state=", "state=x"))
    running.until("(not shown): ", times=2)
    running.type(back)
    code, said = running.ended()
    assert code == 0, said
    assert "that address is not of this attempt" in said
    assert query_of(back)["code"] not in said


def test_ctrl_c_ends_the_waiting(start):
    running = start()
    running.until("Waiting")
    running.process.send_signal(signal.SIGINT)
    code, said = running.ended()
    assert (code, "Traceback" in said) == (1, False)


def test_a_port_that_is_taken_is_told_with_the_way_out(oauth: Site):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        result = CliRunner().invoke(cli, ["connect", "--port", str(port)], env=oauth.environ)
    assert result.exit_code == 2
    assert f"cannot listen on 127.0.0.1:{port}" in result.stderr
    assert "--port" in result.stderr


@pytest.mark.parametrize(
    ("arguments", "said", "told"),
    [
        ((), {"JIRA__AUTH": "token"}, "set jira.auth to oauth first: CAREFLOW_JIRA__AUTH=oauth"),
        (("--admin",), {}, "set admin.auth to oauth first"),
        ((), {"JIRA__CLIENT_SECRET": ""}, "jira.client_secret: set the variable CAREFLOW_JIRA__CLIENT_SECRET"),
    ],
)
def test_what_is_not_set_ends_with_2_and_says_what_to_set(oauth: Site, arguments, said, told):
    environ = oauth.environ | {f"CAREFLOW_{name}": value for name, value in said.items()}
    result = CliRunner().invoke(cli, ["connect", *arguments], env=environ)
    assert (result.exit_code, told in result.stderr) == (2, True)


def test_the_account_that_installs_is_connected_beside_careflows_own(oauth: Site, start):
    oauth.set(ADMIN__AUTH="oauth")
    running = start("--admin")
    assert "manage:jira-configuration manage:jira-project offline_access" in query_of(running.address)["scope"]
    assert "it has to administer Jira" in running.said
    come_back(oauth, running)
    assert running.ended()[0] == 0
    assert oauth.session(Account.ADMIN).get("myself").status == 200
    with pytest.raises(Unauthorized, match=r"run `careflow connect`$"):
        oauth.session().get("myself")


def forget(site: Site) -> Result:
    return CliRunner().invoke(cli, ["connect", "--forget"], env=site.environ, obj=site.atlassian.addresses)


class TestForget:
    def test_the_tokens_are_given_up_and_deleted(self, oauth: Site):
        grant = oauth.consent()
        result = forget(oauth)
        assert result.exit_code == 0
        assert "Atlassian confirms that its tokens are given up" in result.stdout
        assert "https://id.atlassian.com/manage-profile/apps" in result.stdout
        assert not oauth.tokens().file.path.exists()
        assert oauth.atlassian.heard[-1].form["token"] == grant.refresh_token
        with pytest.raises(Unauthorized, match="nobody has consented on this machine yet"):
            oauth.session().get("myself")

    def test_what_atlassian_does_not_confirm_is_deleted_all_the_same(self, oauth: Site):
        oauth.consent()
        del oauth.atlassian.login_routes["/oauth/revoke"]
        result = forget(oauth)
        assert (result.exit_code, "Atlassian did not confirm it" in result.stdout) == (0, True)
        assert not oauth.tokens().file.path.exists()

    def test_a_file_that_cannot_be_read_is_deleted(self, oauth: Site):
        oauth.consent()
        oauth.tokens().file.path.write_text("{")
        assert forget(oauth).exit_code == 0
        assert not oauth.tokens().file.path.exists()

    def test_without_a_consent_there_is_nothing_to_forget(self, oauth: Site):
        result = forget(oauth)
        assert (result.exit_code, "There was no consent" in result.stdout) == (0, True)


def test_check_shows_nothing_of_the_credentials(oauth: Site):
    oauth.set(ADMIN__TOKEN="hunter2-admin", JIRA__TOKEN="hunter2-jira")
    for arguments in (["check"], ["check", "--json"]):
        result = CliRunner().invoke(cli, arguments, env=oauth.environ)
        assert (result.exit_code, "hunter2" in result.output) == (0, False)
    assert json.loads(result.output)["not_set"] == ["webhook", "redis"]
