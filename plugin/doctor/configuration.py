"""What app.yaml and the field maps say has been read without a fault; what is not set yet is named."""

from __future__ import annotations

from collections.abc import Iterator

from plugin.configuration_errors import ConfigurationError
from plugin.doctor.findings import Finding, counted, enumerated, fails, ok, warning
from plugin.doctor.installation import Installation
from plugin.settings import Mode


def configuration(it: Installation) -> Iterator[Finding]:
    """Faults have ended ``careflow doctor`` before it came here, as they end ``careflow check``."""
    options = sum(len(it.map.options(field)) for field in it.map.fields)
    yield ok(
        f"{counted(len(it.settings.projects), 'project')} ({enumerated(it.settings.projects)}), "
        f"{len(it.map.fields)} fields with {options} options, from {it.settings.app_file}"
    )
    try:
        it.settings.require("webhook", "board")
    except ConfigurationError as error:
        for fault in error.faults:
            yield fails(f"{fault.key} is not set: the receiver does not start without it", fault.problem)


def mode(it: Installation) -> Iterator[Finding]:
    """An installation in shadow is no fault, but nobody should forget it."""
    if it.settings.mode is Mode.LIVE:
        yield ok("live: careflow acts on cases")
        return
    yield warning(
        "in shadow: careflow writes nothing to Jira; the log and `careflow shadow` say what it would do",
        "once you trust it, set `mode: live` in app.yaml (CAREFLOW_MODE) and start the workers again",
    )
