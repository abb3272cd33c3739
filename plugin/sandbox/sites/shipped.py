"""The site that careflow's shipped app.yaml and field map fit."""

from __future__ import annotations

from datetime import date

from plugin.sandbox import fields as kinds
from plugin.sandbox.site import Flavour, Site
from plugin.sandbox.sites.company import add_company
from plugin.sandbox.sites.stock import stock, template_screens


def shipped(flavour: Flavour | str, service: bool = True) -> Site:
    """A support team that has set everything up: project CARE with all that careflow needs, and the rest of the site.

    Here careflow's own account may do everything, until ``missing_permissions`` says otherwise.
    """
    site = stock(flavour)
    care = site.add_project("CARE", "Customer Care", service)
    care.types = tuple(site.issue_types)
    screens = template_screens(site, care)
    for name, options in SELECTS.items():
        site.add_field(name, kinds.SELECT, options, on_screens=screens)
    for name in DATE_TIMES:
        site.add_field(name, kinds.DATE_TIME, on_screens=screens)
    site.add_field("Instance", kinds.LINE, on_screens=screens)
    site.add_field("Root Cause", kinds.TEXT, on_screens=screens)
    screens[0].tabs[0].fields[:] = screens[1].tabs[0].fields
    _open_workflow(site)
    site.add_version("CARE", "Enterprise One 2026.9", date(2026, 9, 30), released=True)
    site.add_version("CARE", "Enterprise One 2026.12", date(2026, 12, 16))
    site.add_version("CARE", "Projectplace 2026.12", date(2026, 12, 2))
    add_company(site)
    return site


_SEVERITIES = ("Critical", "Major", "Moderate", "Minor")
_YES_NO = ("Yes", "No")
SELECTS: dict[str, tuple[str, ...]] = {
    "Case Type": (
        "Issue/Error",
        "Privacy",
        "Integrations",
        "Security",
        "Functional",
        "Defect",
        "Enhancement",
        "Performance",
        "Cloud Operations",
    ),
    "Severity": _SEVERITIES,
    "Requested Severity": _SEVERITIES,
    "Critical Approval": ("Pending", "Approved", "Rejected"),
    "Product": (
        "Enterprise One",
        "PPM Pro",
        "Projectplace",
        "LeanKit",
        "Spigit",
        "Daptiv",
        "Barometer",
        "Changepoint",
        "Clarizen",
    ),
    "Support Region": ("Americas/APAC", "EMEA"),
    "Support Tier": ("Standard", "Elite", "Platinum", "Medallion"),
    "Case Channel": ("Community", "Email", "Phone", "Chat", "Emergency phone"),
    "Defect Origin": ("Planview software", "Not Planview software"),
    "Support Scope": (
        "Customer network",
        "Client side",
        "Customization",
        "Custom report / configuration / self-install",
        "Functional",
        "Enhancement",
        "OEM defect",
        "Third party",
    ),
    "System-wide": _YES_NO,
    "Code Change Required": _YES_NO,
    "Workaround": ("None", "Unstable", "Stable"),
    "Billable": _YES_NO,
    "SLA State": ("Breached", "At risk", "On track", "Paused", "Met", "No target"),
}
DATE_TIMES = (
    "Functionality Restored",
    "Response Due",
    "Restore Due",
    "Resolution Due",
    "Next Update Due",
    "Root Cause Due",
)


def _open_workflow(site: Site) -> None:
    flow = site.add_workflow("CARE: Support Workflow", ["CARE"])
    for name, category in (
        ("New", "new"),
        ("In Progress", "indeterminate"),
        ("Waiting for Customer", "indeterminate"),
        ("Solution Provided", "indeterminate"),
        ("Closed", "done"),
    ):
        site.add_status(name, category, flow)
    open_ = ["New", "In Progress", "Waiting for Customer", "Solution Provided"]
    site.add_transition("Start work", "In Progress", [s for s in open_ if s != "In Progress"])
    site.add_transition("Wait for customer", "Waiting for Customer", [s for s in open_ if s != "Waiting for Customer"])
    site.add_transition("Provide solution", "Solution Provided", [s for s in open_ if s != "Solution Provided"])
    site.add_transition("Close", "Closed", open_)
    site.add_transition("Reopen", "In Progress", ["Closed"])
