"""The receiver beside the limit and its peers: signed deliveries of 10 KB a second, CPU of the server for each, p99.

The load is ``wrk`` (Debian's), 16 connections kept alive, every delivery about a case of its own until they begin
anew; after each contestant Redis is flushed. p99 is taken at half of the rate that the contestant was able to take.
Contestants take turns, ``ROUNDS`` times; figures are medians. On two cores the load takes its share of them.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from time import monotonic, sleep

from redis import Redis

from benchmarks.figures import Figure, main
from plugin.embedded import EmbeddedRedis
from plugin.serving import THREADS

ROOT = Path(__file__).parents[1]
PEERS_PYTHON = ROOT / ".venv-peers/bin/python"
NODE_MODULES = ROOT / ".peers-node"
SECRET = "a-secret-of-the-benchmark-0123456"
RECORDS, SIZE, CONNECTIONS = 6_000, 10_240, 16
SECONDS, ROUNDS = int(os.environ.get("SECONDS_EACH", "3")), int(os.environ.get("ROUNDS", "3"))
_DEARER = "JSON, headers that secure the answer, and a script of eleven to seventeen commands; see docs/performance.md"
_TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(slots=True)
class Contestant:
    """A server to be started with ``command``; ``queues``: whether it queues a job."""

    name: str
    command: list[str]
    environ: dict[str, str] = field(default_factory=dict)
    queues: bool = True
    rates: list[float] = field(default_factory=list)
    cpus: list[float] = field(default_factory=list)
    tails: list[float] = field(default_factory=list)

    @property
    def rate(self) -> float:
        """Deliveries a second."""
        return median(self.rates)

    @property
    def cpu(self) -> float:
        """Microseconds of the server's processes for a delivery."""
        return median(self.cpus)

    @property
    def tail(self) -> float:
        """Milliseconds: p99 at half load."""
        return median(self.tails)


def measured() -> list[Figure]:
    """All figures."""
    if not shutil.which("wrk"):
        print("the receiver is not measured: no `wrk` here (Debian: apt-get install wrk)", file=sys.stderr)
        return []
    with tempfile.TemporaryDirectory() as folder, EmbeddedRedis(Path(folder) / "redis") as redis:
        records = Path(folder) / "records"
        records.write_bytes(b"".join(map(record, range(RECORDS))))
        entered = contestants()
        for _ in range(ROUNDS):
            for one in entered:
                run(one, redis.url, records)
        return figures(entered)


def contestants() -> list[Contestant]:
    """Ours, the limit, and the peers that can be run here."""
    ours = Contestant("careflow", [sys.executable, "-m", "plugin", "serve"])
    if not PEERS_PYTHON.exists():
        print("no peers: make .venv-peers/.installed", file=sys.stderr)
        return [ours]
    wsgi = [str(PEERS_PYTHON), "-m", "benchmarks.receivers.wsgi_peers"]
    names = {"limit": "the limit", "enqueue": "Flask + Queue.enqueue", "celery": "Flask + celery"}
    names |= {"dramatiq": "Flask + dramatiq", "huey": "Flask + huey"}
    entered = [ours, *(Contestant(name, wsgi, {"PEER": peer}) for peer, name in names.items())]
    entered[1].environ["THREADS"] = str(THREADS)  # the same granian as ours; peers have the four that suit them best
    gidgethub = [str(PEERS_PYTHON), "-m", "benchmarks.receivers.gidgethub_peer"]
    entered.append(Contestant("gidgethub, aiohttp", gidgethub, queues=False))
    if (NODE_MODULES / "node_modules/probot").is_dir():
        copy = shutil.copy(ROOT / "benchmarks/receivers/probot_peer.mjs", NODE_MODULES)
        entered.append(Contestant("Probot", ["node", str(copy)], queues=False))
    else:
        print("Probot is not measured: no node, or `npm install` did not end well", file=sys.stderr)
    return entered


