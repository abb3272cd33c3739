"""Sign-in links, sent by Jira to the account's own email.

Why each thing is as it is:

- **Jira sends it** (``POST issue/{key}/notify``, to that user alone): whoever reads the mail of the account that Jira
  knows is the one whom Jira would let in by resetting the password. No mail server of ours, no address typed in a form.
- **It holds 256 random bits**, and Redis only their digest: neither guessed, nor read out of a backup.
- **It works once, for ten minutes**: read later in a mailbox or a proxy's log it opens nothing.
- **Only in the browser that asked** (its cookie of a visit): who steals the mail has no use for it, and nobody can be
  made to sign in as somebody else by being sent a link (login CSRF).
- **Opening it shows a button**, and pressing that signs in: mail scanners follow links, and would use them up.
- **The page says the same whoever was asked for**, before anything is looked up, and the looking up goes on behind it:
  neither words nor the time they take tell whether there is such an account.
- **Who may have one is asked twice**: staff when it is sent, staff again when it is used.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from threading import Semaphore

from markupsafe import escape
from redis import Redis
from redis.exceptions import RedisError

from plugin.board.access import Viewer
from plugin.board.sign_in import limits, secret_values
from plugin.jira import Gateway, JiraError

log = logging.getLogger(__name__)

_LINK = "careflow:board:link:"
LIFE = 600  # seconds
_WAITING = 100  # asked for and not yet sent, in one process: more is an attack, and is let go
SUBJECT = "Sign in to careflow"


@dataclass
class Links:
    """``url``: where people reach the pages."""

    connection: Redis
    url: str
    gateway: Callable[[], Gateway]
    _sending: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(2, thread_name_prefix="links"))
    _room: Semaphore = field(default_factory=lambda: Semaphore(_WAITING))

    def ask(self, who: str, visit: str, path: str) -> None:
        """Send one to whom ``who`` means, if they may look; nobody waits for it."""
        if self._room.acquire(blocking=False):
            self._sending.submit(self._send, who, visit, path)

    def use(self, value: str, visit: str) -> tuple[Viewer, str] | None:
        """Whose link it is and where they go on, once; None where it does not work in this browser."""
        key = _LINK + secret_values.digest(value)
        said = self.connection.get(key)
        if not said or not secret_values.same(json.loads(said)["visit"], secret_values.digest(visit)):
            return None
        if not self.connection.delete(key):  # another request was faster
            return None
        known = json.loads(said)
        return Viewer(known["id"], known["name"]), known["path"]

    def close(self) -> None:
        """What is being sent still is."""
        self._sending.shutdown(wait=False)

    def _send(self, who: str, visit: str, path: str) -> None:
        try:
            self._send_to(who, visit, path)
        except (JiraError, RedisError) as error:
            log.error("a sign-in link could not be sent: %s", error)
        finally:
            self._room.release()

    def _send_to(self, who: str, visit: str, path: str) -> None:
        viewers = self.gateway().viewers()
        person = viewers.called(who)
        if person is None or not viewers.is_staff(person.id):
            log.info("a sign-in link was asked for somebody who is not staff")
            return
        if not limits.allows(self.connection, "account", person.id, limits.OF_ACCOUNT):
            log.warning("no more sign-in links for account %s for a while", person.id)
            return
        case = viewers.case_seen_by(person.id)
        if case is None:
            log.warning("no sign-in link for account %s: there is no case that they may see", person.id)
            return
        link = self._made(Viewer(person.id, person.name), visit, path)
        self.gateway().notify(case, person.id, SUBJECT, _text(link), _html(link))
        log.info("a sign-in link was sent to account %s", person.id)

    def _made(self, viewer: Viewer, visit: str, path: str) -> str:
        value = secret_values.new()
        said = {"id": viewer.id, "name": viewer.name, "visit": secret_values.digest(visit), "path": path}
        self.connection.set(_LINK + secret_values.digest(value), json.dumps(said), ex=LIFE)
        return f"{self.url}/board/sign-in/link/{value}"


def _text(link: str) -> str:
    return (
        f"Open this link in the browser in which you asked for it, within ten minutes:\n\n{link}\n\n"
        "It works once. If you did not ask for it, do nothing: nobody can sign in with it but in that browser."
    )


def _html(link: str) -> str:
    return (
        f'<p><a href="{escape(link)}">Sign in to careflow</a></p><p>Open it in the browser in which you asked for it, '
        "within ten minutes. It works once. If you did not ask for it, do nothing: nobody can sign in with it but in "
        "that browser.</p>"
    )
