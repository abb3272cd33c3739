"""SEV-8: the definitions of the severities, at hand where people choose.

They are in the approval note (Critical's four criteria), in ``careflow explain``, and in the options' descriptions.
"""

from __future__ import annotations

from collections.abc import Mapping

from workflows.terms import Severity

DEFINITIONS: Mapping[Severity, tuple[str, ...]] = {
    Severity.CRITICAL: (
        "Production service unavailable, or essential functions failing.",
        "Performance so degraded that essential functions cannot be used.",
        "A function that corrupts or loses data, with no workaround.",
        "An imminent threat with financial risk to key or near-term business milestones.",
    ),
    Severity.MAJOR: (
        "Service up, but at least one essential function disturbed.",
        "Performance degraded enough to affect use in a major way.",
        "Important functions strongly limited, no acceptable or simple workaround; work goes on in a restricted way.",
        "Decision-making for essential activities affected.",
    ),
    Severity.MODERATE: (
        "Service up; minor functions with performance problems that leave the application usable.",
        "Impact on essential activities with a workaround, or on non-essential ones without.",
    ),
    Severity.MINOR: (
        "Impact on non-essential activities with a workaround, or no impact on activities at all.",
        "A request for information on capabilities, navigation, installation or configuration.",
        "Few users affected, and an acceptable workaround exists.",
    ),
}
