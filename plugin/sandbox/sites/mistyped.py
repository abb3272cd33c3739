"""A site that has careflow's names, and not what they should mean."""

from __future__ import annotations

from plugin.sandbox import fields as kinds
from plugin.sandbox.site import FirstCase, Flavour, Site
from plugin.sandbox.sites.template import empty


def mistyped(flavour: Flavour | str, service: bool = True) -> Site:
    """A support team whose administrator read careflow's README in a hurry and made the fields by hand.

    Three are of another type, a name stands twice, an option that a case has is in no list of ours, and half of another
    list lacks.
    """
    site = empty(flavour, service)
    screens = [site.place(site.projects["CARE"]).screen()]
    site.add_field("Severity", kinds.MULTI_SELECT, ["Critical", "Major", "Moderate", "Minor"], on_screens=screens)
    site.add_field("Response Due", kinds.LINE, on_screens=screens)
    site.add_field("Root Cause", kinds.DATE, on_screens=screens)
    site.add_field("Product", kinds.SELECT, ["Enterprise One", "PPM Pro", "Troux"], on_screens=screens)
    site.add_field("Support Tier", kinds.SELECT, ["Standard", "Elite"], on_screens=screens)
    site.add_field("Support Tier", kinds.SELECT, ["Gold"], on_screens=screens)
    site.first_cases.append(FirstCase("clara", "The old portfolio does not open", {"Product": "Troux"}))
    return site
