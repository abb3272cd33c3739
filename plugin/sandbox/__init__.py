"""An in-memory Jira over HTTP: an admin tries app.yaml on it, the demo and the tests run on it."""

from __future__ import annotations

from plugin.sandbox.clock import Clock
from plugin.sandbox.faults import Fault, Faults
from plugin.sandbox.sandbox import Sandbox
from plugin.sandbox.site import Flavour, Site

__all__ = ["Clock", "Fault", "Faults", "Flavour", "Sandbox", "Site"]
