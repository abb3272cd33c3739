"""The receiver and the board by schemathesis, against ``webhooks/openapi.yaml``: what is generated is signed.

A sandbox Jira and an embedded Redis stand behind; an answer with a status, type, header or shape that the document does
not tell of, and each 5xx, is a finding.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread
from typing import Any

import requests
import schemathesis
import yaml
from hypothesis import HealthCheck, Phase, given, seed, settings
from schemathesis.specs.openapi.checks import ignored_auth, positive_data_acceptance
from werkzeug.serving import make_server

from plugin.board.access import OpenToAll
from plugin.connecting import connect
from plugin.embedded import EmbeddedRedis
from plugin.sandbox import Flavour, Sandbox
from plugin.settings import load
from plugin.workbench import bench
from webhooks.app import create_app
from webhooks.signature import HEADER, sign

DOCUMENT = Path(__file__).parents[2] / "webhooks" / "openapi.yaml"
SECRET = "a-secret-of-the-fuzzing"
# A delivery of the right shape may name nothing, and is refused; what is not signed, test_receiver.py tries.
SILENT = [positive_data_acceptance, ignored_auth]
EXAMPLES = int(sys.argv[1]) if len(sys.argv) > 1 else 500


class Signed(requests.auth.AuthBase):
    """Signs what is really sent."""

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        """The request with its signature."""
        body = request.body or b""
        request.headers[HEADER] = sign(body.encode() if isinstance(body, str) else body, SECRET.encode())
        return request


@contextmanager
def served() -> Iterator[str]:
    """The address of careflow, with a case to look at."""
    with Sandbox.default(Flavour.CLOUD) as jira, EmbeddedRedis(Path(tempfile.mkdtemp())) as server:
        environ = {"JIRA__URL": jira.url, "JIRA__USER": jira.user, "JIRA__TOKEN": jira.token, "WEBHOOK__SECRET": SECRET}
        chosen, redis = load({f"CAREFLOW_{name}": value for name, value in environ.items()}), connect(server.url)
        key = jira.open_case(by="clara", summary="The <b>board</b> does not load", severity="Major")
        bench(chosen, redis).reconciler.run(key)
        http = make_server("127.0.0.1", 0, create_app(chosen, redis, OpenToAll()), threaded=True)
        Thread(target=http.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{http.port}"
        http.shutdown()


def fuzz(operation: Any, base: str) -> int:
    """How many requests there were. Raises at a finding, with the shortest request that shows it."""
    count = 0

    @seed(6)
    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        phases=[Phase.explicit, Phase.generate, Phase.shrink],
        suppress_health_check=list(HealthCheck),
    )
    @given(operation.as_strategy())
    def send(case: Any) -> None:
        nonlocal count
        count += 1
        case.call_and_validate(base_url=base, auth=Signed(), excluded_checks=SILENT)

    send()
    return count


def main() -> int:
    """1 where something was found."""
    schema = schemathesis.openapi.from_dict(yaml.safe_load(DOCUMENT.read_text(encoding="utf-8")))
    found = 0
    with served() as base:
        for result in schema.get_all_operations():
            operation = result.ok()
            try:
                print(f"{operation.label}: {fuzz(operation, base)} requests, nothing found", flush=True)
            except BaseExceptionGroup as finding:  # each operation is tried, whatever the others showed
                found = 1
                print(f"{operation.label}: {finding}", *finding.exceptions, sep="\n", flush=True)
    return found


if __name__ == "__main__":
    sys.exit(main())
