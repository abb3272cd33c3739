"""What can be made to go wrong on a site that is served: fields, options, the search index."""

from __future__ import annotations

from datetime import timedelta

from plugin.sandbox.screens import Tab
from plugin.sandbox.tracker import Tracker


class Disturbances:
    """Over one tracker; requests and webhooks are disturbed by ``Faults``."""

    def __init__(self, tracker: Tracker) -> None:
        self.tracker = tracker
        self.site = tracker.site
        self._hidden: dict[str, list[tuple[Tab, int]]] = {}

    def hide_field(self, name: str, hidden: bool = True) -> None:
        """Take a field off every screen, so that REST edits of it are refused; or put it back where it was."""
        spec = self.site.field_named(name)
        was = self._hidden.setdefault(spec.id, [])
        was += [place for screen in self.site.screens.values() for place in screen.take_off(spec.id)]
        for tab, position in [] if hidden else self._hidden.pop(spec.id):
            tab.fields.insert(position, spec.id)

    def drop_field(self, name: str, dropped: bool = True) -> None:
        """Accept writes of a field and drop them."""
        self.site.field_named(name).dropped = dropped

    def remove_option(self, name: str, value: str) -> None:
        """Disable an option of a select field."""
        self.site.field_named(name).option(value).enabled = False

    def stale_search(self, seconds: float) -> None:
        """From now on a search sees the issues as they were so many of the sandbox's seconds ago; 0 ends it."""
        with self.tracker.lock:
            self.tracker.search_lag = timedelta(seconds=seconds)
            if not seconds:
                for issue in self.tracker.by_id.values():
                    issue.past.clear()
