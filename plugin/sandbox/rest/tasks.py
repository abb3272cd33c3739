"""``/task`` of Cloud: what became of a deletion or migration."""

from __future__ import annotations

from flask import Response

from plugin.sandbox.rest.answers import Problem, Routes, answer
from plugin.sandbox.tasks import Task


class TaskRoutes(Routes):
    """For whoever started a task, and administrators."""

    rules = (("GET", "/task/<number>", "task"),)
    cloud_only = frozenset({"task"})

    def task(self, number: str) -> Response:
        """GET task."""
        found = self.tracker.tasks.get(number)
        if found is None:
            raise Problem(404, "The task does not exist.")
        if found.by != self.account.name:
            self.need_administrator()
        return answer(found.shown(self.shapes.api))


def running(routes: Routes, description: str) -> Task:
    """A new task of the account's."""
    tracker = routes.tracker
    made = Task(tracker.site.number("task"), description, tracker.clock.now(), routes.account.name)
    tracker.tasks[made.id] = made
    return made


def see_other(routes: Routes, task: Task) -> Response:
    """303 to the task."""
    told = answer(task.shown(routes.shapes.api, done=False), 303)
    told.headers["Location"] = f"{routes.shapes.api}/task/{task.id}"
    return told
