"""Where in Jira the evidence of a line stands: a comment, an entry of the history, a version.

A comment has an address of its own. An entry of the history has none, on Data Center nor on Cloud: the link opens the
issue's history, whose tab is a ``page`` of Data Center's issue view; Cloud's passes over it and opens the issue.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import quote

from markupsafe import Markup, escape

from workflows.case import Case

_TAB = "page=com.atlassian.jira.plugin.system.issuetabpanels:"
_COMMENT = re.compile(r"c(\d+)")
_HISTORY = re.compile(r"h(\d+)/(.+)")
_VERSION = re.compile(r"v(\d+)")
_AT_THE_END = re.compile(r"(.*) \(([^()]+)\)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Jira:
    """The issue of a case. ``site``: its address, or empty where it is not known: then nothing is linked."""

    site: str
    case: Case

    @property
    def issue(self) -> str:
        """The address of the issue."""
        return f"{self.site.rstrip('/')}/browse/{quote(self.case.key)}"

    def link(self, evidence: str) -> Markup | str:
        """A piece of evidence by its name, leading to where it stands; what is none of Jira's as it is."""
        if comment := _COMMENT.fullmatch(evidence):
            number = comment[1]
            return self._to(
                f"{self.issue}?focusedCommentId={number}&{_TAB}comment-tabpanel#comment-{number}", f"comment {number}"
            )
        if entry := _HISTORY.fullmatch(evidence):
            return self._to(f"{self.issue}?{_TAB}changehistory-tabpanel", f"{entry[2]}, history {entry[1]}")
        if version := _VERSION.fullmatch(evidence):
            project = self.case.key.rpartition("-")[0]
            address = f"{self.site.rstrip('/')}/projects/{quote(project)}/versions/{version[1]}"
            return self._to(address, f"version {version[1]}")
        return evidence

    def cited(self, why: str) -> Markup:
        """A reason, with the evidence that ends it in parentheses as a link."""
        found = _AT_THE_END.fullmatch(why)
        if not found:
            return escape(why)
        return Markup("{} ({})").format(found[1], self.link(found[2]))

    def _to(self, address: str, name: str) -> Markup | str:
        return Markup('<a href="{}">{}</a>').format(address, name) if self.site else name
