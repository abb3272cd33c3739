"""``make bench``: every benchmark in a process of its own, and in the end one table of all figures.

``--only NAME`` (again and again) runs some; ``--out FILE`` keeps the figures as JSON. What a benchmark cannot measure
here, it says on stderr, and the table goes without it.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

from benchmarks.figures import Figure, table

BENCHMARKS = (
    "calls",
    "receiver",
    "decide",
    "business_time",
    "timers",
    "workers",
    "recovery",
    "board",
    "backtest",
    "start",
)
ROOT = Path(__file__).parents[1]


def main() -> int:
    parser = argparse.ArgumentParser(prog="benchmarks", description=__doc__)
    parser.add_argument("--only", action="append", choices=BENCHMARKS, help="one of them")
    parser.add_argument("--out", type=Path, help="where to put the figures as JSON")
    wanted = parser.parse_args()
    found: dict[str, list[dict[str, Any]]] = {}
    failed = []
    for name in wanted.only or there():
        print(f"… {name}", file=sys.stderr)
        run = subprocess.run([sys.executable, "-m", f"benchmarks.{name}", "--json"], stdout=subprocess.PIPE, cwd=ROOT)
        try:
            found[name] = [asdict(Figure(**line)) for line in json.loads(run.stdout)]
        except (ValueError, TypeError):  # it ended early, or said something else than figures
            failed.append(name)
    if wanted.out:
        wanted.out.write_text(json.dumps({"machine": machine(), "figures": found}, indent=1) + "\n")
    print(f"\n{machine()}\n")
    print("\n".join(table(Figure(**line) for lines in found.values() for line in lines)))
    if failed:
        print(f"\nended with an error: {', '.join(failed)}", file=sys.stderr)
    return 1 if failed else 0


def there() -> list[str]:
    """The benchmarks that this checkout has."""
    return [name for name in BENCHMARKS if (ROOT / "benchmarks" / f"{name}.py").exists()]


def machine() -> str:
    """What it was measured on."""
    lines = Path("/proc/cpuinfo").read_text().splitlines() if Path("/proc/cpuinfo").exists() else []
    model = next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), "unknown")
    return f"{os.cpu_count()} cores, {model}, Python {sys.version.split()[0]}"


if __name__ == "__main__":
    sys.exit(main())
