"""Where a fuzzer begins: payloads that Jira really sent, comments of the scenarios, app.yaml as it is shipped."""

from __future__ import annotations

import ast
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import atheris

ROOT = Path(__file__).parents[2]
KEPT = ROOT / ".fuzz"  # what was found worth keeping, from one run to the next
LARGEST = 8192  # bytes


def of(target: str) -> Iterator[bytes]:
    """What a target begins with."""
    match target:
        case "delivery":
            for folder in (ROOT / "tests" / "payloads", ROOT.parent / "shared" / "jira" / "payloads"):
                yield from (path.read_bytes() for path in sorted(folder.glob("*.json")))
        case "app_file":
            whole = (ROOT / "app.yaml").read_bytes()
            yield from (whole, *(part for part in whole.split(b"\n\n") if part))
        case "comment":
            for path in sorted((ROOT / "tests" / "workflows").glob("test_requests*.py")):
                nodes = ast.walk(ast.parse(path.read_text(encoding="utf-8")))
                texts = (node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str))
                yield from (text.encode("utf-8", "replace") for text in texts)


def run(one: Callable[[bytes], None], target: str, arguments: list[str]) -> None:
    """Fuzz until libFuzzer's limits are reached; its findings are files below ``.fuzz``."""
    corpus = KEPT / target
    corpus.mkdir(parents=True, exist_ok=True)
    for number, seed in enumerate(of(target)):
        (corpus / f"seed-{number}").write_bytes(seed[:LARGEST])
    limits = [f"-max_len={LARGEST}", f"-artifact_prefix={KEPT}/{target}-", "-print_final_stats=1", "-verbosity=0"]
    atheris.Setup([arguments[0], str(corpus), *limits, *arguments[1:]], one)
    atheris.Fuzz()


if __name__ == "__main__":
    sys.exit("run one of the targets: python -m tests.fuzz.delivery")
