"""What Jira carries out in its own time, and can be asked about: deletions, migrations.

Here it is all done at once; only the first answer still says that it runs, as Jira's does.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Task:
    """A task, as ``GET /task`` tells of it once it is done."""

    id: str
    description: str
    at: datetime
    by: str

    def shown(self, api: str, done: bool = True) -> dict[str, Any]:
        """Its progress. Cloud names who submitted it by a number that is no account id (OAS-C, TaskProgressBean)."""
        instant = int(self.at.timestamp() * 1000)
        times = {
            "submitted": instant,
            "started": instant,
            "lastUpdate": instant,
            **({"finished": instant} if done else {}),
        }
        return {
            "self": f"{api}/task/{self.id}",
            "id": self.id,
            "description": self.description,
            "status": "COMPLETE" if done else "RUNNING",
            "progress": 100 if done else 0,
            "elapsedRuntime": 0,
            "submittedBy": 10000,
            **times,
        }