def record(number: int) -> bytes:
    """A signed delivery: its signature in 64 digits, and a body of ``SIZE`` bytes."""
    issue = {"key": f"CARE-{1_000_000 + number}", "id": str(1_000_000 + number), "fields": {"summary": "The board"}}
    delivery = {"timestamp": 1763978400000, "webhookEvent": "jira:issue_updated", "action": "opened", "issue": issue}
    delivery["user"] = {"accountId": "5b10ac8d82e05b22cc7d4ef5"}
    fields = {f"customfield_{n}": {"id": str(n), "value": "Enterprise One"} for n in range(10_000, 10_120)}
    bare = json.dumps({**delivery, "fields": fields, "filler": ""})
    body = json.dumps({**delivery, "fields": fields, "filler": "x" * (SIZE - len(bare))}).encode()
    return hmac.new(SECRET.encode(), body, hashlib.sha256).hexdigest().encode() + body


def run(one: Contestant, redis_url: str, records: Path) -> None:
    """Start it, load it fully and then by half, and end it."""
    Redis.from_url(redis_url).flushall()
    with served(one, redis_url) as (port, process):
        load(port, records, 1)  # so that each process has answered
        before = cpu_of(process.pid)
        rate, _, requests = load(port, records, SECONDS)
        one.cpus.append((cpu_of(process.pid) - before) * 1e6 / requests)
        one.rates.append(rate)
        pause = int(1000 * CONNECTIONS / (rate / 2))
        one.tails.append(load(port, records, SECONDS, pause)[1])


@contextmanager
def served(one: Contestant, redis_url: str) -> Iterator[tuple[int, subprocess.Popen[bytes]]]:
    """The server, until the block ends."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    environ = {name: text for name, text in os.environ.items() if not name.startswith("CAREFLOW_")}
    environ |= {"SECRET": SECRET, "REDIS": redis_url, "PORT": str(port), "PYTHONPATH": str(ROOT), **one.environ}
    environ |= {"CAREFLOW_WEBHOOK__SECRET": SECRET, "CAREFLOW_REDIS__URL": redis_url}
    command = one.command + (["--port", str(port)] if one.name == "careflow" else [])
    process = subprocess.Popen(command, env=environ, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        wait_for(port)
        yield port, process
    finally:
        process.terminate()
        process.wait(20)


def wait_for(port: int) -> None:
    """Until somebody listens."""
    until = monotonic() + 30
    while monotonic() < until:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        sleep(0.1)
    raise TimeoutError(f"nobody listens on {port}")


def load(port: int, records: Path, seconds: int, pause: int = 0) -> tuple[float, float, int]:
    """Deliveries a second, p99 in milliseconds, and how many there were. Raises RuntimeError if one was refused."""
    environ = os.environ | {"RECORDS": str(records), "SIZE": str(SIZE), "DELAY": str(pause)}
    command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", "-s", str(ROOT / "benchmarks/load.lua")]
    said = subprocess.run(
        [*command, f"http://127.0.0.1:{port}"], env=environ, check=True, stdout=subprocess.PIPE, text=True
    ).stdout
    requests, micros, bad, tail = map(float, said.partition("RESULT ")[2].split())
    if bad or not requests:
        raise RuntimeError(f"{bad:.0f} of {requests:.0f} deliveries failed")
    return requests / micros * 1e6, tail / 1000, int(requests)


def cpu_of(pid: int) -> float:
    """Seconds that a process and its descendants have worked."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return (int(fields[11]) + int(fields[12])) / _TICKS + sum(cpu_of(int(child)) for child in children)


def figures(entered: list[Contestant]) -> list[Figure]:
    """Ours beside each of the others."""
    ours, others = entered[0], entered[1:]
    limit = next((one for one in others if one.name == "the limit"), None)
    found = [
        Figure("receiver, p99 at half load", ours.tail, "ms", goal=10, why="the load itself has one of the two cores")
    ]
    if limit:
        found = [
            _rate(ours, limit, 0.8),
            Figure("receiver, CPU of the server", ours.cpu, "µs", 1.3, False, True, limit.name, limit.cpu, _DEARER),
            *found,
        ]
    for peer in others:
        if peer is not limit:
            ahead = None if peer.name.startswith("gidgethub") else 1.0
            found.append(_rate(ours, peer, ahead))
    return found


def _rate(ours: Contestant, other: Contestant, goal: float | None) -> Figure:
    name = other.name if other.queues or other.name == "the limit" else f"{other.name} (queues nothing)"
    return Figure("receiver", ours.rate, "deliveries/s", goal, True, True, name, other.rate, _DEARER)


if __name__ == "__main__":
    sys.exit(main(__doc__, measured))
