"""Planview's terms, under the names that the rest of the software uses for them.

A Jira may call them otherwise; ``field_maps/`` says how, and only ``plugin/jira`` translates.
"""

from __future__ import annotations

from enum import StrEnum


class Severity(StrEnum):
    """SEV: the four severities, most severe first."""

    CRITICAL = "Critical"
    MAJOR = "Major"
    MODERATE = "Moderate"
    MINOR = "Minor"

    @property
    def rank(self) -> int:
        """0 for Critical … 3 for Minor: the order of the work (SEV-7)."""
        return list(Severity).index(self)

    def outranks(self, other: Severity) -> bool:
        """Whether this one is more severe than ``other``."""
        return self.rank < other.rank


class Status(StrEnum):
    """CLO: what a case can be in. A Jira status that no map names counts as In Progress."""

    NEW = "New"
    IN_PROGRESS = "In Progress"
    WAITING = "Waiting for Customer"
    SOLUTION = "Solution Provided"
    CLOSED = "Closed"


class Channel(StrEnum):
    """OPN-1: how a case came in, of the options of ``Case Channel`` those that a rule names."""

    CHAT = "Chat"
    EMERGENCY_PHONE = "Emergency phone"


class Role(StrEnum):
    """The role groups that app.yaml names; a member of any is staff."""

    AGENT = "agents"
    MANAGER = "managers"
    DISPATCHER = "dispatchers"
    SECOND_LINE = "second_line"
    ON_CALL = "on_call"
    CONSULTING = "consulting"
    PRODUCT_MANAGEMENT = "product_management"


class Field(StrEnum):
    """The fields that careflow reads or writes, by the names of the shipped field map."""

    CASE_TYPE = "Case Type"
    SEVERITY = "Severity"
    REQUESTED_SEVERITY = "Requested Severity"
    CRITICAL_APPROVAL = "Critical Approval"
    PRODUCT = "Product"
    REGION = "Support Region"
    TIER = "Support Tier"
    CHANNEL = "Case Channel"
    INSTANCE = "Instance"
    DEFECT_ORIGIN = "Defect Origin"
    SCOPE = "Support Scope"
    SYSTEM_WIDE = "System-wide"
    CODE_CHANGE = "Code Change Required"
    WORKAROUND = "Workaround"
    BILLABLE = "Billable"
    RESTORED = "Functionality Restored"
    RESPONSE_DUE = "Response Due"
    RESTORE_DUE = "Restore Due"
    RESOLUTION_DUE = "Resolution Due"
    NEXT_UPDATE_DUE = "Next Update Due"
    ROOT_CAUSE_DUE = "Root Cause Due"
    ROOT_CAUSE = "Root Cause"
    SLA_STATE = "SLA State"
    # Jira's own:
    STATUS = "Status"
    PRIORITY = "Priority"
    ASSIGNEE = "Assignee"


class ClockName(StrEnum):
    """SLO: the five clocks of a case."""

    RESPOND = "respond"
    RESTORE = "restore"
    RESOLVE = "resolve"
    COMMUNICATE = "communicate"
    ROOT_CAUSE = "root_cause"


class Table(StrEnum):
    """SLO-1: which table of targets applies."""

    PLANVIEW = "SLO-P"
    NOT_PLANVIEW = "SLO-N"


class SlaState(StrEnum):
    """SLO-11: the values of the field ``SLA State``."""

    BREACHED = "Breached"
    AT_RISK = "At risk"
    ON_TRACK = "On track"
    PAUSED = "Paused"
    MET = "Met"
    NO_TARGET = "No target"


class Approval(StrEnum):
    """SEV-3: the values of the field ``Critical Approval``."""

    PENDING = "Pending"
    APPROVED = "Approved"
    REJECTED = "Rejected"


YES = "Yes"
DEFAULT_REGION = "EMEA"  # CON-2, where the field is empty
DEFAULT_TIER = "Standard"
