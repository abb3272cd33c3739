"""What becomes of issues when something that they have is deleted: the value is gone, and no changelog tells."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from plugin.sandbox.fields import Field, Option
from plugin.sandbox.projects import Version
from plugin.sandbox.tracker import Tracker


def forget_field(tracker: Tracker, field: Field) -> None:
    """Delete a custom field: from the site, from its screens, with every value."""
    with tracker.lock:
        del tracker.site.fields[field.id]
        for screen in tracker.site.screens.values():
            screen.take_off(field.id)
        for issue in tracker.by_id.values():
            issue.values.pop(field.id, None)


def forget_options(tracker: Tracker, field: Field, gone: Iterable[Option]) -> None:
    """Take options that are no more from the issues that have them."""
    options = list(gone)
    with tracker.lock:
        for issue in tracker.by_id.values():
            held = issue.values.get(field.id)
            if isinstance(held, list):
                issue.values[field.id] = [one for one in held if one not in options]
            elif held in options:
                issue.values[field.id] = None


def forget_version(tracker: Tracker, gone: Version, instead: Mapping[str, Version | None]) -> None:
    """Delete a version. ``instead``: what issues get for it, by field; nothing where none is named."""
    with tracker.lock:
        del tracker.site.versions[gone.id]
        gone.project.versions.remove(gone)
        for issue in tracker.by_id.values():
            for field_id in ("fixVersions", "versions"):
                held = issue.values.get(field_id) or []
                if gone in held:
                    put = [instead.get(field_id) if one is gone else one for one in held]
                    issue.values[field_id] = [one for one in dict.fromkeys(put) if one]
