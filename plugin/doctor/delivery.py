"""The receiver takes what is signed with our secret, and refuses what is not: tried with deliveries of our own."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterator

import requests

from plugin.doctor.findings import Finding, NotNow, fails, ok
from plugin.doctor.installation import PATIENCE, Installation
from plugin.on_this_machine import is_loopback
from plugin.subscription import PATH

# An event that the receiver does not use: it is answered with 200 and queues nothing.
_BODY = json.dumps({"webhookEvent": "careflow_doctor"}).encode()
_WHERE = "start `careflow up`, or say where it is: careflow doctor --receiver https://your-host"


def delivery(it: Installation) -> Iterator[Finding]:
    """A signed one is answered with 200, one with another signature with 401."""
    secret = it.settings.webhook.secret.get_secret_value() if it.settings.webhook.secret else ""
    secrets = [line for line in secret.splitlines() if line]
    if not secrets:
        raise NotNow("nothing can be signed here", "set CAREFLOW_WEBHOOK__SECRET")
    url = it.receiver.rstrip("/").removesuffix(PATH) + PATH
    with requests.Session() as session:
        session.trust_env = not is_loopback(url)  # no proxy on the way home
        try:
            taken = [_post(session, url, _signed(one)) for one in secrets]
            forged = _post(session, url, _signed("not " + secrets[0]))
        except requests.exceptions.SSLError as error:
            yield fails(f"the certificate of {url} is refused: {type(error).__name__}", "give the proxy a valid one")
            return
        except requests.ConnectionError:
            raise NotNow(f"no receiver answers at {url}", _WHERE) from None
        except requests.Timeout:
            yield fails(f"{url} does not answer within {PATIENCE:.0f} s", "look at the receiver's log, and at Redis")
            return
        except requests.RequestException as error:
            yield fails(f"{url}: {type(error).__name__}", "look at what answers there")
            return
    yield _verdict(url, taken, forged)


def _verdict(url: str, taken: list[requests.Response], forged: requests.Response) -> Finding:
    statuses = [answer.status_code for answer in taken]
    if forged.status_code == 401 and all(_is_ignored(answer) for answer in taken):
        return ok(f"{url} takes what is signed with our secret, and refuses what is not")
    if forged.status_code == 401 and 401 in statuses:
        return fails(
            f"{url} refuses our signature: the receiver has another secret",
            "start it with the same CAREFLOW_WEBHOOK__SECRET (it reads it when it starts), or something on the way "
            "changes the body",
        )
    if forged.status_code == 200:
        return fails(f"{url} takes a wrong signature: that is not careflow's receiver", "look at what answers there")
    return fails(
        f"{url} answers {', '.join(map(str, statuses))} to a signed delivery and {forged.status_code} to another",
        "200 and 401 are due: look at the proxy in front of the receiver, and at the receiver's log",
    )


def _is_ignored(answer: requests.Response) -> bool:
    """Whether it is careflow's own answer to an event that is not used."""
    try:
        return answer.status_code == 200 and "ignored" in answer.json()
    except ValueError:
        return False


def _post(session: requests.Session, url: str, signature: str) -> requests.Response:
    headers = {"Content-Type": "application/json", "X-Hub-Signature": signature}
    return session.post(url, data=_BODY, headers=headers, timeout=PATIENCE, allow_redirects=False)


def _signed(secret: str) -> str:
    """As Jira signs (FACTS 1.1)."""
    return "sha256=" + hmac.new(secret.encode(), _BODY, hashlib.sha256).hexdigest()
